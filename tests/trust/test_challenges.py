"""Three words for a number: said by one of us, for the place where we speak, within the hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.hotline.errors import NotAPhrase
from waystation.trust import challenges

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
NUMBER = "12345678"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("where", challenges.WHERE)
def test_it_works(organisation: Organisation, where: str, language: str) -> None:
    words = challenges.answer(NUMBER, where, language, now=NOW)
    assert challenges.judge(NUMBER, " ".join(words).upper(), now=NOW) == where
    assert challenges.judge(NUMBER, " ".join(words), now=NOW + timedelta(minutes=50)) == where


def test_words_said_elsewhere_tell_so(organisation: Organisation) -> None:
    words = challenges.answer(NUMBER, "email", "en", now=NOW)
    assert challenges.judge(NUMBER, " ".join(words), now=NOW) == "email"  # and not "call", where the caller is


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(hours=-1)])
def test_they_hold_for_an_hour(organisation: Organisation, later: timedelta) -> None:
    words = challenges.answer(NUMBER, "call", "en", now=NOW)
    assert challenges.judge(NUMBER, " ".join(words), now=NOW + later) is None


def test_words_for_another_number_are_nothing(organisation: Organisation) -> None:
    words = challenges.answer("87654321", "call", "en", now=NOW)
    assert challenges.judge(NUMBER, " ".join(words), now=NOW) is None


def test_what_is_no_word_is_told(organisation: Organisation) -> None:
    with pytest.raises(NotAPhrase):
        challenges.judge(NUMBER, "one two qqqq", now=NOW)


def test_on_the_pages(client_of: Callable[[str], Client]) -> None:
    caller = Client()
    number = caller.get("/en/ask").context["number"]
    given = {"number": f"{number[:4]} {number[4:]}", "where": "call", "language": "en"}
    words = client_of("dina").post("/staff/trust/answer", given).context["words"]
    page = caller.post("/en/ask", {"number": number, "words": " ".join(words)}).content.decode()
    assert "One of us said these words, by telephone." in page
    wrong = caller.post("/en/ask", {"number": number, "words": "abandon ability able"}).content.decode()
    assert "These words are not from us." in wrong


def test_a_number_that_is_none_gives_a_new_one(organisation: Organisation) -> None:
    page = Client().post("/en/ask", {"number": "<b>", "words": "abandon ability able"})
    assert challenges.is_number(page.context["number"])
    assert page.context["said"] is None
