"""What the audit log costs: a line beside a bare SQLite commit and a raw fsync, in one run, in turns; and checking it.

    .venv/bin/python -m benchmarks.audit_log [--lines 100000] [--rounds 7]

Three files on one disk. "bare" inserts a row of the same size with sqlite3 alone, same pragmas, one commit each;
"fsync" appends the same bytes to a file and calls fsync. Rounds alternate; medians with smallest and largest.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
APPENDS = 100
# So many that the write-ahead log was written through once and is written over from then on, as that of an installation
# is: while its file still grows, each commit waits for the file system too, a third longer.
WARM = 1000


def installation(data: Path) -> None:
    """A log of its own with auditors, and nothing else."""
    from waystation.site import folder
    from waystation.site.commands import open_installation

    folder.prepare(data, 'origin = "http://127.0.0.1:8000"\n')
    open_installation(data)
    from django.conf import settings
    from django.core.management import call_command

    from waystation.staff import actions
    from waystation.vault import half

    half.create(Path(settings.WAYSTATION_VAULT_HALF))
    call_command("migrate", verbosity=0, interactive=False)
    actions.found()


def bare(file: Path) -> Callable[[], None]:
    """One row of a line's size, one commit."""
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(
        PRAGMAS + "CREATE TABLE line (number INTEGER PRIMARY KEY, salt BLOB, sealed BLOB, nodes BLOB)"
    )
    salt, sealed, nodes = os.urandom(16), os.urandom(562), os.urandom(64)

    def commit() -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO line (salt, sealed, nodes) VALUES (?, ?, ?)", (salt, sealed, nodes))
        database.execute("COMMIT")

    for _ in range(WARM):
        commit()
    return commit


def fsync(file: Path) -> Callable[[], None]:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = os.urandom(642)

    def write() -> None:
        os.write(opened, line)
        os.fsync(opened)

    return write


def append() -> None:
    from django.db import transaction

    from waystation.audit.log import log

    with transaction.atomic():
        log(None, "benchmark.line")


def empty() -> None:
    """The framework's transaction around nothing but a row of the same size: what the log itself adds is beside it."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare (salt, sealed, nodes) VALUES (%s, %s, %s)", ROW)


def both() -> None:
    """What a transaction that writes something costs with its line."""
    from django.db import connection, transaction

    from waystation.audit.log import log

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare (salt, sealed, nodes) VALUES (%s, %s, %s)", ROW)
        log(None, "benchmark.line")


ROW = (os.urandom(16), os.urandom(562), os.urandom(64))


def microseconds(job: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(APPENDS):
        job()
    return (time.perf_counter() - started) / APPENDS * 1e6


def fill(lines: int) -> None:
    """Many lines in few transactions."""
    from django.db import transaction

    from waystation.audit.log import log

    if lines <= 0:
        return
    started = time.process_time()
    for start in range(0, lines, 5000):
        with transaction.atomic():
            for _ in range(min(5000, lines - start)):
                log(None, "benchmark.line")
    print(f"{'a line in a running transaction':<34}{(time.process_time() - started) / lines * 1e6:>9.0f} µs processor")


def seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def table(sides: dict[str, list[float]]) -> None:
    floor = sides["bare SQLite commit"]
    print(f"{'':<34}{'median':>9}     (least to most)   median and least beside the bare commit's")
    for name, found in sides.items():
        ratios = f"{median(found) / median(floor):>5.2f} x {min(found) / min(floor):>5.2f} x"
        print(f"{name:<34}{median(found):>9.0f} µs  ({min(found):.0f} to {max(found):.0f})   {ratios}")
    beyond = median(sides["audit line"]) - median(floor)
    print(f"a line takes {beyond:.0f} µs more than the commit: 1.2 x of one that takes {5 * beyond:.0f} µs or longer")


def appends(folder: Path, rounds: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, salt BLOB, sealed BLOB, nodes BLOB)")
    jobs = {
        "raw fsync": fsync(folder / "fsync"),
        "bare SQLite commit": bare(folder / "bare.sqlite3"),
        "Django transaction, bare row": empty,
        "audit line": append,
        "bare row and audit line": both,
    }
    sides: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name, job in list(jobs.items())[:: 1 if number % 2 == 0 else -1]:
            sides[name].append(microseconds(job))
    table(sides)


def checks(folder: Path, lines: int) -> None:
    """Export, the walk inside, and the stand-alone verifier as its own process."""
    from waystation.audit import check, export, notes, tree

    log, checkpoint = folder / "log", folder / "checkpoint"

    def export_all() -> None:
        with log.open("wb") as file:
            export.write(file)

    print(f"{'filled to ' + format(lines, ','):<34}{seconds(lambda: fill(lines - tree.size())):>9.1f} s")
    print(f"{'export':<34}{seconds(export_all):>9.1f} s")
    checkpoint.write_bytes(notes.checkpoint()[1])
    print(f"{'walk in the database':<34}{seconds(check.first_break):>9.1f} s")
    verifier = [sys.executable, ROOT / "src/waystation/audit/verifier.py", log, checkpoint, str(notes.key())]
    took = seconds(lambda: subprocess.run(verifier, check=True, stdout=subprocess.DEVNULL))
    floor = seconds(lambda: hashlib.sha256(log.read_bytes()))
    print(f"{'stand-alone verifier':<34}{took:>9.1f} s   {took / floor:.0f} x SHA-256 of the same file ({floor:.3f} s)")
    print(f"{'head and its signature':<34}{min(seconds(notes.checkpoint) for _ in range(20)) * 1e6:>9.0f} µs")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--lines", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--folder", type=Path, help="on the disk to measure; else where temporary files go")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-audit-", dir=chosen.folder) as name:
        folder = Path(name)
        installation(folder / "data")
        print("log nearly empty")
        appends(folder, chosen.rounds)
        checks(folder, chosen.lines)
        print(f"one line more, {APPENDS} times, each in its own transaction, at {chosen.lines:,} lines")
        found = [microseconds(append) for _ in range(chosen.rounds)]
        print(f"{'audit line':<34}{median(found):>9.0f} µs  ({min(found):.0f} to {max(found):.0f})")


if __name__ == "__main__":
    main()
