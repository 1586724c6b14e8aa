"""A draft is let go, and its way out is opened, through the gate of consent of each case that is in it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, outlines, rules, wording
from waystation.advocacy.drafting import open_draft
from waystation.advocacy.records import Approval, Authority, Consented, Submission
from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import these_words
from waystation.casework.consent_rules import Verdict, Wanted, of_words
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.gate import gate, look
from waystation.casework.records import WordsSeen
from waystation.documentation.errors import Refused, refuse
from waystation.mail.words import clean, same
from waystation.staff import second
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.vault.records import rewrite

USE, PUBLISHED, PARTS = "submission", "publication", frozenset({"story"})
NOES = ("refused", "withdrawn")


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


@transaction.atomic
def take_approvals_back(actor: Actor, submission_id: UUID) -> None:
    """Makes it a draft again that can be changed. Raises Absent, Refused for what has gone."""
    require(actor, "advocacy.write")
    row, before = open_draft(actor, submission_id)
    if before.approvals:
        rewrite(row, replace(before, approvals=()), actor.keys)
        log(actor.account, "advocacy.approval_taken_back", subject=submission_id)


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


def verdicts(actor: Actor, said: Submission, called: Collection[str]) -> dict[UUID, Verdict]:
    """What the gate would say of each case. Nothing is used by looking. Raises Refused."""
    require(actor, "advocacy.approve")
    _row, authority = access.authority(actor, said.authority)
    wanted = wanted_of(actor, said, authority, called)
    return {case_id: look(actor, case_id, each) for case_id, each in wanted.items()}


def withdrawn_since(actor: Actor, said: Submission, authority: Authority) -> list[str]:
    """What the gate says now against cases that consented when it was let go. Nothing is used by looking."""
    found: list[str] = []
    for each in _cases(said):
        wanted = _wanted(said, authority, each.case)
        try:
            found += _reasons(actor, each.case, said, authority, wanted, each.limits)
            found += [_against(actor, each.case, reason) for reason in of_words(wanted)]
        except Absent:
            found.append(str(wording.NO_CASE_ANY_MORE))
    return found


def used(actor: Actor, said: Submission, authority: Authority) -> tuple[UUID, ...]:
    """Writes down the use of consent of each case that is in it. Raises Refused where one does not consent any more."""
    uses, cases = [], _cases(said)
    refuse([("", wording.BY_CONSENT)] if cases and not allows(actor, "consent.use") else [])
    for each in cases:
        wanted = _wanted(said, authority, each.case)
        refuse([("", reason) for reason in _reasons(actor, each.case, said, authority, wanted, each.limits)])
        try:
            uses.append(gate(actor, each.case, wanted, limits_seen=each.limits))
        except NotAllowed as no:
            raise Refused([("", _against(actor, each.case, reason)) for reason in no.reasons]) from None
    return tuple(uses)


def _wanted(said: Submission, authority: Authority, case_id: UUID | None = None) -> Wanted:
    """What is asked of the gate; of a case that is in it, with what was said of its very words."""
    purpose = rules.purpose(authority, said)
    if purpose in rules.PUBLISHING:  # everybody reads it: nobody is its one recipient
        words = these_words.said(said.seen, case_id, rules.digest(said)) if case_id else None
        return Wanted(purpose, parts=PARTS if said.named else frozenset(), what=PUBLISHED, words=words)
    return Wanted(purpose, authority.name, PARTS, USE)


def _reasons(
    actor: Actor, case_id: UUID, said: Submission, authority: Authority, wanted: Wanted, limits: UUID | None
) -> list[str]:
    """What stands against a case being in it, in words; nothing is used by looking. Raises Absent."""
    waiting = said.uses if said.mail else ()  # what two people agreed to was used when it was given to the outbox
    verdict = look(actor, case_id, wanted, limits, waiting)
    found = [] if verdict.allowed else list(verdict.reasons)
    if wanted.purpose in rules.PUBLISHING:
        body = look(actor, case_id, Wanted(rules.purpose_of(authority), authority.name, PARTS, USE))
        found += body.reasons if body.state in NOES and not body.allowed else []
    answered = {each.consent.purpose for each in casework.answers(actor, case_id)}
    if said.kind in rules.PUBLIC_LATER and not answered & set(rules.PUBLISHING):
        found.append(wording.PUBLIC_LATER)
    return [_against(actor, case_id, each) for each in found]


def words_seen(actor: Actor, said: Submission, authority: Authority) -> list[these_words.Line]:
    """What those in it said of its very words, where everybody will read them; as far as this person may ask them."""
    if rules.purpose(authority, said) not in rules.PUBLISHING:
        return []
    return these_words.lines(actor, (each.case for each in _cases(said)), said.seen, rules.digest(said))


@transaction.atomic
def note_seen(actor: Actor, submission_id: UUID, new: WordsSeen) -> None:
    """Notes what somebody in it said of its words, after they saw them. Raises Absent, Refused."""
    row, before = open_draft(actor, submission_id)
    seen = these_words.note(actor, {each.case for each in _cases(before)}, before.seen, rules.digest(before), new)
    rewrite(row, replace(before, seen=seen), actor.keys)
    log(actor.account, "advocacy.words_seen", subject=submission_id)


def _cases(said: Submission) -> list[Consented]:
    """The cases that are in it, each once."""
    return list({one.case: one for approval in said.approvals for one in approval.cases}.values())


def _against(actor: Actor, case_id: UUID, reason: object) -> str:
    return str(wording.AGAINST % {"called": casework.called(actor, case_id), "reason": reason})
