"""Attack 14: a cookie is stolen and used again, later or in another browser."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.staff.door import knock, with_app
from tests.stage import Organisation
from waystation.staff import entry, middleware
from waystation.staff.actor import utc_now
from waystation.staff.middleware import cookie_name
from waystation.vault import sessions


def is_in(client: Client) -> bool:
    """Signed in, /staff/sign-out says that it wants a POST; strangers are sent to the door."""
    return client.get("/staff/sign-out").status_code == 405


def copy_of(client: Client) -> Client:
    thief = Client()
    thief.cookies[cookie_name()] = client.cookies[cookie_name()].value
    return thief


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the door's clock."""
    start: datetime = utc_now()

    def move(later: timedelta) -> None:
        monkeypatch.setattr(middleware, "utc_now", lambda: start + later)

    return move


def test_after_signing_out_it_is_refused(client_of: Callable[[str], Client]) -> None:
    client = client_of("dina")
    thief = copy_of(client)
    assert is_in(thief)
    client.post("/staff/sign-out")
    assert not is_in(thief)


def test_after_15_idle_minutes_it_is_refused(
    client_of: Callable[[str], Client], at: Callable[[timedelta], None]
) -> None:
    client = client_of("dina")
    at(timedelta(minutes=14))
    assert is_in(client)
    at(timedelta(minutes=28))
    assert is_in(client)
    at(timedelta(minutes=44))
    assert not is_in(client)


def test_after_12_hours_it_is_refused(client_of: Callable[[str], Client], at: Callable[[timedelta], None]) -> None:
    client = client_of("dina")
    for minutes in range(0, 12 * 60, 12):
        at(timedelta(minutes=minutes))
        assert is_in(client)
    at(timedelta(hours=12, seconds=5))
    assert not is_in(client)


def test_a_caller_s_cookie_does_not_open_the_staff_s_door(organisation: Organisation, client: Client) -> None:
    client.cookies[cookie_name()] = sessions.start("caller", b"payload", now=utc_now())
    assert not is_in(client)


def test_a_staff_cookie_under_the_public_name_is_nobody_s(organisation: Organisation) -> None:
    cookie = organisation.cookie("dina")
    assert sessions.resume("caller", cookie, now=utc_now()) is None


def one_letter_changed(cookie: str) -> str:
    return cookie[:-3] + ("A" if cookie[-3] != "A" else "B") + cookie[-2:]


@pytest.mark.parametrize("change", [str.swapcase, one_letter_changed, lambda cookie: cookie[::-1]])
def test_a_changed_cookie_is_refused(client_of: Callable[[str], Client], change: Callable[[str], Any]) -> None:
    client = client_of("dina")
    client.cookies[cookie_name()] = change(client.cookies[cookie_name()].value)
    assert not is_in(client)


FIREFOX, CHROMIUM = "Mozilla/5.0 Gecko/20100101 Firefox/140.0", "Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0.0.0"


@pytest.fixture
def victim(organisation: Organisation) -> Client:
    """A browser in which Dina signed in by the page, with a mark."""
    client = Client(headers={"user-agent": FIREFOX})
    knock(client)
    return client


def thief_of(victim: Client, agent: str, *, mark: str | None) -> Client:
    thief = Client(headers={"user-agent": agent})
    thief.cookies[cookie_name()] = victim.cookies[cookie_name()].value
    if mark is not None:
        thief.cookies["device"] = mark
    return thief


def test_in_another_kind_of_browser_it_is_refused_and_ends(victim: Client) -> None:
    assert is_in(victim)
    assert not is_in(thief_of(victim, CHROMIUM, mark=victim.cookies["device"].value))
    assert not is_in(victim)


def test_without_the_mark_of_the_browser_it_is_refused_and_ends(victim: Client) -> None:
    assert not is_in(thief_of(victim, FIREFOX, mark=None))
    assert not is_in(victim)


def test_with_the_mark_of_another_browser_it_is_refused(victim: Client, organisation: Organisation) -> None:
    other = Client(headers={"user-agent": FIREFOX})
    knock(other, "lev")
    assert not is_in(thief_of(victim, FIREFOX, mark=other.cookies["device"].value))


def test_the_cookie_between_the_two_steps_opens_no_page(victim: Client, organisation: Organisation) -> None:
    with_app(organisation.actor("dina"))
    knock(victim)
    assert entry.halfway(victim.cookies[cookie_name()].value, now=utc_now()) is not None
    assert not is_in(victim)


def test_a_session_of_another_kind_does_not_pass_for_the_first_step(organisation: Organisation) -> None:
    for cookie in (organisation.cookie("dina"), sessions.start("draft", b"payload", now=utc_now())):
        assert entry.halfway(cookie, now=utc_now()) is None
