"""Seizure during an evacuation: words of pursuers, ways, payments, tracks and plans are searched for on the whole disk.

Beside `test_canary.py`, in which one walks alone: here two approve, so that somebody is told, paid for and planned.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.evacuating import Evacuation
from tests.e2e.harness import Program
from tests.e2e.seizure import found

pytestmark = pytest.mark.long

MARKER, TOLD = (f"{bird}{secrets.token_hex(4)}" for bird in ("зимородок", "оляпка"))


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start()
    yield program
    program.kill()


def test_nothing_of_an_evacuation_is_readable_on_the_disk(program: Program) -> None:
    evacuation = Evacuation(program, MARKER, TOLD)
    evacuation.happens()
    assert found(program, [MARKER, TOLD, *evacuation.phrases]) == []  # while it runs
    program.kill()
    assert found(program, [MARKER, TOLD, *evacuation.phrases]) == []
    assert [leak for hand in evacuation.hands() for leak in hand.leaks] == []
    assert program.logs() == ""
