"""The verbs of advocacy, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.advocacy import access, outlines, rules, wording
from waystation.advocacy.clocks import ANSWER, Clock
from waystation.advocacy.models import AuthorityRow, PressureRow, ReplyRow, SubmissionRow
from waystation.advocacy.records import Approval, Authority, Basis, Consented, Grade, Pressure, Reply, Submission
from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.consent_rules import Verdict, Wanted
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.gate import gate, look
from waystation.documentation.errors import Refused, refuse
from waystation.mail.words import clean, same
from waystation.staff import second
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import delete as delete_under
from waystation.vault.errors import Stale
from waystation.vault.grants import bury
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite

replace = msgspec.structs.replace
USE, PUBLISHED, PARTS = "submission", "publication", frozenset({"story"})
NOES = ("refused", "withdrawn")


@transaction.atomic
def add_authority(actor: Actor, said: Authority, *, once: UUID | None = None) -> UUID:
    """Adds a body that can be asked. Returns its id. Raises Refused."""
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if AuthorityRow.objects.filter(pk=made).exists():
        return made
    create(AuthorityRow, _authority(actor, said), access.key(actor), id=made)
    log(actor.account, "advocacy.authority_added", subject=made)
    return made


@transaction.atomic
def change_authority(actor: Actor, authority_id: UUID, said: Authority, *, seen: int | None = None) -> None:
    """Says anew what is known of a body. What it was asked keeps the limits it had. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.authority(actor, authority_id)
    _check_seen(row.version, seen)
    if said.above == authority_id:
        raise Refused([("above", wording.TO_ANOTHER)])
    rewrite(row, _authority(actor, said), actor.keys)
    log(actor.account, "advocacy.authority_changed", subject=authority_id)


def _authority(actor: Actor, said: Authority) -> Authority:
    refuse(rules.authority_faults(said))
    if said.above is not None:
        access.authority(actor, said.above)
    return replace(said, at=actor.now(), by=actor.account)


