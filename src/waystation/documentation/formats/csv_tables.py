"""The whole model as tables: a ZIP with one CSV (RFC 4180) a kind, and back. Pure.

A column is a field; `place.region` is a part of one. Days are `2017-03~` as people write them, several codes or ids
stand with spaces between, `yes` is what is so, and an empty cell is nothing. Columns are found by their names, in
whatever order.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from waystation.casework.exchange.tables import as_csv
from waystation.documentation.dates import PartialDate, read_known
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS, OURS_ALONE
from waystation.documentation.formats.whole import FORMAT, VERSION, OwnTerm, Records, checked
from waystation.documentation.records import ChainLink, Event

Tables = dict[str, list[list[str]]]
"""Every table by its name, its head first."""

HEAD, LINKS, TERMS = "format", "chain", "terms"
_LINK_COLUMNS = ("event", "kind", "other")
_THERE = "yes"


def to_zip(records: Mapping[str, Mapping[UUID, Any]], terms: Sequence[OwnTerm] = ()) -> bytes:
    """The bytes of a ZIP of tables: always the same for the same records."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in to_tables(records, terms).items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), as_csv(rows, fit=str), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def to_tables(records: Mapping[str, Mapping[UUID, Any]], terms: Sequence[OwnTerm] = ()) -> Tables:
    """Every table with its head."""
    found: Tables = {HEAD: [["format", "version"], [FORMAT, str(VERSION)]]}
    for kind in KINDS:
        names = columns(kind.record)
        rows = [
            [str(one), *(cells.get(name, "") for name in names)]
            for one, cells in ((one, _cells(record)) for one, record in sorted(records.get(kind.name, {}).items()))
        ]
        found[kind.name] = [["id", *names], *rows]
    found[LINKS] = [list(_LINK_COLUMNS), *_links(records.get("events", {}))]
    found[TERMS] = [
        list(OwnTerm.__struct_fields__),
        *([getattr(each, name) for name in OwnTerm.__struct_fields__] for each in terms),
    ]
    return found


def _links(events: Mapping[UUID, Event]) -> list[list[str]]:
    return [[str(one), link.kind, str(link.event)] for one, event in sorted(events.items()) for link in event.chain]


@cache
def columns(record: type) -> tuple[str, ...]:
    """The columns of a kind of record, beside its id."""
    return tuple(name for name, _type in _fields(record))


