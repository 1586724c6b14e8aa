"""Timers of check-ins that are all due in the same minute, on one process, with and without kill -9 in the middle.

    .venv/bin/python -m benchmarks.timers [--timers 10000] [--kills 5] [--engines sqlite postgresql]

Beside it the floor: so many rows changed and as many lines of a log written by SQLite alone, with the same flushes.
On PostgreSQL the cluster flushes nothing, so the clock tells what the program and the server do, not the disk.
Every run counts what happened: each timer has to have taken its step once, and to stand in the log once.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.engines import ENGINES, apart  # noqa: E402  # once the path is set
from benchmarks.removal import PRAGMAS, installation  # noqa: E402

LIMIT_SECONDS = 60.0
MINUTE = timedelta(minutes=1)


def make(actor: Any, timers: int, due: datetime) -> None:
    """So many check-ins whose first step is due somewhere within the minute that ends at `due`."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation.check_ins import escalation
    from waystation.evacuation.models import CheckIn
    from waystation.evacuation.records import CheckInRecord
    from waystation.staff.teams import DUTY
    from waystation.vault.records import create

    key, case_id = actor.keys.key(actor.team(DUTY)), UUID(int=7)
    plan = escalation.usual()
    silent_from = due - plan.steps[0].after * MINUTE
    record = CheckInRecord(case=case_id, pseudonym="Birch", due_at=silent_from, ok_word="pear", if_missed="Call.")
    with transaction.atomic():
        for _ in range(timers):
            create(CheckIn, record, key, due_at=silent_from, alarm_at=due)
        log(actor.account, "evacuation.check_in_scheduled", case=case_id)


def fire(due: datetime, kills: int, typical: float) -> float:
    """Seconds until a worker, killed so many times and started anew, has nothing left to do."""
    from django.db import connection

    began = time.perf_counter()
    for number in range(kills + 1):
        connection.close()
        worker = os.fork()
        if worker == 0:
            _work(due)
        if number < kills:
            time.sleep(random.uniform(0.1, 0.9) * typical / (kills + 1))
            os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    return time.perf_counter() - began


def _work(due: datetime) -> None:
    from waystation.evacuation import due as evacuation

    while evacuation.run(due):
        pass
    os._exit(0)


def check(timers: int, lines_before: int) -> str:
    """What is wrong with what happened; nothing where nothing is."""
    from django.db.models import Count

    from waystation.audit.models import Line
    from waystation.duty.models import KnockRow
    from waystation.evacuation.models import CheckIn
    from waystation.vault import whole

    states = dict(CheckIn.objects.values_list("steps").annotate(Count("pk")))
    lines = Line.objects.count() - lines_before
    told = CheckIn.objects.unheard().count()
    wrong = []
    if states != {1: timers}:
        wrong.append(f"steps taken: {states}")
    if lines not in (timers + 1, timers + 2):  # and one line for each call: a killed worker's may be made once more
        wrong.append(f"lines in the log: {lines}")
    if told or not KnockRow.objects.exists():
        wrong.append(f"not called for: {told}")
    if list(whole.compare_all()):
        wrong.append("the manifests disagree")
    return "; ".join(wrong)


def floor(file: Path, timers: int, batch: int = 500) -> float:
    """Seconds for the same rows and lines without sealing, hashing, a framework or a log that proves anything."""
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(
        PRAGMAS + "CREATE TABLE t (id BLOB PRIMARY KEY, at INT, state INT, sealed BLOB); CREATE TABLE l (it BLOB)"
    )
    ids = [os.urandom(16) for _ in range(timers)]
    database.execute("BEGIN")
    database.executemany("INSERT INTO t VALUES (?, 0, 0, ?)", ((each, os.urandom(600)) for each in ids))
    database.execute("COMMIT")
    began = time.perf_counter()
    for start in range(0, timers, batch):
        some = ids[start : start + batch]
        database.execute("BEGIN IMMEDIATE")
        database.executemany("UPDATE t SET state = 3, at = 1 WHERE id = ?", [(each,) for each in some])
        database.executemany("INSERT INTO l VALUES (?)", [(os.urandom(300),) for _ in some])
        database.execute("COMMIT")
    return time.perf_counter() - began


def one(timers: int, kills: int, seed: int) -> bool:
    """On the database that the environment names. Whether something was wrong or slow."""
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        actor, _ = installation(Path(folder) / "data", 1)
        from waystation.audit.models import Line
        from waystation.evacuation.models import CheckIn
        from waystation.vault.records import delete

        due = datetime.now(UTC).replace(second=0, microsecond=0) + MINUTE
        typical, failed = 5.0, False
        for killed in (0, kills):
            make(actor, timers, due)
            before = Line.objects.count()
            took = fire(due, killed, typical)
            wrong = check(timers, before)
            late = "" if took <= LIMIT_SECONDS else "  TOO SLOW"
            failed |= bool(wrong or late)
            print(f"  killed {killed} times: {took:6.1f} s  {wrong or 'each once, none lost'}{late}", flush=True)
            typical = took
            delete(*CheckIn.objects.all())
        least = floor(Path(folder) / "floor.sqlite3", timers)
        print(f"  floor:          {least:6.1f} s  the same rows and lines by SQLite alone")
    return failed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--timers", type=int, default=10_000)
    options.add_argument("--kills", type=int, default=5)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        sys.exit(one(chosen.timers, chosen.kills, chosen.seed))
    print(f"{chosen.timers:,} timers due in one minute, one process; target {LIMIT_SECONDS:.0f} s")
    said = {"--timers": chosen.timers, "--kills": chosen.kills, "--seed": chosen.seed}
    for engine in chosen.engines:
        told = apart(engine, "timers", "--one", *(str(each) for pair in said.items() for each in pair))
        print(f"{engine}\n{told}", end="", flush=True)


if __name__ == "__main__":
    main()