@transaction.atomic
def remove_authority(actor: Actor, authority_id: UUID) -> None:
    """Takes away a body that was never asked. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.authority(actor, authority_id)
    others = access.authorities(actor).values()
    back = (reply for those in access.every_reply(actor).values() for reply in those)
    used = access.asked_of(actor, authority_id) or any(each.above == authority_id for each in others)
    if used or any(each.to == authority_id for each in back):
        raise Refused([("", wording.IN_USE)])
    delete(row)
    log(actor.account, "advocacy.authority_removed", subject=authority_id)


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
    kept = replace(drafted, parent=before.parent, events=before.events, basis=_standing_on(drafted, before.basis))
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


@transaction.atomic
def let_go(
    actor: Actor,
    submission_id: UUID,
    *,
    called: Collection[str] = (),
    nobody: bool = False,
    limits_seen: Mapping[UUID, UUID] | None = None,
    seen: int | None = None,
) -> None:
    """Approves what a draft says, as it stands: the cases of the people in it must consent to this purpose and body.

    `called` are what we call them; `nobody`: it tells of no case. Consent is asked for again when it goes.
    Raises Absent, Refused with what stands against it, Stale.
    """
    require(actor, "advocacy.approve")
    row, before = open_draft(actor, submission_id, seen)
    refuse([] if any(each.text for each in outlines.parts(before.text)) else [("", wording.SAY_IT)])
    if any(each.by == actor.account for each in before.approvals):
        raise Refused([("", wording.APPROVED_BY_YOU)])
    if new := second.against(actor, *(each.by for each in before.approvals)):
        raise Refused([("", new)])
    if before.by and same(personas(actor)[before.by]) in {same(each) for each in called}:
        raise Refused([("called", wording.SIGNER_IS_IN_IT)])
    consented = []
    _row, authority = access.authority(actor, before.authority)
    for case_id, wanted in wanted_of(actor, before, authority, called, nobody=nobody).items():
        limits = (limits_seen or {}).get(case_id)
        if reasons := _reasons(actor, case_id, before, authority, wanted, limits):
            raise Refused([("called", each) for each in reasons])
        consented.append(Consented(case=case_id, limits=limits))
    given = Approval(by=actor.account, at=actor.now(), cases=tuple(consented))
    rewrite(row, replace(before, approvals=(*before.approvals, given)), actor.keys)
    log(actor.account, "advocacy.let_go", subject=submission_id)


def wanted_of(
    actor: Actor, said: Submission, authority: Authority, called: Collection[str], *, nobody: bool = False
) -> dict[UUID, Wanted]:
    """What is asked of the gate for each case. Raises Refused where a name is none."""
    names = [each for each in called if each.strip()]
    if nobody and names:
        raise Refused([("nobody", wording.NAMED_AND_NOBODY)])
    if not nobody and not names:
        raise Refused([("called", wording.SAY_WHOSE)])
    known = {same(stub.pseudonym): held.id for held, stub in casework.cases(actor)}
    found = {}
    for name in names:
        if same(name) not in known:
            raise Refused([("called", wording.NO_CASE % {"called": clean(name)[0]})])
        found[known[same(name)]] = _wanted(said, authority)
    return found


def _wanted(said: Submission, authority: Authority) -> Wanted:
    purpose = rules.purpose(authority, said)
    if purpose in rules.PUBLISHING:  # everybody reads it: nobody is its one recipient
        return Wanted(purpose, parts=PARTS if said.named else frozenset(), what=PUBLISHED)
    return Wanted(purpose, authority.name, PARTS, USE)


def _reasons(
    actor: Actor, case_id: UUID, said: Submission, authority: Authority, wanted: Wanted, limits: UUID | None
) -> list[str]:
    """What stands against a case being in it, in words; nothing is used by looking. Raises Absent."""
    verdict = look(actor, case_id, wanted, limits)
    found = [] if verdict.allowed else list(verdict.reasons)
    if wanted.purpose in rules.PUBLISHING:
        body = look(actor, case_id, Wanted(rules.purpose_of(authority), authority.name, PARTS, USE))
        found += body.reasons if body.state in NOES and not body.allowed else []
    answered = {each.consent.purpose for each in casework.answers(actor, case_id)}
    if said.kind in rules.PUBLIC_LATER and not answered & set(rules.PUBLISHING):
        found.append(wording.PUBLIC_LATER)
    return [_against(actor, case_id, each) for each in found]


def used(actor: Actor, said: Submission, authority: Authority) -> tuple[UUID, ...]:
    """Writes down the use of consent of each case that is in it. Raises Refused where one does not consent any more."""
    uses, cases = [], _cases(said)
    refuse([("", wording.BY_CONSENT)] if cases and not allows(actor, "consent.use") else [])
    wanted = _wanted(said, authority)
    for each in cases:
        refuse([("", reason) for reason in _reasons(actor, each.case, said, authority, wanted, each.limits)])
        try:
            uses.append(gate(actor, each.case, wanted, limits_seen=each.limits))
        except NotAllowed as no:
            raise Refused([("", _against(actor, each.case, reason)) for reason in no.reasons]) from None
    return tuple(uses)


def _cases(said: Submission) -> list[Consented]:
    """The cases that are in it, each once."""
    return list({one.case: one for approval in said.approvals for one in approval.cases}.values())


def withdrawn_since(actor: Actor, said: Submission, authority: Authority) -> list[str]:
    """What the gate says now against cases that consented when it was let go. Nothing is used by looking."""
    found, wanted = [], _wanted(said, authority)
    for each in _cases(said):
        try:
            found += _reasons(actor, each.case, said, authority, wanted, each.limits)
        except Absent:
            found.append(str(wording.NO_CASE_ANY_MORE))
    return found


def verdicts(actor: Actor, said: Submission, called: Collection[str]) -> dict[UUID, Verdict]:
    """What the gate would say of each case. Nothing is used by looking. Raises Refused."""
    require(actor, "advocacy.approve")
    _row, authority = access.authority(actor, said.authority)
    wanted = wanted_of(actor, said, authority, called)
    return {case_id: look(actor, case_id, each) for case_id, each in wanted.items()}


def _against(actor: Actor, case_id: UUID, reason: object) -> str:
    return str(wording.AGAINST % {"called": casework.called(actor, case_id), "reason": reason})


@transaction.atomic
def take_approvals_back(actor: Actor, submission_id: UUID) -> None:
    """Makes it a draft again that can be changed. Raises Absent, Refused for what has gone."""
    require(actor, "advocacy.write")
    row, before = open_draft(actor, submission_id)
    if before.approvals:
        rewrite(row, replace(before, approvals=()), actor.keys)
        log(actor.account, "advocacy.approval_taken_back", subject=submission_id)


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
def add_pressure(actor: Actor, said: Pressure, *, once: UUID | None = None) -> UUID:
    """Writes down what was said or done in public. Returns its id. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if not PressureRow.objects.filter(pk=made).exists():
        create(PressureRow, _pressure(actor, said), access.key(actor), id=made)
        log(actor.account, "advocacy.pressure_noted", subject=made)
    return made


@transaction.atomic
def change_pressure(actor: Actor, pressure_id: UUID, said: Pressure, *, seen: int | None = None) -> None:
    """Says it anew. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.pressure(actor, pressure_id)
    _check_seen(row.version, seen)
    rewrite(row, _pressure(actor, said), actor.keys)
    log(actor.account, "advocacy.pressure_changed", subject=pressure_id)


def _pressure(actor: Actor, said: Pressure) -> Pressure:
    if said.submission is not None:
        access.submission(actor, said.submission)
    refuse(rules.pressure_faults(said, actor.today))
    return replace(said, at=actor.now(), by=actor.account)


@transaction.atomic
def remove_pressure(actor: Actor, pressure_id: UUID) -> None:
    """Takes it away. Raises Absent."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.pressure(actor, pressure_id)
    delete(row)
    log(actor.account, "advocacy.pressure_removed", subject=pressure_id)


def held(actor: Actor, submission_id: UUID, seen: int | None = None) -> tuple[SubmissionRow, Submission]:
    """A submission that nobody else writes until this transaction ends. Raises Absent, Stale."""
    in_order()
    row, before = access.submission(actor, submission_id)
    _check_seen(row.version, seen)
    return row, before


def open_draft(actor: Actor, submission_id: UUID, seen: int | None = None) -> tuple[SubmissionRow, Submission]:
    """The same of one that has not gone, and is not on its way out. Raises Refused, too."""
    row, before = held(actor, submission_id, seen)
    refuse([("", wording.SENT_ALREADY)] if before.sent is not None else [])
    refuse([("", wording.LEAVING)] if before.mail is not None else [])
    return row, before


def _check_seen(version: int, seen: int | None) -> None:
    if seen is not None and version != seen:
        raise Stale


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
