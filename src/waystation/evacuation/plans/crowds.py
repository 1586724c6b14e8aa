"""Who travels together, as the planner has to know them: read from their cases, and from what they were told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.persons import access as persons
from waystation.casework.records import CaseStub, Risk
from waystation.evacuation import access, guests, rules, zones
from waystation.evacuation.house_rules import Guests
from waystation.evacuation.network.records import CERTAIN, ConnectionRecord
from waystation.evacuation.placing import AREAS
from waystation.evacuation.plans.known import Crowd, Position, country_key
from waystation.evacuation.plans.papers import Held
from waystation.evacuation.pursuers import recheck, threats
from waystation.evacuation.pursuers import zones as pursuers
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.checks import Ride
from waystation.evacuation.records import (
    ARRIVED,
    CHILDREN,
    CITY,
    DEPARTED,
    LATE,
    MISSED,
    SAFE_HOUSE,
    BookingRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.evacuation.relocation import access as relocation
from waystation.staff.actor import Actor

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


@dataclass
class Case:
    """One case while households are put together."""

    id: UUID
    stub: CaseStub
    origin: UUID
    members: list[persons.Member] = field(default_factory=list)
    ways: list[access.Way] = field(default_factory=list)
    stays: list[BookingRecord] = field(default_factory=list)
    risk: Risk | None = None


class Crowds:
    """Those of one call of `gather`. `counts` are counted for whoever reads the plan."""

    def __init__(
        self,
        actor: Actor,
        days: int,
        places: Mapping[UUID, PlaceRecord],
        connections: Mapping[UUID, ConnectionRecord],
        hunted: threats.Known,
    ) -> None:
        self.actor, self.days, self.places, self.connections, self.hunted = actor, days, places, connections, hunted
        self.now, self.zone = actor.now(), zones.zone()
        self.today, self.tonight = self.now.astimezone(self.zone).date(), zones.tonight(self.now)
        self.counts: Counter[str] = Counter()
        self._near = self._pursuers_near()
        self._admissions = relocation.admissions(actor)
        self._alarming: set[UUID] | None = None

    def crowd(self, cases: list[Case], *, given_up: bool) -> Crowd:
        """Those of these cases, as one. `given_up`: what they were told counts no more."""
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
        at, released = self._position(cases), given_up or self._is_left_behind(cases)
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

    def _urgency(self, case: Case) -> int:
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

    def _guests(self, case: Case, minors: Sequence[bool]) -> Guests:
        """What a house must know of those of a case: what was said for a stay before, and what follows."""
        said = [stay.guests for stay in case.stays if stay.guests]
        kinds = said[-1] if said else (CHILDREN,) if minors and all(minors) else ()
        return guests.guests(self.actor, case.id, kinds, self.hunted)

    def _visas(self, cases: list[Case], people: Mapping[UUID, set[UUID]]) -> dict[tuple[str, str], date]:
        """From when on all of them may enter a country by a pathway, if that lasts as long as is planned."""
        last = self.today + timedelta(days=self.days)
        everybody = [one for case in cases for one in people[case.id] or ({case.id} if len(cases) == 1 else ())]
        ready: dict[tuple[str, str], dict[UUID, date]] = {}
        for each in self._admissions:
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

    def _pursuers_near(self) -> dict[UUID, dict[UUID, float]]:
        """By case and place: how likely any of its pursuers is there at some time of the days that are planned."""
        found: dict[UUID, dict[UUID, float]] = {}
        until = self.now + timedelta(days=self.days)
        for zone in pursuers.zones(self.actor, self.now):
            if zone.since <= until and (zone.until is None or zone.until > self.now):
                places = found.setdefault(zone.case, {})
                places[zone.place] = 1 - (1 - places.get(zone.place, 0.0)) * (1 - zone.strength)
        return found

    def _near_of(self, cases: list[Case]) -> dict[UUID, float]:
        found: dict[UUID, float] = {}
        for case in cases:
            for place, strength in self._near.get(case.id, {}).items():
                found[place] = max(found.get(place, 0.0), strength)
        return found

    def _seen_on(self, cases: list[Case]) -> frozenset[UUID]:
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

    def _fled(self, case: Case, at: Position | None) -> UUID:
        """Where somebody fled from; of whom we know by a way on from where they are now, what the case says."""
        return (said(case.stub, self.places) if at and at.place == case.origin else None) or case.origin

    def _position(self, cases: list[Case]) -> Position | None:
        """Where those are who have set out: on a leg, at the end of one, or in a house where they sleep tonight."""
        for case in cases:
            if found := self._where(case):
                return found
        here = self.places.get(cases[0].origin)
        # Nobody is at home at a meeting point or in a safe house: there a way was given up in its middle.
        return Position(cases[0].origin, self.now) if here and here.kind not in AREAS else None

    def _where(self, case: Case) -> Position | None:
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

    def _told(self, cases: list[Case]) -> list[LegRecord]:
        """The legs ahead; of several cases on one leg, with what it costs all of them, and whoever drives any."""
        ahead: dict[tuple[UUID, UUID, datetime], LegRecord] = {}
        for leg in (leg for case in cases for way in case.ways for leg in rules.in_order(way.records)):
            if leg.status in rules.WAITING:
                key = (leg.from_place, leg.to_place, leg.departs)
                ahead[key] = _together(ahead[key], leg) if key in ahead else leg
        return sorted(ahead.values(), key=lambda leg: leg.departs)

    def _is_left_behind(self, cases: list[Case]) -> bool:
        """Whether they were to set out long ago and nobody says that they did: what they were told is over."""
        ahead = (leg for case in cases for way in case.ways for leg in way.records if leg.status in rules.WAITING)
        return any(leg.departs + OVERDUE <= self.now for leg in ahead)

    def _missing(self, cases: list[Case]) -> bool:
        """Whether a check-in of theirs is an alarm."""
        if self._alarming is None:
            self._alarming = {record.case for _, record in access.alarms(self.actor)}
        return any(case.id in self._alarming for case in cases)


def said(stub: CaseStub, places: Mapping[UUID, PlaceRecord]) -> UUID | None:
    """Where they are from, or are, by what the case says: a place of ours of that name, or in such a region."""
    found = (_place_called(said, places) for said in (stub.origin, stub.place) if said)
    return next((place for place in found if place), None)


def _place_called(said: str, places: Mapping[UUID, PlaceRecord]) -> UUID | None:
    """A place of this name; else a city in a region of this name."""
    wanted = said.strip().casefold()
    usable = {pk: place for pk, place in places.items() if place.kind != SAFE_HOUSE}
    for pk, place in usable.items():
        if place.name.casefold() == wanted:
            return pk
    return next((pk for pk, place in usable.items() if place.kind == CITY and place.region.casefold() == wanted), None)


def _together(one: LegRecord, other: LegRecord) -> LegRecord:
    cost = rules.amount(one.cost, one.currency)
    if one.currency == other.currency:
        cost += rules.amount(other.cost, other.currency)
    with_them = {"driver": one.driver or other.driver, "escort": one.escort or other.escort}
    return replace(one, cost=str(cost) if one.currency else "", **with_them)


def _is_checked(way: ConnectionRecord) -> bool:
    return way.identity_check == CERTAIN
