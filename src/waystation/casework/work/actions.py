"""The verbs of work, and its only writers. Each writes and logs in one transaction.

`seen` is the version that the person had before them: Stale where somebody changed it since. `once` is the id of what
is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history, instead, membership
from waystation.casework.errors import refuse
from waystation.casework.stages import STAGES
from waystation.casework.wording import CANNOT_OPEN_IT
from waystation.casework.work import access, rules
from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow, TemplateRow
from waystation.casework.work.records import (
    APPROVED,
    CANCELLED,
    OPEN,
    REJECTED,
    TASK_STATES,
    Approval,
    Flag,
    Item,
    Task,
    Template,
)
from waystation.casework.work.wording import KINDS, TEAMS
from waystation.duty.nudges import nudge
from waystation.staff import second
from waystation.staff.access import able, profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.order import in_order
from waystation.vault.records import Record, create

replace = msgspec.structs.replace


def _key(actor: Actor, case_id: UUID | None) -> Key:
    """Where work on a case stands, or the team's own. Raises Absent for a case that is not for this person."""
    require(actor, "casework.write")
    if case_id is None:
        return actor.keys.key(actor.team(DUTY))
    casework.case(actor, case_id)
    return casework.key(actor, case_id)


def _add(actor: Actor, model: type[Sealed], record: Record, key: Key, verb: str, once: UUID | None) -> UUID:
    row_id = once or uuid.uuid4()
    if not model._default_manager.filter(pk=row_id).exists():
        create(model, record, key, id=row_id)
        log(actor.account, verb, subject=row_id, case=None if key.locator == actor.team(DUTY) else key.locator)
    return row_id


def _rewrite(actor: Actor, row: Sealed, record: Record, verb: str) -> None:
    history.rewrite(actor, row, record)
    log(actor.account, verb, subject=row.pk, case=access.case_of(actor, row))


def check_whose(actor: Actor, who: UUID | None, team: str) -> None:
    """Raises Absent for who is no colleague, and for what is no team of ours."""
    if (who and team) or (who and who not in casework.colleagues(actor)) or (team and team not in TEAMS):
        raise Absent


def sees(actor: Actor, case_id: UUID | None, who: UUID | None, team: str) -> bool:
    """Whether the one who is given something of a case, or anybody of the team, can open it."""
    if case_id is None or not (who or team):
        return True
    openers = membership.whoever_may_open(actor, case_id)
    return bool(openers & ({who} if who else {one for one, of in profiles(actor).items() if team in of.teams}))


@transaction.atomic
def add_task(
    actor: Actor,
    case_id: UUID | None,
    *,
    what: str,
    due: date | None = None,
    who: UUID | None = None,
    team: str = "",
    once: UUID | None = None,
) -> UUID:
    """Something to do, on a case or on none. Returns the task's id. Raises Absent for who cannot be given it."""
    key = _key(actor, case_id)
    check_whose(actor, who, team)
    refuse([] if sees(actor, case_id, who, team) else [CANNOT_OPEN_IT])
    task = Task(what=what, due=due, who=who, team=team, at=actor.now(), by=actor.account)
    call(actor, task, case_id)
    return _add(actor, TaskRow, task, key, "work.task_added", once)


def call(actor: Actor, task: Task, case_id: UUID | None) -> None:
    """Calls whoever is given a task that is due today, or stands in for them, before the line of the log."""
    if task.who is not None and task.due is not None and task.due <= actor.today:
        nudge(actor, instead.with_stand_ins(actor, [task.who], case_id))


@transaction.atomic
def change_task(
    actor: Actor,
    task_id: UUID,
    *,
    what: str,
    due: date | None,
    who: UUID | None = None,
    team: str = "",
    seen: int | None = None,
) -> None:
    """Says anew what is to be done, by when, by whom. Raises Absent, Stale."""
    row, task = _task(actor, task_id, seen)
    if who != task.who or team != task.team:  # who left stays named until somebody else is
        check_whose(actor, who, team)
        refuse([] if sees(actor, access.case_of(actor, row), who, team) else [CANNOT_OPEN_IT])
    changed = replace(task, what=what, due=due, who=who, team=team)
    if changed.who != task.who:
        call(actor, changed, access.case_of(actor, row))
    _rewrite(actor, row, changed, "work.task_changed")


