"""Kill -9 while answers leave: nothing is sent twice by itself, and what nobody saw arrive is shown as unclear."""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.e2e.harness import Program, mail

KILLS = 6
pytestmark = pytest.mark.long

LATER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from waystation.site.commands import open_installation
open_installation(Path(sys.argv[1]))
from waystation.hotline import due
from waystation.site import installation

installation.open_existing()
due.run(datetime.now(UTC) + timedelta(minutes=11))
"""


class SlowServer:
    """A mail server that takes a message, and says so only after a while."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.slow = True

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import asyncio

        if self.slow and random.random() < 0.5:
            await asyncio.sleep(random.uniform(0.0, 0.6))
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        if self.slow:
            await asyncio.sleep(random.uniform(0.0, 0.6))
        return "250 Taken."


@pytest.fixture
def server() -> Iterator[tuple[SlowServer, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    slow = SlowServer()
    controller = Controller(slow, hostname="127.0.0.1", port=port)
    controller.start()
    yield slow, port
    controller.stop()


@pytest.fixture
def program(tmp_path: Path, server: tuple[SlowServer, int]) -> Iterator[Program]:
    """An installation that sends through the slow server."""
    program = Program(tmp_path, ("run", "--port", "0", "--mail-port", "0"))
    program.found()
    settings = program.data / "waystation.toml"
    settings.write_text(
        settings.read_text().replace('"required"', '"offered"')
        + f'\n[mail.smtp]\nhost = "127.0.0.1"\nport = {server[1]}\nsecurity = "none"\n'
    )
    yield program.start()
    program.kill()


def test_no_answer_leaves_twice(program: Program, server: tuple[SlowServer, int]) -> None:
    slow, _ = server
    for number in range(KILLS):
        _answer_some(program, f"{number}")
        time.sleep(random.uniform(0.2, 1.8))
        program.kill()
        program.start()
    slow.slow = False
    operator = program.signed_in("operator")  # whose keys let what was waiting leave
    deadline = time.monotonic() + 30
    while _states(program)["waiting"] and time.monotonic() < deadline:
        operator.get("/staff/outbox/")
        time.sleep(0.2)
    program.kill()  # or one that is just leaving is counted as leaving, and has left before it is asked about

    states = _states(program)
    assert slow.taken, "nothing was sent at all"
    assert [name for name, times in slow.taken.items() if times > 1] == []
    assert states["waiting"] == 0
    assert states["sent"] + states["sending"] == sum(states.values()) == 2 * KILLS
    assert states["sent"] <= len(slow.taken) <= states["sent"] + states["sending"]
    _what_nobody_saw_is_unclear(program, states["sending"])


def _answer_some(program: Program, name: str) -> None:
    """Two people write and are answered."""
    operator = program.signed_in("operator")
    for one in "ab":
        raw = mail("Help.", sender=f"{one}{name}@mail.example", Message_ID=f"<{one}{name}@mail.example>")
        assert program.smtp(raw) == 250
    threads = [link for link in operator.get("/staff/requests/").links if re.search("requests/[0-9a-f-]{36}", link)]
    for path in dict.fromkeys(threads):
        page = operator.get(path)
        if "We help." not in page.text:
            assert operator.submit(page.form("text", action="/answer"), text="We help.").status == 200


def _states(program: Program) -> Counter[str]:
    import sqlite3

    with sqlite3.connect(program.data / "waystation.sqlite3") as connection:
        return Counter(dict(connection.execute("SELECT state, count(*) FROM hotline_outgoing GROUP BY state")))


def _what_nobody_saw_is_unclear(program: Program, number: int) -> None:
    """Ten minutes on, staff are asked what became of it: the page says so, and nothing is sent by itself."""
    line = [sys.executable, "-c", LATER, str(program.data)]
    subprocess.run(line, env=program.environment(), cwd=program.base, check=True, timeout=60)
    assert _states(program)["unclear"] == number
    program.start()
    page = program.signed_in("operator").get("/staff/outbox/")
    forms = [form for form in page.forms if form.action.endswith(("/send", "/settle"))]
    assert len(forms) == 2 * number
