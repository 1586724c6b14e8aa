"""Two removals at the same moment, each with a connection of its own: whoever is later is told, and tries again.

Whatever comes first: nobody who was taken off opens anything, everybody else opens everything, and no row is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest

from tests.casework.conftest import waiting_request
from tests.evacuation.conftest import on_file
from tests.people import write_down
from tests.staff.test_members import add, signed_in
from tests.stage import Organisation
from tests.threads import at_once
from waystation.casework import access, actions, membership
from waystation.casework.models import NoteRow
from waystation.staff import members, renewal, teams
from waystation.staff.access import profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.vault import whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Ended, Locked, Stale, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.models import Sealed
from waystation.vault.records import read
from waystation.vault.sets import kinds

__all__ = ["on_file"]

TURNS = 4
TOLD = (Stale, Absent, Refused, Ended)
"""What a page answers with a sentence, and never with an error."""


@dataclass
class Scene:
    """Two coordinators, three operators, and a case that all of them open."""

    organisation: Organisation
    case_id: UUID
    people: dict[str, UUID]

    def coordinator(self, name: str) -> Actor:
        return self.organisation.actor("lev") if name == "lev" else signed_in(name)

    def rows(self) -> list[Sealed]:
        return [row for model in kinds() for row in model._default_manager.all()]


def founded(on_file: Callable[[], Organisation]) -> Scene:
    organisation = on_file()
    lev = organisation.actor("lev")
    people = {"dina": organisation.accounts["dina"], "lev": lev.account}
    people |= {name: add(organisation.actor("lev"), name) for name in ("vera", "olga")}
    people["max"] = add(organisation.actor("lev"), "max", ("coordinator",))
    case_id = actions.accept(organisation.actor("dina"), waiting_request(), pseudonym="Birch")
    actions.write_note(organisation.actor("lev"), case_id, "Before.")
    write_down(organisation.actor("lev"), case_id, "Somebody")
    return Scene(organisation, case_id, people)


def outcome(wish: Callable[[], object]) -> str:
    try:
        wish()
    except TOLD as told:
        return type(told).__name__
    return "done"


def copied(actor: Actor) -> Keyring:
    """The keys of somebody who keeps them, whatever becomes of their session."""
    return Keyring(actor.keys.keys())


def opens(row: Sealed, keys: Keyring) -> bool:
    try:
        read(row, keys)
    except (Locked, Tampered):
        return False
    return True


def all_is_well(scene: Scene, left: Actor, gone: list[Keyring]) -> None:
    """`left` opens the whole case with its newest keys, those who are gone nothing of it, and nothing is missing."""
    for _ in range(3):
        renewal.work(left, 5)
    left = signed_in("max") if left.account == scene.people["max"] else scene.organisation.actor("lev")
    assert not list(whole.compare_all())
    assert whole.compare_head() is None
    assert [note.text for _row, note in access.notes(left, scene.case_id)] == ["Before."]
    own = [row for row in scene.rows() if row.locator == scene.case_id]
    assert {row.compartment for row in own} >= {Compartment.LIST, Compartment.IDENTITY}
    for row in own:
        newest = left.keys.key(scene.case_id, Compartment(row.compartment))
        assert row.epoch == newest.epoch, (type(row), row.compartment)
        assert opens(row, left.keys) or not row.newest_key_only
        assert not any(keys.holds_epoch(row.locator, row.compartment, row.epoch) for keys in gone)
    for team in (teams.EVERYONE, teams.DUTY):
        key = left.keys.key(teams.locator(team))
        assert not any(keys.holds_epoch(key.locator, key.compartment, key.epoch) for keys in gone)


def until_done(wish: Callable[[], object]) -> None:
    for _ in range(TURNS):
        if outcome(wish) == "done":
            return
    raise AssertionError("never done")


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_take_two_people_off_the_staff(on_file: Callable[[], Organisation]) -> None:
    scene = founded(on_file)
    gone = [copied(signed_in(name)) for name in ("vera", "olga")]
    lev, other = scene.coordinator("lev"), scene.coordinator("max")
    wishes = [partial(members.remove, lev, scene.people["vera"]), partial(members.remove, other, scene.people["olga"])]
    told = at_once(*(partial(outcome, wish) for wish in wishes))
    assert "done" in told
    assert set(told) <= {"done", "Stale"}
    for name in ("vera", "olga"):
        if scene.people[name] in profiles(scene.coordinator("lev")):
            until_done(lambda name=name: members.remove(scene.coordinator("lev"), scene.people[name]))
    assert {scene.people["vera"], scene.people["olga"]}.isdisjoint(profiles(scene.coordinator("lev")))
    all_is_well(scene, scene.coordinator("lev"), gone)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_take_each_other_off(on_file: Callable[[], Organisation]) -> None:
    """One is off, the other is left, and can go on: never both, or nobody would open anything."""
    scene = founded(on_file)
    keys = {name: copied(scene.coordinator(name)) for name in ("lev", "max")}
    lev, other = scene.coordinator("lev"), scene.coordinator("max")
    told = at_once(
        partial(outcome, lambda: members.remove(lev, scene.people["max"])),
        partial(outcome, lambda: members.remove(other, scene.people["lev"])),
    )
    assert sorted(each == "done" for each in told) == [False, True]
    stays, goes = ("lev", "max") if told[0] == "done" else ("max", "lev")
    all_is_well(scene, scene.coordinator(stays), [keys[goes]])
    with pytest.raises(Locked):
        scene.coordinator(goes)


@pytest.mark.django_db(transaction=True)
def test_the_same_person_is_taken_off_by_two(on_file: Callable[[], Organisation]) -> None:
    scene = founded(on_file)
    gone = [copied(signed_in("vera"))]
    both = [scene.coordinator("lev"), scene.coordinator("max")]
    told = at_once(*(partial(outcome, partial(members.remove, each, scene.people["vera"])) for each in both))
    assert told.count("done") == 1
    all_is_well(scene, scene.coordinator("lev"), gone)


@pytest.mark.django_db(transaction=True)
def test_two_are_taken_off_one_case(on_file: Callable[[], Organisation]) -> None:
    scene = founded(on_file)
    gone = [copied(signed_in(name)) for name in ("vera", "olga")]
    by = {"vera": scene.coordinator("lev"), "olga": scene.coordinator("max")}
    wishes = [partial(membership.take_off, actor, scene.case_id, scene.people[name]) for name, actor in by.items()]
    assert at_once(*(partial(outcome, wish) for wish in wishes)) == ["done", "done"]
    left = scene.coordinator("lev")
    assert {scene.people["vera"], scene.people["olga"]}.isdisjoint(
        one.id for one in membership.openers(left, scene.case_id)
    )
    own = [row for row in scene.rows() if row.locator == scene.case_id]
    for row in own:
        if row.compartment == Compartment.TESTIMONY:  # the documenters', whom both have asked to close it
            assert not any(keys.holds(row.locator, Compartment.TESTIMONY) for keys in gone)
            continue
        assert row.epoch == left.keys.key(scene.case_id, Compartment(row.compartment)).epoch
        assert not any(keys.holds_epoch(row.locator, row.compartment, row.epoch) for keys in gone)
    for name in ("vera", "olga"):
        with pytest.raises(Absent):
            access.case(signed_in(name), scene.case_id)
    assert not list(whole.compare_all())
    access.case(scene.organisation.actor("dina"), scene.case_id)


@pytest.mark.django_db(transaction=True)
def test_somebody_is_taken_off_while_another_writes(on_file: Callable[[], Organisation]) -> None:
    """What is written meanwhile is there afterwards, under the newest key, or whoever wrote it was told."""
    scene = founded(on_file)
    gone = [copied(signed_in("vera"))]
    writers = [scene.coordinator("max") for _ in range(3)]
    lev = scene.coordinator("lev")
    told = at_once(
        partial(outcome, partial(membership.take_off, lev, scene.case_id, scene.people["vera"])),
        *(
            partial(outcome, partial(actions.write_note, each, scene.case_id, f"Meanwhile {number}."))
            for number, each in enumerate(writers)
        ),
    )
    assert told[0] == "done"
    left = scene.coordinator("lev")
    texts = {note.text for _row, note in access.notes(left, scene.case_id)}
    assert texts == {"Before."} | {f"Meanwhile {number}." for number, each in enumerate(told[1:]) if each == "done"}
    key = left.keys.key(scene.case_id, Compartment(NoteRow.objects.first().compartment))  # type: ignore[union-attr]
    assert {row.epoch for row in NoteRow.objects.all()} == {key.epoch}
    assert not any(keys.holds_epoch(key.locator, key.compartment, key.epoch) for keys in gone)
    assert not list(whole.compare_all())


@pytest.mark.django_db(transaction=True)
def test_somebody_is_let_in_while_another_is_taken_off(on_file: Callable[[], Organisation]) -> None:
    """With the keys that are the newest then, not with those that were when the page was opened."""
    scene = founded(on_file)
    alma = add(scene.coordinator("lev"), "ilma", ("clinician",))
    lev, other = scene.coordinator("lev"), scene.coordinator("max")
    membership.take_off(lev, scene.case_id, scene.people["vera"])
    membership.give(other, scene.case_id, alma, [Compartment.MEDICAL])
    key = scene.coordinator("lev").keys.key(scene.case_id, Compartment.MEDICAL)
    assert signed_in("ilma").keys.holds_epoch(key.locator, key.compartment, key.epoch)
