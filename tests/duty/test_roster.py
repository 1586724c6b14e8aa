"""Who is on duty when: planned for a week, shown on the queue and today, with the hours that have nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.duty.helpers import HOUR, NOON, at, on_duty, switched_on
from tests.push.service import Service
from tests.stage import Organisation
from waystation.duty import devices, hand_over, roster, rules, shown
from waystation.duty.models import DeviceRow, HandOverRow, ShiftRow
from waystation.duty.records import Shift
from waystation.staff import members, own_rows
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault import half
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.records import read

Clients = Callable[[str], Client]
MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = date(2026, 3, 30)


def shift(actor: Actor, since: float, until: float) -> Shift:
    return Shift(account=actor.account, start=NOON + since * HOUR, end=NOON + until * HOUR)


def english(client: Client, path: str) -> str:
    return client.get(path, headers={"accept-language": "en"}).content.decode()


def test_a_week_is_planned_in_one_form(client_of: Clients, organisation: Organisation, lev: Actor) -> None:
    form = {"week": "2026-04-01", "account": str(organisation.accounts["dina"]), "since": "20:00", "until": "08:00"}
    answer = client_of("lev").post("/staff/duty/plan", form | {"days": ["0", "1", "6"]})
    assert answer.status_code == 303
    assert answer["Location"].endswith("week=2026-03-30")
    assert [(each.start, each.end - each.start) for _, each in roster.shifts(lev)] == [
        (datetime(2026, 3, day, 17, tzinfo=UTC) if day > 9 else datetime(2026, 4, day, 17, tzinfo=UTC), 12 * HOUR)
        for day in (30, 31, 5)
    ]
    page = english(client_of("dina"), "/staff/duty/?week=2026-03-30")
    assert page.count("20:00 – 08:00") == 3
    assert "Take out" not in page  # an operator reads


def test_only_coordinators_plan(dina: Actor, lev: Actor, client_of: Clients) -> None:
    with pytest.raises(Absent):
        roster.plan(dina, dina.account, [MONDAY], time(8), time(20))
    row = on_duty(dina)
    assert client_of("dina").post(f"/staff/duty/shifts/{row.pk}/remove").status_code == 404
    client_of("lev").post(f"/staff/duty/shifts/{row.pk}/remove")
    assert not ShiftRow.objects.exists()


def test_nobody_is_planned_who_may_not_answer(lev: Actor, ira: Actor) -> None:
    with pytest.raises(Absent):
        roster.plan(lev, ira.account, [MONDAY], time(8), time(20))


def test_the_same_hours_are_planned_once(lev: Actor, dina: Actor) -> None:
    assert roster.plan(lev, dina.account, [MONDAY], time(8), time(20)) == 1
    assert roster.plan(lev, dina.account, [MONDAY], time(19), time(23)) == 0
    assert roster.plan(lev, lev.account, [MONDAY], time(19), time(23)) == 1


def test_a_week_is_copied_by_the_clock_on_the_wall(lev: Actor, dina: Actor, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    roster.plan(lev, dina.account, [date(2026, 3, 27)], time(8), time(20))  # summer time begins on the 29th
    assert roster.copy_week(lev, MONDAY) == 1
    _, copied = roster.shifts(lev)[-1]
    assert copied.start.astimezone(ZoneInfo("Europe/Berlin")).hour == 8
    assert copied.start.astimezone(UTC).hour == 6
    assert roster.copy_week(lev, MONDAY) == 0


def test_who_may_not_answer_any_more_is_not_copied_into_the_next_week(
    lev: Actor, dina: Actor, organisation: Organisation
) -> None:
    for account in (dina.account, lev.account):
        roster.plan(lev, account, [MONDAY - timedelta(days=3)], time(8), time(20))
    members.change_roles(lev, dina.account, ["documenter"])
    assert roster.copy_week(organisation.actor("lev"), MONDAY) == 1
    assert roster.shifts(organisation.actor("lev"))[-1][1].account == lev.account


def test_the_queue_and_today_say_who_is_on(client_of: Clients, dina: Actor) -> None:
    now = utc_now()
    on_duty(dina, now - HOUR, now + HOUR)
    for path in ("/staff/requests/", "/staff/"):
        page = english(client_of("lev"), path)
        assert "On duty: Alma, until" in page
        assert "In the next 48 hours nobody is on duty:" in page


def test_a_covered_time_has_no_warning(dina: Actor, lev: Actor) -> None:
    on_duty(dina, NOON - HOUR, NOON + 24 * HOUR)
    on_duty(lev, NOON + 20 * HOUR, NOON + 50 * HOUR)
    (said,) = shown.on_duty(at(dina, NOON))
    assert "Alma" in str(said.text)


def test_that_nobody_is_on_is_said_loudly(dina: Actor) -> None:
    on_duty(dina, NOON + HOUR, NOON + 2 * HOUR)
    (said,) = shown.on_duty(at(dina, NOON))
    assert said.tone == "danger"
    assert str(said.text).startswith("Nobody is on duty now.")
    assert "3:00 p.m." in str(said.text) or "15:00" in str(said.text)


def test_a_gap_says_until_when_or_that_nobody_comes(dina: Actor) -> None:
    on_duty(dina, NOON - HOUR, NOON + HOUR)
    on_duty(dina, NOON + 60 * HOUR, NOON + 70 * HOUR)
    (said,) = shown.on_duty(at(dina, NOON))
    assert said.tone == "warn"
    assert said.text.count("–") == 1  # until the next shift, though it is more than two days away
    (said,) = shown.on_duty(at(dina, NOON + 65 * HOUR))
    assert " on." in said.text


def test_gaps_are_where_nobody_is(dina: Actor) -> None:
    shifts = [shift(dina, 2, 4), shift(dina, -1, 1), shift(dina, 3, 6), shift(dina, 47, 60)]
    found = rules.gaps(shifts, NOON, NOON + 48 * HOUR)
    assert found == [(NOON + HOUR, NOON + 2 * HOUR), (NOON + 6 * HOUR, NOON + 47 * HOUR)]


@given(st.lists(st.tuples(st.integers(-10, 60), st.integers(1, 20)), max_size=8))
def test_at_each_moment_there_is_somebody_or_a_gap(spans: list[tuple[int, int]]) -> None:
    shifts = [
        Shift(account=UUID(int=1), start=NOON + since * HOUR, end=NOON + (since + length) * HOUR)
        for since, length in spans
    ]
    found = rules.gaps(shifts, NOON, NOON + 48 * HOUR)
    for hour in range(48):
        moment = NOON + hour * HOUR + HOUR / 2
        assert bool(rules.on_duty(shifts, moment)) != any(since <= moment < until for since, until in found)


def test_a_roster_says_nothing_to_the_database_alone(
    dina: Actor, lev: Actor, service: Service, settings: Any, tmp_path: Any
) -> None:
    """Neither who, nor when, nor where: not even to whoever has the keys of another installation's half."""
    on_duty(dina)
    browser = switched_on(dina, service.browser("/a-very-own-address"))
    devices.add_address(dina, "alma@mail.example")
    hand_over.write(dina, "Anzor may call at night.")
    for model in (ShiftRow, DeviceRow, HandOverRow):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            cells = [cell for row in cursor.fetchall() for cell in row]
        raw = b"\0".join(bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode() for cell in cells)
        secrets = (b"own-address", b"alma", b"Anzor", dina.account.bytes, str(dina.account).encode())
        assert not [secret for secret in (*secrets, dina.account.hex.encode(), b"2026-04-03") if secret in raw]
    half.create(tmp_path / "other")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other")
    assert not own_rows.rows(ShiftRow, roster.USE)
    assert not own_rows.rows(DeviceRow, roster.USE)
    assert browser


def test_a_hand_over_does_not_open_with_the_half_alone(dina: Actor) -> None:
    hand_over.write(dina, "Anzor may call at night.")
    with pytest.raises((Locked, Tampered)):
        read(HandOverRow.objects.get(), Keyring([own_rows.key(roster.USE)]))


def test_old_shifts_go(dina: Actor) -> None:
    on_duty(dina)
    roster.sweep(NOON + timedelta(days=20))
    assert ShiftRow.objects.exists()
    roster.sweep(NOON + timedelta(days=40))
    assert not ShiftRow.objects.exists()
