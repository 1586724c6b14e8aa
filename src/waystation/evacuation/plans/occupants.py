"""What others have: beds on some nights, and those who are with them, as parties that only stand for them. Pure.

The planner knows the beds of a house, not those of a night.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from uuid import UUID

from msgspec.structs import replace

from waystation.evacuation.plans.places import TAKEN
from waystation.evacuation.plans.records import Steps
from waystation.evacuation.plans.unfinished import Unfinished
from waystation.evacuation.records import BookingRecord
from waystation.planning import Party, Place, Step
from waystation.planning.problem import NEVER, SLOTS


def add(of: Unfinished) -> None:
    """For every house."""
    party = {case: code for code, crowd in of.crowds.items() for case in crowd.cases}
    there = _there(of)
    for house in of.known.places:
        if house in of.code and of.kind_of(house) == "house" and of.places[of.code[house]].beds:
            _occupy(of, house, party, there)


def _there(of: Unfinished) -> Counter[tuple[str, int]]:
    """How many of those who are planned sleep in a place in the night of a day if they go no further than they know."""
    found: Counter[tuple[str, int]] = Counter()
    for code, steps in of.told.items():
        for step, after in zip_longest(steps, steps[1:]):
            leg = of.legs[step.leg]
            arrives, leaves = step.departs + leg.dur, after.departs + 1 if after else of.slots
            for night in range(arrives // SLOTS, leaves // SLOTS):
                found[leg.b, night] += of.parties[code].size
    return found


def _occupy(of: Unfinished, house: UUID, party: Mapping[UUID, str], there: Mapping[tuple[str, int], int]) -> None:
    first, beds = of.now // SLOTS, of.places[of.code[house]].beds
    left = [0] * first + [beds] * (of.days - first)
    for stay in of.known.beside:
        if stay.house == house:
            _beside(of, stay, left, {party[case] for case in _apart_from(of, stay.case) if case in party})
    nights = [min(free, _taken(of, house, day, free)) for day, free in enumerate(left)]
    for day, taken in enumerate(nights):
        # Who holds fewer beds than they are sleeps there all the same: that contradicts no plan for everybody else.
        over = taken + there[of.code[house], day] - beds
        if over > 0 and of.known.own.get((house, of.calendar.day(day * SLOTS))):
            of.knew["crowded"] += over
            nights[day] = max(0, taken - over)
    for size, begin, end in _layers(nights):
        _for_nights(of, house, size, begin, end)


def _taken(of: Unfinished, house: UUID, day: int, free: int) -> int:
    """Beds that are not to be had on a night: those of others, and of who comes late in it; all, where the house rests,
    but of who is there."""
    night = of.calendar.day(day * SLOTS)
    if night in of.known.rests.get(house, ()):
        return max(0, free - of.ends[house])
    return of.known.taken.get((house, night), 0) + of.late[house, day]


def _beside(of: Unfinished, stay: BookingRecord, left: list[int], apart: set[str]) -> None:
    """A stay of somebody who is kept apart from these parties: nobody of them is there on its nights."""
    begin, end = (max(0, min(of.days, of.calendar.number(day))) for day in (stay.first, stay.until))
    begin = max(begin, of.now // SLOTS)
    size = min(stay.beds, *left[begin:end]) if begin < end else 0
    if size > 0:
        for occupant in _for_nights(of, stay.house, size, begin, end):
            of.apart += [(each, occupant) for each in sorted(apart)]
        for night in range(begin, end):
            left[night] -= size


def _apart_from(of: Unfinished, case: UUID) -> set[UUID]:
    return {other for pair in of.known.apart if case in pair for other in pair - {case}}


def _for_nights(of: Unfinished, house: UUID, size: int, begin: int, end: int) -> list[str]:
    """Somebody on the nights from a day until before another, one after the other where that is too long for one."""
    longest = of.places[of.code[house]].max_stay
    return [_guest(of, house, size, day, min(end, day + longest)) for day in range(begin, end, longest)]


def _guest(of: Unfinished, house: UUID, size: int, begin: int, end: int) -> str:
    code, start = somebody(of, size)
    arrives = begin * SLOTS + SLOTS - 1
    steps = [Step(of.own_leg(code, start, of.code[house], arrives - 1, 1, size), arrives - 1)]
    if end < of.days:
        leaves = end * SLOTS
        steps.append(Step(of.own_leg(code, of.code[house], of.away(), leaves, 1, size), leaves))
    keep(of, code, tuple(steps))
    return code


def somebody(of: Unfinished, size: int, *, escort: bool = False) -> tuple[str, str]:
    """The id of a party that only stands for something that is taken, and of the place from which it comes."""
    code, start = of.name(), of.name()
    of.places[start] = Place(id=start, kind="origin", lat=0.0, lon=0.0, country="home")
    of.parties[code] = Party(
        id=code, size=size, origin=start, cats=(TAKEN,), urgency=1, deadline=NEVER, internal_day=NEVER,
        foreign_day=NEVER, escort=escort, id_risk=0, ck_risk=0, pursuit={}, visas={}, registered=len(of.parties),
    )  # fmt: skip
    return code, start


def keep(of: Unfinished, code: str, steps: Steps) -> None:
    """That it takes this way, which is open to it alone, and nothing else."""
    of.parties[code] = replace(of.parties[code], visas=of.own[code])
    of.told[code] = steps
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
