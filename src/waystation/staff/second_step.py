"""Between the right passphrase and a session: giving the second factor."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from msgspec.structs import replace

from waystation.audit.log import log
from waystation.staff import entry, factors, passkeys
from waystation.staff import own as owns
from waystation.staff.records import Alert, Own, Tries
from waystation.vault import sessions
from waystation.vault.errors import Stale

TRIES = 5  # for each passphrase that was right
TELL_FROM = 3  # wrong codes from unknown browsers, of which the person is told


class Refused(Exception):
    """Not the second factor, one that was used before, or one that came too soon after wrong ones."""


class Ended(Exception):
    """Nobody stands between the two steps: too late, too many tries, or never there."""


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
    return owns.read_own(found.came.own_key, found.came.account)[1]


def ask(cookie: str, site: passkeys.Site, *, now: datetime) -> str:
    """What the browser is to ask a passkey, as JSON; empty where none was made for this address. Raises Ended."""
    found = _waiting(cookie, now)
    known = passkeys.made_for(site, waiting(cookie, now=now).passkeys)
    if not known:
        return ""
    asked, found.memory["asked"] = passkeys.begin_authentication(site, known)
    return asked


def give_code(cookie: str, typed: str, *, now: datetime) -> str:
    """The cookie of a new session, for a code of the app or a recovery code. Raises Refused or Ended."""
    found = _counted(cookie, now)
    account, device = found.came.account, found.mark.digest if found.mark else b""

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
    return entry.begin(found.came, found.mark, now=now)


def give_passkey(cookie: str, site: passkeys.Site, answer: str, *, now: datetime) -> str:
    """The cookie of a new session, for a passkey's answer to what `ask` asked. Raises Refused or Ended."""
    found = _counted(cookie, now)
    state = found.memory.pop("asked", None)

    def judge(own: Own) -> Own | None:
        known = passkeys.made_for(site, own.passkeys)
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
    return entry.begin(found.came, found.mark, now=now)


def _judge(found: entry.Halfway, judge: Callable[[Own], Own | None], now: datetime) -> None:
    """Writes down that the factor was used, or that it was wrong, before anybody is told. Raises Refused.

    Whoever tries many at once meets Stale, which says nothing of the code.
    """
    key, account = found.came.own_key, found.came.account
    right = True

    def alter(own: Own) -> Own:
        nonlocal right
        passed = judge(own)
        right = passed is not None
        return _missed(own, found, now) if passed is None else passed

    try:
        with transaction.atomic():
            owns.change(key, account, alter)
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
