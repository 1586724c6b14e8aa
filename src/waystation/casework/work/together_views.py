"""Several tasks changed together."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from waystation.casework import access as casework
from waystation.casework.together import MOST
from waystation.casework.together_page import TogetherPage
from waystation.casework.work import access, listing, shown, together, wording
from waystation.casework.work.forms import TogetherForm
from waystation.casework.work.records import Task
from waystation.casework.work.rules import Sentence
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest

LABELS: dict[str, Sentence] = {
    "state": gettext_lazy("State"),
    "due": gettext_lazy("By when"),
    "whose": gettext_lazy("For whom"),
}


class _Tasks(TogetherPage):
    template, home, name = "work/together.html", "work:together", "task"
    done, undone, verbs = "tasks-changed", "tasks-put-back", together

    def form(self, actor: Actor, data: Any, initial: dict[str, Any]) -> TogetherForm:
        return TogetherForm(data, initial=initial, colleagues=casework.colleagues(actor))

    def listed(self, request: StaffRequest, actor: Actor) -> Iterable[UUID]:
        return [held.id for held in listing.Tasks(actor, request.POST.dict()).found[:MOST]]

    def find(self, actor: Actor, row_id: UUID) -> tuple[Any, Any]:
        return access.task(actor, row_id)

    def line(self, actor: Actor, row: Any, record: Task, wish: Mapping[str, Any]) -> dict[str, Any]:
        before, after = _words(actor, record), _words(actor, together.wished(record, wish))
        changes = [(LABELS[name], before[name], after[name]) for name in LABELS if before[name] != after[name]]
        case = access.case_of(actor, row)
        called = casework.called(actor, case) if case else ""
        return {"id": row.pk, "version": row.version, "what": record.what, "called": called, "changes": changes}

    def called(self, actor: Actor, row_id: UUID) -> str:
        try:
            return access.task(actor, row_id)[1].what
        except Absent:
            return ""

    def named(self, fields: Iterable[str]) -> Iterable[Any]:
        # Who and team are one thing to whoever chooses.
        return (LABELS["whose" if name in ("who", "team") else name] for name in fields)


def _words(actor: Actor, task: Task) -> dict[str, str]:
    return {
        "state": str(wording.STATES[task.state]),
        "due": date_format(task.due, "SHORT_DATE_FORMAT") if task.due else "—",
        "whose": str(shown.for_whom(task, personas(actor))),
    }


PAGE = _Tasks()


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest) -> HttpResponse:
    """Tasks are chosen, looked at, and changed."""
    return PAGE.change(request)


@require_POST
def take_back(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Puts back what was there before."""
    return PAGE.take_back(request, batch_id)
