"""What is drawn of everything that was recorded, as this person may read it."""

from collections import defaultdict

from waystation.documentation.figures.moved import Moved
from waystation.documentation.models import InvolvementRow
from waystation.documentation.records import Involvement
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower

_NAME = "pictures:perpetrators"


def perpetrators(actor: Actor) -> "Perpetrators":
    """Who is said to have done each act that this person may read, as it stands now."""
    require(actor, "documentation.read")
    found: Perpetrators = actor.memory.get(_NAME) or actor.memory.setdefault(_NAME, Perpetrators())
    found.follow(opened(actor, InvolvementRow))
    return found


class Perpetrators(Follower):
    """What they are who did each act, kept in step with what was recorded. Acts by the bytes of their ids."""

    def __init__(self) -> None:
        super().__init__()
        self._of: defaultdict[bytes, dict[bytes, str]] = defaultdict(dict)
        self._moved = Moved()

    def kinds(self, act: bytes) -> set[str]:
        """Codes of `perpetrator_types`, "" where that is not said; none where nobody is said to have done it."""
        return set(self._of.get(act, {}).values())

    def since(self, number: int) -> tuple[int, list[bytes]]:
        """The acts of which that is another since its number was this; and its number now. 0: all there were."""
        with self._lock:
            return self._moved.number, self._moved.since(number)

    def changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Involvement = held.record
                act = said.act.bytes
                if there:
                    self._of[act][key] = said.kind
                else:
                    self._of[act].pop(key, None)
                self._moved.note(act)
