"""The verbs of evaluations, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once. Who concludes or signs says what they saw
(`facts`, the digest of everything): where something was changed meanwhile, Stale is raised.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.persons import access as persons
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import actions as to_show
from waystation.documentation.exhibits.models import OriginalRow
from waystation.documentation.medical import access, report, rules, wording
from waystation.documentation.medical import photographs as own
from waystation.documentation.medical.models import EvaluationRow, FindingRow
from waystation.documentation.medical.records import (
    Agreed,
    Circumstances,
    Evaluation,
    Finding,
    Judgement,
    Method,
    Opinion,
    Photograph,
    Signature,
)
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
FINDING_FIELDS = ("kind", "place", "length", "width", "age", "description", "known", "cause")


@transaction.atomic
def begin(actor: Actor, case_id: UUID, *, person: UUID | None = None, once: UUID | None = None) -> UUID:
    """Begins an evaluation of somebody of a case. Returns its id. Raises Absent."""
    require(actor, "medical.record")
    in_order()
    made = once or uuid.uuid4()
    key = access.key(actor, case_id)
    if EvaluationRow.objects.filter(pk=made).exists():
        return made
    called = access.called(actor, case_id)
    if person is not None:
        member = persons.member(actor, case_id, person)
        person, called = (None if person == persons.applicant(actor, case_id) else person), member.called
    told = Evaluation(
        called=called,
        person=person,
        begun_by=actor.account,
        begun_who=actor.persona,
        at=actor.now(),
        by=actor.account,
    )
    create(EvaluationRow, told, key, id=made)
    log(actor.account, "medical.begun", subject=made, case=case_id)
    return made


Faults = Callable[[Evaluation], Iterable[tuple[str, Any]]]


@transaction.atomic
def _tell(actor: Actor, case_id: UUID, evaluation_id: UUID, faults: Faults, *, seen: int | None, **said: Any) -> None:
    """Writes some fields of an evaluation. Raises Absent, Refused, Stale."""
    require(actor, "medical.record")
    in_order()
    row, before = access.evaluation(actor, case_id, evaluation_id)
    if seen is not None and row.version != seen:
        raise Stale
    refuse(faults(before))
    after = replace(before, **said)
    if after == before:
        return
    rewrite(row, replace(after, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "medical.changed", subject=evaluation_id, case=case_id)


def tell_circumstances(
    actor: Actor, case_id: UUID, evaluation_id: UUID, told: Circumstances, *, seen: int | None = None
) -> None:
    """Says how the evaluation took place. Raises Absent, Refused, Stale."""
    _tell(
        actor,
        case_id,
        evaluation_id,
        lambda _before: rules.circumstances_faults(told, actor.today),
        seen=seen,
        circumstances=told,
    )


def note_agreed(actor: Actor, case_id: UUID, evaluation_id: UUID, told: Agreed, *, seen: int | None = None) -> None:
    """Writes down what the person agreed to. Raises Absent, Refused, Stale."""
    _tell(actor, case_id, evaluation_id, lambda _before: rules.agreed_faults(told), seen=seen, agreed=told)


def tell_account(actor: Actor, case_id: UUID, evaluation_id: UUID, account: str, *, seen: int | None = None) -> None:
    """Writes down what the person tells freely. Raises Absent, Refused, Stale."""
    _tell(
        actor,
        case_id,
        evaluation_id,
        lambda before: rules.account_faults(before, account),
        seen=seen,
        account=account,
    )


def go_through_lists(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    methods: Sequence[Method],
    conditions: Sequence[str],
    detention: str,
    *,
    seen: int | None = None,
) -> None:
    """Methods and conditions of detention, once the free account is saved. Raises Absent, Refused, Stale."""
    _tell(
        actor,
        case_id,
        evaluation_id,
        lambda before: rules.lists_faults(before, methods, conditions),
        seen=seen,
        methods=tuple(methods),
        conditions=tuple(conditions),
        detention=detention,
    )


def tell_health(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    *,
    acute: str = "",
    chronic: str = "",
    treatment: str = "",
    physical: str = "",
    psychological: str = "",
    seen: int | None = None,
) -> None:
    """Symptoms then and now, treatment, the two examinations as a whole. Raises Absent, Refused, Stale."""
    _tell(
        actor,
        case_id,
        evaluation_id,
        lambda before: rules.health_faults(before, physical, psychological),
        seen=seen,
        acute=acute,
        chronic=chronic,
        treatment=treatment,
        physical=physical,
        psychological=psychological,
    )


@transaction.atomic
def add_finding(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    told: Finding,
    *,
    photographs: Sequence[int] = (),
    pictures: Sequence[UUID] = (),
    once: UUID | None = None,
) -> UUID:
    """Writes down something that was found; photographs by the numbers of exhibits, `pictures`
    by the ids of those of this evaluation. Returns its id.

    Raises Absent, Refused.
    """
    require(actor, "medical.record")
    in_order()
    _row, evaluation = access.evaluation(actor, case_id, evaluation_id)
    made = once or uuid.uuid4()
    if FindingRow.objects.filter(pk=made).exists():
        return made
    there = [found for _row, found in access.findings(actor, case_id, evaluation_id)]
    if len(there) >= rules.MOST_FINDINGS:
        raise Refused([("", wording.TOO_MANY)])
    found = replace(
        told,
        evaluation=evaluation_id,
        number=max((each.number for each in there), default=0) + 1,
        photographs=(
            *own.cited(actor, case_id, evaluation_id, pictures),
            *_photographs(actor, case_id, photographs, ()),
        ),
        judgement=None,
        recorded_by=actor.account,
        recorded_who=actor.persona,
        at=actor.now(),
        by=actor.account,
    )
    refuse(rules.finding_faults(found, evaluation.agreed))
    create(FindingRow, found, access.key(actor, case_id), id=made, evaluation=evaluation_id)
    log(actor.account, "medical.finding_added", subject=made, case=case_id)
    return made


@transaction.atomic
def change_finding(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    finding_id: UUID,
    told: Finding,
    *,
    photographs: Sequence[int] = (),
    pictures: Sequence[UUID] = (),
    seen: int | None = None,
) -> None:
    """Says anew what was found. How it was judged stays, shown to be of before. Raises Absent, Refused, Stale."""
    require(actor, "medical.record")
    in_order()
    _row, evaluation = access.evaluation(actor, case_id, evaluation_id)
    row, before = access.finding(actor, case_id, evaluation_id, finding_id)
    if seen is not None and row.version != seen:
        raise Stale
    said = {name: getattr(told, name) for name in FINDING_FIELDS}
    there = [each for each in before.photographs if not each.own]
    shown = (
        *own.cited(actor, case_id, evaluation_id, pictures),
        *_photographs(actor, case_id, photographs, there),
    )
    after = replace(before, **said, photographs=shown)
    refuse(rules.finding_faults(after, evaluation.agreed))
    if after == before:
        return
    signed = replace(after, recorded_by=actor.account, recorded_who=actor.persona, at=actor.now(), by=actor.account)
    rewrite(row, signed, actor.keys)
    log(actor.account, "medical.finding_changed", subject=finding_id, case=case_id)


def _photographs(
    actor: Actor, case_id: UUID, numbers: Sequence[int], there: Sequence[Photograph]
) -> tuple[Photograph, ...]:
    """The exhibits with these numbers; those that stand there already need not be open. Raises Refused."""
    known = {each.number: each for each in there}
    wanted = list(dict.fromkeys(numbers))
    if set(wanted) <= known.keys():
        return tuple(known[number] for number in wanted)
    listed = exhibits.exhibits(actor) if allows(actor, "exhibits.read") else []
    by_number = {found.number: (exhibit_id, found) for exhibit_id, found in listed}
    for number in wanted:
        if number in known:
            continue
        if number not in by_number:
            raise Refused([("photographs", wording.NO_EXHIBIT % {"number": number})])
        exhibit_id, found = by_number[number]
        row = OriginalRow.objects.filter(pk=exhibit_id).first()
        if row is not None and exhibits.case_of(row) not in (None, case_id):
            raise Refused([("photographs", wording.EXHIBIT_OF_OTHERS % {"number": number})])
        known[number] = Photograph(exhibit=exhibit_id, number=number, sha256=found.sha256.hex())
    return tuple(known[number] for number in wanted)


@transaction.atomic
def remove_finding(actor: Actor, case_id: UUID, evaluation_id: UUID, finding_id: UUID) -> None:
    """Takes away a finding that was written down by mistake. Raises Absent."""
    require(actor, "medical.record")
    in_order()
    row, _found = access.finding(actor, case_id, evaluation_id, finding_id)
    delete(row)
    log(actor.account, "medical.finding_removed", subject=finding_id, case=case_id)


@transaction.atomic
def judge(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    finding_id: UUID,
    *,
    level: str,
    why: str,
    qualification: str,
    seen: int | None = None,
) -> None:
    """A clinician says how far a finding fits what is told of its cause.

    Raises Absent to whoever is no clinician, Refused, Stale.
    """
    require(actor, "medical.judge")
    in_order()
    row, found = access.finding(actor, case_id, evaluation_id, finding_id)
    if seen is not None and row.version != seen:
        raise Stale
    refuse(rules.judging_faults(level, qualification, why))
    judgement = Judgement(
        level=level,
        why=why,
        by=actor.account,
        who=actor.persona,
        qualification=qualification,
        at=actor.now(),
        facts=rules.finding_digest(found),
    )
    rewrite(row, replace(found, judgement=judgement), actor.keys)
    log(actor.account, "medical.judged", subject=finding_id, case=case_id)


@transaction.atomic
def give_opinion(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    *,
    level: str,
    conclusion: str,
    recommendations: str,
    qualification: str,
    facts: bytes,
) -> None:
    """A clinician concludes, of everything that stands there.

    Raises Absent to whoever is no clinician, Refused, Stale.
    """
    require(actor, "medical.judge")
    in_order()
    row, told = access.evaluation(actor, case_id, evaluation_id)
    findings = _found(actor, case_id, evaluation_id)
    if rules.signed_digest(told, findings) != facts:
        raise Stale
    refuse(rules.opinion_faults(told, level, qualification, conclusion))
    opinion = Opinion(
        level=level,
        conclusion=conclusion,
        recommendations=recommendations,
        by=actor.account,
        who=actor.persona,
        qualification=qualification,
        at=actor.now(),
        facts=rules.digest(told, findings),
    )
    rewrite(row, replace(told, opinion=opinion, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "medical.opinion_given", subject=evaluation_id, case=case_id)


def _found(actor: Actor, case_id: UUID, evaluation_id: UUID) -> list[Finding]:
    return [found for _row, found in access.findings(actor, case_id, evaluation_id)]


@transaction.atomic
def sign(
    actor: Actor, case_id: UUID, evaluation_id: UUID, *, capacity: str, qualification: str = "", facts: bytes
) -> None:
    """Stands for what is written. Who signs again replaces their own signature of the same capacity.

    Raises Absent, Refused, Stale.
    """
    require(actor, "medical.record")
    in_order()
    row, told = access.evaluation(actor, case_id, evaluation_id)
    now = rules.signed_digest(told, _found(actor, case_id, evaluation_id))
    if now != facts:
        raise Stale
    clinician = allows(actor, "medical.judge")
    refuse(rules.signing_faults(told, capacity, qualification, clinician=clinician))
    mine = (actor.account, capacity)
    if any((each.by, each.capacity) == mine and each.facts == now for each in told.signatures):
        raise Refused([("", wording.SIGNED_ALREADY)])
    signature = Signature(
        by=actor.account,
        who=actor.persona,
        capacity=capacity,
        qualification=qualification,
        at=actor.now(),
        facts=now,
    )
    others = tuple(each for each in told.signatures if (each.by, each.capacity) != mine)
    rewrite(row, replace(told, signatures=(*others, signature)), actor.keys)
    log(actor.account, "medical.signed", subject=evaluation_id, case=case_id)


@transaction.atomic
def make_report(actor: Actor, case_id: UUID, evaluation_id: UUID, language: str, *, photographs: bool = False) -> bytes:
    """The report as PDF: the same facts make the same bytes. Raises Absent, Refused without consent to share it.

    With `photographs` a working copy of each is in it, which is a step in its custody log; of exhibits for documenters
    alone.
    """
    require(actor, "medical.record")
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    findings = _found(actor, case_id, evaluation_id)
    refuse(rules.sharing_faults(told, photographs=photographs))
    shown = _shown(actor, case_id, evaluation_id, findings) if photographs else {}
    made = report.pdf(evaluation_id, told, findings, language, shown)
    log(actor.account, "medical.report_made", subject=evaluation_id, case=case_id)
    return made


def _shown(actor: Actor, case_id: UUID, evaluation_id: UUID, findings: Iterable[Finding]) -> dict[UUID, bytes]:
    """The photographs of findings, by their ids. Raises Refused where one cannot be shown, or none of them."""
    found: dict[UUID, bytes] = {}
    cited = {one.exhibit: one for finding in findings for one in finding.photographs}.values()
    apart = [each for each in cited if not each.own and not allows(actor, "exhibits.write")]
    for each in cited:
        if each in apart:
            continue
        try:
            if each.own:
                content = own.put_into_report(actor, case_id, evaluation_id, each.exhibit)
            else:
                content = to_show.newest_copy(actor, each.exhibit)
        except Absent:
            content = None
        if content is None:
            raise Refused(
                [("photographs", (wording.NOT_THERE if each.own else wording.NO_COPY) % {"number": each.number})]
            )
        found[each.exhibit] = content
    if apart and not found:
        raise Refused([("photographs", wording.NO_COPY % {"number": apart[0].number})])
    return found


@transaction.atomic
def erase(actor: Actor, case_id: UUID, evaluation_id: UUID) -> int:
    """Erases an evaluation with its findings for good, also where a backup brings it back. Returns how many rows went.

    Raises Absent.
    """
    require(actor, "medical.erase")
    in_order()
    access.evaluation(actor, case_id, evaluation_id)
    findings = FindingRow.objects.filter(evaluation=evaluation_id).values_list("pk", flat=True)
    places = {(one, int(Compartment.SELF)) for one in (evaluation_id, *findings)}
    gone = delete_under(places)
    bury(places, actor.keys)
    log(actor.account, "medical.erased", subject=evaluation_id, case=case_id)
    return gone
