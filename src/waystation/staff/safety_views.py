"""Pages about duress, panic and the security mode. The same for everybody, whichever view they are in."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from waystation.staff import duress, security
from waystation.staff.access import personas
from waystation.staff.policy import require
from waystation.staff.requests import StaffRequest
from waystation.staff.safety_forms import CurrentForm, DuressForm, ModeForm, PanicForm
from waystation.vault.errors import Busy, Locked
from waystation.vault.mode import Mode
from waystation.web import notices
from waystation.web.pages import back, page
from waystation.web.views import unavailable

notices.register(
    {
        "kept": gettext_lazy("Done. A duress passphrase must not be tried out: it locks your real work."),
        "duress-answered": gettext_lazy("Noted. The alarm is shown no longer."),
        "mode-set": gettext_lazy("The mode is set."),
    }
)


@sensitive_variables()
def under_duress(request: StaffRequest) -> HttpResponse:
    """A duress passphrase is set or taken back."""
    require(request.actor, "duress.set")
    removes = request.POST.get("do") == "remove"
    given = request.POST if request.method == "POST" else None
    form = DuressForm(None if removes else given, prefix="set")
    remove_form = CurrentForm(given if removes else None, prefix="remove")
    sent = remove_form if removes else form
    if given is not None and sent.is_valid() and _changed(request, sent):
        return back("staff:duress", "kept")  # the address stays in the browser's history: it must not tell what
    context = {"form": form, "remove_form": remove_form, "is_set": duress.is_set(request.actor)}
    return page(request, "staff/duress.html", context, status=422 if sent.errors else 200)


@sensitive_variables()
def _changed(request: StaffRequest, form: CurrentForm) -> bool:
    said = form.cleaned_data
    try:
        if isinstance(form, DuressForm):
            duress.set_passphrase(request.actor, said["current"], said["duress"])
        else:
            duress.remove(request.actor, said["current"])
    except Locked:
        form.add_error("current", _("This is not the passphrase that you signed in with."))
    except Busy:
        form.add_error(None, _("Too many people are signing in at this moment. Please try again in a minute."))
    return not form.errors


@require_safe
def duress_alarms(request: StaffRequest) -> HttpResponse:
    """Who signed in under duress, and what to do about it."""
    require(request.actor, "alarm.acknowledge")
    names = personas(request.actor)
    found = [
        {"id": pk, "at": notice.at, "persona": names.get(notice.account, "")}
        for pk, notice in duress.alarms(request.actor).items()
        if notice.account
    ]
    return page(request, "staff/duress-alarms.html", {"alarms": found})


@require_POST
def duress_answer(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Somebody takes an alarm on."""
    duress.answer(request.actor, notice_id)
    return back("staff:duress-alarms", "duress-answered")


def panic(request: StaffRequest) -> HttpResponse:
    """Destroys the vault half, and with it the way to everything. The answer is that of any failing server.

    It is for everybody on the staff, which the middleware knows without the database; so nobody is asked for here.
    """
    form = PanicForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        security.start_panic()
        response = unavailable(request)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response
    return page(request, "staff/panic.html", {"form": form}, status=422 if form.errors else 200)


def mode(request: StaffRequest) -> HttpResponse:
    """Normal, read-only, or closed."""
    require(request.actor, "mode.set")
    standing = security.standing(request.actor)
    form = ModeForm(request.POST if request.method == "POST" else None, initial={"mode": standing.mode.value})
    if form.is_valid():
        security.set_mode(request.actor, Mode(form.cleaned_data["mode"]))
        return back("staff:mode", "mode-set")
    return page(request, "staff/mode.html", {"form": form}, status=422 if form.errors else 200)
