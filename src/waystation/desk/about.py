"""Whose case something is about whose address does not say it: asked when its reading is logged."""

from uuid import UUID

from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow
from waystation.documentation.exhibits.models import OriginalRow
from waystation.evacuation.models import CheckIn
from waystation.evacuation.money.models import PaymentRow, ReceiptRow
from waystation.evacuation.plans.models import PartRow
from waystation.evacuation.pursuers.models import Alarm
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.models import Request
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.teams import TEAMS
from waystation.vault.models import Sealed

# By what their ids are called in addresses: rows that stand in a case, or with a team; and rows of a team that say it.
STAND: dict[str, type[Sealed]] = {
    "request_id": Request,
    "task_id": TaskRow,
    "flag_id": FlagRow,
    "approval_id": ApprovalRow,
    "plan_part_id": PartRow,
    "payment_id": PaymentRow,
    "proof_id": ReceiptRow,
    "exhibit_id": OriginalRow,
}
SAY: dict[str, type[Sealed]] = {"check_in_id": CheckIn, "confirmation_id": ConfirmationRow, "alarm_id": Alarm}


def case_of(actor: Actor, hole: str, row_id: UUID) -> UUID | None:
    """The case; None where it is about none, or nobody can tell."""
    if hole in SAY:
        said = stubs(actor, SAY[hole]._default_manager.filter(pk=row_id))
        return next((record.case for _row, record in said), None)
    if hole not in STAND:
        return None
    # what is sealed for itself, under its own id, belongs to no case
    rows = (
        STAND[hole]
        ._default_manager.filter(pk=row_id)
        .exclude(locator__in=[actor.team(team) for team in TEAMS] + [row_id])
    )
    return rows.values_list("locator", flat=True).first()
