"""The second factor: giving it at the door, setting it up, and taking off a colleague's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from msgspec.structs import replace

from waystation.audit.log import log
from waystation.staff import entry, factors, passkeys
from waystation.staff import own as owns
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, NotFresh, Unsound
from waystation.staff.models import ProfileRow
from waystation.staff.policy import require
from waystation.staff.records import Alert, Own, Passkey, Tries
from waystation.vault import sessions
from waystation.vault.errors import Locked, Stale
from waystation.vault.keyring import Keyring
from waystation.vault.records import rewrite

TRIES = 5  # for each passphrase that was right
TELL_FROM = 3  # wrong codes from unknown browsers, of which the person is told
FRESH = timedelta(minutes=10)  # since signing in, within which what guards the account may be changed


class Refused(Exception):
    """Not the second factor, one that was used before, or one that came too soon after wrong ones."""


class Ended(Exception):
    """Nobody stands between the two steps: too late, too many tries, or never there."""


class LastFactor(Exception):
    """Here everybody needs a second factor: the only one stays."""


# At the door.


def _waiting(cookie: str, now: datetime) -> entry.Halfway:
    found = entry.halfway(cookie, now=now)
    if found is None:
        raise Ended
    return found


def _counted(cookie: str, now: datetime) -> entry.Halfway:
    found = _waiting(cookie, now)
    found.memory["tries"] = found.memory.get("tries", 0) + 1
    if found.memory["tries"] > TRIES:
        sessions.end(cookie)
        raise Ended
    return found


def waiting(cookie: str, *, now: datetime) -> Own:
    """The record of who is to give the second factor. Raises Ended."""
    found = _waiting(cookie, now)
    return owns.read_own(Keyring([found.person]), found.person.locator)[1]


def ask(cookie: str, site: passkeys.Site, *, now: datetime) -> str:
    """What the browser is to ask a passkey, as JSON; empty where none was made for this address. Raises Ended."""
    found = _waiting(cookie, now)
    known = _made_for(site, waiting(cookie, now=now))
    if not known:
        return ""
    asked, found.memory["asked"] = passkeys.begin_authentication(site, known)
    return asked


def _made_for(site: passkeys.Site, own: Own) -> list[Passkey]:
    return [each for each in own.passkeys if each.host == site.host and site.can_have_keys]


def give_code(cookie: str, typed: str, *, now: datetime) -> str:
    """The cookie of a new session, for a code of the app or a recovery code. Raises Refused or Ended."""
    found = _counted(cookie, now)
    account, device = found.person.locator, found.mark.digest if found.mark else b""

    def judge(own: Own) -> Own | None:
        if factors.must_wait(factors.tries_from(own, device), now):
            raise Refused
        passed = factors.after_code(own, account, typed, now)
        if passed is None:
            return None
        if len(passed.codes) < len(own.codes):
            passed = entry.told(passed, Alert(kind="code", on=now, device=device))
        return factors.with_tries(passed, device, Tries())

    _judge(found, judge, now)
    sessions.end(cookie)
    return entry.begin(found.person, found.mark, now=now)


def give_passkey(cookie: str, site: passkeys.Site, answer: str, *, now: datetime) -> str:
    """The cookie of a new session, for a passkey's answer to what `ask` asked. Raises Refused or Ended."""
    found = _counted(cookie, now)
    state = found.memory.pop("asked", None)

    def judge(own: Own) -> Own | None:
        known = _made_for(site, own)
        try:
            place, counter = passkeys.authenticated(site, state, answer, known)
        except passkeys.WrongPasskey:
            return None
        used = known[place]
        return replace(
            own, passkeys=[replace(each, counter=counter) if each is used else each for each in own.passkeys]
        )

    _judge(found, judge, now)
    sessions.end(cookie)
    return entry.begin(found.person, found.mark, now=now)


def _judge(found: entry.Halfway, judge: Callable[[Own], Own | None], now: datetime) -> None:
    """Writes down that the factor was used, or that it was wrong, before anybody is told. Raises Refused.

    Whoever tries many at once meets Stale, which says nothing of the code.
    """
    keys, account = Keyring([found.person]), found.person.locator
    right = True

    def alter(own: Own) -> Own:
        nonlocal right
        passed = judge(own)
        right = passed is not None
        return _missed(own, found, now) if passed is None else passed

    try:
        with transaction.atomic():
            owns.change(keys, account, alter)
            if not right:
                log(account, "staff.second_refused", subject=account)
    except Stale:
        raise Refused from None
    if not right:
        raise Refused


def _missed(own: Own, found: entry.Halfway, now: datetime) -> Own:
    device = found.mark.digest if found.mark else b""
    tries = factors.tries_from(own, device)
    tries = Tries(count=tries.count + 1, last=now)
    if tries.count >= TELL_FROM:
        own = entry.told(own, Alert(kind="tries", on=now, device=device))
    return factors.with_tries(own, device, tries)


