"""The funnel of stages: what became of each case that came into a stage, in words, in the drawing and in the table."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.test_pages import accepted
from waystation.casework import actions as casework
from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.desk import funnel
from waystation.desk.funnel import Passage, Tally
from waystation.staff.actor import Actor
from waystation.web import charts

TODAY = date(2026, 11, 26)


def stub(*way: str, now: str = "", ago: int = 5, **more: Any) -> CaseStub:
    """A case that reached these stages, a day apart, the last of them so many days ago."""
    days = {stage: TODAY - timedelta(days=ago + len(way) - number) for number, stage in enumerate(way, 1)}
    return CaseStub(pseudonym="x", stage=now or way[-1], milestones=days, **more)


def passages(cases: list[CaseStub], days: int = 0) -> dict[str, Passage]:
    tally = Tally()
    for case in cases:
        tally.add(case)
    return {each.stage: each for each in tally.passages(TODAY, days)}


@pytest.mark.parametrize(
    ("case", "fate"),
    [
        (stub("accepted"), "there"),
        (stub("accepted", "planning_exit"), "onward"),
        (stub("accepted", "advice_only"), "left"),
        (stub("accepted", "lost_contact"), "left"),
        (stub("accepted", "closed_referred"), "left"),
        (stub("accepted", "closed_safe"), "onward"),
        (stub("assessing", "accepted", now="assessing"), "back"),
        (stub("accepted", "planning_exit", "lost_contact"), "onward"),
    ],
)
def test_what_became_of_a_case_after_it_was_accepted(case: CaseStub, fate: str) -> None:
    assert funnel.fate("accepted", case) == fate
    assert dict(passages([case])["accepted"].fates) == {each: int(each == fate) for each in funnel.FATES}


def test_only_what_came_in_the_time_counts_but_all_who_are_there_now() -> None:
    found = passages([stub("accepted", ago=10), stub("accepted", ago=200), stub("accepted", erased=True)], 90)
    assert [(each.stage, each.came, each.now) for each in found.values()] == [("accepted", 1, 2)]
    assert passages([stub("closed_referred")]) == {}


@given(st.integers(0, 10_000), st.integers(0, 30), st.integers(0, 30))
def test_the_parts_add_up_and_what_is_taken_out_leaves_nothing(seed: int, many: int, gone: int) -> None:
    chance = random.Random(seed)

    def some() -> CaseStub:
        return stub(*chance.sample(stages.STAGES, chance.randint(1, 5)), ago=chance.randint(0, 120))

    stay, go = [some() for _ in range(many)], [some() for _ in range(gone)]
    tally = Tally()
    for case in chance.sample(stay + go, many + gone):
        tally.add(case)
    for case in go:
        tally.add(case, -1)
    for days in funnel.PERIODS:
        found = {each.stage: each for each in tally.passages(TODAY, days)}
        assert found == passages(stay, days)
        since = TODAY - timedelta(days=days) if days else date.min
        for stage, passage in found.items():
            assert passage.came == sum(day >= since for case in stay if (day := case.milestones.get(stage)))
            assert passage.now == sum(case.stage == stage for case in stay)


def test_steps_are_drawn_around_the_middle_on_one_scale() -> None:
    wide, narrow, empty = charts.funnel(
        [("a", "", [("onward", 3), ("left", 1)]), ("b", "", [("there", 2)]), ("c", "", [])]
    )
    assert [(each.x, each.width) for each in wide.pieces] == [("0.00", "75.00"), ("75.00", "25.00")]
    assert [(each.x, each.width) for each in narrow.pieces] == [("25.00", "50.00")]
    assert (empty.value, empty.pieces) == (0, ())


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_the_page_draws_what_the_table_says(client_of: Callable[[str], Client], dina: Actor) -> None:
    first, _second = accepted(dina, "Birch"), accepted(dina, "Maple")
    casework.advance(dina, first, "advice_only")
    address = reverse("desk:pictures")
    page = unescape(client_of("dina").get(address).content.decode())
    part = page[page.index('id="funnel"') :]
    row = re.search(r'<th scope="row">Accepted for support</th>((?:<td class="number">\d+</td>)+)', part)
    assert row, part
    assert re.findall(r">(\d+)<", row[1]) == ["2", "0", "1", "0", "1", "1"]
    assert '<rect class="left" x="' in part
    for days in ("30", "0", "one", "-5"):
        assert client_of("dina").get(address, {"days": days}).status_code == 200
