"""A table as pages show it: words for its codes, and a picture of its totals. Pure but for the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from waystation.advocacy.wording import COLUMNS
from waystation.documentation.pictures.region_map import located
from waystation.documentation.pictures.shown import group_label
from waystation.mail.words import clean
from waystation.publication import wording
from waystation.publication.noise import wording as noise_wording
from waystation.publication.noise.records import Noise
from waystation.publication.records import Shown, Tabled
from waystation.publication.statistics.tables import ALL
from waystation.web.languages import current

HIDDEN = "…"
OTHER = "-"
_WIDE, _LINE = 100.0, 14


@dataclass(frozen=True)
class Bar:
    """A total of a row in the picture: `width` in hundredths, None where it is hidden; `y` is its upper edge."""

    label: str
    number: str
    width: str | None
    y: int


@dataclass(frozen=True)
class Drawn:
    """A table in words. `caption` says what is counted in it and along what, which a title need not say."""

    caption: str
    corner: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]
    bars: list[Bar]
    height: int
    note: str


def drawn(table: Shown | Tabled) -> Drawn:
    """A table in the language of the page."""
    cells = dict(table.shown if isinstance(table, Tabled) else table.cells)
    rows, columns = (list(dict.fromkeys(cell[axis] for cell in cells)) for axis in (0, 1))
    lines = [(_label(table.rows, row), [_number(cells[row, column], table) for column in columns]) for row in rows]
    totals = [(row, cells[row, ALL]) for row in rows if row != ALL]
    return Drawn(
        f"{wording.SOURCES[table.source]}: {wording.along(table.rows, table.columns)}",
        str(wording.DIMENSIONS[table.rows]),
        [_label(table.columns, column) for column in columns],
        lines,
        _bars(table, totals),
        len(totals) * _LINE,
        _note(table),
    )


def _bars(table: Shown | Tabled, totals: Sequence[tuple[str, int | None]]) -> list[Bar]:
    widest = max((number or 0 for _row, number in totals), default=0) or 1
    return [
        Bar(
            _label(table.rows, row),
            _number(number, table),
            None if number is None else f"{_WIDE * number / widest:.1f}",
            at * _LINE,
        )
        for at, (row, number) in enumerate(totals)
    ]


def _number(number: int | None, table: Shown | Tabled) -> str:
    if number is None:
        return HIDDEN
    if table.noise is not None:
        return f"≈ {number}"
    return f"{number}–{number + table.step - 1}" if table.step > 1 and number else str(number)


def _label(dimension: str, code: str) -> str:
    if code == ALL:
        return str(wording.ALTOGETHER)
    if dimension == "region":
        found = located("", code)
        return found[1].called(current()) if found else str(wording.NOT_WHERE)
    if dimension == "month":
        return date_format(date.fromisoformat(f"{code}-01"), "F Y")
    if dimension == "kind":
        return str(wording.NOT_WHERE if code == OTHER else group_label(code))
    return str(COLUMNS[code]) if code in COLUMNS else clean(code)[0]


def _note(table: Shown | Tabled) -> str:
    noise = table.noise
    said = [_noisy(noise) if noise else wording.HOW_HIDDEN % {"least": table.least}]
    if noise:
        said.append(noise_wording.FROM % {"since": _label("month", noise.since)})
    elif table.step > 1:
        said.append(wording.HOW_ROUNDED % {"step": table.step})
    if table.until:
        said.append(wording.HOW_LATE % {"until": _label("month", table.until)})
    return " ".join(map(str, said))


def _noisy(noise: Noise) -> str:
    said = {"epsilon": noise_wording.number(noise.epsilon), "within": noise.within, "most": noise.most}
    return str(noise_wording.HOW_NOISY % (said | {"floor": noise.floor}))
