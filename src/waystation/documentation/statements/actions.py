"""The verbs of statements, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them, or what a function of `weighing` gave; if somebody
changed it since, Stale is raised. `once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access as documentation
from waystation.documentation.assertions import Assertion
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.reviews import CONFIRMS, SETS_ASIDE, Independence, Review
from waystation.documentation.statements import access, rules, weighing, wording
from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)
from waystation.documentation.statements.records import (
    Asserted,
    Compared,
    Grading,
    Retraction,
    Reviewed,
    Statement,
    Words,
)
from waystation.documentation.terms.access import lists
from waystation.staff import second
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import delete as delete_under
from waystation.vault.errors import Stale
from waystation.vault.grants import bury
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@transaction.atomic
def take_down(actor: Actor, statement: Statement, words: Words, *, once: UUID | None = None) -> UUID:
    """Keeps what somebody told us. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    made = once or uuid.uuid4()
    if StatementRow.objects.filter(pk=made).exists():
        return made
    documentation.person(actor, statement.teller)
    for event_id in statement.events:
        documentation.event(actor, event_id)
    refuse([*rules.statement_faults(statement, actor.today), *rules.words_faults(words)])
    key = documentation.key(actor)
    asked = rules.asked_by(statement.interviewer, personas(actor))
    create(StatementRow, replace(statement, asked_by=asked, at=actor.now(), by=actor.account), key, id=made)
    create(WordsRow, words, key, id=made)
    log(actor.account, "statements.taken_down", subject=made)
    return made


@transaction.atomic
def change(actor: Actor, statement_id: UUID, statement: Statement, words: Words, *, seen: int | None = None) -> None:
    """Says anew who told it, when and how; the words stay once a passage of them is marked.

    The events and whether it was withdrawn stay as they are. What was drawn from it follows: of what it is read,
    whether that can be a finding, and who asked: whoever was named so once reviews nothing of it.
    Raises Absent, Refused, Stale.
    """
    require(actor, "documentation.record")
    in_order()
    row, before = access.statement(actor, statement_id)
    words_row, words_before = access.words(actor, statement_id)
    if seen is not None and row.version != seen:
        raise Stale
    documentation.person(actor, statement.teller)
    refuse([*rules.statement_faults(statement, actor.today), *rules.words_faults(words)])
    if words.text != words_before.text and AssertionRow.objects.filter(statement=statement_id).exists():
        raise Refused([("text", wording.WORDS_STAND)])
    kept = {name: getattr(before, name) for name in ("events", "retraction", "at", "by")}
    kept["asked_by"] = rules.asked_by(statement.interviewer, personas(actor), before.asked_by)
    statement = replace(statement, **kept)
    rewrite(row, statement, actor.keys)
    for entry in access.drawn_from(actor, statement_id):
        said = rules.read_from(entry.asserted.said, statement)
        if said != entry.asserted.said:
            rewrite(entry.row, replace(entry.asserted, said=said), actor.keys)
    if words != words_before:
        rewrite(words_row, words, actor.keys)
    log(actor.account, "statements.changed", subject=statement_id)


@transaction.atomic
def use_for(actor: Actor, statement_id: UUID, event_id: UUID) -> None:
    """Takes a statement for one more event, of which it speaks too. Raises Absent."""
    require(actor, "documentation.record")
    in_order()
    row, before = access.statement(actor, statement_id)
    documentation.event(actor, event_id)
    if event_id not in before.events:
        rewrite(row, replace(before, events=(*before.events, event_id)), actor.keys)
        log(actor.account, "statements.used", subject=statement_id)


