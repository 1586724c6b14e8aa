"""Cases changed together, and that taken back. Part of the list of verbs in `actions`.

A few are done in each transaction, with their lines in the log and their history, for as long as a page may take; then
somebody presses again. Where the machine is cut off, what was done stays done and can be taken back, and the same form
sent again goes on with the rest. A case that somebody changed since it was looked at is left as it is.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, filters, history
from waystation.casework.models import Case
from waystation.casework.records import CaseStub, Set, Together
from waystation.casework.register import register
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.vault.order import in_order

MOST = 500
"""Cases of one change."""
AT_ONCE, SECONDS = 20, 3.0  # cases in a transaction, and the time after which no further one is begun
OFFERED_FOR = timedelta(days=7)
"""For so long a change can be taken back."""
FIELDS = ("owner", "next_action", "next_due", "urgency")

replace = msgspec.structs.replace
Find = Callable[[Actor, UUID], tuple[Any, Any]]  # the door of what is changed: the row and its record, or Absent
Act = Callable[[Any, Any], None]


@dataclass(frozen=True)
class Target:
    """A case, or another row, as somebody saw it before they changed it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class Outcome:
    """How far it came: how many are `left` for another press, and who stayed as they were since others changed them."""

    left: int
    stayed: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Batch:
    """What was changed together, as far as it can be taken back. `made` is what each of the records says of it."""

    made: Any
    count: int


def changed(stub: CaseStub, wish: Mapping[str, Any]) -> CaseStub:
    """The stub with the fields that are wished for; an erased one stays as it is. Pure."""
    return stub if stub.erased else replace(stub, **wish)


def differs(stub: CaseStub, wish: Mapping[str, Any]) -> bool:
    """Whether the wish would change anything. Pure."""
    return changed(stub, wish) != stub


def can_go_back(record: Any) -> bool:
    """Whether what was set together stands still. Pure."""
    made = record.together
    return made is not None and all(getattr(record, name) == getattr(made.after, name) for name in made.fields)


def is_of(record: Any, together: UUID) -> bool:
    """Whether this was set with these others. Pure."""
    return record.together is not None and record.together.id == together


def change(
    actor: Actor, together: UUID, targets: Sequence[Target], wish: Mapping[str, Any], *, seconds: float = SECONDS
) -> Outcome:
    """Sets the fields of each case. Raises Absent where the owner is no colleague, ValueError for a foreign field."""
    require(actor, "casework.write")
    if not wish or not set(wish) <= set(FIELDS) or len(targets) > MOST:
        raise ValueError("nothing that can be set so")
    if wish.get("owner", actor.account) not in access.colleagues(actor):
        raise Absent
    seen = {target.id: target.version for target in targets}

    def act(row: Case, stub: CaseStub) -> None:
        if not is_of(stub, together) and row.version == seen[row.pk] and differs(stub, wish):
            _set(actor, row, stub, together, wish)

    left = in_turns(actor, list(seen), access.case, act, seconds)
    return Outcome(left, [] if left else not_set(actor, seen, access.case, together, lambda stub: differs(stub, wish)))


def _set(actor: Actor, row: Case, stub: CaseStub, together: UUID, wish: Mapping[str, Any]) -> None:
    was = Set(**{name: getattr(stub, name) for name in wish})
    made = Together(id=together, fields=tuple(wish), before=was, after=Set(**wish), at=actor.now(), by=actor.account)
    history.rewrite(actor, row, replace(changed(stub, wish), together=made))
    log(actor.account, "casework.changed_together", subject=together, case=row.pk)


def not_set(
    actor: Actor, ids: Iterable[UUID], find: Find, together: UUID, is_other: Callable[[Any], bool]
) -> list[UUID]:
    """Those that are not as it was wished: somebody was faster, or they are gone."""
    found = []
    for row_id in ids:
        try:
            _row, record = find(actor, row_id)
        except Absent:
            found.append(row_id)
        else:
            if not is_of(record, together) and is_other(record):
                found.append(row_id)
    return found


def batches(actor: Actor) -> list[Batch]:
    """What can be taken back, the newest first."""
    require(actor, "casework.write")
    return gathered(actor, register(actor).group(filters.TOGETHER))


def gathered(actor: Actor, rows: Iterable[Held]) -> list[Batch]:
    """What of some rows can be taken back, the newest first."""
    since = actor.now() - OFFERED_FOR
    records = [held.record for held in rows]
    going = [record.together for record in records if record.together.at >= since and can_go_back(record)]
    made, counts = {each.id: each for each in going}, Counter(each.id for each in going)
    return sorted((Batch(made[id_], counts[id_]) for id_ in made), key=lambda batch: batch.made.at, reverse=True)


def take_back(actor: Actor, together: UUID, *, seconds: float = SECONDS) -> Outcome:
    """Puts back what was there before, where it stands as it was set. Raises Absent where there is nothing of it."""
    require(actor, "casework.write")
    cases = list(register(actor).group(filters.together(together)))
    going = [held.id for held in cases if can_go_back(held.record)]
    if not going:
        raise Absent

    def act(row: Case, stub: CaseStub) -> None:
        if is_of(stub, together) and can_go_back(stub):
            history.rewrite(actor, row, replace(stub, **before(stub.together), together=None))
            log(actor.account, "casework.put_back_together", subject=together, case=row.pk)

    left = in_turns(actor, going, access.case, act, seconds)
    return Outcome(left, [held.id for held in cases if not can_go_back(held.record)])


def before(made: Any) -> dict[str, Any]:
    """What stood in the fields that were set. Pure."""
    return {name: getattr(made.before, name) for name in made.fields}


def in_turns(actor: Actor, ids: Sequence[UUID], find: Find, act: Act, seconds: float) -> int:
    """Acts on each that is there, until the time is over. Returns how many were not reached."""
    refresh(actor)
    over, done = time.monotonic() + seconds, 0
    while done < len(ids) and (not done or time.monotonic() < over):
        with transaction.atomic():
            in_order()  # before looking: nobody writes meanwhile
            for row_id in ids[done : done + AT_ONCE]:
                try:
                    act(*find(actor, row_id))
                except Absent:  # erased, or taken away
                    continue
        done += AT_ONCE
    return max(0, len(ids) - done)
