"""Cases changed together, and that taken back. Part of the list of verbs in `actions`.

A few are done in each transaction, with their lines in the log and their history, for as long as a page may take; then
somebody presses again. Where the machine is cut off, what was done stays done and can be taken back, and the same form
sent again goes on with the rest. A case that somebody changed since it was looked at is left as it is.
"""

import time
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
from waystation.staff.policy import require
from waystation.vault.order import in_order

MOST = 500
"""Cases of one change."""
AT_ONCE, SECONDS = 20, 3.0  # cases in a transaction, and the time after which no further one is begun
OFFERED_FOR = timedelta(days=7)
"""For so long a change can be taken back."""
FIELDS = ("owner", "next_action", "next_due", "urgency")

replace = msgspec.structs.replace
Act = Callable[[Case, CaseStub], None]


@dataclass(frozen=True)
class Target:
    """A case as somebody saw it before they changed it."""

    id: UUID
    version: int


@dataclass(frozen=True)
class Outcome:
    """How far it came: how many are `left` for another press, and who stayed as they were since others changed them."""

    left: int
    stayed: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Batch:
    """What was changed together, as far as it can be taken back."""

    made: Together
    count: int


def changed(stub: CaseStub, wish: Mapping[str, Any]) -> CaseStub:
    """The stub with the fields that are wished for; an erased one stays as it is. Pure."""
    return stub if stub.erased else replace(stub, **wish)


def differs(stub: CaseStub, wish: Mapping[str, Any]) -> bool:
    """Whether the wish would change anything. Pure."""
    return changed(stub, wish) != stub


def can_go_back(stub: CaseStub) -> bool:
    """Whether what was set together stands still. Pure."""
    made = stub.together
    return made is not None and all(getattr(stub, name) == getattr(made.after, name) for name in made.fields)


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
        is_done = stub.together is not None and stub.together.id == together
        if not is_done and row.version == seen[row.pk] and differs(stub, wish):
            _set(actor, row, stub, together, wish)

    left = _in_turns(actor, [target.id for target in targets], act, seconds)
    return Outcome(left, [] if left else _not_set(actor, targets, together, wish))


def _set(actor: Actor, row: Case, stub: CaseStub, together: UUID, wish: Mapping[str, Any]) -> None:
    before = Set(**{name: getattr(stub, name) for name in wish})
    made = Together(id=together, fields=tuple(wish), before=before, after=Set(**wish), at=actor.now(), by=actor.account)
    history.rewrite(actor, row, replace(changed(stub, wish), together=made))
    log(actor.account, "casework.changed_together", subject=together, case=row.pk)


def _not_set(actor: Actor, targets: Iterable[Target], together: UUID, wish: Mapping[str, Any]) -> list[UUID]:
    """Those that are not as it was wished: somebody was faster, or they are gone."""
    found = []
    for target in targets:
        try:
            _row, stub = access.case(actor, target.id)
        except Absent:
            found.append(target.id)
        else:
            is_done = stub.together is not None and stub.together.id == together
            if not is_done and differs(stub, wish):
                found.append(target.id)
    return found


def batches(actor: Actor) -> list[Batch]:
    """What can be taken back, the newest first."""
    require(actor, "casework.write")
    since = actor.now() - OFFERED_FOR
    found: dict[UUID, list[CaseStub]] = {}
    for held in register(actor).group(filters.TOGETHER):
        stub: CaseStub = held.record
        if stub.together and stub.together.at >= since and can_go_back(stub):
            found.setdefault(stub.together.id, []).append(stub)
    made = [Batch(stubs[0].together, len(stubs)) for stubs in found.values() if stubs[0].together]
    return sorted(made, key=lambda batch: batch.made.at, reverse=True)


def take_back(actor: Actor, together: UUID, *, seconds: float = SECONDS) -> Outcome:
    """Puts back what was there before, where it stands as it was set. Raises Absent where there is nothing of it."""
    require(actor, "casework.write")
    cases = list(register(actor).group(filters.together(together)))
    going = [held.id for held in cases if can_go_back(held.record)]
    if not going:
        raise Absent

    def act(row: Case, stub: CaseStub) -> None:
        made = stub.together
        if made and made.id == together and can_go_back(stub):
            before = {name: getattr(made.before, name) for name in made.fields}
            history.rewrite(actor, row, replace(stub, **before, together=None))
            log(actor.account, "casework.put_back_together", subject=together, case=row.pk)

    left = _in_turns(actor, going, act, seconds)
    return Outcome(left, [held.id for held in cases if not can_go_back(held.record)])


def _in_turns(actor: Actor, ids: Sequence[UUID], act: Act, seconds: float) -> int:
    """Acts on each case that is there, until the time is over. Returns how many were not reached."""
    refresh(actor)
    over, done = time.monotonic() + seconds, 0
    while done < len(ids) and (not done or time.monotonic() < over):
        with transaction.atomic():
            in_order()  # before looking: nobody writes meanwhile
            for case_id in ids[done : done + AT_ONCE]:
                try:
                    act(*access.case(actor, case_id))
                except Absent:  # erased, or taken away
                    continue
        done += AT_ONCE
    return max(0, len(ids) - done)
