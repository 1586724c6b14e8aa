"""The pages of what waits in a case until somebody has seen to it."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework import watching
from waystation.casework.errors import Refused
from waystation.staff.requests import StaffRequest
from waystation.web import notices
from waystation.web.pages import back

notices.register({"rise-seen": gettext_lazy("Noted that you have seen it.")})


@require_POST
def seen(request: StaffRequest, case_id: UUID, alert_id: UUID) -> HttpResponse:
    """Somebody has seen that a risk rose. The page of the case says why it is not oneself."""
    with suppress(Refused):
        watching.see_rise(request.actor, case_id, alert_id)
        return back("casework:case", "rise-seen", case_id=case_id)
    return back("casework:case", case_id=case_id)
