"""Connections as legs of the problem, each with the departures that it has. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product
from typing import Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from waystation.evacuation.errors import Refused
from waystation.evacuation.network.records import Change, ConnectionRecord
from waystation.evacuation.network.rules import LONGEST
from waystation.evacuation.plans import arrivals, places, pools
from waystation.evacuation.plans.records import Ride
from waystation.evacuation.plans.slots import Time, on_demand, weekly
from waystation.evacuation.plans.unfinished import Admitted, Unfinished, departure
from waystation.evacuation.rules import amount
from waystation.planning import Leg, Step
from waystation.planning.problem import Departure

_SEEN: Final = {"low": 100, "medium": 300, "high": 700}
_CHECKED: Final = {"none": 0, "possible": 1, "certain": 2}
_MODES: Final = {"train": "train", "plane_domestic": "plane", "plane_international": "plane"}


class _Run(NamedTuple):
    """When a connection departs and how long it takes then; `only`: the slot, where it leaves so on one day alone."""

    time: Time
    minutes: int
    only: int | None = None


class _Company(NamedTuple):
    """Who is with people on a connection: one of a pool who drives or goes along; `accompanied`: one of each. `barred`
    are the numbers of crowds that go otherwise."""

    pool: str = ""
    accompanied: bool = False
    barred: frozenset[int] = frozenset()


class _Fare(NamedTuple):
    """What somebody needs for a connection: class of paper, euro, any one of these companies."""

    document: str
    cost: int
    companies: tuple[_Company, ...] = (_Company(),)


def add(of: Unfinished) -> None:
    """Every connection that the planner can use; the others are counted in `left_out` by what is wrong with them."""
    for pk, way in of.known.connections.items():
        if why := _fault(of, way):
            of.left_out[why] += 1
        elif of.kind_of(way.to_place) == "origin":
            of.left_out["home"] += 1
        else:
            _add(of, pk, way)
    _take_seats(of)


def _fault(of: Unfinished, way: ConnectionRecord) -> str:
    """What keeps a connection out, whoever would take it."""
    if way.from_place not in of.code or way.to_place not in of.code or way.from_place == way.to_place:
        return "nowhere"
    if not _is_sound(way):
        return "wrong"
    if not places.is_open(of.known, way.to_place):
        return "closed"
    return "" if any(_runs(of, way)) else "over"


def _is_sound(way: ConnectionRecord) -> bool:
    """Whether its numbers can be: nothing takes no time, has no seats, or costs less than nothing."""
    try:
        amount(way.cost, way.currency)
    except Refused:
        return False
    known = way.exposure in _SEEN and way.identity_check in _CHECKED
    weekly_ = all(0 <= each.weekday < 7 and 0 <= each.minute < 24 * 60 for each in way.departures)
    return known and weekly_ and 1 <= way.minutes <= LONGEST and way.capacity >= 1


def _add(of: Unfinished, pk: UUID, way: ConnectionRecord) -> None:
    fare = _fare(of, way)
    if isinstance(fare, str):
        of.left_out[fare] += 1
        return
    barred = frozenset(number for number, crowd in enumerate(of.known.crowds) if pk in crowd.seen_on)
    of.knew["seen"] += bool(barred)
    cancelled = [change for change in way.changes if change.late is None and _is_ahead(of, change)]
    of.knew["cancelled"] += len(cancelled)
    of.knew["late"] += sum(_is_ahead(of, change) for change in way.changes) - len(cancelled)
    mode = "car" if any(with_them.pool for with_them in fare.companies) else _MODES.get(way.mode, "bus")
    ways = [(run, *each) for run in _runs(of, way) for each in _by_duration(of, way, run)]
    for (run, dur, departs), with_them in product(ways, fare.companies):
        code = of.name()
        of.legs[code] = Leg(
            id=code,
            a=of.code[way.from_place],
            b=of.code[way.to_place],
            mode=mode,  # type: ignore[arg-type]
            dur=dur,
            cost=fare.cost,
            exposure=_SEEN[way.exposure],
            id_checks=_CHECKED[way.identity_check],
            checkpoints=len(way.checkpoints),
            doc=fare.document,  # type: ignore[arg-type]
            departs=departs,
            capacity=_seats(of, way),
            pool=with_them.pool,
            pathway=of.pathway(_admitted(of, way, barred | with_them.barred)),
        )
        of.rides[code] = Ride(
            from_place=way.from_place, to_place=way.to_place, mode=way.mode, minutes=run.minutes, into=run.time.into,
            cost=way.cost, currency=way.currency, needs_driver=bool(with_them.pool),
            escorted=way.needs_escort and not way.needs_driver, accompanied=with_them.accompanied,
            connection=pk,
        )  # fmt: skip
        if run.only is not None:
            of.only(code, run.only)
        else:
            of.close(code, _not_then(of, way, code))


def _fare(of: Unfinished, way: ConnectionRecord) -> "_Fare | str":
    """What it asks for; the code of why the planner has no word for it."""
    document, cost = of.classes.document(way.documents), of.euro(way.cost, way.currency)
    if document is None or cost is None:
        return "papers" if document is None else "currency"
    if not way.needs_driver and not way.needs_escort:
        return _Fare(document, cost)
    if way.needs_driver:
        driven = pools.between(of, way.from_place, way.to_place)
        found = tuple(_with_both(of, driven) if way.needs_escort else map(_Company, driven))
        return _Fare(document, cost, found) if found else "escort" if driven else "driver"
    along = pools.escorted(of)
    # Whoever goes along needs a ticket, too; the planner counts a vehicle as a whole, however many are in it.
    return _Fare(document, cost * (_seats(of, way) + 1), (_Company(along),)) if along else "escort"


def _with_both(of: Unfinished, driven: Iterable[str]) -> Iterator[_Company]:
    """A driver with an escort beside them; those who never travel alone have their own escort with them anyway."""
    crowds = frozenset(range(len(of.known.crowds)))
    never_alone = frozenset(number for number in crowds if of.known.crowds[number].escort)
    for pool in driven:
        if pool in of.companions and crowds > never_alone:
            yield _Company(pool, accompanied=True, barred=never_alone)
        if of.escorts and never_alone:
            yield _Company(pool, barred=crowds - never_alone)


def _seats(of: Unfinished, way: ConnectionRecord) -> int:
    """How many go with one departure; where tickets are bought for an escort and a full vehicle, not more than the
    largest party has."""
    if way.needs_driver or not way.needs_escort:
        return way.capacity
    return min(way.capacity, max((crowd.size for crowd in of.known.crowds), default=1))


def _admitted(of: Unfinished, way: ConnectionRecord, barred: frozenset[int]) -> Admitted:
    abroad = of.kind_of(way.to_place) == "dest"
    if not barred and not (abroad and way.pathway):
        return Admitted("", "")
    return Admitted(way.pathway if abroad else "", of.code[way.to_place] if abroad else of.away(), barred)


# Departures


def _runs(of: Unfinished, way: ConnectionRecord) -> Iterator[_Run]:
    if not way.departures and not way.dates:
        yield _Run(on_demand(way.minutes), way.minutes)
    yield from (_Run(time, way.minutes) for time in weekly(way.departures, of.calendar.first))
    changed = {change.departure for change in way.changes}
    moments = [(moment, way.minutes) for moment in way.dates if moment not in changed]
    late = ((change.departure, change.late) for change in way.changes if change.late is not None)
    moments += [
        (day + timedelta(minutes=leaves), max(1, way.minutes + arrives - leaves)) for day, (leaves, arrives) in late
    ]
    for moment, minutes in moments:
        slot, into = of.calendar.slot(moment), of.calendar.into(moment)
        if of.now <= slot < of.slots:
            yield _Run(Time((departure(slot),), into), minutes, slot)


def _by_duration(of: Unfinished, way: ConnectionRecord, run: _Run) -> Iterator[tuple[int, tuple[Departure, ...]]]:
    """The departures of a run by how many slots they take: those that come to a house by night are told apart."""
    found: dict[int, list[Departure]] = {}
    for each in run.time.departs:
        dur = arrivals.duration_to(of, way.to_place, each.slot, run.time.into, run.minutes)
        found.setdefault(dur, []).append(each)
    yield from ((dur, tuple(departs)) for dur, departs in found.items())


def _is_ahead(of: Unfinished, change: Change) -> bool:
    return of.now <= of.calendar.slot(change.departure) < of.slots


def _not_then(of: Unfinished, way: ConnectionRecord, code: str) -> Iterator[int]:
    """The slots in which a leg of every week does not leave, or not as every week."""
    for change in way.changes:
        slot = of.calendar.slot(change.departure)
        same = of.calendar.into(change.departure) == of.rides[code].into
        if same and 0 <= slot < of.slots and of.legs[code].departs_at(slot):
            yield slot


def at(of: Unfinished, connection: UUID, slot: int, into: int) -> str | None:
    """The leg by which a connection leaves so far into a slot."""
    for code, ride in of.rides.items():
        is_it = ride.connection == connection and ride.into == into and of.legs[code].departs_at(slot)
        if is_it and Step(code, slot) not in of.closed:
            return code
    return None


def _take_seats(of: Unfinished) -> None:
    """A departure on which others are has fewer seats, and is none for those who must be kept apart from them.

    It becomes a leg of its own that leaves once. Cars are no such departures: everybody has their own.
    """
    persons: Counter[tuple[UUID, int, int]] = Counter()
    cases: dict[tuple[UUID, int, int], set[UUID]] = {}
    for seats in of.known.seats:
        key = (seats.connection, of.calendar.slot(seats.departs), of.calendar.into(seats.departs))
        persons[key] += seats.persons
        cases.setdefault(key, set()).update(seats.cases)
    for key, many in persons.items():
        # A leg on which nobody set out in time waits on paper: no departure before the first day is there to be closed.
        code = at(of, *key) if key[1] >= 0 else None
        if code is None or of.legs[code].mode == "car":
            continue
        leg, slot = of.legs[code], key[1]
        of.close(code, [slot])
        if leg.capacity > many:
            _fewer(of, code, slot, leg.capacity - many, _apart_from(of, cases[key]))


def _fewer(of: Unfinished, code: str, slot: int, left: int, barred: frozenset[int]) -> None:
    leg, ride = of.legs[code], of.rides[code]
    assert ride.connection is not None
    way = of.known.connections[ride.connection]
    seen = frozenset(number for number, crowd in enumerate(of.known.crowds) if ride.connection in crowd.seen_on)
    once = of.name()
    pathway = of.pathway(_admitted(of, way, seen | barred))
    of.legs[once] = replace(leg, id=once, capacity=left, departs=(departure(slot),), pathway=pathway)
    of.rides[once] = ride
    of.only(once, slot)


def _apart_from(of: Unfinished, cases: set[UUID]) -> frozenset[int]:
    """The crowds that must not be where somebody of these cases is."""
    theirs = [pair for pair in of.known.apart if pair & cases]
    return frozenset(
        number
        for number, crowd in enumerate(of.known.crowds)
        if any(pair & crowd.cases.keys() and pair & cases for pair in theirs)
    )
