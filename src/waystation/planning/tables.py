"""From a problem to its `Network`: who may take what, and what it costs whom."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from waystation.planning.memory import must_fit
from waystation.planning.network import DELAY, EXPOSURE, KINDS, Floats, Ints, Network
from waystation.planning.problem import NEVER, SLOTS, Party, Problem

SLEEPS_UNDER: Final = 0.25
ENDS_UNDER: Final = 0.60
FOR_EVER: Final = 1 << 29
WEEK: Final = 7 * SLOTS
_ASKED: Final = 50
"""Parties of which it is asked how much they may take, before all of it is written down."""

Bools = NDArray[np.bool_]


def network(problem: Problem) -> Network:
    """The tables of a problem. Departures that lead nowhere are still in them: see `pricing.reachable`.

    Raises TooLarge where there is not enough memory for it.
    """
    must_fit(problem)
    places = {place.id: number for number, place in enumerate(problem.places)}
    pools = {pool: number for number, pool in enumerate(problem.drivers)}
    pathways = {each.id: number for number, each in enumerate(problem.pathways)}
    legs, parties = problem.legs, problem.parties
    kind = _ints(KINDS[place.kind] for place in problem.places)
    origin = _ints(places[party.origin] for party in parties)
    departures = _departures(problem, places, kind)
    leg, tail, head, departs, arrives = departures.T.copy()
    pursuit = _pursuit(problem, places)
    may = partial(_usable, problem, departures, _ready(problem, places, pursuit), origin, kind)
    some = range(0, len(parties), 1 + len(parties) // _ASKED)
    must_fit(problem, sum(map(len, map(may, some))) * len(parties) / max(1, len(some)))
    usable = list(map(may, range(len(parties))))
    return Network(
        problem,
        leg=leg,
        tail=tail,
        head=head,
        departs=departs,
        arrives=arrives,
        car=_ints(each.mode == "car" for each in legs),
        capacity=_ints(each.capacity for each in legs),
        pool=_ints(pools.get(each.pool, 0) for each in legs),
        pathway=_ints(pathways.get(each.pathway, -1) for each in legs),
        cost=_floats(each.cost for each in legs),
        kind=kind,
        beds=_ints(place.beds for place in problem.places),
        first=np.cumsum([0, *map(len, usable)]).astype(np.int64),
        usable=np.concatenate([np.zeros(0, np.int32), *usable]),
        origin=origin,
        size=_ints(party.size for party in parties),
        escort=_ints(party.escort for party in parties),
        stays=_floats(_stays(problem, party) for party in parties),
        unfinished=_floats(EXPOSURE * 60_000 * party.size for party in parties),
        travel=_travel(problem, places, pursuit),
        wait=_wait(problem, pursuit),
        until=np.array([_until(problem, party) for party in parties], float).reshape(-1, problem.slots + 1),
        nights=_nights(problem, pursuit),
        start=origin.copy(),
        since=np.zeros(len(parties), np.int32),
        spent=np.zeros(len(parties)),
        begun={},
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int32)


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), float)


def _departures(problem: Problem, places: dict[str, int], kind: Ints) -> Ints:
    """Leg, tail, head, departure and arrival of each departure that anybody could take, the latest first."""
    closed, found = defaultdict[str, set[int]](set), [np.zeros((0, 5), np.int32)]
    for leg, slot in problem.closed:
        closed[leg].add(slot)
    for number, each in enumerate(problem.legs):
        tail, head = places[each.a], places[each.b]
        if kind[head] == KINDS["origin"] or kind[tail] == KINDS["dest"]:
            continue
        slots = np.arange(max(0, problem.slots - each.dur + 1), dtype=np.int32)
        slots = slots[np.isin(slots % WEEK, [*filter(each.departs_at, range(WEEK))])]
        if closed[each.id]:
            slots = slots[~np.isin(slots, [*closed[each.id]])]
        found.append(
            np.column_stack([*(np.full_like(slots, of) for of in (number, tail, head)), slots, slots + each.dur])
        )
    whole = np.concatenate(found)
    return whole[np.lexsort((whole[:, 0], -whole[:, 3]))]


def _pursuit(problem: Problem, places: dict[str, int]) -> Floats:
    """By party and place: the probability that a pursuer is there."""
    table = np.zeros((len(problem.parties), len(places)))
    for number, party in enumerate(problem.parties):
        for place, probability in party.pursuit.items():
            table[number, places[place]] = probability
    return table


def _ready(problem: Problem, places: dict[str, int], pursuit: Floats) -> Ints:
    """By party and leg: the first day on which the party may take it; FOR_EVER where it never may."""
    parties, size = problem.parties, np.array([party.size for party in problem.parties], np.int64)
    ends = np.array([places[leg.b] for leg in problem.legs], np.int32)
    ready = np.where(pursuit[:, ends] >= ENDS_UNDER, FOR_EVER, 0).astype(np.int32)
    document = {
        "none": np.zeros(len(parties), np.int32), "internal": _ints(party.internal_day for party in parties),
        "foreign": _ints(party.foreign_day for party in parties),
    }  # fmt: skip
    admitted = {
        each.id: np.where(size <= each.quota, _ints(party.visas.get(each.id, FOR_EVER) for party in parties), FOR_EVER)
        for each in problem.pathways
    }
    for number, leg in enumerate(problem.legs):
        np.maximum(ready[:, number], document[leg.doc], out=ready[:, number])
        if leg.pathway:
            np.maximum(ready[:, number], admitted[leg.pathway], out=ready[:, number])
        cars = problem.drivers.get(leg.pool, 0) if leg.mode == "car" else 1
        ready[size > leg.capacity * cars, number] = FOR_EVER
    if not problem.escorts:
        ready[[party.escort for party in parties]] = FOR_EVER
    return ready


def _usable(problem: Problem, departures: Ints, ready: Ints, origin: Ints, kind: Ints, party: int) -> Ints:
    """The rows of the departures that a party's papers, its size and its pursuers let it take."""
    leg, tail, day = departures[:, 0], departures[:, 1], departures[:, 3] // SLOTS
    elsewhere, later = kind[tail] != KINDS["origin"], departures[:, 3] >= problem.now
    may = (day >= ready[party, leg]) & (elsewhere | (tail == origin[party])) & later
    return np.flatnonzero(may).astype(np.int32)


