"""The one page that shows the twelve words."""

import re

from django.test import Client

from tests.stage import Organisation


def test_no_link_beside_the_words_leads_to_another_language(organisation: Organisation) -> None:
    client = Client()
    form = client.get("/en/write").content.decode()
    assert 'hreflang="ru"' in form
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once
    page = client.post("/en/write", {"text": "They came.", "once": once[1]}).content.decode()
    assert "Your message has arrived" in page
    assert "hreflang" not in page  # it would open an empty form, and the words are shown only once
    assert "Leave quickly" in page
