"""A lower bound that is always valid, and what everything scarce is worth: Lagrangian relaxation.

Beds, seats, drivers, escorts, places in programmes and money get prices instead of limits; then each party takes its
cheapest way by itself, and what all of them pay, less the worth of what there is, is a bound whatever the prices are.
A vehicle's price is divided among the parties that may ride in it, by shares that add up to one: so it is never
cheaper than one vehicle for whoever rides alone, which a price of seats alone would make it (these are the multipliers
of the disaggregated rows "no party rides without a vehicle").

Held, Wolfe, Crowder, Validation of subgradient optimization, Mathematical Programming 6 (1974); directions are averages
and start from the best point so far as in Barahona, Anbil, The volume algorithm, Mathematical Programming 87 (2000).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from waystation.planning.network import KINDS, MONEY, PLENTY, Floats, Ints, Network
from waystation.planning.pricing import Prices, Pricing
from waystation.planning.problem import NIGHT, SLOTS
from waystation.planning.recombining import known_of

_PHASES: Final = ((0.3, 2.0, 1.0), (0.1, 1.0, 0.2))
"""The weight of the newest ways in the direction, how many beds count as one, and how much of a person's money: first
to come near quickly, then to come nearer."""
_FIRST: Final = 0.03
"""The first size of steps, where 1 would reach the known objective if it were the bound."""
_PATIENCE: Final = 30
"""Steps without a better bound until they become smaller."""
_SMALLER: Final = 0.7
_LARGER: Final = 1.05
_DONE: Final = 1e-4
"""The size of steps at which nothing is gained any more."""
_SAFE: Final = 1 - 1e-6
"""Shares are single floats: this much is left of their sum for what is rounded."""
_RENEW: Final = 200
"""Steps after which shares are made to add up exactly again, or when a factor becomes this small."""
_AT_ONCE: Final = 1 << 20
"""Shares that are looked at together, so that what is made of them in between takes little memory."""
_SMALL: Final = 1e-6
_OF_A_DRIVER: Final = 0.25


@dataclass(eq=False)
class Worth:
    """A number for each bed by place and night, seat by departure, driver by pool and slot, escort by slot, place in a
    programme, and euro: what there is of it, what is used, or what one is worth."""

    rows: Floats
    """All of them behind each other; the others are views of it."""
    beds: Floats
    seats: Floats
    drivers: Floats
    escorts: Floats
    quota: Floats
    money: Floats


@dataclass(frozen=True, eq=False)
class Multipliers:
    """What everything is worth, of each usable departure the part of a vehicle that this party pays, and of each
    departure the part that is paid by the seat."""

    worth: Worth
    share: NDArray[np.float32]
    by_seat: Floats


def nothing(of: Network) -> Worth:
    """All zero."""
    shapes = [
        (len(of.kind), of.problem.days), (len(of.leg),), (len(of.problem.drivers), of.slots + of.longest),
        (of.slots,), (len(of.problem.pathways),), (1,),
    ]  # fmt: skip
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    rows = np.zeros(ends[-1])
    parts = [part.reshape(shape) for part, shape in zip(np.split(rows, ends[:-1]), shapes, strict=True)]
    return Worth(rows, *parts)


def everything(of: Network) -> Worth:
    """What there is."""
    limit = nothing(of)
    limit.beds[:] = of.beds[:, None]
    limit.seats[:] = np.where(of.is_car, 0, of.capacity[of.leg])
    limit.drivers[:] = of.drivers
    limit.escorts[:] = of.escorts
    limit.quota[:] = [each.quota for each in of.problem.pathways]
    limit.money[:] = of.problem.budget
    limit.beds[:, : of.nights_over] = PLENTY
    return limit


def _units(of: Network, phase: int) -> Worth:
    """How much of each thing counts as one: this makes steps as long in one direction as in another.

    With one of each, and a person's share of the money, the bound of 1,000 persons comes near in ten times the time.
    """
    units = nothing(of)
    units.rows[:] = 1
    _, units.beds[:], money = _PHASES[phase]
    units.drivers[:] = _OF_A_DRIVER
    units.money[:] = max(1.0, money * of.problem.budget / max(1, int(of.size.sum())))
    return units


class Relaxation:
    """The multipliers of one network, with the best bound that they have given."""

    def __init__(self, of: Network) -> None:
        self.of, self.pricing = of, Pricing(of)
        self.worth, self.limit, self._direction = nothing(of), everything(of), nothing(of).rows
        self.prices = Prices.free(of)
        self.prices.share = self._share = np.zeros(len(of.usable), np.float32)
        self._scale = np.ones(len(of.leg))
        """What a share is to be multiplied by, by departure; and the part of a vehicle that is paid by the seat."""
        self._by_seat = of.is_car.astype(float)
        self.bound, self.step = -np.inf, _FIRST
        self._best = [each.copy() for each in self._state()]
        self._since = self._steps = self._phase = 0
        self._unit = _units(of, 0).rows
        self.known = known_of(of)
        """What the parties would like best at the prices of the last steps."""

    @property
    def done(self) -> bool:
        """Whether steps have become too small to gain by."""
        return self.step < _DONE and self._phase == len(_PHASES) - 1

    def ascend(self, known: float) -> None:
        """One step towards the objective of a known plan."""
        value, rows = self._look()
        self._judge(value)
        ways = _Taken(self.of, rows)
        slack = (ways.used().rows - self.limit.rows) / self._unit
        self._direction += _PHASES[self._phase][0] * (slack - self._direction)
        moving = np.where((self.worth.rows <= 0) & (self._direction < 0), 0, self._direction)
        if (length := float((moving * moving).sum())) > 0:
            rate = self.step * max(known - value, 1e-6 * abs(known)) / length
            np.maximum(0, self.worth.rows + rate * moving / self._unit, out=self.worth.rows)
        self._share_out(ways, min(0.5, 0.3 * self.step))

    def _look(self) -> tuple[float, Ints]:
        """The bound by the multipliers as they are, and the ways that the parties would like best."""
        self.set_prices()
        costs, rows = self.pricing.ways(self.prices)
        rows[costs >= self.of.stays, 0] = -1
        if self.known:
            for party, way in enumerate(self.pricing.arcs(rows)):
                self.known.add(party, way)
        return float(np.minimum(costs, self.of.stays).sum() - (self.worth.rows * self.limit.rows).sum()), rows

    def try_towards(self, other: "Multipliers", part: float) -> None:
        """Looks at multipliers that lie a part of the way from the best ones to others."""
        self.go_back()
        self._renew()
        ours: list[NDArray[Any]] = [self.worth.rows, self._share, self._by_seat]
        for here, there in zip(ours, (other.worth.rows, other.share, other.by_seat), strict=True):
            here[:] = here + part * (there - here)
        self._renew()
        self._keep(self._look()[0])

    def _keep(self, value: float) -> None:
        """Remembers the multipliers where they are the best."""
        if value > self.bound:
            self.bound = value
            for best, now in zip(self._best, self._state(), strict=True):
                best[:] = now  # where it stands: fresh memory for all shares takes longer than filling it

    def _judge(self, value: float) -> None:
        """Keeps what is better; after too long without, goes back to the best, to go on in smaller steps."""
        if value > self.bound + 1e-6 * abs(value):
            self._since, self.step = 0, min(2.0, self.step * _LARGER)
        else:
            self._since += 1
        self._keep(value)
        if self._since >= _PATIENCE:
            self.step, self._since = self.step * _SMALLER, 0
            self.go_back()
        if self.step < _DONE and not self.done:
            self.step, self._phase = _FIRST, self._phase + 1
            self._unit = _units(self.of, self._phase).rows

    def _state(self) -> tuple[NDArray[Any], ...]:
        return self.worth.rows, self._share, self._scale, self._by_seat

    def go_back(self) -> None:
        """To the multipliers of the best bound."""
        for now, best in zip(self._state(), self._best, strict=True):
            now[:] = best
        self._direction[:] = 0

    def useful(self, known: float) -> NDArray[np.bool_]:
        """Which of the usable departures a plan better than a known one may have, by the multipliers of the best bound.

        Who takes another makes the bound of that plan, which is `bound` less the party's least plus the least through
        it, no better than the known.
        """
        self.go_back()
        self.set_prices()
        costs, _ = self.pricing.ways(self.prices)
        least = np.minimum(costs, self.of.stays)
        spare = known - (least.sum() - (self.worth.rows * self.limit.rows).sum())
        parties = range(len(least))
        through = [self.pricing.through(self.prices, party) <= least[party] + spare for party in parties]
        return np.concatenate([np.zeros(0, bool), *through])

    def set_prices(self) -> None:
        """Sets the prices that the multipliers mean."""
        of, worth, prices = self.of, self.worth, self.prices
        if (self._steps and self._steps % _RENEW == 0) or self._scale.min(initial=1) < _SMALL:
            self._renew()
        self._steps += 1
        money, vehicle = (MONEY + worth.money[0]) * of.cost[of.leg], of_vehicles(of, worth)
        prices.vehicle[:] = vehicle * self._scale * _SAFE
        prices.fare[:] = np.where(of.is_car, vehicle * self._by_seat * _SAFE / of.capacity[of.leg], money + worth.seats)
        prices.fare[:] += np.append(worth.quota, 0)[of.pathway[of.leg]]
        with_them = np.append(0, np.cumsum(worth.escorts))
        prices.escort[:] = with_them[of.arrives] - with_them[of.departs]
        nights = np.zeros((len(of.kind), of.slots))
        nights[:, NIGHT::SLOTS] = worth.beds
        np.cumsum(nights, axis=1, out=prices.bed[:, 1:])

    def _share_out(self, ways: "_Taken", part: float) -> None:
        """Moves a part of each vehicle's price to those who now ride in it, by the seat where one is not enough."""
        arcs, riders, load = ways.cars()
        full = load > self.of.capacity[self.of.leg[arcs]]
        self._scale[arcs] *= 1 - part
        self._by_seat[arcs] *= 1 - part
        self._by_seat[arcs[full]] += part
        gets = np.zeros(len(self.of.leg))
        gets[arcs[~full]] = part / (riders[~full] * self._scale[arcs[~full]])
        of_row = self.of.usable[ways.rows]
        self._share[ways.rows] += gets[of_row]

    def _renew(self) -> None:
        """Makes the shares of each vehicle add up to one again, and their factors one."""
        total, parts = self._by_seat.copy(), range(0, len(self._share), _AT_ONCE)
        for usable, share in ((self.of.usable[at : at + _AT_ONCE], self._share[at : at + _AT_ONCE]) for at in parts):
            share *= self._scale[usable]
            total += np.bincount(usable, share, len(total))
        self._scale[:] = 1
        total[total == 0] = 1
        for at in parts:
            self._share[at : at + _AT_ONCE] /= total[self.of.usable[at : at + _AT_ONCE]]
        self._by_seat /= total


