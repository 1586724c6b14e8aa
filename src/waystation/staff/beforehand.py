"""What a session needs once and takes a while: done beside its pages, which meanwhile tell how far it has got."""

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context

from django.db import connections

from waystation.staff.actor import Actor
from waystation.vault import sessions
from waystation.vault.errors import Ended

logger = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds in which the page may still come by itself
REFRESH = 1  # seconds after which it is asked for again
_starting = threading.Lock()


def is_under_way(actor: Actor, name: str, work: Callable[[], object]) -> bool:
    """Whether some work of a session is not done yet. Whoever asks first in it sets it going, in a thread.

    It goes on if nobody waits for it, until the session ends: then it stops at the next row. What it meets, the page
    that needs it meets again, and answers for it.
    """
    with _starting:
        thread: threading.Thread | None = actor.memory.get(_key(name))
        if thread is None:
            run = copy_context().run
            thread = threading.Thread(target=run, args=(_do, name, work), name=_key(name), daemon=True)
            actor.memory[_key(name)] = thread
            thread.start()
    thread.join(PATIENCE)
    return thread.is_alive()


def has_begun(actor: Actor, name: str) -> bool:
    """Whether somebody has asked for some work in this session, done or not."""
    return _key(name) in actor.memory


def forget(actor: Actor, name: str) -> None:
    """The same work is to be done once more, when somebody asks for it."""
    actor.memory.pop(_key(name), None)


def _key(name: str) -> str:
    return f"beforehand:{name}"


def _do(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Ended:
        sessions.clear_up_soon()
        logger.info("%s was stopped: the session has ended", name)
    except Exception as error:
        logger.info("%s was not done beforehand: %s", name, type(error).__name__)
    finally:
        connections.close_all()
