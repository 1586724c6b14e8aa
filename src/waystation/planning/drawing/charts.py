"""Pictures of days from left to right: bands on top of each other, bars, and what there is at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from waystation.planning.drawing.layout import Size
from waystation.planning.drawing.markup import NOTHING, Markup, number, tag
from waystation.planning.problem import SLOTS

_TICKS: Final = (1, 2, 5)
_DAYS: Final = (1, 2, 7, 14, 28, 56, 91)


@dataclass(frozen=True)
class Frame:
    """Where in a picture a chart stands, and what it counts up to."""

    left: float
    top: float
    size: Size
    days: int
    most: float
    letter: float

    def x(self, day: float) -> float:
        return self.left + self.size.width * day / self.days

    def y(self, value: float) -> float:
        return self.top + self.size.height * (1 - value / self.most)

    def scale(self) -> Markup:
        """Lines at round numbers, with them at the left."""
        made = []
        for tick in _round_numbers(self.most, 2 if self.size.height < 70 else 4):
            y = self.y(tick)
            made += [
                tag("path", class_="grid", d=f"M{number(self.left)} {number(y)}h{number(self.size.width)}"),
                tag("text", f"{tick:,}", x=self.left - 5, y=y + self.letter * 0.36, text_anchor="end"),
            ]
        return tag("g", *made, font_size=self.letter)

    def dates(self) -> Markup:
        """Days below, as many as have room."""
        room = self.letter * 2.6 * self.days / self.size.width
        step = next((each for each in _DAYS if each >= room), self.days)
        below = self.top + self.size.height + self.letter * 1.3
        made = [tag("text", str(day), x=self.x(day + 0.5), y=below) for day in range(0, self.days, step)]
        return tag("g", *made, class_="middle", font_size=self.letter)

    def headed(self, said: str) -> Markup:
        """A line of words above."""
        return tag("text", said, x=self.left, y=self.top - self.letter * 0.7, font_size=self.letter, class_="heading")

    def bands(self, bands: Sequence[tuple[str, Sequence[int]]]) -> Markup:
        """Values of each day, the first band lowest."""
        made, below = [], [0] * self.days
        for name, values in bands:
            above = [low + value for low, value in zip(below, values, strict=True)]
            made.append(tag("path", class_=f"band {name}", d=self._between(below, above)))
            below = above
        return tag("g", *made)

    def bars(self, values: Sequence[int], name: str) -> Markup:
        flat = [0] * self.days
        return tag("path", class_=f"band {name}", d=self._between(flat, values)) if any(values) else NOTHING

    def limit(self, value: float, said: str) -> Markup:
        """What there is of it: a broken line with words on it."""
        y, inside = self.y(value), self.letter * 1.3 if self.y(value) - self.top < self.letter * 1.4 else -4
        line = tag("path", class_="limit", d=f"M{number(self.left)} {number(y)}h{number(self.size.width)}")
        at = self.left + self.size.width
        words = tag("text", said, x=at, y=y + inside, text_anchor="end", font_size=self.letter, class_="over")
        return tag("g", line, words)

    def now(self, slot: int) -> Markup:
        """A broken line where the time before now ends; none where nothing lies before."""
        if not slot:
            return NOTHING
        x, right = self.x(slot / SLOTS), slot / SLOTS > self.days / 2
        drawn = f"M{number(x)} {number(self.top)}v{number(self.size.height)}"
        words = tag(
            "text", "now", x=x - 5 if right else x + 5, y=self.top + self.letter * 1.2, font_size=self.letter,
            text_anchor="end" if right else "start",
        )  # fmt: skip
        return tag("g", tag("path", class_="under", d=drawn), tag("path", class_="limit", d=drawn), words, class_="now")

    def _between(self, below: Sequence[float], above: Sequence[float]) -> str:
        there = " ".join(self._steps(above))
        back = " ".join(reversed(list(self._steps(below))))
        return f"M{there} {back}Z"

    def _steps(self, values: Sequence[float]) -> Iterator[str]:
        """Corners of a staircase; steps that are as high as the last have none."""
        for day, value in enumerate(values):
            if day == 0 or value != values[day - 1]:
                yield f"{number(self.x(day))},{number(self.y(value))}"
            if day + 1 == self.days or values[day + 1] != value:
                yield f"{number(self.x(day + 1))},{number(self.y(value))}"


def _round_numbers(most: float, about: int) -> list[int]:
    """Some round numbers up to `most`, nought among them."""
    step, ten = 1, 1
    while most // step > about:
        step = next((ten * each for each in _TICKS if most // (ten * each) <= about), ten * 10)
        ten *= 10
    return list(range(0, int(most) + 1, step))
