"""The clock of alarms: whatever somebody sets, a timer rings no later than after the time that has really passed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.site import clock, worker
from waystation.site.clock import Ageing, Clock

NOON = datetime(2031, 5, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A clock that can be set, and one that cannot."""

    def __init__(self, data: Path) -> None:
        self.wall, self.passed = NOON, 5000.0
        self.data = data

    def start(self) -> Clock:
        return Clock(self.data, lambda: self.wall, lambda: self.passed)

    def ages(self) -> Ageing:
        return Ageing(self.data, lambda: self.wall, lambda: self.passed)

    def goes_on(self, time: timedelta) -> None:
        self.wall += time
        self.passed += time.total_seconds()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_is_the_clock_of_the_machine_while_nobody_sets_it_back(machine: Machine) -> None:
    ringing = machine.start()
    for step in (timedelta(seconds=1), HOUR, timedelta(days=3)):
        machine.goes_on(step)
        assert ringing.now() == machine.wall
    machine.wall += HOUR  # set right: it was slow
    assert ringing.now() == machine.wall
    assert clock.behind(machine.data, machine.wall) == timedelta()


def test_what_is_due_in_an_hour_rings_in_an_hour_although_the_clock_is_set_back(machine: Machine) -> None:
    ringing = machine.start()
    due = ringing.now() + HOUR
    machine.wall -= 24 * HOUR
    machine.goes_on(HOUR - timedelta(seconds=1))
    assert ringing.now() < due
    machine.goes_on(timedelta(seconds=1))
    assert ringing.now() >= due


def test_after_a_start_it_goes_on_from_what_was_read_last_and_says_so(machine: Machine) -> None:
    machine.start().now()
    machine.wall -= 24 * HOUR
    assert clock.behind(machine.data, machine.wall) == 24 * HOUR
    again = machine.start()
    assert again.now() == NOON
    machine.goes_on(25 * HOUR)
    assert again.now() == NOON + 25 * HOUR
    (machine.data / clock.NAME).unlink()  # somebody knows better
    assert machine.start().now() == machine.wall
    assert clock.behind(machine.data, machine.wall) == timedelta()


@pytest.mark.parametrize("said", ["", "soon", "2031-05-12T12:00", "\x00"])
def test_a_file_that_makes_no_sense_is_none(machine: Machine, said: str) -> None:
    (machine.data / clock.NAME).write_text(said)
    assert clock.read(machine.data) is None
    assert machine.start().now() == NOON


def test_where_nothing_can_be_written_it_goes_on(machine: Machine) -> None:
    machine.data = machine.data / "not-there"
    ringing = machine.start()
    machine.wall -= HOUR
    machine.goes_on(HOUR)
    assert ringing.now() == NOON + HOUR


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(-100_000, 100_000)), max_size=20))
def test_no_reading_is_earlier_than_the_last_one_and_what_passed_since(steps: list[tuple[int, int]]) -> None:
    machine = Machine(Path("/nowhere"))
    ringing = machine.start()
    last = ringing.now()
    for passed, was_set in steps:
        machine.goes_on(timedelta(seconds=passed))
        machine.wall += timedelta(seconds=was_set)
        reading = ringing.now()
        assert reading >= max(machine.wall, last + timedelta(seconds=passed))
        last = reading


def test_alarms_go_by_it_and_what_is_old_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: dict[str, datetime] = {}

    def noting(name: str) -> Any:
        return lambda now: moments.__setitem__(name, now)

    monkeypatch.setattr(worker, "ALARMS", (noting("alarms"),))
    monkeypatch.setattr(worker, "DUE", (noting("others"),))
    monkeypatch.setattr(worker, "OLD", (noting("old"),))
    worker.run_once(NOON, NOON + HOUR, NOON - HOUR)
    assert moments == {"alarms": NOON + HOUR, "others": NOON, "old": NOON - HOUR}
    worker.run_once(NOON)
    assert moments == {"alarms": NOON, "others": NOON, "old": NOON}


