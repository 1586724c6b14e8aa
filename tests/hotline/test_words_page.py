"""The one page that shows the twelve words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stage import Organisation
from waystation.hotline import public_views
from waystation.hotline.models import Request
from waystation.staff.actor import utc_now


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


def sent(client: Client) -> tuple[dict[str, str], HttpResponse]:
    """A first message, and what its form said."""
    form = client.get("/en/write").context["form"]
    fields = {"text": "They came.", "once": form.initial["once"]}
    return fields, client.post("/en/write", fields)


def words_on(page: HttpResponse) -> list[str]:
    return re.findall(r"<li>([a-z]+)</li>", page.content.decode())


def test_who_did_not_get_the_first_answer_is_shown_the_words_again(organisation: Organisation) -> None:
    client = Client()
    fields, first = sent(client)
    again = client.post("/en/write", fields)
    assert len(words_on(first)) == 12
    assert words_on(again) == words_on(first)
    assert "For two minutes, whoever loads this page anew here sees the words again." in first.content.decode()


def test_the_button_below_them_ends_that(organisation: Organisation) -> None:
    client = Client()
    fields, first = sent(client)
    action, once = re.findall(r'action="(/en/noted)".*?name="once" value="([^"]+)"', first.content.decode())[0]
    assert client.post(action, {"once": once})["Location"] == "/en/return"
    again = client.post("/en/write", fields).content.decode()  # Back, and reload
    assert "We have this message already" in again
    assert "please write again: you will get new words" in again
    assert not words_on(client.post("/en/write", fields))
    assert Request.objects.count() == 1


def test_words_that_were_used_are_not_shown_again(organisation: Organisation) -> None:
    client = Client()
    fields, first = sent(client)
    Client().post("/en/return", {"phrase": " ".join(words_on(first))})  # on any device
    assert not words_on(client.post("/en/write", fields))


def test_nor_are_they_two_minutes_later(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    fields, first = sent(client)
    for minutes, shown in ((1.9, words_on(first)), (2.1, [])):
        at = utc_now() + timedelta(minutes=minutes)
        monkeypatch.setattr(public_views, "_now", lambda at=at: at)
        assert words_on(client.post("/en/write", fields)) == shown


@pytest.mark.parametrize("token", ["", "A" * 44, "х"])
def test_a_stranger_ends_nothing_by_it(organisation: Organisation, token: str) -> None:
    client = Client()
    fields, first = sent(client)
    assert Client().post("/en/noted", {"once": token})["Location"] == "/en/return"
    assert words_on(client.post("/en/write", fields)) == words_on(first)
