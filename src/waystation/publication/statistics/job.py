"""A table that is being protected, in a thread of the session that asked for it: it takes seconds.

What was counted and what came of it lie in the memory of that session alone, until it makes another or ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection

from waystation.documentation.errors import Refused
from waystation.publication import wording
from waystation.publication.records import Tabled
from waystation.publication.statistics import making
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Ended

logger = logging.getLogger(__name__)
_NAME = "publication:table"


class Making:
    """One table while it is made and afterwards; `titles` are those that it is to have, `refused` says why not."""

    def __init__(self, counted: Tabled, earlier: Collection[Tabled], titles: dict[str, str]) -> None:
        self.titles, self.share = titles, 0.0
        self.table: Tabled | None = None
        self.refused: list[wording.Text] = []
        self._counted, self._earlier = counted, earlier
        self._over, self._ended = threading.Event(), False

    def start(self) -> None:
        """Begins; goes on if nobody waits. It asks no database."""
        threading.Thread(target=self.work, name=_NAME, daemon=True).start()

    def is_over_in(self, seconds: float) -> bool:
        """Whether it has come to its end, for which it is waited so long."""
        return self._over.wait(seconds)

    def work(self) -> None:
        """Hides what must be hidden."""
        try:
            self.table = making.protect(self._counted, self._earlier, self._tell)
        except Refused as refused:
            self.refused = [said for _name, said in refused.reasons]
        except Exception as error:  # said on the page; no number goes into a log
            logger.warning("a table was not made: %s", type(error).__name__)
            self.refused = [wording.NO_TABLE]
        finally:
            self._over.set()

    def put_away(self) -> None:
        """Ends it at its next step: the session that asked for it has ended."""
        self._ended = True

    def _tell(self, share: float) -> None:
        if self._ended:
            raise Ended
        self.share = share


def begin(actor: Actor, titles: dict[str, str], **wanted: str | int) -> Making:
    """Counts, and begins to hide. What was made before and not kept is forgotten. Raises Absent, Refused."""
    require(actor, "publication.write")
    found = Making(making.counted(actor, **wanted), making.released(actor), titles)  # type: ignore[arg-type]
    actor.memory[_NAME] = found
    found.start()
    return found


def last(actor: Actor) -> Making | None:
    """What the session makes or made last and did not keep."""
    require(actor, "publication.write")
    found: Making | None = actor.memory.get(_NAME)
    return found


def forget(actor: Actor) -> None:
    """Forgets it."""
    actor.memory.pop(_NAME, None)
