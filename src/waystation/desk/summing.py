"""Sums over the rows that a session may see, kept as these change: those of very many are ready at once."""

from typing import Any, Generic, Protocol, TypeVar

from waystation.casework.models import Case
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower
from waystation.vault.models import Sealed


class Tally(Protocol):
    """Sums to which a record is added and from which it is taken, `by` -1."""

    def add(self, record: Any, by: int = 1, /) -> None: ...


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


def summed(actor: Actor, kind: type[Kind], model: type[Sealed] = Case) -> Kind:
    """The sums of a kind over the cases, or the rows of another model, that this person may see, as they stand now."""
    require(actor, "casework.read")
    name = f"desk:{kind.__module__}.{kind.__name__}"
    found: _Following[Kind] = actor.memory.get(name) or actor.memory.setdefault(name, _Following(kind()))
    found.follow(opened(actor, model))
    return found.tally
