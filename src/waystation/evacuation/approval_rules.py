"""Who approves a journey: two different people, and exactly the version that goes. Pure.

Every change of a journey makes another version, of which nobody has approved anything. Who goes along is not written in
the journey, so an approval says it: when somebody joins or leaves, it is an approval of another journey. And it counts
only while whoever gave it is still somebody who may.
"""

import hashlib
from collections.abc import Container, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from waystation.evacuation.errors import Refused
from waystation.evacuation.records import APPROVED, DRAFT, UNDER_WAY, Approval, JourneyRecord, Undone

NEEDED = 2
OPEN = (DRAFT, APPROVED, UNDER_WAY)
CHANGES = LEG, BED, TIME, HOUSE, CANCELLED, CONSENT, TRAVELLERS = (
    "leg",
    "bed",
    "time",
    "house",
    "cancelled",
    "consent",
    "travellers",
)
"""What takes approvals away, each with its words."""

Travellers = Sequence[UUID]
Able = Container[UUID]
"""The accounts of those who may approve now."""


def current(journey: JourneyRecord, travellers: Travellers) -> list[Approval]:
    """The approvals of the journey as it is now, with those who go along now, whoever gave them."""
    now = (journey.edition, tuple(travellers))
    return [each for each in journey.approvals if (each.edition, each.travellers) == now]


def standing(journey: JourneyRecord, travellers: Travellers, able: Able) -> list[Approval]:
    """Those of them that count: who gave them may still approve."""
    return [each for each in current(journey, travellers) if each.by in able]


def void(journey: JourneyRecord, travellers: Travellers, able: Able) -> list[Approval]:
    """Those of them that do not count: who gave them left, or may not approve any more."""
    return [each for each in current(journey, travellers) if each.by not in able]


def is_approved(journey: JourneyRecord, travellers: Travellers, able: Able) -> bool:
    """Whether two different people, who still may, approved the journey as it is now."""
    return len({each.by for each in standing(journey, travellers, able)}) >= NEEDED


def lost(journey: JourneyRecord, travellers: Travellers) -> str:
    """What change took the last approvals away: of CHANGES; "" where none did or nobody approved yet."""
    if not journey.approvals or current(journey, travellers):
        return ""
    return TRAVELLERS if journey.approvals[-1].edition == journey.edition else journey.undone[-1].what


def waits(journey: JourneyRecord, travellers: Travellers, able: Able) -> bool:
    """Whether somebody has approved it, now or before a change, and more approvals are wanted."""
    return journey.status in OPEN and bool(journey.approvals) and not is_approved(journey, travellers, able)


def seal(journey: JourneyRecord, travellers: Travellers) -> str:
    """What stands for the version that somebody has before them."""
    told = "\n".join((str(journey.edition), *map(str, travellers)))
    return hashlib.sha256(told.encode()).hexdigest()


def approved(journey: JourneyRecord, travellers: Travellers, able: Able, *, by: UUID, at: datetime) -> JourneyRecord:
    """The same with one more approval. Raises Refused to who has approved this version already."""
    if journey.status not in OPEN or is_approved(journey, travellers, able):
        raise Refused("wrong_moment")
    if any(each.by == by for each in current(journey, travellers)):
        raise Refused("approved_by_you")
    if any(each.edition == journey.edition and each.travellers != tuple(travellers) for each in journey.approvals):
        journey = changed(journey, TRAVELLERS, by=by, at=at)
    one = Approval(by=by, at=at, edition=journey.edition, travellers=tuple(travellers))
    after = replace(journey, approvals=(*journey.approvals, one))
    if journey.status == UNDER_WAY:
        return after
    return replace(after, status=APPROVED if is_approved(after, travellers, able) else DRAFT)


def changed(journey: JourneyRecord, what: str, *, by: UUID, at: datetime) -> JourneyRecord:
    """The next version, which nobody has approved. Raises Refused where the journey is over.

    Before anybody sets out it is a draft again; on the way it stays on the way.
    """
    if journey.status not in OPEN:
        raise Refused("wrong_moment")
    status = DRAFT if journey.status == APPROVED else journey.status
    undone = journey.undone
    if any(each.edition == journey.edition for each in journey.approvals):
        undone = (*undone, Undone(edition=journey.edition, what=what, by=by, at=at))
    return replace(journey, edition=journey.edition + 1, status=status, undone=undone)
