"""Messages that a caller's browser sealed, written anew by the first of us who opens them.

Until then the key of those on duty opens them, and what they tell of their thread (what to call the caller, that they
are in danger) stands in them alone. From then on they are like every other: what opens one stands in its record, which
goes where the thread goes.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from waystation.hotline import access
from waystation.hotline.models import Message
from waystation.hotline.records import MessageRecord, RequestStub, Told
from waystation.mail.words import one_line
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.errors import Tampered
from waystation.vault.records import move

NAME_CHARACTERS = 80

Opened = Iterable[tuple[Message, MessageRecord]]

replace = msgspec.structs.replace


class Settled(NamedTuple):
    """A message that was closed: its row, its record once open, and what the caller told."""

    row: Message
    record: MessageRecord
    told: Told


def found(actor: Actor, opened: Opened) -> list[Settled]:
    """The closed messages among these that open. One that does not stays as it is, and the thread says so."""
    settled = []
    for row, record in opened:
        if record.closed:
            with suppress(Tampered):
                settled.append(Settled(row, *access.settled(actor, row, record, access.raw(row, record))))
    return settled


def heard(actor: Actor, stub: RequestStub, opened: Opened) -> tuple[RequestStub, list[Settled]]:
    """The stub with what the caller told in closed messages, and these messages, to be written anew."""
    settled = found(actor, opened)
    return _with_told(stub, settled), settled


def _with_told(stub: RequestStub, settled: Iterable[Settled]) -> RequestStub:
    """What nobody has said anything else of."""
    for _, _, told in settled:
        name = one_line(told.name, NAME_CHARACTERS)
        stub = replace(
            stub,
            who=stub.who or name,
            name=stub.name or name,
            urgency="now" if told.in_danger and stub.urgency == "unknown" else stub.urgency,
            shared_device=stub.shared_device or (told.shared_device if told.shared_device in ("yes", "no") else ""),
        )
    return stub


def columns(settled: Settled) -> tuple[MessageRecord, dict[str, bytes]]:
    """The record with a key of its own, and the body that this key opens."""
    key, body = seal_content(settled.told.text.encode(), settled.row.pk.bytes)
    return replace(settled.record, key=key), {"body": body}


def write(actor: Actor, settled: Iterable[Settled]) -> None:
    """Stores them anew. Raises Stale where somebody else was faster."""
    for each in settled:
        record, body = columns(each)
        move(each.row, record, actor.keys.key(each.row.locator, Compartment(each.row.compartment)), **body)
