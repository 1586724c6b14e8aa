"""By which channel of ours somebody writes, in which state it is, and from which they are answered.

The states stand in the one list that two people sign (`trust/statements.py`), which this room asks for.
"""

from collections.abc import Iterable
from typing import Final

from django.conf import settings

from waystation.hotline import boxes
from waystation.hotline.boxes import Box
from waystation.hotline.errors import NotPossible, ShutChannel
from waystation.hotline.records import MessageRecord, RequestStub
from waystation.staff.above import ask
from waystation.staff.actor import Actor

ACTIVE, SUSPECT, COMPROMISED, RETIRED = "active", "suspect", "compromised", "retired"
OPEN: Final = (ACTIVE, SUSPECT)  # what is answered from


def address_of(channel: str, came_to: str) -> str:
    """The address of ours, as the list of channels names it; empty for a call or meeting of which nobody said where."""
    if channel == "email":
        return came_to or settings.WAYSTATION_MAIL_ADDRESS
    return came_to or (str(settings.WAYSTATION_ORIGIN) if channel == "web" else "")


def state(address: str, actor: Actor | None = None) -> str:
    """The state of a channel: as it was signed, and to staff also as one of them says that it is.

    Whoever has a mailbox has every address that leads to it.
    """
    found, box = ask("channel_state", actor, address) or ACTIVE, boxes.of(address)
    of_mailbox = ask("channel_state", actor, box.mailbox) if box and box.mailbox else ACTIVE
    return COMPROMISED if of_mailbox == COMPROMISED else SUSPECT if (of_mailbox, found) == (SUSPECT, ACTIVE) else found


def of_thread(stub: RequestStub, records: Iterable[MessageRecord]) -> set[str]:
    """Every address of ours by which the counterpart of a thread wrote, and the one that they are answered from."""
    came = {record.came_to for record in records if record.direction == "in" and record.came_to}
    found = {address_of(stub.channel, one) for one in (*came, stub.came_to)} - {""}
    return found | {box.home for one in found if (box := boxes.of(one))}


def may_send_from(address: str) -> bool:
    """Whether mail may leave from this address: nobody else has it, and it is in use."""
    box = boxes.of(address)
    return box is not None and state(box.address) in OPEN


def written(stub: RequestStub) -> Box:
    """The address of ours that a thread was written to; the first one where that is gone from the settings."""
    return boxes.of(stub.came_to) or boxes.first()


def own(stub: RequestStub) -> Box:
    """The address that it is answered from: the same, or its mailbox's own where no other may write."""
    box = written(stub)
    return boxes.of(box.home) or box if box.one_sender else box


def usable() -> list[Box]:
    """The addresses that may be answered from."""
    return [box for each in boxes.every() for box in each.senders if state(box.address) in OPEN]


def sender(stub: RequestStub, chosen: str = "") -> Box:
    """The mailbox that an answer leaves from: the thread's own, or another one that a person chose.

    Raises ShutChannel where only a person can choose, NotPossible for one that is not to be used.
    """
    if chosen:
        box = boxes.of(chosen)
        if box not in usable():
            raise NotPossible
        return box
    box = own(stub)
    if not {state(box.address), state(written(stub).address)} <= set(OPEN):
        raise ShutChannel
    return box


def box_for(stub: RequestStub, chosen: str = "") -> Box | None:
    """The mailbox that an answer leaves from; None for an answer on our own pages. Raises as `sender` does."""
    if stub.channel == "email":
        return sender(stub, chosen)
    if state(address_of(stub.channel, stub.came_to)) not in OPEN:
        raise ShutChannel
    return None


def instead_of(stub: RequestStub, box: Box) -> str:
    """The address that the counterpart has to be warned of: theirs until now, where it is in other hands."""
    before = written(stub)
    return before.address if before != box and state(before.address) == COMPROMISED else ""


def written_to(language: str) -> str:
    """The address that callers are told: one in use, in their language where there is one; empty where none is."""
    active = [box for box in boxes.every() if state(box.address) == ACTIVE]
    return next((box.address for box in (*(box for box in active if box.language == language), *active)), "")
