"""What a safe house asks of those who come, and how long it may be in use. Pure.

An objection is a rule of the house: a reason that somebody writes down outweighs it. Beds, nights and who must be kept
apart are no such rules: nothing outweighs them (see `rules.check_stay`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from waystation.evacuation import rules
from waystation.evacuation.records import BookingRecord, PlaceRecord


@dataclass(frozen=True)
class Guests:
    """What a house must know of those who come.

    `kinds` are GUESTS, empty where nobody said. `origin` is the region from which they come. `hunted_in` are the places
    where those who hunt them are, with all that lies in these.
    """

    kinds: frozenset[str] = frozenset()
    pets: bool = False
    wheelchair: bool = False
    medical: bool = False
    origin: str = ""
    hunted_in: frozenset[UUID] = frozenset()


def objections(house_id: UUID, house: PlaceRecord, guests: Guests) -> list[str]:
    """Codes of the rules of a house that those who come do not meet. What nobody asked the house is no rule of it."""
    found = [
        (bool(house.accepts) and not guests.kinds, "guests_not_said"),
        (bool(house.accepts) and not guests.kinds <= set(house.accepts), "guests_not_accepted"),
        (guests.pets and house.pets is False, "no_pets"),
        (guests.wheelchair and house.wheelchair is False, "no_wheelchair"),
        (guests.medical and house.medical is False, "no_medical"),
        (house.no_relatives_town and _is_theirs(house_id, house, guests), "relatives_town"),
    ]
    return [code for holds, code in found if holds]


def against(
    house_id: UUID,
    house: PlaceRecord,
    stays: Sequence[BookingRecord],
    held: Sequence[BookingRecord],
    coming: Mapping[UUID, Guests],
    household: Collection[UUID] = (),
) -> list[str]:
    """Codes of all rules of a house that speak against the stays of a household, each once.

    `held` are the beds that others have there, `coming` what is known of each case, `household` the other cases that
    belong to it.
    """
    found = [code for stay in stays for code in objections(house_id, house, coming[stay.case])]
    nights = [night for stay in stays for night in rules.nights(stay.first, stay.until)]
    if must_rest(house, rules.taken(house_id, held), nights):
        found.append("house_must_rest")
    if any(not rules.sleeps_there(other, stays, held) for other in household):
        found.append("household_apart")
    return list(dict.fromkeys(found))


def _is_theirs(house_id: UUID, house: PlaceRecord, guests: Guests) -> bool:
    here = house.region.strip().casefold()
    return bool(here and here == guests.origin.strip().casefold()) or house_id in guests.hunted_in


def must_rest(house: PlaceRecord, used: Collection[date], wanted: Iterable[date]) -> bool:
    """Whether a house would be in use for too many nights one after the other, were these added."""
    if not house.rest_after:
        return False
    new = set(wanted)
    spells = _spells({*used, *new}, house.rest_nights)
    return any(len(spell) > house.rest_after and not new.isdisjoint(spell) for spell in spells)


def resting(house: PlaceRecord, used: Collection[date]) -> set[date]:
    """The nights on which a house stands empty because it was in use for so long."""
    if not house.rest_after:
        return set()
    full = [spell for spell in _spells(set(used), house.rest_nights) if len(spell) >= house.rest_after]
    return {spell[-1] + timedelta(days=number) for spell in full for number in range(1, house.rest_nights + 1)}


def nights_off(house: PlaceRecord, used: Collection[date], first: date, until: date) -> frozenset[date]:
    """Nights on which nobody else comes, so that a house rests as it must even where it is in use on all others.

    From the first day on each night that may be used is counted as used: a house that stands empty longer could be used
    on other nights, but whichever of these are, the rule is kept.
    """
    taken, off = set(used), set()
    for night in rules.nights(first, until):
        if must_rest(house, taken, [night]):
            off.add(night)
        else:
            taken.add(night)
    return frozenset(off)


def _spells(used: set[date], rest: int) -> Iterator[list[date]]:
    """Nights in use without `rest` free ones between them."""
    spell: list[date] = []
    for night in sorted(used):
        if spell and (night - spell[-1]).days > rest:
            yield spell
            spell = []
        spell.append(night)
    if spell:
        yield spell
