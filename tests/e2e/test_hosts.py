"""Two hosts on one PostgreSQL: one is cut off in the middle of writing, then the other is killed; nothing rings twice.

The other host is a network namespace of its own (ip-netns(8)), which takes root; its line is a pair of devices.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.chaos.town import Database
from tests.e2e.harness import ROOT, Program
from tests.e2e.test_timers import outside
from tests.mail.dovecot import free_port
from tests.postgresql.cluster import USER, programs

pytestmark = pytest.mark.long

HERE, THERE = "10.231.77.1", "10.231.77.2"
NAME = f"ws{os.getpid()}"  # of namespace and devices, which are at most 15 characters long
PATIENCE = 60.0  # seconds in which whoever was not cut off writes again
WORKER = ("worker", "--mail-port", "0")
WRITES = """
import os, sys, time
from pathlib import Path
from waystation.site.commands import open_installation
open_installation(Path(os.environ["WAYSTATION_DATA"]))
from django.db import transaction
from waystation.vault.order import in_order
with transaction.atomic():
    in_order()
    print("writes", flush=True)
    time.sleep(600)
"""


def ip(*words: str) -> bool:
    path = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return path is not None and subprocess.run([path, *words], check=False, capture_output=True).returncode == 0


def line_to(name: str, here: str, there: str) -> None:
    """A pair of devices, `name` with a here and with b there, between two addresses."""
    assert ip("link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", NAME)
    assert ip("address", "add", f"{here}/30", "dev", f"{name}a")
    assert ip("link", "set", f"{name}a", "up")
    assert ip("-n", NAME, "address", "add", f"{there}/30", "dev", f"{name}b")
    assert ip("-n", NAME, "link", "set", f"{name}b", "up")


class Host(Program):
    """An installation's part on the other host."""

    def _line(self, command: str, *arguments: str) -> list[str]:
        return ["ip", "netns", "exec", NAME, *super()._line(command, *arguments)]


@pytest.fixture
def line() -> Iterator[None]:
    """The other host and the line to it."""
    if programs() is None or os.geteuid() != 0 or not ip("netns", "add", NAME):
        pytest.skip("there is no PostgreSQL, or no network namespace can be made")
    try:
        line_to(NAME, HERE, THERE)
        assert ip("-n", NAME, "link", "set", "lo", "up")
        yield
    finally:
        ip("link", "delete", f"{NAME}a")
        ip("netns", "delete", NAME)


@pytest.fixture
def database(line: None, tmp_path: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="waystation-hosts-"))
    folder.chmod(0o755)
    server = Database(folder / "postgresql", free_port(), tmp_path / "postgresql.log", also=HERE)
    server.start()
    yield f"postgresql://{USER}@{HERE}:{server.port}/postgres"
    server.kill()
    shutil.rmtree(folder)


@pytest.fixture
def hosts(database: str, tmp_path: Path) -> Iterator[tuple[Program, Host]]:
    here = Program(tmp_path / "here", WORKER, DATABASE_URL=database)
    here.found()
    there = Host(tmp_path / "there", WORKER, DATABASE_URL=database)
    shutil.copytree(here.data, there.data)
    yield here, there
    here.kill()
    there.kill()


def _rung(program: Program) -> dict[str, object]:
    """What became of all timers, once they went off."""
    until = time.monotonic() + PATIENCE
    while True:
        found = outside(program, name="coordinator")
        if not (found["waiting"] or found["unheard"]) or time.monotonic() > until:
            return found
        time.sleep(1)


def test_whoever_is_cut_off_or_killed_keeps_nobody_waiting(hosts: tuple[Program, Host]) -> None:
    here, there = hosts
    here.start()
    there.start()
    environment = there.environment() | {"WAYSTATION_DATA": str(there.data)}
    command = ["ip", "netns", "exec", NAME, sys.executable, "-c", WRITES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT) as writes:
        assert writes.stdout is not None
        assert writes.stdout.readline() == b"writes\n"
        assert ip("-n", NAME, "link", "set", f"{NAME}b", "down")
        cut = time.monotonic()
        try:
            outside(here, 50, name="coordinator")  # which waits until the lock of whoever was cut off is let go
        finally:
            writes.kill()
        assert time.monotonic() - cut < PATIENCE
    assert _rung(here)["fired"] == 50
    assert ip("-n", NAME, "link", "set", f"{NAME}b", "up")
    here.kill()
    outside(here, 50, name="coordinator")
    whole = {"waiting": 0, "unheard": 0, "fired": 100, "twice": 0, "first_break": None, "differ": 0}
    assert _rung(here) == whole
