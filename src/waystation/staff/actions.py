"""Making the organisation and its accounts, and signing in."""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log, use_auditors
from waystation.staff import duress, entrance, entry, holders, innocent, integrity, own, renewal, teams
from waystation.staff.access import refresh_keys
from waystation.staff.account import Here
from waystation.staff.actor import Actor, utc_now
from waystation.staff.devices import Mark
from waystation.staff.entrance import Came
from waystation.staff.errors import Absent, Unsound
from waystation.staff.models import Account, ProfileRow, Team
from waystation.staff.policy import teams_of
from waystation.staff.records import Holders, Kept, Profile
from waystation.staff.turns import turn
from waystation.vault import directory, grants, half, manifest, recovery, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create
from waystation.vault.rows import newest

_STAFF = "on the staff"  # in a session's memory: whether its person still was when they last opened a page


@dataclass(frozen=True)
class Founding:
    """The team keys of a new installation, held just long enough to make its first accounts.

    `shares` are the trustees' parts of the recovery key, to be shown once.
    """

    keys: dict[str, Key] = field(repr=False)
    shares: list[recovery.Share] = field(repr=False, default_factory=list)


@transaction.atomic
def found(*, threshold: int = 3, trustees: int = 5) -> Founding:
    """Makes the recovery key and the teams. Raises IntegrityError where they exist."""
    shares = recovery.create(threshold, trustees)
    keys = {}
    for name in teams.TEAMS:
        team = teams.make(name)
        (keys[name],) = grants.create_keys(team.locator, [Compartment.SELF])
        holders.keep(Holders(), keys[name])
    teams.forget()
    use_auditors(keys[teams.AUDIT].locator)
    log(None, "organisation.founded")
    return Founding(keys, shares)


def ready() -> bool:
    """Whether the organisation has been founded; if so, the audit log is opened for this process."""
    team = Team.objects.filter(name=teams.AUDIT).first()
    if team is None:
        return False
    use_auditors(team.locator)
    return True


