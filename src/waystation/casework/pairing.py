"""Pairs of persons who are likely the same: queued when it is noticed, decided later, and decided again.

Nothing is merged by a decision. A pair is there for whoever opens both persons, as their cases stand now: to anybody
else it would tell who is in a case that is closed to them.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log, log_each
from waystation.casework import access, naming
from waystation.casework.likely import SAME, STATES, Likely
from waystation.casework.models import Case, PairRow
from waystation.casework.records import Decision, Pair
from waystation.staff.access import index, open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.vault import half
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite, together

UNDECIDED = ""


class Met(NamedTuple):
    """A person of a case, and somebody who is likely the same."""

    case: UUID
    person: UUID
    other: Likely


def state(pair: Pair) -> str:
    """What two are held to be now."""
    return pair.decisions[-1].state if pair.decisions else UNDECIDED


def pairs(actor: Actor) -> list[tuple[Held, Pair]]:
    """The pairs of whom this person may know both, what waits first, the oldest first."""
    require(actor, "casework.identity")
    found = [(held, held.record) for held in opened(actor, PairRow)]
    opens = _opening(actor)
    known = [(held, pair) for held, pair in found if opens(pair)]
    waits = {UNDECIDED: 0, "unsure": 1}
    return sorted(known, key=lambda pair: (waits.get(state(pair[1]), 2), str(pair[1].at)))


def _opening(actor: Actor) -> Callable[[Pair], bool]:
    """Whether somebody opens both sides. A key in hand does not say so: who was taken off a case keeps the old one."""
    cases, persons = opened(actor, Case), [opened(actor, model) for model in naming.telling()]

    def opens(pair: Pair) -> bool:
        both = (pair.first, pair.second)
        return all(cases.get(case) for case in pair.cases) and all(
            any(some.get(person) for some in persons) for person in both
        )

    return opens


def new(person: UUID, found: Iterable[Likely]) -> list[Likely]:
    """Those who were not met beside this person before."""
    ids = {_id(person, each.person): each for each in found}
    known = set(PairRow.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))
    return [each for pair, each in ids.items() if pair not in known]


def waiting(actor: Actor) -> int:
    """How many pairs nobody has decided yet."""
    return sum(state(pair) == UNDECIDED for _held, pair in pairs(actor))


def queue(actor: Actor, case_id: UUID, person: UUID, found: Iterable[Likely], said: Mapping[UUID, str]) -> None:
    """Keeps who was likely the same as a person of a case, with what was said of it at once.

    A pair that is known already stays as it was decided. Raises Absent without the key.
    """
    queue_all(actor, [Met(case_id, person, each) for each in found], said)


@transaction.atomic
def queue_all(actor: Actor, met: Iterable[Met], said: Mapping[UUID, str] = MappingProxyType({})) -> None:
    """The same of persons of many cases, in few statements."""
    require(actor, "casework.write")
    in_order()
    pairs = {_id(each.person, each.other.person): each for each in met if each.person != each.other.person}
    known = set(PairRow.objects.filter(pk__in=list(pairs)).values_list("pk", flat=True))
    new = {pk: each for pk, each in pairs.items() if pk not in known}
    lines: dict[str, list[tuple[UUID, UUID]]] = {}
    with together():
        for pk, each in new.items():
            answer = said.get(each.other.person, UNDECIDED)
            create(PairRow, _pair(actor, each, answer), access.key(actor, each.case, Compartment.IDENTITY), id=pk)
            verb = "casework.pair_decided" if answer else "casework.pair_queued"
            lines.setdefault(verb, []).append((pk, each.case))
    for verb, subjects in lines.items():
        log_each(actor.account, verb, subjects)


def _pair(actor: Actor, met: Met, answer: str) -> Pair:
    return Pair(
        first=met.person,
        second=met.other.person,
        cases=(met.case, met.other.case),
        words=len(met.other.words),
        years=met.other.years,
        phone=met.other.phone,
        decisions=(Decision(state=answer, at=actor.now(), by=actor.account),) if answer else (),
        at=actor.now(),
    )


def _id(one: UUID, other: UUID) -> UUID:
    """One id for two persons, from whichever side; without the vault half it tells nothing of them."""
    first, second = sorted((one.bytes, other.bytes))
    return UUID(bytes=half.digest(b"pair of persons", first + second))


@transaction.atomic
def decide(actor: Actor, pair_id: UUID, answer: str, *, note: str = "", seen: int | None = None) -> None:
    """Says what two persons are held to be; said again, the last counts. Raises Absent, Stale, ValueError."""
    require(actor, "casework.write")
    row, pair = visible(actor, pair_id)
    if answer not in STATES:
        raise ValueError("no such answer")
    if seen is not None and row.version != seen:
        raise Stale
    decision = Decision(state=answer, note=note, at=actor.now(), by=actor.account)
    rewrite(row, msgspec.structs.replace(pair, decisions=(*pair.decisions, decision)), actor.keys)
    log(actor.account, "casework.pair_decided", subject=pair_id, case=row.locator)


def visible(actor: Actor, pair_id: UUID) -> tuple[PairRow, Pair]:
    """One pair. Raises Absent where this person may not know both."""
    row, pair = open_row(actor, PairRow.objects.all(), pair_id)
    if not (_opening(actor)(pair) and all(access.may_identify(actor, case) for case in pair.cases)):
        raise Absent
    return row, pair


def same_as(actor: Actor, person: UUID) -> dict[UUID, UUID]:
    """Whoever was decided to be the same person, at however many removes, with the case in which they are at home."""
    decided, found, waiting = index(actor, PairRow, _decided_same), dict[UUID, UUID](), [person]
    while waiting:
        for held in decided.group(waiting.pop()):
            pair: Pair = held.record
            for other, case in zip((pair.first, pair.second), pair.cases, strict=True):
                if other != person and other not in found:
                    found[other] = case
                    waiting.append(other)
    return found


def _decided_same(held: Held) -> Standing:
    pair: Pair = held.record
    return b"", [pair.first, pair.second] if state(pair) == SAME else []


def of_person(actor: Actor, person: UUID) -> set[UUID]:
    """The pairs that speak of a person: they go with them."""
    return {held.id for held in opened(actor, PairRow) if person in (held.record.first, held.record.second)}
