"""Why two are so likely one person, drawn from above: where the odds begin, what each field adds, where they end. Pure.

Everything is in bits: one bit more makes it twice as likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from waystation.documentation.wording import Words

WIDTH, RIGHT = 360.0, 46.0  # as wide as a phone: on a desk it is drawn larger
LANE, LABEL, BAR, TOP = 38.0, 15.0, 14.0, 22.0
LEAST = 2.0


@dataclass(frozen=True)
class Step:
    """What one thing adds, in bits; `of` is the kind: prior, field, rare, learned or total."""

    label: Words = field(repr=False)
    bits: float
    of: str = "field"

    @property
    def said(self) -> str:
        """With its sign, one place after the point."""
        return f"{self.bits:+.1f}".replace("-", "−")


@dataclass(frozen=True)
class Bar:
    """A step as it is drawn."""

    step: Step
    first: float
    last: float
    number: int

    @property
    def tone(self) -> str:
        whole = {"prior": "start", "total": "end"}.get(self.step.of)
        return whole or ("for" if self.step.bits >= 0 else "against")

    @property
    def x(self) -> str:
        return f"{min(self.first, self.last):.1f}"

    @property
    def width(self) -> str:
        return f"{max(LEAST, abs(self.last - self.first)):.1f}"

    @property
    def end(self) -> str:
        return f"{self.last:.1f}"

    @property
    def label_y(self) -> str:
        return f"{TOP + LANE * self.number + LABEL - 4:.1f}"

    @property
    def y(self) -> str:
        return f"{TOP + LANE * self.number + LABEL:.1f}"

    @property
    def text_y(self) -> str:
        return f"{TOP + LANE * self.number + LABEL + BAR - 3:.1f}"

    @property
    def next_y(self) -> str:
        return f"{TOP + LANE * (self.number + 1) + LABEL + BAR:.1f}"

    @property
    def text_x(self) -> str:
        return f"{max(self.first, self.last) + 6:.1f}"


@dataclass(frozen=True)
class Picture:
    """All steps, with where evens are (0 bits: as likely as not)."""

    bars: Sequence[Bar]
    evens: str
    box: str
    bottom: str


def picture(steps: Sequence[Step]) -> Picture:
    """Steps from the first on; the last one is the total, from evens to where the others have led."""
    reached, ends = 0.0, []
    for step in steps:
        begins = 0.0 if step.of in ("prior", "total") else reached
        reached = begins + step.bits
        ends.append((begins, reached))
    low = min(0.0, *(min(pair) for pair in ends))
    high = max(0.0, *(max(pair) for pair in ends))
    scale = (WIDTH - RIGHT) / max(high - low, 1.0)

    def at(bits: float) -> float:
        return (bits - low) * scale

    bars = [
        Bar(step, at(begins), at(end), number)
        for number, (step, (begins, end)) in enumerate(zip(steps, ends, strict=True))
    ]
    tall = TOP + LANE * len(steps) + 4
    return Picture(bars, f"{at(0.0):.1f}", f"0 0 {WIDTH:.0f} {tall:.0f}", f"{tall - 4:.0f}")
