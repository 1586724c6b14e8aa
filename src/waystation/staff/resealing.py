"""Sealing anew, after another cipher was chosen, what this person's keys open: in slices, each place of its own.

What is left follows from the rows themselves: killed at any moment, it goes on from there.
"""

from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.audit.log import log
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import resealing, rotation
from waystation.vault.compartments import Compartment
from waystation.vault.errors import VaultError

_TRIED, _BEGUN = "sealed anew", "sealing anew"


def is_asked_for() -> bool:
    """Whether the settings name a cipher: else nothing was ever sealed with another."""
    return bool(settings.WAYSTATION_CIPHER)


def begin(actor: Actor) -> None:
    """From now on `go_on` works in this session, also at what did not open before."""
    actor.memory.pop(_TRIED, None)
    actor.memory[_BEGUN] = True


def go_on(actor: Actor, seconds: float) -> bool:
    """Works for about so long where this session has begun; returns whether it has."""
    if begun := _BEGUN in actor.memory:
        work(actor, seconds)
    return begun


def left(actor: Actor) -> Mapping[tuple[UUID, Compartment], int]:
    """How many rows of each place wait for this person: those under keys in hand that were not tried yet."""
    tried = actor.memory.get(_TRIED, frozenset())
    return {
        (locator, Compartment(part)): rows
        for (locator, part), rows in sorted(resealing.waiting().items())
        if (locator, part) not in tried and part in set(Compartment) and actor.keys.holds(locator, Compartment(part))
    }


def work(actor: Actor, seconds: float) -> None:
    """Seals anew for about so long. What does not open stays as it is, and is not tried again in this session."""
    require(actor, "staff.own")
    until, tried = monotonic() + seconds, set(actor.memory.get(_TRIED, ()))
    for place in left(actor):
        with suppress(VaultError):  # closed to this person meanwhile: whoever holds the newest key does it
            _seal(actor, *place)
        tried.add(place)
        actor.memory[_TRIED] = frozenset(tried)
        if monotonic() > until:
            return


@transaction.atomic
def _seal(actor: Actor, locator: UUID, part: Compartment) -> None:
    rotation.reseal(actor.keys, locator, [part])
    log(actor.account, "keys.sealed_anew", subject=locator)
