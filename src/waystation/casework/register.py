"""The cases of one session: in the order of the list, by what the pages ask for, and searched by words.

All of it lies in the session's memory and follows what changes, so that a page of a hundred thousand cases costs no
more than a page of fifty.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from waystation.casework import filters, rules, shown, stages
from waystation.casework.filters import ALL, BY_DUE, BY_NAME, DUE, NEWEST, OPEN, OVERDUE, PRESSING, SILENT, URGENT
from waystation.casework.filters import NOBODYS as NOBODYS
from waystation.casework.filters import WITHOUT_NEXT as WITHOUT_NEXT
from waystation.casework.models import Case
from waystation.casework.naming import Named, Persons, telling
from waystation.casework.postings import Postings, union
from waystation.casework.records import CaseStub, Filters
from waystation.casework.searching import Words
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Changes, Follower, Group, Ranked, Standing
from waystation.vault.compartments import Compartment
from waystation.vocabulary.vocabularies import term


class Register(Follower):
    """Ranked for one day, since what is due depends on it."""

    def __init__(self, actor: Actor, day: date) -> None:
        super().__init__()
        self._cases, self.day = opened(actor, Case), day
        self._orders: dict[str, Ranked[Held]] = {}
        self._words = Words()
        self._said: Postings[int] = Postings()
        self._is_searched = False
        self._named: list[Named] = []
        self.persons = Persons()
        """Those who were taken in by `name`."""

    def _find(self, id_: bytes) -> Held | None:
        return self._cases.parts[id_[0]].get(id_)

    @property
    def is_whole(self) -> bool:
        return super().is_whole and not any(each.unplaced for each in list(self._orders.values()))

    def changed(self, changes: Changes[Held]) -> None:
        for ranked in self._orders.values():
            ranked.take(changes)
        if self._is_searched:
            self._post(changes)

    def group(self, name: Hashable, owner: UUID | None = None) -> Group[Held]:
        """The cases of a group of stages, or of one of the names of `filters`; of one owner, or all."""
        return self._order(PRESSING).group(_name(name, owner) if owner else name)

    def owned(self, owner: UUID) -> set[UUID]:
        """The open cases that somebody is responsible for."""
        return {UUID(bytes=id_) for id_ in self.group(OPEN, owner).ids()}

    def owners(self) -> dict[UUID, int]:
        """How many open cases each member of staff is responsible for."""
        counts = self._order(PRESSING).counts()
        return {name[1]: count for name, count in counts.items() if isinstance(name, tuple) and name[0] == OPEN}

    def origins(self) -> dict[str, int]:
        """The regions that people come from, with how many do."""
        counts = self._order(PRESSING).counts()
        return {name[1]: count for name, count in counts.items() if isinstance(name, tuple) and name[0] == "origin"}

    def due(self, owner: UUID) -> tuple[Group[Held], Group[Held]]:
        """Open cases whose next step is due, the longest due first: one's own, and those of others or of nobody."""
        order = self._order(_BY_NEXT)
        return order.group(owner), order.group(DUE)

    def found(self, wanted: Filters) -> Group[Held]:
        """The cases that pass these filters, in their order."""
        return self._order(wanted.sort).among(filters.groups(wanted))

    def search(
        self, words: str, personas: Mapping[UUID, str], wanted: Filters | None = None, *, named: bool = False
    ) -> Group[Held]:
        """The cases in whose stub, stage or owner every word occurs, in any spelling, in order.

        `named`: also in the names that were given to `name`. Of the filters all hold but the group of stages.
        """
        wanted = wanted or Filters()
        found: set[bytes] | None = None
        for word, numbers in self._words_of(words):
            having = self._having(word, numbers, personas, named=named)
            found = having if found is None else found & having
        return self._order(wanted.sort).among(filters.groups(wanted, everywhere=True), found)

    def _words_of(self, text: str) -> list[tuple[str, set[int]]]:
        """The words of a search with what each may mean; the first who searches waits until all cases are noted."""
        with self._lock:
            if not self._is_searched:
                self._is_searched = True
                for part in self._seen:
                    self._post({id_: (None, held) for id_, held in part.items()})
            return self._words.asked(text)

    def _post(self, changes: Changes[Held]) -> None:
        for id_, (before, after) in changes.items():
            if before is not None:
                self._said.drop(id_, self._words.of_stub(before.record))
            if after is not None:
                self._said.put(id_, self._words.of_stub(after.record))

    def _having(self, word: str, numbers: set[int], personas: Mapping[UUID, str], *, named: bool) -> set[bytes]:
        """The cases that have a word, or whose stage's or owner's name does: these depend on who asks."""
        found = [self._said.having(numbers), *(each.having(numbers) for each in self._named if named)]
        labels = {stage: term("case_stages", stage).label.casefold() for stage in stages.STAGES}
        marked = [filters.stage(stage) for stage, label in labels.items() if word in label]
        owned = [_name(ALL, account) for account, name in personas.items() if word in name.casefold()]
        return union([*found, *(self._order(PRESSING).members(name) for name in (*marked, *owned))])

    def name(self, actor: Actor) -> None:
        """Takes in the names of the persons whom this person may know."""
        if not self._named:
            self._named = [Named(told, self._words.of_names, self.persons) for told in telling().values()]
        for each, model in zip(self._named, telling(), strict=True):
            each.follow(opened(actor, model))

    def meanings(self, names: Iterable[str]) -> list[tuple[str, frozenset[int]]]:
        """Each word of some names with the numbers of the words that it may be."""
        return self._words.meanings("\n".join(names))

    def _order(self, sort: str) -> Ranked[Held]:
        """The cases in one of the orders; the first who asks for one waits for it."""
        with self._lock:
            return self._made(sort)

    def _made(self, sort: str) -> Ranked[Held]:
        if sort not in self._orders:
            known: dict[Any, list[Hashable]] = {}
            order = Ranked[Held](lambda held: _standing(held.record, self.day, sort, known), self._find)
            # Of those that have ended no next step is due.
            some = self._made(PRESSING).group(OPEN) if sort == _BY_NEXT else self._all()
            order.take({held.key: (None, held) for held in some})
            self._orders[sort] = order
        return self._orders[sort]

    def _all(self) -> Iterator[Held]:
        return (held for part in self._seen for held in part.values())


