"""Figures as files, and back: JSON and CSV (RFC 4180). Each carries its digest, so that a change on the way shows."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec

from waystation.casework.exchange.tables import as_csv, plain
from waystation.documentation.dates import read_known
from waystation.documentation.figures import rules, wording
from waystation.documentation.figures.records import Definition, Figure, Quantity
from waystation.documentation.wording import Words

FORMAT = "waystation figures 1"
COLUMNS = (
    "basis", "unit", "as_of", "place", "status", "narrowed", "began", "relation", "value", "most", "publisher",
    "sources", "note", "part_of", "agreed", "stands_on", "sha256",
)  # fmt: skip
_BEFORE = tuple(each for each in COLUMNS if each != "stands_on")
"""Files that were made before figures said what they stand on."""
LARGEST = 4 * 1024 * 1024


class Unreadable(Exception):
    """A file that is none of figures. `reason` is a whole sentence; `number` says which figure of it, from 1, or 0."""

    def __init__(self, reason: Words, number: int = 0) -> None:
        super().__init__("not a file of figures")
        self.reason, self.number = reason, number


def to_json(figures: Iterable[Figure]) -> bytes:
    """Figures with their digests."""
    listed = [{"figure": msgspec.to_builtins(each), "sha256": rules.digest(each)} for each in figures]
    return json.dumps({"format": FORMAT, "figures": listed}, ensure_ascii=False, indent=1).encode()


def from_json(content: bytes) -> list[Figure]:
    """The figures of a file. Raises Unreadable."""
    try:
        said = msgspec.json.decode(_small(content))
        if said["format"] != FORMAT:
            raise Unreadable(wording.NO_FIGURES)
        listed = [(each["figure"], each["sha256"]) for each in said["figures"]]
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError):
        raise Unreadable(wording.NO_FIGURES) from None
    found = []
    for number, (figure, stated) in enumerate(listed, 1):
        try:
            read_ = msgspec.convert(figure, Figure)
        except msgspec.ValidationError:
            raise Unreadable(wording.NO_FIGURE, number) from None
        found.append(_checked(read_, stated, number))
    return found


def to_csv(figures: Iterable[Figure]) -> bytes:
    """One line a figure; the sources under each other in one cell."""
    return as_csv([COLUMNS, *(_row(each) for each in figures)])


def _row(figure: Figure) -> list[str]:
    definition, quantity = figure.definition, figure.quantity
    return [
        definition.basis,
        definition.unit,
        str(definition.as_of),
        definition.place,
        definition.status,
        definition.narrowed,
        definition.began.isoformat() if definition.began else "",
        quantity.relation,
        f"{quantity.value:f}",
        "" if quantity.most is None else f"{quantity.most:f}",
        figure.publisher,
        "\n".join(figure.sources),
        figure.note,
        figure.part_of,
        "yes" if definition.agreed else "",
        figure.stands_on,
        rules.digest(figure),
    ]


def from_csv(content: bytes) -> list[Figure]:
    """The figures of a table. A line without its digest is taken as it stands. Raises Unreadable."""
    try:
        text = _small(content).decode("utf-8-sig")
        rows = [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(wording.NO_FIGURES) from None
    if not rows or (columns := tuple(rows[0])) not in (COLUMNS, _BEFORE):
        raise Unreadable(wording.NO_FIGURES)
    return [_checked(_figure(columns, row, number), row[-1], number) for number, row in enumerate(rows[1:], 1)]


def _figure(columns: tuple[str, ...], row: list[str], number: int) -> Figure:
    if len(row) != len(columns):
        raise Unreadable(wording.NO_FIGURE, number)
    said = {"stands_on": ""} | dict(zip(columns, row, strict=True))
    try:
        return Figure(
            definition=Definition(
                as_of=read_known(said["as_of"]),
                began=date.fromisoformat(said["began"]) if said["began"] else None,
                agreed=_yes(said["agreed"]),
                **{name: said[name] for name in ("basis", "unit", "place", "status", "narrowed")},
            ),
            quantity=Quantity(
                relation=said["relation"],
                value=Decimal(said["value"]),
                most=Decimal(said["most"]) if said["most"] else None,
            ),
            sources=tuple(said["sources"].split("\n")) if said["sources"] else (),
            **{name: said[name] for name in ("publisher", "note", "part_of", "stands_on")},
        )
    except (ValueError, InvalidOperation):
        raise Unreadable(wording.NO_FIGURE, number) from None


def _yes(said: str) -> bool:
    if said not in ("", "yes"):
        raise ValueError("neither yes nor empty")
    return said == "yes"


def _checked(figure: Figure, stated: object, number: int) -> Figure:
    for _field, sentence in rules.faults(figure):
        raise Unreadable(sentence, number)
    if stated and stated != rules.digest(figure):
        raise Unreadable(wording.CHANGED, number)
    return figure


def _small(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise Unreadable(wording.TOO_LARGE)
    return content
