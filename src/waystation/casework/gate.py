"""The one gate of consent: nothing of a case leaves without passing it, and what passes is written down.

Whatever hands something of a case to somebody outside (an export, a bundle, a submission, a publication) calls `gate`
in the transaction in which it does so. It looks at what the person said until this moment, also at what they took back
on their own page, and it refuses where something of the case or its messages is missing. Who else is in what leaves is
asked too: the caller names them (`Wanted.others`) and hands on only those whom the verdict lets go (`Verdict.shares`).
What everybody will read goes only after the person saw these very words and said yes to them (`Wanted.words`).
"""

from collections.abc import Collection
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.timezone import localtime

from waystation.audit.log import log
from waystation.casework import access, consent_rules, consent_texts
from waystation.casework.consent_rules import Known, Verdict, Wanted
from waystation.casework.errors import Refused
from waystation.casework.models import UseRow
from waystation.casework.records import Use
from waystation.hotline import consents as callers_consents
from waystation.hotline.models import Request
from waystation.hotline.records import ConsentShown
from waystation.staff import integrity
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite


def known(actor: Actor, case_id: UUID, uses: Collection[UUID] = ()) -> Known:
    """What the gate goes by, as it stands now; agreements that were used up by `uses` stand. Raises Absent."""
    require(actor, "consent.use")
    access.case(actor, case_id)
    releases = [
        (row.pk, msgspec.structs.replace(record, used=None) if record.used in uses else record)
        for row, record in access.releases(actor, case_id)
    ]
    others = access.every_answer(actor, case_id)
    return Known(
        access.answers(actor, case_id),
        releases,
        actor.now(),
        _is_whole(actor, case_id),
        others,
        consent_texts.counts_from(actor),
    )


def _is_whole(actor: Actor, case_id: UUID) -> bool:
    """Whether no row of the case or of its threads is missing: one of them may be the person's no."""
    threads = Request.objects.filter(locator=case_id).values_list("pk", flat=True)
    return all(integrity.opened(actor, set_id, case=case_id) is None for set_id in (case_id, *threads))


def look(
    actor: Actor, case_id: UUID, wanted: Wanted, limits_seen: UUID | None = None, uses: Collection[UUID] = ()
) -> Verdict:
    """What the gate would say now; nothing is used by looking. `uses`: those of what waits to leave. Raises Absent."""
    return consent_rules.verdict(known(actor, case_id, uses), wanted, limits_seen)


def gate(
    actor: Actor, case_id: UUID, wanted: Wanted, *, limits_seen: UUID | None = None, of: UUID | None = None
) -> UUID:
    """Writes down a use and returns its id; the transaction at hand must be the one in which the use is made.

    Raises Refused with what stands against it, Absent. `limits_seen` is the `limits_id` of what the actor has read,
    `of` what is published.
    """
    with transaction.atomic():
        in_order()  # before looking: whatever the person takes back is stored before this, or after the use
        found = look(actor, case_id, wanted, limits_seen)
        if reasons := [*([] if found.allowed else found.reasons), *consent_rules.of_words(wanted)]:
            raise Refused(reasons)
        return _written(actor, case_id, wanted, found, of)


def _written(actor: Actor, case_id: UUID, wanted: Wanted, found: Verdict, of: UUID | None) -> UUID:
    use = Use(
        purpose=wanted.purpose,
        what=wanted.what,
        recipient=wanted.recipient,
        parts=tuple(sorted(wanted.parts)),
        answer=found.answer.id if found.answer else None,
        release=found.release,
        limits=found.limits,
        at=actor.now(),
        by=actor.account,
        people=tuple(share.other.id for share in found.shares),
        unwilling=found.unwilling and found.release is not None,
        of=of,
    )
    row = create(UseRow, use, access.key(actor, case_id))
    reason = _use_up(actor, case_id, found.release, row.pk) if found.release else ""
    callers_consents.tell(actor, case_id, _for_the_caller(use, reason))
    log(actor.account, "consent.used_by_two" if found.release else "consent.used", subject=row.pk, case=case_id)
    return row.pk


@transaction.atomic
def never_left(actor: Actor, use_id: UUID) -> None:
    """Notes that what was to leave was stopped before it did: nobody has it, and what two agreed to was not used.

    Raises Absent.
    """
    in_order()
    case_id, row, use = access.use(actor, use_id)
    if use.stopped is not None:
        return
    stopped = msgspec.structs.replace(use, stopped=actor.now())
    rewrite(row, stopped, actor.keys)
    if use.release is not None:
        of_two, record = access.release(actor, case_id, use.release)
        rewrite(of_two, msgspec.structs.replace(record, used=None), actor.keys)
    callers_consents.tell(actor, case_id, _for_the_caller(stopped, ""))
    log(actor.account, "consent.never_left", subject=use_id, case=case_id)


def _for_the_caller(use: Use, reason: str) -> ConsentShown:
    return ConsentShown(
        purpose=use.purpose,
        recipient=use.recipient,
        used=use.what,
        on=localtime(use.at).date(),
        at=use.at,
        parts=use.parts,
        by_two=use.release is not None,
        unwilling=use.unwilling,
        reason=reason if use.unwilling else "",
        stopped=use.stopped is not None,
    )


def _use_up(actor: Actor, case_id: UUID, release_id: UUID, use_id: UUID) -> str:
    """Notes that an agreement of two people is used, and gives its reason."""
    row, record = access.release(actor, case_id, release_id)
    rewrite(row, msgspec.structs.replace(record, used=use_id), actor.keys)
    return record.reason
