"""Who besides the one of a case is in what goes out: asked by the gate, and handed on only where they said yes."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from waystation.casework.consent_rules import Verdict, Wanted
from waystation.casework.exchange import kinds
from waystation.casework.persons import access as persons
from waystation.casework.persons import asked
from waystation.staff.actor import Actor

Going = Mapping[UUID, frozenset[str]]
"""Which parts of each person of a case go; of who is not in it, nothing does."""

_TELL_OF_OTHERS = frozenset({"who", "contact", "health"})


def with_others(actor: Actor, case_id: UUID, wanted: Wanted) -> Wanted:
    """The same use with those besides the one of the case whose data would go. What stays with us asks nobody."""
    if wanted.purpose in kinds.KEPT_BY_US or _TELL_OF_OTHERS.isdisjoint(wanted.parts):
        return wanted
    return replace(wanted, others=asked.others(actor, case_id))


def going(actor: Actor, case_id: UUID, wanted: Wanted, found: Verdict) -> Going:
    """What of whom goes by a verdict: of the one of the case and of those who hunt, who are not asked, all of it."""
    home = {each.id for each in persons.members(actor, case_id) if each.home == case_id}
    if wanted.purpose not in kinds.KEPT_BY_US:
        home -= {each.id for each in asked.others(actor, case_id)}
    return dict.fromkeys(home, wanted.parts) | {share.other.id: share.parts for share in found.shares}
