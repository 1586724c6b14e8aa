"""What a run is made of, read in the session of whoever asks: whom it may move, and what there is to move them with.

Only cases whose logistics this person may open are in it. Beds that anybody else has are taken, whoever that is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework import stages
from waystation.casework.persons import access as persons
from waystation.casework.persons import along, bonds
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.records import Bond, Part
from waystation.casework.records import CaseStub, Risk
from waystation.evacuation import access, guests, house_rules, rules, zones
from waystation.evacuation.access import Way
from waystation.evacuation.house_rules import Guests
from waystation.evacuation.network import access as network
from waystation.evacuation.network.records import CERTAIN, ConnectionRecord
from waystation.evacuation.placing import AREAS
from waystation.evacuation.plans.known import Crowd, Known, Left, Position, Seats, country_key
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.pursuers import conflicts, recheck, threats
from waystation.evacuation.pursuers import zones as pursuers
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.checks import Ride
from waystation.evacuation.pursuers.conflicts import Pair
from waystation.evacuation.records import (
    ABORTED,
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
from waystation.evacuation.relocation import access as relocation
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment

Bed = tuple[UUID, date]
STAGES = ("accepted", "planning_exit", "in_transit", *stages.SHELTERED, "departing")
MINOR = 18
OVERDUE = timedelta(hours=6)
"""After a departure: until then somebody may have set out of whom it is not noted yet."""
_DEADLINES = {"now": 1, "days": 3, "weeks": 10, "unknown": 7}
_URGENCIES = {"now": 5, "days": 4, "weeks": 3, "unknown": 2, "none_known": 1}
_MOST_URGENT = 5
_LOOKED_FOR = {"wanted_list": (250, 200), "missing_report_filed": (200, 150), "hunted_outside": (100, 150),
               "relatives_in_force": (100, 150), "trans_id_mismatch": (150, 100)}  # fmt: skip
"""What a risk factor adds to the exposure at an identity check, and at a checkpoint."""
_USUAL = (100, 150)
_CARE = ("medical", "medical.injury", "psych.crisis")


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
        self.now, self.zone = actor.now(), zones.zone()
        self.today, self.tonight = self.now.astimezone(self.zone).date(), zones.tonight(self.now)
        self.places = access.places(actor)
        self.connections = network.connections(actor)
        self.left: list[Left] = []
        self.hunted, self.with_hostile = threats.known(actor), along.with_hostile(actor)
        self.near = self._near()
        self.admissions = relocation.admissions(actor)
        self.counts: Counter[str] = Counter()

    def gathered(self) -> Gathered:
        cases = {case.id: case for case in self._cases()}
        homes: dict[UUID, list[UUID]] = {}
        for case in cases.values():
            for member in case.members:
                homes.setdefault(member.id, []).append(case.id)
        pairs = self._bonds(cases)
        apart = {*self._apart(homes, pairs), *conflicts.apart(self.actor)}
        groups = [group for group in households(cases, homes, pairs) if self._is_planned(group)]
        groups = list(self._without_contradiction(groups, homes, pairs, apart))
        planned = {pk for group in groups for pk in group}
        crowds = [self._crowd([cases[pk] for pk in group]) for group in groups]
        taken, beside, own = self._taken(planned, {case for pair in apart if pair & planned for case in pair - planned})
        given_up = {pk for group in groups if self._gives_up(group) for pk in group}
        ways = [way for way in access.open_ways(self.actor) if _is_kept(way, planned, given_up)]
        known = Known(
            now=self.now,
            zone=self.zone,
            days=self.days,
            places=self.places,
            connections=self.connections,
            crowds=crowds,
            apart=sorted(apart, key=sorted),
            taken=taken,
            beside=beside,
            own=own,
            rests=self._rests(planned),
            drivers=self._helpers(DRIVER),
            escorts=tuple(self._helpers(ESCORT)),
            busy=busy(ways),
            seats=list(self._seats(way for way in ways if way.case not in planned)),
            budget=self.budget,
            rates=self.rates,
            counts=self.counts,
        )
        currencies = {way.currency for way in self.connections.values() if way.cost and way.currency}
        return Gathered(known, tuple(self.left), frozenset(currencies - {"EUR"}))

    def _is_planned(self, group: Collection[UUID]) -> bool:
        return self.all or self._gives_up(group) or not self.onward.isdisjoint(group)

    def _gives_up(self, group: Iterable[UUID]) -> bool:
        """Whether what those who travel together were told is given up."""
        return not self.free.isdisjoint(group)

    def _without_contradiction(
        self, groups: Iterable[list[UUID]], homes: Mapping[UUID, list[UUID]], pairs: Sequence[Bond], apart: set[Pair]
    ) -> Iterator[list[UUID]]:
        """The groups but those of which some must be together and must not be: whoever can end that has to do so."""
        torn = {
            frozenset(case for person in (bond.first, bond.second) for case in homes.get(person, ()))
            for bond in pairs
            if bonds.MUST_NOT in (bonds.says(bond, "travel"), bonds.says(bond, "live"))
            and homes.get(bond.first)
            and homes.get(bond.second)
        }
        for group in groups:
            members = frozenset(group)
            if any(pair <= members for pair in apart) or any(both <= members for both in torn):
                self.left += [Left(pk, "apart_within") for pk in group]
            else:
                yield group

    # cases

    def _cases(self) -> Iterator[_Case]:
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

    def _case(self, pk: UUID, stub: CaseStub) -> "_Case | Left":
        risk = casework.risk(self.actor, pk)
        ways = [way for way in access.ways_of(self.actor, pk) if way.journey.status in (APPROVED, UNDER_WAY)]
        origin = self._origin(stub, ways)
        reasons = {
            "not_cleared": not access.is_cleared(self.actor, pk),
            "hostile": pk in self.with_hostile,
            "no_consent": not access.agreed_to_help(self.actor, pk),
            "unassessed": self.all and (risk is None or casework_rules.is_outdated(risk, self.today)),
            "no_place": origin is None,
        }
        if why := next((code for code, holds in reasons.items() if holds), ""):
            return Left(pk, why)
        members = [each for each in persons.members(self.actor, pk) if _travels(each.part)]
        stays = list(access.stays_of(self.actor, pk).values())
        return _Case(pk, stub, origin, members, ways, stays, risk)  # type: ignore[arg-type]

    def _origin(self, stub: CaseStub, ways: list[access.Way]) -> UUID | None:
        """Where somebody is, or was before they set out."""
        return ways[-1].journey.origin if ways else self._said(stub)

    def _said(self, stub: CaseStub) -> UUID | None:
        """Where they are from, or are, by what the case says: a place of ours of that name, or in such a region."""
        found = (_place_called(said, self.places) for said in (stub.origin, stub.place) if said)
        return next((place for place in found if place), None)

    def _fled(self, case: _Case, at: Position | None) -> UUID:
        """Where somebody fled from; of whom we know by a way on from where they are now, what the case says."""
        return (self._said(case.stub) if at and at.place == case.origin else None) or case.origin

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
        at, released = self._position(cases), self._gives_up(counts) or self._is_left_behind(cases)
        return Crowd(
            cases=counts,
            origin=self._fled(cases[0], at),
            urgency=max((self._urgency(case) for case in cases), default=1),
            within=min((_DEADLINES.get(each, self.days) for each in imminence), default=self.days),
            people=[self._papers(member) for _, member in people.values()],
            guests=tuple(dict.fromkeys(self._guests(case, minors) for case in cases)),
            accessible="accessibility" in needs,
            medical=bool(needs & set(_CARE)) or "medical_urgent" in factors,
            escort="female_restricted" in factors or (bool(minors) and all(minors)),
            id_risk=_USUAL[0] + sum(check for check, _ in checks),
            ck_risk=_USUAL[1] + sum(check for _, check in checks),
            near=self._near_of(cases),
            seen_on=self._seen_on(cases),
            visas=self._visas(
                cases, {case: {pk for pk, (home, _) in people.items() if home == case} for case in counts}
            ),
            at=at,
            told=[] if released else self._told(cases),
            released=released,
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

    def _guests(self, case: _Case, minors: Sequence[bool]) -> Guests:
        """What a house must know of those of a case: what was said for a stay before, and what follows."""
        said = [stay.guests for stay in case.stays if stay.guests]
        kinds = said[-1] if said else (CHILDREN,) if minors and all(minors) else ()
        return guests.guests(self.actor, case.id, kinds, self.hunted)

    def _visas(self, cases: list[_Case], people: Mapping[UUID, set[UUID]]) -> dict[tuple[str, str], date]:
        """From when on all of them may enter a country by a pathway, if that lasts as long as is planned."""
        last = self.today + timedelta(days=self.days)
        everybody = [one for case in cases for one in people[case.id] or ({case.id} if len(cases) == 1 else ())]
        ready: dict[tuple[str, str], dict[UUID, date]] = {}
        for each in self.admissions:
            theirs = each.people.intersection(everybody)
            if each.until is not None and each.until < last:
                self.counts["admission_runs_out"] += len(theirs)
                continue
            days = ready.setdefault((each.pathway, country_key(each.country)), {})
            days |= {one: min(each.ready, days.get(one, each.ready)) for one in theirs}
        return {key: max(days.values()) for key, days in ready.items() if days and days.keys() >= set(everybody)}

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

    def _seen_on(self, cases: list[_Case]) -> frozenset[UUID]:
        """The connections that would show somebody for certain to a power of the state that hunts them."""
        until = self.now + timedelta(days=self.days)
        ids = {case.id for case in cases}
        if not ids & self.hunted.powers.keys():
            return frozenset()
        judge = recheck.judge_of(self.actor, self.hunted, Areas(self.places))
        return frozenset(
            pk
            for pk, way in self.connections.items()
            for case in ids
            if any(
                found.refuses
                for found in judge.ride(
                    Ride(case, pk, way.mode, (way.from_place, way.to_place), self.now, until, checked=_is_checked(way))
                )
            )
        )

    # on the way

    def _position(self, cases: list[_Case]) -> Position | None:
        """Where those are who have set out: on a leg, at the end of one, or in a house where they sleep tonight."""
        for case in cases:
            if found := self._where(case):
                return found
        here = self.places.get(cases[0].origin)
        # Nobody is at home at a meeting point or in a safe house: there a way was given up in its middle.
        return Position(cases[0].origin, self.now) if here and here.kind not in AREAS else None

    def _where(self, case: _Case) -> Position | None:
        legs = [leg for way in case.ways for leg in rules.in_order(way.records)]
        moving = [leg for leg in legs if leg.status in (DEPARTED, LATE, MISSED)]
        if moving:
            last = moving[-1]
            return Position(last.to_place, max(last.arrives, self.now), last.departed_at or last.departs)
        done = [leg for leg in legs if leg.status == ARRIVED]
        if done:
            return Position(done[-1].to_place, done[-1].arrived_at or done[-1].arrives)
        tonight = [stay for stay in case.stays if stay.first <= self.tonight < stay.until]
        if tonight and case.stub.stage in stages.SHELTERED:
            came = datetime.combine(tonight[-1].first, datetime.min.time(), self.zone) + timedelta(hours=20)
            return Position(tonight[-1].house, min(came, self.now))
        return None

    def _told(self, cases: list[_Case]) -> list[LegRecord]:
        """The legs ahead; of several cases on one leg, with what it costs all of them, and whoever drives any."""
        ahead: dict[tuple[UUID, UUID, datetime], LegRecord] = {}
        for leg in (leg for case in cases for way in case.ways for leg in rules.in_order(way.records)):
            if leg.status in rules.WAITING:
                key = (leg.from_place, leg.to_place, leg.departs)
                ahead[key] = _together(ahead[key], leg) if key in ahead else leg
        return sorted(ahead.values(), key=lambda leg: leg.departs)

    def _is_left_behind(self, cases: list[_Case]) -> bool:
        """Whether they were to set out long ago and nobody says that they did: what they were told is over."""
        ahead = (leg for case in cases for way in case.ways for leg in way.records if leg.status in rules.WAITING)
        return any(leg.departs + OVERDUE <= self.now for leg in ahead)

    def _missing(self, cases: list[_Case]) -> bool:
        """Whether a check-in of theirs is an alarm."""
        alarming = {record.case for _, record in access.alarms(self.actor)} if self._alarms is None else self._alarms
        self._alarms = alarming
        return any(case.id in alarming for case in cases)

    _alarms: set[UUID] | None = None

    # what there is

    def _taken(self, planned: set[UUID], apart: set[UUID]) -> tuple[Counter[Bed], list[BookingRecord], Counter[Bed]]:
        """Beds of everybody who is not planned, by house and night; the stays of those kept apart from some; and the
        beds of those who are planned."""
        found, own = Counter[Bed](), Counter[Bed]()
        beside = []
        for stay in access.bookings(self.actor).values():
            if stay.until <= self.today or stay.cancelled:
                continue
            if stay.case in apart:
                beside.append(stay)
                continue
            for night in rules.nights(max(stay.first, self.today), stay.until):
                (own if stay.case in planned else found)[stay.house, night] += stay.beds
        return found, beside, own

    def _rests(self, planned: set[UUID]) -> dict[UUID, frozenset[date]]:
        """The nights on which a house has to stand empty, by who is there and whoever may come."""
        stays = access.bookings(self.actor).values()
        until = self.today + timedelta(days=self.days + 1)
        found = {}
        for pk, house in self.places.items():
            if house.rest_after and house.kind == SAFE_HOUSE:
                here = [stay for stay in stays if stay.house == pk]
                own = set(rules.taken(pk, [stay for stay in here if stay.case in planned]))
                found[pk] = house_rules.nights_off(house, rules.taken(pk, here), self.today, until) - own
        return found

    def _seats(self, ways: Iterable[Way]) -> Iterator[Seats]:
        """What others have on departures of our connections."""
        by_ends: dict[tuple[UUID, UUID, str], list[UUID]] = {}
        for pk, way in self.connections.items():
            by_ends.setdefault((way.from_place, way.to_place, way.mode), []).append(pk)
        for each in ways:
            for leg in each.records:
                if leg.status in rules.WAITING:
                    for pk in by_ends.get((leg.from_place, leg.to_place, leg.mode), ()):
                        yield Seats(pk, leg.departs, guests.number(self.actor, each.case), frozenset({each.case}))

    def _helpers(self, kind: str) -> dict[UUID, str]:
        every = access.helpers(self.actor).items()
        return {
            pk: who.area for pk, who in every if (who.kind, who.state, who.vetting) == (kind, AVAILABLE, VERIFIED)
        }  # fmt: skip


def _travels(part: Part) -> bool:
    """Whether somebody goes along with a case."""
    return person_rules.goes_along(part.roles)


def _is_kept(way: Way, planned: set[UUID], given_up: set[UUID]) -> bool:
    """Whether a way stands whatever the plan says: those of others, and what those who are planned were told."""
    if way.case not in planned:
        return True
    return way.case not in given_up and way.journey.status in (APPROVED, UNDER_WAY)


def busy(ways: Iterable[Way]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each helper drives or goes along: several cases in one car are one drive."""
    found: dict[UUID, set[tuple[datetime, datetime]]] = {}
    for way in ways:
        for leg in way.records:
            if leg.status not in (ARRIVED, ABORTED) and leg.departs < leg.arrives:
                for helper in leg.helpers:
                    found.setdefault(helper, set()).add((leg.departs, leg.arrives))
    return {helper: sorted(hours) for helper, hours in sorted(found.items())}