class _Taken:
    """Ways of all parties, as flat tables of their departures."""

    def __init__(self, of: Network, rows: Ints) -> None:
        self.of = of
        before = np.logical_and.accumulate(rows >= 0, axis=1)
        self.party, _ = np.nonzero(before)
        self.rows = rows[before]
        self.arc = of.usable[self.rows]
        self.size = of.size[self.party].astype(float)

    def used(self) -> Worth:
        of, arc, use = self.of, self.arc, nothing(self.of)
        leg, car = of.leg[arc], of.car[of.leg[arc]] > 0
        np.add.at(use.seats, arc[~car], self.size[~car])
        use.money[0] = (self.size[~car] * of.cost[leg[~car]]).sum()
        through = of.pathway[leg] >= 0
        np.add.at(use.quota, of.pathway[leg[through]], self.size[through])
        _count(use.escorts[None], np.zeros_like(arc), of.departs[arc], of.arrives[arc], of.escort[self.party] > 0)
        cars, _, load = self.cars()
        vehicles = np.maximum(1, load / of.capacity[of.leg[cars]])
        use.money[0] += (vehicles * of.cost[of.leg[cars]]).sum()
        _count(use.drivers, of.pool[of.leg[cars]], of.departs[cars], of.back[cars], vehicles)
        self._sleep(use)
        return use

    def _sleep(self, use: Worth) -> None:
        of, arc = self.of, self.arc
        goes_on = np.append(self.party[1:] == self.party[:-1], False)
        until = np.where(goes_on, np.append(of.departs[arc[1:]], 0), of.slots)
        waits = of.kind[of.head[arc]] != KINDS["dest"]
        spared = (until == of.coming) & (of.arrives[arc] <= of.problem.now)
        begins, ends = of.arrives[arc] // SLOTS, np.where(spared, until // SLOTS, of.nights_until[until])
        _count(use.beds, of.head[arc], begins, np.maximum(begins, ends), self.size * waits)

    def cars(self) -> tuple[Ints, Floats, Floats]:
        """Departures of cars, with the parties and persons that ride."""
        riding = self.of.car[self.of.leg[self.arc]] > 0
        arcs, which = np.unique(self.arc[riding], return_inverse=True)
        riders, load = np.bincount(which, minlength=len(arcs)), np.bincount(which, self.size[riding], len(arcs))
        return arcs, riders.astype(float), load.astype(float)


def _count(table: Floats, row: Ints, begins: Ints, ends: Ints, amount: NDArray[np.generic]) -> None:
    """Adds amounts from one column of a table to before another."""
    changes = np.zeros((table.shape[0], table.shape[1] + 1))
    np.add.at(changes, (row, begins), amount)
    np.subtract.at(changes, (row, ends), amount)
    table += np.cumsum(changes, axis=1)[:, :-1]


def of_vehicles(of: Network, worth: Worth) -> Floats:
    """Of each departure what a vehicle costs, with its driver."""
    return np.where(of.is_car, (MONEY + worth.money[0]) * of.cost[of.leg] + _between(worth.drivers, of), 0)


def _between(drivers: Floats, of: Network) -> Floats:
    """Of each departure, what its pool's drivers are worth for as long as one is away."""
    if not len(drivers):
        return np.zeros(len(of.leg))
    until = np.append(np.zeros((len(drivers), 1)), np.cumsum(drivers, axis=1), axis=1)
    pool = of.pool[of.leg]
    return until[pool, of.back] - until[pool, of.departs]
