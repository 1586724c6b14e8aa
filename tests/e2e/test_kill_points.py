"""Kill -9 at chosen system calls: each write, flush and deletion by which a message becomes durable.

By default at those around the commit; WAYSTATION_EVERY=1 takes every one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Program, mail

pytestmark = pytest.mark.long

CALLS = ("ftruncate", "pwrite64", "fdatasync", "unlink")
# The first and the last write of the log, each flush, the move into the database, the end.
CHOSEN = {"ftruncate": (1, 2), "pwrite64": (1, 9, 11, 35, 36, 37, 45), "fdatasync": (1, 2, 3, 4, 5), "unlink": (1, 2)}


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """An installation that does not run; only the pipe touches it."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace to stop a process at a system call")
    program = Program(tmp_path, ("run", "--port", "0", "--mail-port", "0"))
    program.found()
    yield program
    program.kill()


def _traced(program: Program, raw: bytes, *options: str) -> int:
    """The exit code of the pipe under strace; negative where it was killed."""
    line = ["strace", "-f", "-o", str(program.base / "trace"), *options, *program._line("receive")]
    done = subprocess.run(line, input=raw, env=program.environment(), cwd=program.base, capture_output=True, timeout=90)
    return done.returncode


def _points(program: Program) -> list[tuple[str, int]]:
    """Every call that one message takes, by its number among those of its name."""
    if _traced(program, mail("The first one."), "-e", f"trace={','.join(CALLS)}") != 0:
        pytest.skip("processes may not be traced here")
    seen = Counter(re.findall(rf"\b({'|'.join(CALLS)})\(", (program.base / "trace").read_text()))
    every = [(call, number) for call in CALLS for number in range(1, seen[call] + 1)]
    assert seen["fdatasync"] >= 2, "a message was taken without being flushed to the disk"
    return every if os.environ.get("WAYSTATION_EVERY") else [point for point in every if point[1] in CHOSEN[point[0]]]


def test_a_message_survives_each_point_of_its_way_to_the_disk(
    program: Program, record_property: Callable[[str, object], None]
) -> None:
    points = _points(program)
    killed = 0
    for call, number in points:
        raw = mail(f"words-{call}-{number}", Message_ID=f"<{call}.{number}@mail.example>")
        code = _traced(program, raw, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}")
        killed += code != 0
        assert program.pipe(raw) == (0, ""), (call, number)
    program.facts |= program.start().facts
    found = program.opened("operator")
    copies = Counter(re.findall(r"words-\w+-\d+", "".join(one["content"] for one in found["messages"])))
    record_property("told", f"kill -9 at {killed} system calls of {len(points)}: lost 0, doubled 0")
    assert copies == Counter(f"words-{call}-{number}" for call, number in points)
    assert found["first_break"] is None
    assert killed >= len(points) * 0.9
