"""Sessions, browsers and news of a person's own sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localtime

from tests.staff.door import ACCOUNT, actor_of, elsewhere, is_in, knock
from tests.stage import Organisation
from waystation.staff import account, devices, entry, own
from waystation.staff.actor import Actor, utc_now
from waystation.staff.models import OwnRow
from waystation.vault import sessions

NEW_DEVICE = 'role="alert"'


def kinds(client: Client) -> list[str]:
    return [alert.kind for alert in account.to_tell(actor_of(client))]


@pytest.fixture
def phone(organisation: Organisation) -> Client:
    client = Client()
    knock(client)
    return client


@pytest.fixture
def laptop(phone: Client) -> Client:
    client = Client()
    knock(client)
    return client


def test_the_first_browser_is_no_news(phone: Client) -> None:
    assert kinds(phone) == []
    assert NEW_DEVICE not in phone.get("/staff/").content.decode()


def test_a_new_device_is_told_of_in_all_other_sessions_and_not_in_its_own(phone: Client, laptop: Client) -> None:
    assert kinds(phone) == ["device"]
    assert kinds(laptop) == []
    assert NEW_DEVICE in phone.get("/staff/").content.decode()


def test_and_at_the_next_sign_in(phone: Client) -> None:
    phone.post("/staff/sign-out")
    knock(Client())
    knock(phone)
    assert kinds(phone) == ["device"]


def test_whoever_came_in_anew_cannot_wave_it_away(phone: Client, laptop: Client) -> None:
    laptop.post(f"{ACCOUNT}/answer")
    knock(laptop)
    laptop.post(f"{ACCOUNT}/answer")
    assert kinds(phone) == ["device"]
    phone.post(f"{ACCOUNT}/answer")
    assert kinds(phone) == []


def test_a_known_browser_is_no_news(phone: Client, laptop: Client) -> None:
    phone.post(f"{ACCOUNT}/answer")
    laptop.post("/staff/sign-out")
    knock(laptop)
    assert kinds(phone) == []


def test_a_mark_of_a_colleague_s_is_not_one_s_own(phone: Client, organisation: Organisation) -> None:
    """Lev's browser is known at the door, and yet new to Dina."""
    his = Client()
    knock(his, "lev")
    knock(his, "dina")
    assert kinds(phone) == ["device"]


def test_sessions_are_listed_and_ended(phone: Client, laptop: Client) -> None:
    page = phone.get(ACCOUNT).content.decode()
    assert page.count(":00") >= 2
    assert phone.post(f"{ACCOUNT}/sign-out-others").status_code == 303
    assert is_in(phone)
    assert not is_in(laptop)
    assert len(account.running(actor_of(phone))) == 1


def test_sessions_on_another_host_end_as_well(phone: Client, laptop: Client) -> None:
    """Its memory is not ours; the rows of both are in one table."""
    with elsewhere():
        knock(phone)
        assert phone.post(f"{ACCOUNT}/sign-out-others").status_code == 303
        assert is_in(phone)
    assert not is_in(laptop)


def test_a_sign_in_on_another_host_ends_none_here(laptop: Client) -> None:
    with elsewhere():
        knock(Client())
    assert is_in(laptop)


def test_of_too_many_sessions_the_oldest_end(phone: Client) -> None:
    """Else whoever signs in often enough has one that no list has, and nobody ends."""
    for _ in range(entry.MOST_SESSIONS - 1):
        knock(Client())
    assert is_in(phone)
    knock(Client())
    assert not is_in(phone)


def test_a_browser_that_was_not_mine_is_strange_again(phone: Client, laptop: Client) -> None:
    phone.post(f"{ACCOUNT}/sign-out-others")
    assert kinds(phone) == []
    knock(laptop)
    assert kinds(phone) == ["device"]


def test_those_of_colleagues_stay(phone: Client, client_of: Callable[[str], Client]) -> None:
    lev = client_of("lev")
    phone.post(f"{ACCOUNT}/sign-out-others")
    assert is_in(lev)


def test_ended_sessions_are_not_listed(phone: Client, laptop: Client) -> None:
    laptop.post("/staff/sign-out")
    assert [here for _, here in account.running(actor_of(phone))] == [True]


