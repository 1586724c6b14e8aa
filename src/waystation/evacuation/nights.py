"""The nights of the safe houses as pages show them: how many beds are free, and who has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waystation.evacuation import house_rules as rotation
from waystation.evacuation import rules, wording
from waystation.evacuation.records import SAFE_HOUSE, BookingRecord, PlaceRecord

NIGHTS = 14


@dataclass(frozen=True)
class Night:
    """One night of a house; `rests` where it stands empty so that it is not in use for too long."""

    day: date
    free: int
    beds: int
    rests: bool = False

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
    held = rules.taken(pk, stays if place.rest_after else (stay for stay in stays if _touches(stay, window)))
    open_beds = place.beds if place.state == "active" else 0
    rests = rotation.resting(place, held)
    return tuple(
        Night(day, 0 if day in rests else max(0, open_beds - held[day]), place.beds, day in rests)
        for day in rules.nights(*window)
    )


def _touches(stay: BookingRecord, window: tuple[date, date]) -> bool:
    return stay.first < window[1] and stay.until > window[0]


def house_rules(house: PlaceRecord) -> list[tuple[Any, Any]]:
    """What a house asks, each with its label; what nobody asked it is left out."""
    answers = [
        (_("Who is accepted"), ", ".join(str(wording.GUESTS[code]) for code in house.accepts) or _("everybody")),
        (_("Longest stay"), _nights_in_words(house.max_nights) or _("no limit")),
        (_("Animals may come along"), _ANSWERS.get(house.pets)),
        (_("A wheelchair gets in and about"), _ANSWERS.get(house.wheelchair)),
        (_("Somebody who needs care can be looked after"), _ANSWERS.get(house.medical)),
        (_("Nobody whose relatives or pursuers are in this town or region"), house.no_relatives_town and _("Yes")),
        (_("Rests after so many nights in use"), _nights_in_words(house.rest_after)),
        (_("Rests for so many nights"), _nights_in_words(house.rest_nights)),
    ]
    return [(label, answer) for label, answer in answers if answer]


_ANSWERS: dict[bool | None, Any] = {True: gettext_lazy("Yes"), False: gettext_lazy("No")}


def _nights_in_words(number: int) -> str:
    return ngettext("%(nights)s night", "%(nights)s nights", number) % {"nights": number} if number else ""


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
