"""What waits in a case for somebody to see to it. It comes back every day until it is settled, whoever is on duty."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from waystation.casework import access
from waystation.casework.models import AlertRow
from waystation.casework.records import Alert
from waystation.hotline.waiting import to_the_minute
from waystation.staff.access import index, stubs
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing
from waystation.vault.keyring import Key
from waystation.vault.records import create, delete, move

KINDS = RISK, SEARCH, CLOCK, HAND_OVER, CLOSING, RECALL = (
    "risk",
    "search",
    "clock",
    "hand_over",
    "closing",
    "recall",
)
_ALL = "all"


def everywhere(actor: Actor) -> Group[Held]:
    """All that waits in the cases that this person may open, what is due first before the rest."""
    require(actor, "casework.read")
    return index(actor, AlertRow, _standing).group(_ALL)


def _standing(held: Held) -> Standing:
    alert: Alert = held.record
    return f"{(alert.due or alert.at).isoformat()}".encode(), [_ALL]


def of(actor: Actor, case_id: UUID, *kinds: str) -> list[tuple[AlertRow, Alert]]:
    """What waits in one case, of these kinds or of all."""
    found = stubs(actor, AlertRow.objects.filter(locator=case_id))
    return sorted((pair for pair in found if not kinds or pair[1].kind in kinds), key=lambda pair: pair[1].at)


def put(actor: Actor, case_id: UUID, alert: Alert, *, alarm_at: datetime | None = None) -> UUID:
    """Lets something wait, in the caller's transaction. The duty team is called at `alarm_at`, nobody signed in."""
    return put_under(actor, access.key(actor, case_id), alert, alarm_at=alarm_at)


def put_under(actor: Actor, key: Key, alert: Alert, *, alarm_at: datetime | None = None) -> UUID:
    """The same in a case whose key nobody has been given yet."""
    return create(AlertRow, alert, key, **_called(actor, alarm_at)).pk


def put_off(actor: Actor, row: AlertRow, alert: Alert, *, alarm_at: datetime | None = None) -> None:
    """Lets it wait until another time, in the caller's transaction. Raises Stale."""
    move(row, alert, access.key(actor, row.locator), **_called(actor, alarm_at))


def settle(rows: Iterable[tuple[AlertRow, Any]]) -> int:
    """Takes away what is seen to, in the caller's transaction. Returns how many were still there."""
    return delete(*[row for row, _ in rows])


def _called(actor: Actor, alarm_at: datetime | None) -> dict[str, Any]:
    """Nobody is called for what happens in an innocent view."""
    return {"alarm_at": to_the_minute(alarm_at) if alarm_at and not actor.apart else None, "told": False}
