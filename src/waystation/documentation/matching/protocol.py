"""What is asked of the program that compares people, and what it answers, as it goes through the pipes. Plain Python.

People are known by numbers there: no id goes in, no name comes out.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from waystation.linkage.columns import Role

PROGRAM: Final = "waystation.documentation.matching.program"
NAME, EVENT, PLACE, DISTRICT = "name", "event", "place", "district"
ROLES: Final[Mapping[str, Role]] = {NAME: Role.NAME, EVENT: Role.EVENT, PLACE: Role.PLACE, DISTRICT: Role.DISTRICT}
TOGETHER: Final = "together"
"""The comparison that says that one source tells of both in one event."""


class Mention(msgspec.Struct, frozen=True):
    """What is said of a person at one event. `listed`: events of which one source alone tells, by numbers."""

    person: int
    said: dict[str, str]
    listed: tuple[int, ...] = ()


class Task(msgspec.Struct, frozen=True):
    """Everybody's mentions. `parts` has for each person the parts that they have in events, as bits: only those who
    share one are compared. `apart` are pairs of whom it is documented that they are two.
    """

    mentions: tuple[Mention, ...]
    parts: tuple[int, ...]
    apart: tuple[tuple[int, int], ...] = ()


class Field(msgspec.Struct, frozen=True):
    """What one comparison says of two mentions, in bits: the level that they are on, and what a rare value adds."""

    comparison: str
    level: int
    bits: float
    rare: float = 0.0


class Near(msgspec.Struct, frozen=True):
    """Two persons by their numbers, `one` the smaller; which of their mentions are most alike, and why."""

    one: int
    other: int
    mentions: tuple[int, int]
    fields: tuple[Field, ...]

    @property
    def bits(self) -> float:
        """What speaks for one person, without how few pairs are."""
        return sum(each.bits + each.rare for each in self.fields)


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer. The last one is `over`: it has the pairs, and the odds of any pair before it is looked
    at, in bits. `left`: people who were not compared, since the time was over.
    """

    done: float = 0.0
    over: bool = False
    prior: float = 0.0
    pairs: tuple[Near, ...] = ()
    left: int = 0
