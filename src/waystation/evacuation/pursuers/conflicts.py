"""Which two cases are never housed, carried or introduced together: what follows from casework, and what is stated."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework.persons.models import BondRow, PartRow, TieRow
from waystation.casework.persons.records import Tie
from waystation.casework.persons.rules import hunts
from waystation.evacuation.pursuers import access, reasons
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Standing
from waystation.vault.compartments import Compartment
from waystation.vocabulary.vocabularies import term

Pair = frozenset[UUID]

ALONG, RELATIVE, EXPOSES, MUST_NOT, STATED = KINDS = ("along", "relative", "exposes", "must_not", "stated")
_HUNTING, _EXPOSING = "hunting", "exposing"


@dataclass(frozen=True)
class Ground:
    """Why two cases are kept apart. `row` is what says it; `tie` is a code where it is one of casework's ties."""

    pair: Pair
    kind: str
    row: UUID
    tie: str = ""

    def other(self, case_id: UUID) -> UUID:
        """The one of the pair that is not this case."""
        (found,) = self.pair - {case_id}
        return found


def apart(actor: Actor) -> set[Pair]:
    """Pairs of cases that are never housed or carried together, as far as this person's keys tell of them."""
    return {ground.pair for ground in grounds(actor)}


def grounds(actor: Actor) -> list[Ground]:
    """Every reason that there is, stated ones first. A pair may have several."""
    require(actor, "evacuation.read")
    people = _People(actor)
    found = [*_stated(actor), *people.hunted_by_their_own(), *people.exposed(), *people.not_together()]
    return list({(each.pair, each.kind, each.row): each for each in found}.values())


def of_case(actor: Actor, case_id: UUID) -> list[Ground]:
    """The reasons that concern one case."""
    return [ground for ground in grounds(actor) if case_id in ground.pair]


def reason(actor: Actor, ground: Ground) -> str:
    """What was written of a stated pair, for whoever opens both cases; "" for everybody else."""
    if ground.kind != STATED or not all(is_current(actor.keys, one, Compartment.LOGISTICS) for one in ground.pair):
        return ""
    halves = {held.id: held.record for held in access.stated(actor) if held.locator in ground.pair}
    mine = halves.get(ground.row)
    twin = halves.get(mine.twin) if mine else None
    return reasons.join(mine.share, twin.share) if mine and twin else ""


def _stated(actor: Actor) -> Iterator[Ground]:
    for held in access.stated(actor):
        yield Ground(frozenset((held.locator, held.record.other)), STATED, held.id)


class _People:
    """What casework says of persons of different cases."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._parts = index(actor, PartRow, _part)
        self._ties = index(actor, TieRow, _tie)
        self._bonds = index(actor, BondRow, _bond)

    def _cases(self, person: UUID, home: UUID | None = None) -> set[UUID]:
        """The cases in which somebody is helped, and not only named as one who hunts.

        A case that does not open is counted where something else says that they are at home in it.
        """
        parts = list(self._parts.group(person))
        found = {held.locator for held in parts if not hunts(held.record.roles)}
        return found | ({home} if home and home not in {held.locator for held in parts} else set())

    def _hunters(self) -> dict[UUID, dict[UUID, UUID]]:
        """Each person who hunts, with the cases that they hunt and the row that says so."""
        found: dict[UUID, dict[UUID, UUID]] = {}
        for held in self._parts.group(_HUNTING):
            found.setdefault(held.record.person, {})[held.locator] = held.id
        for held in access.pursuers(self.actor):
            if held.record.person:
                found.setdefault(held.record.person, {})[held.locator] = held.id
        return found

    def hunted_by_their_own(self) -> Iterator[Ground]:
        """Somebody of one case, or their kin, hunts another. Whom the same person hunts is on the same side."""
        for hunter, hunted in self._hunters().items():
            own = {(case, ALONG, "") for case in self._cases(hunter)}
            for held in self._told(hunter):
                tie = held.record
                if not term("person_ties", tie.kind).extra.get("kin"):
                    continue
                kin, home = _other(tie, hunter)
                own |= {(case, RELATIVE, tie.kind) for case in self._cases(kin, home)}
            for (case, kind, tie_kind), (target, row) in product(sorted(own, key=str), hunted.items()):
                if case not in hunted:
                    yield Ground(frozenset((case, target)), kind, row, tie_kind)

    def _told(self, person: UUID) -> list[Held]:
        """The ties of somebody, as far as this person may know who people are."""
        if not allows(self.actor, "casework.identity"):
            return []
        return [held for held in self._ties.group(person) if casework.may_identify(self.actor, held.locator)]

    def exposed(self) -> Iterator[Ground]:
        """Two who can give each other, or the one the other, away: one cell, one phone, a secret known."""
        if not allows(self.actor, "casework.identity"):
            return
        for held in self._ties.group(_EXPOSING):
            tie = held.record
            if casework.may_identify(self.actor, held.locator):
                first, second = self._cases(tie.first, tie.homes[0]), self._cases(tie.second, tie.homes[1])
                yield from _pairs(first, second, EXPOSES, held.id, tie.kind)

    def not_together(self) -> Iterator[Ground]:
        """Two of whom casework says that they must not travel or live together."""
        for held in self._bonds.group(MUST_NOT):
            bond = held.record
            yield from _pairs(self._cases(bond.first), self._cases(bond.second), MUST_NOT, held.id)


def _pairs(first: set[UUID], second: set[UUID], kind: str, row: UUID, tie: str = "") -> Iterator[Ground]:
    for one, other in product(first, second):
        if one != other:
            yield Ground(frozenset((one, other)), kind, row, tie)


def _other(tie: Tie, person: UUID) -> tuple[UUID, UUID]:
    """The other of a tie, and their home."""
    return (tie.second, tie.homes[1]) if tie.first == person else (tie.first, tie.homes[0])


def _part(held: Held) -> Standing:
    part = held.record
    return b"", [part.person, *([_HUNTING] if hunts(part.roles) else [])]


def _tie(held: Held) -> Standing:
    tie = held.record
    exposes = term("person_ties", tie.kind).extra.get("exposes")
    return b"", [tie.first, tie.second, *([_EXPOSING] if exposes else [])]


def _bond(held: Held) -> Standing:
    bond = held.record
    return b"", [MUST_NOT] if MUST_NOT in (bond.travel, bond.live) else []
