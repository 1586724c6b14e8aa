"""The page on which several tasks are changed together: chosen, looked at, done, taken back."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from waystation.casework import access as casework
from waystation.casework.together import MOST, Outcome
from waystation.casework.together_views import ids_of, targets_of
from waystation.casework.work import access, listing, shown, together, wording
from waystation.casework.work.forms import TogetherForm
from waystation.casework.work.records import Task
from waystation.casework.work.rules import Sentence
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page

LABELS: dict[str, Sentence] = {
    "state": gettext_lazy("State"),
    "due": gettext_lazy("By when"),
    "whose": gettext_lazy("For whom"),
}
Chosen = list[tuple[Any, Task]]


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest) -> HttpResponse:
    """Without tasks: what can be taken back. With some: the form, then what it will change, then it is done."""
    actor = acting(request, "casework.write")
    step = request.POST.get("step", "")
    if request.method != "POST" or not (chosen := _chosen(request, actor)):
        return _page(request, actor, {})
    people = casework.colleagues(actor)
    form = TogetherForm(request.POST if step else None, initial={"once": uuid4()}, colleagues=people)
    context: dict[str, Any] = {"form": form, "chosen": chosen, "step": "choose"}
    if step and form.is_valid():
        if step == "do":
            return _do(request, actor, form)
        lines = [_line(actor, *each, form.wish()) for each in chosen]
        context |= {"step": "look", "lines": lines, "count": sum(bool(line["changes"]) for line in lines)}
    return _page(request, actor, context, status=422 if form.errors else 200)


def _chosen(request: StaffRequest, actor: Actor) -> Chosen:
    """The tasks that were ticked, or all that are listed, as they stand now."""
    if "all" in request.POST:
        ids = [held.id for held in listing.Tasks(actor, request.POST.dict()).found[:MOST]]
    else:
        ids = ids_of(request.POST.getlist("task"))[:MOST]
    found = []
    for task_id in dict.fromkeys(ids):
        try:
            found.append(access.task(actor, task_id))
        except Absent:
            continue
    return found


def _line(actor: Actor, row: Any, task: Task, wish: dict[str, Any]) -> dict[str, Any]:
    """What will be another in one task."""
    before, after = _words(actor, task), _words(actor, together.wished(task, wish))
    changes = [(LABELS[name], before[name], after[name]) for name in LABELS if before[name] != after[name]]
    case = access.case_of(actor, row)
    called = casework.called(actor, case) if case else ""
    return {"id": row.pk, "version": row.version, "what": task.what, "called": called, "changes": changes}


def _words(actor: Actor, task: Task) -> dict[str, str]:
    return {
        "state": str(wording.STATES[task.state]),
        "due": date_format(task.due, "SHORT_DATE_FORMAT") if task.due else "—",
        "whose": str(shown.for_whom(task, personas(actor))),
    }


def _do(request: StaffRequest, actor: Actor, form: TogetherForm) -> HttpResponse:
    targets = targets_of(request.POST.getlist("target"))[:MOST]
    done = together.change(actor, form.cleaned_data["once"] or uuid4(), targets, form.wish())
    if done.left:
        return _page(request, actor, {"form": form, "step": "going", "left": done.left, "targets": targets})
    return _ended(request, actor, done, "tasks-changed")


def _ended(request: StaffRequest, actor: Actor, done: Outcome, notice: str) -> HttpResponse:
    if not done.stayed:
        return back("work:together", notice)
    return _page(request, actor, {"stayed": [_stayed(actor, task_id) for task_id in done.stayed]})


def _stayed(actor: Actor, task_id: UUID) -> tuple[UUID, str]:
    try:
        return task_id, access.task(actor, task_id)[1].what
    except Absent:
        return task_id, ""


def _page(request: StaffRequest, actor: Actor, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    names = personas(actor)
    batches = [
        {"batch": each, "by": names.get(each.made.by, ""), "what": ", ".join(_of(each.made.fields))}
        for each in together.batches(actor)
    ]
    return page(request, "work/together.html", {"batches": batches, "most": MOST} | context, status=status)


def _of(fields: tuple[str, ...]) -> list[str]:
    """What was set, in words: who and team are one thing to whoever chooses."""
    return list(dict.fromkeys(str(LABELS["whose" if name in ("who", "team") else name]) for name in fields))


@require_POST
def take_back(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Puts back what was there before, as much as a page has time for."""
    actor = acting(request, "casework.write")
    done = together.take_back(actor, batch_id)
    if done.left:
        return _page(request, actor, {"step": "going-back", "left": done.left, "batch_id": batch_id})
    return _ended(request, actor, done, "tasks-put-back")
