"""The pages of tasks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.casework import access as casework
from waystation.casework import history_shown
from waystation.casework.work import access, actions, listing, shown
from waystation.casework.work.forms import EndForm, TaskForm, whose
from waystation.casework.work.records import CANCELLED, DONE, OPEN
from waystation.casework.work.submit import around, submit
from waystation.casework.work.wording import NOTICES
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(NOTICES)


@require_safe
def tasks(request: StaffRequest) -> HttpResponse:
    """Every open task, the longest due first: one's own, or everybody's."""
    return page(request, "work/tasks.html", {"listing": listing.Tasks(acting(request, "casework.read"), request.GET)})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, case_id: UUID | None = None) -> HttpResponse:
    """A new task, on a case or on none."""
    actor = acting(request, "casework.write")
    context = around(actor, case_id)
    form = TaskForm(request.POST or None, colleagues=casework.colleagues(actor))

    def act() -> None:
        actions.add_task(actor, case_id, **form.told(), once=form.cleaned_data["once"])

    return submit(request, "work/task-new.html", form, act, "task-kept", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """One task: changed here, and ended."""
    actor = acting(request, "casework.write")
    row, each = access.task(actor, task_id)
    initial = {"what": each.what, "due": each.due, "whose": whose(each.who, each.team), "version": row.version}
    form = TaskForm(request.POST or None, initial=initial, colleagues=_may_have(actor, each.who))
    context = around(actor, access.case_of(actor, row)) | _shown(actor, task_id) | {"end": EndForm()}

    def act() -> None:
        actions.change_task(actor, task_id, **form.told(), seen=form.cleaned_data["version"])

    def now() -> dict[str, Any]:
        found = _shown(actor, task_id)
        return found | {"theirs": found["each"]}

    return submit(request, "work/task.html", form, act, "task-kept", context, now)


def _may_have(actor: Actor, who: UUID | None) -> dict[UUID, str]:
    """The colleagues, and who has it now, even if they left."""
    names = personas(actor)
    return casework.colleagues(actor) | ({who: names.get(who, _("somebody who left"))} if who else {})


def _shown(actor: Actor, task_id: UUID) -> dict[str, Any]:
    row, each = access.task(actor, task_id)
    return {
        "each": shown.task(row.pk, each, personas(actor), actor.today),
        "version": row.version,
        "is_open": each.state == OPEN,
        "by": personas(actor).get(each.by, "?"),
        "changes": history_shown.of_row(actor, task_id),
    }


@require_POST
def end(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Done, cancelled, or open again: one click, with a note where there is one."""
    actor = acting(request, "casework.write")
    row, _each = access.task(actor, task_id)
    state = {"done": DONE, "cancel": CANCELLED, "reopen": OPEN}.get(request.POST.get("do", ""), "")
    form = EndForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    actions.end_task(actor, task_id, state, note=note)
    case_id = access.case_of(actor, row)
    home = reverse("casework:case", args=[case_id]) if case_id else reverse("work:tasks")
    return back(home, "task-open-again" if state == OPEN else "task-ended")
