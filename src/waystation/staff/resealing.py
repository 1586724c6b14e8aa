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
    """From now on `work` is done in this session, also at what did not open before."""
    actor.memory.pop(_TRIED, None)
    actor.memory[_BEGUN] = True


def is_begun(actor: Actor) -> bool:
    """Whether this session has begun."""
    return _BEGUN in actor.memory


def left(actor: Actor) -> Mapping[tuple[UUID, Compartment], int]:
    """How many rows of each place wait for this person: those under keys in hand that were not tried yet."""
    tried = actor.memory.get(_TRIED, frozenset())
    return {
        (locator, Compartment(part)): rows
        for (locator, part), rows in sorted(resealing.waiting().items())
        if (locator, part) not in tried and part in set(Compartment) and actor.keys.holds(locator, Compartment(part))
    }


def work(actor: Actor, seconds: float) -> int:
    """Seals anew for about so long. Returns how many rows are left.

    What does not open stays as it is, and is not tried again in this session.
    """
    require(actor, "staff.own")
    until, tried, waiting = monotonic() + seconds, set(actor.memory.get(_TRIED, ())), dict(left(actor))
    for place in list(waiting):
        with suppress(VaultError):  # closed to this person meanwhile: whoever holds the newest key does it
            _seal(actor, *place)
        tried.add(place)
        actor.memory[_TRIED] = frozenset(tried)
        del waiting[place]
        if monotonic() > until:
            break
    return sum(waiting.values())


@transaction.atomic
def _seal(actor: Actor, locator: UUID, part: Compartment) -> None:
    rotation.reseal(actor.keys, locator, [part])
    log(actor.account, "keys.sealed_anew", subject=locator)
