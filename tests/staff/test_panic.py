"""The panic page: two steps from everywhere, for everybody on the staff."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.stage import Organisation
from waystation.hotline import outbox
from waystation.staff import innocent, members
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name
from waystation.vault import panic, sessions

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize("who", ["dina", "lev", "ira", "out"])
def test_two_steps_from_every_page(organisation: Organisation, client_of: ClientOf, path: Path, who: str) -> None:
    client = client_of(who)
    assert 'href="/staff/panic"' in client.get("/staff/").content.decode()
    assert client.get("/staff/panic").status_code == 200
    assert path.exists()
    answer = client.post("/staff/panic", {"word": "Panic "})
    assert (answer.status_code, path.exists()) == (503, False)
    assert b"panic" not in answer.content.lower()
    assert answer["Clear-Site-Data"]
    assert client.get("/staff/")["Location"] == "/staff/sign-in"


@pytest.mark.parametrize("typed", ["", "panik", "yes"])
def test_not_by_accident(client_of: ClientOf, path: Path, typed: str) -> None:
    client = client_of("dina")
    assert client.post("/staff/panic", {"word": typed}).status_code == 422
    assert path.exists()
    assert client.get("/staff/").status_code == 200


def test_not_by_a_stranger(client: Client, organisation: Organisation, path: Path) -> None:
    assert client.post("/staff/panic", {"word": "panic"})["Location"] == "/staff/sign-in"
    assert path.exists()


def test_all_that_is_remembered_goes(client_of: ClientOf, path: Path) -> None:
    client = client_of("dina")
    outbox._ready[next(iter(innocent._soon))] = object()  # type: ignore[assignment]
    assert innocent._soon
    client.post("/staff/panic", {"word": "panic"})
    assert not innocent._soon
    assert not outbox._ready
    assert {forgetting.__module__ for forgetting in panic._also} >= {
        "waystation.hotline.outbox",
        "waystation.audit.log",
    }


class Asked(AssertionError):
    """Somebody asked the database."""


@pytest.fixture
def away() -> Iterator[None]:
    """Whoever asks the database from now on fails."""

    def refuse(*_args: Any) -> Any:
        raise Asked

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("first", ["/staff/", None])
def test_neither_its_page_nor_the_panic_asks_the_database(
    client_of: ClientOf, path: Path, request: pytest.FixtureRequest, first: str | None
) -> None:
    client = client_of("ira")
    if first:
        client.get(first)
    request.getfixturevalue("away")
    page = client.get("/staff/panic")
    assert (page.status_code, b'name="word"' in page.content) == (200, True)
    assert client.post("/staff/panic", {"word": "no"}).status_code == 422
    assert path.exists()
    assert client.post("/staff/panic", {"word": "panic"}).status_code == 503
    assert not path.exists()


@pytest.mark.usefixtures("away")
def test_without_the_database_a_stranger_finds_nothing_either(client: Client, path: Path) -> None:
    for cookie in ("", "A" * 43 + "=", "é"):
        client.cookies[cookie_name()] = cookie
        assert client.get("/staff/panic")["Location"] == "/staff/sign-in"
    assert path.exists()


def test_whoever_is_not_on_the_staff_any_more_starts_none(
    organisation: Organisation, client_of: ClientOf, lev: Actor, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken off by another process, which cannot reach into this one's memory."""
    client = client_of("dina")
    assert client.get("/staff/").status_code == 200
    monkeypatch.setattr(sessions, "end_those", lambda ended: None)
    members.remove(lev, organisation.accounts["dina"])
    assert client.get("/staff/")["Location"] == "/staff/sign-in"
    assert client.get("/staff/panic")["Location"] == "/staff/sign-in"


def test_another_browser_starts_none_with_a_stolen_cookie(client_of: ClientOf, path: Path) -> None:
    client = client_of("dina")
    client.get("/staff/", headers={"User-Agent": "one"})
    answer = client.post("/staff/panic", {"word": "panic"}, headers={"User-Agent": "another"})
    assert answer["Location"] == "/staff/sign-in"
    assert path.exists()


def test_a_session_that_ended_and_one_of_another_kind_start_none(
    organisation: Organisation, client: Client, path: Path
) -> None:
    now = datetime.now(UTC)
    other = sessions.start("caller", b"payload", now=now)
    ended = organisation.cookie("dina")
    sessions.end(ended)
    for cookie in (other, ended):
        client.cookies[cookie_name()] = cookie
        assert client.post("/staff/panic", {"word": "panic"})["Location"] == "/staff/sign-in"
    assert path.exists()
