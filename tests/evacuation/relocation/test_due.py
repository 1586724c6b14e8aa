"""Deadlines, ends and silences call the duty team by themselves: once each, with nobody signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.evacuation.relocation.conftest import DAY, TODAY, Scene
from waystation.audit.models import Line
from waystation.evacuation.relocation import due, filing
from waystation.evacuation.relocation.actions import add_appointment, say_outcome
from waystation.evacuation.relocation.models import TimerRow
from waystation.evacuation.relocation.records import Appointment


def test_a_refusal_calls_once(scene: Scene, told: list[datetime]) -> None:
    scene.decided("refused")
    now = scene.lev.now()
    assert due.run(now) == 1
    assert due.run(now) == 0
    assert len(told) == 1


def test_whoever_dies_before_it_is_told_leaves_it_to_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.decided("refused")

    def dies(*_: object, **__: object) -> None:
        raise OSError("no mail")

    lines = Line.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(due.alarms, "tell_duty", dies)
        with pytest.raises(OSError, match="no mail"):
            due.run(scene.lev.now())
    assert (TimerRow.objects.filter(told=True).count(), Line.objects.count()) == (0, lines)
    assert due.run(scene.lev.now()) == 1


def test_an_end_calls_on_its_days_after_a_day_offline_too(scene: Scene, told: list[datetime]) -> None:
    scene.decided(valid_until=TODAY + 40 * DAY)
    now = scene.lev.now()
    assert due.run(now) == 0
    assert due.run(now + 11 * DAY) == 1
    assert due.run(now + 60 * DAY) == 2  # a week before it, and the day after it: one call for both
    assert len(told) == 2


def test_of_what_is_past_already_the_last_one_calls(scene: Scene, told: list[datetime]) -> None:
    made = scene.filed()
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY, valid_until=TODAY + 3 * DAY)
    assert due.run(scene.lev.now()) == 1
    assert due.run(scene.lev.now() + 30 * DAY) == 1


def test_an_appointment_reminds_and_asks_how_it_went(scene: Scene, told: list[datetime]) -> None:
    now = scene.lev.now()
    starts = now + timedelta(hours=30)
    made = add_appointment(scene.lev, scene.case, Appointment(track=scene.track, what="visa", starts=starts, remind=24))
    assert due.run(now + timedelta(hours=5)) == 0
    assert due.run(now + timedelta(hours=7)) == 1
    assert due.run(starts + timedelta(hours=25)) == 1
    say_outcome(scene.at(starts + DAY), scene.case, made, outcome="kept")
    assert not TimerRow.objects.exists()


def test_an_innocent_view_calls_nobody(scene: Scene, told: list[datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.evacuation.relocation.timers.to_the_minute", lambda moment: moment)
    from dataclasses import replace

    apart = replace(scene.lev, apart={name: scene.lev.team(name) for name in ("duty", "coordination", "everyone")})
    scene.lev = apart
    scene.decided("refused")
    assert due.run(scene.lev.now() + DAY) == 0
    assert told == []
