"""The duty roster: planned by coordinators, read by the duty team, and by the timers with nobody signed in."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import get_current_timezone

from waystation.audit.log import log
from waystation.duty import rules
from waystation.duty.models import ShiftRow
from waystation.duty.records import Shift
from waystation.staff import own_rows
from waystation.staff.access import able
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.keyring import Keyring
from waystation.vault.records import create, delete, rewrite

USE = b"duty"
KEPT = timedelta(days=28)

Rows = list[tuple[ShiftRow, Shift]]


def shifts(actor: Actor) -> Rows:
    """Every shift that is kept, in order."""
    require(actor, "duty.read")
    return _rows(actor)


def _rows(actor: Actor | None) -> Rows:
    return sorted(own_rows.rows(ShiftRow, USE, actor), key=lambda pair: pair[1].start)


def on_duty_now(now: datetime) -> set[UUID]:
    """Who is on duty in the organisation; needs nobody's key."""
    return {shift.account for shift in rules.on_duty((shift for _, shift in _rows(None)), now)}


def may_be_on_duty(actor: Actor) -> dict[UUID, str]:
    """Everybody who can stand in a roster, by account id."""
    return {account: profile.persona for account, profile in able(actor, "duty.hand_over").items()}


@transaction.atomic
def plan(actor: Actor, account: UUID, days: Iterable[date], since: time, until: time) -> int:
    """Puts somebody on duty on these days. Returns how many shifts that made; hours they have already stay one shift.

    Raises Absent for somebody who may not be on duty.
    """
    require(actor, "duty.plan")
    if account not in may_be_on_duty(actor):
        raise Absent
    return _add(actor, rules.planned(account, days, since, until, get_current_timezone()))


@transaction.atomic
def copy_week(actor: Actor, first: date) -> int:
    """Plans the week that begins on `first` like the one before. Returns how many shifts that made."""
    require(actor, "duty.plan")
    zone, before, there = get_current_timezone(), first - timedelta(days=7), may_be_on_duty(actor)
    copied = [
        rules.next_week(shift, zone)
        for _, shift in _rows(actor)
        if before <= shift.start.astimezone(zone).date() < first and shift.account in there
    ]
    return _add(actor, copied)


def _add(actor: Actor, wanted: list[Shift]) -> int:
    known = [shift for _, shift in _rows(actor)]
    new = [shift for shift in wanted if not rules.overlaps(shift, known)]
    made = [create(ShiftRow, shift, own_rows.key(USE, actor)) for shift in new]
    for row in made:
        log(actor.account, "duty.planned", subject=row.pk)
    return len(made)


@transaction.atomic
def remove(actor: Actor, shift_id: UUID) -> None:
    """Takes a shift out of the roster. Raises Absent."""
    require(actor, "duty.plan")
    row = next((row for row, _ in _rows(actor) if row.pk == shift_id), None)
    if row is None or not delete(row):
        raise Absent
    log(actor.account, "duty.shift_removed", subject=shift_id)


def pass_on(actor: Actor, leaver: UUID, now: datetime) -> None:
    """What is left of the leaver's running shift becomes this person's, in the caller's transaction."""
    if leaver == actor.account:
        return
    own = own_rows.key(USE, actor)
    for row, shift in _rows(actor):
        if shift.account == leaver and shift.start <= now < shift.end:
            rewrite(row, Shift(account=leaver, start=shift.start, end=now), Keyring([own]))
            create(ShiftRow, Shift(account=actor.account, start=now, end=shift.end), own)


def sweep(now: datetime) -> None:
    """Deletes what ended long ago."""
    old = [row for row, shift in _rows(None) if shift.end < now - KEPT]
    with transaction.atomic():
        delete(*old)
