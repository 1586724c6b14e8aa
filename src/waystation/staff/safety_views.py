"""Pages about panic and the security mode."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from waystation.staff import security
from waystation.staff.policy import require
from waystation.staff.requests import StaffRequest
from waystation.staff.safety_forms import ModeForm, PanicForm
from waystation.vault.mode import Mode
from waystation.web import notices
from waystation.web.pages import back, page
from waystation.web.views import unavailable

notices.register({"mode-set": gettext_lazy("The mode is set.")})


def panic(request: StaffRequest) -> HttpResponse:
    """Destroys the vault half, and with it the way to everything. The answer is that of any failing server."""
    require(request.actor, "panic")
    form = PanicForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        security.start_panic(request.actor)
        response = unavailable(request)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response
    return page(request, "staff/panic.html", {"form": form}, status=422 if form.errors else 200)


def mode(request: StaffRequest) -> HttpResponse:
    """Normal, read-only, or closed."""
    require(request.actor, "mode.set")
    standing = security.standing()
    form = ModeForm(request.POST if request.method == "POST" else None, initial={"mode": standing.mode.value})
    if form.is_valid():
        security.set_mode(request.actor, Mode(form.cleaned_data["mode"]))
        return back("staff:mode", "mode-set")
    return page(request, "staff/mode.html", {"form": form}, status=422 if form.errors else 200)
