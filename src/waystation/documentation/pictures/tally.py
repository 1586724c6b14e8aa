"""How much was recorded in each place, and by what kinds of perpetrators, kept in step with the acts. Pure."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Protocol, TypeVar

from waystation.documentation.corroboration import LADDER
from waystation.documentation.figures import counting
from waystation.documentation.figures.counting import Counted
from waystation.documentation.figures.records import Quantity
from waystation.documentation.rules import group_of

UNKNOWN = ("?",)  # nobody said who did it
Thing = TypeVar("Thing", bound=Hashable)


class Place:
    """What was recorded in one place: its events and victims, each with how many of its acts there are."""

    def __init__(self) -> None:
        self.acts = 0
        self.events: Counter[bytes] = Counter()
        self._victims: Counter[tuple[bytes, int, int | None]] = Counter()

    def add(self, act: Counted, victim: bytes, by: int) -> None:
        """Adds an act (1), or takes it away (-1)."""
        self.acts += by
        _add(self.events, act.event, by)
        _add(self._victims, (victim, act.least, act.most), by)

    @property
    def victims(self) -> Quantity:
        """How many people that was done to."""
        return counting.people((least, most) for _victim, least, most in self._victims)


class Acts(Protocol):
    """Every act, with what changed of them."""

    def find(self, act: bytes) -> Counted | None: ...
    def since(self, number: int) -> tuple[int, list[bytes]]: ...


class By(Protocol):
    """What they are who did each act, with what changed of that."""

    def kinds(self, act: bytes) -> Iterable[str]: ...
    def since(self, number: int) -> tuple[int, list[bytes]]: ...


class Tally:
    """The acts that are at least so sure, by place and by kind. What changed is counted again, and nothing else.

    Who is recorded more than once is one person: `lead` says which record stands for all.
    """

    def __init__(self, sure: str, lead: Mapping[bytes, bytes]) -> None:
        self.sure, self.lead = sure, lead
        self.lock = threading.Lock()
        self.places: defaultdict[tuple[str, str], Place] = defaultdict(Place)
        self.cells: Counter[tuple[str, str]] = Counter()
        """How many acts there are by the kind of a perpetrator and the group of acts; one may be of several kinds."""
        self._rungs = frozenset(LADDER[LADDER.index(sure) :])
        self._in: dict[bytes, tuple[Counted, tuple[str, ...]]] = {}  # as they were counted
        self._acts = self._by = 0  # up to where it looked

    def follow(self, acts: Acts, by: By) -> None:
        """Takes in what changed since the last time. The caller holds the lock, and while it reads the numbers."""
        self._acts, moved = acts.since(self._acts)
        self._by, others = by.since(self._by)
        for one in {*moved, *others}:
            if one in self._in:
                self._add(*self._in.pop(one), -1)
            act = acts.find(one)
            if act is not None and act.status in self._rungs:
                self._in[one] = act, tuple(by.kinds(one)) or UNKNOWN
                self._add(*self._in[one], 1)

    def _add(self, act: Counted, kinds: Iterable[str], number: int) -> None:
        place = self.places[act.places]
        place.add(act, self.lead.get(act.victim, act.victim), number)
        if not place.acts:
            del self.places[act.places]
        for kind in kinds:
            _add(self.cells, (kind, group_of(act.kind)), number)


def _add(counter: Counter[Thing], what: Thing, number: int) -> None:
    counter[what] += number
    if not counter[what]:
        del counter[what]
