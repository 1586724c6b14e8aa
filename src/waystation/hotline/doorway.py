"""The channel of ours that a thread came by, made ready for its page: its address, its state, what that means."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.hotline import boxes, channels
from waystation.hotline.access import Entry
from waystation.hotline.channels import COMPROMISED, OPEN, RETIRED, SUSPECT
from waystation.hotline.records import RequestStub
from waystation.staff.actor import Actor

Text = str | Promise

NOTICES: dict[str, tuple[str, Text]] = {
    SUSPECT: (
        "warn",
        _(
            "The channel that this came by is suspect: somebody else may read it or write by it. Name nothing that "
            "helps them."
        ),
    ),
    COMPROMISED: (
        "danger",
        _(
            "The channel that this came by is in other hands. Nothing is answered from it, and whoever writes here is "
            "to be vetted again, by another way."
        ),
    ),
    RETIRED: ("warn", _("The channel that this came by is no longer used. Nothing is answered from it.")),
}


@dataclass(frozen=True)
class Doorway:
    """`senders` are the addresses to choose from where an answer does not leave from the thread's own."""

    address: str
    state: str
    also: tuple[str, ...]
    senders: tuple[str, ...]
    closed: bool

    @property
    def notice(self) -> tuple[str, Text] | None:
        """A tone and a sentence; None where the channel is sound."""
        return NOTICES.get(self.state)


def of(actor: Actor, stub: RequestStub, entries: Iterable[Entry]) -> Doorway:
    """`also` are other addresses of ours to which the messages on the page were written."""
    address = channels.address_of(stub.channel, stub.came_to)
    state = channels.state(address, actor) if address else channels.ACTIVE
    shut, by_mail = state not in OPEN, stub.channel == "email"
    usable = tuple(box.address for box in channels.usable()) if by_mail else ()
    written = {box.address for entry in entries for one in entry.parsed.to if (box := boxes.of(one))}
    senders = usable if shut or len(usable) > 1 else ()
    return Doorway(address, state, tuple(sorted(written - {address})) if by_mail else (), senders, shut and not usable)
