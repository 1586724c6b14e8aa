"""What is asked of the program that estimates, and what it answers, as it goes through the pipes. Plain Python.

People are known by numbers there; no name of anybody goes in, but those of the lists do, for the pictures.
"""

from typing import Final

import msgspec

PROGRAM: Final = "waystation.documentation.estimates.program"
DRAWS: Final = 25
"""Clusterings that may be true."""


class Task(msgspec.Struct, frozen=True):
    """Who is on which of the lists, as bits; who may be whom, with what probability; what was decided.

    `words` is what pictures say, by how it is called in `waystation.estimation.drawing`.
    """

    lists: tuple[str, ...]
    members: tuple[int, ...]
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    chances: tuple[float, ...] = ()
    same: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()
    draws: int = DRAWS
    seed: int = 1
    seconds: float = 60.0
    repetitions: int = 400
    words: dict[str, str] = {}


class Said(msgspec.Struct, frozen=True):
    """A finding: its code, how grave it is, what its sentence leaves open, and the sentence in English."""

    code: str
    weight: str
    said: dict[str, str]
    text: str


class Row(msgspec.Struct, frozen=True):
    """A number with its interval; None where there is none, or no end."""

    name: str
    estimate: float | None
    low: float | None
    high: float | None
    sound: bool = True
    terms: str = ""


class Picture(msgspec.Struct, frozen=True):
    """A picture as SVG. `kind`: overlaps, methods, distribution, models, without, clusterings; of which method."""

    kind: str
    method: str
    svg: str


class Result(msgspec.Struct, frozen=True):
    """The answer. `observed` is after the likeliest clustering; `whole` is None where nothing can be said, and its
    `estimate` None where there is only a range. `between`: how much of the variance is from not knowing who is whom.
    """

    observed: int
    sizes: tuple[int, ...]
    patterns: tuple[tuple[int, int], ...]
    whole: Row | None
    is_range: bool
    level: float
    method: str
    clusterings: int
    between: float | None
    findings: tuple[Said, ...]
    methods: tuple[Row, ...] = ()
    without: tuple[Row, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer; the last one has the result."""

    done: float = 0.0
    result: Result | None = None
