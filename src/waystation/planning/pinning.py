"""Parties whose ways are given, wholly or in their beginning: they keep that, and everybody else plans around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from waystation.planning.network import Ints, Network, Way
from waystation.planning.problem import NIGHT, SLOTS, Plan, Problem, Step

Steps = tuple[Step, ...]
_Of = TypeVar("_Of")


@dataclass(frozen=True)
class History:
    """What has happened, or is not to be changed any more: the departures that each party takes first.

    `leave_by`: the last slot in which a party may leave the place where its history ends.
    """

    taken: Mapping[str, Steps] = field(default_factory=dict)
    leave_by: Mapping[str, int] = field(default_factory=dict)


NOTHING: Final = History()


def history(problem: Problem, plan: Plan) -> History:
    """What has happened of a plan before `problem.now`."""
    ways = {party: tuple(step for step in steps if step.departs < problem.now) for party, steps in plan.items()}
    return History({party: steps for party, steps in ways.items() if steps})


def begin(of: Network, so_far: History) -> Network:
    """The network in which parties go on from what they have taken.

    Raises ValueError for what nobody can have taken.
    """
    return _leave(_take(of, _numbered(of, so_far.taken)), _numbered(of, so_far.leave_by))


def pin(of: Network, pinned: Mapping[str, Steps]) -> tuple[Network, dict[int, Way]]:
    """The network without anything else that those parties could do, and their ways.

    Raises ValueError for what nobody can do.
    """
    ways: dict[int, Way] = {}
    keeps = np.ones(len(of.usable), bool)
    for number, steps in _numbered(of, pinned).items():
        way = of.way_of(number, steps)
        if way is None or way[: len(of.begun.get(number, ()))] != of.begun.get(number, ()):
            raise ValueError(f"{of.problem.parties[number].id} cannot do what is pinned for it")
        ways[number] = way
        keeps[of.first[number] : of.first[number + 1]] = False
        keeps[of.rows_of(number, way)] = True
    return of.keep(keeps) if ways else of, ways


def _numbered(of: Network, by_party: Mapping[str, _Of]) -> dict[int, _Of]:
    numbers = {party.id: number for number, party in enumerate(of.problem.parties)}
    if unknown := by_party.keys() - numbers.keys():
        raise ValueError(f"the problem has no party {min(unknown)}")
    return {numbers[party]: each for party, each in by_party.items()}


def _take(of: Network, taken: Mapping[int, Steps]) -> Network:
    """With parties that have set out: they go on from where their last departure ends, when it arrives there."""
    if not taken:
        return of
    start, since, spent, nights = of.start.copy(), of.since.copy(), of.spent.copy(), of.nights.copy()
    usable = [of.arcs_of(number) for number in range(len(of.size))]
    begun: dict[int, Way] = {}
    for number, steps in taken.items():
        begun[number] = way = _way(of, number, steps)
        last = of.rides[way[-1]]
        start[number], since[number] = last.head, last.arrives
        spent[number] = of.cost_of(number, way) - _rest(of, number, way)
        slept = len(range(last.arrives // SLOTS, (of.problem.now + SLOTS - 1 - NIGHT) // SLOTS))
        onward = usable[number]
        if nights[number, last.head] < slept:  # it has slept where it may sleep no more: it never comes back
            nights[number, last.head] = slept
            onward = onward[of.head[onward] != last.head]
        more = sorted(arc for arc in way if not (onward == arc).any())
        usable[number] = np.insert(onward, np.searchsorted(onward, more), more)
    return of.but(
        start=start, since=since, spent=spent, nights=nights, begun=begun,
        usable=np.concatenate(usable).astype(np.int32), first=np.cumsum([0, *map(len, usable)]).astype(np.int64),
    )  # fmt: skip


def _way(of: Network, party: int, steps: Steps) -> Way:
    place, since, way = int(of.origin[party]), 0, []
    for step in steps:
        arc = of.row_of.get(step, -1)
        if arc < 0 or of.tail[arc] != place or step.departs < since:
            raise ValueError(f"{of.problem.parties[party].id} cannot have taken {step.leg} in slot {step.departs}")
        way.append(arc)
        place, since = of.rides[arc].head, of.rides[arc].arrives
    return tuple(way)


def _rest(of: Network, party: int, way: Way) -> float:
    """What of the cost of a way comes after its last arrival."""
    last = of.rides[way[-1]]
    return 0 if last.last else float(of.wait[party, last.head] * (of.slots - last.arrives) + of.unfinished[party])


def _leave(of: Network, by: Mapping[int, int]) -> Network:
    """Without the departures that are too late from where those parties are."""
    keeps = np.ones(len(of.usable), bool)
    for number, slot in by.items():
        arcs: Ints = of.arcs_of(number)
        late = (of.tail[arcs] == of.start[number]) & (of.departs[arcs] > slot)
        keeps[of.first[number] : of.first[number + 1]] = ~late
    return of.keep(keeps) if by else of
