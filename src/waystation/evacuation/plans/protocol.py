"""What is asked of the planner and what it answers, as it goes through the pipes. Plain Python.

A server loads this and never `engine`, which brings numpy and HiGHS, in a process of its own.
"""

import struct
from typing import Final

import msgspec

from waystation.planning import Problem, Step

PROGRAM: Final = "waystation.evacuation.plans.engine"
SAFEST, FEWEST, CHEAPEST = "safest", "fewest", "cheapest"
WHY, HELPS = "why", "helps"
"""What else may be asked than a plan."""
LENGTH: Final = struct.Struct(">Q")
"""How long a request is: it stands before it."""

Steps = tuple[Step, ...]


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that is full, or a rule in the way: its code, where (ids of the problem), in which slots."""

    code: str
    where: tuple[str, ...] = ()
    slots: tuple[int, ...] = ()


class Cost(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much more one way costs than another: exposure as -1, 0 or 1, days of a person, euro, persons."""

    exposure: int = 0
    days: float = 0.0
    money: int = 0
    left_behind: int = 0
    abroad: int = 0


class Detour(msgspec.Struct, frozen=True, omit_defaults=True):
    """The best way through a place. `kind`: the one that it has, open beside the others, lost to them, forbidden."""

    kind: str
    cost: Cost | None = None
    lacking: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[Reason, ...], ...] = ()


class Why(msgspec.Struct, frozen=True, omit_defaults=True):
    """`stays`: it has no way. `loses`: what its way costs more than the one that it had if nobody else were there, and
    `full` why it has not that one. `lacking`: smallest sets of what it would need to have any. `forbidden`: smallest
    sets of rules that keep it from any, whoever else is there. `sure`: none of it is an estimate."""

    stays: bool = False
    loses: Cost | None = None
    full: tuple[Reason, ...] = ()
    lacking: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[Reason, ...], ...] = ()
    nowhere: bool = False
    detour: Detour | None = None
    sure: bool = True
    broken: bool = False


SAME, OPEN, TAKEN, FORBIDDEN = "same", "open", "taken", "forbidden"


class Helped(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change and what it does. `sure`: no plan without it is as good; else it is an estimate."""

    kind: str
    what: str = ""
    party: str = ""
    leave: int = 0
    abroad: int = 0
    sure: bool = False


class Helps(msgspec.Struct, frozen=True, omit_defaults=True):
    """The changes that help, the best first, and `untried` for which there was no time. `better`: there is a plan that
    is better without any change. `broken`: the plan breaks a rule, so that nothing can be said.

    Of those who stay, by persons: `rules` forbid them any way, so much is `full`, `nowhere` leads a way. Somebody
    counts for each of their reasons. `unknown`: nobody looked for theirs in the time that there was, or none was found.
    """

    effects: tuple[Helped, ...] = ()
    untried: int = 0
    better: bool = False
    broken: bool = False
    rules: dict[str, int] = {}
    full: dict[str, int] = {}
    nowhere: int = 0
    unknown: int = 0


class Task(msgspec.Struct, frozen=True):
    """What is to be planned, and in how many seconds or rounds. See `records.Asked`."""

    problem: Problem
    seconds: float
    seed: int
    told: dict[str, Steps] = {}
    missing: tuple[str, ...] = ()
    compromised: tuple[str, ...] = ()
    occupants: tuple[str, ...] = ()
    plan: dict[str, Steps] = {}
    rounds: int = 0


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer. `stopped` stands in the last one, and `helps` if that was asked."""

    done: float = 0.0
    choice: str = ""
    plan: dict[str, Steps] = {}
    bound: float = 0.0
    proved: bool = False
    changed: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    contingency: bool = False
    stopped: str = ""
    helps: Helps | None = None


def packed(task: Task) -> bytes:
    """A task as it is read from the pipe."""
    raw = msgspec.json.encode(task)
    return LENGTH.pack(len(raw)) + raw
