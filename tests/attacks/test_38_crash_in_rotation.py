"""Attack 38: kill -9 in the middle of taking somebody off, at random points; WAYSTATION_KILLS=200 takes as many."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("WAYSTATION_KILLS", "26"))


def test_no_row_is_lost_and_none_stays_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = os.environ.get("WAYSTATION_SEED", str(random.randrange(10**9)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.rotating", str(tmp_path / "data"), str(KILLS), seed],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, f"WAYSTATION_SEED={seed}\n{done.stderr}"
    found = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\nkill -9 at {found['killed']} of {KILLS} random points; resumed {found['resumed']}")  # noqa: T201
    assert found["killed"] >= KILLS * 0.6
