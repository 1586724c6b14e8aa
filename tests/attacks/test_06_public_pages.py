"""Attack 6, for callers: the public addresses, by somebody who has no words, other people's, or a cookie that is none.

What is told is the same whether somebody was there before or never: a phone that is looked through tells nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from tests.attacks.routes import METHODS, browser, routes
from tests.hotline.helpers import NOW
from tests.stage import Organisation
from waystation.hotline import callers, phrases
from waystation.hotline.public_views import cookie_name
from waystation.site.maps import PUBLIC
from waystation.staff.actor import utc_now
from waystation.staff.middleware import cookie_name as staff_cookie_name

LANGUAGES = ("ru", "ce", "en")
SECRET = "Nobody else may read that I wrote 4711."
QUERY = "?page=x&notice=x&next=//evil.example&q=%00%FF"


def addresses(language: str) -> list[str]:
    with translation.override(language):
        return [route for _, route, _ in routes(get_resolver(PUBLIC).url_patterns)]


def visitor(cookie: str = "", name: str = "") -> Client:
    client = browser()
    if cookie:
        client.cookies[name or cookie_name()] = cookie
    return client


@pytest.fixture
def words(organisation: Organisation) -> list[str]:
    """Of somebody who has written."""
    return callers.begin_web(SECRET, "Tikhiy", now=NOW)


def test_the_map_is_walked() -> None:
    assert {"/", "/up", "/en/", "/en/write", "/en/return", "/en/thread", "/en/leave", "/en/exit"} <= set(
        addresses("en")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_answers_anybody_and_tells_nothing(words: list[str], language: str) -> None:
    for path in addresses(language):
        for method in METHODS:
            for sent in ("", "text=x&phrase=x&once=x&name=%00&in_danger=x&shared_device=x"):
                form = "application/x-www-form-urlencoded"
                answer = visitor().generic(method, path + QUERY, sent, content_type=form)
                assert answer.status_code < 500, (method, path)
                assert b"4711" not in answer.content
                assert "evil.example" not in answer.get("Location", "")


def cookies_that_open_nothing(organisation: Organisation, words: list[str]) -> list[tuple[str, str]]:
    mine = callers.enter(" ".join(words), now=utc_now()) or ""
    callers.leave(mine)
    return [
        ("", ""),
        (mine, cookie_name()),  # of a visit that has ended
        ("A" * 43 + "=", cookie_name()),
        ("\u00ff\x7f", cookie_name()),
        (organisation.cookie("dina"), cookie_name()),
        (organisation.cookie("dina"), staff_cookie_name()),
    ]


def test_a_thread_is_told_from_none_by_its_words_alone(organisation: Organisation, words: list[str]) -> None:
    """One answer, to the byte, for whoever never was here and whoever has left."""
    for method, path in (("GET", "/en/thread"), ("POST", "/en/thread"), ("POST", "/en/leave")):
        said = set()
        for cookie, name in cookies_that_open_nothing(organisation, words):
            answer = visitor(cookie, name).generic(method, path)
            said.add((answer.status_code, answer.content, answer.get("Location")))
        assert len(said) == 1


def test_a_visit_shows_its_own_thread_alone(words: list[str]) -> None:
    others = callers.begin_web("Something else.", now=NOW)
    client = Client()
    client.post("/en/return", {"phrase": " ".join(others)})
    shown = client.get("/en/thread").content.decode()
    assert "Something else." in shown
    assert "4711" not in shown


def test_words_that_open_nothing_are_answered_alike(words: list[str]) -> None:
    """Well-formed words of nobody, and words in another order: nothing tells which of them was near."""
    said = set()
    for phrase in (phrases.spell(bytes(16), "en"), phrases.spell(bytes(range(16)), "en"), words[::-1]):
        answer = visitor().post("/en/return", {"phrase": " ".join(phrase)})
        text = answer.content.decode().replace(" ".join(phrase), "")
        said.add((answer.status_code, "These words open nothing" in text, cookie_name() in answer.cookies))
    assert said == {(200, True, False)}


@pytest.mark.parametrize("path", ["/staff/", "/staff/requests/", "/staff/sign-in", "/static/../staff/", "/x"])
def test_the_callers_program_knows_no_staff_page(organisation: Organisation, path: str) -> None:
    client: Any = Client(**{"waystation.urls": PUBLIC})
    assert client.get(path).status_code == 404


def test_without_a_token_nothing_is_written(words: list[str]) -> None:
    for path in ("/en/write", "/en/return", "/en/thread", "/en/leave"):
        answer = browser(strict=True).post(path, {"text": "x"}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, path
