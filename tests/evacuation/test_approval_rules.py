"""Who approves what: two different people, the same version, the same people on it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from tests.evacuation.conftest import NOON
from waystation.evacuation import approval_rules as rules
from waystation.evacuation import wording
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import ABORTED, ARRIVED, JourneyRecord

LEV, NINA, MAX = (uuid4() for _ in range(3))
BIRCH, ALDER = sorted(uuid4() for _ in range(2))


@dataclass
class Pen:
    """Approves and changes one journey, as a list of what was done."""

    journey: JourneyRecord
    along: tuple[UUID, ...] = (BIRCH,)
    able: frozenset[UUID] = frozenset({LEV, NINA, MAX})

    def approve(self, *people: UUID) -> None:
        for one in people:
            self.journey = rules.approved(self.journey, self.along, self.able, by=one, at=NOON)

    def change(self, what: str = rules.LEG) -> None:
        self.journey = rules.changed(self.journey, what, by=LEV, at=NOON)

    @property
    def may_go(self) -> bool:
        return rules.is_approved(self.journey, self.along, self.able)

    @property
    def waits(self) -> bool:
        return rules.waits(self.journey, self.along, self.able)

    @property
    def standing(self) -> list[UUID]:
        return [each.by for each in rules.standing(self.journey, self.along, self.able)]


@pytest.fixture
def pen() -> Pen:
    return Pen(JourneyRecord(origin=uuid4(), destination=uuid4(), drafted_by=LEV))


def test_two_different_people_and_one_of_them_may_have_drafted_it(pen: Pen) -> None:
    pen.approve(LEV)
    assert (pen.may_go, pen.journey.status) == (False, "draft")
    with pytest.raises(Refused, match="approved_by_you"):
        pen.approve(LEV)
    pen.approve(NINA)
    assert (pen.may_go, pen.journey.status) == (True, "approved")
    with pytest.raises(Refused, match="wrong_moment"):
        pen.approve(MAX)


@pytest.mark.parametrize("what", [each for each in rules.CHANGES if each != rules.TRAVELLERS])
def test_every_change_takes_both_away_and_says_what_it_was(pen: Pen, what: str) -> None:
    pen.approve(LEV, NINA)
    pen.change(what)
    assert (pen.may_go, pen.journey.status, pen.standing) == (False, "draft", [])
    assert rules.lost(pen.journey, pen.along) == what
    pen.change()
    assert rules.lost(pen.journey, pen.along) == what  # what came later took nothing away
    pen.approve(LEV)
    assert (rules.lost(pen.journey, pen.along), pen.may_go) == ("", False)
    pen.approve(NINA)
    assert pen.may_go


def test_one_approval_before_a_change_and_one_after_are_not_two(pen: Pen) -> None:
    pen.approve(LEV)
    pen.change()
    pen.approve(NINA)
    assert not pen.may_go
    assert pen.standing == [NINA]
    assert [(each.by, each.edition) for each in pen.journey.approvals] == [(LEV, 1), (NINA, 2)]


def test_whoever_joins_or_leaves_makes_it_another_journey(pen: Pen) -> None:
    pen.approve(LEV, NINA)
    pen.along = (BIRCH, ALDER)
    assert (pen.may_go, rules.lost(pen.journey, pen.along)) == (False, rules.TRAVELLERS)
    assert pen.waits
    pen.approve(LEV)
    assert (pen.may_go, pen.journey.status) == (False, "draft")
    pen.approve(NINA)
    assert (pen.may_go, pen.journey.status) == (True, "approved")
    pen.along = (BIRCH,)
    assert not pen.may_go  # what two approved for these people once was taken away since


def test_who_left_since_has_approved_nothing(pen: Pen) -> None:
    pen.approve(LEV, NINA)
    pen.able = frozenset({LEV, MAX})
    assert (pen.may_go, pen.waits, pen.standing) == (False, True, [LEV])
    assert [each.by for each in rules.void(pen.journey, pen.along, pen.able)] == [NINA]
    assert rules.lost(pen.journey, pen.along) == ""  # nothing was changed
    with pytest.raises(Refused, match="approved_by_you"):
        pen.approve(LEV)
    pen.approve(MAX)
    assert (pen.may_go, pen.waits, pen.journey.status) == (True, False, "approved")


def test_where_both_left_it_takes_two_others(pen: Pen) -> None:
    ada = uuid4()
    pen.approve(LEV, NINA)
    pen.able = frozenset({MAX, ada})
    assert (pen.may_go, pen.waits, pen.standing) == (False, True, [])
    pen.approve(MAX)
    assert (pen.may_go, pen.journey.status) == (False, "draft")
    pen.approve(ada)
    assert (pen.may_go, pen.journey.status) == (True, "approved")


def test_who_left_on_the_way_leaves_it_on_the_way(pen: Pen) -> None:
    pen.approve(LEV, NINA)
    pen.journey = replace(pen.journey, status="under_way")
    pen.able = frozenset({LEV, MAX})
    assert (pen.may_go, pen.waits) == (False, True)
    pen.approve(MAX)
    assert (pen.may_go, pen.journey.status) == (True, "under_way")


def test_on_the_way_it_stays_on_the_way_and_is_approved_there(pen: Pen) -> None:
    pen.approve(LEV, NINA)
    pen.journey = replace(pen.journey, status="under_way")
    pen.change(rules.TIME)
    assert (pen.journey.status, pen.may_go, pen.waits) == ("under_way", False, True)
    pen.approve(LEV, NINA)
    assert (pen.journey.status, pen.may_go, pen.waits) == ("under_way", True, False)


def test_what_somebody_saw_is_that_version_with_those_people(pen: Pen) -> None:
    seen = rules.seal(pen.journey, pen.along)
    pen.approve(LEV)
    assert rules.seal(pen.journey, pen.along) == seen  # so that both may press at once
    assert rules.seal(pen.journey, (BIRCH, ALDER)) != seen
    pen.change()
    assert rules.seal(pen.journey, pen.along) != seen


def test_a_draft_that_nobody_approved_waits_for_nobody(pen: Pen) -> None:
    assert not pen.waits
    pen.change()
    assert (pen.waits, rules.lost(pen.journey, pen.along), pen.journey.undone) == (
        False,
        "",
        (),
    )
    pen.approve(LEV)
    assert pen.waits


@pytest.mark.parametrize("status", [ARRIVED, ABORTED])
def test_what_is_over_is_neither_approved_nor_changed(pen: Pen, status: str) -> None:
    pen.approve(LEV)
    pen.journey = replace(pen.journey, status=status)
    for act in (lambda: pen.approve(NINA), pen.change):
        with pytest.raises(Refused, match="wrong_moment"):
            act()
    assert not pen.waits


def test_a_journey_of_before_counts_as_approved_by_nobody(pen: Pen) -> None:
    old = replace(pen.journey, status="approved", approved_by=LEV, approved_at=NOON)
    assert not rules.is_approved(old, pen.along, pen.able)


def test_every_change_has_words() -> None:
    assert set(wording.CHANGES) == set(rules.CHANGES)
