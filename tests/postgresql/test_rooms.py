"""The rooms that write to the database keep their promises on PostgreSQL too: their own tests, run there."""

import os
import subprocess
import sys

import pytest

from tests.postgresql.cluster import programs, running

# Together what takes about as long: each has a cluster of its own, on whichever core is free.
ROOMS = (
    ("vault", "audit", "staff"),
    ("hotline", "duty", "trust"),
    ("documentation", "desk"),
    ("casework",),
    ("evacuation",),
)
SHORT = ["-m", "not browser and not real and not long"]
# The one of the long ones that is about waiting rows, keys and locks.
WALK = ["tests/staff/test_who_can_open_what.py"]


@pytest.mark.long
@pytest.mark.real
@pytest.mark.parametrize(
    "chosen",
    [*([*SHORT, *(f"tests/{room}" for room in rooms)] for rooms in ROOMS), WALK],
    ids=[*("-".join(rooms) for rooms in ROOMS), "walk"],
)
def test_the_rooms_hold_on_postgresql(chosen: list[str]) -> None:
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
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.postgresql.only",
        ]
        ran = subprocess.run(
            [*command, *chosen],
            env={**os.environ, "DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout.splitlines()[-1]
