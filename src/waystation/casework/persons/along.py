"""Who goes along in a case, and what keeps them from it: somebody held hostile among them, two who must be apart.

It tells as much as the actor's keys reach: of a case that is closed to them nobody learns that its person is hostile.
"""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import pairing
from waystation.casework.persons import access, bonds, rules
from waystation.casework.persons.access import Member
from waystation.casework.persons.text import plain
from waystation.casework.rules import Sentence, hostile_along
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.trust import vetted

TRAVEL, LIVE = "travel", "live"


def going(actor: Actor, case_id: UUID) -> list[Member]:
    """Who goes along on the journeys of a case. Raises Absent."""
    return [each for each in access.members(actor, case_id) if rules.goes_along(each.part.roles)]


def hostile(actor: Actor, case_id: UUID) -> tuple[str, ...]:
    """What we call those who go along in a case and mean harm, as two of us hold. Raises Absent.

    The one of the case; whoever comes along and is at home in a case that is held hostile; whoever was decided to be
    the same person as somebody of such a case, as long as that stands.
    """
    cases = hostile_cases(actor)
    if not cases:
        return ()
    own = [casework.called(actor, case_id)] if case_id in cases else []
    members = access.members(actor, case_id)
    concerned = [each for each in members if each is members[0] or rules.goes_along(each.part.roles)]
    others = [each.called for each in concerned if _is_hostile(actor, each, case_id, cases)]
    return tuple(dict.fromkeys(plain(each) for each in own + others))


def hostile_cases(actor: Actor) -> set[UUID]:
    """The cases whose person two of us hold hostile; none for whoever does not vet."""
    return vetted.hostile_cases(actor) if allows(actor, "trust.read") else set()


def _is_hostile(actor: Actor, each: Member, case_id: UUID, cases: set[UUID]) -> bool:
    comes_from_there = each.home != case_id and each.home in cases
    return comes_from_there or not cases.isdisjoint(pairing.same_as(actor, each.id).values())


def same_as_hostile(actor: Actor, case_id: UUID) -> tuple[str, ...]:
    """What we call those held hostile as whom the one of a case was decided to be the same person."""
    cases = hostile_cases(actor)
    if not cases:
        return ()
    found = pairing.same_as(actor, access.applicant(actor, case_id)).values()
    return tuple(dict.fromkeys(casework.called(actor, case) for case in found if case in cases and case != case_id))


def with_hostile(actor: Actor) -> dict[UUID, tuple[str, ...]]:
    """Every case in which somebody held hostile goes along, with what we call them."""
    cases = hostile_cases(actor)
    people = {each.id for case in cases for each in _members(actor, case) if each.home == case}
    people |= {other for one in people for other in pairing.same_as(actor, one)}
    there = {*cases, *(where for one in people for where, _part in access.parts(actor, one))}
    return {case: names for case in there if _members(actor, case) and (names := hostile(actor, case))}


def _members(actor: Actor, case_id: UUID) -> list[Member]:
    """Those of a case; nobody where it is closed to this person."""
    try:
        return access.members(actor, case_id)
    except Absent:
        return []


def apart(actor: Actor, case_id: UUID, matter: str) -> list[tuple[Member, Member]]:
    """Two and two who go along in a case although somebody said that they must not be together, in TRAVEL or LIVE."""
    found = {each.id: each for each in going(actor, case_id)}
    said = [
        bond for _id, _case, bond in access.bonds(actor, case_id, found) if bonds.says(bond, matter) == bonds.MUST_NOT
    ]
    pairs = {frozenset((bond.first, bond.second)): bond for bond in said if {bond.first, bond.second} <= found.keys()}
    return [(found[bond.first], found[bond.second]) for bond in pairs.values()]


def keeps_hostile(actor: Actor, case_id: UUID) -> list[Sentence]:
    """Why no journey is made and no bed held for a case; empty where nobody of it is held hostile. Raises Absent."""
    names = hostile(actor, case_id)
    return [hostile_along(names)] if names else []


def against(actor: Actor, case_id: UUID) -> list[Sentence]:
    """Why those of a case do not set out together, as sentences that name them. Raises Absent."""
    return [*keeps_hostile(actor, case_id), *_apart_in_words(actor, case_id)]


def _apart_in_words(actor: Actor, case_id: UUID) -> Iterator[str]:
    words = _(
        "%(first)s and %(second)s must not travel together, and both go along. Take one of them out of the case, or "
        "say otherwise under “Who belongs together”."
    )
    for first, second in apart(actor, case_id, TRAVEL):
        yield words % {"first": plain(first.called), "second": plain(second.called)}


def apart_in_a_house(first: Member, second: Member) -> str:
    """Why two do not get beds in one house."""
    words = _(
        "%(first)s and %(second)s must not live together, and both would sleep in this house. Book fewer beds here and "
        "the others in another house, or say otherwise under “Who belongs together”."
    )
    return words % {"first": plain(first.called), "second": plain(second.called)}
