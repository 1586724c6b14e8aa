"""Who comes to a house between midnight and six has a bed there from the night before on, as everywhere. Pure.

The planner's arrivals are beginnings of slots. A leg that ends in the night ends with the evening for it, so that the
night is spent in the house; nobody may then leave the house before they have really come.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from waystation.evacuation import rules
from waystation.evacuation.plans.slots import MINUTES, comes_at_night, duration
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.planning import Step
from waystation.planning.problem import NIGHT, SLOTS

_KEPT: Final = frozenset[Step]()


def duration_to(of: Unfinished, place: UUID, slot: int, into: int, minutes: int) -> int:
    """How many slots a leg takes that leaves then: to a house, in whose night it arrives, one less."""
    dur = duration(into, minutes)
    return max(1, dur - (of.kind_of(place) == "house" and comes_at_night(slot, into, minutes)))


def close(of: Unfinished) -> None:
    """Departures by which somebody would have no bed, since the planner cannot count their night.

    They leave after midnight and arrive before six, or arrive on a night in which clocks are changed.
    """
    uncounted: set[UUID | None] = set()
    for code, leg in of.legs.items():
        if of.places[leg.b].kind != "house":
            continue
        for slot in range(max(0, of.now), of.slots):
            step = Step(code, slot)
            if leg.departs_at(slot) and step not in of.closed and not _is_counted(of, step, _KEPT):
                uncounted.add(of.rides[code].connection)
                of.close(code, [slot])
    of.left_out["night"] += len(uncounted)


def keep(of: Unfinished) -> None:
    """The beds of those who were told of a way on which they come in the night."""
    told = frozenset(step for steps in of.told.values() for step in steps)
    for party, steps in of.told.items():
        for step in steps:
            if of.places[of.legs[step.leg].b].kind == "house" and not _is_counted(of, step, told):
                of.late[of.rides[step.leg].to_place, _night(of, step)] += of.parties[party].size


def _is_counted(of: Unfinished, step: Step, kept: frozenset[Step]) -> bool:
    """Whether the planner knows of the first night after an arrival; then nobody leaves in it before they have come."""
    ride, leg = of.rides[step.leg], of.legs[step.leg]
    arrives = step.departs + leg.dur
    if _night(of, step) < arrives // SLOTS:
        return False
    if arrives % SLOTS == NIGHT and (minute := (ride.into + ride.minutes) % MINUTES):
        for code, other in of.legs.items():
            early = other.a == leg.b and code in of.rides and of.rides[code].into < minute
            if early and other.departs_at(arrives) and Step(code, arrives) not in kept:
                of.close(code, [arrives])
    return True


def _night(of: Unfinished, step: Step) -> int:
    """The number of the day whose night is the first that somebody spends where a step leads."""
    ride = of.rides[step.leg]
    arrives = of.calendar.moment(step.departs, ride.into) + timedelta(minutes=ride.minutes)
    return of.calendar.number(rules.night_of(arrives, of.known.zone))
