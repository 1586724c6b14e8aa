"""The cases of one session: in the order of the list, by what the pages ask for, and searched by words.

All of it lies in the session's memory and follows what changes, so that a page of a hundred thousand cases costs no
more than a page of fifty.
"""

from collections.abc import Hashable, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from waystation.casework import rules, shown, stages
from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Ranked
from waystation.vocabulary.vocabularies import term

ALL, OPEN, SILENT, DUE, WITHOUT_NEXT, URGENT = "all", "open", "silent", "due", "without_next", "urgent"


class Register(Follower):
    """Ranked for one day, since what is due depends on it."""

    def __init__(self, actor: Actor, day: date) -> None:
        super().__init__()
        self._cases = opened(actor, Case)
        self._ranked: Ranked[Held] = Ranked(lambda held: _standing(held.record, day), self._find)
        self._words: dict[bytes, str] | None = None
        self.day = day

    def _find(self, id_: bytes) -> Held | None:
        return self._cases.parts[id_[0]].get(id_)

    def changed(self, changes: Changes[Held]) -> None:
        self._ranked.take(changes)
        if self._words is not None:
            self._words |= {id_: _text(held.record) for id_, (_, held) in changes.items() if held is not None}

    def group(self, name: str, owner: UUID | None = None) -> Group[Held]:
        """The cases of a group of stages, or of one of the names above; of one owner, or all."""
        return self._ranked.group(_name(name, owner) if owner else name)

    def owners(self) -> dict[UUID, int]:
        """How many open cases each member of staff is responsible for."""
        counts = self._ranked.counts()
        return {name[1]: count for name, count in counts.items() if isinstance(name, tuple) and name[0] == OPEN}

    def search(self, words: str, personas: Mapping[UUID, str]) -> Group[Held]:
        """The cases in whose stub, stage or owner every word occurs, in order."""
        with self._lock:
            if self._words is None:
                self._words = {held.key: _text(held.record) for held in self._cases}
            known = self._words
        found = self._ranked.group(ALL).ids()
        for word in words.casefold().split():
            found = self._having(word, found, known, personas)
        return Group(self._find, found)

    def _having(
        self, word: str, ids: list[bytes], texts: Mapping[bytes, str], names: Mapping[UUID, str]
    ) -> list[bytes]:
        codes = {code for code in stages.STAGES if word in term("case_stages", code).label.casefold()}
        owners = {account for account, name in names.items() if word in name.casefold()}
        if not codes and not owners:
            return [id_ for id_ in ids if word in texts.get(id_, "")]
        return [id_ for id_ in ids if word in texts.get(id_, "") or self._is_among(id_, codes, owners)]

    def _is_among(self, id_: bytes, codes: set[str], owners: set[UUID]) -> bool:
        held = self._find(id_)
        stub = held.record if held else None
        return stub is not None and (stub.stage in codes or stub.owner in owners)


def register(actor: Actor) -> Register:
    """The cases that this person's keys open, as they stand now."""
    require(actor, "casework.read")
    day = actor.now().date()
    found: Register | None = actor.memory.get("casework:register")
    if found is None or found.day != day:
        found = actor.memory["casework:register"] = Register(actor, day)
    found.follow(opened(actor, Case))
    return found


_URGENCIES = {code: number for number, code in enumerate(rules.URGENCIES)}


def _standing(stub: CaseStub, day: date) -> tuple[bytes, list[Hashable]]:
    """Whoever is out of sight first, then by urgency and by what is due; and the groups that a case is in."""
    group, is_open = shown.group_of(stub.stage), stages.is_open(stub.stage)
    flags = (group != "alarm", not is_open, _URGENCIES.get(stub.urgency, 9), not rules.is_overdue(stub, day))
    due = (stub.next_due or date.max).toordinal()
    rank = f"{flags[0]:d}{flags[1]:d}{flags[2]}{flags[3]:d}{due:07}{stub.pseudonym.casefold()}"
    return rank.encode(), [ALL, *_groups(stub, group, is_open=is_open, day=day)]


def _groups(stub: CaseStub, group: str, *, is_open: bool, day: date) -> list[Hashable]:
    names: list[Hashable] = [group, OPEN] if is_open else [group]
    if stub.owner is not None:
        names += [_name(name, stub.owner) for name in names]
    if is_open:
        told = (
            (SILENT, stub.stage in stages.ALARMS),
            (DUE, stub.next_due is not None and stub.next_due <= day),
            (WITHOUT_NEXT, not stub.next_action),
            (URGENT, stub.urgency == "now"),
        )
        names += [name for name, holds in told if holds]
    return names


@cache
def _name(group: Any, owner: UUID) -> Hashable:
    return group, owner


def _text(stub: CaseStub) -> str:
    return "\n".join((stub.pseudonym, stub.origin, stub.place, stub.country, stub.next_action)).casefold()
