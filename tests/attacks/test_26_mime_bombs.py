"""Attack 26: a message is made to exhaust whoever reads it. It is kept as it came, and read within its bounds.

tests/mail/test_torture.py reads many more, by themselves; here they come in by the mail listener and are opened on the
page. The bounds are those of vault.md: 2 s, 200 MB.
"""

from __future__ import annotations

import resource
import smtplib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from tests.bounded import made
from tests.hotline.helpers import ADDRESS, receive, the_request
from waystation.bounded import process
from waystation.hotline import access
from waystation.hotline.wording import NOTES
from waystation.mail import parse, reader
from waystation.mail.listener import Listener
from waystation.staff.actor import Actor

Clients = Callable[[str], Client]
HEAD = b"From: Zarema <zarema@example.org>\r\nSubject: help\r\nMIME-Version: 1.0\r\n"
MIXED = "Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n"
PLEA = b"They came to my house."


def nested(levels: int) -> bytes:
    return HEAD + "".join(MIXED.format(level) for level in range(levels)).encode() + b"\r\n" + PLEA + b"\r\n"


BOMBS = {
    "ten thousand multiparts, one in another": nested(10_000),
    "ten thousand messages, one in another": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + PLEA,
    "a million header lines": HEAD + b"X: y\r\n" * 1_000_000 + b"\r\n" + PLEA + b"\r\n",
    "a header of eight megabytes": HEAD + b"X: " + b"y" * 8_000_000 + b"\r\n\r\n" + PLEA + b"\r\n",
    "three hundred thousand parts": HEAD + MIXED.format(0).encode() + b"\r\nx\r\n--b0\r\n" * 300_000 + PLEA,
    "half a delimiter, a million times": HEAD + MIXED.format(0).encode() + b"\n--b" * 1_000_000,
    "two million tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 500_000 + b"<p>" * 1_500_000,
    "entities": HEAD + b"Content-Type: text/html\r\n\r\n" + b"&#x41;&amp;" * 800_000,
    "encoded words": HEAD + b"X: x\r\nSubject: " + b"=?utf-8?q?x?= " * 100_000 + b"\r\n\r\n" + PLEA,
    "parameters": HEAD + b"Content-Type: text/plain; " + b"name*0*=utf-8''x; " * 100_000 + b"\r\n\r\n" + PLEA,
}


@pytest.fixture
def used() -> Callable[[], float]:
    """Processor seconds that child processes took since this was asked for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    def seconds() -> float:
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        return now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime

    return seconds


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_kept_as_it_came_and_read_in_time(
    dina: Actor, client_of: Clients, used: Callable[[], float], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # Processor time is what is bounded here, on a busy machine too.
    monkeypatch.setattr(parse, "_READER", replace(parse._READER, seconds=30.0, alone=True))
    raw = BOMBS[name]
    receive(raw)
    assert used() < 0.001  # nothing is read on arrival
    page = client_of("dina").get(f"/staff/requests/{the_request()}")
    assert used() < reader.CPU_SECONDS
    assert page.status_code == 200
    assert NOTES["parser-stopped"] not in page.context["bubbles"][0].notes
    assert "zarema@example.org" in page.content.decode()
    (kept,) = access.records(dina, the_request())
    assert access.raw(*kept) == raw


def test_one_that_stops_the_reader_is_shown_as_it_came(
    dina: Actor, client_of: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever bomb nobody has thought of: the time is up, the message stays."""
    monkeypatch.setattr(parse, "_READER", made.program(tmp_path, "while True: pass", seconds=0.3, alone=True))
    receive(HEAD + b"\r\n" + PLEA + b"\r\n")
    page = client_of("dina").get(f"/staff/requests/{the_request()}")
    assert page.status_code == 200
    assert PLEA.decode() in page.content.decode()


HUNGRY = f"""
confine.limits(seconds={reader.CPU_SECONDS}, memory={reader.MEMORY_BYTES})
taken = []
try:
    while True: taken.append(bytearray(1 << 20))
except MemoryError:
    megabytes = len(taken)
    taken.clear()
    print(megabytes)
"""


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A reader that asks for more than its share is refused it, and dies alone."""
    hungry = made.program(tmp_path, HUNGRY, alone=True)
    assert 50 < int(process.run(hungry, ["read"], [], 100) or 0) < 200
    dying = made.program(tmp_path, HUNGRY.replace("except MemoryError", "except KeyError"), alone=True)
    monkeypatch.setattr(parse, "_READER", dying)
    assert parse.parse(HEAD + b"\r\n" + PLEA).notes == ("parser-stopped",)


@pytest.mark.parametrize("name", ["a million header lines", "ten thousand multiparts, one in another"])
def test_it_comes_in_whole_by_the_listener(name: str) -> None:
    taken: list[bytes] = []
    listener = Listener(lambda raw, envelope: taken.append(raw), "127.0.0.1", 0, 25_000_000, name="waystation.example")
    listener.start()
    try:
        with smtplib.SMTP("127.0.0.1", listener.port, local_hostname="mail.example", timeout=60) as smtp:
            smtp.sendmail("zarema@example.org", [ADDRESS], BOMBS[name])
    finally:
        listener.stop()
    assert taken == [BOMBS[name]]
