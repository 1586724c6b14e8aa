"""The whole model outside: JSON, version 1, as docs/events-json.md describes it. Pure.

The same records give the same bytes.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import BY_NAME, KINDS, OURS_ALONE, references
from waystation.documentation.formats.outside import Assertion, Comparison, Statement, StatusReview
from waystation.documentation.records import (
    Act,
    BiographicDetail,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)

FORMAT, VERSION = "waystation-events", 1
MOST_BYTES = 64 * 1024 * 1024
MOST_RECORDS = 50_000
MOST_CHARACTERS = 20_000  # of one text, as in the forms
MOST_OF_WORDS = 200_000  # of what somebody told us, as in its form
_WORDS = ("text", "translation")

Records = dict[str, dict[UUID, Any]]
"""Every record by the name of its kind and its id."""

R = TypeVar("R")
_WHERE = re.compile(r"\$\.([a-z_]+)\[(\d+)\](?:\.record)?(?:\.([a-z_]+))?")


class Entry(msgspec.Struct, Generic[R], frozen=True, forbid_unknown_fields=True):
    """One record with its id."""

    id: UUID
    record: R


class OwnTerm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A term of the organisation's own that stands in these records: told, so that a reader knows what it means."""

    vocabulary: str
    code: str
    en: str
    ru: str = ""
    nearest: str = ""


class Whole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The file: what stands in no list is not there."""

    format: str
    version: int
    persons: tuple[Entry[Person], ...] = ()
    events: tuple[Entry[Event], ...] = ()
    acts: tuple[Entry[Act], ...] = ()
    involvements: tuple[Entry[Involvement], ...] = ()
    information: tuple[Entry[Information], ...] = ()
    interventions: tuple[Entry[Intervention], ...] = ()
    biographic_details: tuple[Entry[BiographicDetail], ...] = ()
    statements: tuple[Entry[Statement], ...] = ()
    assertions: tuple[Entry[Assertion], ...] = ()
    status_reviews: tuple[Entry[StatusReview], ...] = ()
    comparisons: tuple[Entry[Comparison], ...] = ()
    terms: tuple[OwnTerm, ...] = ()

    def __repr__(self) -> str:
        return "Whole()"


def packed(records: Mapping[str, Mapping[UUID, Any]], terms: Iterable[OwnTerm] = ()) -> bytes:
    """The bytes of a file. What is ours alone is left out."""
    lists = {
        kind.name: tuple(Entry(one, without_ours(record)) for one, record in sorted(records.get(kind.name, {}).items()))
        for kind in KINDS
    }
    told = tuple(sorted(terms, key=lambda each: (each.vocabulary, each.code)))
    found = Whole(format=FORMAT, version=VERSION, terms=told, **lists)  # type: ignore[arg-type]
    return msgspec.json.format(msgspec.json.encode(found), indent=1)


def without_ours(record: Any) -> Any:
    """A record without when and by whom of us it was written."""
    return msgspec.structs.replace(record, **dict.fromkeys(set(OURS_ALONE).intersection(record.__struct_fields__)))


def unpacked(data: bytes) -> tuple[Records, list[OwnTerm]]:
    """The inverse. Raises NotRead for what is no such file, saying where."""
    if len(data) > MOST_BYTES:
        raise NotRead("large")
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise NotRead("form")
        if head.version != VERSION:
            raise NotRead("version")
        found = msgspec.json.decode(data, type=Whole)
    except msgspec.ValidationError as error:
        raise _at(str(error)) from None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotRead("form") from None
    return checked({kind.name: [(each.id, each.record) for each in getattr(found, kind.name)] for kind in KINDS}), list(
        found.terms
    )


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


def _at(message: str) -> NotRead:
    """Which record is wrong: of the message, only what is ours."""
    where = _WHERE.search(message)
    if where is None or where[1] not in BY_NAME:
        return NotRead("form")
    return NotRead("record", kind=where[1], row=int(where[2]) + 1, field=where[3] or "")


def checked(lists: Mapping[str, Iterable[tuple[UUID, Any]]]) -> Records:
    """What was read, once every id is one record's and whatever is referred to is there. Raises NotRead."""
    found: Records = {kind.name: {} for kind in KINDS}
    seen: set[UUID] = set()
    for kind in KINDS:
        for row, (one, record) in enumerate(lists.get(kind.name, ()), 1):
            if one in seen:
                raise NotRead("twice", kind=kind.name, row=row, field="id")
            if any(len(text) > (MOST_OF_WORDS if name in _WORDS else MOST_CHARACTERS) for name, text in _texts(record)):
                raise NotRead("long", kind=kind.name, row=row)
            seen.add(one)
            found[kind.name][one] = record
    if len(seen) > MOST_RECORDS:
        raise NotRead("many")
    for kind in KINDS:
        for row, record in enumerate(found[kind.name].values(), 1):
            for field, target, one in references(kind, record):
                if one not in found[target]:
                    raise NotRead("missing", kind=kind.name, row=row, field=field)
    return found


def _texts(record: Any) -> Iterable[tuple[str, str]]:
    """Every text of a record, also of what stands inside it."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, msgspec.Struct):
            yield from _texts(value)
        elif isinstance(value, tuple):
            yield from ((name, each) for each in value if isinstance(each, str))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Whole)}
