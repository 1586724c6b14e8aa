"""The verbs of what waits in a case: a risk that rose is seen."""

from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, alerts, scales
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow
from waystation.casework.records import Alert, Risk
from waystation.casework.wording import NOT_BY_ONESELF
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require


def risk_rose(actor: Actor, case_id: UUID, risk_id: UUID, before: Risk | None, after: Risk) -> None:
    """Lets a rise wait until somebody has seen it, and calls the duty team now; in the caller's transaction."""
    alerts.settle(alerts.of(actor, case_id, alerts.RISK))
    change = f"{scales.total(before)} → {scales.total(after)}" if before else str(scales.total(after))
    now = actor.now()
    rise = Alert(kind=alerts.RISK, at=now, by=actor.account, text=change, subject=risk_id)
    alerts.put(actor, case_id, rise, alarm_at=now)


def waiting(actor: Actor, case_id: UUID, alert_id: UUID, kind: str) -> tuple[AlertRow, Alert]:
    """One thing that waits in a case. Raises Absent."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    row, alert = open_row(actor, AlertRow.objects.filter(locator=case_id), alert_id)
    if alert.kind != kind:
        raise Absent
    return row, alert


@transaction.atomic
def see_rise(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Somebody else than the assessor has seen that a risk rose. Raises Absent, Refused."""
    row, alert = waiting(actor, case_id, alert_id, alerts.RISK)
    if alert.by == actor.account:
        raise Refused([NOT_BY_ONESELF])
    alerts.settle([(row, alert)])
    log(actor.account, "casework.rise_seen", subject=alert.subject, case=case_id)