def _fields(record: type, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, hint in get_type_hints(record).items():
        inner = _inner(hint)
        if (not before and name in OURS_ALONE) or name == "chain":
            continue
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner is not PartialDate:
            if _may_be_none(hint):
                yield f"{before}{name}", bool
            yield from _fields(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", hint


def _inner(hint: Any) -> Any:
    """What a field holds where it is not None."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint


def _may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _cells(record: Any, before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name in record.__struct_fields__:
        value, column = getattr(record, name), f"{before}{name}"
        if isinstance(value, msgspec.Struct) and not isinstance(value, PartialDate):
            found |= {column: _THERE, **_cells(value, f"{column}.")}
        elif value is not None:
            found[column] = _cell(value)
    return found


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return _THERE if value else ""
    return " ".join(str(each) for each in value) if isinstance(value, tuple) else str(value)


def from_tables(tables: Mapping[str, Sequence[Sequence[str]]]) -> tuple[Records, list[OwnTerm]]:
    """The records of some tables. Raises NotRead, saying which line is wrong."""
    head = _rows(tables, HEAD, ("format", "version"))
    if len(head) != 1 or head[0]["format"] != FORMAT:
        raise NotRead("form")
    if head[0]["version"] != str(VERSION):
        raise NotRead("version")
    known = {HEAD, LINKS, TERMS, *(kind.name for kind in KINDS)}
    if set(tables) - known:
        raise NotRead("tables")
    chains = _chains(tables)
    lists: dict[str, list[tuple[UUID, Any]]] = {}
    for kind in KINDS:
        rows = _rows(tables, kind.name, ("id", *columns(kind.record)))
        lists[kind.name] = [_read(kind.name, kind.record, row, number, chains) for number, row in enumerate(rows, 1)]
    if chains:
        raise NotRead("missing", kind=LINKS, field="event")
    return checked(lists), _terms(tables)


def _rows(tables: Mapping[str, Sequence[Sequence[str]]], name: str, wanted: Sequence[str]) -> list[dict[str, str]]:
    """The lines of a table by column; an empty list where there is no such table."""
    rows = tables.get(name)
    if not rows:
        return []
    head = [each.strip() for each in rows[0]]
    if len(set(head)) != len(head) or set(head) - set(wanted):
        raise NotRead("columns", kind=name)
    found = []
    for number, row in enumerate(rows[1:], 1):
        if len(row) > len(head) and any(row[len(head) :]):
            raise NotRead("cells", kind=name, row=number)
        if any(row):
            found.append(dict.fromkeys(wanted, "") | dict(zip(head, row, strict=False)))
    return found


def _chains(tables: Mapping[str, Sequence[Sequence[str]]]) -> dict[UUID, list[ChainLink]]:
    found: dict[UUID, list[ChainLink]] = {}
    for number, row in enumerate(_rows(tables, LINKS, _LINK_COLUMNS), 1):
        try:
            link = ChainLink(kind=row["kind"], event=UUID(row["other"]))
            found.setdefault(UUID(row["event"]), []).append(link)
        except ValueError:
            raise NotRead("record", kind=LINKS, row=number) from None
    return found


def _terms(tables: Mapping[str, Sequence[Sequence[str]]]) -> list[OwnTerm]:
    rows = _rows(tables, TERMS, OwnTerm.__struct_fields__)
    return [OwnTerm(**row) for row in rows]


def _read(
    kind: str, record: type[msgspec.Struct], row: Mapping[str, str], number: int, chains: dict[UUID, list[ChainLink]]
) -> tuple[UUID, Any]:
    at = partial(NotRead, "record", kind=kind, row=number)
    try:
        one = UUID(row["id"])
    except ValueError:
        raise at(field="id") from None
    made = _made(record, row, at)
    if record is Event:
        made = msgspec.structs.replace(made, chain=tuple(chains.pop(one, ())))
    return one, made


def _made(record: type, row: Mapping[str, str], at: Callable[..., NotRead], before: str = "") -> Any:
    said: dict[str, Any] = {}
    for name, hint in get_type_hints(record).items():
        column, inner = f"{before}{name}", _inner(hint)
        if (not before and name in OURS_ALONE) or name == "chain":
            continue
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner is not PartialDate:
            if not _may_be_none(hint) or _is_there(row, column):
                said[name] = _made(inner, row, at, f"{column}.")
        else:
            try:
                said[name] = _value(inner, row[column], _may_be_none(hint))
            except ValueError:
                raise at(field=column) from None
    return record(**said)


def _is_there(row: Mapping[str, str], column: str) -> bool:
    return any(value for name, value in row.items() if name == column or name.startswith(f"{column}."))


def _value(inner: Any, text: str, may_be_none: bool) -> Any:
    """What a cell says. Raises ValueError where it says nothing that fits."""
    if inner is str:
        return text
    if inner is bool:
        return _yes(text.strip())
    if get_origin(inner) is tuple:
        item = get_args(inner)[0]
        return tuple(each if item is str else _READ[item](each) for each in text.split())
    if not text.strip():
        if may_be_none:
            return None
        raise ValueError("nothing")
    return _READ[inner](text.strip())


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError("no number")
    return int(text)


def _yes(text: str) -> bool:
    if text not in ("", _THERE):
        raise ValueError("neither yes nor nothing")
    return bool(text)


_READ: dict[Any, Callable[[str], Any]] = {
    UUID: UUID,
    int: _whole_number,
    PartialDate: read_known,
    date: date.fromisoformat,
}
