"""What happens because time passed: one loop, no queue. The rows that are due are the queue."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import close_old_connections, connection

from waystation.desk import due as desk_due
from waystation.evacuation import due as evacuation_due
from waystation.hotline import due as hotline_due
from waystation.site import logs
from waystation.vault import sessions

PERIOD = 1.0  # seconds

DUE: tuple[Callable[[datetime], object], ...] = (
    hotline_due.run,
    evacuation_due.run,
    desk_due.run,
    sessions.sweep_sometimes,
)


def run_once(now: datetime) -> None:
    """One turn. An error in one room does not keep another from its work."""
    for run in DUE:
        try:
            run(now)
        except Exception as error:
            logs.report(error)
            close_old_connections()


def loop(stop: threading.Event) -> None:
    """Turns until told to stop."""
    while not stop.wait(PERIOD):
        run_once(datetime.now(UTC))
    connection.close()
