"""The verbs of applications: drafted, passed on with the person's consent, decided, appealed. See `actions`."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.casework import gate, instead
from waystation.casework.consent_rules import Verdict, Wanted
from waystation.casework.errors import Refused, refuse
from waystation.casework.persons import asked
from waystation.casework.services import access as services
from waystation.casework.services import rules as service_rules
from waystation.casework.work import access as work_access
from waystation.casework.work import actions as work
from waystation.casework.work.records import CANCELLED, OPEN
from waystation.evacuation.relocation import in_step, instances, rules, wording, writing
from waystation.evacuation.relocation.models import ApplicationRow
from waystation.evacuation.relocation.records import DISMISSED, REFUSED, Application
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import COORDINATION

PURPOSES = ("share_immigration", "share_ngo", "share_referral")
PARTS = frozenset({"who", "contact"})
DECIDED_WITHIN = timedelta(days=2)  # after a refusal somebody has decided how it goes on
RENEWED_BEFORE = timedelta(days=30)


@transaction.atomic
def draft(actor: Actor, case_id: UUID, application: Application, *, once: UUID | None = None) -> UUID:
    """An application that is prepared. Returns its id. Raises Absent, Refused."""
    found = writing.open_track(actor, case_id, application.track)
    refuse(sentence for _name, sentence in rules.application_faults(application, found.travellers))
    if application.provider is not None:
        services.provider(actor, application.provider)
    bare = writing.record_of(Application, _drafted(application))
    return writing.add(actor, case_id, ApplicationRow, bare, "relocation.application_changed", once=once)


def _drafted(application: Application) -> dict[str, Any]:
    """What may be said of an application by whoever drafts it."""
    return {name: getattr(application, name) for name in ("track", "what", "whom", "provider", "note", "reference")}


@transaction.atomic
def change(
    actor: Actor, case_id: UUID, application_id: UUID, application: Application, *, seen: int | None = None
) -> None:
    """Says anew what is asked for, for whom, of whom. Raises Absent, Refused, Stale.

    Once it is handed in, what it is for and who has it stays: that is what the person consented to.
    """
    row, before, found = writing.open_part(actor, case_id, ApplicationRow, application_id, seen)
    wanted = writing.replace(before, **_drafted(application) | {"track": before.track})
    refuse(sentence for _name, sentence in rules.application_faults(wanted, (*found.travellers, *before.whom)))
    if before.filed_on is not None and (set(wanted.whom), wanted.provider) != (set(before.whom), before.provider):
        raise Refused([wording.FILED_FOR])
    if wanted.provider is not None:
        services.provider(actor, wanted.provider)
    writing.rewrite(actor, row, wanted, "relocation.application_changed")


def would_pass(
    actor: Actor,
    case_id: UUID,
    application: Application,
    purpose: str,
    parts: Collection[str],
    limits_seen: UUID | None = None,
) -> Verdict:
    """What the gate of consent would say of passing an application on. Raises Absent, Refused."""
    return gate.look(actor, case_id, _wanted(actor, case_id, application, purpose, parts), limits_seen)


def _wanted(actor: Actor, case_id: UUID, application: Application, purpose: str, parts: Collection[str]) -> Wanted:
    if application.provider is None:
        raise Refused([wording.TO_WHOM])
    if purpose not in PURPOSES:
        raise Refused([wording.CHOOSE])
    _row, provider = services.provider(actor, application.provider)
    if refusal := service_rules.refusal(provider):
        raise Refused([refusal])
    along = {one for one in application.whom if one is not None}
    others = tuple(each for each in asked.others(actor, case_id) if each.id in along)
    if along - {each.id for each in others}:
        raise Refused([wording.NOT_IN_CASE])
    return Wanted(purpose, provider.name, frozenset(parts), "transfer", others=others)


@transaction.atomic
def hand_in(
    actor: Actor,
    case_id: UUID,
    application_id: UUID,
    *,
    filed_on: date,
    reference: str = "",
    by_us: bool = True,
    purpose: str = PURPOSES[0],
    parts: Collection[str] = PARTS,
    limits_seen: UUID | None = None,
    seen: int | None = None,
) -> None:
    """An application is handed in: by us, through the gate of consent, or by the person, of whom we pass nothing on.

    Raises Absent, Refused with what stands against it, Stale.
    """
    row, before, _found = writing.open_part(actor, case_id, ApplicationRow, application_id, seen)
    if before.filed_on is not None:
        raise Refused([wording.FILED_ALREADY])
    refuse(sentence for _name, sentence in rules.filing_faults(before, filed_on, actor.today))
    use = None
    if by_us:
        wanted = _wanted(actor, case_id, before, purpose, parts)
        use = gate.gate(actor, case_id, wanted, limits_seen=limits_seen)
    filed = writing.replace(before, filed_on=filed_on, reference=reference or before.reference, use=use)
    writing.rewrite(actor, row, filed, "relocation.filed")


@transaction.atomic
def decide(
    actor: Actor,
    case_id: UUID,
    application_id: UUID,
    *,
    decision: str,
    decided_on: date,
    told_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    conditions: str = "",
    appeal_by: date | None = None,
    appeal_source: str = "",
    seen: int | None = None,
) -> None:
    """Notes what they decided, or corrects it. Raises Absent, Refused for what contradicts itself, Stale.

    A refusal calls the duty team and whoever is responsible, makes a task, and puts an appeal among the steps; the end
    of what was granted has a task, too, before it comes. After an appeal that was allowed it is another decision.
    """
    row, before, _found = writing.open_part(actor, case_id, ApplicationRow, application_id, seen)
    fell = before.decision
    before = instances.decided_anew(before)
    wanted = writing.replace(
        before,
        decision=decision,
        decided_on=decided_on,
        told_on=told_on,
        valid_from=valid_from,
        valid_until=valid_until,
        conditions=conditions,
        appeal_by=appeal_by,
        appeal_source=appeal_source,
    )
    refuse(sentence for _name, sentence in rules.decision_faults(wanted, actor.today))
    wanted = _with_tasks(actor, case_id, wanted)
    if decision == REFUSED != before.decision:
        instead.call(actor, case_id)
    writing.rewrite(actor, row, wanted, "relocation.decided")
    if decision == REFUSED != before.decision:
        in_step.refused(actor, case_id, before.track)
    elif fell == REFUSED != decision:
        in_step.no_longer_refused(actor, case_id, before.track)


def _with_tasks(actor: Actor, case_id: UUID, wanted: Application) -> Application:
    """Refusals and ends have a task each, which goes along when they are corrected."""
    today = actor.today
    refused = today + DECIDED_WITHIN if wanted.decision == REFUSED else None
    ending = max(today, wanted.valid_until - RENEWED_BEFORE) if wanted.valid_until else None
    return writing.replace(
        wanted,
        refusal_task=_task(actor, case_id, wanted.refusal_task, str(wording.REFUSED_TASK), refused, moves=False),
        ending_task=_task(actor, case_id, wanted.ending_task, str(wording.ENDING_TASK), ending),
    )


def _task(
    actor: Actor, case_id: UUID, known: UUID | None, what: str, due: date | None, *, moves: bool = True
) -> UUID | None:
    """The task as it is to be: made, moved to another day, or cancelled where there is no day; what is over stays."""
    try:
        task = work_access.task(actor, known)[1] if known else None
    except Absent:
        task = None
    if known is None or task is None:
        return work.add_task(actor, case_id, what=what, due=due, team=COORDINATION) if due else None
    if task.state == OPEN and due is None:
        work.end_task(actor, known, CANCELLED)
        return None
    if task.state == OPEN and moves and due != task.due:
        work.change_task(actor, known, what=task.what, due=due, who=task.who, team=task.team)
    return known


@transaction.atomic
def appeal(
    actor: Actor,
    case_id: UUID,
    application_id: UUID,
    *,
    appealed_on: date | None,
    reference: str = "",
    outcome: str = "",
    decided_on: date | None = None,
    told_on: date | None = None,
    further_by: date | None = None,
    further_source: str = "",
    is_final: bool = False,
    further: bool = False,
    seen: int | None = None,
) -> None:
    """Notes an appeal, and the answer to it once there is one. Raises Absent, Refused, Stale.

    One that is dismissed calls the duty team as a refusal does; one that is allowed waits for another decision.
    `further`: another appeal, against the answer by which the last one was dismissed, and so from instance to instance
    until the answer is said to be final. `told_on`, `further_by`, `further_source` and `is_final` are of a dismissal.
    """
    row, before, _found = writing.open_part(actor, case_id, ApplicationRow, application_id, seen)
    if further:
        if not instances.may_appeal_further(before):
            raise Refused([wording.NOTHING_FURTHER])
        before = instances.standing(before)
    wanted = writing.replace(
        before,
        appealed_on=appealed_on,
        appeal_reference=reference,
        appeal_outcome=outcome,
        appeal_decided_on=decided_on,
        answer_told_on=told_on,
        further_by=further_by,
        further_source=further_source,
        is_final=is_final,
    )
    refuse(sentence for _name, sentence in rules.appeal_faults(wanted, actor.today))
    if outcome == DISMISSED != before.appeal_outcome:
        due = actor.today + DECIDED_WITHIN
        work.add_task(actor, case_id, what=str(wording.REFUSED_TASK), due=due, team=COORDINATION)
        instead.call(actor, case_id)
    writing.rewrite(actor, row, wanted, "relocation.appealed")
    if instances.may_appeal_further(wanted):
        in_step.refused(actor, case_id, before.track)
