"""Which cases of a session are open, and who is responsible for them: for the lists of what is to be done in these."""

from uuid import UUID

import msgspec

from waystation.casework import stages
from waystation.casework.models import Case
from waystation.staff.access import opened, opened_of
from waystation.staff.actor import Actor
from waystation.staff.opened import Held, Opened
from waystation.staff.ranked import Changes, Follower
from waystation.vault.models import Sealed


class _State(msgspec.Struct, frozen=True, gc=False):
    """What is looked at of a stub."""

    stage: str = "accepted"
    owner: UUID | None = None
    erased: bool = False


class OpenCases(Follower):
    """`owner` is who is responsible, if anybody, by the case.

    `moved` only grows, by each of which something is another; `came` by those alone that were opened or have ended.
    """

    def __init__(self) -> None:
        super().__init__()
        self.owner: dict[bytes, UUID | None] = {}
        self.moved: list[bytes] = []
        self.came: list[bytes] = []
        self._people: dict[UUID | None, UUID | None] = {}

    def __contains__(self, case: bytes) -> bool:
        return case in self.owner

    def changed(self, changes: Changes[Held]) -> None:
        moved, came = [], []
        for id_, (_, after) in changes.items():
            state, was_open = after.told(_State) if after is not None else None, id_ in self.owner
            is_open = state is not None and stages.is_open(state.stage) and not state.erased
            if state is not None and is_open:
                self.owner[id_] = self._people.setdefault(state.owner, state.owner)
            elif was_open:
                del self.owner[id_]
            moved += [id_] if is_open or was_open else []
            came += [id_] if is_open is not was_open else []
        self.moved += moved
        self.came += came

    def since(self, number: int) -> list[bytes]:
        """Of which something is another since so many were `moved`."""
        return self.moved[number:]


def open_cases(actor: Actor) -> OpenCases:
    """Those of the cases that this person's keys open, as they stand now."""
    found: OpenCases = actor.memory.get("work:open") or actor.memory.setdefault("work:open", OpenCases())
    found.follow(opened(actor, Case))
    return found


def opened_in(actor: Actor, cases: OpenCases, model: type[Sealed]) -> Opened:
    """The rows of a table that belong to open cases: those of the many that have ended are not opened for it."""
    return opened_of(actor, model, "open cases", cases, cases.came)
