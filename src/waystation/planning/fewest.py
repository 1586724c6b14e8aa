"""Who else has to be told something new, where those who must change find no way beside all others: as few as possible.

Where the problem is small, an integer programme says how few; else the fewest that are found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from waystation.planning.arcflow import ArcFlow
from waystation.planning.limits import Effort, Limit
from waystation.planning.network import Network, Way
from waystation.planning.placing import Placing
from waystation.planning.room import Room

SMALL: Final = 6_000
"""Usable departures up to which the fewest are proved."""


@dataclass(frozen=True)
class Fewest:
    """Who gives up its way, the ways that all have then, and whether fewer is proved to be impossible."""

    freed: frozenset[int]
    ways: list[Way]
    proved: bool


def prove(of: Network, kept: Mapping[int, Way], needs: Mapping[int, int], most: float, seconds: float) -> Fewest | None:
    """The fewest persons of `kept` who change, after as few as possible of those in `needs` have no way, by weight.

    None where time is over before anything is found.
    """
    flow = ArcFlow(of)
    program = flow.program
    program.costs[:] = [0.0] * len(program.costs)
    for party, weight in needs.items():
        program.costs[flow.stays[party]] = float(weight)
    changes = {party: program.column(float(of.size[party])) for party in kept}
    for party, column in changes.items():
        for arc, taken in flow.rides[party].items():
            row = ("kept", party, arc) if arc in kept[party] else ("other", party, arc)
            program.row(row, *((1, 2) if arc in kept[party] else (-1, 0)))
            program.add(row, taken, 1)
            program.add(row, column, 1 if arc in kept[party] else -1)
        program.row(("most",), 0, most)
        program.add(("most",), column, float(of.size[party]))
    everything = sum(program.costs) + 1
    answer = program.solve(seconds, everything, {}, lambda: False)
    if answer.values is None:
        return None
    freed = frozenset(party for party, column in changes.items() if answer.values[column] > 0.5)
    value = sum(cost * round(value) for cost, value in zip(program.costs, answer.values, strict=True) if cost)
    stays = [answer.values[column] > 0.5 for column in flow.stays]
    ways = [() if none else way for none, way in zip(stays, flow.ways(answer.values), strict=True)]
    return Fewest(freed, ways, answer.bound > value - 0.5)


def look(
    of: Network,
    kept: Mapping[int, Way],
    liked: Mapping[int, Way],
    needs: Mapping[int, int],
    most: float,
    effort: Effort,
) -> Fewest:
    """Some who change, so that as many as possible of those in `needs` have a way: the fewest that are found.

    Those in `liked` have ways of their own too, and cost nothing. Everybody is placed once, however small the effort.
    """
    placing = Placing(of, kept)
    limit = Limit(placing.pricing, effort)
    freed = set(placing.crowded)
    for party, way in liked.items():
        if placing.ledger.fits(party, way):
            placing.ledger.put(party, way)
    free = {party: needs.get(party, 0) for party in sorted({*freed, *needs} - (kept.keys() - freed))}
    missing = placing.place_all(free, limit)
    if missing and most:
        freed |= kept.keys() & _others(placing, missing, free, kept.keys() - freed, most, limit)
    for party in sorted(freed, key=lambda party: (-int(of.size[party]), party)):
        if placing.restore(party, kept[party]):
            freed.discard(party)
    return Fewest(frozenset(freed), list(placing.ledger.ways), proved=False)


def _others(
    placing: Placing, missing: list[int], free: Iterable[int], kept: Iterable[int], most: float, limit: Limit
) -> set[int]:
    """Who makes room for those who have no way: of those who keep theirs at most so many persons."""
    costs, found = {party: int(placing.of.size[party]) for party in kept} | dict.fromkeys(free, 0), set[int]()
    room = Room(placing)
    for number, party in enumerate(missing):
        more = room.make(party, costs, most, limit.shared(len(missing) - number))
        most -= sum(costs[each] for each in more)
        costs |= dict.fromkeys(more, 0)
        found |= more
    return found
