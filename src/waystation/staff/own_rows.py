"""Rows that this installation opens by itself, with nobody signed in: sealed under the vault half.

A stolen database alone opens none of them; with the vault half beside it, all. What an innocent view makes of the same
kinds stands under that view's own key, and nothing opens it by itself.
"""

from typing import Any, TypeVar

from waystation.staff.access import tell_damage
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY
from waystation.vault import half
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered, VaultError
from waystation.vault.keyring import OURS, Key, Keyring
from waystation.vault.models import Sealed
from waystation.vault.records import read

Row = TypeVar("Row", bound=Sealed)


def key(use: bytes, actor: Actor | None = None) -> Key:
    """The key of one use; for an innocent view its team's. Raises NotReady without a half."""
    if actor is not None and actor.apart:
        return actor.keys.key(actor.team(DUTY))
    return Key(OURS, Compartment.SELF, 0, half.subkey(use))


def rows(model: type[Row], use: bytes, actor: Actor | None = None) -> list[tuple[Row, Any]]:
    """Every row of this use with its record; what was put there by force, or is under a lost half, is left out.

    Where somebody asks, they are told of what was put there by force.
    """
    own, found = key(use, actor), []
    keyring = Keyring([own])
    for row in model._default_manager.filter(locator=own.locator):
        try:
            found.append((row, read(row, keyring)))
        except VaultError as error:
            if actor is not None and isinstance(error, Tampered):
                tell_damage(actor, row.pk)
    return found
