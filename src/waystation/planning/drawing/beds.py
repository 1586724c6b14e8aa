"""Who sleeps where is for nobody to see; how many sleep in each house, and where there is no bed left, is."""

from collections import Counter
from collections.abc import Iterator
from math import ceil
from typing import Final

from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.markup import Inside, Markup, code, join, tag
from waystation.planning.drawing.words import figure, many, numbers, paragraph, scrolled, section, table
from waystation.planning.problem import Place

_NIGHTS: Final = 14
"""Nights beside each other at most: a phone has room for so many."""
_MOST: Final = 60
"""Houses in the picture: the busiest. The table has them all."""
_LEVELS: Final = 4


def beds(facts: Facts) -> Markup:
    houses = [each for each in facts.problem.places if each.kind == "house" and facts.nights.get(each.id)]
    houses.sort(key=lambda house: -sum(facts.nights[house.id].values()))
    shown = sorted(houses[:_MOST], key=facts.problem.places.index)
    long = ceil(facts.problem.days / ceil(facts.problem.days / _NIGHTS))
    days = [range(first, min(first + long, facts.problem.days)) for first in range(0, facts.problem.days, long)]
    blocks = [block for those in days if (block := _block(facts, shown, those))]
    left_out = len(houses) - len(shown)
    return section(
        "beds", "Beds",
        paragraph(_said(facts, houses)),
        figure(
            tag("div", *blocks, class_="blocks"),
            tag("figcaption", *_legend()) if blocks else "",
            paragraph(f"{many(left_out, 'quieter house')} stand in the table alone.", soft=True) if left_out else "",
            numbers(_table(facts, houses)),
        ),
    )  # fmt: skip


def _said(facts: Facts, houses: list[Place]) -> str:
    if not houses:
        return "Nobody sleeps in a house."
    unused = sum(each.kind == "house" for each in facts.problem.places) - len(houses)
    full = sum(_full(facts, house) for house in houses)
    nights = sum(sum(facts.nights[house.id].values()) for house in houses)
    said = f"{many(nights, 'night')} of one person are slept in {many(len(houses), 'house')}; {full:,} times "
    said += "a house has no bed left."
    return said + (f" {many(unused, 'house')} {'is' if unused == 1 else 'are'} not needed." if unused else "")


def _full(facts: Facts, house: Place) -> int:
    return sum(persons >= house.beds for persons in facts.nights[house.id].values())


def _block(facts: Facts, houses: list[Place], days: range) -> Markup | None:
    """Some nights of all houses; nothing if nobody sleeps in one."""
    if not any(facts.nights[house.id][day] for house in houses for day in days):
        return None
    label = f"Nights of days {days[0]} to {days[-1]}"
    head = tag("tr", tag("td", ""), *(tag("th", str(day), scope="col") for day in days))
    rows = (tag("tr", tag("th", code(house.id), scope="row"), *_cells(facts, house, days)) for house in houses)
    heat = tag("table", tag("caption", label), tag("thead", head), tag("tbody", *rows), class_="heat")
    return scrolled(label, heat)


def _cells(facts: Facts, house: Place, days: range) -> Iterator[Markup]:
    for day in days:
        persons = facts.nights[house.id][day]
        yield tag("td", *_written(persons, house.beds), class_=_level(persons, house.beds))


def _written(persons: int, beds: int) -> tuple[Inside, ...]:
    if persons > beds:
        return (f"{persons}!",)
    return (persons, tag("span", " full", class_="hidden")) if 0 < persons == beds else (persons or "",)


def _level(persons: int, beds: int) -> str | None:
    if persons >= beds:
        return "over" if persons > beds else "full" if persons else None
    return f"h{1 + persons * _LEVELS // beds}" if persons else None


def _legend() -> Iterator[Markup]:
    samples = (("h1", "", "few"), ("h2", "", ""), ("h3", "", ""), ("h4", "", "nearly full"), ("full", "9", "full"))
    for level, inside, words in samples:
        yield tag("span", tag("span", inside, class_=f"cell {level}"), words, class_="of-key")
    yield tag("span", tag("span", "9!", class_="cell over"), "more people than beds", class_="of-key")


def _table(facts: Facts, houses: list[Place]) -> Markup:
    columns = ("House", "Beds", "Slept", "In use", "Full", "Most")
    said = "Each house: its beds, nights slept by one person, nights in use, nights full, most persons in one night"
    return table(said, columns, (_row(facts, house) for house in houses))


def _row(facts: Facts, house: Place) -> tuple[Inside, ...]:
    nights: Counter[int] = facts.nights[house.id]
    used = sum(persons > 0 for persons in nights.values())
    most = max(nights.values())
    return join(code(house.id)), house.beds, sum(nights.values()), used, _full(facts, house), most
