"""Somebody as if a colleague had added them a moment ago, and nobody else had said yet who they are."""

from __future__ import annotations

from uuid import UUID

import msgspec

from waystation.staff import members
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.records import rewrite


def as_new(actor: Actor, by: UUID) -> None:
    """`actor` was added by `by`."""
    _write(actor, added_by=by, confirmed_by=None)


def as_confirmed(actor: Actor, by: UUID) -> None:
    """And `by` has said that they are a person of their own."""
    _write(actor, confirmed_by=by)


def _write(actor: Actor, **said: UUID | None) -> None:
    row, profile = members.on_staff(actor, actor.account)
    rewrite(row, msgspec.structs.replace(profile, **said), actor.keys)
    refresh(actor)
