"""The cheapest way of a party at given prices of everything that is scarce, with or without room kept by others."""

import ctypes
from collections.abc import Container
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waystation.planning import kernel, reference
from waystation.planning.network import Floats, Ints, Network, Way

_KERNEL: Final = kernel.compiled()


@dataclass(eq=False)
class Prices:
    """What it costs beside exposure and delay, in units of the objective. The arrays may change in place."""

    fare: Floats
    """Of each departure: for a person, for a vehicle, for an escort."""
    vehicle: Floats
    escort: Floats
    bed: Floats
    """By place and slot: for a person, of all nights that ended until then."""
    share: NDArray[np.float32] | None = None
    """Of each of the network's usable departures: the part of a vehicle's price that this party pays. None: it pays
    for as many vehicles as are needed for it beside those that go already."""

    @classmethod
    def free(cls, of: Network) -> "Prices":
        """Everything for nothing."""
        fare, vehicle, escort = np.zeros((3, len(of.leg)))
        return cls(fare, vehicle, escort, np.zeros((len(of.kind), of.slots + 1)))

    @cached_property
    def pointers(self) -> ctypes.Structure:
        return _struct([(each.name, getattr(self, each.name)) for each in fields(self)])


@dataclass(eq=False)
class Left:
    """What is left by those who have their way already. The arrays change in place."""

    aboard: Ints
    """Of each departure: persons on it."""
    beds: Ints
    """By place and day."""
    drivers: Ints
    """By pool and slot, beyond the horizon too."""
    escorts: Ints
    quota: Ints
    shut: NDArray[np.uint8]
    """Departures, and places by day, that are not for whoever is asked about next."""
    barred: NDArray[np.uint8]

    @cached_property
    def pointers(self) -> ctypes.Structure:
        return _struct([(each.name, getattr(self, each.name)) for each in fields(self)])


class Pricing:
    """One network's inner loop, with room to work in."""

    def __init__(self, of: Network) -> None:
        self.network, self.asked = of, 0
        """How often it was asked for the way of one party: how much work something is."""
        self._tables = _network(of)
        size = (len(of.kind), of.slots + 1)
        floats, ints = [np.zeros(size) for _ in range(2)], [np.zeros(size, np.int32) for _ in range(3)]
        ends = [np.zeros(len(of.kind), np.int32) for _ in range(2)]
        self._scratch = _struct([(str(number), each) for number, each in enumerate([*floats, *ints, *ends])])
        self._come = np.zeros(size)
        self._begun = {party: of.rows_of(party, way) for party, way in of.begun.items()}

    def ways(self, prices: Prices) -> tuple[Floats, Ints]:
        """Of each party the cost of its cheapest way, infinite where there is none, and that way: rows of the network's
        usable departures, ended by -1. Nothing limits them."""
        return self._ways(prices, None, 0, len(self.network.size))

    def way(self, prices: Prices, left: Left | None, party: int) -> tuple[float, Way]:
        """The cheapest way of one party within what is left. Each departure is looked at by itself."""
        self.asked += 1
        costs, rows = self._ways(prices, left, party, party + 1)
        return float(costs[0]), self.arcs(rows)[0]

    def arcs(self, rows: Ints) -> list[Way]:
        """Ways as departures."""
        usable = self.network.usable
        return [tuple(usable[row[: row.index(-1)]].tolist()) for row in rows.tolist()]

    def _ways(self, prices: Prices, left: Left | None, begin: int, end: int) -> tuple[Floats, Ints]:
        costs = np.empty(end - begin)
        rows = np.full((end - begin, self.network.slots + 1), -1, np.int32)
        self._onward(prices, left, begin, end, costs, rows)
        costs += self.network.spent[begin:end]
        for party in self._begun.keys() & range(begin, end) if self._begun else ():
            if np.isfinite(costs[party - begin]):
                row, before = rows[party - begin], self._begun[party]
                row[:] = np.append(before, row[: -len(before)])
        return costs, rows

    def _onward(self, prices: Prices, left: Left | None, begin: int, end: int, costs: Floats, rows: Ints) -> None:
        """Fills in what is still to be found of the ways."""
        if _KERNEL is None:
            for number, party in enumerate(range(begin, end)):
                costs[number], way = reference.way(self.network, prices, left, party)
                rows[number, : len(way)] = way
            return
        room = ctypes.byref(left.pointers) if left else None
        _KERNEL.ways(
            ctypes.byref(self._tables), ctypes.byref(prices.pointers), room, ctypes.byref(self._scratch),
            begin, end, ctypes.c_void_p(costs.ctypes.data), ctypes.c_void_p(rows.ctypes.data),
        )  # fmt: skip

    def through(self, prices: Prices, party: int) -> Floats:
        """Of each of the party's usable departures: what the cheapest way costs that takes it.

        Those that it has taken are on every way.
        """
        network = self.network
        if _KERNEL is None:
            costs = reference.through(network, prices, party)
        else:
            costs = np.empty(network.first[party + 1] - network.first[party])
            _KERNEL.through(
                ctypes.byref(self._tables), ctypes.byref(prices.pointers), ctypes.byref(self._scratch), party,
                ctypes.c_void_p(self._come.ctypes.data), ctypes.c_void_p(costs.ctypes.data),
            )  # fmt: skip
        costs += network.spent[party]
        if party in self._begun:
            least = min(self._ways(prices, None, party, party + 1)[0][0], network.stays[party])
            costs[self._begun[party] - network.first[party]] = least
        return costs


def reachable(of: Network, held: Container[int] = ()) -> Network:
    """Without the departures that are on no way from a party's origin to a house or destination.

    Of those who are held to their way it is not asked.
    """
    pricing, free, leads = Pricing(of), Prices.free(of), np.ones(len(of.usable), bool)
    for party in range(len(of.size)):
        if party not in held:
            leads[of.first[party] : of.first[party + 1]] = np.isfinite(pricing.through(free, party))
    return of.keep(leads)


def _struct(of: list[tuple[str, Any]]) -> ctypes.Structure:
    """A C struct of numbers and of pointers to arrays, which it keeps alive."""
    kinds = [(name, ctypes.c_int32 if isinstance(value, int) else ctypes.c_void_p) for name, value in of]
    made: ctypes.Structure = type("Struct", (ctypes.Structure,), {"_fields_": kinds})()
    for name, value in of:
        setattr(made, name, value.ctypes.data if isinstance(value, np.ndarray) else value)
    made.kept = of
    return made


def _network(of: Network) -> ctypes.Structure:
    numbers = {
        "slots": of.slots, "days": of.problem.days, "places": len(of.kind), "legs": len(of.car),
        "parties": len(of.size), "longest": of.longest, "coming": of.coming,
    }  # fmt: skip
    arcs = np.stack([of.leg, of.tail, of.head, of.departs, of.arrives], axis=1)
    arrays = (
        "car capacity pool pathway kind first usable stop stops origin size escort unfinished travel wait until nights "
        "start since spared nights_until"
    )
    return _struct(
        [*numbers.items(), ("arc", arcs), *((name, np.ascontiguousarray(getattr(of, name))) for name in arrays.split())]
    )
