"""Everything confidential that a session opens, as rooms make it known: opened, handed on, and kept nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from waystation.confidential import Fact, Teller, tellers
from waystation.staff.access import opened, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION, DOCUMENTATION, DUTY
from waystation.vault.errors import Locked, Tampered
from waystation.vault.models import Sealed
from waystation.vault.records import read

HOLDERS = (DUTY, COORDINATION, DOCUMENTATION)
"""The teams whose keys open what is held against a text."""


@dataclass(frozen=True)
class _Row:
    """An opened row of a kind that no list keeps."""

    id: UUID
    locator: UUID
    record: Any = field(repr=False)


class Facts:
    """All facts that a session opens, once; `looked_at` and `rows` say how far it is."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.looked_at, self.rows = 0, 0
        self._labels: dict[str, Any] = {}
        self._by_label: dict[str, int] = {}

    @property
    def share(self) -> float:
        """How much of it was looked at, from 0 to 1."""
        return self.looked_at / self.rows if self.rows else 0.0

    @property
    def by_label(self) -> dict[str, int]:
        """How many rows of what were looked at, in the language of whoever asks: the check's thread has another."""
        return {str(self._labels[label]): number for label, number in self._by_label.items()}

    def __iter__(self) -> Iterator[Fact]:
        every = tellers()
        self.rows = sum(_count(self._actor, each.model) for each in every)
        for each in every:
            yield from self._told(each)

    def _told(self, teller: Teller) -> Iterator[Fact]:
        before = self.looked_at
        for held in _held(self._actor, teller.model):
            self._actor.keys.go_on()
            self.looked_at += 1
            yield from teller.tell(held)
        label = str(teller.label)
        self._labels[label] = teller.label
        self._by_label[label] = max(self._by_label.get(label, 0), self.looked_at - before)


def _count(actor: Actor, model: type[Sealed]) -> int:
    return len(opened(actor, model)) if model.kept_open else model._default_manager.count()


def _held(actor: Actor, model: type[Sealed]) -> Iterator[Any]:
    if model.kept_open:
        yield from opened(actor, model)
        return
    for row in model._default_manager.iterator(chunk_size=200):
        try:
            yield _Row(row.pk, row.locator, read(row, actor.keys))
        except Locked:
            continue
        except Tampered:
            tell_damage(actor, row.pk)


def missing(actor: Actor) -> list[str]:
    """The teams whose rows this session does not open: somebody of each has to check too."""
    return [name for name in HOLDERS if not actor.keys.holds(actor.team(name))]