def _together(one: LegRecord, other: LegRecord) -> LegRecord:
    cost = rules.amount(one.cost, one.currency)
    if one.currency == other.currency:
        cost += rules.amount(other.cost, other.currency)
    with_them = {"driver": one.driver or other.driver, "escort": one.escort or other.escort}
    return replace(one, cost=str(cost) if one.currency else "", **with_them)


def _is_checked(way: ConnectionRecord) -> bool:
    return way.identity_check == CERTAIN


def _place_called(said: str, places: Mapping[UUID, PlaceRecord]) -> UUID | None:
    """A place of this name; else a city in a region of this name."""
    wanted = said.strip().casefold()
    usable = {pk: place for pk, place in places.items() if place.kind != SAFE_HOUSE}
    for pk, place in usable.items():
        if place.name.casefold() == wanted:
            return pk
    return next((pk for pk, place in usable.items() if place.kind == CITY and place.region.casefold() == wanted), None)


def households(
    cases: Mapping[UUID, _Case], homes: Mapping[UUID, list[UUID]], pairs: Iterable[Bond]
) -> Iterator[list[UUID]]:
    """Cases that must travel or live together: which share a person, or have persons of whom that is said."""
    joined: dict[UUID, set[UUID]] = {pk: set() for pk in cases}

    def join(group: Iterable[UUID]) -> None:
        them = list(group)
        for one in them:
            joined[one] |= set(them)

    for group in homes.values():
        join(group)
    for bond in pairs:
        must = bonds.MUST in (bonds.says(bond, "travel"), bonds.says(bond, "live"))
        if must and bond.first in homes and bond.second in homes:
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
