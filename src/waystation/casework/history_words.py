"""How the changes of each kind of row are told in words. A room below makes its kinds known at start-up, by `use`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from waystation.staff.actor import Actor
from waystation.vault.models import Sealed

Words = str | Promise
Say = Callable[[Actor, Any], Words]


@dataclass(frozen=True)
class Saying:
    """What a kind is called, its fields, and what stands in them, where that is no plain word, day or colleague.

    `hidden` fields follow from others that are told. `named` says what each row of a case is called, `by_nobody` who it
    was where none of us did it.
    """

    kind: Words
    fields: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Say] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    named: Callable[[Actor, UUID], Mapping[UUID, Words]] | None = None
    by_nobody: Words = ""


_SAYINGS: dict[str, Saying] = {}


def use(sayings: Mapping[type[Sealed], Saying]) -> None:
    """Makes known how the changes of some kinds of rows are told. Called at start-up."""
    for model, saying in sayings.items():
        _SAYINGS[model._meta.label] = saying


def among(known: Mapping[str, Words]) -> Say:
    """Says a code in the words of a table; one that stands in none, as it is."""
    return lambda actor, code: known.get(str(code), str(code))


def of(label: str) -> Saying | None:
    """How those of a model are told, by its label; None where no room said so."""
    return _SAYINGS.get(label)
