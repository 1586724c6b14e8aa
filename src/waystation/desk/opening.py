"""The first page of a session, while what it shows is being opened: with many thousands of cases that takes a while."""

import logging
import threading
from contextvars import copy_context

from django.db import connections

from waystation.casework.models import Case
from waystation.desk import now
from waystation.staff.access import looked_at
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

logger = logging.getLogger(__name__)
MANY = 2_000  # cases: with fewer the page is there sooner than somebody would read that it is coming
PATIENCE = 1.0  # seconds in which the page may still come by itself
REFRESH = 1  # seconds
_OPENING = "desk:opening"


def rows_so_far(actor: Actor) -> int | None:
    """How many rows are looked at while the page of today cannot be shown yet; None as soon as it can.

    Whoever asks first in a session sets it going, in a thread: it goes on if nobody waits for it.
    """
    thread: threading.Thread | None = actor.memory.get(_OPENING)
    if thread is None:
        if not allows(actor, "casework.read") or Case.objects.count() < MANY:
            return None
        thread = threading.Thread(target=copy_context().run, args=(_open, actor), name="opening", daemon=True)
        actor.memory[_OPENING] = thread
        thread.start()
    thread.join(PATIENCE)
    return looked_at(actor) if thread.is_alive() else None


def _open(actor: Actor) -> None:
    try:
        now.context(actor, {})
    except Exception as error:  # the page meets it again, and answers for it
        logger.info("the first page was not opened beforehand: %s", type(error).__name__)
    finally:
        connections.close_all()
