"""Our own key for exchange, and the partners whose keys are pinned. The only writers of both."""

from uuid import UUID, uuid5

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.casework.exchange import sending
from waystation.casework.exchange.models import OwnKeyRow, PartnerRow
from waystation.casework.exchange.records import OwnKey, Partner
from waystation.casework.exchange.wording import (
    ADDRESS_AND_TOKEN,
    KNOWN_KEY,
    KNOWN_NAME,
    NO_ADDRESS,
    NO_KEY,
    NO_OWN_KEY,
    NO_TOKEN,
    OUR_OWN_KEY,
    SAY_HOW,
)
from waystation.interfaces.calling import NotAnAddress
from waystation.mail.words import same
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault import age
from waystation.vault.errors import NotReady
from waystation.vault.records import create, rewrite


def own_keys(actor: Actor) -> list[OwnKey]:
    """Our keys, the one in use first."""
    require(actor, "exchange.transfer")
    found = [record for _row, record in stubs(actor, OwnKeyRow.objects.filter(locator=actor.team(COORDINATION)))]
    return sorted(found, key=lambda record: record.at, reverse=True)


def own_key(actor: Actor) -> OwnKey:
    """The one in use. Raises Refused where there is none."""
    found = own_keys(actor)
    if not found:
        raise Refused([NO_OWN_KEY])
    return found[0]


@transaction.atomic
def make_own_key(actor: Actor) -> None:
    """Makes the key in use; the one before goes on opening what was sealed to it. The same press makes one."""
    number = len(own_keys(actor))
    identity, recipient = age.new_identity()
    record = OwnKey(identity=identity, recipient=recipient, at=actor.now(), by=actor.account)
    team = actor.team(COORDINATION)
    try:
        with transaction.atomic():
            row = create(OwnKeyRow, record, actor.keys.key(team), id=uuid5(team, f"exchange key {number}"))
    except IntegrityError:
        return
    log(actor.account, "exchange.own_key_made", subject=row.pk)


def partners(actor: Actor) -> list[tuple[PartnerRow, Partner]]:
    """Those with whom we exchange, by name."""
    require(actor, "exchange.transfer")
    found = stubs(actor, PartnerRow.objects.filter(locator=actor.team(COORDINATION)))
    return sorted(((row, one) for row, one in found if not one.dropped), key=lambda pair: same(pair[1].name))


def partner(actor: Actor, partner_id: UUID) -> tuple[PartnerRow, Partner]:
    """One of them. Raises Absent."""
    require(actor, "exchange.transfer")
    return open_row(actor, PartnerRow.objects.filter(locator=actor.team(COORDINATION)), partner_id)


@transaction.atomic
def pin(actor: Actor, *, name: str, recipient: str, how: str) -> UUID:
    """Pins a partner's key: it is never changed, only dropped. `how` its fingerprint was compared. Raises Refused."""
    known, recipient = partners(actor), recipient.strip()
    if not how.strip():
        raise Refused([SAY_HOW])
    try:
        age.to_recipients([recipient])
    except NotReady:
        raise Refused([NO_KEY]) from None
    if recipient in {key.recipient for key in own_keys(actor)}:
        raise Refused([OUR_OWN_KEY])
    if recipient in {one.recipient for _row, one in known}:
        raise Refused([KNOWN_KEY])
    if same(name) in {same(one.name) for _row, one in known}:
        raise Refused([KNOWN_NAME])
    record = Partner(name=" ".join(name.split()), recipient=recipient, how=how, at=actor.now(), by=actor.account)
    row = create(PartnerRow, record, actor.keys.key(actor.team(COORDINATION)))
    log(actor.account, "exchange.partner_kept", subject=row.pk)
    return row.pk


@transaction.atomic
def connect(actor: Actor, partner_id: UUID, *, address: str, token: str) -> None:
    """Says where their Waystation takes bundles from us, and by which token; both empty: nowhere any more.

    Raises Absent, Refused, Stale.
    """
    row, record = partner(actor, partner_id)
    address, token = address.strip(), token.strip()
    if bool(address) != bool(token):
        raise Refused([ADDRESS_AND_TOKEN])
    try:
        kept = sending.origin(address) if address else ""
    except NotAnAddress:
        raise Refused([NO_ADDRESS]) from None
    if not token.isascii() or not token.isprintable():  # it goes into a header
        raise Refused([NO_TOKEN])
    rewrite(row, msgspec.structs.replace(record, address=kept, token=token), actor.keys)
    log(actor.account, "exchange.partner_connected", subject=partner_id)


@transaction.atomic
def drop(actor: Actor, partner_id: UUID) -> None:
    """Ends the exchange with a partner. Raises Absent, Stale."""
    row, record = partner(actor, partner_id)
    rewrite(row, msgspec.structs.replace(record, dropped=True, address="", token=""), actor.keys)
    log(actor.account, "exchange.partner_dropped", subject=partner_id)
