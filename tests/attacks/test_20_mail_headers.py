"""Attack 20: what leaves by mail tells its way, its hour, its program, its writer or the case."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller

from tests.canary import search
from tests.hotline.helpers import NOW, mail, receive, the_request
from tests.mail.dovecot import free_port
from waystation.duty import alarms
from waystation.hotline import actions, due, outbox
from waystation.staff.actor import Actor

# In this order, and none besides. RFC 5322 asks for the first four and RFC 2045 for the MIME fields.
ANSWER = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
]  # fmt: skip
NUDGE = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
PRIVATE = "Anzor Kanareyka, Ulitsa 4417"


class Server:
    """A mail server elsewhere: what it is told in its own language, and the messages."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.senders: list[str] = []
        self.messages: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.names.append(session.host_name)
        self.senders.append(envelope.mail_from)
        self.messages.append(envelope.original_content)
        return "250 Taken."


@pytest.fixture
def outside(settings: Any) -> Iterator[Server]:
    """A real server on this machine that the settings name for outgoing mail."""
    server = Server()
    port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.WAYSTATION_MAIL = {"smtp": {"host": "127.0.0.1", "port": port, "security": "none"}}
    outbox.forget()
    yield server
    controller.stop()
    outbox.forget()


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock is set to another part of the world."""
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def answered(dina: Actor, outside: Server, text: str = "We are here.") -> Message:
    receive(mail(PRIVATE, sender="Anzor <anzor@mail.example>", subject=PRIVATE))
    actions.answer(dina, the_request(), text)
    due.run(dina.now() + timedelta(seconds=1))
    return message_from_bytes(outside.messages[-1])


def test_an_answer_has_these_fields_in_this_order(dina: Actor, outside: Server, far_east: None) -> None:
    message = answered(dina, outside)
    assert message.keys() == ANSWER
    assert message["From"].split() == ["Alma", "<help@waystation.example>"]
    assert message["To"] == "anzor@mail.example"
    assert message["Content-Type"] == "text/plain; charset=utf-8"


def test_a_letter_to_ourselves_says_nothing(dina: Actor, outside: Server, settings: Any) -> None:
    settings.WAYSTATION_MAIL |= {"duty_address": "duty@waystation.example"}
    assert alarms.tell_duty("missed", now=NOW)
    due.run(NOW + timedelta(seconds=1))
    (raw,) = outside.messages
    message = message_from_bytes(raw)
    assert [name for name in message if name != "Auto-Submitted"] == NUDGE
    assert message["From"] == settings.WAYSTATION_MAIL_ADDRESS


def test_its_date_is_of_no_place_and_of_no_second(dina: Actor, outside: Server, far_east: None) -> None:
    date = answered(dina, outside)["Date"]
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000", date)
    told = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %z")
    assert timedelta(0) <= dina.now() - told < timedelta(minutes=2)


def test_its_name_is_chance(dina: Actor, outside: Server) -> None:
    name = answered(dina, outside)["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{32}@waystation\.example>", name)
    thread: UUID = the_request()
    assert thread.hex not in name
    assert len({answered(dina, outside)["Message-ID"] for _ in range(3)}) == 3


def test_its_subject_is_not_theirs(dina: Actor, outside: Server) -> None:
    said = str(outside.messages) + str(answered(dina, outside)["Subject"])
    assert list(search(said.encode(), [PRIVATE, "Anzor Kanareyka"])) == []
    actions.set_next(dina, the_request(), PRIVATE)
    assert answered(dina, outside)["Subject"] == message_from_bytes(outside.messages[0])["Subject"]


def test_its_envelope_names_the_hotline_alone(dina: Actor, outside: Server) -> None:
    """The name said in EHLO is the mail domain, not this machine's; the bounce address is the public one."""
    answered(dina, outside)
    assert outside.names == ["waystation.example"]
    assert outside.senders == ["help@waystation.example"]


def test_nothing_of_this_machine_or_of_the_account_stands_in_it(dina: Actor, outside: Server) -> None:
    answered(dina, outside)
    raw = outside.messages[0].lower()
    own = [os.uname().nodename, os.environ.get("USER", "root"), "dina", str(dina.account), "python", "waystation/"]
    for word in [*own, str(Path.cwd())]:
        assert f"{word}".lower().encode() not in raw.replace(b"waystation.example", b""), word
