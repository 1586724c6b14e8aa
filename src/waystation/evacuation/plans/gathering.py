"""What a run is made of, read in the session of whoever asks: whom it may move, and what there is to move them with.

Only cases whose logistics this person may open are in it. Beds that anybody else has are taken, whoever that is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework import stages
from waystation.casework.persons import access as persons
from waystation.casework.persons import bonds
from waystation.casework.persons.records import Bond
from waystation.casework.records import CaseStub, Risk
from waystation.evacuation import access, rules, zones
from waystation.evacuation.network import access as network
from waystation.evacuation.plans.known import Crowd, Known, Position
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.pursuers import conflicts
from waystation.evacuation.pursuers import zones as pursuers
from waystation.evacuation.records import (
    APPROVED,
    ARRIVED,
    AVAILABLE,
    CHILDREN,
    CITY,
    DEPARTED,
    DRIVER,
    ESCORT,
    LATE,
    MISSED,
    SAFE_HOUSE,
    UNDER_WAY,
    VERIFIED,
    BookingRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment

STAGES = ("accepted", "planning_exit", "in_transit", *stages.SHELTERED, "departing")
TRAVELLING = ("applicant", "companion", "dependant")
MINOR = 18
_DEADLINES = {"now": 1, "days": 3, "weeks": 10, "unknown": 7}
_URGENCIES = {"now": 5, "days": 4, "weeks": 3, "unknown": 2, "none_known": 1}
_MOST_URGENT = 5
_LOOKED_FOR = {"wanted_list": (250, 200), "missing_report_filed": (200, 150), "hunted_outside": (100, 150),
               "relatives_in_force": (100, 150), "trans_id_mismatch": (150, 100)}  # fmt: skip
"""What a risk factor adds to the exposure at an identity check, and at a checkpoint."""
_USUAL = (100, 150)
_CARE = ("medical", "medical.injury", "psych.crisis")


@dataclass(frozen=True)
class Left:
    """A case that is not planned, and the code of why."""

    case: UUID
    why: str


@dataclass(frozen=True)
class Gathered:
    """The people of a run, and who is not in it."""

    known: Known
    left: tuple[Left, ...]
    foreign: frozenset[str] = frozenset()
    """Currencies in which something costs, other than euro."""


@dataclass
class _Case:
    """One case while households are put together."""

    id: UUID
    stub: CaseStub
    origin: UUID
    members: list[persons.Member] = field(default_factory=list)
    ways: list[access.Way] = field(default_factory=list)
    stays: list[BookingRecord] = field(default_factory=list)
    risk: Risk | None = None


def gather(
    actor: Actor, *, days: int, budget: Decimal = Decimal(0), rates: Mapping[str, Decimal] | None = None
) -> Gathered:
    """Everything that a run needs."""
    require(actor, "evacuation.plan")
    return _Gathering(actor, days, budget, rates or {}).gathered()


class _Gathering:
    """One call of `gather`."""

    def __init__(self, actor: Actor, days: int, budget: Decimal, rates: Mapping[str, Decimal]) -> None:
        self.actor, self.days, self.budget, self.rates = actor, days, budget, rates
        self.now, self.zone = actor.now(), zones.zone()
        self.today = self.now.astimezone(self.zone).date()
        self.places = access.places(actor)
        self.connections = network.connections(actor)
        self.left: list[Left] = []
        self.near = self._near()

    def gathered(self) -> Gathered:
        cases = {case.id: case for case in self._cases()}
        homes: dict[UUID, list[UUID]] = {}
        for case in cases.values():
            for member in case.members:
                homes.setdefault(member.id, []).append(case.id)
        pairs = self._bonds(cases)
        crowds = [self._crowd([cases[pk] for pk in group]) for group in _households(cases, homes, pairs)]
        known = Known(
            now=self.now,
            zone=self.zone,
            days=self.days,
            places=self.places,
            connections=self.connections,
            crowds=crowds,
            apart=[*self._apart(homes, pairs), *conflicts.apart(self.actor)],
            taken=self._taken(cases),
            drivers=self._helpers(DRIVER),
            escorts=len(self._helpers(ESCORT)),
            budget=self.budget,
            rates=self.rates,
        )
        currencies = {way.currency for way in self.connections.values() if way.cost and way.currency}
        return Gathered(known, tuple(self.left), frozenset(currencies - {"EUR"}))

    # cases

    def _cases(self) -> Iterator[_Case]:
        for held, stub in casework.cases(self.actor):
            if stub.erased or stub.stage not in STAGES:
                continue
            if not is_current(self.actor.keys, held.id, Compartment.LOGISTICS):
                continue  # not for this person: nothing is said of it, not even that it is there
            case = self._case(held.id, stub)
            if isinstance(case, Left):
                self.left.append(case)
            else:
                yield case

    def _case(self, pk: UUID, stub: CaseStub) -> "_Case | Left":
        risk = casework.risk(self.actor, pk)
        ways = [way for way in access.ways_of(self.actor, pk) if way.journey.status in (APPROVED, UNDER_WAY)]
        origin = self._origin(stub, ways)
        reasons = {
            "not_cleared": not access.is_cleared(self.actor, pk),
            "no_consent": not access.agreed_to_help(self.actor, pk),
            "unassessed": risk is None or casework_rules.is_outdated(risk, self.today),
            "no_place": origin is None,
        }
        if why := next((code for code, holds in reasons.items() if holds), ""):
            return Left(pk, why)
        members = [
            each
            for each in persons.members(self.actor, pk)
            if not each.part.roles or set(each.part.roles) & {*TRAVELLING}
        ]
        stays = list(access.stays_of(self.actor, pk).values())
        return _Case(pk, stub, origin, members, ways, stays, risk)  # type: ignore[arg-type]

    def _origin(self, stub: CaseStub, ways: list[access.Way]) -> UUID | None:
        """Where somebody is, or was before they set out: a place of ours of that name, or in a region of that name."""
        if ways:
            return ways[-1].journey.origin
        for said in (stub.origin, stub.place):
            found = _place_called(said, self.places) if said else None
            if found:
                return found
        return None

    # people

    def _bonds(self, cases: Mapping[UUID, _Case]) -> list[Bond]:
        found: dict[UUID, Bond] = {}
        for case in cases.values():
            people = [member.id for member in case.members]
            found |= {pk: bond for pk, _case, bond in persons.bonds(self.actor, case.id, people)}
        return list(found.values())

    def _apart(self, homes: Mapping[UUID, list[UUID]], pairs: Iterable[Bond]) -> Iterator[frozenset[UUID]]:
        for bond in pairs:
            if bonds.MUST_NOT in (bonds.says(bond, "travel"), bonds.says(bond, "live")):
                for one in homes.get(bond.first, ()):
                    yield from (frozenset((one, other)) for other in homes.get(bond.second, ()) if one != other)

    def _crowd(self, cases: list[_Case]) -> Crowd:
        people: dict[UUID, tuple[UUID, persons.Member]] = {}
        for case in cases:
            for member in case.members:
                people.setdefault(member.id, (case.id, member))
        counts = {case.id: 0 for case in cases}
        for case_id, _ in people.values():
            counts[case_id] += 1
        counts = {pk: number or (0 if len(cases) > 1 else 1) for pk, number in counts.items()}
        factors = {code for case in cases if case.risk for code in case.risk.factors}
        needs = {need.code for case in cases for _, need in casework.needs(self.actor, case.id) if need.met_on is None}
        checks = [_LOOKED_FOR[code] for code in factors if code in _LOOKED_FOR]
        imminence = [case.risk.imminence for case in cases if case.risk]
        minors = [self._is_minor(member) for _, member in people.values()]
        return Crowd(
            cases=counts,
            origin=cases[0].origin,
            urgency=max((self._urgency(case) for case in cases), default=1),
            within=min((_DEADLINES.get(each, self.days) for each in imminence), default=self.days),
            people=[self._papers(member) for _, member in people.values()],
            guests=frozenset({CHILDREN}) if minors and all(minors) else None,
            accessible="accessibility" in needs,
            medical=bool(needs & set(_CARE)) or "medical_urgent" in factors,
            escort="female_restricted" in factors or (bool(minors) and all(minors)),
            id_risk=_USUAL[0] + sum(check for check, _ in checks),
            ck_risk=_USUAL[1] + sum(check for _, check in checks),
            near=self._near_of(cases),
            at=self._position(cases),
            told=self._told(cases),
            missing=self._missing(cases),
        )

    def _urgency(self, case: _Case) -> int:
        if case.risk is None:
            return 1
        base = _URGENCIES.get(case.risk.imminence, 2) + (case.risk.capability == "reach")
        return min(_MOST_URGENT, _MOST_URGENT if case.stub.urgency == "now" else base)

    def _papers(self, member: persons.Member) -> list[Held]:
        if member.record is None:
            return []
        return [
            Held(paper.kind, self.today, paper.valid_until, paper.country)
            for paper in member.record.papers
            if paper.valid_until is None or paper.valid_until >= self.today
        ]

    def _is_minor(self, member: persons.Member) -> bool:
        birth = member.record.birth if member.record else None
        return bool(birth and birth.year) and self.today.year - birth.year < MINOR  # type: ignore[union-attr,operator]

    # pursuers

    def _near(self) -> dict[UUID, dict[UUID, float]]:
        """By case and place: how likely any of its pursuers is there at some time of the days that are planned."""
        found: dict[UUID, dict[UUID, float]] = {}
        until = self.now + timedelta(days=self.days)
        for zone in pursuers.zones(self.actor, self.now):
            if zone.since <= until and (zone.until is None or zone.until > self.now):
                places = found.setdefault(zone.case, {})
                places[zone.place] = 1 - (1 - places.get(zone.place, 0.0)) * (1 - zone.strength)
        return found

    def _near_of(self, cases: list[_Case]) -> dict[UUID, float]:
        found: dict[UUID, float] = {}
        for case in cases:
            for place, strength in self.near.get(case.id, {}).items():
                found[place] = max(found.get(place, 0.0), strength)
        return found

    # on the way

    def _position(self, cases: list[_Case]) -> Position | None:
        """Where those are who have set out: on a leg, at the end of one, or in a house where they sleep tonight."""
        for case in cases:
            if found := self._where(case):
                return found
        return None

    def _where(self, case: _Case) -> Position | None:
        legs = [leg for way in case.ways for leg in rules.in_order(way.records)]
        moving = [leg for leg in legs if leg.status in (DEPARTED, LATE, MISSED)]
        if moving:
            last = moving[-1]
            return Position(last.to_place, max(last.arrives, self.now), last.departed_at or last.departs)
        done = [leg for leg in legs if leg.status == ARRIVED]
        if done:
            return Position(done[-1].to_place, done[-1].arrived_at or done[-1].arrives)
        tonight = [stay for stay in case.stays if stay.first <= self.today < stay.until]
        if tonight and case.stub.stage in stages.SHELTERED:
            came = datetime.combine(tonight[-1].first, datetime.min.time(), self.zone) + timedelta(hours=20)
            return Position(tonight[-1].house, min(came, self.now))
        return None

    def _told(self, cases: list[_Case]) -> list[LegRecord]:
        legs = [leg for case in cases for way in case.ways for leg in rules.in_order(way.records)]
        ahead = {(leg.from_place, leg.to_place, leg.departs): leg for leg in legs if leg.status in rules.WAITING}
        return sorted(ahead.values(), key=lambda leg: leg.departs)

    def _missing(self, cases: list[_Case]) -> bool:
        """Whether a check-in of theirs is an alarm."""
        alarming = {record.case for _, record in access.alarms(self.actor)} if self._alarms is None else self._alarms
        self._alarms = alarming
        return any(case.id in alarming for case in cases)

    _alarms: set[UUID] | None = None

    # what there is

    def _taken(self, cases: Mapping[UUID, _Case]) -> dict[tuple[UUID, date], int]:
        """Beds of everybody who is not planned here, by house and night."""
        found: dict[tuple[UUID, date], int] = {}
        for stay in access.bookings(self.actor).values():
            if stay.case not in cases:
                for night in rules.nights(max(stay.first, self.today), stay.until):
                    found[stay.house, night] = found.get((stay.house, night), 0) + stay.beds
        return found

    def _helpers(self, kind: str) -> dict[UUID, str]:
        every = access.helpers(self.actor).items()
        return {
            pk: who.area for pk, who in every if (who.kind, who.state, who.vetting) == (kind, AVAILABLE, VERIFIED)
        }  # fmt: skip


def _place_called(said: str, places: Mapping[UUID, PlaceRecord]) -> UUID | None:
    """A place of this name; else a city in a region of this name."""
    wanted = said.strip().casefold()
    usable = {pk: place for pk, place in places.items() if place.kind != SAFE_HOUSE}
    for pk, place in usable.items():
        if place.name.casefold() == wanted:
            return pk
    return next((pk for pk, place in usable.items() if place.kind == CITY and place.region.casefold() == wanted), None)


def _households(
    cases: Mapping[UUID, _Case], homes: Mapping[UUID, list[UUID]], pairs: Iterable[Bond]
) -> Iterator[list[UUID]]:
    """Cases that must travel together: which share a person, or have persons of whom that is said."""
    joined: dict[UUID, set[UUID]] = {pk: set() for pk in cases}

    def join(group: Iterable[UUID]) -> None:
        them = list(group)
        for one in them:
            joined[one] |= set(them)

    for group in homes.values():
        join(group)
    for bond in pairs:
        if bonds.says(bond, "travel") == bonds.MUST and bond.first in homes and bond.second in homes:
            join([*homes[bond.first], *homes[bond.second]])
    seen: set[UUID] = set()
    for start in cases:
        if start not in seen:
            group, waiting = [], [start]
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    group.append(one)
                    waiting += sorted(joined[one] - seen)
            yield sorted(group, key=list(cases).index)
