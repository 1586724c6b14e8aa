"""Who may see what of the work: one door per noun, and the lists in order."""

from collections.abc import Hashable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from waystation.casework import access as casework
from waystation.casework.instead import looks_after
from waystation.casework.records import CaseStub
from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow, TemplateRow
from waystation.casework.work.records import ASKED, OPEN, Approval, Flag, Task, Template
from waystation.casework.work.rules import Proposed, proposed
from waystation.staff.access import index, open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import ROLE_TEAMS, allows, require
from waystation.staff.ranked import Group, Ranked, Standing
from waystation.staff.teams import DUTY
from waystation.vault.models import Sealed

NOBODY_S = "nobody's"


def task(actor: Actor, task_id: UUID) -> tuple[TaskRow, Task]:
    """One task. Raises Absent."""
    require(actor, "casework.read")
    return open_row(actor, TaskRow.objects.all(), task_id)


def flag(actor: Actor, flag_id: UUID) -> tuple[FlagRow, Flag]:
    """One flag. Raises Absent."""
    require(actor, "casework.read")
    return open_row(actor, FlagRow.objects.all(), flag_id)


def approval(actor: Actor, approval_id: UUID) -> tuple[ApprovalRow, Approval]:
    """One approval. Raises Absent."""
    require(actor, "casework.read")
    return open_row(actor, ApprovalRow.objects.all(), approval_id)


def case_of(actor: Actor, row: Sealed | Held) -> UUID | None:
    """The case that something is about; None where it is the team's."""
    return None if row.locator == actor.team(DUTY) else row.locator


def tasks(actor: Actor) -> Ranked[Held]:
    """Open tasks by the day on which they are due: all (OPEN), those of an account or a team, or NOBODY_S."""
    require(actor, "casework.read")
    return index(actor, TaskRow, _of_task)


def theirs(actor: Actor, case_id: UUID, who: UUID) -> list[UUID]:
    """The open tasks of a case that somebody has."""
    return [held.id for held in tasks(actor).group(who) if held.locator == case_id]


def _of_task(held: Held) -> Standing:
    each: Task = held.record
    if each.state != OPEN:
        return b"", []
    return day_rank(each.due), [OPEN, each.who or each.team or NOBODY_S]


def mine(actor: Actor) -> list[Hashable]:
    """The groups of tasks that somebody looks after: their own and of those for whom they stand in, of their teams, and
    of nobody.
    """
    teams = {team for role in actor.roles for team in ROLE_TEAMS[role]}
    return [*looks_after(actor), *sorted(teams), NOBODY_S]


def flags(actor: Actor) -> Ranked[Held]:
    """Flags that are not resolved (OPEN), by their day."""
    require(actor, "casework.read")
    return index(actor, FlagRow, _of_flag)


def _of_flag(held: Held) -> Standing:
    each: Flag = held.record
    return day_rank(each.on), [OPEN] if each.resolved_at is None else []


def approvals(actor: Actor) -> Ranked[Held]:
    """Approvals without an answer (ASKED), the longest waiting first; and those of one who asked, by account."""
    require(actor, "casework.read")
    return index(actor, ApprovalRow, _of_approval)


def _of_approval(held: Held) -> Standing:
    each: Approval = held.record
    return each.at.isoformat().encode(), [ASKED, each.by] if each.state == ASKED else []


def may_answer(actor: Actor, each: Approval) -> bool:
    """Whether this person is one of those who can answer."""
    return each.state == ASKED and each.by != actor.account and allows(actor, "work.approve")


def day_rank(day: date | None) -> bytes:
    """Where a day stands in an order; without one, at the end."""
    return b"%07d" % (day or date.max).toordinal()


def until(group: Group[Held], day: date) -> Group[Held]:
    """What of a group in the order of days stands up to and on a day."""
    return group.before(day_rank(day + timedelta(days=1)))


def between(group: Group[Held], first: date, last: date) -> Group[Held]:
    """What of a group in the order of days stands on the days from `first` to `last`."""
    return group.between(day_rank(first), day_rank(last + timedelta(days=1)))


def _of_case(actor: Actor, model: type[Sealed], case_id: UUID) -> list[tuple[Any, Any]]:
    require(actor, "casework.read")
    return sorted(stubs(actor, model._default_manager.filter(locator=case_id)), key=lambda pair: pair[1].at)


def tasks_of(actor: Actor, case_id: UUID) -> list[tuple[TaskRow, Task]]:
    """All tasks of a case, as they were made."""
    return _of_case(actor, TaskRow, case_id)


def flags_of(actor: Actor, case_id: UUID) -> list[tuple[FlagRow, Flag]]:
    """All flags of a case, as they were raised."""
    return _of_case(actor, FlagRow, case_id)


def approvals_of(actor: Actor, case_id: UUID) -> list[tuple[ApprovalRow, Approval]]:
    """All approvals of a case, as they were asked for."""
    return _of_case(actor, ApprovalRow, case_id)


def templates(actor: Actor) -> dict[str, tuple[TemplateRow, Template]]:
    """What the organisation wrote for its stages, by stage; of two, which only force can have made, the first."""
    require(actor, "casework.read")
    found = stubs(actor, TemplateRow.objects.filter(locator=actor.team(DUTY)).order_by("pk"))
    return {template.stage: (row, template) for row, template in reversed(found)}


def proposals(actor: Actor, case_id: UUID, stub: CaseStub) -> list[Proposed]:
    """What the stage of a case proposes and nobody has looked at."""
    known = templates(actor).get(stub.stage)
    if known is None:
        return []
    entered = [pair for pair in casework.moves(actor, case_id) if not pair[1].taken_back]
    if not entered or entered[-1][1].stage != stub.stage:
        return []
    row, move = entered[-1]
    taken = {each.pk for each, _ in tasks_of(actor, case_id)}
    return proposed(known[1], row.pk, localtime(move.at).date() if move.at else actor.today, stub.owner, taken)
