"""The verbs of pairs, and the only writers. Nothing merges two persons: each stays as it was recorded."""

from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.likely import STATES
from waystation.casework.records import Decision
from waystation.documentation import access as documentation
from waystation.documentation.errors import Refused
from waystation.documentation.matching import access, rules, wording
from waystation.documentation.matching.models import MatchRow
from waystation.documentation.matching.records import Match
from waystation.documentation.records import NAMED
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite


@transaction.atomic
def decide(actor: Actor, one: UUID, other: UUID, answer: str, *, note: str = "", seen: int | None = None) -> UUID:
    """Says what two persons are held to be: same, different, unsure; said again, a reviewer's last word counts.

    `seen` is `access.version` of what was shown. Returns the id of the pair. Raises Absent, Refused,
    Stale, ValueError.
    """
    if answer not in STATES:
        raise ValueError("no such answer")
    return _say(actor, one, other, answer, note, seen)


@transaction.atomic
def take_back(actor: Actor, one: UUID, other: UUID, *, note: str = "", seen: int | None = None) -> UUID:
    """Takes back what this person said of two; what was said stays to be read. Raises as `decide`."""
    return _say(actor, one, other, rules.UNDECIDED, note, seen)


def _say(actor: Actor, one: UUID, other: UUID, answer: str, note: str, seen: int | None) -> UUID:
    require(actor, "matching.decide")
    in_order()
    row, before = access.match(actor, one, other)
    if seen is not None and seen != access.version(actor, one, other):
        raise Stale
    if answer and any(documentation.person(actor, each)[1].kind != NAMED for each in (one, other)):
        raise Refused([("", wording.UNNAMED)])
    if not answer and actor.account not in rules.opinions(before):
        raise Refused([("", wording.NOTHING_SAID)])
    said = Decision(state=answer, note=note, at=actor.now(), by=actor.account)
    after = msgspec.structs.replace(before, decisions=(*before.decisions, said))
    _check(actor, after)
    found = _write(actor, row, after)
    log(actor.account, "matching.decided" if answer else "matching.taken_back", subject=found)
    return found


def _check(actor: Actor, after: Match) -> None:
    """Raises Refused where what would be held of this pair cannot hold together with what is held of others."""
    this = access.match_id(after.first, after.second)
    others = [match for one, match in access.matches(actor).items() if one != this]
    if pair := rules.contradiction(rules.decided([*others, after])):
        names = documentation.called(actor, pair)
        raise Refused([("", wording.contradiction(*(names.get(each, "—") for each in pair)))])


def _write(actor: Actor, row: MatchRow | None, after: Match) -> UUID:
    if row is not None:
        rewrite(row, after, actor.keys)
        return row.pk
    signed = msgspec.structs.replace(after, at=actor.now(), by=actor.account)
    return create(MatchRow, signed, documentation.key(actor), id=access.match_id(after.first, after.second)).pk
