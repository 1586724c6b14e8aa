"""Work made ready for the pages. Nothing is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from waystation.casework.records import CaseStub
from waystation.casework.work import access, rules, wording
from waystation.casework.work.records import ASKED, OPEN, Approval, Flag, Task
from waystation.casework.work.rules import Sentence
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows


@dataclass(frozen=True)
class TaskShown:
    """One task with the words that its line needs."""

    id: UUID
    task: Task = field(repr=False)
    whose: Sentence = field(repr=False)
    overdue: bool
    due_today: bool
    ended_by: str = field(default="", repr=False)

    @property
    def state(self) -> Sentence:
        return wording.STATES[self.task.state]


def task(pk: UUID, each: Task, names: Mapping[UUID, str], today: date) -> TaskShown:
    """A task for a list."""
    return TaskShown(
        pk, each, for_whom(each, names), rules.is_overdue(each, today), each.due == today, _name(names, each.ended_by)
    )


def for_whom(each: Task, names: Mapping[UUID, str]) -> Sentence:
    """Who does it: a colleague, a team, or whoever takes it."""
    return names.get(each.who, "?") if each.who else wording.FOR_WHOM.get(each.team, "?")


def _name(names: Mapping[UUID, str], account: UUID | None) -> str:
    return names.get(account, "?") if account else ""


@dataclass(frozen=True)
class FlagShown:
    """One flag."""

    id: UUID
    flag: Flag = field(repr=False)
    by: str = field(repr=False)
    resolved_by: str = field(repr=False)


@dataclass(frozen=True)
class ApprovalShown:
    """One approval; `may_answer`: by whoever looks."""

    id: UUID
    approval: Approval = field(repr=False)
    by: str = field(repr=False)
    answered_by: str = field(repr=False)
    may_answer: bool

    @property
    def kind(self) -> Sentence:
        return wording.KINDS.get(self.approval.kind, "?")

    @property
    def state(self) -> Sentence:
        return wording.APPROVAL_STATES[self.approval.state]

    @property
    def tone(self) -> str:
        return wording.APPROVAL_TONES[self.approval.state]


def flag(pk: UUID, each: Flag, names: Mapping[UUID, str]) -> FlagShown:
    return FlagShown(pk, each, _name(names, each.by), _name(names, each.resolved_by))


def approval(actor: Actor, pk: UUID, each: Approval, names: Mapping[UUID, str]) -> ApprovalShown:
    return ApprovalShown(
        pk, each, _name(names, each.by), _name(names, each.answered_by), access.may_answer(actor, each)
    )


def of_case(actor: Actor, case_id: UUID, stub: CaseStub) -> dict[str, Any]:
    """What the page of a case says of the work on it: what is open first, the nearest due first."""
    names, today = personas(actor), actor.today
    tasks = sorted(access.tasks_of(actor, case_id), key=lambda pair: rules.by_need(pair[1]))
    flags = [flag(row.pk, each, names) for row, each in access.flags_of(actor, case_id)]
    approvals = [approval(actor, row.pk, each, names) for row, each in access.approvals_of(actor, case_id)]
    return {
        "tasks": [task(row.pk, each, names, today) for row, each in tasks if each.state == OPEN],
        "tasks_ended": [task(row.pk, each, names, today) for row, each in tasks if each.state != OPEN],
        "proposed": len(access.proposals(actor, case_id, stub)),
        "flags": [each for each in flags if each.flag.resolved_at is None],
        "flags_resolved": [each for each in flags if each.flag.resolved_at is not None],
        "approvals": [each for each in approvals if each.approval.state == ASKED],
        "approvals_answered": [each for each in approvals if each.approval.state != ASKED],
        "may_write_templates": allows(actor, "work.templates"),
    }
