"""What happens in a simulation: who asks for help, what goes wrong and when. All of it is drawn from one seed. Pure.

The numbers are invented. They are large enough that in ninety days with forty people everything happens that the
software has to answer, and say nothing of how often it happens in life.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

FIRST_DAY: Final = date(2031, 3, 3)
"""A Monday far enough away that no clock of a machine stands there."""
TOWNS: Final = ("Orlin", "Keshta", "Birk", "Selnaya")
COUNTRIES: Final = ("Norland", "Estova")
CANCELLED, COMPROMISED, SIGHTING = INCIDENTS = ("train cancelled", "house compromised", "pursuer sighted")

SILENT: Final = 0.05
"""That a sign of life does not come in time,"""
FORCED: Final = 0.1
"""and that then the word for being forced is said in the end."""
UNCONFIRMED: Final = 0.04
"""That a helper forgets to say how a leg went."""
LATE_TRAIN: Final = 0.06
VISA_LATE: Final = 0.3
VISA_REFUSED: Final = 0.08
HUNTED: Final = 0.4
_SIZES: Final = (1, 1, 1, 1, 1, 2, 2, 3)


@dataclass(frozen=True)
class Party:
    """Those who come with one request. `asks` is when, `papers` after how many days they have a passport in hand.

    `visa` is how many days the embassy says that it takes, `late` how many more it does; `refused`: it first says no.
    """

    number: int
    size: int
    town: str
    asks: datetime
    papers: int
    hunted: bool
    urgent: bool
    country: str
    visa: int
    late: int
    refused: bool


@dataclass(frozen=True)
class Incident:
    """Something that goes wrong at a moment, whoever it strikes."""

    at: datetime
    kind: str


@dataclass
class Scenario:
    """One run: everybody who asks, everything that is to go wrong, and the chance by which the rest is drawn."""

    seed: int
    persons: int
    days: int
    zone: ZoneInfo
    chance: Random = field(init=False)
    parties: Sequence[Party] = field(init=False)
    incidents: Sequence[Incident] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311  # repeatable, and no secret
        self.parties = list(self._parties())
        self.incidents = sorted(self._incidents(), key=lambda each: each.at)

    @property
    def start(self) -> datetime:
        return self.moment(0, 6)

    @property
    def end(self) -> datetime:
        return self.moment(self.days, 6)

    def moment(self, day: int, hour: int, minute: int = 0) -> datetime:
        """An hour of a day by the clocks of the organisation."""
        return datetime.combine(FIRST_DAY + timedelta(days=day), time(hour, minute), self.zone)

    def happens(self, chance: float) -> bool:
        return self.chance.random() < chance

    def minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.chance.randint(least, most))

    def _parties(self) -> list[Party]:
        found: list[Party] = []
        left = self.persons
        while left:
            size = min(left, self.chance.choice(_SIZES))
            left -= size
            found.append(self._party(len(found), size))
        return found

    def _party(self, number: int, size: int) -> Party:
        """Most ask in the first third of the time; the visa is late for some, and some have no passport yet."""
        chance = self.chance
        day = chance.randrange(max(1, self.days // 3))
        late = chance.randint(8, 25) if self.happens(VISA_LATE) else 0
        return Party(
            number=number,
            size=size,
            town=chance.choice(TOWNS),
            asks=self.moment(day, chance.randint(8, 20), chance.randrange(60)),
            papers=chance.choice((0, 0, 0, chance.randint(3, 15))),
            hunted=self.happens(HUNTED),
            urgent=self.happens(0.3),
            country=chance.choice(COUNTRIES),
            visa=chance.randint(8, 20),
            late=late,
            refused=self.happens(VISA_REFUSED),
        )

    def _incidents(self) -> list[Incident]:
        """Each kind at least once, beginning when the first may be under way."""
        often = {CANCELLED: self.days // 15, COMPROMISED: self.days // 45, SIGHTING: self.days // 18}
        return [
            Incident(
                self.moment(self.chance.randrange(self.days // 10 + 2, self.days), self.chance.randint(8, 19)), kind
            )
            for kind, number in often.items()
            for _ in range(max(1, number))
        ]
