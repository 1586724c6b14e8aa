"""From an opened login slot to a session: where a second factor is set, by way of a state between the two steps.

That state is a session of another kind: sealed under its cookie and this process's key, for five minutes.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from msgspec.structs import replace

from waystation.audit import witness
from waystation.audit.log import log
from waystation.staff import entrance, innocent
from waystation.staff import own as owns
from waystation.staff.devices import Mark
from waystation.staff.entrance import Came, pack, unpack
from waystation.staff.models import ProfileRow
from waystation.staff.records import Alert, Device, OpenSession, Own, Profile, Tries
from waystation.vault import directory, grants, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import read

SESSION, HALFWAY = "staff", "second step"
HALFWAY_LASTS = timedelta(minutes=5)
MOST_DEVICES, MOST_ALERTS, MOST_SESSIONS = 20, 20, 8
LONGEST_WAIT = 5.0  # seconds, for the sake of looking like another sign-in


class Payload(msgspec.Struct, frozen=True, array_like=True):
    """What a session holds sealed: who came in, packed so that it is equally long for everybody, and the browser."""

    account: UUID
    within: bytes
    mark: Mark | None = None

    def __repr__(self) -> str:
        return "Payload()"

    @classmethod
    def packed(cls, came: Came, mark: Mark | None) -> bytes:
        return msgspec.msgpack.encode(cls(came.account, pack(came.within), mark))

    @property
    def came(self) -> Came:
        return Came(self.account, unpack(self.within))


@dataclass(frozen=True)
class Halfway:
    """Somebody who gave the right passphrase and not yet the second factor."""

    came: Came = field(repr=False)
    mark: Mark | None
    memory: dict[str, Any] = field(repr=False)


def enter(came: Came, mark: Mark | None, *, now: datetime) -> str:
    """The cookie of a new session or, where a second factor is set, of the state before it. Raises Unsound."""
    started, keys = time.monotonic(), came.first_keys()
    cursor = grants.refresh(keys)
    own = _after_resets(came, keys, now)
    if not own.has_factor:
        return begin(came, mark, now=now, keys=(keys, cursor), started=started)
    payload, memory = Payload.packed(came, mark), {"account": came.account}
    with transaction.atomic():
        cookie = sessions.start(HALFWAY, payload, now=now, lasting=HALFWAY_LASTS, idle=HALFWAY_LASTS, memory=memory)
    _linger(own.took, _microseconds(started))
    return cookie


def halfway(cookie: str, *, now: datetime) -> Halfway | None:
    """Who stands between the two steps with this cookie; None where nobody does."""
    session = sessions.resume(HALFWAY, cookie, now=now)
    if session is None:
        return None
    payload = msgspec.msgpack.decode(session.payload, type=Payload)
    return Halfway(payload.came, payload.mark, session.memory)


def begin(
    came: Came,
    mark: Mark | None,
    *,
    now: datetime,
    keys: tuple[Keyring, int] | None = None,
    started: float | None = None,
) -> str:
    """Begins a session and returns its cookie. Raises Unsound.

    `keys` are the person's, where they are open already, and up to which page they were read; `started`: since when it
    is at work (time.monotonic).
    """
    account, key, started = came.account, came.own_key, started or time.monotonic()
    with transaction.atomic():
        in_order()  # before the person's record is read: nobody else changes it until it is written
        memory = opened_rings(came, keys)
        _remember_view(came, memory["keyring"], now)
        spent = _microseconds(started)
        cookie = sessions.start(SESSION, Payload.packed(came, mark), now=now, memory=memory)
        opened = OpenSession(id=sessions.name(cookie), since=now, device=mark.digest if mark else b"")
        forced = came.within.innocent
        row, was = owns.read_own(key, account)
        before = row.version
        own = owns.put(key, row, _timed(_arrived(was, opened, now, forced), came, spent))
        sessions.end_named({each.id for each in was.sessions} - {each.id for each in own.sessions})
        memory["forced"] = own.forced
        if mark and mark.account == account and before < mark.version:
            owns.change(key, account, lambda own: told(own, Alert(kind="older", on=now)))
            log(account, "staff.record_older", subject=account)
        log(account, "staff.signed_in_under_duress" if forced else "staff.signed_in", subject=account)
    witness.notice()
    _linger(was.took, spent)
    return cookie


def opened_rings(came: Came, opened: tuple[Keyring, int] | None = None) -> dict[str, Any]:
    """The memory that a session begins with: its keyring. What was posted to its holders is folded."""
    keys, cursor = opened or (came.first_keys(), 0)
    cursor = grants.refresh(keys, cursor)
    directory.check(keys)
    holders, purge = keys.locators(Compartment.SELF), keys.dropped > 0
    # What was erased and still stands on a folded page was dropped when that page was read, just before.
    for holder in holders if purge else grants.posted_to(holders):
        grants.fold(*keys.epochs(holder), purge=purge)
    return {"keyring": keys, "cursor": cursor, "account": came.account, "duress": bool(came.within.mate)}


def _remember_view(came: Came, keys: Keyring, now: datetime) -> None:
    profile = None if came.within.innocent else profile_of(came.account, keys)
    if profile:
        innocent.remember(came.account, innocent.person(came.person.secret), profile, now=now)


def _microseconds(since: float) -> int:
    return int(1e6 * (time.monotonic() - since))


def _timed(own: Own, came: Came, spent: int) -> Own:
    """Notes how long opening one's own keys takes: a little more than the slowest of late."""
    return own if came.within.innocent else replace(own, took=max(spent * 5 // 4, own.took * 19 // 20))


def _linger(took: int, spent: int) -> None:
    """Lets every sign-in of one person take as long: one's own keys are more, and slower to open."""
    time.sleep(min(LONGEST_WAIT, max(0.0, (took - spent) / 1e6)))


def _arrived(own: Own, opened: OpenSession, now: datetime, forced: bool) -> Own:
    """The record with this session in it, and its browser; one that was never seen before is told of.

    Of sessions it keeps the newest: those that are left out end, or nobody could end them from elsewhere.
    """
    left = sessions.stored([each.id for each in own.sessions], now=now)  # on another host, too
    before = [each for each in own.sessions if each.id in left]
    own = replace(own, sessions=[*before[-(MOST_SESSIONS - 1) :], opened], forced=own.forced + forced)
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


def _after_resets(came: Came, keys: Keyring, now: datetime) -> Own:
    """The person's record, without the factors that a colleague has taken off since it was written.

    The count can only be raised by a holder of the key of all staff, and what was carried out once never counts
    again: an old profile, put back, takes off nothing.
    """
    _row, own = owns.read_own(came.own_key, came.account)
    profile = profile_of(came.person.locator, keys)
    if profile is None or profile.resets <= own.seen_resets:
        return own
    resets, alert = profile.resets, Alert(kind="reset", on=now, by=profile.reset_by)
    return owns.change(
        came.own_key, came.account, lambda own: replace(_without_factors(own, alert), seen_resets=resets)
    )


def _without_factors(own: Own, alert: Alert) -> Own:
    return told(replace(own, app="", passkeys=[], codes=[], strangers=Tries()), alert)


def take_factors_off(person: Key, now: datetime) -> None:
    """For the trustees, who hold everybody's key: where nobody is left who could do it on the page.

    The person is told at the next sign-in.
    """
    key, alert = entrance.own_key(entrance.own(person).factor), Alert(kind="reset", on=now)
    owns.change(key, person.locator, lambda own: _without_factors(own, alert))


def profile_of(person: UUID, keyring: Keyring) -> Profile | None:
    """A person's profile, if these keys open it."""
    row = ProfileRow.objects.filter(pk=person).first()
    try:
        profile: Profile | None = read(row, keyring) if row else None
    except (Locked, Tampered):
        return None
    return profile
