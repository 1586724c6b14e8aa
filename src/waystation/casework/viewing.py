"""Saved views of the list: one's own, which nobody else can open, and those of the team.

A view keeps filters, never the words of a search: a name would outlive the case in it.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.casework.models import ViewRow
from waystation.casework.records import Filters, View
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.records import create, delete

MOST = 30
"""Views of one person, and of the team."""


@dataclass(frozen=True)
class Saved:
    """A view and where it stands. `own`: nobody else has it."""

    id: UUID
    view: View
    own: bool


def saved(actor: Actor) -> list[Saved]:
    """One's own views and the team's, by name."""
    require(actor, "casework.read")
    places = (actor.account, actor.team(DUTY))
    found = stubs(actor, ViewRow.objects.filter(locator__in=places))
    views = [Saved(row.pk, view, row.locator == actor.account) for row, view in found]
    return sorted(views, key=lambda each: (not each.own, each.view.name.casefold()))


@transaction.atomic
def save(actor: Actor, name: str, wanted: Filters, *, for_all: bool, once: UUID) -> None:
    """Keeps filters under a name, for oneself or for the team. One of the same name and place gives way to it."""
    require(actor, "casework.read")
    if ViewRow.objects.filter(pk=once).exists():
        return
    place = actor.team(DUTY) if for_all else actor.account
    same = [each for each in saved(actor) if each.own is not for_all]
    gone = [each.id for each in same if each.view.name.casefold() == name.casefold()] or [
        each.id for each in sorted(same, key=lambda each: str(each.view.at))[: max(0, len(same) + 1 - MOST)]
    ]
    delete(*ViewRow.objects.filter(pk__in=gone))
    view = View(name=name, filters=wanted, at=actor.now(), by=actor.account)
    row = create(ViewRow, view, actor.keys.key(place), id=once)
    log(actor.account, "casework.view_saved", subject=row.pk)


@transaction.atomic
def forget(actor: Actor, view_id: UUID) -> None:
    """Takes a view away; the team's, whoever made it. Raises Absent."""
    require(actor, "casework.read")
    row, _view = open_row(actor, ViewRow.objects.all(), view_id)
    if row.locator not in (actor.account, actor.team(DUTY)):
        raise Absent
    delete(row)
    log(actor.account, "casework.view_forgotten", subject=view_id)
