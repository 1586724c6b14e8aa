"""Every hard rule and the objective, stated from the problem alone: nothing here is shared with whatever made a plan.

A plan is checked before anybody is asked to approve it, after anybody changed it by hand, and before each leg is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor
from typing import Final

from waystation.planning.problem import NIGHT, SLOTS, Leg, Party, Place, Plan, Problem, Step
from waystation.planning.violations import Rule as Rule
from waystation.planning.violations import Violation as Violation

SLEEPS_UNDER: Final = 0.25
"""Nobody sleeps where a pursuer is with this probability or more."""
ENDS_UNDER: Final = 0.60
"""No leg ends where a pursuer is with this probability or more."""
ORIGIN_SLOT: Final = 300
OVERDUE: Final = 3
NEVER_OUT: Final = 600_000
NOT_ABROAD: Final = 60_000


@dataclass(frozen=True)
class Objective:
    """What a plan costs, in parts: exposure and penalty in thousandths of a point, delay in slots, money in euro."""

    waiting: int
    """Exposure at the origin."""
    staying: int
    """Exposure in houses and other places on the way."""
    travelling: int
    """Exposure on legs and at their ends."""
    penalty: int
    delay: int
    money: int
    left_behind: int
    """Persons who never start."""
    abroad: int
    """Persons who reach a destination."""

    @property
    def exposure(self) -> int:
        return self.waiting + self.staying + self.travelling

    @property
    def total(self) -> float:
        """10 x (exposure + penalty) + 50 x delay + money / 10: to be as small as possible."""
        return (100 * (self.exposure + self.penalty) + 500 * self.delay + self.money) / 10


@dataclass(frozen=True)
class _Known:
    """A problem by ids."""

    problem: Problem

    @cached_property
    def legs(self) -> dict[str, Leg]:
        return {leg.id: leg for leg in self.problem.legs}

    @cached_property
    def places(self) -> dict[str, Place]:
        return {place.id: place for place in self.problem.places}

    @cached_property
    def closed(self) -> frozenset[Step]:
        return frozenset(self.problem.closed)


@dataclass(frozen=True)
class _Wait:
    place: Place
    begins: int
    ends: int

    def nights(self, horizon: int) -> Iterator[int]:
        return (slot for slot in range(self.begins, min(self.ends, horizon)) if slot % SLOTS == NIGHT)

    def after(self, since: int) -> int:
        """Slots of it from one on."""
        return max(0, self.ends - max(self.begins, since))


@dataclass(frozen=True)
class _Way:
    """What one party does: its steps with their legs, and where it waits between them. Needs true continuity."""

    problem: Problem
    party: Party
    steps: tuple[tuple[Leg, int], ...]
    places: dict[str, Place] = field(repr=False)

    @cached_property
    def waits(self) -> list[_Wait]:
        place, since, waits = self.places[self.party.origin], 0, []
        for leg, departs in self.steps:
            waits.append(_Wait(place, since, departs))
            place, since = self.places[leg.b], departs + leg.dur
        return [*waits, _Wait(place, since, self.problem.slots)]

    @property
    def end(self) -> Place:
        return self.places[self.steps[-1][0].b if self.steps else self.party.origin]

    @cached_property
    def nights(self) -> tuple[tuple[Place, int], ...]:
        """Each night that is slept away from the origin and before a destination, wholly or until a departure."""
        return tuple(self._slept())

    def _slept(self) -> Iterator[tuple[Place, int]]:
        for wait in self.waits:
            if wait.place.kind not in ("origin", "dest"):
                yield from ((wait.place, night) for night in wait.nights(self.problem.slots))
                if self.problem.has_night_when_leaving(wait.ends, wait.begins):
                    yield wait.place, wait.ends


def check(problem: Problem, plan: Plan) -> list[Violation]:
    """All that the plan breaks; nothing for a plan that may be used. A way that breaks off is looked at no further.

    What has happened before `problem.now` is not judged, but for what it used of the money and the programmes.
    """
    return [each for each in _all(problem, plan) if _counts(each, problem.now)]


def _counts(violation: Violation, now: int) -> bool:
    return violation.slot is None or violation.slot >= now or violation.rule is Rule.CONTINUITY


def _all(problem: Problem, plan: Plan) -> list[Violation]:
    broken: list[Violation] = []
    ways: list[_Way] = []
    known = _Known(problem)
    for party in problem.parties:
        if party.id not in plan:
            broken.append(Violation(Rule.MISSING, (party.id,)))
            continue
        found = list(_of_steps(known, party, plan[party.id]))
        broken += found
        if not any(each.rule is Rule.CONTINUITY for each in found):
            ways.append(_way(known, party, plan[party.id]))
    for way in ways:
        broken += _of_nights(way)
    return broken + [
        *_of_beds(ways), *_of_departures(problem, ways), *_of_drivers(problem, ways), *_of_escorts(problem, ways),
        *_of_quotas(problem, ways), *_of_money(problem, ways), *_of_pairs(problem, ways),
    ]  # fmt: skip


def _way(known: _Known, party: Party, steps: Iterable[Step]) -> _Way:
    return _Way(known.problem, party, tuple((known.legs[step.leg], step.departs) for step in steps), known.places)


def _of_steps(known: _Known, party: Party, steps: Sequence[Step]) -> Iterator[Violation]:
    place, since = party.origin, 0
    for step in steps:
        leg = known.legs.get(step.leg)
        if leg is None or leg.a != place or step.departs < since:
            yield Violation(Rule.CONTINUITY, (party.id,), step.leg, step.departs)
            return
        place, since = leg.b, step.departs + leg.dur
        rules = _of_step(known.problem, party, leg, step.departs, known.places[leg.b])
        yield from (Violation(rule, (party.id,), leg.id, step.departs) for rule in rules)
        if step in known.closed:
            yield Violation(Rule.CLOSED, (party.id,), leg.id, step.departs)
    if steps and known.places[place].kind not in ("house", "dest"):
        yield Violation(Rule.END, (party.id,), place)


def _of_step(problem: Problem, party: Party, leg: Leg, departs: int, to: Place) -> Iterator[Rule]:
    day = departs // SLOTS
    if not leg.departs_at(departs):
        yield Rule.TIMETABLE
    if departs + leg.dur > problem.slots:
        yield Rule.HORIZON
    if to.kind == "origin":
        yield Rule.RETURN
    if not party.has(leg.doc, day):
        yield Rule.DOCUMENT
    if leg.pathway and day < party.visas.get(leg.pathway, day + 1):
        yield Rule.VISA
    if party.pursuit.get(leg.b, 0) >= ENDS_UNDER:
        yield Rule.PURSUIT_PASS


def _of_nights(way: _Way) -> Iterator[Violation]:
    party, row, before = way.party, 0, None
    rules = {
        place.id: tuple(_of_night(party, place)) for place in {place.id: place for place, _ in way.nights}.values()
    }
    for place, night in way.nights:
        row = row + 1 if before == (place.id, night - SLOTS) else 1
        before = (place.id, night)
        yield from (Violation(rule, (party.id,), place.id, night) for rule in rules[place.id])
        if place.kind == "house" and row > place.max_stay:
            yield Violation(Rule.MAX_STAY, (party.id,), place.id, night)


def _of_night(party: Party, place: Place) -> Iterator[Rule]:
    if place.kind != "house":
        yield Rule.NO_HOUSE
        return
    if not set(party.cats) & set(place.accepts):
        yield Rule.ACCEPTS
    if party.accessible and not place.accessible:
        yield Rule.ACCESSIBLE
    if party.medical and not place.medical:
        yield Rule.MEDICAL
    if party.pursuit.get(place.id, 0) >= SLEEPS_UNDER:
        yield Rule.PURSUIT_SLEEP


def _of_beds(ways: list[_Way]) -> Iterator[Violation]:
    slept: Counter[tuple[str, int]] = Counter()
    beds = {}
    for way in ways:
        for place, night in way.nights:
            if place.kind == "house":
                slept[place.id, night] += way.party.size
                beds[place.id] = place.beds
    yield from (Violation(Rule.BEDS, (), *at) for at, persons in sorted(slept.items()) if persons > beds[at[0]])


def _aboard(ways: list[_Way]) -> dict[tuple[str, int], int]:
    """Persons on each departure (leg, slot)."""
    aboard: Counter[tuple[str, int]] = Counter()
    for way in ways:
        for leg, departs in way.steps:
            aboard[leg.id, departs] += way.party.size
    return aboard


def _of_departures(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    seats = {leg.id: leg.capacity for leg in problem.legs if leg.mode != "car"}
    for (leg, departs), persons in sorted(_aboard(ways).items()):
        if leg in seats and persons > seats[leg]:
            yield Violation(Rule.SEATS, (), leg, departs)


def _vehicles(problem: Problem, ways: list[_Way]) -> Iterator[tuple[Leg, int, int]]:
    """Each departure of cars: the leg, the slot, and how many vehicles."""
    cars = {leg.id: leg for leg in problem.legs if leg.mode == "car"}
    for (leg, departs), persons in _aboard(ways).items():
        if leg in cars:
            yield cars[leg], departs, ceil(persons / cars[leg].capacity)


def _away(problem: Problem) -> Iterator[tuple[str, int]]:
    """The pool and slot of each slot for which somebody is away whatever the plan says."""
    for pool, until in problem.away:
        yield from ((pool, slot) for slot in range(problem.now, min(until, problem.slots)))


def _of_drivers(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    away, busy = Counter(_away(problem)), Counter[tuple[str, int]]()
    for leg, departs, vehicles in _vehicles(problem, ways):
        for slot in range(departs, min(departs + 2 * leg.dur, problem.slots)):
            busy[leg.pool, slot] += vehicles
    for (pool, slot), drivers in sorted(busy.items()):  # of those who are away more than there are, no plan is guilty
        if drivers + away[pool, slot] > problem.drivers.get(pool, 0):
            yield Violation(Rule.DRIVERS, (), pool, slot)


def _of_escorts(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    away, busy = Counter(_away(problem)), Counter[int]()
    for way in ways:
        for leg, departs in way.steps:
            if way.party.escort:
                busy.update(range(departs, min(departs + leg.dur, problem.slots)))
    yield from (
        Violation(Rule.ESCORTS, (), "", slot) for slot in sorted(busy) if busy[slot] + away["", slot] > problem.escorts
    )


def _of_quotas(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    taken: Counter[str] = Counter()
    for way in ways:
        for leg, _ in way.steps:
            taken[leg.pathway] += way.party.size
    yield from (Violation(Rule.QUOTA, (), each.id) for each in problem.pathways if taken[each.id] > each.quota)


def _money(problem: Problem, ways: list[_Way], since: int = 0) -> int:
    tickets = (
        leg.cost * way.party.size
        for way in ways
        for leg, departs in way.steps
        if leg.mode != "car" and departs >= since
    )
    cars = (leg.cost * vehicles for leg, departs, vehicles in _vehicles(problem, ways) if departs >= since)
    return sum(tickets) + sum(cars)


def _of_money(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    if _money(problem, ways) > problem.budget:
        yield Violation(Rule.BUDGET)


def _of_pairs(problem: Problem, ways: list[_Way]) -> Iterator[Violation]:
    where: dict[str, set[tuple[str, int]]] = defaultdict(set)
    apart = {party for pair in problem.conflicts for party in pair}
    for way in ways:
        if way.party.id in apart:
            where[way.party.id] = {(place.id, night) for place, night in way.nights}
            where[way.party.id] |= {(leg.id, departs) for leg, departs in way.steps}
    for one, other in problem.conflicts:
        yield from (Violation(Rule.APART, (one, other), *at) for at in sorted(where[one] & where[other]))


def evaluate(problem: Problem, plan: Plan, since: int = 0) -> Objective:
    """What the plan costs, or what it costs from a slot on, in which whoever sets out then or later is still to do so.

    Raises ValueError for a plan whose steps do not follow each other within the horizon.
    """
    known, ways = _Known(problem), []
    for party in problem.parties:
        steps = plan.get(party.id, ())
        if any(each.rule in (Rule.CONTINUITY, Rule.HORIZON) for each in _of_steps(known, party, steps)):
            raise ValueError(f"the steps of {party.id} do not follow each other, or end too late")
        ways.append(_way(known, party, steps))
    return Objective(
        waiting=sum(_waiting(way, since) for way in ways),
        staying=sum(_staying(way, since) for way in ways),
        travelling=sum(_travelling(way, since) for way in ways),
        penalty=sum(map(_penalty, ways)),
        delay=sum(_delay(way, since) for way in ways),
        money=_money(problem, ways, since),
        left_behind=sum(way.party.size for way in ways if not way.steps),
        abroad=sum(way.party.size for way in ways if way.end.kind == "dest"),
    )


def _waiting(way: _Way, since: int) -> int:
    first, party = way.waits[0], way.party
    slots, overdue = first.after(since), first.after(max(since, SLOTS * party.deadline))
    return ORIGIN_SLOT * party.size * party.urgency * (slots + (OVERDUE - 1) * overdue)


def _staying(way: _Way, since: int) -> int:
    pursuit, waits = way.party.pursuit, way.waits[1:]
    return way.party.size * sum(
        wait.after(since) * (wait.place.base_exposure + floor(1000 * pursuit.get(wait.place.id, 0)))
        for wait in waits
        if wait.place.kind != "dest"
    )


def _travelling(way: _Way, since: int) -> int:
    party = way.party
    return party.size * sum(
        leg.exposure
        + leg.id_checks * party.id_risk
        + leg.checkpoints * party.ck_risk
        + floor(500 * party.pursuit.get(leg.b, 0))
        for leg, departs in way.steps
        if departs >= since
    )


def _penalty(way: _Way) -> int:
    if not way.steps:
        return NEVER_OUT * way.party.size * way.party.urgency
    return 0 if way.end.kind == "dest" else NOT_ABROAD * way.party.size


def _delay(way: _Way, since: int) -> int:
    """Slots until the party first stands at a destination, times its persons."""
    arrived = [departs + leg.dur for leg, departs in way.steps if way.places[leg.b].kind == "dest"]
    return way.party.size * max(0, (arrived[0] if arrived else way.problem.slots) - since)
