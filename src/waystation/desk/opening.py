"""The first page of a session, while what it shows is being opened: with many thousands of cases that takes a while."""

from waystation.casework.models import Case
from waystation.desk import now
from waystation.staff.access import looked_at
from waystation.staff.actor import Actor
from waystation.staff.beforehand import is_under_way
from waystation.staff.policy import allows

MANY = 2_000  # cases: with fewer the page is there sooner than somebody would read that it is coming


def rows_so_far(actor: Actor) -> int | None:
    """How many rows are looked at while the page of today cannot be shown yet; None as soon as it can."""
    if not allows(actor, "casework.read") or Case.objects.count() < MANY:
        return None
    return looked_at(actor) if is_under_way(actor, "today", lambda: now.context(actor, {})) else None
