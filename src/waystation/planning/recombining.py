"""Ways that parties had in good plans, or would like best at good prices, put together anew by an integer programme.

A search changes few ways at once, and each to the best that is left; which ways go together best is settled here for
many parties at a time. (A restricted master of column generation, as a heuristic: Joncour, Michel, Sadykov, Sverdlov,
Vanderbeck, Column generation based primal heuristics, Electronic Notes in Discrete Mathematics 36 (2010).)
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from waystation.planning.network import MONEY, WHOLE, Network, Way
from waystation.planning.program import Program

TOGETHER: Final = 60
"""Of so many parties ways are known at most: of more, each programme takes longer than a search needs for as much."""
_REMEMBERED: Final = 100
"""Ways of each party, the latest."""


class Known:
    """The latest different ways of each party."""

    def __init__(self, parties: int) -> None:
        self._ways: list[dict[Way, None]] = [{} for _ in range(parties)]

    def add(self, party: int, way: Way) -> None:
        ways = self._ways[party]
        ways.pop(way, None)
        ways[way] = None
        if len(ways) > _REMEMBERED:
            del ways[next(iter(ways))]

    def of(self, party: int) -> Iterable[Way]:
        return self._ways[party]

    def copy(self) -> "Known":
        other = Known(0)
        other._ways = [dict(ways) for ways in self._ways]
        return other


def known_of(of: Network) -> Known | None:
    """To remember ways of all parties in; None where there are too many."""
    return Known(len(of.size)) if len(of.size) <= TOGETHER else None


def recombine(
    of: Network,
    ways: list[Way],
    known: Mapping[int, Iterable[Way]],
    value: float,
    seconds: float,
    stop: Callable[[], bool],
) -> list[Way] | None:
    """Better ways than these, whose objective is `value`: for each party in `known` one of those, for others the same.

    None where no better ones are found.
    """
    program, columns, start = Program(of), list[dict[int, Way]](), dict[int, float]()
    for party, way in enumerate(ways):
        program.row(("one", party), 1, 1)
        columns.append({column(program, party, each): each for each in dict.fromkeys((way, *known.get(party, ())))})
        start[next(iter(columns[-1]))] = 1.0
    taken = [way or of.begun.get(party, ()) for party, way in enumerate(ways)]
    answer = program.solve(seconds, value - WHOLE, start | program.vehicles_for(taken), stop)
    if answer.values is None:
        return None
    values = answer.values
    return [max(of_party.items(), key=lambda each: values[each[0]])[1] for of_party in columns]


def column(program: Program, party: int, way: Way) -> int:
    """The column that gives a party a way, or nothing but what it has taken already."""
    of = program.of
    taken = way or of.begun.get(party, ())
    fares = sum(of.rides[arc].cost for arc in taken if not of.rides[arc].car)
    column = program.column(of.cost_of(party, way) + MONEY * int(of.size[party]) * fares)
    program.add(("one", party), column, 1)
    for arc in taken:
        program.ride(column, party, arc)
    for place, day in of.nights_of(way):
        program.night(column, party, place, day)
    return column
