"""The open cases whose risk nobody ever assessed: no row says so, and none would ever come up by its day.

In the session's memory, in order, and in step with what changes. Whoever opens only the list of a case cannot tell.
"""

import threading
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from uuid import UUID

from waystation.casework import rules
from waystation.casework.models import Case, RiskRow
from waystation.casework.work.open_cases import OpenCases, open_cases, opened_in
from waystation.staff import holders
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Ranked, Standing
from waystation.vault.compartments import Compartment

_ALL = "all"
_URGENCIES = {code: number for number, code in enumerate(rules.URGENCIES)}


class _Assessments(Follower):
    """How many there are of each case."""

    def __init__(self) -> None:
        super().__init__()
        self.number: Counter[bytes] = Counter()
        self.touched: set[bytes] = set()

    def changed(self, changes: Changes[Held]) -> None:
        for pair in changes.values():
            for held, by in zip(pair, (-1, 1), strict=True):
                if held is not None:
                    case = held.holder
                    self.number[case] += by
                    self.touched.add(case)


class Unassessed:
    """Of one day, since that says by when a risk must be known."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._risks = _Assessments()
        self._gained = self._moved = 0
        self._shown: dict[bytes, Held] = {}
        self._ranked: Ranked[Held] = Ranked(_standing, lambda id_: self._shown.get(id_))
        self._lock = threading.Lock()

    def look(self, actor: Actor) -> None:
        """Takes in what changed since the last look: cases, assessments, and keys that came in hand."""
        with self._lock:
            cases = open_cases(actor)
            self._risks.follow(opened_in(actor, cases, RiskRow))
            gained, moved = actor.keys.gained[self._gained :], cases.since(self._moved)
            self._gained, self._moved = self._gained + len(gained), self._moved + len(moved)
            touched = self._risks.touched.union(moved, gained)
            self._risks.touched = set()
            if touched:
                self._settle(actor, cases, touched)

    def group(self, owner: UUID | None) -> Group[Held]:
        return self._ranked.group((_ALL, owner) if owner else _ALL)

    def _settle(self, actor: Actor, among: OpenCases, cases: Iterable[bytes]) -> None:
        known = opened(actor, Case)
        waiting = ((case, known.find(case)) for case in cases if case in among and not self._risks.number[case])
        now = {case: held for case, held in waiting if held is not None and self._is_due(held)}
        ids = [held.id for held in now.values()]
        closed = holders.closed_among(actor, ids, Compartment.CONTACT)
        told = {id_.bytes: now[id_.bytes] for id_ in ids if id_ not in closed}
        pairs = ((id_, self._shown.get(id_), told.get(id_)) for id_ in cases)
        moved = {id_: (was, held) for id_, was, held in pairs if was is not held}
        self._ranked.take(moved)
        for id_, (_was, held) in moved.items():
            if held is None:
                self._shown.pop(id_, None)
            else:
                self._shown[id_] = held

    def _is_due(self, held: Held) -> bool:
        """Whether the risk must be known by now."""
        return rules.is_to_be_assessed(held.record, self.day)


def _standing(held: Held) -> Standing:
    """The most urgent first, then what has waited longest."""
    stub = held.record
    rank = f"{_URGENCIES.get(stub.urgency, 9)}{(stub.opened or date.min).toordinal():07}{stub.pseudonym.casefold()}"
    names: list[Hashable] = [_ALL]
    return rank.encode(), names + ([(_ALL, stub.owner)] if stub.owner is not None else [])


def of_each(actor: Actor, owners: Iterable[UUID | None]) -> list[Group[Held]]:
    """Of the cases for which each of these is responsible, those that must be assessed; None is of everybody's."""
    require(actor, "casework.read")
    day = actor.today
    found: Unassessed | None = actor.memory.get("work:unassessed")
    if found is None or found.day != day:
        found = actor.memory["work:unassessed"] = Unassessed(day)
    found.look(actor)
    return [found.group(owner) for owner in owners]
