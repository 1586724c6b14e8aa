"""The verbs of drafts: what is to be asked, until it was let go. Who writes to a submission takes it from here."""

import uuid
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, outlines, rules, wording
from waystation.advocacy.models import SubmissionRow
from waystation.advocacy.records import Basis, Submission
from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite


@transaction.atomic
def draft(actor: Actor, said: Submission, *, clock: str = "", once: UUID | None = None) -> UUID:
    """Begins a submission to one body; `clock` is the code of its limit. Returns its id. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if SubmissionRow.objects.filter(pk=made).exists():
        return made
    create(SubmissionRow, _drafted(actor, said, clock), access.key(actor), id=made)
    log(actor.account, "advocacy.drafted", subject=made)
    return made


@transaction.atomic
def change_draft(
    actor: Actor, submission_id: UUID, said: Submission, *, clock: str = "", seen: int | None = None
) -> None:
    """Says anew what is to be asked, until somebody let it go. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    row, before = open_draft(actor, submission_id, seen)
    if before.approvals:
        raise Refused([("", wording.LET_GO_ALREADY)])
    drafted = _drafted(actor, said, clock)
    basis = _standing_on(drafted, before.basis)
    kept = replace(drafted, parent=before.parent, events=before.events, basis=basis, seen=before.seen)
    rewrite(row, kept, actor.keys)
    log(actor.account, "advocacy.draft_changed", subject=submission_id)


def _standing_on(said: Submission, basis: Iterable[Basis]) -> tuple[Basis, ...]:
    """What the parts stand on that are in the text still, under headings in its language."""
    there = {each.heading for each in outlines.parts(said.text) if each.text}
    moved = (replace(each, heading=outlines.heading_in(said.kind, said.language, each.heading)) for each in basis)
    return tuple(each for each in moved if each.heading in there)


def _drafted(actor: Actor, said: Submission, clock: str) -> Submission:
    _row, authority = access.authority(actor, said.authority)
    chosen = next((each for each in authority.clocks if each.code == clock), None)
    refuse([("clock", wording.NOT_ITS_CLOCK)] if clock and chosen is None else [])
    text = outlines.translated(said.kind, said.language, said.text)
    plain = replace(
        said,
        text=text,
        clock=chosen,
        approvals=(),
        uses=(),
        mail=None,
        sent=None,
        received=None,
        registered=None,
        transmitted=None,
    )
    refuse(rules.submission_faults(plain))
    return replace(plain, at=actor.now(), by=actor.account)


@transaction.atomic
def discard(actor: Actor, submission_id: UUID) -> None:
    """Takes away a draft. Raises Absent, Refused for what has gone."""
    require(actor, "advocacy.write")
    row, before = open_draft(actor, submission_id)
    delete(row)
    log(actor.account, "advocacy.discarded", subject=submission_id)


def held(actor: Actor, submission_id: UUID, seen: int | None = None) -> tuple[SubmissionRow, Submission]:
    """A submission that nobody else writes until this transaction ends. Raises Absent, Stale."""
    in_order()
    row, before = access.submission(actor, submission_id)
    check_seen(row.version, seen)
    return row, before


def open_draft(actor: Actor, submission_id: UUID, seen: int | None = None) -> tuple[SubmissionRow, Submission]:
    """The same of one that has not gone, and is not on its way out. Raises Refused, too."""
    row, before = held(actor, submission_id, seen)
    refuse([("", wording.SENT_ALREADY)] if before.sent is not None else [])
    refuse([("", wording.LEAVING)] if before.mail is not None else [])
    return row, before


def check_seen(version: int, seen: int | None) -> None:
    if seen is not None and version != seen:
        raise Stale
