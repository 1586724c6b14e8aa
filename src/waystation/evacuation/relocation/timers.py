"""The moments at which the duty team is called because of a track: rows that follow from what stands in it."""

from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.evacuation.relocation import access, dated, wording
from waystation.evacuation.relocation.models import TimerRow
from waystation.evacuation.relocation.records import Timer
from waystation.hotline.waiting import to_the_minute
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move

Mark = tuple[UUID, str, object, int]


def follow(actor: Actor, case_id: UUID, track_id: UUID) -> None:
    """Brings the timers of a track in step with it, in the caller's transaction; an innocent view calls nobody."""
    found = access.whole(actor, case_id, track_id)
    wanted = {(each.part, each.code, each.day, each.before): each for each in dated.alarms(found, actor.now())}
    known: dict[Mark, UUID] = {_mark(held.record): held.id for held in access.timers_of(actor, case_id, track_id)}
    gone = [id_ for mark, id_ in known.items() if mark not in wanted]
    if gone:
        delete(*TimerRow.objects.filter(pk__in=gone))
    key = casework.key(actor, case_id, Compartment.LOGISTICS)
    for mark, alarm in wanted.items():
        if mark not in known:
            timer = Timer(track=track_id, part=alarm.part, code=alarm.code, day=alarm.day, before=alarm.before)
            create(TimerRow, timer, key, alarm_at=None if actor.apart else to_the_minute(alarm.at))


def _mark(timer: Timer) -> Mark:
    return timer.part, timer.code, timer.day, timer.before


@transaction.atomic
def see_to(actor: Actor, case_id: UUID, timer_id: UUID, note: str, *, seen: int | None = None) -> None:
    """Somebody has seen to what the duty team was called for, and says what was done. Raises Absent, Refused, Stale."""
    require(actor, "evacuation.plan")
    in_order()
    row, timer = access.timer(actor, case_id, timer_id)
    if timer.seen_at is not None:
        raise Refused([wording.SEEN_ALREADY])
    if seen is not None and row.version != seen:
        raise Stale
    if not note.strip():
        raise Refused([wording.SAY_WHAT_HAPPENED])
    settled = msgspec.structs.replace(timer, seen_at=actor.now(), seen_by=actor.account, note=note)
    move(row, settled, casework.key(actor, case_id, Compartment.LOGISTICS), alarm_at=None, told=True)
    log(actor.account, "relocation.alarm_seen", subject=timer_id, case=case_id)
