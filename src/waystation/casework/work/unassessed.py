"""The open cases whose risk nobody ever assessed: no row says so, and none would ever come up by its day.

In the session's memory, in order, and in step with what changes. Whoever opens only the list of a case cannot tell.
"""

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from uuid import UUID

from waystation.casework import rules
from waystation.casework.models import Case, RiskRow
from waystation.staff import holders
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Ranked, Standing
from waystation.vault.compartments import Compartment

_ALL = "all"
_URGENCIES = {code: number for number, code in enumerate(rules.URGENCIES)}


class _ByCase(Follower):
    """Which rows there are of each case; `touched` are the cases of which something is another."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: defaultdict[bytes, dict[bytes, Held]] = defaultdict(dict)
        self.touched: set[bytes] = set()

    def changed(self, changes: Changes[Held]) -> None:
        for id_, (before, after) in changes.items():
            if before is not None:
                self._rows_of(before).pop(id_, None)
            if after is not None:
                self._rows_of(after)[id_] = after

    def _rows_of(self, held: Held) -> dict[bytes, Held]:
        case = held.locator.bytes
        self.touched.add(case)
        return self.rows[case]


class Unassessed:
    """Of one day, since that says by when a risk must be known."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._cases, self._risks = _ByCase(), _ByCase()
        self._gained = 0
        self._shown: dict[bytes, Held] = {}
        self._ranked: Ranked[Held] = Ranked(_standing, lambda id_: self._shown.get(id_))
        self._lock = threading.Lock()

    def look(self, actor: Actor) -> None:
        """Takes in what changed since the last look: cases, assessments, and keys that came in hand."""
        with self._lock:
            self._cases.follow(opened(actor, Case))
            self._risks.follow(opened(actor, RiskRow))
            gained = actor.keys.gained[self._gained :]
            self._gained += len(gained)
            touched = self._cases.touched | self._risks.touched | set(gained)
            self._cases.touched, self._risks.touched = set(), set()
            if touched:
                self._settle(actor, touched)

    def group(self, owner: UUID | None) -> Group[Held]:
        return self._ranked.group((_ALL, owner) if owner else _ALL)

    def _settle(self, actor: Actor, cases: Iterable[bytes]) -> None:
        now = {held.key: held for case in cases for held in self._without(case)}
        ids = [held.id for held in now.values() if actor.keys.holds(held.id, Compartment.CONTACT)]
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

    def _without(self, case: bytes) -> Iterator[Held]:
        if not self._risks.rows.get(case):
            found = self._cases.rows.get(case, {}).values()
            yield from (held for held in found if rules.is_to_be_assessed(held.record, self.day))


def _standing(held: Held) -> Standing:
    """The most urgent first, then what has waited longest."""
    stub = held.record
    rank = f"{_URGENCIES.get(stub.urgency, 9)}{(stub.opened or date.min).toordinal():07}{stub.pseudonym.casefold()}"
    names: list[Hashable] = [_ALL]
    return rank.encode(), names + ([(_ALL, stub.owner)] if stub.owner is not None else [])


def of_each(actor: Actor, owners: Iterable[UUID | None]) -> list[Group[Held]]:
    """Of the cases for which each of these is responsible, those that must be assessed; None is of everybody's."""
    require(actor, "casework.read")
    day = actor.now().date()
    found: Unassessed | None = actor.memory.get("work:unassessed")
    if found is None or found.day != day:
        found = actor.memory["work:unassessed"] = Unassessed(day)
    found.look(actor)
    return [found.group(owner) for owner in owners]
