"""What a run is made of, read in the session of whoever asks: whom it may move, and what there is to move them with.

Only cases whose logistics this person may open are in it. Beds that anybody else has are taken, whoever that is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework import stages
from waystation.casework.persons import access as persons
from waystation.casework.persons import along
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.records import Bond, Part
from waystation.casework.records import CaseStub
from waystation.evacuation import access
from waystation.evacuation.access import Way
from waystation.evacuation.network import access as network
from waystation.evacuation.plans import capacity, households
from waystation.evacuation.plans.crowds import Case, Crowds, said
from waystation.evacuation.plans.known import Known, Left
from waystation.evacuation.pursuers import conflicts, threats
from waystation.evacuation.records import APPROVED, DRIVER, ESCORT, UNDER_WAY
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment

STAGES = ("accepted", "planning_exit", "in_transit", *stages.SHELTERED, "departing")


@dataclass(frozen=True)
class Gathered:
    """The people of a run, and who is not in it."""

    known: Known
    left: tuple[Left, ...]
    foreign: frozenset[str] = frozenset()
    """Currencies in which something costs, other than euro."""


def gather(
    actor: Actor,
    *,
    days: int,
    budget: Decimal = Decimal(0),
    rates: Mapping[str, Decimal] | None = None,
    free: Collection[UUID] | None = None,
    onward: Collection[UUID] = (),
) -> Gathered:
    """Everything that a run needs.

    `free`: only these cases are planned, with the households to which they belong, and what they were told is given up;
    everybody else keeps what is adopted or booked. `onward` are planned beside them, and go on from the end of what
    they were told. Where `free` is None, everybody is planned, and keeps what they were told.
    """
    require(actor, "evacuation.plan")
    return _Gathering(actor, days, budget, rates or {}, free, onward).gathered()


class _Gathering:
    """One call of `gather`."""

    def __init__(
        self,
        actor: Actor,
        days: int,
        budget: Decimal,
        rates: Mapping[str, Decimal],
        free: Collection[UUID] | None,
        onward: Collection[UUID],
    ) -> None:
        self.actor, self.days, self.budget, self.rates = actor, days, budget, rates
        self.all, self.free, self.onward = free is None, set(free or ()), set(onward)
        self.places, self.connections = access.places(actor), network.connections(actor)
        self.with_hostile = along.with_hostile(actor)
        self.crowds = Crowds(actor, days, self.places, self.connections, threats.known(actor))
        self.left: list[Left] = []

    def gathered(self) -> Gathered:
        cases = {case.id: case for case in self._cases()}
        homes: dict[UUID, list[UUID]] = {}
        for case in cases.values():
            for member in case.members:
                homes.setdefault(member.id, []).append(case.id)
        pairs = self._bonds(cases)
        apart = {*households.apart(homes, pairs), *conflicts.apart(self.actor)}
        torn = apart | households.torn(homes, pairs)
        groups = []
        for group in households.households(cases, homes, pairs):
            if not self._is_planned(group):
                continue
            members = frozenset(group)
            if any(each <= members for each in torn):  # whoever can end that has to do so
                self.left += [Left(pk, "apart_within") for pk in group]
            else:
                groups.append(group)
        planned = {pk for group in groups for pk in group}
        beside = {case for pair in apart if pair & planned for case in pair - planned}
        taken, stays, own = capacity.beds(self.actor, planned, beside, self.crowds.today)
        given_up = {pk for group in groups if self._gives_up(group) for pk in group}
        ways = [way for way in access.open_ways(self.actor) if _is_kept(way, planned, given_up)]
        others = (way for way in ways if way.case not in planned)
        known = Known(
            now=self.crowds.now,
            zone=self.crowds.zone,
            days=self.days,
            places=self.places,
            connections=self.connections,
            crowds=[self.crowds.crowd([cases[pk] for pk in group], given_up=self._gives_up(group)) for group in groups],
            apart=sorted(apart, key=sorted),
            taken=taken,
            beside=stays,
            own=own,
            rests=capacity.rests(self.actor, self.places, planned, self.crowds.today, self.days),
            drivers=capacity.helpers(self.actor, DRIVER),
            escorts=tuple(capacity.helpers(self.actor, ESCORT)),
            busy=capacity.busy(ways),
            seats=list(capacity.seats(self.actor, self.connections, others)),
            budget=self.budget,
            rates=self.rates,
            counts=self.crowds.counts,
        )
        currencies = {way.currency for way in self.connections.values() if way.cost and way.currency}
        return Gathered(known, tuple(self.left), frozenset(currencies - {"EUR"}))

    def _is_planned(self, group: Collection[UUID]) -> bool:
        return self.all or self._gives_up(group) or not self.onward.isdisjoint(group)

    def _gives_up(self, group: Iterable[UUID]) -> bool:
        """Whether what those who travel together were told is given up."""
        return not self.free.isdisjoint(group)

    def _cases(self) -> Iterator[Case]:
        concerned = None if self.all else self._concerned()
        for held, stub in casework.cases(self.actor):
            if stub.erased or stub.stage not in STAGES or (concerned is not None and held.id not in concerned):
                continue
            if not is_current(self.actor.keys, held.id, Compartment.LOGISTICS):
                continue  # not for this person: nothing is said of it, not even that it is there
            case = self._case(held.id, stub)
            if isinstance(case, Left):
                self.left += [case] if self._is_planned([case.case]) else []
            else:
                yield case

    def _concerned(self) -> set[UUID]:
        """The cases that are planned and those of whoever has to do with their people, at however many removes."""
        seen = {*self.free, *self.onward}
        waiting = [pk for pk in seen if is_current(self.actor.keys, pk, Compartment.LOGISTICS)]
        while waiting:
            case = waiting.pop()
            people = {member.id for member in persons.members(self.actor, case) if _travels(member.part)}
            pairs = [bond for _id, _case, bond in persons.bonds(self.actor, case, people)]
            people.update(person for bond in pairs for person in (bond.first, bond.second))
            found = {pk for person in people for pk, part in persons.parts(self.actor, person) if _travels(part)}
            waiting += [pk for pk in found - seen if is_current(self.actor.keys, pk, Compartment.LOGISTICS)]
            seen |= found
        return seen

    def _case(self, pk: UUID, stub: CaseStub) -> Case | Left:
        risk = casework.risk(self.actor, pk)
        ways = [way for way in access.ways_of(self.actor, pk) if way.journey.status in (APPROVED, UNDER_WAY)]
        origin = self._origin(stub, ways)
        reasons = {
            "not_cleared": not access.is_cleared(self.actor, pk),
            "hostile": pk in self.with_hostile,
            "no_consent": not access.agreed_to_help(self.actor, pk),
            "unassessed": self.all and (risk is None or casework_rules.is_outdated(risk, self.crowds.today)),
            "no_place": origin is None,
        }
        if why := next((code for code, holds in reasons.items() if holds), ""):
            return Left(pk, why)
        members = [each for each in persons.members(self.actor, pk) if _travels(each.part)]
        stays = list(access.stays_of(self.actor, pk).values())
        return Case(pk, stub, origin, members, ways, stays, risk)  # type: ignore[arg-type]

    def _origin(self, stub: CaseStub, ways: list[access.Way]) -> UUID | None:
        """Where somebody is, or was before they set out."""
        return ways[-1].journey.origin if ways else said(stub, self.places)

    def _bonds(self, cases: Mapping[UUID, Case]) -> list[Bond]:
        found: dict[UUID, Bond] = {}
        for case in cases.values():
            people = [member.id for member in case.members]
            found |= {pk: bond for pk, _case, bond in persons.bonds(self.actor, case.id, people)}
        return list(found.values())


def _travels(part: Part) -> bool:
    """Whether somebody goes along with a case."""
    return person_rules.goes_along(part.roles)


def _is_kept(way: Way, planned: set[UUID], given_up: set[UUID]) -> bool:
    """Whether a way stands whatever the plan says: those of others, and what those who are planned were told."""
    if way.case not in planned:
        return True
    return way.case not in given_up and way.journey.status in (APPROVED, UNDER_WAY)