def folded(name: str) -> str:
    """A sign-in name as it is compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def name_digest(name: str) -> bytes:
    return half.digest(b"sign-in name", folded(name).encode())


@transaction.atomic
def add_account(
    founding: Founding, *, name: str, passphrase: str, persona: str, roles: list[str], language: str = "ru"
) -> UUID:
    """Makes an account with its keys and puts it into the teams of its roles. Returns its id."""
    person = Key.new(uuid.uuid4())
    begin_account(person, name, entrance.first_slots(person, passphrase))
    wanted = sorted(teams_of(roles))
    grants.grant([founding.keys[team] for team in wanted], to=person.locator)
    for team in wanted:
        holders.enter(founding.keys[team], person.locator)
    profile = Profile(persona=persona, roles=roles, language=language, teams=wanted)
    create(ProfileRow, profile, founding.keys[teams.EVERYONE], id=person.locator)
    log(None, "staff.added", subject=person.locator)
    return person.locator


def begin_account(person: Key, name: str, first_slots: bytes) -> None:
    """Stores what a person signs in with and is restored by. Raises IntegrityError for a sign-in name that is taken."""
    directory.publish(person)
    Account.objects.create(id=person.locator, name_digest=name_digest(name), slots=first_slots)
    recovery.keep(person.locator, msgspec.msgpack.encode(Kept(name, person.secret)))
    own.begin(person)


def recoverable(trustees: Key) -> dict[str, Key]:
    """Everybody whom the recovery key restores, by sign-in name: those whose secret opens their own profile."""
    found = {}
    for locator, packed in recovery.copies(trustees):
        try:
            kept = msgspec.msgpack.decode(packed, type=Kept)
        except (msgspec.MsgspecError, ValueError):  # anybody can seal to the recovery key
            continue
        person = Key(locator, Compartment.SELF, 0, kept.secret)
        if _opens_profile(person):
            found[folded(kept.name)] = person
    return found


def _opens_profile(person: Key) -> bool:
    keyring = Keyring([person])
    grants.refresh(keyring, proved=False)
    return entry.profile_of(person.locator, keyring) is not None


def recover(trustees: Key, *, phrases: Mapping[str, str], factors_off: bool = False) -> None:
    """Gives people new passphrases (by sign-in name) in place of their old ones, under the vault half now in use.

    With `factors_off` their second factors go, too, of which they are told. All or none. Raises Absent where a name is
    not among the recoverable, Tampered for another recovery key.
    """
    people = recoverable(trustees)
    if any(folded(name) not in people for name in phrases):
        raise Absent
    wanted = [(name, people[folded(name)], phrase) for name, phrase in phrases.items()]
    # Made before the transaction: stretching is slow, and there is one writer at a time.
    made = [
        (person.locator, name_digest(name), entrance.first_slots(person, phrase)) for name, person, phrase in wanted
    ]
    restored = {person.locator: person for _, person, _ in wanted}
    with transaction.atomic():
        known_half = recovery.belongs_here()
        recovery.adopt(trustees)
        if not known_half:
            integrity.adopt_under_new_half(people.values())
            innocent.outdate(innocent.person(person.secret) for person in people.values())
        for account, digest, fresh in made:
            if not Account.objects.filter(pk=account).update(name_digest=digest, slots=fresh):
                raise Absent
            own.restore(restored[account])
            log(None, "staff.recovered", subject=account)
            if factors_off:
                entry.take_factors_off(restored[account], utc_now())
                log(None, "staff.factor_reset", subject=account)


@transaction.atomic
def rehearse(trustees: Key) -> int:
    """How many people the recovery key would restore. Changes nothing but the log."""
    found = len(recoverable(trustees))
    log(None, "recovery.rehearsed")
    return found


def sign_in(name: str, passphrase: str, *, now: datetime, mark: Mark | None = None) -> str:
    """The cookie of a new session or, where a second factor is set, of the state before it (see second_factor.py).

    Raises Locked, alike and after the same work for a wrong name and a wrong passphrase; Busy when too many wait; after
    the right passphrase, Unsound.
    """
    digest = name_digest(name)
    with turn(mark):
        attempt = entrance.attempt_by_name(digest, passphrase)  # Locked, before the database is held
    with transaction.atomic():
        in_order()  # before the row: whoever writes waits in this order
        came = attempt.come_in()
        duress.use(came)
        duress.tell(came, now=now)
        manifest.count()  # before the commit, whoever is killed right after it
    cookie = entry.enter(came, mark, now=now)
    # Only where something is known to wait: otherwise the first page looks, or the time would tell an innocent view.
    if renewal.unfinished() and (actor := resume(cookie, now=now)):
        renewal.go_on(actor)
    return cookie


def resume(cookie: str, *, now: datetime) -> Actor | None:
    """The person behind a cookie, with what was granted since; None where the session has ended."""
    session = sessions.resume(entry.SESSION, cookie, now=now)
    if session is None:
        return None
    payload = msgspec.msgpack.decode(session.payload, type=entry.Payload)
    if newest(Account, "1", by="id", id=payload.account) is None:
        sessions.end(cookie)
        return None
    came = payload.came
    session.memory["came"] = came
    session.memory.setdefault("since", now)
    session.memory["here"] = Here(sessions.name(cookie), payload.mark, min(session.idle_until, session.ends_at))
    keyring = _keyring(session.memory, came)
    apart = innocent.teams(came.person) if came.within.innocent else {}
    everyone = apart.get(teams.EVERYONE) or teams.locator(teams.EVERYONE)
    profile = _profile(session.memory, came.person.locator, everyone)
    session.memory[_STAFF] = profile is not None
    if profile is None:
        return None
    roles = frozenset(profile.roles)
    actor = Actor(came.person.locator, profile.persona, roles, keyring, session.memory, utc_now, apart)
    return None if _was_forced_since(actor, came) else actor


def last_known(cookie: str, *, now: datetime) -> dict[str, Any] | None:
    """The memory of a session of somebody who was on the staff when they last did anything. The database is not asked.

    Enough for the panic alone, which must not wait for it.
    """
    memory = sessions.remembered(cookie, now=now)
    return memory if memory and "keyring" in memory and memory.get(_STAFF, True) else None


def _was_forced_since(actor: Actor, came: Came) -> bool:
    """Whether this person has signed in under duress since, on another host: it ends here as quietly as there."""
    if came.within.innocent:
        return False
    try:
        forced = own.of(actor).forced
    except Unsound:  # which pages say
        return False
    if forced == actor.memory.setdefault("forced", forced):
        return False
    sessions.silence(lambda memory: memory is actor.memory)
    return True


def _profile(memory: dict[str, Any], person: UUID, everyone: UUID) -> Profile | None:
    """How somebody is known to all the staff of now, opened once for each version; None if not among them."""
    keyring: Keyring = memory["keyring"]
    version = newest(ProfileRow, "version", by="version", id=person)
    if version is None or not holders.is_current(keyring, everyone):
        return None
    known: tuple[int, Profile | None] | None = memory.get("profile")
    if known is None or version != known[:1]:
        known = memory["profile"] = (version[0], entry.profile_of(person, keyring))
    profile = known[1]
    return profile if profile and profile.left is None else None


def _keyring(memory: dict[str, Any], came: Came) -> Keyring:
    if "keyring" not in memory:
        memory.update(entry.opened_rings(came))
    keyring: Keyring = memory["keyring"]
    refresh_keys(keyring, memory)
    return keyring


def sign_out(cookie: str, actor: Actor) -> None:
    """Ends the session."""
    with transaction.atomic():
        sessions.end(cookie)
        log(actor.account, "staff.signed_out", subject=actor.account)
