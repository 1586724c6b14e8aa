"""Integer programmes on HiGHS whose rows are what is scarce; see `arcflow` for what the columns are."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

from waystation.highs import silent
from waystation.planning.network import MONEY, WHOLE, Floats, Network, Way

Row = tuple[Hashable, ...]
"""What a row limits: a word and which one."""

_INF: Final = highspy.kHighsInf
_FEASIBLE: Final = 2
"""HiGHS's word for a solution that keeps all rows (kSolutionStatusFeasible)."""


@dataclass(frozen=True)
class Answer:
    """What HiGHS says: a solution, if it has one, and a lower bound, infinite where there is none better than known."""

    values: Floats | None
    bound: float


@dataclass
class Program:
    """Columns with costs, in rows that are made when they are first used."""

    of: Network
    costs: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: dict[Row, dict[int, float]] = field(default_factory=dict)
    between: dict[Row, tuple[float, float]] = field(default_factory=dict)
    cars: dict[int, int] = field(default_factory=dict)
    """The column that counts the vehicles of a departure."""

    def column(self, cost: float, highest: float = 1, whole: bool = True) -> int:
        self.costs.append(cost)
        self.highest.append(highest)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, row: Row, least: float, most: float) -> None:
        self.between[row] = least, most
        self.rows.setdefault(row, {})

    def add(self, row: Row, column: int, amount: float) -> None:
        if row not in self.between:
            self.row(row, -_INF, self._limit(row))
        entries = self.rows[row]
        entries[column] = entries.get(column, 0) + amount

    def ride(self, column: int, party: int, arc: int) -> None:
        """The column takes a party along on a departure."""
        of, ride, size = self.of, self.of.rides[arc], int(self.of.size[party])
        if ride.car:
            vehicles = self._vehicles(arc)
            self.add(("vehicle", arc), column, size)
            self.add(("rides", arc, party), column, 1)
            self.rows["rides", arc, party][vehicles] = -1
        else:
            self.add(("seat", arc), column, size)
            self.add(("money",), column, size * ride.cost)
        if ride.pathway >= 0:
            self.add(("quota", ride.pathway), column, size)
        for slot in range(ride.departs, ride.arrives) if of.escort[party] else ():
            self.add(("escort", slot), column, 1)
        for other in of.conflicts[party]:
            self.add(("apart", arc, min(party, other), max(party, other)), column, 1)

    def night(self, column: int, party: int, place: int, day: int) -> None:
        """The column gives a party a bed."""
        self.add(("bed", place, day), column, int(self.of.size[party]))
        for other in self.of.conflicts[party]:
            self.add(("apart", place, day, min(party, other), max(party, other)), column, 1)

    def _vehicles(self, arc: int) -> int:
        if arc not in self.cars:
            ride, drivers = self.of.rides[arc], list(self.of.problem.drivers.values())
            self.cars[arc] = column = self.column(MONEY * ride.cost, drivers[ride.pool])
            self.add(("money",), column, ride.cost)
            self.add(("vehicle", arc), column, -ride.seats)
            for slot in range(ride.departs, 2 * ride.arrives - ride.departs):
                self.add(("driver", ride.pool, slot), column, 1)
        return self.cars[arc]

    def _limit(self, row: Row) -> float:
        kind, *of = row
        if self._is_over(row):
            return _INF
        which, *at = (each for each in of if isinstance(each, int)) if of else (0,)
        problem = self.of.problem
        match kind:
            case "seat":
                return self.of.rides[which].seats
            case "bed":
                return float(self.of.beds[which])
            case "driver":
                return float(self.of.drivers[which, at[0]])
            case "quota":
                return problem.pathways[which].quota
            case "escort":
                return float(self.of.escorts[which])
            case "money":
                return problem.budget
            case "apart":
                return 1
        return 0  # persons without a vehicle

    def _is_over(self, row: Row) -> bool:
        """Whether it is of the time before now: nothing is short in that any more."""
        match row:
            case ("bed", _, int(day)):
                return day < self.of.nights_over
            case ("driver", _, int(slot)) | ("escort", int(slot)):
                return slot < self.of.problem.now
        return False

    def vehicles_for(self, ways: list[Way]) -> dict[int, int]:
        """The columns of vehicles that these ways need, with how many."""
        aboard: dict[int, int] = {}
        for party, way in enumerate(ways):
            for arc in way:
                aboard[arc] = aboard.get(arc, 0) + int(self.of.size[party])
        return {
            column: -(-aboard[arc] // self.of.rides[arc].seats) for arc, column in self.cars.items() if arc in aboard
        }

    def solve(self, seconds: float, below: float, start: Mapping[int, float], stop: Callable[[], bool]) -> Answer:
        """Looks for a solution better than `below`. `start`: a known one, those columns that are not 0, or nothing."""
        highs = silent()
        for name, value in _OPTIONS.items():
            highs.setOptionValue(name, value)
        highs.setOptionValue("time_limit", max(0.1, seconds))
        highs.setOptionValue("objective_bound", below)
        highs.passModel(self._model())
        if start:
            highs.setSolution(len(start), np.array(list(start), np.int32), np.array(list(start.values()), float))
        highs.cbMipInterrupt.subscribe(lambda event: setattr(event.data_in, "user_interrupt", stop()))
        highs.run()
        return _answer(highs)

    def _model(self) -> highspy.HighsLp:
        model, entries = highspy.HighsLp(), list(self.rows.values())
        model.num_col_, model.num_row_ = len(self.costs), len(entries)
        model.col_cost_, model.col_lower_ = np.array(self.costs), np.zeros(len(self.costs))
        model.col_upper_ = np.array(self.highest, float)
        limits = np.array([self.between[row] for row in self.rows], float).reshape(-1, 2)
        model.row_lower_, model.row_upper_ = limits[:, 0], limits[:, 1]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *map(len, entries)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([column for row in entries for column in row], np.int32)
        model.a_matrix_.value_ = np.array([amount for row in entries for amount in row.values()], float)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [kinds[whole] for whole in self.whole]
        return model


_OPTIONS: Final[dict[str, float | int | str]] = {
    "mip_rel_gap": 0.0, "mip_abs_gap": WHOLE, "mip_feasibility_tolerance": 1e-7, "random_seed": 0,
}  # fmt: skip


def _answer(highs: highspy.Highs) -> Answer:
    info, nothing = highs.getInfo(), (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)
    found = info.primal_solution_status == _FEASIBLE
    values = np.array(highs.getSolution().col_value) if found else None
    return Answer(values, _INF if highs.getModelStatus() in nothing else info.mip_dual_bound)