def _stays(problem: Problem, party: Party) -> float:
    never = EXPOSURE * 600_000 * party.size * party.urgency
    return float(_until(problem, party)[-1]) + never


def _until(problem: Problem, party: Party) -> Floats:
    """What it costs to wait at the origin until each slot: three times as much from the deadline on."""
    slots = np.arange(problem.slots)
    urgent = np.where(slots >= SLOTS * min(party.deadline, NEVER), 3, 1)
    each = party.size * (EXPOSURE * 300 * party.urgency * urgent + DELAY)
    return np.concatenate(([0.0], np.cumsum(each, dtype=float)))


def _wait(problem: Problem, pursuit: Floats) -> Floats:
    base = _floats(place.base_exposure for place in problem.places)
    size = _floats(party.size for party in problem.parties)[:, None]
    return size * (EXPOSURE * (base + np.floor(1000 * pursuit)) + DELAY)


def _travel(problem: Problem, places: dict[str, int], pursuit: Floats) -> Floats:
    legs, parties = problem.legs, problem.parties
    ends = np.array([places[leg.b] for leg in legs], np.int32)
    exposure = _floats(leg.exposure for leg in legs) + np.floor(500 * pursuit[:, ends])
    exposure += np.outer(_floats(party.id_risk for party in parties), _floats(leg.id_checks for leg in legs))
    exposure += np.outer(_floats(party.ck_risk for party in parties), _floats(leg.checkpoints for leg in legs))
    size = _floats(party.size for party in parties)[:, None]
    return size * (EXPOSURE * exposure + DELAY * _floats(leg.dur for leg in legs))


def _nights(problem: Problem, pursuit: Floats) -> Ints:
    """By party and place: nights in a row that it may sleep there; none where the house may not take it."""
    parties, found = problem.parties, np.zeros(pursuit.shape, np.int32)
    size = _ints(party.size for party in parties)
    accessible, medical = (
        np.array([getattr(party, need) for party in parties], bool) for need in ("accessible", "medical")
    )
    of_category: dict[str, set[int]] = defaultdict(set)
    for row, party in enumerate(parties):
        for category in party.cats:
            of_category[category].add(row)
    for column, place in enumerate(problem.places):
        if place.kind != "house":
            continue
        takes = np.zeros(len(parties), bool)
        takes[list(set[int]().union(*(of_category.get(each, ()) for each in place.accepts)))] = True
        takes &= (size <= place.beds) & (pursuit[:, column] < SLEEPS_UNDER)
        takes &= (place.accessible | ~accessible) & (place.medical | ~medical)
        found[takes, column] = min(place.max_stay, problem.days + 1)
    return found
