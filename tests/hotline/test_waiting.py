"""Timers of who waits: begun when something arrives, put off by a look, ended by an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from tests.hotline import as_browser
from tests.hotline.helpers import NOW, mail, receive, the_request
from tests.stage import Organisation
from waystation.desk import actions as desk
from waystation.desk.models import ReviewRow
from waystation.hotline import actions, callers, proposing, waiting
from waystation.hotline.models import Request, Waiting
from waystation.hotline.records import Clock
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault import half, whole

MINUTE = timedelta(minutes=1)


def timer(thread: UUID | None = None) -> Waiting:
    return Waiting.objects.get(pk=waiting.id_of(thread or the_request()))


def at(actor: Actor, moment: datetime) -> Actor:
    return replace(actor, now=lambda: moment)


def test_what_arrives_is_waited_for(organisation: Organisation) -> None:
    receive()
    assert timer().due == NOW + 30 * MINUTE
    assert not waiting.is_anybody(NOW + 29 * MINUTE)
    assert waiting.is_anybody(NOW + 30 * MINUTE)


@pytest.mark.parametrize("in_danger", [False, True])
def test_no_row_tells_the_second(dina: Actor, in_danger: bool) -> None:
    """Beside a mail provider's log it would tell whose message it was."""
    moment = NOW + timedelta(seconds=17, microseconds=5)
    callers.begin_web("Help me.", in_danger=in_danger, now=moment)
    assert (timer().due.second, timer().due.microsecond) == (0, 0)
    actions.open_thread(at(dina, moment + MINUTE), the_request())
    assert (timer().due.second, timer().due.microsecond) == (0, 0)


def test_a_second_message_does_not_put_the_first_off(organisation: Organisation) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    callers.write_again(callers.caller_of(words), "Please.", now=NOW + 20 * MINUTE)
    assert Waiting.objects.get().due == NOW + 30 * MINUTE


def test_who_says_to_be_in_danger_now_waits_for_nobody(organisation: Organisation) -> None:
    callers.begin_web("Help me.", in_danger=True, now=NOW)
    assert waiting.is_anybody(NOW)


def test_danger_that_the_rules_find_hurries(dina: Actor) -> None:
    receive(mail("они за дверью, убьют меня"), now=utc_now())
    assert not waiting.is_anybody(utc_now())
    proposing.look_through(dina, seconds=60)
    assert waiting.is_anybody(utc_now())


def test_danger_that_a_browser_sealed_hurries_once_it_is_opened(dina: Actor) -> None:
    as_browser.post(Client(), in_danger=True)
    assert not waiting.is_anybody(utc_now())
    proposing.look_through(dina, seconds=60)
    assert waiting.is_anybody(utc_now())


def test_a_look_ends_the_wait_for_a_look_and_begins_that_for_an_answer(dina: Actor) -> None:
    receive()
    actions.open_thread(at(dina, NOW + MINUTE), the_request())
    assert timer().due == NOW + timedelta(hours=2)


def test_whoever_looks_late_has_a_while_to_answer(dina: Actor) -> None:
    receive()
    actions.open_thread(at(dina, NOW + timedelta(hours=5)), the_request())
    assert timer().due == NOW + timedelta(hours=5, minutes=30)


def test_an_answer_ends_it(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("status", ["declined", "suspect", "closed"])
def test_a_decision_ends_it(dina: Actor, status: str) -> None:
    receive()
    actions.decide(dina, the_request(), status)
    assert not Waiting.objects.exists()


def test_after_the_first_answer_a_look_is_enough(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "We read you.")
    callers.write_again(callers.caller_of(words), "Thank you.", now=utc_now())
    assert Waiting.objects.exists()
    actions.open_thread(dina, the_request())
    assert not Waiting.objects.exists()


def test_erasing_ends_it(organisation: Organisation, dina: Actor, lev: Actor) -> None:
    receive()
    timer()
    desk.propose(dina, the_request(), extent="request", reason="asked")
    desk.erase(lev, ReviewRow.objects.get().pk)
    assert not Waiting.objects.exists()


def test_one_claim_takes_a_whole_crowd_and_calls_again_less_and_less(organisation: Organisation) -> None:
    for number in range(5):
        receive(mail(message_id=f"<{number}@mail.example>"))
    moment, calls = NOW + 30 * MINUTE, []
    for _ in range(600):
        if waiting.is_anybody(moment):
            with transaction.atomic():
                calls.append((moment - NOW, waiting.claim(moment)))
            assert not waiting.is_anybody(moment)
        moment += MINUTE
    assert calls == [(30 * MINUTE, 0), (60 * MINUTE, 1), (120 * MINUTE, 2), (240 * MINUTE, 3)]
    assert not Waiting.objects.exists()
    assert Request.objects.count() == 5


def test_the_row_names_no_thread(organisation: Organisation, settings: Any, tmp_path: Any) -> None:
    receive()
    row, thread = timer(), the_request()
    cells = [str(value) for value in (row.pk, row.locator, row.epoch, row.version, bytes(row.sealed).hex())]
    assert not any(thread.hex in cell.replace("-", "") for cell in cells)
    half.create(tmp_path / "other")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other")
    assert waiting.id_of(thread) != row.pk  # who has the database alone cannot find it
    assert (row.due.second, row.due.microsecond) == (0, 0)


QUIET = Clock(unread_minutes=30, quiet_from=23, quiet_to=7)


@pytest.mark.parametrize(
    ("arrived", "called"),
    [  # Moscow, UTC+3
        ("2026-04-03T12:00", "2026-04-03T12:30"),
        ("2026-04-03T19:20", "2026-04-03T19:50"),
        ("2026-04-03T19:40", "2026-04-04T04:00"),
        ("2026-04-03T22:00", "2026-04-04T04:00"),
        ("2026-04-04T03:40", "2026-04-04T04:10"),
    ],
)
def test_in_a_quiet_time_nobody_is_woken_for_what_may_wait(arrived: str, called: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert waiting.due(utc(arrived), QUIET) == utc(called)


def test_danger_breaks_the_quiet(lev: Actor) -> None:
    waiting_until = NOW.replace(hour=21)
    with transaction.atomic():
        waiting.set_clock(lev, QUIET)
    callers.begin_web("Help me.", now=waiting_until)
    assert not waiting.is_anybody(waiting_until + timedelta(hours=3))
    callers.begin_web("Help me.", in_danger=True, now=waiting_until)
    assert waiting.is_anybody(waiting_until)


def test_only_coordinators_set_the_clock(dina: Actor) -> None:
    with pytest.raises(Absent):
        waiting.set_clock(dina, Clock())


def test_who_pushes_a_timer_off_in_the_database_is_noticed(organisation: Organisation) -> None:
    receive()
    assert not list(whole.compare_all())
    QuerySet.update(Waiting.objects.all(), due=NOW + timedelta(days=900))
    assert list(whole.compare_all())


def test_an_innocent_view_wakes_nobody(dina: Actor) -> None:
    team = dina.account  # any other than the duty team
    words = callers.begin_web("Help me.", in_danger=True, now=NOW, team=team)
    callers.write_again(callers.caller_of(words), "Please.", now=NOW)
    assert Request.objects.count() == 1
    assert not Waiting.objects.exists()
