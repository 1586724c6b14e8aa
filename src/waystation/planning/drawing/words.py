"""How a report says things."""

from collections.abc import Iterable, Sequence
from typing import Final

from waystation.planning.drawing.markup import NOTHING, Inside, Markup, join, tag
from waystation.planning.problem import SLOTS

OF_DAY: Final = ("morning", "afternoon", "evening", "night")
_FIRST: Final = 8
KINDS: Final = {
    "origin": "origin",
    "house": "house",
    "hub": "stop on the way",
    "border": "border",
    "dest": "destination",
}


def when(slot: int) -> str:
    """A slot of the problem: day 3, evening."""
    return f"day {slot // SLOTS}, {OF_DAY[slot % SLOTS]}"


def many(number: int, one: str, more: str = "") -> str:
    """1 person, 2 persons."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Inside]], words: int = 1) -> Markup:
    """A table whose first column names the row; the first `words` columns are text and the others are numbers."""
    head = [tag("th", each, scope="col", class_="n" if at >= words else None) for at, each in enumerate(columns)]
    body = [_row(row, words) for row in rows]
    inside = (tag("caption", caption), tag("thead", tag("tr", *head)), tag("tbody", *body))
    return scrolled(caption, tag("table", *inside)) if body else tag("p", "Nothing.", class_="soft")


def longest(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Inside]]) -> Markup:
    """The first rows of a table, the others below where there are many."""
    first = table(caption, columns, rows[:_FIRST])
    whole = numbers(table(f"{caption}, all of them", columns, rows), name=f"All {len(rows):,}")
    return tag("div", first, whole) if len(rows) > _FIRST else first


def headed(made: Markup) -> Markup:
    """A table whose caption is the heading above it: only who does not see needs it again."""
    return tag("div", made, class_="same")


def _row(row: Sequence[Inside], words: int) -> Markup:
    first, *rest = row
    cells = [tag("td", each, class_="n" if at >= words else None) for at, each in enumerate(rest, 1)]
    return tag("tr", tag("th", first, scope="row"), *cells)


def scrolled(label: str, inside: Markup) -> Markup:
    """What may be wider than a phone, within reach of the keyboard."""
    return tag("div", inside, class_="scroll", role="region", aria_label=label, tabindex=0)


def numbers(*tables: Markup, name: str = "The numbers") -> Markup:
    """What a picture shows, as tables that open below it."""
    return tag("details", tag("summary", name), *tables)


def section(id_: str, title: str, *inside: Markup) -> Markup:
    return tag("section", tag("h2", title, id=id_), *inside, aria_labelledby=id_)


def paragraph(*inside: Inside, soft: bool = False) -> Markup:
    return tag("p", *inside, class_="soft" if soft else None)


def listed(items: Sequence[Inside]) -> Markup:
    return tag("ul", *(tag("li", each) for each in items)) if items else NOTHING


def figure(picture: Markup, *below: Inside) -> Markup:
    return tag("figure", picture, join(*below))
