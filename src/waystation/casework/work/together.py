"""Tasks changed together, and that taken back; as cases are (`casework.together`). Part of the verbs of `actions`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import history
from waystation.casework.together import (
    MOST,
    SECONDS,
    Batch,
    Outcome,
    Target,
    before,
    can_go_back,
    gathered,
    in_turns,
    is_of,
    not_set,
)
from waystation.casework.work import access, actions, rules
from waystation.casework.work.models import TaskRow
from waystation.casework.work.records import DONE, Task, Together, Values
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing

FIELDS = frozenset({"state", "due", "who", "team"})
_ALL = "together"

replace = msgspec.structs.replace


def differs(task: Task, wish: Mapping[str, Any]) -> bool:
    """Whether the wish would change anything. Pure."""
    return any(getattr(task, name) != value for name, value in wish.items())


def wished(task: Task, wish: Mapping[str, Any]) -> Task:
    """The task with the fields that are wished for, without who ended it. Pure."""
    return replace(task, **wish)


def change(
    actor: Actor, together: UUID, targets: Sequence[Target], wish: Mapping[str, Any], *, seconds: float = SECONDS
) -> Outcome:
    """Sets the fields of each task. Raises Absent for who cannot be given one, ValueError for a foreign field."""
    require(actor, "casework.write")
    if not wish or not set(wish) <= FIELDS or wish.get("state", DONE) != DONE or len(targets) > MOST:
        raise ValueError("nothing that can be set so")
    actions.check_whose(actor, wish.get("who"), wish.get("team", ""))
    seen = {target.id: target.version for target in targets}

    def act(row: TaskRow, task: Task) -> None:
        theirs = actions.sees(actor, access.case_of(actor, row), wish.get("who"), wish.get("team", ""))
        if theirs and row.version == seen[row.pk] and differs(task, wish):  # what was done before has another version
            _set(actor, row, task, together, wish)

    left = in_turns(actor, list(seen), access.task, act, seconds)
    return Outcome(left, [] if left else not_set(actor, seen, access.task, together, lambda task: differs(task, wish)))


def _set(actor: Actor, row: TaskRow, task: Task, together: UUID, wish: Mapping[str, Any]) -> None:
    was = Values(**{name: getattr(task, name) for name in wish})
    made = Together(id=together, fields=tuple(wish), before=was, after=Values(**wish), at=actor.now(), by=actor.account)
    changed = replace(_with(actor, task, wish), together=made)
    if changed.who != task.who:
        actions.call(actor, changed, access.case_of(actor, row))
    history.rewrite(actor, row, changed)
    log(actor.account, "work.changed_together", subject=row.pk, case=access.case_of(actor, row))


def _with(actor: Actor, task: Task, wish: Mapping[str, Any]) -> Task:
    changed = wished(task, wish)
    return rules.ended(changed, changed.state, actor.now(), actor.account) if changed.state != task.state else changed


def batches(actor: Actor) -> list[Batch]:
    """What can be taken back, the newest first."""
    require(actor, "casework.write")
    return gathered(actor, index(actor, TaskRow, _of_batch).group(_ALL))


def _of_batch(held: Held) -> Standing:
    made = held.record.together
    return b"", [_ALL, made.id] if made else []


def take_back(actor: Actor, together: UUID, *, seconds: float = SECONDS) -> Outcome:
    """Puts back what was there before, where it stands as it was set. Raises Absent where there is nothing of it."""
    require(actor, "casework.write")
    tasks = list(index(actor, TaskRow, _of_batch).group(together))
    going = [held.id for held in tasks if can_go_back(held.record)]
    if not going:
        raise Absent

    def act(row: TaskRow, task: Task) -> None:
        if is_of(task, together) and can_go_back(task):
            history.rewrite(actor, row, replace(_with(actor, task, before(task.together)), together=None))
            log(actor.account, "work.put_back_together", subject=row.pk, case=access.case_of(actor, row))

    left = in_turns(actor, going, access.task, act, seconds)
    return Outcome(left, [held.id for held in tasks if not can_go_back(held.record)])
