"""Where each thread keeps its connection to the database."""

import threading

from asgiref.local import Local
from django.db import connections


def keep_by_thread() -> None:
    """Keeps connections in a plain thread-local variable.

    The framework asks at every touch, some fifty times for a message, whether an event loop runs in this thread. The
    database is never touched from one here (the framework itself forbids it), so the answer is always the same.
    """
    kept = connections._connections  # type: ignore[attr-defined]
    if isinstance(kept, Local):
        plain = threading.local()
        for alias in connections:
            if hasattr(kept, alias):
                setattr(plain, alias, getattr(kept, alias))
        connections._connections = plain  # type: ignore[attr-defined]
