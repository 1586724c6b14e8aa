"""What a partner's bundle says of a case that is here, in words: what stands beside what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from waystation.casework import history_shown
from waystation.casework.history_shown import Told, Words
from waystation.casework.persons.text import plain
from waystation.casework.records import Change
from waystation.staff.access import personas
from waystation.staff.actor import Actor

if TYPE_CHECKING:
    from waystation.casework.exchange.updates import Difference, Update


@dataclass(frozen=True)
class Choice:
    """One thing that can be taken: its name in the form, what it is, what stands here and what the bundle says."""

    name: str
    label: Words
    here: str = field(repr=False)
    there: str = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """One record: a choice for each field that differs; or a single one for a record that is new.

    `stays_a_note`: taken over, it counts for nothing and is kept as words.
    """

    kind: Words
    is_new: bool
    choices: list[Choice] = field(repr=False)
    stays_a_note: bool = False


def pieces(actor: Actor, update: Update) -> list[Piece]:
    """Everything that differs, what stands here first."""
    names = personas(actor)
    ordered = sorted(update.differences, key=lambda each: (each.is_new, each.row.kind))
    return [_piece(actor, each, names) for each in ordered]


def _piece(actor: Actor, each: Difference, names: Mapping[UUID, str]) -> Piece:
    told = {one: _told(actor, each, {one: values}, names) for one, values in _values(each)}
    lines = {one: found.lines[0] for one, found in told.items() if found.lines}
    kind = next((found.kind for found in told.values()), "")
    if each.is_new:
        words = "\n".join(f"{line.label}: {line.after}" for line in lines.values() if line.after)
        return Piece(kind, True, [Choice(each.name(), kind, "", plain(words))], each.stays_a_note)
    choices = [Choice(each.name(one), line.label, plain(line.before), plain(line.after)) for one, line in lines.items()]
    return Piece(kind, False, choices)


def in_words(actor: Actor, each: Difference) -> str:
    """A record that is new, with what it is."""
    piece = _piece(actor, each, personas(actor))
    return "\n".join([str(piece.kind), *(choice.there for choice in piece.choices)])


def _values(each: Difference) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for one in each.fields:
        before = None if each.stands is None else getattr(each.stands, one)
        after = getattr(each.there, one)
        yield one, (msgspec.to_builtins(before, str_keys=True), msgspec.to_builtins(after, str_keys=True))


def _told(actor: Actor, each: Difference, fields: dict[str, tuple[Any, Any]], names: Mapping[UUID, str]) -> Told:
    change = Change(kind=each.model._meta.label, version=0, fields=fields)
    return history_shown.tell(actor, change, names)
