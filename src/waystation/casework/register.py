"""The cases of one session: in the order of the list, by what the pages ask for, and searched by words.

All of it lies in the session's memory and follows what changes, so that a page of a hundred thousand cases costs no
more than a page of fifty.
"""

from array import array
from collections.abc import Hashable, Mapping, Sequence
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

Told = tuple[bytes, bytes]  # where a case stands in the order, ending in its id; what is searched of it
Note = tuple[str, int, bytes]  # what is searched of a case: its text, the number of its stage, its owner

ALL, OPEN, SILENT, DUE, WITHOUT_NEXT, URGENT = "all", "open", "silent", "due", "without_next", "urgent"


class Register(Follower):
    """Ranked for one day, since what is due depends on it."""

    def __init__(self, actor: Actor, day: date) -> None:
        super().__init__()
        self._cases = opened(actor, Case)
        self._ranked: Ranked[Held] = Ranked(lambda held: _standing(held.record, day), self._find)
        self._searched: Searched | None = None
        self._due: Ranked[Held] = Ranked(lambda held: _due(held.record, day), self._find)
        self.day = day

    def _find(self, id_: bytes) -> Held | None:
        return self._cases.parts[id_[0]].get(id_)

    def changed(self, changes: Changes[Held]) -> None:
        self._ranked.take(changes)
        self._due.take(changes)

    def group(self, name: str, owner: UUID | None = None) -> Group[Held]:
        """The cases of a group of stages, or of one of the names above; of one owner, or all."""
        return self._ranked.group(_name(name, owner) if owner else name)

    def owned(self, owner: UUID) -> set[UUID]:
        """The open cases that somebody is responsible for."""
        return {UUID(bytes=id_) for id_ in self.group(OPEN, owner).ids()}

    def owners(self) -> dict[UUID, int]:
        """How many open cases each member of staff is responsible for."""
        counts = self._ranked.counts()
        return {name[1]: count for name, count in counts.items() if isinstance(name, tuple) and name[0] == OPEN}

    def due(self, owner: UUID) -> tuple[Group[Held], Group[Held]]:
        """Open cases whose next step is due, the longest due first: one's own, and those of others or of nobody."""
        return self._due.group(owner), self._due.group(DUE)

    def search(self, words: str, personas: Mapping[UUID, str]) -> Group[Held]:
        """The cases in whose stub, stage or owner every word occurs, in order."""
        with self._lock:
            if self._searched is None or self._searched.number != self._ranked.number:
                self._searched = Searched(self._ranked.number, self._ranked.notes(ALL, _note))
            everyone = self._ranked.group(ALL)
            return everyone.only(self._searched.having(words.casefold().split(), personas))


class Searched:
    """What is searched of the cases as they stand in the order: their texts, and the numbers of stages and owners."""

    def __init__(self, number: int, notes: list[Note]) -> None:
        self.number = number
        self._texts = [text for text, _, _ in notes]
        self._stages = bytes(stage for _, stage, _ in notes)
        self._accounts = {owner: place for place, owner in enumerate({owner for _, _, owner in notes})}
        self._owners = array("L", (self._accounts[owner] for _, _, owner in notes))

    def having(self, words: Sequence[str], personas: Mapping[UUID, str]) -> Sequence[int]:
        """The places of those in which each word occurs."""
        found: Sequence[int] = range(len(self._texts))
        for word in words:
            found = self._with(word, found, personas)
        return found

    def _with(self, word: str, among: Sequence[int], personas: Mapping[UUID, str]) -> list[int]:
        """Those in whose text a word occurs, or in the name of whose stage or owner: these depend on who asks."""
        texts, stage_of, owner_of = self._texts, self._stages, self._owners
        names = {number: term("case_stages", stage).label for stage, number in _NUMBER.items()}
        marked = {number for number, label in names.items() if word in label.casefold()}
        owners = {self._accounts.get(account.bytes) for account, name in personas.items() if word in name.casefold()}
        if not marked and not owners:
            return [place for place in among if word in texts[place]]
        return [
            place for place in among if word in texts[place] or stage_of[place] in marked or owner_of[place] in owners
        ]


def register(actor: Actor) -> Register:
    """The cases that this person's keys open, as they stand now."""
    require(actor, "casework.read")
    day = actor.now().date()
    found: Register | None = actor.memory.get("casework:register")
    if found is None or found.day != day:
        found = actor.memory["casework:register"] = Register(actor, day)
    found.follow(opened(actor, Case))
    return found


def sheltered(actor: Actor) -> int:
    """How many people of the cases that this person may see are in shelter now."""
    return len(register(actor).group("sheltered"))


_URGENCIES = {code: number for number, code in enumerate(rules.URGENCIES)}


def _standing(stub: CaseStub, day: date) -> tuple[bytes, list[Hashable]]:
    """Whoever is out of sight first, then by urgency and by what is due; and the groups that a case is in."""
    group, is_open = shown.group_of(stub.stage), stages.is_open(stub.stage) and not stub.erased
    flags = (group != "alarm", not is_open, _URGENCIES.get(stub.urgency, 9), not rules.is_overdue(stub, day))
    due = (stub.next_due or date.max).toordinal()
    rank = f"{flags[0]:d}{flags[1]:d}{flags[2]}{flags[3]:d}{due:07}{stub.pseudonym.casefold()}"
    return rank.encode(), [ALL, *_groups(stub, group, is_open=is_open)]


def _groups(stub: CaseStub, group: str, *, is_open: bool) -> list[Hashable]:
    names: list[Hashable] = [group, OPEN] if is_open else [group]
    if stub.owner is not None:
        names += [_name(name, stub.owner) for name in names]
    if is_open:
        told = (
            (SILENT, stub.stage in stages.ALARMS),
            (WITHOUT_NEXT, not stub.next_action),
            (URGENT, stub.urgency == "now"),
        )
        said = [name for name, holds in told if holds]
        names += said + ([_name(name, stub.owner) for name in said] if stub.owner is not None else [])
    return names


@cache
def _name(group: Any, owner: UUID) -> Hashable:
    return group, owner


_NUMBER = {stage: number for number, stage in enumerate(stages.STAGES)}


def _note(held: Held) -> Note:
    stub = held.record
    said = "\n".join((stub.pseudonym, stub.origin, stub.place, stub.country, stub.next_action)).casefold()
    return said, _NUMBER[stub.stage], stub.owner.bytes if stub.owner else b""


def _due(stub: CaseStub, day: date) -> tuple[bytes, list[Hashable]]:
    due = stub.next_due
    if due is None or due > day or not stages.is_open(stub.stage):
        return b"", []
    return f"{due.toordinal():07}{stub.pseudonym.casefold()}".encode(), [DUE, *([stub.owner] if stub.owner else [])]
