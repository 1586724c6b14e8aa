"""What was found in a text, why, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from waystation.confidential import Kind


class Level(IntEnum):
    """How sure it is that somebody is given away."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


class Reason(StrEnum):
    """Why something was found."""

    FULL_NAME = "full_name"  # two names of one person, beside each other
    RARE_NAME = "rare_name"  # a name that few of those have whom we know
    COMMON_NAME = "common_name"
    SOUNDS_LIKE = "sounds_like"  # spelled otherwise than any name that we know, but sounding like one
    SAME = "same"  # the very same, however it is written
    PARTS = "parts"  # most of its words stand together
    POSITION = "position"  # a position on the earth, as exact as a house
    COMBINATION = "combination"  # what fits very few of those whom we know
    RARE_WORD = "rare_word"  # a word of a confidential text, unknown to dictionaries


Span = tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """One thing by which somebody may be given away, wherever the text has it.

    `spans` are places in the text as it came; of a combination, one for each of its parts. `people` is how many of
    those whom we know it fits, `about` the first few of them. `kinds` are the traits of a
    combination, one for each of its places.
    """

    kind: Kind
    reason: Reason
    level: Level
    written: str = field(repr=False)
    spans: tuple[Span, ...]
    people: int = 1
    about: tuple[bytes, ...] = field(default=(), repr=False)
    kinds: tuple[Kind, ...] = ()

    @property
    def key(self) -> str:
        """What stays the same while the text changes elsewhere: by it two people let a finding be."""
        return f"{self.kind}:{' '.join(self.written.casefold().split())}"


def inside(inner: Span, outer: Span) -> bool:
    """Whether one place lies in another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