@transaction.atomic
def add_assertion(actor: Actor, event_id: UUID, said: Assertion, *, once: UUID | None = None) -> UUID:
    """Draws an assertion from a statement. Its collector is who took that down. Returns its id.

    Raises Absent, Refused.
    """
    require(actor, "documentation.record")
    in_order()
    made = once or uuid.uuid4()
    if AssertionRow.objects.filter(pk=made).exists():
        return made
    documentation.event(actor, event_id)
    if said.subject != event_id:
        documentation.act(actor, event_id, said.subject)
    elif said.property not in rules.OF_AN_EVENT:
        raise Refused([("subject", wording.OF_AN_ACT)])
    refuse([] if said.statement else [("span", wording.CHOOSE_LINES)])
    assert said.statement
    _row, statement = access.statement(actor, said.statement)
    for person in filter(None, (said.source, said.heard_from)):
        documentation.person(actor, person)
    refuse([] if event_id in statement.events else [("", wording.OTHER_EVENT)])
    said = replace(said, id=made, collector=statement.by, drawn_by=None, retracted=None)
    said = replace(
        said,
        asked_by=statement.asked_by,
        material=statement.kind if statement.exhibit else "",
        exhibit=statement.exhibit,
    )
    words = access.words(actor, said.statement)[1]
    refuse(rules.assertion_faults(said, statement, words, lists(actor).own))
    record = Asserted(event=event_id, said=said, at=actor.now(), by=actor.account)
    create(AssertionRow, record, documentation.key(actor), id=made, event=event_id, statement=said.statement)
    log(actor.account, "statements.asserted", subject=made)
    return made


@transaction.atomic
def grade(
    actor: Actor, event_id: UUID, assertion_id: UUID, *, reliability: str, credibility: str, seen: int | None = None
) -> None:
    """Judges anew how reliable a source is, and how credible what it says; what was held before is kept.

    Raises Absent, Refused, Stale.
    """
    require(actor, "documentation.record")
    in_order()
    found = access.assertion(actor, event_id, assertion_id)
    if seen is not None and found.row.version != seen:
        raise Stale
    said = found.asserted.said
    refuse([("", wording.WITHDRAWN_ALREADY)] if found.retraction else [])
    refuse(rules.grade_faults(reliability, credibility))
    if (said.reliability, said.credibility) == (reliability, credibility):
        return
    before = Grading(reliability=said.reliability, credibility=said.credibility, at=actor.now(), by=actor.account)
    anew = replace(said, reliability=reliability, credibility=credibility)
    rewrite(found.row, replace(found.asserted, said=anew, graded=(*found.asserted.graded, before)), actor.keys)
    log(actor.account, "statements.graded", subject=assertion_id)


@transaction.atomic
def retract(actor: Actor, event_id: UUID, assertion_id: UUID, *, ground: str, why: str) -> None:
    """Withdraws one assertion; it stays, marked, and nothing stands on it. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    found = access.assertion(actor, event_id, assertion_id)
    refuse([("", wording.WITHDRAWN_ALREADY)] if found.retraction else [])
    refuse(rules.retraction_faults(found.asserted, ground, why))
    rewrite(found.row, replace(found.asserted, retraction=_retraction(actor, ground, why)), actor.keys)
    log(actor.account, "statements.assertion_withdrawn", subject=assertion_id)


@transaction.atomic
def retract_statement(actor: Actor, statement_id: UUID, *, ground: str, why: str) -> None:
    """Withdraws a statement with everything that was drawn from it. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    row, before = access.statement(actor, statement_id)
    refuse(rules.retraction_faults(before, ground, why))
    rewrite(row, replace(before, retraction=_retraction(actor, ground, why)), actor.keys)
    log(actor.account, "statements.withdrawn", subject=statement_id)


def _retraction(actor: Actor, ground: str, why: str) -> Retraction:
    return Retraction(at=actor.now(), by=actor.account, ground=ground, why=why)


def _new(actor: Actor, collectors: Iterable[UUID | None]) -> list[rules.Fault]:
    """Why these and the reviewer do not count as different people."""
    found = second.against(actor, *collectors)
    return [("", found)] if found else []


