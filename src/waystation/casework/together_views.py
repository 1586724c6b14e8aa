"""The page on which several cases are changed together: chosen, looked at, done, taken back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from waystation.casework import access, filters, forms, rules, together
from waystation.casework.forms import TogetherForm
from waystation.casework.records import CaseStub
from waystation.casework.register import register
from waystation.casework.together import MOST, Outcome, Target
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "together-done": gettext_lazy("Changed. It can be taken back on this page for a week."),
        "together-back": gettext_lazy("Taken back. The cases are as they were before."),
    }
)
LABELS = {
    "owner": gettext_lazy("Responsible"),
    "next_action": gettext_lazy("What we do next"),
    "next_due": gettext_lazy("By when"),
    "urgency": gettext_lazy("Urgency"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest) -> HttpResponse:
    """Without cases: what can be taken back. With some: the form, then what it will change, then it is done."""
    actor = acting(request, "casework.write")
    step = request.POST.get("step", "")
    if request.method != "POST" or not (chosen := _chosen(request, actor)):
        return _page(request, actor, {})
    form = TogetherForm(request.POST if step else None, initial={"once": uuid4()}, colleagues=access.colleagues(actor))
    context: dict[str, Any] = {"form": form, "chosen": chosen, "step": "choose"}
    if step and form.is_valid():
        if step == "do":
            return _do(request, actor, form)
        lines = [_line(actor, *each, form.wish()) for each in chosen]
        context |= {"step": "look", "lines": lines, "count": sum(bool(line["changes"]) for line in lines)}
    return _page(request, actor, context, status=422 if form.errors else 200)


def _chosen(request: StaffRequest, actor: Actor) -> list[tuple[Any, CaseStub]]:
    """The cases that were ticked, or all that the filters show, as they stand now."""
    if "all" in request.POST:
        cases = register(actor)
        wanted = filters.asked(request.POST, cases.origins())
        ids: Iterable[UUID] = [held.id for held in cases.found(wanted)[:MOST]]
    else:
        ids = ids_of(request.POST.getlist("case"))[:MOST]
    found = []
    for case_id in dict.fromkeys(ids):
        try:
            found.append(access.case(actor, case_id))
        except Absent:
            continue
    return found


def ids_of(texts: Iterable[str]) -> list[UUID]:
    """The ids that a form names; what is none is passed over."""
    return [target.id for target in targets_of(f"{text}:0" for text in texts)]


def targets_of(texts: Iterable[str]) -> list[Target]:
    """The rows that a form names, each as it was shown."""
    found = []
    for text in texts:
        id_, _colon, version = text.partition(":")
        try:
            found.append(Target(UUID(id_), int(version)))
        except ValueError:
            continue
    return found


def _line(actor: Actor, row: Any, stub: CaseStub, wish: dict[str, Any]) -> dict[str, Any]:
    """What will be another in one case."""
    after, names = together.changed(stub, wish), personas(actor)
    changes = [
        (LABELS[name], _words(names, name, getattr(stub, name)), _words(names, name, getattr(after, name)))
        for name in wish
        if getattr(stub, name) != getattr(after, name)
    ]
    return {"id": row.pk, "version": row.version, "called": stub.pseudonym, "changes": changes}


def _words(names: dict[UUID, str], name: str, value: Any) -> str:
    if not value:
        return "—"
    if name == "owner":
        return names.get(value, "")
    if name == "urgency":
        return str(rules.URGENCIES.get(value, value))
    return date_format(value, "SHORT_DATE_FORMAT") if name == "next_due" else str(value)


def _do(request: StaffRequest, actor: Actor, form: forms.TogetherForm) -> HttpResponse:
    targets = targets_of(request.POST.getlist("target"))[:MOST]
    done = together.change(actor, form.cleaned_data["once"] or uuid4(), targets, form.wish())
    if done.left:
        return _page(request, actor, {"form": form, "step": "going", "left": done.left, "targets": targets})
    return _ended(request, actor, done, "together-done")


def _ended(request: StaffRequest, actor: Actor, done: Outcome, notice: str) -> HttpResponse:
    if not done.stayed:
        return back("casework:together", notice)
    stayed = [(case_id, access.called(actor, case_id)) for case_id in done.stayed]
    return _page(request, actor, {"stayed": stayed})


def _page(request: StaffRequest, actor: Actor, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    names = personas(actor)
    batches = [
        {
            "batch": each,
            "by": names.get(each.made.by, ""),
            "what": ", ".join(str(LABELS[name]) for name in each.made.fields),
        }
        for each in together.batches(actor)
    ]
    return page(request, "casework/together.html", {"batches": batches, "most": MOST} | context, status=status)


@require_POST
def take_back(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Puts back what was there before, as much as a page has time for."""
    actor = acting(request, "casework.write")
    done = together.take_back(actor, batch_id)
    if done.left:
        return _page(request, actor, {"step": "going-back", "left": done.left, "batch_id": batch_id})
    return _ended(request, actor, done, "together-back")
