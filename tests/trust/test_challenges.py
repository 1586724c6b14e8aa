"""Three words for a number: said by one of us, for the place where we speak, within the hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.hotline.errors import NotAPhrase
from waystation.staff.actor import utc_now
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


def shown_to(caller: Client) -> str:
    number: str = caller.get("/en/ask").context["number"]
    return number


def test_a_page_that_is_loaded_again_shows_the_same_number(client_of: Callable[[str], Client]) -> None:
    """A phone loads a page anew by itself during a call: true words must stay true."""
    caller = Client()
    number = shown_to(caller)
    words = challenges.answer(number, "call", "en", now=utc_now())
    assert caller.get("/ru/ask").context["number"] == shown_to(caller) == number
    page = caller.post("/en/ask", {"number": shown_to(caller), "words": " ".join(words)}).content.decode()
    assert "One of us said these words, by telephone." in page


def test_after_true_words_and_on_demand_there_is_another(organisation: Organisation) -> None:
    """Whoever heard one number could fetch words for it from us before they call again."""
    caller = Client()
    number = shown_to(caller)
    assert caller.post("/en/ask", {"number": number, "words": "abandon ability able"}).context["said"].tone == "danger"
    assert shown_to(caller) == number  # they may have been typed wrongly
    words = challenges.answer(number, "call", "en", now=utc_now())
    caller.post("/en/ask", {"number": number, "words": " ".join(words)})
    second = shown_to(caller)
    assert second != number
    answer = caller.post("/en/ask", {"another": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/ask")
    assert shown_to(caller) not in {number, second}


def test_a_number_is_nothing_after_some_hours_nor_one_that_was_sent_in_a_link(organisation: Organisation) -> None:
    value = challenges.kept(NUMBER, NOW)
    assert challenges.number_in(value, NOW + timedelta(minutes=149)) == NUMBER
    assert challenges.number_in(value, NOW + timedelta(minutes=150)) is None
    assert challenges.number_in(value, NOW - timedelta(hours=1)) is None
    assert all(challenges.number_in(bad, NOW) is None for bad in ("", NUMBER, f"{NUMBER}-", f"-{value}", "x-y", "²-1"))
    assert Client().get("/en/ask", {"number": NUMBER}).context["number"] != NUMBER


def test_loading_it_again_does_not_make_it_last_longer(organisation: Organisation) -> None:
    caller = Client()
    caller.cookies["number"] = challenges.kept(NUMBER, utc_now() - timedelta(hours=challenges.KEPT))
    answer = caller.get("/en/ask")
    assert answer.context["number"] == NUMBER
    assert "number" not in answer.cookies


def test_leaving_takes_it_along(organisation: Organisation) -> None:
    caller = Client()
    number = shown_to(caller)
    caller.get("/en/exit")
    assert shown_to(caller) != number
