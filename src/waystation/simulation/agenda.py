"""What is still to happen, in the order of time, and what everybody who acts shares."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waystation.simulation.cast import Cast
from waystation.simulation.clock import Clock
from waystation.simulation.land import Land
from waystation.simulation.people import Traveller
from waystation.simulation.scenario import Scenario

Happening = Callable[[], object]
ANSWER = "answer"


@dataclass
class Agenda:
    """Moments with what happens then; of the same moment what was noted first comes first."""

    clock: Clock
    _waiting: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _noted: int = 0

    def at(self, moment: datetime, happening: Happening) -> None:
        """Notes what is to happen; what is over happens now."""
        self._noted += 1
        heapq.heappush(self._waiting, (max(moment, self.clock.now), self._noted, happening))

    @property
    def next(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    def due(self) -> Iterator[Happening]:
        """What happens at this moment, also what is noted for it meanwhile."""
        while self._waiting and self._waiting[0][0] <= self.clock.now:
            yield heapq.heappop(self._waiting)[2]


@dataclass(frozen=True)
class Told:
    """Something that happened, for the timeline: an incident, or an answer to one."""

    at: datetime
    kind: str
    what: str

    @property
    def is_incident(self) -> bool:
        return self.kind != ANSWER


def journeys(number: int) -> str:
    """So many of them, in words."""
    return "1 journey" if number == 1 else f"{number} journeys"


@dataclass
class World:
    """Everything that the rooms of a simulation share. `refused` counts what the actions refused, by code."""

    cast: Cast
    clock: Clock
    scenario: Scenario
    land: Land
    agenda: Agenda
    travellers: dict[UUID, Traveller] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    waits: set[UUID] = field(default_factory=set)
    """Cases for which somebody has to make a plan."""
    because: str = ""
    """What happened that makes plans necessary again."""

    @property
    def now(self) -> datetime:
        return self.clock.now

    def tell(self, kind: str, what: str) -> None:
        self.told.append(Told(self.now, kind, what))
