"""Messages for the hotline's tests. All people and places are fictional."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

from waystation.hotline import access, actions, intake, rules
from waystation.hotline.models import Request
from waystation.hotline.rules import Line
from waystation.mail.envelope import Envelope
from waystation.staff.actor import Actor

NOW = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)
ADDRESS = "help@waystation.example"

Entries = Callable[[Actor, UUID], list[access.Entry]]


def mail(
    text: str = "They came to my brother's house. Please help.",
    *,
    sender: str = "Anzor <anzor@mail.example>",
    message_id: str = "<1@mail.example>",
    subject: str = "please read",
    more: str = "",
) -> bytes:
    """A plain message as a mail program sends it."""
    head = f"From: {sender}\r\nTo: {ADDRESS}\r\nSubject: {subject}\r\nMessage-ID: {message_id}\r\n{more}"
    kind = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    return (head + kind + "\r\n" + text + "\r\n").encode()


def envelope(sender: str = "anzor@mail.example") -> Envelope:
    return Envelope("smtp", sender, (ADDRESS,))


def by_rank(lines: Iterable[Line]) -> list[Line]:
    """As the queue has them."""
    return sorted(lines, key=lambda line: rules.rank(line.stub, line.unread))


def receive(raw: bytes | None = None, *, now: datetime = NOW) -> None:
    intake.receive(mail() if raw is None else raw, envelope(), now=now)


def the_request() -> UUID:
    """The id of the only request there is."""
    return Request.objects.get().pk


def entries(actor: Actor, request_id: UUID) -> list[access.Entry]:
    """A thread as staff read it."""
    row, _ = actions.open_thread(actor, request_id)
    return access.entries(actor, access.records(actor, row.pk))
