"""Better multipliers for a relaxation that steps of ascent no more improve: those of a linear programme of known ways.

Its dual prices alone jump from one corner to another. So prices are tried on the way to them from the best so far, and
what the parties would like best at each becomes a column. Ben-Ameur, Neto, Acceleration of cutting-plane and column
generation algorithms, Networks 49 (2007). Valid whatever the prices are, since the relaxation says what they are worth.
"""

from collections.abc import Callable, Iterable
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

from waystation.highs import silent
from waystation.planning.duality import Multipliers, Relaxation, nothing, of_vehicles
from waystation.planning.network import Network, Way
from waystation.planning.program import Program
from waystation.planning.recombining import Known, column

_PARTS: Final = (0.5, 0.2, 0.05, 0.02)
"""How far prices go from the best so far towards those of the programme."""
_NEAR: Final = 1e-5
"""The part of the bound by which the programme may be above it where nothing more is looked for."""


class Master:
    """The linear programme of the ways that a relaxation knows."""

    def __init__(self, relaxation: Relaxation, known: Known) -> None:
        self.relaxation, self.known, self.done = relaxation, known, False
        self._programme = _Growing(relaxation.of)

    def step(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Asks the programme for prices, and the relaxation what they are worth."""
        relaxation, bound = self.relaxation, self.relaxation.bound
        grew = sum(self._programme.give(party, self.known.of(party)) for party in range(len(relaxation.of.size)))
        solved = self._programme.solve(seconds, stop)
        if solved is None:
            self.done = stop() or not grew
            return
        value, multipliers = solved
        for part in _PARTS:
            relaxation.try_towards(multipliers, part)
        self.done = value - relaxation.bound < _NEAR * value or (not grew and relaxation.bound <= bound)


class _Growing:
    """A linear programme that gets columns, and begins again where it ended."""

    def __init__(self, of: Network) -> None:
        self.of, self.program, self.highs = of, Program(of), silent()
        self.highs.setOptionValue("solver", "simplex")
        self._stop: Callable[[], bool] = lambda: False
        self.highs.cbSimplexInterrupt.subscribe(lambda of: setattr(of.data_in, "user_interrupt", self._stop()))
        self._given: list[set[Way]] = [set() for _ in of.size]
        self._rows = self._columns = 0
        for party in range(len(of.size)):
            self.program.row(("one", party), 1, 1)

    def give(self, party: int, ways: Iterable[Way]) -> int:
        """Gives a party columns for these ways, and for none. How many are new."""
        new = {(), *ways} - self._given[party]
        for way in sorted(new):
            column(self.program, party, way)
        self._given[party] |= new
        return len(new)

    def solve(self, seconds: float, stop: Callable[[], bool]) -> tuple[float, Multipliers] | None:
        """Its value and its multipliers; None where it was not solved."""
        self._grow()
        highs = self.highs
        highs.setOptionValue("time_limit", highs.getRunTime() + max(0.1, seconds))
        self._stop = stop
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return highs.getInfo().objective_function_value, self._multipliers(np.array(highs.getSolution().row_dual))

    def _grow(self) -> None:
        """Adds the rows that are new, with what older columns have in them; then the columns that are new."""
        program, rows, before, inf = self.program, list(self.program.rows.items()), self._columns, highspy.kHighsInf
        # Prices of who is kept apart are each party's own: the relaxation has none.
        limits = [(-inf, inf) if row[0] == "apart" else program.between[row] for row, _ in rows[self._rows :]]
        old = [{at: amount for at, amount in entries.items() if at < before} for _, entries in rows[self._rows :]]
        low, high = np.array(limits, float).reshape(-1, 2).T
        self.highs.addRows(len(limits), low, high, *_sparse(old))
        new: list[dict[int, float]] = [{} for _ in range(len(program.costs) - before)]
        for number, (_, entries) in enumerate(rows):
            for at, amount in entries.items():
                if at >= before:
                    new[at - before][number] = amount
        none, endless = np.zeros(len(new)), np.full(len(new), inf)
        self.highs.addCols(len(new), np.array(program.costs[before:]), none, endless, *_sparse(new))
        self._rows, self._columns = len(rows), len(program.costs)

    def _multipliers(self, duals: NDArray[np.float64]) -> Multipliers:
        of, worth = self.of, nothing(self.of)
        seat, rides = np.zeros(len(of.leg)), list[tuple[int, int, float]]()
        for row, dual in zip(self.program.rows, duals.tolist(), strict=True):
            if dual >= 0:
                continue
            match row:
                case ("seat", int(arc)):
                    worth.seats[arc] = -dual
                case ("bed", int(place), int(day)):
                    worth.beds[place, day] = -dual
                case ("driver", int(pool), int(slot)):
                    worth.drivers[pool, slot] = -dual
                case ("escort", int(slot)):
                    worth.escorts[slot] = -dual
                case ("quota", int(pathway)):
                    worth.quota[pathway] = -dual
                case ("money",):
                    worth.money[0] = -dual
                case ("vehicle", int(arc)):
                    seat[arc] = -dual
                case ("rides", int(arc), int(party)):
                    rides.append((arc, party, -dual))
        vehicle, share = of_vehicles(of, worth), np.zeros(len(of.usable), np.float32)
        for arc, party, price in rides:
            share[of.rows_of(party, (arc,))] = price / vehicle[arc] if vehicle[arc] else 0
        by_seat = np.divide(seat * of.capacity[of.leg], vehicle, out=np.zeros_like(seat), where=vehicle > 0)
        return Multipliers(worth, share, by_seat)


def _sparse(vectors: list[dict[int, float]]) -> tuple[int, NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """How many entries there are, where each vector begins, and the entries."""
    starts = np.cumsum([0, *map(len, vectors)])[:-1].astype(np.int32)
    index = np.array([at for each in vectors for at in each], np.int32)
    return len(index), starts, index, np.array([amount for each in vectors for amount in each.values()], float)
