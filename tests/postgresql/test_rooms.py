"""The rooms that write to the database keep their promises on PostgreSQL too: their own tests, run there.

Not all of them say something there that others do not: `only.py` says which do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import asked
from tests.postgresql.cluster import programs, running


@pytest.mark.afterwards
@pytest.mark.real
def test_the_rooms_hold_on_postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    bin_folder = programs()
    if bin_folder is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a PostgreSQL server")
        pytest.skip("no PostgreSQL server is installed here")
    shutil.copytree(asked.folder(request.config), noted := tmp_path / "asked")  # others may still be at work
    with running(bin_folder) as url:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", str(len(os.sched_getaffinity(0)))]
        command += ["-p", "no:cacheprovider", "-p", "tests.postgresql.only", "--asked", str(noted)]
        ran = subprocess.run(
            [*command, "-m", "not browser and not real", *(f"tests/{room}" for room in asked.ROOMS)],
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout.splitlines()[-1]
