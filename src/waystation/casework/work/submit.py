"""One way for a form of work to end: done and back, or shown again with all that was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.casework.forms import QuietForm
from waystation.casework.submit import crumbs
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
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
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
            more = now()
        except Stale:
            form.add_error(None, _("Somebody else changed this at the same time. Your text is kept below."))
            refresh(request.actor)
            more = now()
            form.now_at(more.get("version", 0))
        else:
            return back(context["home"], notice)
    return page(request, template, context | more | {"form": form}, status=422 if form.errors else 200)
