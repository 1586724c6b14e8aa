"""Where how many are on each day, and how many set out."""

from typing import Final

from waystation.planning.drawing.charts import Frame
from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.layout import Size
from waystation.planning.drawing.map import LOOKS, Look
from waystation.planning.drawing.markup import Inside, Markup, join, tag
from waystation.planning.drawing.words import figure, many, numbers, paragraph, section, table

_BANDS: Final = (
    ("dest", "at a destination"), ("house", "in houses"), ("way", "on the way"), ("origin", "still at the origin"),
)  # fmt: skip


def timeline(facts: Facts) -> Markup:
    label = (
        f"Over {many(facts.problem.days, 'day')}: persons at origins, on the way, in houses and at destinations "
        "in the night of each day, and persons who set out on each day. The same numbers stand in the table below."
    )
    bands = nights(facts)
    pictures = join(*(_picture(facts, bands, look, label) for look in LOOKS))
    key = (tag("span", _swatch(name), words, class_="of-key") for name, words in reversed(_BANDS))
    return section(
        "days", "Day by day",
        paragraph(_on_the_road(facts)),
        figure(pictures, tag("figcaption", *key), numbers(_table(facts, bands))),
    )  # fmt: skip


def _on_the_road(facts: Facts) -> str:
    total, most = sum(facts.on_the_road), max(facts.on_the_road, default=0)
    if not total:
        return "Nobody spends a night on the road."
    return (
        f"{many(total, 'night')} of one person are spent on the road, at most {most:,} by one person. No rule forbids "
        "that: look at whether they can bear it."
    )


def nights(facts: Facts) -> dict[str, list[int]]:
    """By band: persons in the night of each day. Whoever is at no origin, house or destination is on the way."""
    found = {kind: facts.at_night(kind) for kind in ("origin", "house", "dest")}
    everybody = sum(way.party.size for way in facts.ways)
    return found | {"way": [everybody - sum(those) for those in zip(*found.values(), strict=True)]}


def _picture(facts: Facts, bands: dict[str, list[int]], look: Look, label: str) -> Markup:
    left, letter = look.letter * 3.1, look.letter
    width, days = look.width - left - letter, facts.problem.days
    persons = max(1, facts.persons)
    _, leaving = facts.departing()
    upper = Frame(left, letter * 2, Size(width, look.width * 0.28 + 60), days, persons, letter)
    lower = Frame(left, upper.top + upper.size.height + letter * 4, Size(width, 58), days, max(1, *leaving), letter)
    height = lower.top + lower.size.height + letter * 1.8
    return tag(
        "svg", upper.scale(), upper.bands([(name, bands[name]) for name, _ in _BANDS]), upper.dates(),
        upper.now(facts.problem.now), upper.headed("Persons in the night of each day"),
        lower.scale(), lower.bars(leaving, "house"),
        lower.headed("Persons who set out on each day"),
        viewBox=f"0 0 {look.width} {height:.0f}", class_=f"picture {look.name}", role="img", aria_label=label,
    )  # fmt: skip


def _swatch(name: str) -> Markup:
    drawn = tag("path", class_=f"band {name}", d="M2 5H20V17H2Z")
    return tag("svg", drawn, viewBox="0 0 22 22", class_="key", aria_hidden="true")


def _table(facts: Facts, bands: dict[str, list[int]]) -> Markup:
    departures, leaving = facts.departing()
    columns = ("Day", "Trips", "Set out", "Origin", "On the way", "House", "Arrived")
    kinds = ("origin", "way", "house", "dest")
    days = range(facts.problem.days)
    rows: list[list[Inside]] = [
        [str(day), departures[day], leaving[day], *(bands[kind][day] for kind in kinds)] for day in days
    ]
    return table("Each day, and where people are in its night", columns, rows)
