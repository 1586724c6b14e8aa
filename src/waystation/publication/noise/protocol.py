"""What is asked of the program that draws noise, and what it answers, as it goes through the pipes. Plain Python.

No name, place or month goes in: counts in the order of the cells, and how far one person changes them.
"""

from typing import Final

import msgspec

PROGRAM: Final = "waystation.publication.noise.program"


class Task(msgspec.Struct, frozen=True):
    """The counts; by how much one person changes all of them together (L1 distance); the epsilon that it may cost."""

    numbers: tuple[int, ...]
    sensitivity: int
    epsilon: float


class Drawn(msgspec.Struct, frozen=True):
    """The counts with noise; what it costs by OpenDP's own map; the scale of the noise.

    `within`: nineteen in twenty numbers lie so near to what was counted. `floor`: with nineteen in twenty no number of
    the whole table reaches it by noise alone.
    """

    numbers: tuple[int, ...]
    epsilon: float
    scale: float
    within: int
    floor: int
