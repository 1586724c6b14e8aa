"""The page of a simulation: its pictures say what the tables say, and it loads nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from tests.simulation.test_checker import HOUSE, LEG, ONE, START, STAY, TWO, ZONE, line, operation
from waystation.simulation.agenda import Told
from waystation.simulation.checker import violations
from waystation.simulation.facts import Facts, Stay
from waystation.simulation.report import nights, report
from waystation.simulation.running import Outcome
from waystation.simulation.scenario import FIRST_DAY, Scenario


def outcome(facts: Facts) -> Outcome:
    told = (
        Told(START, "train cancelled", "a train does not run; 1 journey had it"),
        Told(START, "answer", "<b>moved</b>"),
    )
    return Outcome(Scenario(1, 3, 20, ZONE), facts, told, tuple(violations(facts)), {})


def test_where_everybody_is_in_each_night() -> None:
    facts = operation(line(START, "casework.accepted", TWO, TWO))
    found = nights(facts, 3)
    assert found == {"dest": [0] * 3, "house": [2] * 3, "way": [0] * 3, "origin": [1] * 3}
    midnight = datetime.combine(FIRST_DAY, time(23, 30), ZONE)
    late = replace(facts.legs[LEG], arrived=midnight + timedelta(hours=2))
    assert nights(replace(facts, legs={LEG: late}), 2)["way"] == [2, 0]


def test_the_page_says_what_it_came_to_and_loads_nothing() -> None:
    made = report(outcome(operation()))
    assert "Nothing happened that must never be" in made
    assert made.count("<svg") == made.count('role="img"') + made.count('aria-hidden="true"')
    assert "&lt;b&gt;moved" in made
    assert not re.search(r"<script|<link|<img|src=|url\(", made)
    assert "default-src &#x27;none&#x27;" in made


def test_what_is_wrong_stands_at_its_head() -> None:
    facts = operation()
    twice = replace(
        facts, stays={STAY: facts.stays[STAY], ONE: Stay(TWO, HOUSE, FIRST_DAY, FIRST_DAY + timedelta(days=1), 1)}
    )
    made = report(outcome(twice))
    assert "1 violations" not in made
    assert "1 violation of what must never be" in made
    assert "bed twice" in made


def test_the_alarms_are_told_by_what_they_were_about() -> None:
    raised = (
        line(START, "evacuation.check_in_missed", ONE, ONE),
        line(START, "evacuation.check_in_missed_late", ONE, ONE),
        line(START, "handover.unconfirmed", TWO),
        line(START, "relocation.alarm_raised", TWO),
        line(START, "relocation.alarm_raised", ONE),
    )
    made = report(outcome(operation(*raised)))
    [alarms] = re.findall(r"<table.*?</table>", made[made.index("violations") : made.index('id="funnel"')], re.DOTALL)
    assert re.findall(r">(\d+)<", alarms) == ["1", "1", "2"]
    assert "a sign of life did not come" in alarms
    assert "Alarms by what" not in report(outcome(operation()))
