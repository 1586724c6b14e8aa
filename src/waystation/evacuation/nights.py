"""The nights of the safe houses as pages show them: how many beds are free, and who has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from waystation.evacuation import rules, wording
from waystation.evacuation.records import SAFE_HOUSE, BookingRecord, PlaceRecord

NIGHTS = 14


@dataclass(frozen=True)
class Night:
    """One night of a house."""

    day: date
    free: int
    beds: int

    @property
    def tone(self) -> str:
        if self.free <= 0:
            return "danger"
        return "warn" if self.free == 1 and self.beds > 1 else "good"


@dataclass(frozen=True)
class PlaceLine:
    """A place in a list; `nights` are of a safe house."""

    id: UUID
    place: PlaceRecord
    nights: tuple[Night, ...] = ()

    @property
    def is_house(self) -> bool:
        return self.place.kind == SAFE_HOUSE

    @property
    def tonight(self) -> int:
        return self.nights[0].free if self.nights else 0

    @property
    def kind(self) -> Any:
        return wording.PLACE_KINDS[self.place.kind]

    @property
    def state(self) -> Any:
        return wording.PLACE_STATES[self.place.state]

    @property
    def tone(self) -> str:
        return wording.TONES[self.place.state]


def calendars(
    places: Mapping[UUID, PlaceRecord], stays: Iterable[BookingRecord], today: date, count: int = NIGHTS
) -> list[PlaceLine]:
    """Every place with the free beds of its next nights; each stay is looked at once."""
    by_house: dict[UUID, list[BookingRecord]] = {}
    for stay in stays:
        by_house.setdefault(stay.house, []).append(stay)
    window = (today, today + timedelta(days=count))
    return [PlaceLine(pk, place, _nights(pk, place, by_house.get(pk, []), window)) for pk, place in places.items()]


def _nights(pk: UUID, place: PlaceRecord, stays: list[BookingRecord], window: tuple[date, date]) -> tuple[Night, ...]:
    if place.kind != SAFE_HOUSE:
        return ()
    first, until = window
    held = rules.taken(pk, (stay for stay in stays if stay.first < until and stay.until > first))
    open_beds = place.beds if place.state == "active" else 0
    return tuple(Night(day, max(0, open_beds - held[day]), place.beds) for day in rules.nights(first, until))


@dataclass(frozen=True)
class StayLine:
    """A stay of somebody in a house."""

    id: UUID
    stay: BookingRecord
    who: str
    house: str
    tonight: bool
    over: bool


def stay_lines(
    stays: Mapping[UUID, BookingRecord],
    names: Mapping[UUID, str],
    places: Mapping[UUID, PlaceRecord],
    today: date,
) -> list[StayLine]:
    """Stays with the pseudonym and the house of each."""
    return [
        StayLine(
            pk,
            stay,
            names.get(stay.case, "…"),
            places[stay.house].name if stay.house in places else "…",
            stay.first <= today < stay.until,
            stay.until <= today,
        )
        for pk, stay in stays.items()
    ]
