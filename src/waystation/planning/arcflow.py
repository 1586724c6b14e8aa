"""The whole problem as one integer programme: a flow for each party through places and slots. Exact; for few.

Aronson, A survey of dynamic network flows, Annals of Operations Research 20 (1989).
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from time import monotonic

import numpy as np

from waystation.planning.network import KINDS, MONEY, Network, Way
from waystation.planning.problem import SLOTS
from waystation.planning.program import Program


class ArcFlow:
    """One column for each departure that a party may take and for each wait between two things that may happen."""

    def __init__(self, of: Network) -> None:
        self.of, self.program = of, Program(of)
        self.rides: list[dict[int, int]] = []
        self.stays: list[int] = []
        for party in range(len(of.size)):
            self._party(party)

    def _party(self, party: int) -> None:
        of, program = self.of, self.program
        start, since, taken = int(of.start[party]), int(of.since[party]), of.begun.get(party, ())
        arcs = [arc for arc in of.arcs_of(party).tolist() if arc not in taken]
        events: dict[int, set[int]] = {start: {since}}
        self.stays.append(program.column(float(of.stays[party])))
        self.rides.append({})
        self._taken(party, taken)
        if of.kind[start] == KINDS["dest"]:
            return
        program.row(("flow", party, start, since), 1, 1)
        program.add(("flow", party, start, since), self.stays[-1], 1)
        for arc in arcs:
            events.setdefault(int(of.tail[arc]), set()).add(int(of.departs[arc]))
            events.setdefault(int(of.head[arc]), set()).add(int(of.arrives[arc]))
        slept: dict[int, list[tuple[int, int]]] = {place: [] for place in events}
        for place, slots in events.items():
            ends = {of.slots} if of.kind[place] == KINDS["house"] else set()
            self._waits(party, place, sorted(slots | ends), slept[place])
        for arc in arcs:
            self._ride(party, arc, slept[int(of.tail[arc])])
        for place, nights in slept.items():
            self._most(party, place, nights)

    def _taken(self, party: int, taken: Way) -> None:
        """Columns that are 1: what the party has done already."""
        for number, arc in enumerate(taken):
            ride, cost = self.of.rides[arc], 0.0 if number else float(self.of.spent[party])
            money = 0 if ride.car else MONEY * ride.cost * float(self.of.size[party])
            self.rides[party][arc] = column = self.program.column(cost + money)
            self.program.row(("taken", party, arc), 1, 1)
            self.program.add(("taken", party, arc), column, 1)
            self.program.ride(column, party, arc)

    def _flow(self, party: int, place: int, slot: int, column: int, sign: int) -> None:
        if self.of.kind[place] != KINDS["dest"]:
            row = ("flow", party, place, slot)
            if row not in self.program.between:
                self.program.row(row, 0, 0)
            self.program.add(row, column, sign)

    def _ride(self, party: int, arc: int, slept: list[tuple[int, int]]) -> None:
        """A column for a departure; it uses the bed of its night where that counts for who leaves in it."""
        of, program, ride = self.of, self.program, self.of.rides[arc]
        place, day = int(of.tail[arc]), ride.departs // SLOTS
        spared = place == of.spared[party] and ride.departs == of.coming
        at_night = of.kind[place] != KINDS["origin"] and of.nights_until[ride.departs] > day and not spared
        if at_night and not of.nights[party, place]:
            return
        money = 0 if ride.car else MONEY * ride.cost * float(of.size[party])
        self.rides[party][arc] = column = program.column(float(of.travel[party, ride.leg]) + money)
        self._flow(party, place, ride.departs, column, 1)
        self._flow(party, ride.head, ride.arrives, column, -1)
        program.ride(column, party, arc)
        if at_night:
            program.night(column, party, place, day)
            slept.append((day, column))

    def _waits(self, party: int, place: int, slots: list[int], slept: list[tuple[int, int]]) -> None:
        """Columns for waiting from each slot to the next, where that is allowed, and for staying at the end."""
        of, program = self.of, self.program
        if of.kind[place] == KINDS["dest"]:
            return
        home, most = place == of.origin[party], int(of.nights[party, place])
        for begin, end in pairwise(slots):
            days = range(begin // SLOTS, end // SLOTS)
            if len(days) > (of.problem.days if home else most):
                continue
            until = of.until[party]
            cost = until[end] - until[begin] if home else of.wait[party, place] * (end - begin)
            column = program.column(float(cost), whole=False)
            self._flow(party, place, begin, column, 1)
            self._flow(party, place, end, column, -1)
            for day in () if home else days:
                program.night(column, party, place, day)
                slept.append((day, column))
        if of.kind[place] == KINDS["house"]:
            self._flow(party, place, of.slots, program.column(float(of.unfinished[party]), whole=False), 1)

    def _most(self, party: int, place: int, slept: list[tuple[int, int]]) -> None:
        """No more nights in a row than a house allows."""
        program, most = self.program, int(self.of.nights[party, place])
        for window, columns in _windows(slept, most):
            program.row(("row", party, place, window), -np.inf, most)
            for column in columns:
                program.add(("row", party, place, window), column, 1)

    def start(self, ways: list[Way]) -> dict[int, float]:
        """The columns that are not 0 in a plan, all but the waits; none where the plan uses what was cut out."""
        chosen: dict[int, float] = dict(self.program.vehicles_for(ways))
        for party, way in enumerate(ways):
            if not set(way) <= self.rides[party].keys():
                return {}
            chosen |= dict.fromkeys((self.rides[party][arc] for arc in way), 1.0)
            chosen[self.stays[party]] = float(not way)
        return chosen

    def ways(self, values: np.ndarray) -> list[Way]:
        departs = self.of.departs
        return [
            tuple(sorted((arc for arc, column in rides.items() if values[column] > 0.5), key=departs.__getitem__))
            for rides in self.rides
        ]


def _windows(slept: list[tuple[int, int]], most: int) -> Iterator[tuple[int, list[int]]]:
    """For each first night, the columns of one more night in a row than is allowed."""
    nights = {day for day, _ in slept}
    for first in sorted(nights):
        window = range(first, first + most + 1)
        if nights.issuperset(window):
            yield first, [column for day, column in slept if day in window]


def solve(
    of: Network, seconds: float, known: list[Way], value: float, stop: Callable[[], bool]
) -> tuple[list[Way], float]:
    """A plan better than a known one, or that one; and a bound for plans that use nothing else than this network."""
    began = monotonic()
    flow = ArcFlow(of)
    answer = flow.program.solve(seconds - (monotonic() - began), value, flow.start(known), stop)
    return known if answer.values is None else flow.ways(answer.values), answer.bound
