"""What could not be delivered is said at the letter itself, and answered to nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, envelope, mail, receive, the_request
from waystation.hotline import access, actions, due, intake
from waystation.hotline.errors import NoAddress
from waystation.hotline.models import Message, Outgoing, Request
from waystation.mail.envelope import Envelope
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now

Clients = Callable[[str], Client]

BOUNCE = """From: MAILER-DAEMON@mx.example
To: help@waystation.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Fri, 3 Apr 2026 09:31:00 +0000

Final-Recipient: rfc822; anzor@mail.example
Action: {action}
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full

--b
Content-Type: text/rfc822-headers

From: Alma <help@waystation.example>
To: anzor@mail.example
Message-ID: {message_id}

--b--
"""


def bounce(message_id: str, *, action: str = "failed", number: int = 7) -> bytes:
    """As Postfix sends it: it names our letter in its third part alone."""
    return BOUNCE.format(message_id=message_id, action=action, number=number).replace("\n", "\r\n").encode()


def arrives(raw: bytes) -> None:
    intake.receive(raw, Envelope("smtp", "", ("help@waystation.example",)), now=NOW)


def answered(dina: Actor, mailbox: Path) -> str:
    """We answer; the Message-ID of what left."""
    receive()
    actions.answer(dina, the_request(), "We read you.")
    due.run(utc_now())
    (file,) = (mailbox / "new").iterdir()
    return str(parse(file.read_bytes()).message_id)


def page(client_of: Clients, thread: UUID) -> str:
    return client_of("dina").get(f"/staff/requests/{thread}", headers={"accept-language": "en"}).content.decode()


def test_it_works(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    arrives(bounce(answered(dina, mailbox)))
    thread = the_request()  # in the thread, and not a new one
    said = page(client_of, thread)
    assert "Could not be delivered: anzor@mail.example 5.2.2 552 5.2.2 The mailbox is full" in said
    letter = said.index("We read you.")
    assert said.rindex('<li class="message', 0, letter) < said.index("Could not be delivered", letter - 600)
    _, stub = access.request(dina, thread)
    assert stub.status == "awaiting_us"


def test_what_is_only_late_is_not_called_lost(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    arrives(bounce(answered(dina, mailbox), action="delayed"))
    said = page(client_of, the_request())
    assert "Not delivered yet" in said
    assert "Could not be delivered" not in said


def test_what_arrived_is_not_called_lost(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    arrives(bounce(answered(dina, mailbox), action="delivered"))
    assert "Could not be delivered" not in page(client_of, the_request())


def test_whoever_does_not_know_the_number_marks_no_letter(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    answered(dina, mailbox)
    thread = the_request()
    arrives(bounce("<00000000000000000000000000000000@waystation.example>"))
    assert Request.objects.count() == 2  # on its own, and seen by somebody
    assert Message.objects.filter(thread=thread).count() == 2
    assert "Could not be delivered" not in page(client_of, thread)


def test_a_letter_of_another_thread_is_not_marked(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    """Somebody who got a letter of ours reports, in answer to it, that another one was lost."""
    ours = answered(dina, mailbox)
    thread = the_request()
    raw = bounce("<11111111111111111111111111111111@waystation.example>")
    arrives(raw.replace(b"Auto-Submitted", f"In-Reply-To: {ours}\r\nAuto-Submitted".encode()))
    assert Message.objects.filter(thread=thread).count() == 3
    assert "Could not be delivered" not in page(client_of, thread)


def test_of_two_letters_the_one_that_is_named_is_marked(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    first = answered(dina, mailbox)
    actions.answer(dina, the_request(), "Are you well?")
    arrives(bounce(first))
    said = page(client_of, the_request())
    assert said.count("Could not be delivered: anzor") == 1
    assert said.index("We read you.") < said.index("Could not be delivered: anzor") < said.index("Are you well?")


def test_a_person_who_writes_so_marks_nothing(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    """Only what a machine sent, by all signs, is a report."""
    ours = answered(dina, mailbox)
    receive(mail(f"Message-ID: {ours}\nAction: failed", message_id="<2@mail.example>"))
    assert Request.objects.count() == 2


def test_the_next_letter_answers_the_person_and_not_the_machine(dina: Actor, mailbox: Path) -> None:
    arrives(bounce(answered(dina, mailbox)))
    actions.answer(dina, the_request(), "Did our letter reach you?")
    due.run(utc_now())
    letters = [parse(file.read_bytes()) for file in (mailbox / "new").iterdir()]
    assert {letter.to for letter in letters} == {("anzor@mail.example",)}
    assert all("<1@mail.example>" in letter.references for letter in letters)
    assert not any("<7@mx.example>" in letter.references for letter in letters)


def test_a_report_alone_is_answered_to_nobody(dina: Actor) -> None:
    arrives(bounce("<22222222222222222222222222222222@waystation.example>"))
    actions.open_thread(dina, the_request())
    with pytest.raises(NoAddress):
        actions.answer(dina, the_request(), "Who are you?")
    assert not Outgoing.objects.exists()


def test_a_report_without_a_sender_belongs_to_its_thread_too(dina: Actor, mailbox: Path) -> None:
    """Older servers send plain text with the header of what they return (RFC 5321 4.5.5: a null sender)."""
    ours = answered(dina, mailbox)
    raw = mail(f"Hi. This is the program at mx.example.\n\nMessage-ID: {ours}", message_id="<3@mx.example>")
    intake.receive(raw.replace(b"\n\nMess", b"\r\n\r\nMess"), Envelope("smtp", "", envelope().recipients), now=NOW)
    assert Request.objects.count() == 1
