"""Panic: the vault half is destroyed, and this process forgets all keys.

Nothing in the database is touched, so it takes as long with a hundred thousand cases as with none, and a database that
is down or locked keeps it from nothing. Without the half no passphrase opens anything; without this process's memory no
session does. Only the trustees lead back.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from waystation.vault import batches, directory, grants, half, sessions
from waystation.vault.shred import destroy

EXIT = 86
"""The exit code of a server that stopped by panic: whoever restarts servers must not restart this one."""

_also: list[Callable[[], object]] = []
_last: list[Callable[[], object]] = []


def also(*forgetting: Callable[[], object]) -> None:
    """Names what else this process remembers and must forget. Called once, at start-up."""
    _also[:] = forgetting


def at_last(stop: Callable[[], object]) -> None:
    """Names what stops the server in a moment, whatever is still done by then."""
    _last[:] = [stop]


def now() -> None:
    """Everything is unreadable when this returns or the server stops, which it is about to do.

    Raises OSError where the half lies where it cannot be written; sessions have ended even so.
    """
    sessions.lose()
    try:
        destroy(Path(settings.WAYSTATION_VAULT_HALF))
    finally:
        # Before what is left to forget: that may wait for a thread that waits for the database.
        for stop in _last:
            stop()
        half.forget()
        batches.forget()
        directory.forget()
        grants.forget()
        for forgetting in _also:
            forgetting()
