"""What is inside the sealed rows of plans: what the planner is asked, what it said, and who is meant.

What is asked and said has random ids of one run, so whoever may see the plan need not know whom it moves: that stands
in a row of its own in the logistics of each case.
"""

from datetime import date, datetime
from uuid import UUID

from waystation.evacuation.plans.protocol import CHEAPEST, FEWEST, SAFEST, Steps
from waystation.planning import Leg, Problem
from waystation.vault.records import Record

CHOICES = SAFEST, FEWEST, CHEAPEST
STOPS = PROVED, TIME, WORK, CANCELLED, FAILED = ("proved", "time", "work", "cancelled", "failed")


class Ride(Record, frozen=True):
    """What a leg of the problem stands for: a connection, or a leg of a journey that was planned before.

    `into` are the minutes between the beginning of the slot and the departure, negative before it; `driver` is who
    drives and `escort` who goes along, where that is known already. `needs_driver`: one of the pool of the leg is with
    them, who goes along where it is `escorted`. `accompanied`: an escort goes along beside whoever drives.
    """

    from_place: UUID
    to_place: UUID
    mode: str
    minutes: int
    into: int = 0
    cost: str = ""
    currency: str = ""
    needs_driver: bool = False
    connection: UUID | None = None
    driver: UUID | None = None
    escorted: bool = False
    escort: UUID | None = None
    accompanied: bool = False


class Asked(Record, frozen=True, kw_only=True):
    """What a run is given. `first` is the day whose morning is slot 0. Where `rounds` is not 0, so much work is done
    in place of `seconds`, which are then the most: so the same is found every time.

    `told` are the ways of those who have one already, and which of their steps are over; `occupants` are parties that
    stand for beds taken by others. `places`, `rides` and `pools` say what the ids of the problem are, `left_out` why
    something that is there is not in it: a code and how many, `knew` what of the world is in it. `released` are parties
    whose ways are given up, whatever they were told. `escorts` go along with those who never travel alone, `companions`
    in the cars of a pool.
    """

    problem: Problem
    first: date
    seconds: int
    seed: int
    told: dict[str, Steps] = {}
    missing: tuple[str, ...] = ()
    compromised: tuple[str, ...] = ()
    occupants: tuple[str, ...] = ()
    places: dict[str, UUID] = {}
    rides: dict[str, Ride] = {}
    pools: dict[str, tuple[UUID, ...]] = {}
    left_out: dict[str, int] = {}
    knew: dict[str, int] = {}
    released: tuple[str, ...] = ()
    escorts: tuple[UUID, ...] = ()
    companions: dict[str, tuple[UUID, ...]] = {}
    rounds: int = 0


class Option(Record, frozen=True, kw_only=True):
    """One plan. `bound`: no plan costs less, by the planner's word. `changed` are those told something new by it,
    `stuck` those who lose their way."""

    choice: str
    plan: dict[str, Steps]
    bound: float = 0.0
    proved: bool = False
    changed: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    contingency: bool = False


class Run(Record, frozen=True, kw_only=True):
    """One question to the planner, and its answer when there is one. `stopped` is why it was not looked for longer.

    `beside`: it is made for some alone, and everybody else keeps their way.
    """

    asked: Asked
    by: UUID
    at: datetime
    why: str = ""
    options: tuple[Option, ...] = ()
    stopped: str = ""
    ended: datetime | None = None
    beside: bool = False


class Part(Record, frozen=True, kw_only=True):
    """LOGISTICS: that a case is a party of a run, or of one with others; how many of it travel, and how it came out.

    `journeys` are those that were made of the plan; `because` are the events for which it was made anew, as
    `events.Event` names itself.
    """

    run: UUID
    party: str
    persons: int
    choice: str = ""
    journeys: tuple[UUID, ...] = ()
    adopted_by: UUID | None = None
    adopted_at: datetime | None = None
    because: tuple[str, ...] = ()


__all__ = [
    "CANCELLED",
    "CHEAPEST",
    "CHOICES",
    "FAILED",
    "FEWEST",
    "PROVED",
    "SAFEST",
    "STOPS",
    "TIME",
    "WORK",
    "Asked",
    "Leg",
    "Option",
    "Part",
    "Ride",
    "Run",
    "Steps",
]
