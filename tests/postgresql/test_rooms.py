"""The rooms that write to the database keep their promises on PostgreSQL too: their own tests, run there."""

import os
import subprocess
import sys

import pytest

from tests.postgresql.cluster import programs, running

ROOMS = ("vault", "audit", "staff", "hotline", "casework", "evacuation", "desk")


@pytest.mark.long
@pytest.mark.real
def test_the_rooms_hold_on_postgresql() -> None:
    bin_folder = programs()
    if bin_folder is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a PostgreSQL server")
        pytest.skip("no PostgreSQL server is installed here")
    with running(bin_folder) as url:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "-x",
            "-m",
            "not browser and not real and not long",
            "-p",
            "no:cacheprovider",
        ]
        ran = subprocess.run(
            [*command, *(f"tests/{room}" for room in ROOMS)],
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout.splitlines()[-1]
