"""Kill -9 while messages arrive: what was confirmed is there, exactly once.

WAYSTATION_KILLS is how many times the server is killed; each time a pipe process is killed as well.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Program
from tests.e2e.stream import WAYS, Stream, killed_pipe

pytestmark = pytest.mark.long

Told = Callable[[str, object], None]

KILLS = int(os.environ.get("WAYSTATION_KILLS", "24"))


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start()
    yield program
    program.kill()


def test_what_was_confirmed_is_there_exactly_once(program: Program, record_property: Told) -> None:
    random.seed(os.environ.get("WAYSTATION_SEED", time.time_ns()))
    stream = Stream(program)
    pipes = 0
    for _ in range(KILLS):
        pipes += _round(program, stream)
    stream.finish()

    found = program.opened()
    copies = Counter(_words(message["content"]) for message in found["messages"])
    missing = [offer.words for offer in stream.offers if copies[offer.words] == 0]
    doubled = [words for words, number in copies.items() if number > 1]
    strangers = set(copies) - {offer.words for offer in stream.offers}
    record_property("told", _counts(stream, pipes, len(missing), len(doubled)))
    assert not missing
    assert not doubled
    assert not strangers
    assert found["first_break"] is None
    assert _rows(program, "hotline_message") == len(stream.offers)
    assert _rows(program, "hotline_request") == len(stream.offers)
    assert all(any(offer.way == way for offer in stream.offers) for way in WAYS)


def _round(program: Program, stream: Stream) -> int:
    """One kill of the server in the middle of the stream and one of a pipe; 1 if the pipe was still at work."""
    offer = stream.new("pipe")
    ended: list[bool] = []
    # A pipe process takes about a second, most of it to start.
    after = random.uniform(0.2, 1.2)
    pipe = threading.Thread(target=lambda: ended.append(killed_pipe(program, offer, after)))
    pipe.start()
    stream.begin()
    time.sleep(random.uniform(0.0, 0.8))
    program.kill()
    stream.end()
    program.start()
    pipe.join(60)
    return 0 if ended[0] else 1


def _words(content: str) -> str:
    return next((word for word in content.split() if word.startswith("words-")), "nothing of ours")


def _rows(program: Program, table: str) -> int:
    with sqlite3.connect(program.data / "waystation.sqlite3") as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
    return number


def _counts(stream: Stream, pipes: int, missing: int, doubled: int) -> str:
    ways = sorted(Counter(offer.way for offer in stream.offers).items())
    again = sum(offer.offers > 2 for offer in stream.offers)
    return (
        f"kill -9: {KILLS + pipes} points ({KILLS} of the server, {pipes} of a pipe at work); "
        f"{len(stream.offers)} messages ({', '.join(f'{number} by {way}' for way, number in ways)}), "
        f"{again} cut off and offered again, all offered once more at the end; lost {missing}, doubled {doubled}"
    )