@transaction.atomic
def compare(
    actor: Actor,
    event_id: UUID,
    first: UUID,
    second: UUID,
    *,
    independent: bool,
    reason: str,
    ties: tuple[str, ...] = (),
    seen: str | None = None,
    once: UUID | None = None,
) -> UUID:
    """Judges whether two sources of an event are independent.

    Raises Absent, Refused to who collected from them, Stale where somebody judged sources of it since they looked.
    """
    require(actor, "documentation.review")
    in_order()
    made = once or uuid.uuid4()
    if IndependenceRow.objects.filter(pk=made).exists():
        return made
    documentation.event(actor, event_id)
    for one in (first, second):
        documentation.person(actor, one)
    said = Independence(
        first=first,
        second=second,
        independent=independent,
        ties=ties,
        reason=reason,
        by=actor.account,
        at=actor.now(),
    )
    told = [each.asserted for each in access.assertions(actor, event_id)]
    if not {first, second} <= {each.said.source for each in told}:
        raise Absent
    collectors = rules.collectors_of(told, lambda source: source in (first, second))
    for one in (first, second):
        collectors |= {by for _id, each in access.statements_by(actor, one) for by in (each.by, *each.asked_by)}
    refuse(rules.independence_faults(said, collectors))
    refuse(_new(actor, collectors))
    if seen is not None and seen != weighing.words_on(access.compared(actor, {each.said.source for each in told})):
        raise Stale
    create(IndependenceRow, Compared(said=said), documentation.key(actor), id=made)
    log(actor.account, "statements.compared", subject=made)
    return made


@transaction.atomic
def review(
    actor: Actor,
    event_id: UUID,
    assertion_id: UUID,
    *,
    finding: str,
    reason: str,
    seen: str | None = None,
    once: UUID | None = None,
) -> UUID:
    """Says whether the status of what an assertion claims is right.

    Raises Absent, Refused to who collected any of it, Stale where what it stands on is not what was seen.
    """
    require(actor, "documentation.review")
    in_order()
    made = once or uuid.uuid4()
    if StatusReviewRow.objects.filter(pk=made).exists():
        return made
    claim = access.assertion(actor, event_id, assertion_id).said.claim
    found = weighing.weigh(actor, event_id)
    status = found.statuses.get(claim)
    about = [each for each in found.entries if each.said.claim == claim]
    if status is None:
        raise Stale
    if seen is not None and seen != weighing.stand(status, weighing.people_of(actor, event_id, claim)):
        raise Stale
    denials = [each.said.id for each in about if each.said.denies and each.said.stands]
    collectors = rules.collectors_of((each.asserted for each in about), lambda _source: True)
    refuse(rules.review_faults(finding, reason, status, denials, actor.account, collectors))
    refuse(_new(actor, collectors))
    about_which = {CONFIRMS: status.stands_on, SETS_ASIDE: tuple(denials)}
    read = {each.said.exhibit for each in about if each.said.exhibit and each.said.id in status.stands_on}
    said = Review(
        subject=claim.subject,
        property=claim.property,
        value=claim.value,
        finding=finding,
        status=status.code,
        seen=about_which.get(finding, tuple(each.said.id for each in about)),
        exhibits=tuple(sorted(read)) if finding == CONFIRMS else (),
        reason=reason,
        by=actor.account,
        at=actor.now(),
    )
    create(StatusReviewRow, Reviewed(event=event_id, said=said), documentation.key(actor), id=made, event=event_id)
    log(actor.account, "statements.reviewed", subject=made)
    return made


@transaction.atomic
def erase(actor: Actor, statement_id: UUID) -> int:
    """Erases a statement with its words and all that was drawn from it, for good, also where a backup brings it back.

    Returns how many rows went. Raises Absent.
    """
    require(actor, "documentation.erase")
    in_order()
    access.statement(actor, statement_id)
    drawn = AssertionRow.objects.filter(statement=statement_id).values_list("pk", flat=True)
    places = {(one, int(Compartment.SELF)) for one in (statement_id, *drawn)}
    gone = delete_under(places)
    bury(places, actor.keys)
    log(actor.account, "statements.erased", subject=statement_id)
    return gone
