"""Beds that others have on some nights, as parties that only stand for them. Pure.

The planner knows the beds of a house, not those of a night.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from waystation.evacuation.plans.places import TAKEN
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.planning import Party, Place, Step
from waystation.planning.problem import NEVER, SLOTS


def add(of: Unfinished) -> None:
    """For every house."""
    for house in of.known.places:
        if house in of.code and of.kind_of(house) == "house":
            _occupy(of, house)


def _occupy(of: Unfinished, house: UUID) -> None:
    place = of.places[of.code[house]]
    first, count = of.now // SLOTS, of.days
    taken = of.known.taken
    nights = [min(place.beds, taken.get((house, of.calendar.day(day * SLOTS)), 0)) for day in range(count)]
    nights[:first] = [0] * min(first, count)
    for size, begin, end in _layers(nights):
        for day in range(begin, end, place.max_stay):
            _occupant(of, house, size, day, min(end, day + place.max_stay))


def _occupant(of: Unfinished, house: UUID, size: int, begin: int, end: int) -> None:
    """Somebody who only stands for beds: of the nights of these days."""
    code, start = of.name(), of.name()
    of.places[start] = Place(id=start, kind="origin", lat=0.0, lon=0.0, country="home")
    arrives = begin * SLOTS + SLOTS - 1
    steps = [Step(of.own_leg(code, start, of.code[house], arrives - 1, 1, size), arrives - 1)]
    if end < of.days:
        leaves = end * SLOTS
        steps.append(Step(of.own_leg(code, of.code[house], of.away(), leaves, 1, size), leaves))
    of.parties[code] = Party(
        id=code, size=size, origin=start, cats=(TAKEN,), urgency=1, deadline=NEVER, internal_day=NEVER,
        foreign_day=NEVER, id_risk=0, ck_risk=0, pursuit={}, visas=of.own[code], registered=len(of.parties),
    )  # fmt: skip
    of.told[code] = tuple(steps)
    of.occupants.append(code)


def _layers(nights: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """How many beds from which night until before which: few stays that add up to what is taken each night."""
    left = list(nights)
    for begin in range(len(left)):
        while left[begin]:
            end = begin
            while end < len(left) and left[end]:
                end += 1
            size = min(left[begin:end])
            for night in range(begin, end):
                left[night] -= size
            yield size, begin, end
