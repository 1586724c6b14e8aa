"""Who would come into a house: what it must know of them, and who belongs to their household."""

from collections.abc import Iterable
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.persons import access as persons
from waystation.casework.persons import bonds, rules
from waystation.casework.persons.records import Part
from waystation.evacuation import access
from waystation.evacuation.house_rules import Guests
from waystation.evacuation.pursuers import threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.threats import Known
from waystation.evacuation.records import CHILDREN, GUESTS, TRANS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

CARE = frozenset({"medical", "medical.injury"})
# What an assessment of the risk says of who comes; nobody need say it again.
KNOWN_FROM = {"minor": CHILDREN, "children_along": CHILDREN, "trans_id_mismatch": TRANS}


def guests(actor: Actor, case_id: UUID, kinds: Iterable[str] = (), hunted: Known | None = None) -> Guests:
    """What is known of those of a case who would come; `kinds` is what somebody says of them.

    `hunted` is what is known of the pursuers of all, for whoever asks of many.
    """
    stub = access.case(actor, case_id)
    open_needs = {need.code for _row, need in casework.needs(actor, case_id) if need.met_on is None}
    risk = casework.risk(actor, case_id)
    known = {kind for factor, kind in KNOWN_FROM.items() if risk and factor in risk.factors}
    said = set(kinds) & set(GUESTS)
    return Guests(
        kinds=frozenset(said | known) if said else frozenset(),
        pets="pet" in open_needs,
        wheelchair="accessibility" in open_needs,
        medical=bool(open_needs & CARE),
        origin=stub.origin,
        hunted_in=_hunted_in(actor, case_id, hunted),
    )


def _hunted_in(actor: Actor, case_id: UUID, hunted: Known | None) -> frozenset[UUID]:
    """The places where those who hunt somebody are, or can come."""
    known = threats.known(actor, [case_id]) if hunted is None else hunted
    threats_of_case = known.places.get(case_id, [])
    if not threats_of_case:
        return frozenset()
    areas, now = Areas(access.places(actor)), actor.now()
    current = (threat for threat in threats_of_case if any(threat.spans(now)))
    return frozenset(place for threat in current for place in threats.reaches(threat, areas))


def number(actor: Actor, case_id: UUID) -> int:
    """How many of a case need a bed; who has a case of their own is counted there."""
    return max(
        1, sum(_lives_along(member.part) for member in persons.members(actor, case_id) if member.home == case_id)
    )


def household(actor: Actor, case_id: UUID) -> set[UUID]:
    """The other open cases with somebody who must live together with somebody of this one, at however many removes."""
    seen, waiting = {case_id}, [case_id]
    while waiting:
        others = _joined_to(actor, waiting.pop()) - seen
        seen |= others
        waiting += others
    return seen - {case_id}


def _joined_to(actor: Actor, case_id: UUID) -> set[UUID]:
    members = persons.members(actor, case_id)
    own = {member.id for member in members if _lives_along(member.part)}
    pairs = [bond for _id, _case, bond in persons.bonds(actor, case_id, [member.id for member in members])]
    joined = {person for group in bonds.groups(pairs, "live") if own & set(group) for person in group}
    found = {where for person in joined for where, part in persons.parts(actor, person) if _lives_along(part)}
    return {case for case in found - {case_id} if _is_open(actor, case)}


def _lives_along(part: Part) -> bool:
    return rules.comes_along(part.roles)


def _is_open(actor: Actor, case_id: UUID) -> bool:
    try:
        return stages.is_open(access.case(actor, case_id).stage)
    except Absent:
        return False
