"""Reports of false hotlines: taken from anybody, looked through by the duty team."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import room
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY, locator
from waystation.trust import likeness, statements
from waystation.trust.models import FakeRow
from waystation.trust.records import Fake
from waystation.vault.compartments import Compartment
from waystation.vault.records import POSTED, create, post, rewrite


class Report(NamedTuple):
    """One report, and what the address itself shows."""

    id: UUID
    record: Fake
    looks_like_ours: bool
    is_ours: bool


def report(address: str, text: str, *, now: datetime) -> None:
    """Takes a report from a stranger, sealed to the duty team. Raises NoRoom."""
    room.need()
    with transaction.atomic(durable=True):
        row = post(FakeRow, Fake(at=now, address=address, text=text), (locator(DUTY), Compartment.SELF), day=now.date())
        log(None, "trust.fake_reported", subject=row.pk)


@transaction.atomic
def note(actor: Actor, address: str, text: str) -> None:
    """The same by one of us."""
    require(actor, "trust.read")
    record = Fake(at=actor.now(), address=address, text=text, by=actor.account)
    row = create(FakeRow, record, actor.keys.key(actor.team(DUTY)))
    log(actor.account, "trust.fake_reported", subject=row.pk)


def reports(actor: Actor) -> list[Report]:
    """All of them, the newest first; what a stranger cannot have written is left out."""
    require(actor, "trust.read")
    ours = statements.known_addresses()
    rows = stubs(actor, FakeRow.objects.filter(locator=actor.team(DUTY)))
    found = [_report(row.pk, record, ours) for row, record in rows if _is_sound(row, record)]
    return sorted(found, key=lambda each: each.record.at, reverse=True)


def _is_sound(row: FakeRow, record: Fake) -> bool:
    stranger = bytes(row.sealed[:1]) == POSTED
    return not stranger or (record.status == "new" and record.by is None and not record.note)


def _report(row_id: UUID, record: Fake, ours: set[str]) -> Report:
    return Report(row_id, record, likeness.is_like(record.address, ours), likeness.is_one_of(record.address, ours))


def open_report(actor: Actor, report_id: UUID) -> tuple[FakeRow, Fake]:
    """One report. Raises Absent where it is not there or not for this person."""
    require(actor, "trust.read")
    row, record = open_row(actor, FakeRow.objects.all(), report_id)
    if not _is_sound(row, record):
        raise Absent
    return row, record


@transaction.atomic
def decide(actor: Actor, report_id: UUID, status: str, text: str) -> None:
    """What we hold of it. Raises Absent, Stale."""
    row, record = open_report(actor, report_id)
    rewrite(row, msgspec.structs.replace(record, status=status, note=text), actor.keys)
    log(actor.account, "trust.fake_judged", subject=row.pk)
