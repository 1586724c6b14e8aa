"""From an opened login slot to a session: where a second factor is set, by way of a state between the two steps.

That state is a session of another kind: sealed under its cookie and this process's key, for five minutes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from msgspec.structs import replace

from waystation.audit import witness
from waystation.audit.log import log
from waystation.staff import own as owns
from waystation.staff.devices import Mark
from waystation.staff.models import ProfileRow
from waystation.staff.records import Alert, Device, OpenSession, Own, Profile, Tries
from waystation.vault import directory, grants, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.records import read

SESSION, HALFWAY = "staff", "second step"
HALFWAY_LASTS = timedelta(minutes=5)
MOST_DEVICES, MOST_ALERTS = 20, 20


class Payload(msgspec.Struct, frozen=True, array_like=True):
    """What a session holds sealed: whose it is, the person's secret, and the browser that it began in."""

    account: UUID
    seed: bytes
    mark: Mark | None = None

    def __repr__(self) -> str:
        return "Payload()"

    @property
    def person(self) -> Key:
        return Key(self.account, Compartment.SELF, 0, self.seed)


@dataclass(frozen=True)
class Halfway:
    """Somebody who gave the right passphrase and not yet the second factor."""

    person: Key = field(repr=False)
    mark: Mark | None
    memory: dict[str, Any] = field(repr=False)


def enter(person: Key, mark: Mark | None, *, now: datetime) -> str:
    """The cookie of a new session or, where a second factor is set, of the state before it. Raises Unsound."""
    keys = Keyring([person])
    grants.refresh(keys)
    own = _after_resets(keys, person.locator, now)
    if not own.has_factor:
        return begin(person, mark, now=now, keys=keys)
    payload = msgspec.msgpack.encode(Payload(person.locator, person.secret, mark))
    with transaction.atomic():
        return sessions.start(HALFWAY, payload, now=now, lasting=HALFWAY_LASTS, idle=HALFWAY_LASTS)


def halfway(cookie: str, *, now: datetime) -> Halfway | None:
    """Who stands between the two steps with this cookie; None where nobody does."""
    session = sessions.resume(HALFWAY, cookie, now=now)
    if session is None:
        return None
    payload = msgspec.msgpack.decode(session.payload, type=Payload)
    return Halfway(payload.person, payload.mark, session.memory)


def begin(person: Key, mark: Mark | None, *, now: datetime, keys: Keyring | None = None) -> str:
    """Begins a session and returns its cookie. Raises Unsound. `keys` are the person's, where they are open already."""
    payload = msgspec.msgpack.encode(Payload(person.locator, person.secret, mark))
    with transaction.atomic():
        memory = opened_rings(person, keys)
        keys = memory["keyring"]
        before = owns.version(person.locator)
        cookie = sessions.start(SESSION, payload, now=now, memory=memory)
        opened = OpenSession(id=sessions.name(cookie), since=now, device=mark.digest if mark else b"")
        owns.change(keys, person.locator, lambda own: _arrived(own, opened, now))
        if mark and mark.account == person.locator and before < mark.version:
            owns.change(keys, person.locator, lambda own: told(own, Alert(kind="older", on=now)))
            log(person.locator, "staff.record_older", subject=person.locator)
        log(person.locator, "staff.signed_in", subject=person.locator)
    witness.notice()
    return cookie


def opened_rings(person: Key, keys: Keyring | None = None) -> dict[str, Any]:
    """The memory that a session begins with: its keyring. What was posted to its holders is folded."""
    keys = keys or Keyring([person])
    cursor = grants.refresh(keys)
    directory.check(keys)
    for holder in keys.locators(Compartment.SELF):
        grants.fold(*keys.epochs(holder), purge=keys.dropped > 0)
    return {"keyring": keys, "cursor": cursor}


def _arrived(own: Own, opened: OpenSession, now: datetime) -> Own:
    """The record with this session in it, and its browser; one that was never seen before is told of."""
    running = sessions.alive([each.id for each in own.sessions], now=now)
    own = replace(own, sessions=[*(each for each in own.sessions if each.id in running), opened])
    if not opened.device:
        return own
    others = [each for each in own.devices if each.digest != opened.device]
    if own.devices and len(others) == len(own.devices):
        own = told(own, Alert(kind="device", on=now, device=opened.device))
    tries = next((each.tries for each in own.devices if each.digest == opened.device), Tries())
    here = Device(digest=opened.device, on=now.date(), tries=tries)
    return replace(own, devices=[*others[-(MOST_DEVICES - 1) :], here])


def told(own: Own, alert: Alert) -> Own:
    """The record with something more to tell. Of wrong codes it is told once until it is answered."""
    if alert.kind == "tries" and any(each.kind == "tries" for each in own.alerts):
        return own
    return replace(own, alerts=[*own.alerts[-(MOST_ALERTS - 1) :], alert])


def _after_resets(keys: Keyring, account: UUID, now: datetime) -> Own:
    """The person's record, without the factors that a colleague has taken off since it was written.

    The count can only be raised by a holder of the key of all staff, and what was carried out once never counts
    again: an old profile, put back, takes off nothing.
    """
    _row, own = owns.read_own(keys, account)
    profile = _profile(keys, account)
    if profile is None or profile.resets <= own.seen_resets:
        return own
    resets, alert = profile.resets, Alert(kind="reset", on=now, by=profile.reset_by)
    return owns.change(
        keys,
        account,
        lambda own: told(replace(own, seen_resets=resets, app="", passkeys=[], codes=[], strangers=Tries()), alert),
    )


def _profile(keys: Keyring, account: UUID) -> Profile | None:
    row = ProfileRow.objects.filter(pk=account).first()
    try:
        profile: Profile | None = read(row, keys) if row else None
    except (Locked, Tampered):
        return None
    return profile
