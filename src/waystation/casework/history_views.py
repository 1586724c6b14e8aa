"""The page of a case's history."""

from uuid import UUID

from django.http import HttpResponse

from waystation.casework import access, history_shown
from waystation.casework.submit import crumbs
from waystation.staff.requests import StaffRequest
from waystation.web.pages import page


def history(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who changed what from what to what, and who opened it."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    told = {"changes": history_shown.changes(actor, case_id), "readings": history_shown.readings(actor, case_id)}
    return page(request, "casework/history.html", crumbs(row, stub) | told)
