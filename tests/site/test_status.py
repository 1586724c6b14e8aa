"""The page of the server's state: true, drawn, for two roles alone, and silent about everybody."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from tests.stage import Organisation
from waystation.hotline.models import Outgoing
from waystation.hotline.reach import Door
from waystation.site import clock, folder
from waystation.site.status import machine, shown
from waystation.site.status.machine import Machine

NOW = datetime(2027, 3, 9, 12, tzinfo=UTC)
WELL = dict.fromkeys(("database", "vault half", "timers", "disk"), "pass")
SOUND = Machine(
    now=NOW,
    health=WELL,
    turned=timedelta(seconds=1),
    used=40,
    free=100 * 2**30,
    letters=0,
    knocks=0,
    late=0,
    overdue=0,
    doors={"help@example.org in 1": Door("works", date(2027, 3, 1))},
    last={"backup": date(2027, 3, 8), "rehearsal": date(2027, 1, 1)},
)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def said(seen: Machine) -> dict[str, tuple[str, str, str]]:
    """Of each bar: its words, its tone, how wide it is."""
    bars = [bar for picture in shown.pictures(seen) for bar in picture.bars]
    return {str(bar.label): (str(bar.value), bar.tone, bar.width) for bar in bars}


def test_it_works_on_a_sound_machine() -> None:
    assert {bar: words[1] for bar, words in said(SOUND).items() if words[1] not in ("good", "info")} == {}
    assert [str(picture.do) for picture in shown.pictures(SOUND)] == [""] * 5
    assert all(light.well for light in shown.lights(SOUND))
    assert said(SOUND)["Used"] == ("40 %", "good", "40.0")
    assert said(SOUND)["Last backup"][0] == "1 day ago"


@pytest.mark.parametrize(
    ("changed", "bar", "words", "tone"),
    [
        ({"free": 2**30}, "Used", "40 %", "warn"),
        ({"free": 2**20}, "Used", "40 %", "danger"),
        ({"turned": timedelta(seconds=150)}, "Since the last turn", "2 minutes", "warn"),
        ({"turned": timedelta(hours=1)}, "Since the last turn", "60 minutes", "danger"),
        ({"turned": None}, "Since the last turn", "cannot be told", "warn"),
        ({"overdue": 10}, "Alarms that should have rung", "up to 10", "danger"),
        ({"letters": 100}, "Letters on their way", "up to 100", "info"),
        ({"letters": -1}, "Letters on their way", "more than 1000", "info"),
        ({"late": 10}, "Of both: waiting for more than ten minutes", "up to 10", "warn"),
        ({"last": {}}, "Last backup", "never", "danger"),
        ({"last": {"backup": date(2027, 2, 25)}}, "Last backup", "12 days ago", "warn"),
        ({"last": {"backup": date(2027, 1, 1)}}, "Last backup", "67 days ago", "danger"),
        ({"last": {"backup": date(2027, 3, 9)}}, "Last backup", "today", "good"),
        ({"doors": {"x out": Door("unreachable", date(2027, 3, 9))}}, "x out", "does not answer", "danger"),
    ],
)
def test_what_is_not_well_is_said_and_drawn(changed: dict[str, Any], bar: str, words: str, tone: str) -> None:
    seen = replace(SOUND, **changed)
    assert words in said(seen)[bar][0]
    assert said(seen)[bar][1] == tone
    if tone in ("warn", "danger"):
        assert any(picture.do for picture in shown.pictures(seen))


def test_a_part_that_fails_is_a_light_that_is_out() -> None:
    seen = replace(SOUND, health=WELL | {"database": "fail"}, log_agrees=False)
    assert [light.well for light in shown.lights(seen)] == [False, True, True, True, False]


def test_numbers_are_told_in_steps_in_which_one_more_does_not_show() -> None:
    assert [machine.step(number) for number in (0, 1, 10, 11, 100, 1000, 1001)] == [0, 10, 10, 100, 100, 1000, -1]
    assert machine.used_of(1000, 501) == 45
    assert machine.used_of(0, 0) == 0


def test_the_timers_are_those_of_this_process_or_of_whoever_keeps_the_clock(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert machine.since_turn(tmp_path, now) is None
    (tmp_path / clock.NAME).write_text((now - timedelta(minutes=7)).isoformat(timespec="minutes"))
    found = machine.since_turn(tmp_path, now)
    assert found is not None
    assert timedelta(minutes=7) <= found < timedelta(minutes=8)
    (tmp_path / folder.WORKING).write_text(str(os.getpid()))  # left by a process that has ended: nobody holds it
    assert machine.since_turn(tmp_path, now) == found


def test_it_counts_what_waits(organisation: Organisation, settings: Any, tmp_path: Path) -> None:
    settings.WAYSTATION_DATA = tmp_path
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "half")
    now = datetime.now(UTC)
    before = machine.look(now)
    assert (before.letters, before.late, before.turned) == (0, 0, None)
    assert before.health == {"database": "pass", "vault half": "fail", "timers": "fail", "disk": "pass"}
    for number, state in enumerate(["waiting"] * 11 + ["sent"]):
        late = now - timedelta(hours=number < 3)
        Outgoing.objects.create(locator=uuid4(), compartment=1, epoch=1, sealed=b"", state=state, next_try=late)
    seen = machine.look(now)
    assert (seen.letters, seen.late, seen.knocks, seen.overdue) == (100, 10, 0, 0)


def test_two_roles_have_the_page_and_it_says_nothing_of_anybody(organisation: Organisation, client: Client) -> None:
    from waystation.staff.middleware import cookie_name

    for name, status in (("lev", 200), ("out", 200), ("dina", 404), ("ira", 404)):
        client.cookies[cookie_name()] = organisation.cookie(name)
        answer = client.get("/staff/status", headers={"accept-language": "en"})
        assert answer.status_code == status, name
        if status == 200:
            html = answer.content.decode()
            assert html.count("<svg viewBox") >= 5
            assert "/staff/status" in html
            assert "<script" not in html
            assert str(Path(machine.settings.WAYSTATION_DATA)) not in html  # no path of the machine


def test_a_broken_table_of_mail_makes_no_broken_page(settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"imap": "nonsense"}
    settings.WAYSTATION = {"mail": {"imap": "nonsense"}}
    assert machine._doors() == {}
