"""The second factor: setting it up right after signing in, changing it, and taking off a colleague's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from msgspec.structs import replace

from waystation.audit.log import log
from waystation.staff import factors, passkeys
from waystation.staff import own as owns
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.entrance import came
from waystation.staff.errors import Absent, NotFresh, Unsound
from waystation.staff.models import ProfileRow
from waystation.staff.policy import require
from waystation.staff.records import Own
from waystation.staff.second_step import Refused
from waystation.vault.errors import Locked
from waystation.vault.records import rewrite

FRESH = timedelta(minutes=10)  # since signing in, within which what guards the account may be changed
SET_BACK = timedelta(minutes=1)  # a clock that is set back further makes no session fresh


class LastFactor(Exception):
    """Here everybody needs a second factor: the only one stays."""


def is_missing(actor: Actor) -> bool:
    """Whether this person must set up a second factor before anything else."""
    if not settings.WAYSTATION_SECOND_FACTOR_REQUIRED:
        return False
    try:
        return not owns.of(actor).has_factor
    except Unsound:
        return True


def is_fresh(actor: Actor) -> bool:
    """Whether this person signed in just now: a session that is left open, or stolen, is not enough for a change."""
    since: datetime | None = actor.memory.get("since")
    return since is not None and -SET_BACK < actor.now() - since < FRESH


def _change(actor: Actor, verb: str, alter: Callable[[Own], Own]) -> Own:
    if not is_fresh(actor):
        raise NotFresh
    with transaction.atomic():
        changed = owns.change_of(actor, alter)
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
    asked, actor.memory["asked"] = passkeys.begin_registration(site, handle, passkeys.made_for(site, own.passkeys))
    return asked


def add_passkey(actor: Actor, site: passkeys.Site, answer: str) -> list[str]:
    """Keeps the key that answered. Returns the first recovery codes. Raises Refused, NotFresh."""
    state = actor.memory.pop("asked", None)
    try:
        made = passkeys.registered(site, state, answer, actor.today)
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
    return replace(own, codes=[factors.code_digest(came(actor).account, code) for code in codes]) if codes else own


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
    if settings.WAYSTATION_SECOND_FACTOR_REQUIRED:
        raise LastFactor
    return replace(own, codes=[])


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
