"""Kill -9 while alarms are raised: each silence raises its own once, and none is lost. Nobody is signed in.

WAYSTATION_KILLS is how many times the server is killed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import ROOT, Program

pytestmark = pytest.mark.long

KILLS = min(8, int(os.environ.get("WAYSTATION_KILLS", "4")))
TIMERS = 1200


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start()
    yield program
    program.kill()


def outside(program: Program, number: int = 0, name: str = "lev") -> dict[str, Any]:
    """Sets so many check-ins in the installation, or counts what became of them."""
    asked = {"name": name, "passphrase": program.passphrase(name), "set": number}
    environment = program.environment() | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "WAYSTATION_DATA": str(program.data),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.timers"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        env=environment,
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_each_alarm_is_raised_once_whenever_the_server_is_killed(
    program: Program, record_property: Callable[[str, object], None]
) -> None:
    random.seed(os.environ.get("WAYSTATION_SEED", time.time_ns()))
    program.kill()
    outside(program, TIMERS)
    for number in range(KILLS):
        program.start()
        time.sleep(random.uniform(0.2, 1.0) * (number + 1))  # later and later: some are in the middle of a batch
        program.kill()
    killed = outside(program)
    assert killed["twice"] == 0
    program.start()
    until = time.monotonic() + 90
    while (found := outside(program))["waiting"] or found["unheard"]:
        assert time.monotonic() < until, found
        time.sleep(1)
    record_property("told", f"{KILLS} kills; {killed['fired']} of {TIMERS} had fired before the last start; {found}")
    assert found == {
        "waiting": 0,
        "unheard": 0,
        "fired": TIMERS,
        "twice": 0,
        "first_break": None,
        "differ": 0,
    }
