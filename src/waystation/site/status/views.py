"""The page of the machine's state, for administrators and coordinators."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from waystation.site.status import machine, shown
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import page


@require_safe
def status(request: StaffRequest) -> HttpResponse:
    """How the machine does at this moment. Somebody looks; nothing is changed or kept."""
    actor = acting(request, "status.read")
    seen = machine.look(actor.now(), apart=bool(actor.apart))
    context = {"now": seen.now, "lights": shown.lights(seen), "pictures": shown.pictures(seen)}
    return page(request, "status/status.html", context)
