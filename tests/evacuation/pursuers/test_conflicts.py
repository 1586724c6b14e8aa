"""Who must not be together, and who learns why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from tests.evacuation.conftest import Scene
from tests.evacuation.pursuers.conftest import Hunt
from tests.people import write_down
from waystation.casework.errors import Refused
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Bond, Person, Tie
from waystation.evacuation.pursuers import access, actions, conflicts
from waystation.evacuation.pursuers.conflicts import ALONG, EXPOSES, MUST_NOT, RELATIVE, STATED, apart
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Keyring

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def two(scene: Scene) -> tuple[UUID, UUID]:
    return scene.case("Birch"), scene.case("Maple")


def the_one(scene: Scene, case_id: UUID) -> UUID:
    """The person for whom a case was opened."""
    return persons_access.applicant(scene.actor, case_id)


def tied(scene: Scene, first: tuple[UUID, UUID], second: tuple[UUID, UUID], kind: str) -> None:
    """What is between two persons, each with the case in which they are at home."""
    tie = Tie(first=first[1], second=second[1], homes=(first[0], second[0]), kind=kind)
    links.tie(scene.actor, first[0], tie)


def kinds(scene: Scene) -> set[str]:
    return {ground.kind for ground in conflicts.grounds(scene.actor)}


@pytest.mark.parametrize("kind", ["shared_cell", "named", "in_phone", "knows_secret", "turned_in"])
def test_who_can_give_the_other_away(scene: Scene, two: tuple[UUID, UUID], kind: str) -> None:
    tied(scene, (two[0], the_one(scene, two[0])), (two[1], the_one(scene, two[1])), kind)
    assert apart(scene.actor) == {frozenset(two)}
    assert kinds(scene) == {EXPOSES}


@pytest.mark.parametrize("kind", ["friend", "colleague", "sibling"])
def test_friends_and_kin_may_be_together(scene: Scene, two: tuple[UUID, UUID], kind: str) -> None:
    tied(scene, (two[0], the_one(scene, two[0])), (two[1], the_one(scene, two[1])), kind)
    assert apart(scene.actor) == set()


def hunter_of(scene: Scene, case_id: UUID) -> UUID:
    return persons.add(scene.actor, case_id, Person(pseudonym="Thorn"), roles=["pursuer"])


def test_a_relative_of_the_one_hunts_the_other(scene: Scene, two: tuple[UUID, UUID]) -> None:
    hunter = hunter_of(scene, two[1])
    tied(scene, (two[1], hunter), (two[0], the_one(scene, two[0])), "sibling")
    assert apart(scene.actor) == {frozenset(two)}
    assert kinds(scene) == {RELATIVE}


def test_the_pursuers_of_this_room_count_as_well(
    scene: Scene, two: tuple[UUID, UUID], hunted: Callable[..., Hunt]
) -> None:
    uncle = persons.add(scene.actor, two[1], Person(pseudonym="Thorn"), roles=["relative"])
    tied(scene, (two[1], uncle), (two[0], the_one(scene, two[0])), "parent")
    assert apart(scene.actor) == set()
    hunted(two[1], person=uncle)
    assert apart(scene.actor) == {frozenset(two)}


def test_whom_the_same_person_hunts_is_on_the_same_side(scene: Scene, two: tuple[UUID, UUID]) -> None:
    father = hunter_of(scene, two[0])
    links.link(scene.actor, two[1], father, two[0], roles=["pursuer"], called="Thorn")
    for case in two:
        tied(scene, (two[0], father), (case, the_one(scene, case)), "parent")
    assert apart(scene.actor) == set()


def test_somebody_of_the_one_hunts_the_other(scene: Scene, two: tuple[UUID, UUID]) -> None:
    links.link(scene.actor, two[1], the_one(scene, two[0]), two[0], roles=["pursuer"], called="Birch")
    assert apart(scene.actor) == {frozenset(two)}
    assert kinds(scene) == {ALONG}


def test_what_casework_says_of_living_and_travelling(scene: Scene, two: tuple[UUID, UUID]) -> None:
    mine, theirs = the_one(scene, two[0]), the_one(scene, two[1])
    links.link(scene.actor, two[0], theirs, two[1], roles=["witness"], called="Maple")
    links.bind(scene.actor, two[0], Bond(first=mine, second=theirs, live="must_not"))
    assert apart(scene.actor) == {frozenset(two)}
    assert kinds(scene) == {MUST_NOT}


def test_what_is_said_inside_one_case_parts_no_cases(scene: Scene, two: tuple[UUID, UUID]) -> None:
    other = persons.add(scene.actor, two[0], Person(pseudonym="Rowan"), roles=["companion"])
    links.bind(scene.actor, two[0], Bond(first=the_one(scene, two[0]), second=other, live="must_not"))
    tied(scene, (two[0], other), (two[0], the_one(scene, two[0])), "shared_cell")
    assert apart(scene.actor) == set()


def without(actor: Actor, case_id: UUID) -> Actor:
    """The same person, to whom one case was never opened."""
    keys = Keyring(filter(lambda key: key.locator != case_id, actor.keys.keys()))
    return replace(actor, keys=keys, memory={})


def test_both_rows_say_the_pair_once_each(scene: Scene, two: tuple[UUID, UUID]) -> None:
    actions.keep_apart(scene.actor, *two, "They quarrelled.")
    assert apart(scene.actor) == {frozenset(two)}
    grounds = conflicts.of_case(scene.actor, two[1])
    assert {ground.kind for ground in grounds} == {STATED}
    assert {conflicts.reason(scene.actor, ground) for ground in grounds} == {"They quarrelled."}


def test_who_opens_one_of_the_two_is_kept_from_the_reason_by_the_key(scene: Scene, two: tuple[UUID, UUID]) -> None:
    actions.keep_apart(scene.actor, *two, "Her cousin asks after his house.")
    for mine, theirs in (two, two[::-1]):
        narrow = without(scene.actor, theirs)
        assert apart(narrow) == {frozenset(two)}  # the rule holds for them all the same
        (ground,) = conflicts.of_case(narrow, mine)
        assert conflicts.reason(narrow, ground) == ""
        _row, record = access.conflict(narrow, mine, ground.row)
        assert b"cousin" not in record.share


def test_it_is_taken_back_from_both_sides_at_once(scene: Scene, two: tuple[UUID, UUID]) -> None:
    row = actions.keep_apart(scene.actor, *two, "They quarrelled.")
    actions.let_together(scene.actor, two[0], row)
    assert apart(scene.actor) == set()
    actions.keep_apart(scene.actor, *two, "They quarrelled again.")
    assert apart(scene.actor) == {frozenset(two)}


@pytest.mark.parametrize(("reason", "same", "word"), [(" ", False, "Write why"), ("because", True, "the same case")])
def test_a_pair_that_says_nothing_is_refused(
    scene: Scene, two: tuple[UUID, UUID], reason: str, same: bool, word: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.keep_apart(scene.actor, two[0], two[0] if same else two[1], reason)
    assert word in str(refused.value.reasons[0])


def test_a_pair_is_stated_once(scene: Scene, two: tuple[UUID, UUID]) -> None:
    actions.keep_apart(scene.actor, *two, "They quarrelled.")
    with pytest.raises(Refused):
        actions.keep_apart(scene.actor, *two[::-1], "Once more.")


def test_without_the_key_of_who_people_are_a_tie_tells_nothing(scene: Scene, two: tuple[UUID, UUID]) -> None:
    write_down(scene.actor, two[0], "Somebody")
    tied(scene, (two[0], the_one(scene, two[0])), (two[1], the_one(scene, two[1])), "shared_cell")
    keys = Keyring(filter(lambda key: key.compartment != Compartment.IDENTITY, scene.actor.keys.keys()))
    assert apart(replace(scene.actor, keys=keys, memory={})) == set()