def _task(actor: Actor, task_id: UUID, seen: int | None) -> tuple[TaskRow, Task]:
    require(actor, "casework.write")
    row, task = access.task(actor, task_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, task


@transaction.atomic
def give_back(actor: Actor, case_id: UUID, who: UUID) -> None:
    """The open tasks of a case that somebody has who cannot open it any more are for whoever takes them."""
    require(actor, "casework.write")
    for held in access.theirs(actor, case_id, who):
        row, task = access.task(actor, held)
        _rewrite(actor, row, replace(task, who=None), "work.task_changed")


@transaction.atomic
def end_task(actor: Actor, task_id: UUID, state: str, *, note: str = "", seen: int | None = None) -> None:
    """Done or cancelled, with a note; or open again. What is so already stays as it is. Raises Absent, Stale."""
    row, task = _task(actor, task_id, seen)
    if state not in TASK_STATES:
        raise Absent
    if state == task.state:
        return
    changed = rules.ended(replace(task, note=note), state, actor.now(), actor.account)
    _rewrite(actor, row, changed, "work.task_reopened" if state == OPEN else "work.task_ended")


@transaction.atomic
def look_at_proposals(actor: Actor, case_id: UUID, shown: Collection[UUID], wanted: Collection[UUID]) -> int:
    """Makes tasks of what was wanted of the proposals shown; the rest of these is kept as not wanted. Returns how many.

    What came to the template meanwhile is proposed still. Raises Absent.
    """
    key = _key(actor, case_id)
    _row, stub = casework.case(actor, case_id)
    looked = [each for each in access.proposals(actor, case_id, stub) if each.id in shown]
    for each in looked:
        task = Task(
            what=each.what,
            due=each.due,
            who=each.who,
            team=each.team,
            stage=stub.stage,
            at=actor.now(),
            by=actor.account,
        )
        if each.id not in wanted:
            task = replace(task, state=CANCELLED, ended_at=actor.now(), ended_by=actor.account)
        create(TaskRow, task, key, id=each.id)
    if looked:
        log(actor.account, "work.proposals_looked_at", subject=case_id, case=case_id)
    return sum(each.id in wanted for each in looked)


@transaction.atomic
def keep_template(actor: Actor, stage: str, items: Sequence[Item], *, seen: int | None = None) -> None:
    """Writes what a stage proposes. Raises Absent for what is no stage, Stale where somebody wrote first."""
    require(actor, "work.templates")
    in_order()  # before looking: of two who write the first one, the second finds it
    if stage not in STAGES or len(items) > rules.MOST_ITEMS:
        raise Absent
    known = access.templates(actor).get(stage)
    if seen is not None and seen != (known[0].version if known else 0):
        raise Stale
    template = Template(stage=stage, items=tuple(items))
    if known is None:
        row = create(TemplateRow, template, actor.keys.key(actor.team(DUTY)))
    else:
        row = known[0]
        history.rewrite(actor, row, template)
    log(actor.account, "work.template_changed", subject=row.pk)


@transaction.atomic
def raise_flag(actor: Actor, case_id: UUID, *, message: str, on: date | None = None, once: UUID | None = None) -> UUID:
    """Asks everybody on a case to look at something, from a day on. Returns the flag's id."""
    key = _key(actor, case_id)
    flag = Flag(message=message, on=on or actor.today, at=actor.now(), by=actor.account)
    if flag.on <= actor.today:
        instead.call(actor, case_id)
    return _add(actor, FlagRow, flag, key, "work.flag_raised", once)


@transaction.atomic
def resolve_flag(actor: Actor, flag_id: UUID, *, note: str) -> None:
    """Says what was found or done. Raises Absent, Refused, and Stale for the slower of two."""
    require(actor, "casework.write")
    row, flag = access.flag(actor, flag_id)
    refuse(rules.refusals_to_resolve(flag, note))
    resolved = replace(flag, note=note, resolved_at=actor.now(), resolved_by=actor.account)
    _rewrite(actor, row, resolved, "work.flag_resolved")


def who_answers(actor: Actor, case_id: UUID) -> set[UUID]:
    """Who else could agree to something about a case today."""
    return (able(actor, "work.approve").keys() & membership.whoever_may_open(actor, case_id)) - {actor.account}


@transaction.atomic
def ask_approval(actor: Actor, case_id: UUID, *, kind: str, what: str, once: UUID | None = None) -> UUID:
    """Asks somebody else to agree to something. Returns the approval's id."""
    key = _key(actor, case_id)
    if kind not in KINDS:
        raise Absent
    approval = Approval(kind=kind, what=what, at=actor.now(), by=actor.account)
    nudge(actor, who_answers(actor, case_id))
    return _add(actor, ApprovalRow, approval, key, "work.approval_asked", once)


@transaction.atomic
def answer(actor: Actor, approval_id: UUID, *, approve: bool, comment: str = "") -> None:
    """Approves or rejects, once. Raises Absent, Refused to who asked or where it was answered, Stale in a race."""
    require(actor, "work.approve")
    row, approval = access.approval(actor, approval_id)
    refuse(rules.refusals_to_answer(approval, actor.account, approve=approve, comment=comment))
    refuse([new] if approve and (new := second.against(actor, approval.by)) else [])
    state = APPROVED if approve else REJECTED
    answered = replace(approval, state=state, comment=comment, answered_at=actor.now(), answered_by=actor.account)
    _rewrite(actor, row, answered, "work.approved" if approve else "work.rejected")
