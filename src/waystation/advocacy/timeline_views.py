"""The pages of pressure: what was asked, said and done in public, from day to day."""

from collections.abc import Callable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.advocacy import access, pressing, shown
from waystation.advocacy.forms import PressureForm
from waystation.advocacy.framing import ON_A_PAGE, tabs, tried
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page


@require_safe
def timeline(request: StaffRequest) -> HttpResponse:
    """What we asked, what others said and did, and what those in power said and did: from day to day."""
    actor = acting(request, "advocacy.read")
    picture, lines = shown.timeline(actor)
    part = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "advocacy/timeline.html", tabs(actor, "timeline") | {"picture": picture, "page": part})


def pressure_new(request: StaffRequest) -> HttpResponse:
    """Writes down what was said or done in public."""
    actor = acting(request, "advocacy.write")
    form = PressureForm(request.POST or None, submissions=_titles(actor), initial={"side": "others"})
    heading = _("Something was said or done")
    return _pressure(
        request, form, lambda: pressing.add_pressure(actor, form.pressure, once=form.cleaned_data["once"]), heading
    )


def pressure(request: StaffRequest, pressure_id: UUID) -> HttpResponse:
    """Says it anew."""
    actor = request.actor
    row, found = access.pressure(actor, pressure_id)
    acting(request, "advocacy.write")
    initial = PressureForm.initial_of(found) | {"version": row.version}
    form = PressureForm(request.POST or None, submissions=_titles(actor), initial=initial)

    def act() -> None:
        pressing.change_pressure(actor, pressure_id, form.pressure, seen=form.cleaned_data["version"])

    return _pressure(request, form, act, _("What was said or done"), pressure_id)


@require_POST
def pressure_remove(request: StaffRequest, pressure_id: UUID) -> HttpResponse:
    """Takes it away."""
    pressing.remove_pressure(acting(request, "advocacy.write"), pressure_id)
    return back("advocacy:timeline", "submission-gone")


def _titles(actor: Actor) -> dict[UUID, str]:
    found = {one: clean(each.title)[0] for one, each in access.submissions(actor).items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _pressure(
    request: StaffRequest,
    form: PressureForm,
    act: Callable[[], object],
    heading: str,
    pressure_id: UUID | None = None,
) -> HttpResponse:
    def saved() -> HttpResponse:
        act()
        return back("advocacy:timeline", "submission-saved")

    valid = request.method == "POST" and form.is_valid()
    if valid and (done := tried(request, form, saved, access.pressure, pressure_id)):
        return done
    above = reverse("advocacy:timeline")
    context = {"heading": heading, "below": "", "above": above, "button": _("Save"), "form": form}
    context |= {"away": pressure_id, "breadcrumbs": [(above, _("Timeline"))]}
    return page(request, "advocacy/pressure.html", context, status=422 if form.errors else 200)
