"""The pages of estimates: whom it is about and who makes which list, then the answer with all that belongs to it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.estimates import actions, freezing, gathering
from waystation.documentation.estimates.forms import EstimateForm, FreezeForm, ListsForm
from waystation.documentation.estimates.protocol import Result
from waystation.documentation.estimates.shown import shown
from waystation.documentation.figures import access as figure_access
from waystation.documentation.figures import actions as figures
from waystation.documentation.figures import gathering as counted
from waystation.documentation.figures import progress
from waystation.documentation.figures.shown import DefinitionShown
from waystation.documentation.jobs import FAILED
from waystation.documentation.matching import gathering as matching
from waystation.documentation.matching import views as comparing
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page

WAITS = 1.0
REFRESH = "2"


def _trail(*more: tuple[str, Any]) -> dict[str, Any]:
    return {"breadcrumbs": [(reverse("figures:figures"), _("Figures")), *more]}


def estimate(request: StaffRequest) -> HttpResponse:
    """Asks how many there are whom nobody told us of: first whom, then by which lists."""
    actor = acting(request, "figures.read")
    if (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    form = EstimateForm(
        request.POST or None, places=counted.documented(actor).places, initial={"as_of": str(actor.today)}
    )
    context: dict[str, Any] = _trail() | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            figures.counts(actor, form.definition())
            found = gathering.told(actor, form.definition())
            tellers = gathering.tellers(actor, found)
            asks = request.POST.get("do") == "estimate"
            lists = ListsForm(request.POST if asks else None, tellers=tellers)
            context |= {"lists": lists, "found": found, "all_others": len(tellers) - len(lists.tellers)}
            if asks and lists.is_valid():
                actions.ask(actor, form.definition(), lists.said(), lists.cleaned_data["others"])
                return back("estimates:estimated")
        except Refused as refused:
            say_beside(form, refused.reasons)
    wrong = bool(form.errors or ("lists" in context and context["lists"].errors))
    return page(request, "estimates/estimate.html", context, status=422 if wrong else 200)


@require_safe
def estimated(request: StaffRequest) -> HttpResponse:
    """The answer to what was asked last, or how far it is."""
    actor = acting(request, "figures.read")
    asked = gathering.asked(actor)
    if asked is None:
        return back("estimates:estimate")
    if asked.job is None:
        waiting = progress.not_yet(request, actor) or comparing.not_yet(request, actor)
        if waiting is not None:
            return waiting
    job = asked.begin(actor, matching.comparison(actor)) if asked.job is None else asked.job
    over = job.is_over_in(WAITS)
    context = _trail((reverse("estimates:estimate"), _("Estimate"))) | {
        "done": int(100 * job.done),
        "failed": over and job.stopped == FAILED,
    }
    if not over or job.result is None:
        answer = page(request, "estimates/working.html", context)
        if not over:
            answer["Refresh"] = REFRESH
        return answer
    return _answer(request, asked, job.lists, job.result, FreezeForm())


def _answer(
    request: StaffRequest, asked: gathering.Asked, names: tuple[str, ...], found: Result, form: FreezeForm
) -> HttpResponse:
    context = _trail((reverse("estimates:estimate"), _("Estimate"))) | {
        "shown": shown(names, found),
        "what": DefinitionShown(asked.wanted),
        "at": asked.at,
        "unnamed": asked.unnamed,
        "form": form,
    }
    return page(request, "estimates/estimated.html", context, status=422 if form.errors else 200)


@require_POST
def freeze(request: StaffRequest) -> HttpResponse:
    """Keeps what was estimated last as a figure."""
    actor = acting(request, "figures.write")
    form = FreezeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.freeze(actor, publisher=said["publisher"], note=said["note"], once=said["once"])
            return back("figures:figure", "figure-frozen", figure_id=made)
        except Refused as refused:
            say_beside(form, refused.reasons)
    asked = gathering.asked(actor)
    if asked is None or asked.job is None or asked.job.result is None:
        return back("estimates:estimated")
    return _answer(request, asked, asked.job.lists, asked.job.result, form)


@require_safe
def frozen(request: StaffRequest, figure_id: UUID) -> HttpResponse:
    """A frozen estimate with everything that it stands on."""
    kept = figure_access.figure(request.actor, figure_id)
    if kept.estimated is None:
        raise Absent
    context = _trail((reverse("figures:figure", args=[figure_id]), _("Figure"))) | {
        "shown": shown(kept.estimated.lists, freezing.result(kept.estimated)),
        "what": DefinitionShown(kept.figure.definition),
        "at": kept.at,
        "unnamed": kept.estimated.unnamed,
        "kept": kept,
    }
    return page(request, "estimates/estimated.html", context)


@require_safe
def picture(request: StaffRequest, number: int) -> HttpResponse:
    """One picture of the answer, as SVG."""
    actor = acting(request, "figures.read")
    return HttpResponse(_picture(actor, number), content_type="image/svg+xml")


def _picture(actor: Actor, number: int) -> str:
    asked = gathering.asked(actor)
    result = asked.job.result if asked and asked.job else None
    if result is None or not 0 <= number < len(result.pictures):
        raise Absent
    return result.pictures[number].svg
