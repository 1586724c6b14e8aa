"""Sums over the cases that a session may see, kept as these change: those of very many are ready at once."""

from typing import Generic, Protocol, TypeVar

from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower


class Tally(Protocol):
    """Sums to which a case is added and from which it is taken, `by` -1."""

    def add(self, case: CaseStub, by: int = 1) -> None: ...


Kind = TypeVar("Kind", bound=Tally)


class _Following(Follower, Generic[Kind]):
    def __init__(self, tally: Kind) -> None:
        super().__init__()
        self.tally = tally

    def changed(self, changes: Changes[Held]) -> None:
        for before, after in changes.values():
            if before is not None:
                self.tally.add(before.record, -1)
            if after is not None:
                self.tally.add(after.record)


def summed(actor: Actor, kind: type[Kind]) -> Kind:
    """The sums of a kind over the cases that this person may see, as they stand now."""
    require(actor, "casework.read")
    name = f"desk:{kind.__module__}"
    found: _Following[Kind] = actor.memory.get(name) or actor.memory.setdefault(name, _Following(kind()))
    found.follow(opened(actor, Case))
    return found.tally
