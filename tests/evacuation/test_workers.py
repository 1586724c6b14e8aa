"""Several workers, killed workers, and people who answer at the very moment of the alarm."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.evacuation.conftest import MINUTE, NOON, at, build, expect, state
from tests.stage import Organisation
from tests.threads import at_once
from waystation.audit.models import Line
from waystation.evacuation import access, actions, due
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord, CheckInState
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.vault.records import create, set_columns


def test_two_workers_share_the_work(on_file: Callable[[], Organisation], told: list[datetime]) -> None:
    scene = build(at(on_file().actor("lev"), NOON))
    case_id = scene.case()
    for number in range(60):
        expect(scene, case_id, number)
    counts = at_once(*[lambda: due.run(NOON + timedelta(days=1))] * 3)
    assert sum(counts) == 60
    assert len(told) == 1
    assert Line.objects.count() >= 60


def test_a_worker_killed_at_any_moment_loses_and_repeats_nothing(
    on_file: Callable[[], Organisation], told: list[datetime]
) -> None:
    scene = build(at(on_file().actor("lev"), NOON))
    case_id, key = scene.case(), scene.actor.keys.key(locator(DUTY))
    record = CheckInRecord(case=case_id, pseudonym="Birch", due_at=NOON)
    with transaction.atomic():
        for _ in range(1500):
            create(CheckIn, record, key, due_at=NOON - 15 * MINUTE, alarm_at=NOON)
    before = Line.objects.count()
    for milliseconds in (1, 5, 10, 20, 40, 60):  # together less than the whole takes
        _killed_after(milliseconds / 1000)
        # What one transaction did stands or falls together: an alarm and its line.
        alarming, lines = _at_one_moment()
        assert alarming == lines - before
    # However far the killed ones came, one is left for the last.
    create(CheckIn, record, key, due_at=NOON - 15 * MINUTE, alarm_at=NOON)
    due.run(NOON)
    assert (CheckIn.objects.alarming().count(), Line.objects.count() - before) == (1501, 1501)
    assert len(told) == 1


def _at_one_moment() -> tuple[int, int]:
    """Alarms and lines in one snapshot: a server finishes what it was sent by a client that was killed since."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return CheckIn.objects.alarming().count(), Line.objects.count()


def _killed_after(seconds: float) -> None:
    connection.close()
    worker = os.fork()
    if worker == 0:
        due.BATCH = 50
        due.run(NOON)
        os.kill(os.getpid(), signal.SIGKILL)
    sleep(seconds)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def test_a_sign_of_life_and_an_alarm_at_the_same_moment(
    on_file: Callable[[], Organisation], told: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker claims between the reading and the writing of an answer: the answer counts, as a late one."""
    scene = build(at(on_file().actor("lev"), NOON))
    pk = expect(scene, scene.case())
    door, first = access.check_in, []

    def slow(actor: Actor, check_in_id: UUID) -> object:
        found = door(actor, check_in_id)
        if not first:
            first.append(True)
            set_columns(CheckIn.objects.filter(pk=pk), state=CheckInState.MISSED, steps=1)
        return found

    monkeypatch.setattr(access, "check_in", slow)
    assert actions.check_in(scene.actor, pk, "green tea")
    # The claim above shared our transaction and was undone with it: the second try saw the row as it had been.
    assert state(pk) in (CheckInState.RECEIVED, CheckInState.LATE)
    assert not due.run(datetime(2040, 1, 1, tzinfo=UTC))
