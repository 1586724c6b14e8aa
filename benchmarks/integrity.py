"""What marks and manifests cost: a write, a message taken in, a case opened; with and without them, in turns.

    .venv/bin/python -m benchmarks.integrity [--rounds 7] [--rows 20000]

Processor time of this process, so that a busy machine and its disk change little; medians with smallest and largest.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

TIMES = 100


def _random_salt(number: int) -> bytes:
    return os.urandom(16)


@contextmanager
def without() -> Iterator[None]:
    """As it was before: any public key is taken, nothing is counted, a line's salt is random."""
    from waystation.audit import log
    from waystation.hotline import callers, intake
    from waystation.vault import directory, manifest

    def place_of(request: Any) -> Any:
        return request.locator, intake.Compartment(request.compartment)

    with (
        mock.patch.object(directory.hmac, "compare_digest", return_value=True),
        mock.patch.object(directory, "_mark", return_value=b""),
        mock.patch.object(manifest, "changed", return_value=None),
        mock.patch.object(log, "_salt", _random_salt),
        mock.patch.object(intake, "place_of", place_of),
        mock.patch.object(callers, "place_of", place_of),
    ):
        yield


def microseconds(job: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(TIMES):
        job()
    return (time.process_time() - started) / TIMES * 1e6


def compare(name: str, job: Callable[[], object], rounds: int) -> None:
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds * 2):
        if bare := number % 2 == 0:
            with without():
                found[bare].append(microseconds(job))
        else:
            found[bare].append(microseconds(job))
    cells = [f"{median(each):>7.0f} µs ({min(each):.0f} to {max(each):.0f})" for each in (found[True], found[False])]
    print(f"{name:<44}{cells[0]:>28}{cells[1]:>28}")


def once(name: str, job: Callable[[], object], rounds: int) -> None:
    found = [microseconds(job) for _ in range(rounds)]
    print(f"{name:<44}{'':>28}{median(found):>7.0f} µs ({min(found):.0f} to {max(found):.0f})")


def measure(rounds: int, rows: int) -> None:
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.casework.models import NoteRow
    from waystation.casework.records import Note
    from waystation.hotline import callers, intake
    from waystation.mail.envelope import Envelope
    from waystation.staff import integrity
    from waystation.staff.actor import utc_now
    from waystation.vault import directory, grants, manifest, records, whole
    from waystation.vault.compartments import Compartment
    from waystation.vault.keyring import Key
    from waystation.vault.models import Manifest

    def case() -> Key:
        return grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])[0]

    def write(key: Key) -> None:
        with transaction.atomic():
            records.create(NoteRow, Note(text="x"), key)
            log(None, "benchmark.line")

    def letter() -> None:
        raw = b"From: a@mail.example\r\nMessage-ID: <%s@mail.example>\r\n\r\nHelp.\r\n" % uuid.uuid4().hex.encode()
        intake.receive(raw, Envelope("smtp", "a@mail.example", ("help@waystation.example",)), now=utc_now())

    def filled(count: int) -> Key:
        key = case()
        with transaction.atomic():
            for _ in range(count):
                records.create(NoteRow, Note(text="x"), key)
            log(None, "benchmark.line")
        return key

    small, large = filled(30), filled(rows)
    print(f"{'':<44}{'without':>28}{'with':>28}")
    compare("finding a public key to seal to", lambda: directory.address(small.locator, Compartment.CONTACT), rounds)
    compare("a line alone", lambda: _line(log, transaction), rounds)
    compare("a row and its line, case of 30 rows", lambda: write(small), rounds)
    compare(f"a row and its line, set of {rows:,} rows", lambda: write(large), rounds)
    compare("an e-mail taken in, a new thread", letter, rounds)
    compare("a web message, a new thread", lambda: callers.begin_web("Help.", now=utc_now()), rounds)
    again = filled(30)
    once("comparing a case of 30 rows", lambda: whole.compare(again.locator), rounds)
    with transaction.atomic():  # the rounds without left rows that nothing counted
        manifest.adopt()
        log(None, "benchmark.line")
    started = time.process_time()
    assert whole.compare(large.locator) is None
    print(f"comparing a set of {rows:,} rows: {(time.process_time() - started) * 1e3:.0f} ms")
    started = time.process_time()
    assert whole.compare_head() is None
    sets = Manifest.objects.count()
    print(f"comparing the head of {sets:,} sets: {(time.process_time() - started) * 1e3:.1f} ms")
    started = time.process_time()
    with transaction.atomic():
        manifest.adopt()
        log(None, "benchmark.line")
    print(f"counting everything anew: {(time.process_time() - started):.1f} s for {NoteRow.objects.count():,} rows")
    assert integrity.standing().sound


def _line(log: Callable[..., None], transaction: Any) -> None:
    with transaction.atomic():
        log(None, "benchmark.line")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--rows", type=int, default=20_000)
    chosen = options.parse_args()
    from benchmarks.audit_log import installation

    with tempfile.TemporaryDirectory(prefix="waystation-integrity-") as name:
        installation(Path(name) / "data")
        measure(chosen.rounds, chosen.rows)


if __name__ == "__main__":
    main()
