"""The pictures: sums that follow, a basis on each, and a table beside each drawing."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.test_pages import accepted
from waystation.casework import actions as casework
from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.desk import events, people, pictures, pipeline
from waystation.desk.basis import FIGURES, MISSING, UNITS
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import terms

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
TODAY = date(2026, 11, 26)
OWNERS = [uuid4(), uuid4(), None]


def stub(stage: str = "accepted", waited: int = 0, **said: Any) -> CaseStub:
    return CaseStub(pseudonym="x", stage=stage, milestones={stage: TODAY - timedelta(days=waited)}, **said)


def test_how_many_how_long_and_where_they_wait() -> None:
    tally = pipeline.of([stub(waited=days) for days in (1, 2, 30)] + [stub("documents", 5), stub("closed_safe", 90)])
    accepted_, documents = tally.waiting(TODAY)
    assert (accepted_.stage, accepted_.cases, accepted_.median, accepted_.longest, accepted_.days) == (
        "accepted",
        3,
        2,
        30,
        33,
    )
    assert (documents.stage, documents.cases, documents.days) == ("documents", 1, 5)


def test_who_looks_after_how_many() -> None:
    one_, other, _ = OWNERS
    cases = [stub(owner=one_, urgency="now"), stub(owner=one_, next_due=TODAY - timedelta(days=1)), stub(owner=other)]
    loads = pipeline.of([*cases, stub(owner=one_, stage="closed_safe"), stub(next_due=TODAY)]).loads(TODAY)
    assert (loads[0].owner, loads[0].cases, loads[0].urgent, loads[0].overdue) == (one_, 2, 1, 1)
    assert {load.owner: load.cases for load in loads} == {one_: 2, other: 1, None: 1}


@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 40))
def test_sums_that_follow_are_those_of_a_fresh_count(seed: int, many: int, gone: int) -> None:
    chance = random.Random(seed)

    def some() -> CaseStub:
        due = TODAY + timedelta(days=chance.randint(-3, 3)) if chance.random() < 0.7 else None
        urgency = chance.choice(["now", "normal"])
        stage, owner = chance.choice(stages.STAGES), chance.choice(OWNERS)
        return stub(stage, chance.randint(0, 9), owner=owner, urgency=urgency, next_due=due)

    stay, go = [some() for _ in range(many)], [some() for _ in range(gone)]
    tally = pipeline.of(chance.sample(stay + go, many + gone))
    for each in go:
        tally.add(each, -1)
    fresh = pipeline.of(stay)
    assert tally.waiting(TODAY) == fresh.waiting(TODAY)
    assert tally.loads(TODAY) == fresh.loads(TODAY)


def test_every_figure_names_a_basis_of_the_vocabulary() -> None:
    codes = {each.code for each in terms("count_basis")}
    assert {"contacted", "killed_confirmed", "cases_opened"} <= codes
    for basis in FIGURES.values():
        assert basis.unit in UNITS
        assert not basis.code or basis.code in codes


def test_each_basis_of_the_vocabulary_is_counted_or_the_page_says_why_not(client_of: ClientOf, dina: Actor) -> None:
    """A new term of the vocabulary stands on a number, or in `MISSING` with what it needs."""
    everything = [each.code for known in (FIGURES, people.FIGURES, events.FIGURES) for each in known.values()]
    counted = [code for code in everything if code]
    assert len(set(counted)) == len(counted)  # no published basis has two numbers
    missing = [code for each in MISSING for code in each.codes]
    assert sorted([*counted, *missing]) == sorted(each.code for each in terms("count_basis"))
    page = client_of("dina").get(reverse("desk:counts")).content.decode()
    for each in MISSING:
        assert str(each.why) in page
        for label in each.terms:
            assert label in page


def test_each_picture_has_its_basis_and_its_table(client_of: ClientOf, dina: Actor) -> None:
    for number in range(3):
        accepted(dina, f"Birch {number}")
    page = unescape(client_of("dina").get(reverse("desk:pictures")).content.decode())
    drawn = pictures.context(dina)["pictures"]
    assert [picture.title for picture in drawn][0] == "How many are in each stage"
    assert page.count("<svg viewBox") >= len(drawn)
    assert page.count("<table>") == len(drawn)
    for unit in ("cases", "persons"):
        assert page.count(f"Counts {unit}") == sum(picture.basis.unit == unit for picture in drawn) > 0
    assert "Alma" in page
    for picture in drawn:
        assert all(len(row) == len(picture.heads) for row in picture.rows)


def test_the_pictures_follow(dina: Actor) -> None:
    case = accepted(dina, "Birch")
    assert [each.stage for each in pipeline.followed(dina).waiting(dina.today)] == ["accepted"]
    casework.advance(dina, case, "advice_only")
    assert [each.stage for each in pipeline.followed(dina).waiting(dina.today)] == ["advice_only"]


def test_the_counts_say_what_they_count(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina, "Birch")
    page = unescape(client_of("dina").get(reverse("desk:counts")).content.decode())
    assert page.count("Counts cases: one may stand for several persons.") == 6
    assert page.count("Counts requests") == 1
    assert "To be published, as “People in shelters on the date”: " in page


@pytest.mark.parametrize(("name", "status"), [("dina", 200), ("lev", 200), ("ira", 404), ("out", 404)])
def test_who_may_see_them(client_of: ClientOf, name: str, status: int) -> None:
    assert client_of(name).get(reverse("desk:pictures")).status_code == status