def test_the_loop_reads_it(monkeypatch: pytest.MonkeyPatch, machine: Machine, settings: Any) -> None:
    settings.WAYSTATION_DATA = machine.data
    ahead = datetime.now(UTC).replace(second=0, microsecond=0) + HOUR
    (machine.data / clock.NAME).write_text(ahead.isoformat())
    stop, seen = threading.Event(), list[datetime]()

    def rings(now: datetime) -> None:
        seen.append(now)
        stop.set()

    monkeypatch.setattr(worker, "PERIOD", 0.0)
    monkeypatch.setattr(worker, "ALARMS", (rings,))
    monkeypatch.setattr(worker, "DUE", ())
    monkeypatch.setattr(worker, "OLD", ())
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    worker.loop(stop)
    assert seen
    assert seen[0] >= ahead


def test_rooms_that_call_somebody_are_among_them() -> None:
    rooms = {run.__module__ for run in worker.ALARMS}  # type: ignore[attr-defined]
    assert {"waystation.evacuation.due", "waystation.evacuation.pursuers.due", "waystation.duty.due"} <= rooms
    assert "waystation.hotline.due" not in rooms  # letters keep to people's hours


DAY = timedelta(days=1)


def test_things_become_old_by_the_machine_s_clock_while_nobody_sets_it(machine: Machine) -> None:
    ageing = machine.ages()
    for step in (timedelta(seconds=1), HOUR, 3 * DAY):
        machine.goes_on(step)
        assert ageing.now() == machine.wall
        assert machine.ages().now() >= machine.wall - clock.KEPT_EVERY
    assert clock.ahead(machine.data, machine.wall) == timedelta()


def test_a_clock_that_is_set_ahead_makes_nothing_old(machine: Machine) -> None:
    """Neither at once, nor after a start; before a month is made up for, a week has passed in which nobody signs in."""
    ageing = machine.ages()
    true = ageing.now()
    machine.wall += 400 * DAY
    assert ageing.now() == true
    assert machine.ages().now() <= true
    for _ in range(7):
        machine.goes_on(DAY)
        assert ageing.now() < true + 30 * DAY
    assert clock.ahead(machine.data, machine.wall) > 360 * DAY
    machine.wall -= 400 * DAY
    assert ageing.now() == machine.wall


def test_a_week_in_which_nothing_ran_is_made_up_for_in_days(machine: Machine) -> None:
    machine.ages().now()
    machine.goes_on(7 * DAY)
    machine.passed = 10.0  # the machine was started anew
    ageing = machine.ages()
    assert ageing.now() < machine.wall - 6 * DAY
    for _ in range(60):
        machine.goes_on(HOUR)
        ageing.now()
    assert ageing.now() == machine.wall


def test_a_clock_that_is_set_back_for_a_moment_costs_nothing(machine: Machine) -> None:
    ageing = machine.ages()
    machine.goes_on(HOUR)
    ageing.now()
    machine.wall -= 10_000 * DAY
    assert ageing.now() == machine.wall
    machine.wall += 10_000 * DAY
    assert ageing.now() == machine.wall


def test_a_folder_without_it_begins_with_the_time_by_which_alarms_rang(machine: Machine) -> None:
    """One from before there was this reading."""
    machine.start().now()
    machine.wall += 400 * DAY
    assert machine.ages().now() == NOON


def test_what_is_deleted_for_its_age_alone_goes_by_it() -> None:
    from waystation.duty import due as duty
    from waystation.hotline import due as hotline

    assert {duty.forget, hotline.forget, worker._sweep_files} == set(worker.OLD)


def test_the_loop_reads_that_too(monkeypatch: pytest.MonkeyPatch, machine: Machine, settings: Any) -> None:
    settings.WAYSTATION_DATA = machine.data
    before = (datetime.now(UTC) - 40 * DAY).replace(second=0, microsecond=0)
    (machine.data / clock.AGE).write_text(before.isoformat())
    stop, seen = threading.Event(), list[datetime]()

    def forgets(now: datetime) -> None:
        seen.append(now)
        stop.set()

    monkeypatch.setattr(worker, "PERIOD", 0.0)
    for name, runs in (("ALARMS", ()), ("DUE", ()), ("OLD", (forgets,))):
        monkeypatch.setattr(worker, name, runs)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    worker.loop(stop)
    assert seen[0] - before < DAY
