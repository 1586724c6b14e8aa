"""What asks others' servers runs in a thread of its own, so that no slow one keeps an alarm waiting."""

import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection


class Apart:
    """One kind of work, by one thread of this process at a time."""

    def __init__(self, name: str, work: Callable[[datetime], object]) -> None:
        self._name, self._work = name, work
        self._thread: threading.Thread | None = None

    def begin(self, now: datetime) -> bool:
        """Begins it. False where it is still at it."""
        if self._thread is not None and self._thread.is_alive():
            return False
        self._thread = threading.Thread(target=self._run, args=[now], name=self._name, daemon=True)
        self._thread.start()
        return True

    def join(self, seconds: float) -> None:
        """Waits until it is done, and so long at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, now: datetime) -> None:
        try:
            self._work(now)
        finally:
            connection.close()
