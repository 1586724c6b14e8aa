"""What is drawn of everything that was recorded, as this person may read it."""

from collections import defaultdict

from waystation.documentation.models import InvolvementRow
from waystation.documentation.records import Involvement
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower

_NAME = "pictures:perpetrators"


def perpetrators(actor: Actor) -> dict[bytes, tuple[str, ...]]:
    """Who is said to have done each act, by what they are: codes of `perpetrator_types`, "" where that is not said.

    By the bytes of the act's id, as in `Counted`.
    """
    require(actor, "documentation.read")
    found: _Perpetrators = actor.memory.get(_NAME) or actor.memory.setdefault(_NAME, _Perpetrators())
    found.follow(opened(actor, InvolvementRow))
    return found.kinds


class _Perpetrators(Follower):
    """The kinds of perpetrators of each act, kept in step with what was recorded."""

    def __init__(self) -> None:
        super().__init__()
        self._of: defaultdict[bytes, dict[bytes, str]] = defaultdict(dict)
        self.kinds: dict[bytes, tuple[str, ...]] = {}  # never changed: another takes its place

    def changed(self, changes: Changes[Held]) -> None:
        touched = set()
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Involvement = held.record
                act = said.act.bytes
                touched.add(act)
                if there:
                    self._of[act][key] = said.kind
                else:
                    self._of[act].pop(key, None)
        fresh = dict(self.kinds)
        for act in touched:
            fresh[act] = tuple(sorted(set(self._of[act].values())))
        self.kinds = fresh
