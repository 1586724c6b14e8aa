"""From what is known of people, places and connections to a problem for the planner. Pure.

Every id in the problem is drawn at random for this one run: no name, no case and no place enters the engine.

Beds that others have on some nights are parties too, which only stand for them: the planner knows the beds of a house,
not those of a night. A way that somebody has been told is kept: its legs are legs of the problem that are open to them
alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans.papers import Classes, Held, classes, ready
from waystation.evacuation.plans.records import Asked, Ride, Steps
from waystation.evacuation.plans.slots import Calendar, Time, duration, on_demand, weekly
from waystation.evacuation.records import (
    ACTIVE,
    BORDER_POINT,
    CHECKPOINT,
    COMPROMISED,
    SAFE_HOUSE,
    LegPlan,
    PlaceRecord,
)
from waystation.planning import Leg, Party, Pathway, Place, Problem, Step
from waystation.planning.problem import NEVER, SLOTS, Departure

LEAD: Final = 2
"""Slots between now and the first departure that is planned: somebody has to approve it, and somebody to be told."""
LOOKS_BACK: Final = timedelta(days=30)
EURO: Final = "EUR"
FREE: Final = frozenset({"asylum_on_arrival", "visa_free_transit"})
"""Pathways for which nobody waits for a visa."""
_VISAS: Final = ("visa", "residence_permit", "laissez_passer", "refugee_travel_doc")
_WITHOUT_END: Final = 1_000_000
_BASE: Final = {"house": 30, "hub": 150, "border": 200, "dest": 0, "origin": 0}
_SEEN: Final = {"low": 100, "medium": 300, "high": 700}
_CHECKED: Final = {"none": 0, "possible": 1, "certain": 2}
_MODES: Final = {"train": "train", "plane_domestic": "plane", "plane_international": "plane"}
Kind = Literal["origin", "house", "hub", "border", "dest"]
_OWN_REGION: Final = 0.25
"""Nobody sleeps in the region that they flee, whether or not anybody was seen there."""
_TAKEN: Final = "taken"


class Position(NamedTuple):
    """Where somebody on the way is, or will next be, and from when on; `departed`: they are not there yet."""

    place: UUID
    since: datetime
    departed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who travels together: how many of each case, where they are, and what has to be looked after.

    `people` are the papers of each of them. `near`: how likely a pursuer of theirs is at a place. `told` are the legs
    ahead of them that they know of. `guests` are kinds of people (`evacuation.records.GUESTS`), None where not known.
    """

    cases: Mapping[UUID, int]
    origin: UUID
    urgency: int = 1
    within: int = NEVER
    people: Sequence[Sequence[Held]] = ()
    guests: frozenset[str] | None = None
    accessible: bool = False
    medical: bool = False
    escort: bool = False
    id_risk: int = 0
    ck_risk: int = 0
    near: Mapping[UUID, float] = field(default_factory=dict)
    visas: Mapping[tuple[str, str], date] = field(default_factory=dict)
    at: Position | None = None
    told: Sequence[LegPlan] = ()
    missing: bool = False

    @property
    def size(self) -> int:
        return sum(self.cases.values())


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that a run is made of. `taken` are beds of others: house, day, how many.

    `drivers` are those who are free with the region where they drive; `rates` is how much of a currency is one euro;
    `cancelled` are departures that do not leave.
    """

    now: datetime
    zone: ZoneInfo
    days: int
    places: Mapping[UUID, PlaceRecord]
    connections: Mapping[UUID, ConnectionRecord]
    crowds: Sequence[Crowd]
    apart: Iterable[frozenset[UUID]] = ()
    taken: Mapping[tuple[UUID, date], int] = field(default_factory=dict)
    drivers: Mapping[UUID, str] = field(default_factory=dict)
    escorts: int = 0
    budget: Decimal = Decimal(0)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    cancelled: Iterable[tuple[UUID, datetime]] = ()


@dataclass(frozen=True)
class Built:
    """What the planner is asked, and which crowd is which party."""

    asked: Asked
    parties: Mapping[str, Crowd]


def build(known: Known, *, name: Callable[[], str], seconds: int, seed: int) -> Built:
    """The question; `name` gives a new id each time."""
    return _Building(known, name).built(seconds, seed)


def home_countries(known: Known) -> frozenset[str]:
    """The countries that people leave."""
    starts = {crowd.origin for crowd in known.crowds}
    return frozenset(known.places[place].country for place in starts if place in known.places)


class _Building:
    """One call of `build`."""

    def __init__(self, known: Known, name: Callable[[], str]) -> None:
        self.known, self.name = known, name
        self.calendar = Calendar(self._first(), known.zone)
        self.now = self.calendar.slot(known.now) + LEAD
        self.days = self.now // SLOTS + known.days
        self.home = home_countries(known)
        self.origins = {crowd.origin for crowd in known.crowds if crowd.at is None}
        self.code: dict[UUID, str] = {}
        self.places: dict[str, Place] = {}
        self.legs: dict[str, Leg] = {}
        self.rides: dict[str, Ride] = {}
        self.pathways: dict[tuple[str, str], Pathway] = {}
        self.closed: list[Step] = []
        self.parties: dict[str, Party] = {}
        self.crowds: dict[str, Crowd] = {}
        self.told: dict[str, Steps] = {}
        self.occupants: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.pool_of: dict[str, str] = {}
        self.pools: dict[str, tuple[UUID, ...]] = {}
        self.own: dict[str, dict[str, int]] = {}
        self.apart_from_all: str = ""
        self.classes: Classes = classes(way.documents for way in known.connections.values())

    def _first(self) -> date:
        """The day of the problem's beginning: before anybody who is on the way came to where they are."""
        zone, today = self.known.zone, self.known.now.astimezone(self.known.zone).date()
        came = [
            (crowd.at.departed or crowd.at.since).astimezone(zone).date() - timedelta(days=1)
            for crowd in self.known.crowds
            if crowd.at
        ]
        return max(min([today - timedelta(days=1), *came]), today - LOOKS_BACK)

    @property
    def slots(self) -> int:
        return self.days * SLOTS

    def built(self, seconds: int, seed: int) -> Built:
        self._places()
        self._pools()
        for pk, way in self.known.connections.items():
            self._connection(pk, way)
        for crowd in self.known.crowds:
            self._party(crowd)
        for house in self.known.places:
            self._occupy(house)
        self._cancel()
        return Built(self._asked(seconds, seed), self.crowds)

    def _asked(self, seconds: int, seed: int) -> Asked:
        known = self.known
        problem = Problem(
            name="",
            days=self.days,
            places=tuple(self.places.values()),
            legs=tuple(self.legs.values()),
            pathways=tuple(self.pathways.values()),
            parties=tuple(self.parties.values()),
            conflicts=tuple(self._conflicts()),
            drivers={pool: len(drivers) for pool, drivers in self.pools.items()},
            escorts=known.escorts,
            budget=int(known.budget),
            closed=tuple(dict.fromkeys(self.closed)),
            now=self.now,
        )
        compromised = (pk for pk, place in known.places.items() if place.state == COMPROMISED)
        return Asked(
            problem=problem,
            first=self.calendar.first,
            seconds=seconds,
            seed=seed,
            told=self.told,
            missing=tuple(party for party, crowd in self.crowds.items() if crowd.missing),
            compromised=tuple(self.code[pk] for pk in compromised if pk in self.code),
            occupants=tuple(self.occupants),
            places={code: pk for pk, code in self.code.items()},
            rides=self.rides,
            pools=self.pools,
            left_out={code: number for code, number in self.left_out.items() if number},
        )

    # places

    def _places(self) -> None:
        used = {
            place for way in self.known.connections.values() for place in (way.from_place, way.to_place)
        } | self.origins  # fmt: skip
        for crowd in self.known.crowds:
            used |= {crowd.at.place} if crowd.at else set()
            used |= {place for leg in crowd.told for place in (leg.from_place, leg.to_place)}
        for pk in used:
            if pk in self.known.places:
                self._place(pk, self.known.places[pk])

    def _place(self, pk: UUID, record: PlaceRecord) -> None:
        code, kind = self.name(), self._kind(pk, record)
        self.code[pk] = code
        house = kind == "house"
        self.places[code] = Place(
            id=code,
            kind=kind,
            lat=round(record.latitude or 0.0, 1),
            lon=round(record.longitude or 0.0, 1),
            country="home" if record.country in self.home else "abroad",
            beds=record.beds if house else 0,
            max_stay=(record.max_nights or self.days) if house else 0,
            accepts=self._accepts(record) if house else (),
            accessible=bool(record.wheelchair),
            medical=bool(record.medical),
            base_exposure=_BASE[kind],
        )

    def _kind(self, pk: UUID, record: PlaceRecord) -> Kind:
        if pk in self.origins:
            return "origin"
        if record.kind in (BORDER_POINT, CHECKPOINT):
            return "border"
        if record.country not in self.home and record.kind in ("country", "region", "city", SAFE_HOUSE):
            return "dest"
        return "house" if record.kind == SAFE_HOUSE else "hub"

    def _accepts(self, record: PlaceRecord) -> tuple[str, ...]:
        """The kinds of crowds that a house takes: all of whom it takes."""
        kinds = {_kinds(crowd.guests): crowd.guests for crowd in self.known.crowds}
        takes = set(record.accepts)
        fitting = (kind for kind, guests in kinds.items() if not takes or (guests is not None and guests <= takes))
        return (*sorted(fitting), _TAKEN)

    def _is_open(self, pk: UUID) -> bool:
        place = self.known.places.get(pk)
        return place is not None and place.state == ACTIVE

    # drivers

    def _pools(self) -> None:
        """Drivers by the region where they drive; those of whom that is not said, or who drive elsewhere, drive all."""
        regions = {place.region.casefold(): place.region for place in self.known.places.values() if place.region}
        by_region: dict[str, list[UUID]] = {}
        for driver, area in self.known.drivers.items():
            by_region.setdefault(regions.get(area.strip().casefold(), ""), []).append(driver)
        for region, drivers in by_region.items():
            self.pool_of[region] = code = self.name()
            self.pools[code] = tuple(drivers)

    def _pool(self, start: UUID, end: UUID) -> str | None:
        regions = (self.known.places[start].region, self.known.places[end].region, "")
        return next((self.pool_of[region] for region in regions if region in self.pool_of), None)

    def _pool_with(self, driver: UUID) -> str:
        """The pool of a driver who is named; one of their own where they are in none."""
        found = next((code for code, drivers in self.pools.items() if driver in drivers), None)
        if found is None:
            found = self.name()
            self.pools[found] = (driver,)
        return found

    # connections

    def _connection(self, pk: UUID, way: ConnectionRecord) -> None:
        if way.from_place not in self.code or way.to_place not in self.code:
            return
        if not self._is_open(way.to_place) or self._kind_of(way.to_place) == "origin":
            return
        document = self.classes.document(way.documents)
        cost = self.euro(way.cost, way.currency)
        pool = self._pool(way.from_place, way.to_place) if way.needs_driver else ""
        reasons = {
            "papers": document is None, "currency": cost is None, "driver": pool is None, "escort": way.needs_escort
        }  # fmt: skip
        if why := next((code for code, holds in reasons.items() if holds), ""):
            self.left_out[why] += 1
            return
        for time in self._times(way):
            code, dur = self.name(), duration(time.into, way.minutes)
            self.legs[code] = Leg(
                id=code,
                a=self.code[way.from_place],
                b=self.code[way.to_place],
                mode="car" if pool else _MODES.get(way.mode, "bus"),  # type: ignore[arg-type]
                dur=dur,
                cost=cost or 0,
                exposure=_SEEN[way.exposure],
                id_checks=_CHECKED[way.identity_check],
                checkpoints=len(way.checkpoints),
                doc=document or "none",
                departs=time.departs,
                capacity=way.capacity,
                pool=pool or "",
                pathway=self._pathway(way),
            )
            self.rides[code] = Ride(
                from_place=way.from_place, to_place=way.to_place, mode=way.mode, minutes=way.minutes, into=time.into,
                cost=way.cost, currency=way.currency, needs_driver=way.needs_driver, connection=pk,
            )  # fmt: skip
            if time in self._single(way):
                self._only(code, self.calendar.slot(self._date_of(way, time)))

    def _times(self, way: ConnectionRecord) -> list[Time]:
        if not way.departures and not way.dates:
            return [on_demand(way.minutes)]
        return [*weekly(way.departures, self.calendar.first), *self._single(way)]

    def _single(self, way: ConnectionRecord) -> list[Time]:
        """Departures of one day each."""
        slots = ((self.calendar.slot(moment), self.calendar.into(moment)) for moment in way.dates)
        return [Time((_departure(slot),), into) for slot, into in slots if self.now <= slot < self.slots]

    def _date_of(self, way: ConnectionRecord, time: Time) -> datetime:
        return next(
            moment
            for moment in way.dates
            if (_departure(self.calendar.slot(moment)), self.calendar.into(moment)) == (time.departs[0], time.into)
            and self.now <= self.calendar.slot(moment) < self.slots
        )

    def _only(self, leg: str, slot: int) -> None:
        """A leg leaves once: in the other weeks it is closed."""
        self.closed += [Step(leg, other) for other in range(slot % (7 * SLOTS), self.slots, 7 * SLOTS) if other != slot]

    def _kind_of(self, pk: UUID) -> str:
        return self.places[self.code[pk]].kind

    def _pathway(self, way: ConnectionRecord) -> str:
        if not way.pathway or self._kind_of(way.to_place) != "dest":
            return ""
        key = (way.pathway, self.code[way.to_place])
        if key not in self.pathways:
            self.pathways[key] = Pathway(id=self.name(), dest=key[1], quota=_WITHOUT_END, doc="none")
        return self.pathways[key].id

    def euro(self, cost: str, currency: str) -> int | None:
        """Whole euro, rounded up; None where nobody said what the currency is worth."""
        if not cost:
            return 0
        rate = Decimal(1) if currency == EURO else self.known.rates.get(currency)
        return int((Decimal(cost) / rate).to_integral_value(ROUND_UP)) if rate else None

    # people

    def _party(self, crowd: Crowd) -> None:
        known, code = self.known, self.name()
        place = crowd.at.place if crowd.at else crowd.origin
        if place not in self.code:
            self.left_out["place"] += crowd.size
            return
        last = self.calendar.first + timedelta(days=self.days)
        days = {name: ready(self.classes.asks.get(name), crowd.people, self.calendar.first, last)
                for name in ("internal", "foreign")}  # fmt: skip
        today = self.calendar.number(known.now.astimezone(known.zone).date())
        begun, history = self._begun(code, crowd) if crowd.at else (self.code[crowd.origin], ())
        self.parties[code] = Party(
            id=code,
            size=crowd.size,
            origin=begun,
            cats=(_kinds(crowd.guests),),
            urgency=crowd.urgency,
            deadline=min(NEVER, today + crowd.within),
            internal_day=days["internal"],
            foreign_day=days["foreign"],
            accessible=crowd.accessible,
            medical=crowd.medical,
            escort=crowd.escort,
            id_risk=crowd.id_risk,
            ck_risk=crowd.ck_risk,
            pursuit=self._pursuit(crowd),
            visas=self._visas(crowd) | self.own.get(code, {}),
            registered=len(self.parties),
        )
        self.crowds[code] = crowd
        told = (*history, *self._told(code, crowd))
        if self.own.get(code):
            visas = {**self.parties[code].visas, **self.own[code]}
            self.parties[code] = replace(self.parties[code], visas=visas)
        if told:
            self.told[code] = told

    def _pursuit(self, crowd: Crowd) -> dict[str, float]:
        found = {self.code[pk]: round(strength, 3) for pk, strength in crowd.near.items() if pk in self.code}
        region = self.known.places[crowd.origin].region if crowd.origin in self.known.places else ""
        for pk, code in self.code.items():
            place = self.known.places[pk]
            if place.state == COMPROMISED:
                found[code] = 1.0
            elif region and place.region == region and place.kind == SAFE_HOUSE:
                found[code] = max(found.get(code, 0.0), _OWN_REGION)
        return found

    def _visas(self, crowd: Crowd) -> dict[str, int]:
        found = {}
        for (pathway, dest), each in self.pathways.items():
            country = self._country_of(dest)
            day = self.calendar.first if pathway in FREE else crowd.visas.get((pathway, country))
            if day is None:
                day = _visa(crowd, country, self.calendar.first + timedelta(days=self.days))
            if day is not None:
                found[each.id] = max(0, self.calendar.number(day))
        return found

    def _country_of(self, code: str) -> str:
        return next((self.known.places[pk].country for pk, each in self.code.items() if each == code), "")

    def _begun(self, code: str, crowd: Crowd) -> tuple[str, Steps]:
        """A beginning somewhere else, from which somebody who is on the way has come by now."""
        assert crowd.at is not None
        at, calendar = crowd.at, self.calendar
        arrives = calendar.slot(at.since) + (1 if at.departed and calendar.into(at.since) else 0)
        leaves = calendar.slot(at.departed) if at.departed else arrives - 1
        leaves = min(max(0, leaves), self.now - 1)
        arrives = max(arrives, leaves + 1)
        where, start = self.places[self.code[at.place]], self.name()
        self.places[start] = Place(id=start, kind="origin", lat=where.lat, lon=where.lon, country=where.country)
        leg = self._own_leg(code, start, where.id, leaves, arrives - leaves, crowd.size)
        self.rides[leg] = Ride(from_place=crowd.origin, to_place=at.place, mode="", minutes=0)
        return start, (Step(leg, leaves),)

    def _told(self, code: str, crowd: Crowd) -> Steps:
        """The legs ahead of somebody who knows of them: those of the network, else legs of their own."""
        steps: list[Step] = []
        for leg in sorted(crowd.told, key=lambda leg: leg.departs):
            if leg.from_place not in self.code or leg.to_place not in self.code:
                break
            slot, into = self.calendar.slot(leg.departs), self.calendar.into(leg.departs)
            known = self._known_leg(leg, slot, into)
            if known is None:
                minutes = max(1, round((leg.arrives - leg.departs).total_seconds() / 60))
                pool = self._pool_with(leg.driver) if leg.driver else ""
                known = self._own_leg(
                    code, self.code[leg.from_place], self.code[leg.to_place], slot, duration(into, minutes),
                    crowd.size, pool=pool, cost=self.euro(leg.cost, leg.currency) or 0,
                )  # fmt: skip
                self.rides[known] = Ride(
                    from_place=leg.from_place, to_place=leg.to_place, mode=leg.mode, minutes=minutes, into=into,
                    cost=leg.cost, currency=leg.currency, needs_driver=bool(leg.driver), driver=leg.driver,
                )  # fmt: skip
            steps.append(Step(known, slot))
        return tuple(steps)

    def _known_leg(self, leg: LegPlan, slot: int, into: int) -> str | None:
        for code, ride in self.rides.items():
            same = (ride.from_place, ride.to_place, ride.mode) == (leg.from_place, leg.to_place, leg.mode)
            if same and ride.connection and (ride.into == into) and self.legs[code].departs_at(slot):
                return code
        return None

    def _own_leg(
        self, party: str, start: str, end: str, slot: int, dur: int, seats: int, pool: str = "", cost: int = 0
    ) -> str:
        """A leg that leaves once and is open to one party alone."""
        code, dest = self.name(), end if self.places[end].kind == "dest" else self._away()
        own = Pathway(id=self.name(), dest=dest, quota=_WITHOUT_END, doc="none")
        self.pathways[own.id, dest] = own
        self.own.setdefault(party, {})[own.id] = 0
        self.legs[code] = Leg(
            id=code, a=start, b=end, mode="car" if pool else "bus", dur=max(1, dur), cost=cost, exposure=0, id_checks=0,
            checkpoints=0, doc="none", departs=(_departure(slot),), capacity=seats, pool=pool, pathway=own.id,
        )  # fmt: skip
        self._only(code, slot)
        return code

    def _away(self) -> str:
        """A destination that leads nowhere: where beds end that others have, and pathways of single parties."""
        if not self.apart_from_all:
            self.apart_from_all = code = self.name()
            self.places[code] = Place(id=code, kind="dest", lat=0.0, lon=0.0, country="abroad")
        return self.apart_from_all

    # beds of others

    def _occupy(self, house: UUID) -> None:
        if house not in self.code or self._kind_of(house) != "house":
            return
        beds, stay = self.places[self.code[house]].beds, self.places[self.code[house]].max_stay
        first, count = self.now // SLOTS, self.days
        nights = [min(beds, self.known.taken.get((house, self.calendar.day(day * SLOTS)), 0)) for day in range(count)]
        nights[:first] = [0] * min(first, count)
        for size, begin, end in _layers(nights):
            for day in range(begin, end, stay):
                self._occupant(house, size, day, min(end, day + stay))

    def _occupant(self, house: UUID, size: int, begin: int, end: int) -> None:
        """Somebody who only stands for beds: of the nights of these days."""
        code, start = self.name(), self.name()
        self.places[start] = Place(id=start, kind="origin", lat=0.0, lon=0.0, country="home")
        arrives = begin * SLOTS + SLOTS - 1
        steps = [Step(self._own_leg(code, start, self.code[house], arrives - 1, 1, size), arrives - 1)]
        if end < self.days:
            leaves = end * SLOTS
            steps.append(Step(self._own_leg(code, self.code[house], self._away(), leaves, 1, size), leaves))
        self.parties[code] = Party(
            id=code, size=size, origin=start, cats=(_TAKEN,), urgency=1, deadline=NEVER, internal_day=NEVER,
            foreign_day=NEVER, id_risk=0, ck_risk=0, pursuit={}, visas=self.own[code], registered=len(self.parties),
        )  # fmt: skip
        self.told[code] = tuple(steps)
        self.occupants.append(code)

    # the rest

    def _conflicts(self) -> Iterator[tuple[str, str]]:
        party = {case: code for code, crowd in self.crowds.items() for case in crowd.cases}
        pairs = {frozenset(party[case] for case in pair if case in party) for pair in self.known.apart}
        yield from ((one, other) for one, other in sorted(tuple(sorted(pair)) for pair in pairs if len(pair) == 2))

    def _cancel(self) -> None:
        for connection, moment in self.known.cancelled:
            slot, into = self.calendar.slot(moment), self.calendar.into(moment)
            for code, ride in self.rides.items():
                if ride.connection == connection and ride.into == into and 0 <= slot < self.slots:
                    self.closed.append(Step(code, slot))


def _visa(crowd: Crowd, country: str, last: date) -> date | None:
    """The day on which each of them has a visa or permit of a country in hand that lasts."""
    days = []
    for papers in crowd.people:
        fitting = [
            each.ready
            for each in papers
            if each.kind in _VISAS and each.country == country and (each.until is None or each.until >= last)
        ]
        days.append(min(fitting, default=None))
    return max(days) if days and all(days) else None  # type: ignore[type-var]


def _kinds(guests: frozenset[str] | None) -> str:
    return "unknown" if guests is None else " ".join(sorted(guests)) or "unknown"


def _departure(slot: int) -> Departure:
    """The weekly departure to which a slot of the problem belongs."""
    day, of_day = divmod(slot, SLOTS)
    return Departure(day % 7, of_day)


def _layers(nights: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """How many beds from which night until before which: few stays that add up to what is taken each night."""
    left = list(nights)
    for begin in range(len(left)):
        while left[begin]:
            end = begin
            while end < len(left) and left[end]:
                end += 1
            size = min(left[begin:end])
            for night in range(begin, end):
                left[night] -= size
            yield size, begin, end
