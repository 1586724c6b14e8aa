"""Every channel of ours in one list: its state, when somebody last wrote by it or was answered, whether it answers now.

The list is the statement that two people sign. What one of them proposes counts among staff at once as a suspicion.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from struct import Struct

import msgspec

from waystation.hotline import boxes, mailkeys, protection, reach
from waystation.hotline import channels as hotline
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Standing
from waystation.trust import likeness, rules, statements
from waystation.trust.records import Channel
from waystation.vault.errors import NotReady, Tampered

_RANK = Struct(">Q")
_LATEST = 1 << 62


@dataclass(frozen=True)
class Standings:
    """One channel. `signed` is empty where no statement names it; `said` is what waits for a second signature."""

    channel: Channel
    signed: str
    said: str
    last_in: datetime | None
    last_out: datetime | None
    doors: tuple[tuple[str, reach.Door | None], ...]

    @property
    def state(self) -> str:
        return rules.effective(self.signed or hotline.ACTIVE, self.said)


def state(actor: Actor | None, address: str) -> str:
    """The state of a channel; to staff also as one of them says. Where the list was changed by force, none is sound."""
    try:
        signed = _signed().get(likeness.bare(address), hotline.ACTIVE)
    except Tampered:
        return hotline.SUSPECT
    return rules.effective(signed, _said(actor).get(likeness.bare(address), "") if actor else "")


def _signed() -> dict[str, str]:
    """The state of each channel as it was signed. Raises Tampered."""
    try:
        found = statements.current()
    except NotReady:
        found = statements.unproved()
    return {likeness.bare(each.address): each.status for each in found.stated.channels} if found else {}


def _said(actor: Actor) -> dict[str, str]:
    waiting = statements.draft(actor) if allows(actor, "trust.read") else None
    return {likeness.bare(each.address): each.status for each in waiting[1].channels} if waiting else {}


def lost() -> set[str]:
    """The addresses, as they are compared, that two of us signed to be in other hands."""
    try:
        return {address for address, status in _signed().items() if status == hotline.COMPROMISED}
    except Tampered:
        return set()


def of_calls() -> list[str]:
    """The telephone numbers and names at messengers in the list, as they are written."""
    return [each.address for each in statements.stated_channels() if each.kind in rules.SPOKEN]


def warned_against() -> list[str]:
    """The addresses that callers are told not to write to, as they are written."""
    try:
        found = statements.current()
    except (Tampered, NotReady):
        return []
    return [each.address for each in found.stated.channels if rules.is_warned_against(each)] if found else []


def listed(actor: Actor) -> tuple[Channel, ...]:
    """What waits for a signature, else what was signed, and whatever the settings name besides."""
    waiting = statements.draft(actor)
    found = waiting[1].channels if waiting else statements.stated_channels()
    named = {likeness.bare(channel.address) for channel in found}
    return (*found, *(channel for channel in statements.ours() if likeness.bare(channel.address) not in named))


def with_keys(actor: Actor, given: Iterable[Channel]) -> tuple[Channel, ...]:
    """The same with the fingerprint of the key that is in use now, for each address that has one."""
    keys = {key.address: protection.fingerprint(key.fingerprint) for key in mailkeys.in_use(actor)}
    return tuple(
        msgspec.structs.replace(each, fingerprint=keys.get(each.address.casefold(), each.fingerprint)) for each in given
    )


def standings(actor: Actor) -> list[Standings]:
    """All channels, those that are not sound first."""
    require(actor, "trust.read")
    signed, said, doors = _signed_or_none(), _said(actor), reach.known()
    found = [_standing(actor, channel, signed, said, doors) for channel in _everywhere(actor)]
    return sorted(found, key=lambda each: each.state not in rules.UNSOUND)


def _signed_or_none() -> dict[str, str]:
    try:
        return _signed()
    except Tampered:
        return {}


def _everywhere(actor: Actor) -> list[Channel]:
    """Also what a proposal would leave out of the list."""
    found = {likeness.bare(channel.address): channel for channel in (*statements.stated_channels(), *listed(actor))}
    return list(found.values())


def _standing(
    actor: Actor, channel: Channel, signed: dict[str, str], said: dict[str, str], doors: dict[str, reach.Door]
) -> Standings:
    name = likeness.bare(channel.address)
    before, waits = signed.get(name, ""), said.get(name, "")
    return Standings(
        channel,
        before,
        waits if waits != (before or hotline.ACTIVE) else "",
        _last(actor, _by_last_in, name, "last_in"),
        _last(actor, _by_last_out, name, "last_out"),
        _doors(channel, doors),
    )


def _doors(channel: Channel, known: dict[str, reach.Door]) -> tuple[tuple[str, reach.Door | None], ...]:
    """The accounts of a mailbox by which mail comes and goes, with how it goes with each."""
    box = boxes.of(channel.address) if channel.kind == "email" else None
    if box is None or box.mailbox:
        return ()
    inward = [("in", known.get(reach.imap(box.address, number))) for number in range(1, len(box.imap) + 1)]
    outward = [("out", known.get(reach.smtp(box.address)))] if box.submission else []
    return (*inward, *outward)


def _last(actor: Actor, standing: Callable[[Held], Standing], name: str, field: str) -> datetime | None:
    newest = index(actor, Request, standing).group(name)[0:1]
    moment: datetime | None = getattr(newest[0].record, field) if newest else None
    return min(moment, actor.now()) if moment else None


def _by_last_in(held: Held) -> Standing:
    return _placed(held.record, held.record.last_in)


def _by_last_out(held: Held) -> Standing:
    return _placed(held.record, held.record.last_out)


def _placed(stub: RequestStub, moment: datetime | None) -> Standing:
    address = likeness.bare(hotline.address_of(stub.channel, stub.came_to))
    if moment is None or not address:
        return b"", []
    return _RANK.pack(_LATEST - int(moment.timestamp())), [address]


def change(actor: Actor, address: str, status: str, *, unforced: bool) -> None:
    """Proposes the list with one channel in another state, for a second person to sign.

    Raises Absent for a channel that is not in the list, Refused as `statements.propose` does.
    """
    require(actor, "trust.propose")
    wanted, name = listed(actor), likeness.bare(address)
    if name not in {likeness.bare(channel.address) for channel in wanted} or status not in rules.STATUSES:
        raise Absent
    changed = [_as(channel, status) if likeness.bare(channel.address) == name else channel for channel in wanted]
    statements.propose(actor, changed, unforced=unforced)


def _as(channel: Channel, status: str) -> Channel:
    return msgspec.structs.replace(channel, status=status)
