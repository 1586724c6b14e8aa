"""The first page of a session with many cases says how far it is, and the page comes when it can."""

import threading
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from django.test import Client

from waystation.casework import list_views
from waystation.casework.models import Case
from waystation.desk import figures, now
from waystation.hotline import access
from waystation.staff import beforehand, opening
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The thread that opens waits for the event; it asks no database, which a test's own would not give to it."""
    may, opened, page = threading.Event(), threading.current_thread(), now.context

    def context(*given: object) -> object:
        return page(*given) if threading.current_thread() is opened else may.wait(20)  # type: ignore[arg-type]

    monkeypatch.setattr(now, "context", context)
    monkeypatch.setattr(beforehand.connections, "close_all", lambda: None)
    monkeypatch.setattr(beforehand, "PATIENCE", 0.05)
    monkeypatch.setattr(opening, "MANY", 0)
    yield may
    may.set()


def test_the_page_waits_and_then_comes(client_of: Callable[[str], Client], held_up: threading.Event) -> None:
    client = client_of("lev")
    for _ in range(2):
        html = client.get("/staff/").content.decode()
        assert "is being opened" in html
        assert 'http-equiv="refresh" content="1"' in html
    held_up.set()
    while "is being opened" in (html := client.get("/staff/").content.decode()):
        pass
    assert "refresh" not in html
    assert "Everybody" in html
    held_up.clear()
    assert "is being opened" not in client.get("/staff/").content.decode()


def test_one_thread_opens_for_a_session(lev: Actor, held_up: threading.Event) -> None:
    work = lambda: now.context(lev, {})  # noqa: E731
    assert [opening.rows_so_far(lev, "today", work, Case) for _ in range(3)] != [None] * 3
    assert [each.name for each in threading.enumerate()].count("beforehand:today") == 1


def test_the_page_itself_meets_what_the_thread_met(
    client_of: Callable[[str], Client], held_up: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, main = now.context, threading.current_thread()

    def fails(*given: object) -> object:
        if threading.current_thread() is main:
            return inner(*given)  # type: ignore[arg-type]
        raise LookupError("Heron")

    monkeypatch.setattr(now, "context", fails)
    client = client_of("lev")
    while "is being opened" in (html := client.get("/staff/").content.decode()):
        pass
    assert "Everybody" in html


@pytest.mark.parametrize("who", ["dina", "lev"])
def test_few_cases_are_there_at_once(client_of: Callable[[str], Client], who: str) -> None:
    assert "is being opened" not in client_of(who).get("/staff/").content.decode()


def test_who_may_read_no_case_waits_for_none(client_of: Callable[[str], Client], held_up: threading.Event) -> None:
    assert "is being opened" not in client_of("out").get("/staff/").content.decode()


@pytest.mark.parametrize(
    ("path", "module", "name"),
    [
        ("/staff/cases/", list_views, "Listing"),
        ("/staff/requests/", access, "queue"),
        ("/staff/counts", figures, "context"),
    ],
)
def test_a_list_that_is_asked_for_first_says_so_too(
    client_of: Callable[[str], Client],
    held_up: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    module: ModuleType,
    name: str,
) -> None:
    opened, made = threading.current_thread(), getattr(module, name)

    def waits(*given: object, **more: object) -> object:
        return made(*given, **more) if threading.current_thread() is opened else held_up.wait(20)

    monkeypatch.setattr(module, name, waits)
    client = client_of("lev")
    assert "is being opened" in client.get(path).content.decode()
    held_up.set()
    while "is being opened" in (html := client.get(path).content.decode()):
        pass
    assert "refresh" not in html


def test_a_search_is_never_answered_so(client_of: Callable[[str], Client], held_up: threading.Event) -> None:
    answer = client_of("lev").post("/staff/cases/", {"words": "heron"})
    assert "is being opened" not in answer.content.decode()
