"""Who else of a case is asked before something of them goes out, and who answers for a child."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework.consent_rules import Other
from waystation.casework.persons import access, rules
from waystation.casework.persons.access import Member
from waystation.casework.persons.models import BondRow, TieRow
from waystation.casework.persons.records import Bond, Tie
from waystation.casework.persons.text import plain
from waystation.staff.actor import Actor


def among(members: Sequence[Member], case_id: UUID) -> list[Member]:
    """Everybody who is at home in a case but the one for whom it was opened, and those who hunt: they are not asked."""
    return [each for each in members[1:] if each.home == case_id and not rules.hunts(each.part.roles)]


def others(actor: Actor, case_id: UUID) -> tuple[Other, ...]:
    """The same as they are asked."""
    members = access.members(actor, case_id)
    asked = among(members, case_id)
    if not asked:
        return ()
    bonds: list[Bond] = [bond for _row, bond in casework.of_case(actor, BondRow, case_id)]
    ties: list[Tie] = [tie for _row, tie in casework.of_case(actor, TieRow, case_id)]
    today = actor.today
    return tuple(Other(each.id, plain(each.called), _through(each, members, bonds, ties, today)) for each in asked)


def _through(
    one: Member, members: Sequence[Member], bonds: Iterable[Bond], ties: Iterable[Tie], today: date
) -> tuple[UUID | None, ...]:
    """Who of the case looks after a child; nobody for a grown-up, and never somebody who hunts."""
    if not is_child(one, today):
        return ()
    carers = rules.carers(one.id, bonds, ties)
    first = members[0].id
    found = [each.id for each in members if each.id in carers and not rules.hunts(each.part.roles)]
    return tuple(None if each == first else each for each in found)


def is_child(one: Member, today: date) -> bool:
    """Whether somebody is under age for certain. In somebody's care are also the old and the ill: they are asked."""
    age = _age(one, today)
    return age is not None and age[1] < rules.OF_AGE


def may_be_child(one: Member, today: date) -> bool:
    """Whether somebody in the care of another is of no known age: nobody answers for them until it is known."""
    return "dependant" in one.part.roles and _age(one, today) is None


def _age(one: Member, today: date) -> tuple[int, int] | None:
    return rules.age(one.record.birth, today) if one.record else None


def one(actor: Actor, case_id: UUID, person_id: UUID) -> Other | None:
    """One of them; None for whoever is not asked there."""
    return next((each for each in others(actor, case_id) if each.id == person_id), None)
