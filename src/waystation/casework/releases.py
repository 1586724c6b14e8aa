"""Two people let one use be made against what stands: one asks and says why, another agrees, never oneself."""

from dataclasses import replace
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, consent_reach, consent_rules
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused, refuse
from waystation.casework.models import ReleaseRow
from waystation.casework.records import Release
from waystation.casework.wording import ALREADY_DECIDED, ASKED_ELSEWHERE, SAY_FOR_WHOM, SAY_WHY_AGAINST, SECOND_PERSON
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite


@transaction.atomic
def ask_second(
    actor: Actor, case_id: UUID, wanted: Wanted, reason: str, *, caller: bool = True, once: UUID | None = None
) -> UUID:
    """Asks a second person to agree to one use against what stands. Returns the id of what is asked.

    It stands for the one of the case (`caller`) and for `wanted.others`; Refused for nobody, and without a reason.
    """
    require(actor, "consent.use")
    access.case(actor, case_id)
    if not reason.strip():
        raise Refused([SAY_WHY_AGAINST])
    if not caller and not wanted.others:
        raise Refused([SAY_FOR_WHOM])
    refuse(consent_rules.faults(replace(wanted, what=next(iter(consent_reach.ways(wanted.purpose)), ""))))
    if once and ReleaseRow.objects.filter(pk=once).exists():
        return once
    record = Release(
        purpose=wanted.purpose,
        recipient=wanted.recipient,
        parts=tuple(sorted(wanted.parts)),
        reason=reason,
        at=actor.now(),
        by=actor.account,
        caller=caller,
        here=True,
        people=tuple(other.id for other in wanted.others),
    )
    row = create(ReleaseRow, record, access.key(actor, case_id), **({"id": once} if once else {}))
    log(actor.account, "consent.second_asked", subject=row.pk, case=case_id)
    return row.pk


def stands_for(record: Release) -> tuple[UUID | None, ...]:
    """Those for whom it stands; None is the one of the case."""
    return (*([None] if record.caller else []), *record.people)


@transaction.atomic
def decide(actor: Actor, case_id: UUID, release_id: UUID, *, agreed: bool, seen: int | None = None) -> None:
    """Agrees to what somebody else asked for, or not. Raises Refused to who asked, and where it is decided; Absent.

    `seen` is how many answers to the purpose had been given when it was looked at. Raises Stale where one came since.
    """
    require(actor, "consent.agree" if agreed else "consent.use")
    row, record = access.release(actor, case_id, release_id)
    if agreed and record.by == actor.account:
        raise Refused([SECOND_PERSON])
    if agreed and (new := second.against(actor, record.by)):
        raise Refused([new])
    if record.decided_by is not None:
        raise Refused([ALREADY_DECIDED])
    if agreed and not record.here:
        raise Refused([ASKED_ELSEWHERE])
    in_order()  # before looking: whatever the person takes back is stored before this, or after the agreement
    if agreed and seen is not None and seen != access.answered(actor, case_id, record.purpose, stands_for(record)):
        raise Stale
    changed = msgspec.structs.replace(record, decided_by=actor.account, decided_at=actor.now(), agreed=agreed)
    rewrite(row, changed, actor.keys)
    verb = "consent.second_agreed" if agreed else "consent.second_refused"
    log(actor.account, verb, subject=release_id, case=case_id)