def register(actor: Actor, *, named: bool = False) -> Register:
    """The cases that this person's keys open, as they stand now; `named`: with the names of persons, to be searched.

    Raises Absent for names where the policy does not allow them.
    """
    require(actor, "casework.read")
    day = actor.today
    found: Register | None = actor.memory.get("casework:register")
    if found is None or found.day != day:
        found = actor.memory["casework:register"] = Register(actor, day)
    found.follow(opened(actor, Case))
    if named:
        require(actor, "casework.identity")
        found.name(actor)
    return found


def may_name(actor: Actor) -> bool:
    """Whether some names are there for this person to be searched. Opens none."""
    if not allows(actor, "casework.identity"):
        return False
    hand = len(actor.keys.gained), actor.keys.dropped
    known: tuple[object, bool] | None = actor.memory.get("casework:may_name")
    if known is None or known[0] != hand:
        holds = any(actor.keys.holds(held.id, Compartment.IDENTITY) for held in opened(actor, Case))
        known = actor.memory["casework:may_name"] = hand, holds
    return known[1]


def sheltered(actor: Actor) -> int:
    """How many of the cases that this person may see are in shelter now."""
    return len(register(actor).group("sheltered"))


_BY_NEXT = "next step"
_URGENCIES = {code: number for number, code in enumerate(rules.URGENCIES)}


def _standing(
    stub: CaseStub, day: date, sort: str = PRESSING, known: dict[Any, list[Hashable]] | None = None
) -> Standing:
    """Whoever is out of sight first, then by urgency and by what is due; and the groups that a case is in.

    `known` keeps the groups of those that are in the same.
    """
    if sort == _BY_NEXT:
        return _due(stub, day)
    group, is_open = shown.group_of(stub.stage), stages.is_open(stub.stage) and not stub.erased
    overdue = rules.is_overdue(stub, day)
    flags = (group != "alarm", not is_open, _URGENCIES.get(stub.urgency, 9), not overdue)
    due, name = (stub.next_due or date.max).toordinal(), stub.pseudonym.casefold()
    rank = f"{flags[0]:d}{flags[1]:d}{flags[2]}{flags[3]:d}{due:07}{name}"
    if sort != PRESSING:
        opened_ago = (date.max - (stub.opened or date.min)).days
        rank = {BY_DUE: f"{due:07}{name}", BY_NAME: name, NEWEST: f"{opened_ago:07}{name}"}[sort]
    if known is None:
        return rank.encode(), _groups(stub, group, is_open=is_open, overdue=overdue)
    told = stub.stage, stub.urgency, stub.origin, stub.owner, is_open, overdue, rules.is_planned(stub)
    alike = (*told, stub.together.id) if stub.together else told
    groups = known.get(alike)
    if groups is None:
        groups = known[alike] = _groups(stub, group, is_open=is_open, overdue=overdue)
    return rank.encode(), groups


def _groups(stub: CaseStub, group: str, *, is_open: bool, overdue: bool) -> list[Hashable]:
    names: list[Hashable] = [ALL, group, OPEN] if is_open else [ALL, group]
    if stub.owner is not None:
        names += [_name(name, stub.owner) for name in names]
    names += [filters.stage(stub.stage), filters.urgency(stub.urgency)]
    if stub.origin:
        names.append(filters.origin(stub.origin.strip()))
    if stub.together:
        names += [filters.TOGETHER, filters.together(stub.together.id)]
    if is_open:
        told = (
            (SILENT, stub.stage in stages.ALARMS),
            (WITHOUT_NEXT, not rules.is_planned(stub)),
            (URGENT, stub.urgency == "now"),
            (OVERDUE, overdue),
            (NOBODYS, stub.owner is None),
        )
        said = [name for name, holds in told if holds]
        names += said + ([_name(name, stub.owner) for name in said] if stub.owner is not None else [])
    return names


@cache
def _name(group: Any, owner: UUID) -> Hashable:
    return group, owner


def _due(stub: CaseStub, day: date) -> tuple[bytes, list[Hashable]]:
    due = stub.next_due
    if due is None or due > day or not stages.is_open(stub.stage):
        return b"", []
    return f"{due.toordinal():07}{stub.pseudonym.casefold()}".encode(), [DUE, *([stub.owner] if stub.owner else [])]
