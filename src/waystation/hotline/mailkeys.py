"""The hotline's own OpenPGP keys: one in use for each address, older ones that still open what was written to them.

Only who holds the duty team's keys can open a secret key. The public halves lie once more under the vault half, so that
the web server can hand them out while nobody is signed in. These verbs are part of the hotline's actions.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import boxes
from waystation.hotline.errors import NotPossible
from waystation.hotline.models import MailKey, PublishedKey
from waystation.hotline.records import MailKeyRecord, PublishedKeyRecord
from waystation.mail.openpgp import writing
from waystation.staff import own_rows
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.records import create, delete, rewrite

CURRENT, RETIRED, REVOKED = "current", "retired", "revoked"
USE = b"published keys"

Held = list[tuple[MailKey, MailKeyRecord]]


def held(actor: Actor) -> Held:
    """Every key of ours that this session opens, the newest first."""
    return sorted(stubs(actor, MailKey.objects.all()), key=lambda pair: pair[1].made_at, reverse=True)


def secrets(actor: Actor) -> list[bytes]:
    """What opens mail to us."""
    return [key.secret for _, key in held(actor)]


def certificates(actor: Actor) -> list[bytes]:
    """By which we know what we signed ourselves."""
    return [key.certificate for _, key in held(actor)]


def in_use(actor: Actor) -> list[MailKeyRecord]:
    """One for each address that has a key."""
    return [key for _, key in held(actor) if key.state == CURRENT]


def current(actor: Actor, address: str) -> MailKeyRecord | None:
    """The key in use for an address, else the one of the mailbox that it leads to, if there is one."""
    keys, box = {key.address: key for key in in_use(actor)}, boxes.of(address)
    return keys.get(address.casefold()) or (keys.get(box.home.casefold()) if box else None)


def make(actor: Actor, address: str) -> UUID:
    """A new key for one of our addresses; the one in use until now only opens old mail from here on.

    Raises NotPossible for an address that is not ours, or where no key could be made.
    """
    require(actor, "hotline.keys")
    address, place = address.casefold(), actor.keys.key(actor.team(DUTY))
    if address not in boxes.addresses():
        raise NotPossible
    record = _made(address, actor.now())
    with transaction.atomic():
        for row, key in held(actor):
            if key.address == address and key.state == CURRENT:
                rewrite(row, msgspec.structs.replace(key, state=RETIRED), actor.keys)
        row = create(MailKey, record, place)
        _publish(actor, row.pk, record)
        log(actor.account, "hotline.key_made", subject=row.pk)
    return row.pk


def _made(address: str, now: datetime) -> MailKeyRecord:
    try:
        made = writing.generate(address)
    except writing.CannotEncrypt:
        raise NotPossible from None
    ends = datetime.fromtimestamp(made.described.expires or now.timestamp(), UTC)
    return MailKeyRecord(
        address=address,
        fingerprint=made.described.fingerprint,
        key_ids=made.described.key_ids,
        secret=made.secret,
        certificate=made.certificate,
        revocation=made.revocation,
        made_at=now,
        ends_at=ends,
    )


def revoke(actor: Actor, key_id: UUID) -> None:
    """Declares a key invalid, for good; it still opens old mail. Raises Absent, NotPossible."""
    require(actor, "hotline.keys")
    row, key = open_row(actor, MailKey.objects.all(), key_id)
    try:
        certificate = writing.revoke(key.certificate, key.revocation)
    except writing.CannotEncrypt:
        raise NotPossible from None
    revoked = msgspec.structs.replace(key, certificate=certificate, state=REVOKED)
    with transaction.atomic():
        rewrite(row, revoked, actor.keys)
        if key.state != RETIRED:  # a newer key is what the directory gives instead of a retired one
            _publish(actor, row.pk, revoked)
        log(actor.account, "hotline.key_revoked", subject=row.pk)


def publish_again(actor: Actor) -> None:
    """Puts the public halves under the vault half that is in use now."""
    require(actor, "hotline.keys")
    with transaction.atomic():
        for row, key in held(actor):
            if key.state == CURRENT:
                _publish(actor, row.pk, key)
        log(actor.account, "hotline.keys_published")


def is_published(actor: Actor) -> bool:
    """Whether the directory gives what is in use; an innocent view has none."""
    in_use = {key.address: key.certificate for _, key in held(actor) if key.state == CURRENT}
    return bool(actor.apart) or in_use.items() <= dict(published()).items()


def _publish(actor: Actor, key_id: UUID, key: MailKeyRecord) -> None:
    """In place of what the directory gave for this address. What an innocent view makes is nowhere to be seen."""
    if actor.apart:
        return
    readable = own_rows.rows(PublishedKey, USE)
    gone = [row for row, record in readable if record.address == key.address]
    known = {row.pk for row, _ in readable}
    gone += list(PublishedKey.objects.exclude(pk__in=known).filter(pk=key_id))  # under a half that is lost
    if gone:
        delete(*gone)
    given = PublishedKeyRecord(address=key.address, certificate=key.certificate)
    create(PublishedKey, given, own_rows.key(USE), id=key_id)


def published() -> Mapping[str, bytes]:
    """The certificate for each address, as anybody may have it. No key is needed. Raises NotReady without a half."""
    return {record.address: record.certificate for _, record in own_rows.rows(PublishedKey, USE)}
