"""What happens because time passed: one loop, no queue. The rows that are due are the queue."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection

from waystation.audit import witness
from waystation.casework import due as casework_due
from waystation.casework.exchange import arrivals
from waystation.desk import due as desk_due
from waystation.duty import due as duty_due
from waystation.evacuation import due as evacuation_due
from waystation.evacuation.handover import due as handover_due
from waystation.evacuation.pursuers import due as pursuers_due
from waystation.evacuation.relocation import due as relocation_due
from waystation.hotline import due as hotline_due
from waystation.interfaces import due as interfaces_due
from waystation.site import logs, upgrading
from waystation.site.clock import Ageing, Clock
from waystation.staff import innocent
from waystation.vault import files, sessions

PERIOD = 1.0  # seconds

FILES_EVERY = timedelta(hours=1)
_files_swept: list[datetime] = []


def _sweep_files(now: datetime) -> None:
    """Removes files that no row names; never while the database may be an old one, which knows of none since.

    And copies of the database from before an upgrade, and what was decided of partners' bundles, after their time.
    """
    if _files_swept and abs(now - _files_swept[-1]) < FILES_EVERY:  # a clock may be set back
        return
    _files_swept[:] = [now]
    upgrading.forget_old(Path(settings.WAYSTATION_DATA), now)
    arrivals.sweep(now)
    if witness.standing() is None:
        files.sweep(now=now)


_turned: list[float] = [time.monotonic()]


def since_turn() -> float:
    """Seconds since the last turn in this process ended, or since it started."""
    return time.monotonic() - _turned[0]


Due = tuple[Callable[[datetime], object], ...]
# What calls somebody: by a clock that is never behind, since too early is a look and too late may be a life.
ALARMS: Due = (
    duty_due.run,
    casework_due.run,
    evacuation_due.run,
    pursuers_due.run,
    handover_due.run,
    relocation_due.run,
)
# What is sent, and what ends at an hour that somebody set: by the machine's clock, as people's hours are.
DUE: Due = (
    hotline_due.run,
    desk_due.run,
    interfaces_due.run,
    casework_due.send,
    sessions.sweep_sometimes,
    sessions.clear_up,
    innocent.make_due,
)
# What is deleted because it is old: by a clock that no jump sets ahead.
OLD: Due = (hotline_due.forget, duty_due.forget, _sweep_files)


def run_once(now: datetime, ringing: datetime | None = None, aged: datetime | None = None) -> None:
    """One turn; alarms by the time `ringing`, and what is old by the time `aged`, where it is another. An error in one
    room does not keep another from its work.
    """
    for what, moment in ((ALARMS, ringing or now), (DUE, now), (OLD, aged or now)):
        for run in what:
            try:
                run(moment)
            except Exception as error:
                logs.report(error)
                close_old_connections()


def loop(stop: threading.Event) -> None:
    """Turns until told to stop."""
    ringing, ageing = Clock(settings.WAYSTATION_DATA), Ageing(settings.WAYSTATION_DATA)
    while not stop.wait(PERIOD):
        run_once(datetime.now(UTC), ringing.now(), ageing.now())
        _turned[:] = [time.monotonic()]
    _close_the_log(datetime.now(UTC))
    connection.close()


def _close_the_log(now: datetime) -> None:
    """A head of it goes outside: else what came since the last one could be taken away while nothing runs."""
    try:
        witness.due(now, at_once=True)
    except Exception as error:  # a panic ends here too: nothing can be signed any more
        logs.report(error)
