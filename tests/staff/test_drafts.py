"""A long text that is sent after the session ended."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.attacks.test_06_routes import routes
from tests.casework.conftest import waiting_request
from tests.casework.test_secrecy import database
from tests.staff.door import is_in, knock
from tests.stage import Organisation
from waystation.staff import actions, drafts
from waystation.staff.actor import utc_now
from waystation.staff.models import Account
from waystation.vault import models, sessions

TEXT = "She said that they would come back on Thursday.\nШтормовая птица над крышами, cormorant-7731."
PAGE, GONE = "/staff/draft", "/staff/?notice=kept-text-gone"


@pytest.fixture
def late(organisation: Organisation) -> Client:
    """Dina's browser, in which her session has ended by itself."""
    client = Client()
    knock(client)
    models.Session.objects.all().delete()
    sessions.sweep(now=utc_now())
    assert not is_in(client)
    return client


def answer_page() -> str:
    return reverse("hotline:note", args=[waiting_request()])


def test_it_works(late: Client) -> None:
    page = answer_page()
    sent = late.post(page, {"text": TEXT, "once": "x" * 56})
    assert sent["Location"] == "/staff/sign-in"
    assert "kept for an hour" in english(late, "/staff/sign-in")
    assert knock(late)["Location"] == PAGE
    html = late.get(PAGE).content.decode()
    assert "cormorant-7731" in html
    assert f'action="{page}"' in html
    assert html.count("<textarea") == 1
    done = late.post(page, {"text": TEXT, "once": "x" * 56, "from_draft": "1"})
    assert done.status_code == 303
    assert "cormorant-7731" in late.get(page.removesuffix("/note")).content.decode()
    assert late.get(PAGE)["Location"] == "/staff/"


def english(client: Client, path: str) -> str:
    client.cookies["language"] = "en"
    return client.get(path).content.decode()


def test_no_word_of_it_is_readable(late: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent = late.post(answer_page(), {"text": TEXT})
    seen = [database(), caplog.text.encode(), str(sent.headers).encode(), str(sent.cookies).encode()]
    for part in ("cormorant-7731", "Штормовая"):
        assert not any(part.encode() in each for each in seen)


def test_it_is_sealed_under_a_key_of_this_process(late: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    late.post(answer_page(), {"text": TEXT})
    monkeypatch.setattr(sessions, "_process_key", bytes(32))
    assert knock(late)["Location"] == GONE
    assert "cannot be given back" in english(late, GONE)


def test_only_who_wrote_it_gets_it_back(late: Client) -> None:
    late.post(answer_page(), {"text": TEXT})
    assert knock(late, "lev")["Location"] == GONE
    assert late.get(PAGE)["Location"] == "/staff/"


def test_a_stranger_leaves_nothing(client: Client, organisation: Organisation) -> None:
    before = models.Session.objects.count()
    answer = client.post(answer_page(), {"text": TEXT})
    assert "draft" not in answer.cookies
    assert models.Session.objects.count() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_page_of_another_site_leaves_nothing(late: Client, site: str) -> None:
    assert "draft" not in late.post(answer_page(), {"text": TEXT}, headers={"sec-fetch-site": site}).cookies


def test_a_page_that_is_only_looked_at_leaves_nothing(late: Client) -> None:
    assert "draft" not in late.get(answer_page(), {"text": TEXT}).cookies


def test_what_is_ours_in_a_form_is_not_kept_with_it(late: Client) -> None:
    late.post(answer_page(), {"text": TEXT, "csrfmiddlewaretoken": "sparrow-1204", "from_draft": "1"})
    knock(late)
    page = late.get(PAGE)
    assert [line.name for line in page.context["lines"]] == ["text"]
    assert "sparrow-1204" not in page.content.decode()


def test_a_text_of_one_word_is_shown_too() -> None:
    assert [drafts.Line(name, "Help").has_words for name in ("text", "note", "once")] == [True, True, False]


def test_a_browser_keeps_one(late: Client) -> None:
    for _ in range(3):
        late.post(answer_page(), {"text": TEXT})
    assert models.Session.objects.count() == 1


def test_also_where_it_shows_none_of_the_cookies_of_the_others(late: Client) -> None:
    """Else whoever has a mark, as those have for a while who are no longer on the staff, could fill the disk."""
    for _ in range(3):
        late.post(answer_page(), {"text": TEXT})
        del late.cookies["draft"]
    assert models.Session.objects.count() == 1


def test_who_is_no_longer_on_the_staff_leaves_nothing(late: Client) -> None:
    Account.objects.filter(name_digest=actions.name_digest("dina")).delete()
    assert "draft" not in late.post(answer_page(), {"text": TEXT}).cookies
    assert not models.Session.objects.exists()


def test_the_browser_forgets_it_after_an_hour_too(late: Client) -> None:
    """Or the page of the sign-in promises what is gone."""
    assert late.post(answer_page(), {"text": TEXT}).cookies["draft"]["max-age"] == 3600


def test_too_much_is_not_kept(late: Client) -> None:
    assert "draft" not in late.post(answer_page(), {"text": "x" * 300_000}).cookies


def test_after_an_hour_it_is_gone(late: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    late.post(answer_page(), {"text": TEXT})
    start: datetime = utc_now()
    monkeypatch.setattr("waystation.staff.views.utc_now", lambda: start + timedelta(minutes=61))
    assert knock(late)["Location"] == GONE


def test_a_few_words_are_shown_too(late: Client) -> None:
    """Whoever is asked to read it again sees what it is: of a flag it is one short line."""
    late.post(reverse("work:flag-new", args=[UUID(int=1)]), {"message": "Wren, by noon", "once": "x" * 56})
    knock(late)
    html = late.get(PAGE).content.decode()
    assert "Wren, by noon</textarea>" in html
    assert 'type="hidden" name="once"' in html


def test_looking_at_it_does_not_shorten_the_hour(late: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs in, reads it, and is called away by an alarm finds it there half an hour later."""
    late.post(answer_page(), {"text": TEXT})
    knock(late)
    assert "cormorant-7731" in late.get(PAGE).content.decode()
    start: datetime = utc_now()
    monkeypatch.setattr("waystation.staff.views.utc_now", lambda: start + timedelta(minutes=40))
    assert knock(late)["Location"] == PAGE


def test_it_can_be_thrown_away(late: Client) -> None:
    late.post(answer_page(), {"text": TEXT})
    knock(late)
    assert late.post(PAGE).status_code == 303
    assert models.Session.objects.count() == 1


def test_what_did_not_work_is_not_thrown_away(late: Client) -> None:
    page = answer_page()
    late.post(page, {"text": TEXT})
    knock(late)
    assert late.post(page, {"text": "", "from_draft": "1"}).status_code == 422
    assert late.get(PAGE).status_code == 200


def test_the_forms_that_are_kept_exist() -> None:
    assert {name for name, _, _ in routes()} >= drafts.KEPT


def test_no_form_of_the_door_is_kept() -> None:
    assert not any(name.startswith("staff:") for name in drafts.KEPT)


def test_markup_in_it_stays_text(late: Client) -> None:
    late.post(answer_page(), {"text": "</textarea><script>alert(1)</script>" * 3})
    knock(late)
    html = late.get(PAGE).content.decode()
    assert "<script>alert" not in html
