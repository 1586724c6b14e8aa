"""How long something may go on: by the clock, or by the ways that it asks for, so that each time the same is found."""

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final

from waystation.planning.pricing import Pricing

_SECONDS: Final = 0.3
_WAYS: Final = 300
"""What somebody gets at least who shares with others, while there is any."""


@dataclass(frozen=True)
class Effort:
    """What may be spent: seconds; ways too, where work is counted, and then the seconds are only the most."""

    seconds: float
    ways: float = inf


class Limit:
    """An effort from now on, with the ways that are asked of a pricing."""

    def __init__(self, pricing: Pricing, effort: Effort) -> None:
        self._pricing, self._counts = pricing, effort.ways < inf
        self._until, self._most = monotonic() + effort.seconds, pricing.asked + effort.ways

    @property
    def is_reached(self) -> bool:
        return self._pricing.asked >= self._most or monotonic() >= self._until

    def shared(self, among: int) -> "Limit":
        """The part of one of so many who share what is left, and get the more the less those before them needed."""
        left = Effort(self._until - monotonic(), self._most - self._pricing.asked)
        if self._counts:
            return Limit(self._pricing, Effort(left.seconds, min(left.ways, max(_WAYS, left.ways / among))))
        return Limit(self._pricing, Effort(min(left.seconds, max(_SECONDS, left.seconds / among))))
