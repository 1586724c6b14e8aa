"""The verbs of what becomes of a submission: its days and number, what came back, how that is graded."""

import uuid
from datetime import date
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, rules, wording
from waystation.advocacy.approving import used
from waystation.advocacy.clocks import ANSWER, Clock
from waystation.advocacy.drafting import held
from waystation.advocacy.models import ReplyRow, SubmissionRow
from waystation.advocacy.records import Authority, Grade, Reply, Submission
from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import delete as delete_under
from waystation.vault.grants import bury
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite


@transaction.atomic
def note_way(
    actor: Actor,
    submission_id: UUID,
    *,
    sent: date | None,
    received: date | None = None,
    registered: date | None = None,
    transmitted: date | None = None,
    channel: str = "",
    proof: str = "",
    number: str = "",
    seen: int | None = None,
) -> None:
    """Writes down on which days it went, came and was registered. Raises Absent, Refused, Stale.

    The first day of sending needs that enough people have let it go, and that all in it still consent.
    """
    require(actor, "advocacy.write")
    row, before = held(actor, submission_id, seen)
    if before.mail is not None and before.sent is None:
        raise Refused([("", wording.LEAVING)])
    _row, authority = access.authority(actor, before.authority)
    back = [reply for _id, reply in access.replies(actor, submission_id)]
    if before.parent is None and not rules.is_approved(before, authority):
        raise Refused([("", wording.NOT_APPROVED)])
    wanted = replace(
        before,
        sent=sent,
        received=received,
        registered=registered,
        transmitted=transmitted,
        channel=channel,
        proof=proof,
        number=number,
    )
    refuse(rules.way_faults(wanted, actor.today))
    if back and (sent is None or sent > min(each.day for each in back)):
        raise Refused([("sent", wording.HAS_REPLIES)])
    if before.sent is None:
        wanted = replace(wanted, uses=used(actor, before, authority))
    rewrite(row, wanted, actor.keys)
    log(actor.account, "advocacy.sent" if before.sent is None else "advocacy.way_noted", subject=submission_id)


@transaction.atomic
def withdraw(actor: Actor, submission_id: UUID, *, seen: int | None = None) -> None:
    """Notes that we took back what was asked. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    row, before = held(actor, submission_id, seen)
    if before.withdrawn is not None:
        raise Refused([("", wording.WITHDRAWN_ALREADY)])
    refuse([] if before.sent is not None else [("", wording.NOT_SENT)])
    rewrite(row, replace(before, withdrawn=actor.today), actor.keys)
    log(actor.account, "advocacy.withdrawn", subject=submission_id)


@transaction.atomic
def note_reply(actor: Actor, said: Reply, *, once: UUID | None = None) -> UUID:
    """Writes down what came back. Returns its id. Raises Absent, Refused.

    What was passed on becomes a submission to that other body, with a clock of its own from this day.
    """
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if ReplyRow.objects.filter(pk=made).exists():
        return made
    _row, before = access.submission(actor, said.submission)
    refuse(rules.reply_faults(said, before, actor.today))
    if said.to is not None:
        _pass_on(actor, before, said)
    signed = replace(said, grades=(), at=actor.now(), by=actor.account)
    create(ReplyRow, signed, access.key(actor), id=made, submission=said.submission)
    log(actor.account, "advocacy.reply_noted", subject=said.submission)
    return made


def _pass_on(actor: Actor, before: Submission, said: Reply) -> None:
    assert said.to is not None  # for the reader and the types
    _row, authority = access.authority(actor, said.to)
    theirs = next((each for each in authority.clocks if each.use == ANSWER), None)
    child = replace(
        before,
        authority=said.to,
        clock=_same_clock(authority, before.clock) or theirs,
        parent=said.submission,
        sent=said.day,
        received=None,
        registered=None,
        transmitted=None,
        channel="",
        proof="",
        number=said.number,
        withdrawn=None,
        uses=(),
        mail=None,
        at=actor.now(),
        by=actor.account,
    )
    made = create(SubmissionRow, child, access.key(actor))
    log(actor.account, "advocacy.passed_on", subject=made.pk)


def _same_clock(authority: Authority, clock: Clock | None) -> Clock | None:
    return next((each for each in authority.clocks if clock and each.code == clock.code), None)


@transaction.atomic
def grade(actor: Actor, submission_id: UUID, reply_id: UUID, substance: int) -> None:
    """Says how much of what was asked a reply answers; each person once. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    row, before = access.reply(actor, submission_id, reply_id)
    if fault := rules.grade_fault(before, substance):
        raise Refused([("substance", fault)])
    if any(each.by == actor.account for each in before.grades):
        raise Refused([("", wording.GRADED_ALREADY)])
    if new := second.against(actor, *(each.by for each in before.grades)):
        raise Refused([("", new)])
    given = Grade(by=actor.account, substance=substance, at=actor.now())
    rewrite(row, replace(before, grades=(*before.grades, given)), actor.keys)
    log(actor.account, "advocacy.graded", subject=submission_id)


@transaction.atomic
def remove_reply(actor: Actor, submission_id: UUID, reply_id: UUID) -> None:
    """Takes away one that was written down by mistake; what it was passed on as stays. Raises Absent."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.reply(actor, submission_id, reply_id)
    delete(row)
    log(actor.account, "advocacy.reply_removed", subject=submission_id)


@transaction.atomic
def erase(actor: Actor, submission_id: UUID) -> None:
    """Erases a submission with what came back, for good, also where a backup brings it back. Raises Absent."""
    require(actor, "advocacy.erase")
    _row, before = held(actor, submission_id)
    letters = {before.mail.letter} if before.mail else set()
    rows = {submission_id, *letters, *(row.pk for row, _reply in access.replies(actor, submission_id))}
    places = {(one, int(Compartment.SELF)) for one in rows}
    delete_under(places)
    bury(places, actor.keys)
    log(actor.account, "advocacy.erased", subject=submission_id)
