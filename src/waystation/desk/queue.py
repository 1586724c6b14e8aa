"""What the page of keeping and erasing shows."""

from typing import Any

from waystation.casework.shown import stage_label
from waystation.desk import access
from waystation.desk.records import Review
from waystation.desk.retention import Due
from waystation.desk.wording import EXTENTS, REASONS
from waystation.hotline.rules import STATUSES
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows

SHOWN = 100


def context(actor: Actor) -> dict[str, Any]:
    """Proposals that wait for a second person, then what is due."""
    due = access.waiting(actor)
    return {
        "proposals": _proposals(actor),
        "due": [_due(each) for each in due.first(SHOWN)],
        "more": max(0, len(due) - SHOWN),
        "may_audit": allows(actor, "audit.read"),
    }


def waiting(actor: Actor) -> int:
    """How many wait for somebody to decide, or to agree."""
    return len(access.waiting(actor)) + len(_proposals(actor))


def _proposals(actor: Actor) -> list[dict[str, Any]]:
    found = (proposal(actor, row.pk) for row, _review in access.proposals(actor))
    return [each for each in found if each]


def _due(each: Due) -> dict[str, Any]:
    return {"due": each, "state": stage_label(each.state) if each.kind == "case" else STATUSES.get(each.state, "")}


def proposal(actor: Actor, review_id: Any) -> dict[str, Any] | None:
    """One proposal in words; None where what it speaks of is not there any more. Raises Absent."""
    row, review = access.proposal(actor, review_id)
    try:
        subject = access.subject(actor, review.subject)
    except Absent:
        return None
    return {
        "id": row.pk,
        "subject": subject,
        "extent": EXTENTS[review.extent],
        "reason": REASONS.get(review.reason, ""),
        "by": personas(actor).get(review.by, ""),
        "at": review.at,
        "may_agree": _may_agree(actor, review),
    }


def _may_agree(actor: Actor, review: Review) -> bool:
    return allows(actor, "erasure.agree") and review.by != actor.account
