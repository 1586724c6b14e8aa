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
ALSO_LOST: tuple[str, Text] = (
    "danger",
    _(
        "An address that was written to as well is in other hands: somebody else may have read this. Whoever writes "
        "here is to be vetted again, by another way."
    ),
)


@dataclass(frozen=True)
class Doorway:
    """`senders` are the addresses to choose from where an answer does not leave from the thread's own, `sender` that.

    `also` are other addresses of ours to which it was written, `lost`: one of these is in other hands.
    """

    address: str
    state: str
    sender: str
    also: tuple[str, ...]
    lost: bool
    senders: tuple[str, ...]
    closed: bool

    @property
    def notice(self) -> tuple[str, Text] | None:
        """A tone and a sentence; None where the channel is sound."""
        return ALSO_LOST if self.lost and self.state != COMPROMISED else NOTICES.get(self.state)


def of(actor: Actor, stub: RequestStub, entries: Iterable[Entry]) -> Doorway:
    """The channel of a thread, whose messages on the page are these."""
    address = channels.address_of(stub.channel, stub.came_to)
    state = channels.state(address, actor) if address else channels.ACTIVE
    shut, by_mail = state not in OPEN, stub.channel == "email"
    usable = tuple(box.address for box in channels.usable()) if by_mail else ()
    named = {one for entry in entries for one in (entry.record.came_to, *entry.parsed.to)} if by_mail else set()
    also = {box.address for one in named if (box := boxes.of(one))} - {address}
    senders = usable if shut or len(usable) > 1 else ()
    own = channels.own(stub).address if by_mail else ""
    return Doorway(
        address,
        state,
        own if own in senders and not shut else "",
        tuple(sorted(also)),
        any(channels.state(one, actor) == COMPROMISED for one in also),
        senders,
        shut and not usable,
    )
