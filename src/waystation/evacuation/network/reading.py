"""Connections from a table: each row is one, or tells what is wrong with it. Pure."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.evacuation.network import rules, timetable
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.network.wording import Sentence
from waystation.evacuation.records import PlaceRecord

MOST_ROWS = 2000
_LONGEST = 131_072  # characters of a cell; the csv module's own bound is one for the whole process, and others move it
NEEDED = ("from", "to", "mode", "minutes")
COLUMNS = (
    *NEEDED,
    "cost",
    "currency",
    "capacity",
    "exposure",
    "identity_check",
    "documents",
    "checkpoints",
    "departures",
    "driver",
    "escort",
    "pathway",
    "note",
)
_YES = frozenset({"1", "x", "yes", "y", "true", "да"})
_NO = frozenset({"", "0", "no", "n", "false", "нет"})
NO_TABLE = gettext_lazy("This is no table in UTF-8 with columns between commas or semicolons.")
TOO_MANY = gettext_lazy("A table has at most 2000 rows. Divide it.")


@dataclass(frozen=True)
class Line:
    """One row of a table, by its number in the file: a connection, or why it is none."""

    number: int
    way: ConnectionRecord | None = field(repr=False, default=None)
    faults: tuple[Sentence, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class Table:
    """The rows of a file; `fault` is what is wrong with all of it."""

    lines: list[Line] = field(repr=False, default_factory=list)
    fault: Sentence = ""

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def ways(self) -> list[ConnectionRecord]:
        return [line.way for line in self.lines if line.way]


class _Wrong(ValueError):
    """A cell that cannot be taken. `args[0]` is the sentence."""


def read(content: bytes, places: Mapping[UUID, PlaceRecord], zone: ZoneInfo) -> Table:
    """The connections of a table, whose first row names its columns. Nothing is refused silently."""
    try:
        text = content.decode("utf-8-sig")
        head = text.split("\n", 1)[0]
        dialect = ";" if head.count(";") > head.count(",") else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return Table(fault=NO_TABLE)
    if not rows or "\x00" in text or any(len(cell) > _LONGEST for row in rows for cell in row):
        return Table(fault=NO_TABLE)
    titles = [cell.strip().casefold() for cell in rows[0]]
    if fault := _title_fault(titles):
        return Table(fault=fault)
    if len(rows) > MOST_ROWS + 1:
        return Table(fault=TOO_MANY)
    named = _by_name(places)
    numbered = ((number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row))
    return Table([_line(number, titles, row, places, named, zone) for number, row in numbered])


def _title_fault(titles: list[str]) -> Sentence:
    missing = [name for name in NEEDED if name not in titles]
    unknown = [title for title in titles if title not in COLUMNS]
    if missing:
        return _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
    if unknown or len(set(titles)) < len(titles):
        told = {"names": ", ".join(COLUMNS)}
        return _("Every column has one of these names, and each name comes once: %(names)s.") % told
    return ""


def _by_name(places: Mapping[UUID, PlaceRecord]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for pk, place in places.items():
        found.setdefault(_folded(place.name), []).append(pk)
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _line(
    number: int,
    titles: list[str],
    row: list[str],
    places: Mapping[UUID, PlaceRecord],
    named: Mapping[str, list[UUID]],
    zone: ZoneInfo,
) -> Line:
    if len(row) != len(titles):
        return Line(number, faults=(_("The row has another number of cells than the first one."),))
    cells = {title: cell.strip() for title, cell in zip(titles, row, strict=True)}
    said: dict[str, Any] = {}
    faults: list[Sentence] = []
    for name, take in _takers(named, zone).items():
        try:
            said |= take(cells.get(name, ""))
        except _Wrong as wrong:
            faults.append(f"{name}: {wrong.args[0]}")
    if faults:
        return Line(number, faults=tuple(faults))
    way = ConnectionRecord(**said)
    faults = [f"{field}: {sentence}" for field, sentence in rules.faults(way, places)]
    return Line(number, None if faults else way, tuple(faults))


def _takers(named: Mapping[str, list[UUID]], zone: ZoneInfo) -> dict[str, Callable[[str], dict[str, Any]]]:
    def place(cell: str) -> UUID:
        found = named.get(_folded(cell), [])
        if not found:
            raise _Wrong(_("there is no place that is called so. Add it under Places first."))
        if len(found) > 1:
            raise _Wrong(_("several places are called so. Give one of them another name."))
        return found[0]

    def departures(cell: str) -> dict[str, Any]:
        try:
            weekly, dates = timetable.read(cell, zone)
        except timetable.Unreadable:
            raise _Wrong(_("write a weekday and a time, as in Mon 08:30, several with semicolons.")) from None
        return {"departures": weekly, "dates": dates}

    return {
        "from": lambda cell: {"from_place": place(cell)},
        "to": lambda cell: {"to_place": place(cell)},
        "mode": lambda cell: {"mode": cell},
        "minutes": lambda cell: {"minutes": _number(cell)},
        "cost": lambda cell: {"cost": cell.replace(",", ".")},
        "currency": lambda cell: {"currency": cell.upper()},
        "capacity": lambda cell: {"capacity": _number(cell or "1")},
        "exposure": lambda cell: {"exposure": cell or "low"},
        "identity_check": lambda cell: {"identity_check": cell or "none"},
        "documents": lambda cell: {"documents": tuple(_parts(cell))},
        "checkpoints": lambda cell: {"checkpoints": tuple(place(part) for part in _parts(cell))},
        "departures": departures,
        "driver": lambda cell: {"needs_driver": _answer(cell)},
        "escort": lambda cell: {"needs_escort": _answer(cell)},
        "pathway": lambda cell: {"pathway": cell},
        "note": lambda cell: {"note": cell[:4000]},
    }


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace("|", ";").split(";") if part.strip()]


def _number(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()) or len(cell) > 6:
        raise _Wrong(_("write a whole number."))
    return int(cell)


def _answer(cell: str) -> bool:
    if cell.casefold() not in _YES | _NO:
        raise _Wrong(_("write yes or no."))
    return cell.casefold() in _YES
