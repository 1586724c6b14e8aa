"""From one who leaves to the next: a sealed note with what is open, taken over with one press."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.duty import devices, roster
from waystation.duty.models import HandOverRow
from waystation.duty.records import HandOver, Listed
from waystation.hotline import access as hotline
from waystation.hotline.proposed import Teller
from waystation.hotline.queue import OURS
from waystation.hotline.rules import Line, place_in_queue
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.records import create, delete, rewrite

KEPT = timedelta(days=14)
LISTED = 30

Rows = list[tuple[HandOverRow, HandOver]]


def hand_overs(actor: Actor) -> Rows:
    """The hand-overs of the last days, the newest first."""
    require(actor, "duty.read")
    found = stubs(actor, HandOverRow.objects.filter(locator=actor.team(DUTY)))
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def waiting(actor: Actor) -> tuple[HandOverRow, HandOver] | None:
    """The newest one, if nobody has taken it over yet."""
    newest = next(iter(hand_overs(actor)), None)
    return newest if newest and newest[1].taken_by is None else None


def open_now(actor: Actor) -> list[tuple[Line, str]]:
    """What whoever comes must know of: in danger now, then first answers overdue, then the longest waiting."""
    tell, now = Teller(actor), actor.now()
    lines = [(line, _why(line, overdue=tell.is_overdue(line, now))) for line in hotline.queue(actor).group(OURS)[:200]]
    return sorted(lines, key=lambda pair: ("now", "overdue", "waits").index(pair[1]))[:LISTED]


def _why(line: Line, *, overdue: bool) -> str:
    if place_in_queue(line.stub) == "now":
        return "now"
    return "overdue" if overdue else "waits"


@transaction.atomic
def write(actor: Actor, text: str) -> UUID:
    """Leaves a note for whoever comes, with what is open at this moment."""
    require(actor, "duty.hand_over")
    listed = tuple(Listed(thread=line.id, why=why) for line, why in open_now(actor))
    count = len(hotline.queue(actor).group(OURS))
    note = HandOver(by=actor.account, at=actor.now(), text=text, open=count, listed=listed)
    row = create(HandOverRow, note, actor.keys.key(actor.team(DUTY)))
    log(actor.account, "duty.handed_over", subject=row.pk)
    return row.pk


def take(actor: Actor, hand_over_id: UUID) -> None:
    """Takes over: the rest of the leaver's shift is this person's from now on.

    Raises Absent, Stale where somebody else was faster.
    """
    require(actor, "duty.hand_over")
    row, note = open_row(actor, HandOverRow.objects.all(), hand_over_id)
    if note.taken_by is not None:
        raise Stale
    now = actor.now()
    with transaction.atomic():
        rewrite(row, msgspec.structs.replace(note, taken_by=actor.account, taken_at=now), actor.keys)
        roster.pass_on(actor, note.by, now)
        devices.forget_others(actor)  # a role may have been taken from somebody, which no timer can read
        log(actor.account, "duty.taken_over", subject=row.pk)


def sweep(now: datetime) -> None:
    """Deletes the notes of weeks ago; needs no key."""
    with transaction.atomic():
        delete(*HandOverRow.objects.filter(day__lt=(now - KEPT).date()))
