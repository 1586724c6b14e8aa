"""Persons are counted once each, events each time; no picture has two units, and the sums follow what changes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.conftest import with_consent_and_risk
from tests.desk.test_pages import accepted
from tests.people import somebody
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.persons import access, actions, links
from waystation.casework.persons.records import Paper
from waystation.casework.records import Move
from waystation.desk import events, people, pictures, rules
from waystation.desk.basis import EVENTS, PERSONS, UNITS
from waystation.desk.people import Place, marks
from waystation.desk.wording import EVENTS as EVENTS_SAID
from waystation.desk.wording import PERSONS as PERSONS_SAID
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import terms

pytestmark = pytest.mark.usefixtures("in_english")

ROLES = [each.code for each in terms("person_roles")]
TODAY = date(2026, 11, 26)


def figures(*places: Place) -> set[str]:
    return {name for kind, name in marks(places) if kind == "figure"}


def sums(actor: Actor) -> dict[tuple[str, str], int]:
    return {name: number for name, number in people.counted(actor).sums.items() if number}


def test_who_counts_where() -> None:
    out = {"where": "sheltered", "evacuated": True}
    assert figures(Place(("applicant",), **out)) == {"contacted", "travel", "evacuated", "sheltered"}  # type: ignore[arg-type]
    assert figures(Place(("companion",), **out)) == {"travel", "family", "evacuated", "sheltered"}  # type: ignore[arg-type]
    assert figures(Place(("pursuer", "relative"), **out)) == set()  # type: ignore[arg-type]
    assert figures(Place(("pursuer", "companion"), **out)) == set()  # type: ignore[arg-type]  # of old: both at once
    assert figures(Place(("caller",), where="lost")) == {"contacted"}
    assert figures(Place(("applicant",))) == {"contacted"}  # of a case that this person may not see


def test_somebody_in_two_cases_is_where_they_are_at_home() -> None:
    home, other = Place(("dependant",), where="lost"), Place(("applicant",), at_home=False, where="abroad", abroad=True)
    assert figures(other, home) == {"contacted", "travel", "lost"}
    visits = Place(("relative",), where="lost")
    assert figures(visits, other) == {"contacted", "travel", "abroad"}


@given(st.lists(st.builds(Place, st.lists(st.sampled_from(ROLES)).map(tuple), st.booleans(),
                          st.sampled_from(["", *rules.PARTS]), st.booleans(), st.booleans())))  # fmt: skip
def test_nobody_is_counted_twice_and_parts_add_up(places: list[Place]) -> None:
    found = Counter(marks(places))
    assert all(number == 1 for number in found.values())
    assert sum(number for (kind, _), number in found.items() if kind == "now") == found["figure", "travel"]
    assert {name for kind, name in found if kind == "figure"} <= people.FIGURES.keys()


def test_persons_are_counted_as_they_come_move_and_go(organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    one, two = accepted(lev, "Birch"), accepted(lev, "Heron")
    lev = organisation.actor("lev")
    rowan = actions.add(lev, one, somebody(pseudonym="Rowan"), roles=["companion"])
    links.link(lev, two, rowan, home=one, roles=["witness"], called="Rowan")
    told = sums(lev)
    assert told["figure", "travel"] == 3
    assert told["figure", "family"] == told["role", "witness"] == told["role", "companion"] == 1
    assert told["now", "preparing"] == 3
    casework.advance(lev, one, "lost_contact", note="no answer")
    told = sums(lev)
    assert (told["figure", "lost"], told["now", "lost"], told["now", "preparing"]) == (2, 2, 1)
    assert told == sums(organisation.actor("lev"))


def test_a_picture_has_one_unit_and_says_the_nearest_published_basis(
    client_of: Callable[[str], Client], organisation: Organisation
) -> None:
    lev = organisation.actor("lev")
    case = accepted(lev, "Birch")
    lev = organisation.actor("lev")
    actions.add(lev, case, somebody(pseudonym="Rowan"), roles=["companion"])
    casework.advance(lev, case, "lost_contact", note="no answer")
    drawn = {picture.title: picture for picture in pictures.context(lev)["pictures"]}
    assert drawn["How many persons"].basis.unit == PERSONS
    assert [str(PERSONS_SAID["family"]), 1, "Family members helped"] in drawn["How many persons"].rows
    happened = drawn["What happened, and how often"]
    assert happened.basis.unit == EVENTS
    assert happened.rows == [["Contact was lost", 1, 1, "—"]]  # the published basis stands on persons
    page = unescape(client_of("lev").get(reverse("desk:pictures")).content.decode())
    assert "Counts persons." in page
    assert "Counts events: one person may have several." in page


def test_every_line_has_words_and_a_basis_of_its_unit() -> None:
    codes = {each.code for each in terms("count_basis")}
    for found, said, unit in ((people.FIGURES, PERSONS_SAID, PERSONS), (events.FIGURES, EVENTS_SAID, EVENTS)):
        assert found.keys() == said.keys()
        for basis in found.values():
            assert basis.unit == unit in UNITS
            assert not basis.code or basis.code in codes


def test_what_a_move_tells_of() -> None:
    def told(before: str, stage: str, **said: bool) -> list[str]:
        return list(events.names(Move(stage=stage, before=(before, "", ""), **said)))  # type: ignore[arg-type]

    assert told("accepted", "lost_contact") == ["lost"]
    assert told("lost_contact", "accepted") == ["found_again"]
    assert told("lost_contact", "in_transit") == ["set_out", "found_again"]
    assert told("lost_contact", "seized_returned") == ["seized"]
    assert told("lost_contact", "deceased") == told("lost_contact", "closed_referred") == []
    assert told("departing", "arrived") == ["arrived"]
    assert told("departing", "arrived", taken_back=True) == told("arrived", "arrived") == []


@given(st.integers(0, 10_000))
def test_event_sums_that_follow_are_those_of_a_fresh_count(seed: int) -> None:
    chance = random.Random(seed)

    def some() -> Move:
        at = datetime(2026, 11, 26, tzinfo=UTC) - timedelta(days=chance.randint(0, 60))
        stages = ("accepted", *events._INTO)
        return Move(stage=chance.choice(stages), before=(chance.choice(stages), "", ""), at=at)

    stay, go = [some() for _ in range(chance.randint(0, 9))], [some() for _ in range(chance.randint(0, 9))]
    followed, fresh = events.Moves(), events.Moves()
    for move in chance.sample(stay + go, len(stay + go)):
        followed.add(move)
    for move in go:
        followed.add(move, -1)
    for move in stay:
        fresh.add(move)
    assert list(followed.found(TODAY)) == list(fresh.found(TODAY))


def test_a_move_that_is_taken_back_did_not_happen_and_a_visa_is_told_to_who_may_know(
    organisation: Organisation, dina: Actor
) -> None:
    lev = organisation.actor("lev")
    case = accepted(lev, "Birch")
    with_consent_and_risk(lev, case)
    casework.advance(lev, case, "lost_contact", note="no answer")
    actions.keep_paper(lev, case, access.applicant(lev, case), Paper(id=uuid4(), kind="visa"))
    dina = organisation.actor("dina")
    assert [(each.name, each.times, each.lately) for each in events.counted(lev)] == [
        ("lost", 1, 1),
        ("visas", 1, None),
    ]
    assert [each.name for each in events.counted(dina)] == ["lost"]
    casework.take_back(lev, case, note="she was there all the time")
    assert [each.name for each in events.counted(lev)] == ["visas"]
