"""Two people let one use be made against what stands: one asks and says why, another agrees, never oneself."""

from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.models import ReleaseRow
from waystation.casework.records import Release
from waystation.casework.wording import ALREADY_DECIDED, SAY_FOR_WHOM, SAY_WHY_AGAINST, SECOND_PERSON
from waystation.staff.actor import Actor
from waystation.staff.policy import require
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
        people=tuple(other.id for other in wanted.others),
    )
    row = create(ReleaseRow, record, access.key(actor, case_id), **({"id": once} if once else {}))
    log(actor.account, "consent.second_asked", subject=row.pk, case=case_id)
    return row.pk


@transaction.atomic
def decide(actor: Actor, case_id: UUID, release_id: UUID, *, agreed: bool) -> None:
    """Agrees to what somebody else asked for, or not. Raises Refused to who asked, and where it is decided; Absent."""
    require(actor, "consent.agree" if agreed else "consent.use")
    row, record = access.release(actor, case_id, release_id)
    if agreed and record.by == actor.account:
        raise Refused([SECOND_PERSON])
    if record.decided_by is not None:
        raise Refused([ALREADY_DECIDED])
    changed = msgspec.structs.replace(record, decided_by=actor.account, decided_at=actor.now(), agreed=agreed)
    rewrite(row, changed, actor.keys)
    verb = "consent.second_agreed" if agreed else "consent.second_refused"
    log(actor.account, verb, subject=release_id, case=case_id)