def test_no_table_says_who_has_how_many_sessions(phone: Client, laptop: Client, organisation: Organisation) -> None:
    """Neither the account nor the browser's mark stands in a readable column beside a session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_session")
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description or []]
    assert names == ["id", "sealed", "ends_at"]
    one = organisation.accounts["dina"]
    assert not any(one.bytes in bytes(row[1]) or one.hex in str(row) for row in rows)
    assert len({len(row.sealed) for row in OwnRow.objects.all()}) == 1


@pytest.mark.parametrize("page", ["sign-out-others", "answer", "forget", "app/remove", "passkey/0/remove", "codes"])
def test_a_link_changes_nothing(phone: Client, page: str) -> None:
    assert phone.get(f"{ACCOUNT}/{page}").status_code == 405
    assert is_in(phone)


# The mark.


def test_the_mark_is_long_lived_and_opaque(phone: Client, organisation: Organisation) -> None:
    cookie = phone.cookies["device"]
    assert cookie["max-age"] == 90 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    mark = devices.presented(cookie.value, now=utc_now())
    assert mark.account == organisation.accounts["dina"]
    assert organisation.accounts["dina"].hex not in cookie.value
    assert repr(mark).count("secret") == 0


@pytest.mark.parametrize("secure", [False, True])
def test_its_flags(client: Client, organisation: Organisation, settings: Any, secure: bool) -> None:
    settings.WAYSTATION_SECURE_COOKIES = secure
    answer = client.post("/staff/sign-in", {"name": "dina", "passphrase": "seven quiet herons"}, secure=secure)
    cookie = answer.cookies["__Host-device" if secure else "device"]
    assert bool(cookie["secure"]) == secure
    assert cookie["path"] == ("/" if secure else "/staff/")


def test_a_mark_that_is_forged_or_old_is_a_stranger_s(phone: Client) -> None:
    cookie, now = phone.cookies["device"].value, utc_now()
    assert devices.presented(cookie, now=now).is_known
    assert not devices.presented(cookie, now=now + timedelta(days=91)).is_known
    for forged in ("", "x", "A" * 100, cookie[:-4] + "AAA=", cookie[::-1], "ж"):
        assert not devices.presented(forged, now=now).is_known


def test_one_can_take_the_mark_off(phone: Client) -> None:
    answer = phone.post(f"{ACCOUNT}/forget")
    assert (answer.cookies["device"].value, answer.cookies["device"]["max-age"]) == ("", 0)
    assert not is_in(phone)


# How long a session lasts.


def line(client: Client) -> str:
    html = client.get("/staff/").content.decode()
    return html.split('id="until">')[0].rsplit("<p ")[-1] + html.split('id="until">')[1].split("</p>")[0]


def test_every_page_says_when_it_signs_out(phone: Client) -> None:
    said = line(phone)
    at = localtime(account.here(actor_of(phone)).until)
    assert any(f"<time>{moment:%H:%M}</time>" in said for moment in (at, at - timedelta(minutes=1)))
    assert 'href="/staff/stay" target="_blank"' in said
    assert "soon" not in said


def test_the_last_minutes_of_twelve_hours_are_warned_of_at_once(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    name, now = sessions.name(phone.cookies["staff"].value), utc_now()
    left = timedelta(minutes=5)
    monkeypatch.setitem(sessions._ends, name, sessions._Ends.after(now, left, sessions.IDLE))
    assert "soon" in line(phone)


def test_the_page_beside_keeps_the_session_open(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    start = utc_now()
    for minutes, path in ((14, "/staff/stay"), (28, "/staff/stay"), (42, ACCOUNT)):
        monkeypatch.setattr("waystation.staff.middleware.utc_now", lambda at=minutes: start + timedelta(minutes=at))
        assert phone.get(path).status_code == 200


def test_a_page_of_nobody_s_says_nothing(client: Client, db: None) -> None:
    assert 'id="until"' not in client.get("/staff/sign-in").content.decode()


def test_old_browsers_are_forgotten(dina: Actor) -> None:
    for _ in range(25):
        knock(Client())
    mine = own.of(dina)
    assert len(mine.devices) == 20
    assert len(mine.alerts) == 20
