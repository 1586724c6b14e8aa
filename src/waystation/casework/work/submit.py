"""One way for a form of work to end: done and back, or shown again with all that was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.forms import QuietForm
from waystation.casework.submit import attempt, crumbs
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.web.pages import back, page


def around(actor: Actor, case_id: UUID | None) -> dict[str, Any]:
    """What stands above the heading: the case, or the list of tasks; and where a form leads back to."""
    if case_id is None:
        return {"breadcrumbs": [(reverse("work:tasks"), _("Tasks"))], "home": reverse("work:tasks")}
    return crumbs(*casework.case(actor, case_id)) | {"home": reverse("casework:case", args=[case_id])}


def submit(
    request: StaffRequest,
    template: str,
    form: QuietForm,
    act: Callable[[], Any],
    notice: str,
    context: dict[str, Any],
    now: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Runs the action for a valid form. `now` gives what stands there where a colleague was faster, and its version."""
    more: dict[str, Any] = {}

    def refused() -> None:
        more.update(now())

    def overtaken() -> None:
        form.add_error(None, _("Somebody else changed this at the same time. Your text is kept below."))
        refused()
        form.now_at(more.get("version", 0))

    if attempt(request, form, act, overtaken, refused):
        return back(context["home"], notice)
    return page(request, template, context | more | {"form": form}, status=422 if form.errors else 200)
