"""Which fields of a case are free texts: what people wrote in their own words, where anybody may be named. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from waystation.casework.consent_rules import Sentence
from waystation.casework.models import Case, ConsentRow, FileRow, FundsRow, MoveRow, NeedRow, NoteRow, RiskRow
from waystation.casework.persons.models import ApartRow, BondRow, PartRow, PersonRow, TieRow
from waystation.casework.services.models import ServiceRow
from waystation.casework.work.models import FlagRow, TaskRow
from waystation.vault.models import Sealed

HELD_BACK = "[held back · не передано]"
"""Stands in the place of a text that does not go: in both languages, so that it is known everywhere."""


@dataclass(frozen=True)
class Texts:
    """Fields of one kind of row that stand under one label, at whatever depth of the record."""

    model: type[Sealed]
    label: Sentence
    names: tuple[str, ...]


FREE = (
    Texts(Case, _("What we do next"), ("next_action",)),
    Texts(Case, _("Region they come from"), ("origin",)),
    Texts(Case, _("Where the person is now"), ("place", "country")),
    Texts(NoteRow, _("Notes"), ("text",)),
    Texts(NeedRow, _("Needs"), ("note",)),
    Texts(MoveRow, _("What happened"), ("note", "place", "country", "before")),
    Texts(RiskRow, _("Risk"), ("reason",)),
    Texts(ConsentRow, _("Limits of a consent, and how it was given"), ("limits", "how")),
    Texts(FundsRow, _("Money for the way"), ("note",)),
    Texts(ServiceRow, _("Services"), ("note", "reason", "result")),
    Texts(TaskRow, _("Tasks"), ("what", "note")),
    Texts(FlagRow, _("Flags"), ("message", "note")),
    Texts(PartRow, _("Roles"), ("note",)),
    Texts(BondRow, _("Who must be together"), ("reason",)),
    Texts(PersonRow, _("Note about the person"), ("note",)),
    Texts(PersonRow, _("Papers"), ("place", "holder")),
    Texts(TieRow, _("Who knows whom"), ("note",)),
    Texts(
        ApartRow,
        _("Health, and what is kept as closely"),
        (
            *("conditions", "medicines", "allergies", "mobility", "treated_by", "note"),
            *("orientation", "identity", "expression", "characteristics", "address", "known_to"),
        ),
    ),
    Texts(FileRow, _("Names and descriptions of files"), ("name", "description")),
)


def held_back(model: type[Sealed], told: dict[str, Any], say: Callable[[str], str]) -> dict[str, Any]:
    """A record, as JSON has it, with what `say` makes of each of its free texts."""
    names = {name for each in FREE if each.model is model for name in each.names}
    found: dict[str, Any] = _told(told, names, say, free=False)
    return found


def texts(model: type[Sealed], record: Any) -> list[tuple[Texts, str]]:
    """The free texts of a record that are not empty, each with where it stands."""
    found: list[tuple[Texts, str]] = []
    for each in FREE:
        said: list[str] = []
        if each.model is model:
            _told(
                msgspec.to_builtins(record), set(each.names), lambda text, said=said: said.append(text) or text, False
            )
        found += [(each, text) for text in said if text.strip()]
    return found


def is_held_back(value: Any) -> bool:
    """Whether a value of a record holds what stands in the place of a text."""
    said: list[str] = []
    _told({"": msgspec.to_builtins(value)}, {""}, lambda text: said.append(text) or text, free=False)
    return HELD_BACK in said


def _told(value: Any, names: set[str], say: Callable[[str], str], free: bool) -> Any:
    if isinstance(value, str):
        return say(value) if free else value
    if isinstance(value, dict):
        return {key: _told(each, names, say, free or key in names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each, names, say, free) for each in value]
    return value
