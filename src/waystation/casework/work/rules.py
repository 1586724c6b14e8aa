"""What is due, what is whose, and who may answer. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import msgspec
from django.utils.functional import Promise

from waystation.casework.work.records import ASKED, OPEN, OWNER, Approval, Flag, Task, Template
from waystation.casework.work.wording import ANSWERED_ALREADY, NOT_YOURS, RESOLVED_ALREADY, SAY_HOW, SAY_WHY

LONGEST_WAIT = 3650  # days from a stage to a task of its template
MOST_ITEMS = 30  # of one stage

Sentence = str | Promise


@dataclass(frozen=True)
class Proposed:
    """A task that a stage proposes. Its id follows from the move into the stage: taken twice, it is made once."""

    id: UUID
    what: str
    due: date
    who: UUID | None
    team: str


def proposed(
    template: Template, move: UUID, entered: date, owner: UUID | None, taken: Collection[UUID]
) -> list[Proposed]:
    """What of a template nobody has looked at since the stage was entered."""
    found = []
    for item in template.items:
        pk = uuid5(move, item.id.hex)
        if pk not in taken:
            who, team = (owner, "") if item.team == OWNER else (None, item.team)
            found.append(Proposed(pk, item.what, entered + timedelta(days=item.days), who, team))
    return found


def ended(task: Task, state: str, at: datetime, by: UUID) -> Task:
    """The task in another state; open again, nobody ended it."""
    who, when = (None, None) if state == OPEN else (by, at)
    return msgspec.structs.replace(task, state=state, ended_at=when, ended_by=who)


def is_overdue(task: Task, today: date) -> bool:
    """Whether an open task should have been done before today."""
    return task.state == OPEN and task.due is not None and task.due < today


def by_need(task: Task) -> tuple[bool, date]:
    """To sort by: the longest due first, without a day last."""
    return task.due is None, task.due or date.max


def refusals_to_answer(approval: Approval, account: UUID, *, approve: bool, comment: str) -> list[Sentence]:
    """Why this person may not give this answer; empty where they may."""
    if approval.state != ASKED:
        return [ANSWERED_ALREADY]
    if approval.by == account:
        return [NOT_YOURS]
    return [] if approve or comment.strip() else [SAY_WHY]


def refusals_to_resolve(flag: Flag, note: str) -> list[Sentence]:
    """Why a flag is not resolved so; empty where it is."""
    if flag.resolved_at is not None:
        return [RESOLVED_ALREADY]
    return [] if note.strip() else [SAY_HOW]