# Setting up, right after signing in.


def is_missing(actor: Actor) -> bool:
    """Whether this person must set up a second factor before anything else."""
    if settings.WAYSTATION_SECOND_FACTOR != "required":
        return False
    try:
        return not owns.of(actor).has_factor
    except Unsound:
        return True


def is_fresh(actor: Actor) -> bool:
    """Whether this person signed in just now: a session that is left open, or stolen, is not enough for a change."""
    since: datetime | None = actor.memory.get("since")
    return since is not None and actor.now() - since < FRESH


def _change(actor: Actor, verb: str, alter: Callable[[Own], Own]) -> Own:
    if not is_fresh(actor):
        raise NotFresh
    with transaction.atomic():
        changed = owns.change(actor.keys, actor.account, alter)
        log(actor.account, verb, subject=actor.account)
    return changed


def proposed_app(actor: Actor) -> str:
    """A secret for this person's app, the same until it is confirmed."""
    secret: str = actor.memory.setdefault("proposed app", factors.new_app())
    return secret


def confirm_app(actor: Actor, typed: str) -> list[str]:
    """Sets the app up once it shows the right code. Returns the first recovery codes. Raises Refused, NotFresh."""
    secret = proposed_app(actor)
    step = factors.matching_step(secret, factors.digits(typed), actor.now())
    if step is None:
        raise Refused
    codes = _first_codes(actor)
    _change(actor, "staff.factor_added", lambda own: _coded(replace(own, app=secret, step=step), actor, codes))
    del actor.memory["proposed app"]
    return codes


def ask_new_passkey(actor: Actor, site: passkeys.Site) -> str:
    """What the browser is to ask a new key, as JSON; empty where this address can have none."""
    if not site.can_have_keys:
        return ""
    own = owns.of(actor)
    handle = own.handle or actor.memory.setdefault("handle", uuid4().bytes)
    asked, actor.memory["asked"] = passkeys.begin_registration(site, handle, _made_for(site, own))
    return asked


def add_passkey(actor: Actor, site: passkeys.Site, answer: str) -> list[str]:
    """Keeps the key that answered. Returns the first recovery codes. Raises Refused, NotFresh."""
    state = actor.memory.pop("asked", None)
    try:
        made = passkeys.registered(site, state, answer, actor.now().date())
    except passkeys.WrongPasskey:
        raise Refused from None
    handle, codes = actor.memory.get("handle", b""), _first_codes(actor)
    _change(
        actor,
        "staff.factor_added",
        lambda own: _coded(replace(own, handle=own.handle or handle, passkeys=[*own.passkeys, made]), actor, codes),
    )
    return codes


def _first_codes(actor: Actor) -> list[str]:
    return [] if owns.of(actor).codes else factors.new_recovery_codes()


def _coded(own: Own, actor: Actor, codes: list[str]) -> Own:
    """With these codes in place of the old ones; as it was where there are none."""
    return replace(own, codes=[factors.code_digest(actor.account, code) for code in codes]) if codes else own


def new_codes(actor: Actor) -> list[str]:
    """Ten fresh recovery codes; the old ones no longer work. Raises Refused without a factor, NotFresh."""
    if not owns.of(actor).has_factor:
        raise Refused
    codes = factors.new_recovery_codes()
    _change(actor, "staff.codes_made", lambda own: _coded(own, actor, codes))
    return codes


def remove_app(actor: Actor) -> None:
    """Takes the app off. Raises LastFactor, NotFresh."""
    _change(actor, "staff.factor_removed", lambda own: _still_guarded(replace(own, app="")))


def remove_passkey(actor: Actor, place: int) -> None:
    """Takes a key off. Raises LastFactor, NotFresh, Absent."""
    if place >= len(owns.of(actor).passkeys):
        raise Absent
    _change(
        actor,
        "staff.factor_removed",
        lambda own: _still_guarded(
            replace(own, passkeys=[each for number, each in enumerate(own.passkeys) if number != place])
        ),
    )


def _still_guarded(own: Own) -> Own:
    if own.has_factor:
        return own
    if settings.WAYSTATION_SECOND_FACTOR == "required":
        raise LastFactor
    return replace(own, codes=[])


# For a colleague who lost it.


def reset(actor: Actor, account: UUID) -> None:
    """Takes a colleague's second factor off at their next sign-in, of which they are told. Raises Absent.

    A coordinator cannot write what is sealed under somebody else's key; the profile, which all staff hold the key of,
    counts how often it was taken off, and the person's own record how often that was carried out.
    """
    require(actor, "staff.reset_factor")
    if account == actor.account:
        raise Absent
    row, profile = open_row(actor, ProfileRow.objects.all(), account)
    try:
        with transaction.atomic():
            rewrite(row, replace(profile, resets=profile.resets + 1, reset_by=actor.account), actor.keys)
            log(actor.account, "staff.factor_reset", subject=account)
    except Locked:
        raise Absent from None
