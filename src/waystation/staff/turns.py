"""Who may have a passphrase stretched next: two queues, so that a crowd of strangers fills only its own.

Known browsers go first. Each of them has one place at most, so that none can fill the queue of the known ones. All
places together stay few beside the web server's threads (site/server.py), since whoever waits holds one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from waystation.staff.devices import Mark
from waystation.vault.errors import Busy

KNOWN, STRANGERS = 2, 2  # places, with the one who is served

_changed = threading.Condition()
_queues: dict[bool, list[bytes]] = {True: [], False: []}
_serving = False


@contextmanager
def turn(mark: Mark | None) -> Iterator[None]:
    """Waits for this browser's turn. Raises Busy where its queue is full, or where it stands in it already."""
    known = mark is not None and mark.is_known
    ticket = mark.digest if mark and known else threading.get_ident().to_bytes(8)
    _wait(known, ticket)
    try:
        yield
    finally:
        _leave(known, ticket)


def _wait(known: bool, ticket: bytes) -> None:
    global _serving
    queue = _queues[known]
    with _changed:
        if len(queue) >= (KNOWN if known else STRANGERS) or ticket in queue:
            raise Busy
        queue.append(ticket)
        _changed.wait_for(lambda: not _serving and queue[0] == ticket and (known or not _queues[True]))
        _serving = True


def _leave(known: bool, ticket: bytes) -> None:
    global _serving
    with _changed:
        _serving = False
        _queues[known].remove(ticket)
        _changed.notify_all()
