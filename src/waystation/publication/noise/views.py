"""The pages of tables with noise: what they have cost, how one is drawn, and that it is paid for before it is seen."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.figures import progress
from waystation.publication import access, texts
from waystation.publication import wording as publication
from waystation.publication.forms import KeepForm
from waystation.publication.noise import actions, drawing, rules, wording
from waystation.publication.noise.forms import BudgetForm, NoiseForm
from waystation.publication.noise.records import Asked, Ledger
from waystation.publication.records import TABLE, Publication
from waystation.publication.statistics import making
from waystation.publication.statistics.tables import ACTS, AUDIENCES
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

WAITS = 1.0
REFRESH = "1"
notices.register(
    {
        "budget-asked": gettext_lazy("Noted. Another person has to agree."),
        "budget-agreed": gettext_lazy("Agreed. The budget counts from now on."),
        "budget-dropped": gettext_lazy("The budget stays as it was."),
    }
)


def budget(request: StaffRequest) -> HttpResponse:
    """What tables with noise may cost and have cost, and what that means; posted, asks for another budget."""
    actor = acting(request, "publication.write")
    form = BudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(actor, **form.wanted)
            return back("publication:noise", "budget-asked")
        except Refused as refused:
            say_beside(form, refused.reasons)
    ledger = actions.ledger(actor)
    context = {
        "form": form,
        "is_installed": drawing.is_installed(),
        "not_installed": wording.NOT_INSTALLED,
        "may_draw": allows(actor, making.NEEDS[ACTS]),
        "may_agree": allows(actor, "publication.release"),
        "budgets": [_budget(ledger, audience) for audience in AUDIENCES],
        "asked": _asked(actor, ledger),
        "spends": _spends(actor, ledger),
        "breadcrumbs": texts.trail(),
    }
    return page(request, "publication/noise.html", context, status=422 if request.method == "POST" else 200)


def _budget(ledger: Ledger, audience: str) -> dict[str, Any]:
    total, spent = rules.total(ledger, ACTS, audience), rules.spent(ledger, ACTS, audience)
    means = {"after": rules.believed(max(total, spent)), "now": rules.believed(spent)}
    return {
        "audience": publication.AUDIENCES[audience],
        "total": wording.number(total),
        "spent": wording.number(spent),
        "left": wording.number(rules.left(ledger, ACTS, audience)),
        "share": min(100, round(100 * spent / total)) if total else 0,
        "means": wording.MEANS % means if total else wording.NO_BUDGET,
    }


def _asked(actor: Actor, ledger: Ledger) -> list[dict[str, Any]]:
    called = personas(actor)
    return [
        {
            "number": number,
            "audience": publication.AUDIENCES[each.audience],
            "epsilon": wording.number(each.epsilon),
            "reason": each.reason,
            "by": called.get(each.by, ""),
            "is_mine": each.by == actor.account,
            "mark": _mark(each),
        }
        for number, each in enumerate(ledger.asked)
    ]


def _mark(asked: Asked) -> str:
    return f"{asked.audience} {asked.epsilon} {asked.at.isoformat()}"


def _spends(actor: Actor, ledger: Ledger) -> list[dict[str, Any]]:
    called, there = personas(actor), access.publications(actor)
    return [
        {
            "id": each.of if each.of in there else None,
            "title": texts.title(there[each.of]) if each.of in there else "",
            "along": publication.along(each.rows, each.columns),
            "audience": publication.AUDIENCES[each.audience],
            "epsilon": wording.number(each.epsilon),
            "most": each.most,
            "by": called.get(each.by, ""),
            "at": each.at,
        }
        for each in reversed(ledger.spends)
    ]


def _done(request: StaffRequest, act: Any, notice: str) -> HttpResponse:
    """Agrees to what stood on the page, or drops it; what stands against it is said."""
    actor = request.actor
    asked = next((e for e in actions.ledger(actor).asked if _mark(e) == request.POST.get("asked")), None)
    try:
        if asked is None:
            raise Refused([("", wording.NOT_ASKED)])
        act(actor, asked)
    except Refused as refused:
        return _refused(request, [sentence for _name, sentence in refused.reasons])
    return back("publication:noise", notice)


def _refused(request: StaffRequest, sentences: list[Any]) -> HttpResponse:
    above = reverse("publication:noise")
    context = {"sentences": sentences, "above": above, "breadcrumbs": texts.trail()}
    return page(request, "publication/refused.html", context, status=422)


@require_POST
def agree(request: StaffRequest) -> HttpResponse:
    """Agrees to a budget that another person asked for."""
    acting(request, "publication.release")
    return _done(request, actions.agree, "budget-agreed")


@require_POST
def drop(request: StaffRequest) -> HttpResponse:
    """Says no to it."""
    acting(request, "publication.write")
    return _done(request, actions.drop, "budget-dropped")


def table(request: StaffRequest) -> HttpResponse:
    """Counts, and begins to draw, where the budget allows it."""
    actor = _may_draw(request)
    if (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    form = NoiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drawing.begin(actor, form.titles, **form.wanted)
            return back("publication:noise-made")
        except Refused as refused:
            say_beside(form, refused.reasons)
    above = reverse("publication:noise")
    context: dict[str, Any] = {"form": form, "above": above, "breadcrumbs": texts.trail((above, _("Noise")))}
    context |= {"is_installed": drawing.is_installed(), "not_installed": wording.NOT_INSTALLED}
    return page(request, "publication/noise-table.html", context, status=422 if request.method == "POST" else 200)


def _may_draw(request: StaffRequest) -> Actor:
    actor = acting(request, "publication.write")
    if not allows(actor, making.NEEDS[ACTS]):
        raise Absent
    return actor


def made(request: StaffRequest) -> HttpResponse:
    """How far it is; posted, it is paid for, and kept as a draft. Until then no number of it is shown."""
    actor = _may_draw(request)
    last = drawing.last(actor)
    if last is None:
        return back("publication:noise-table")
    context: dict[str, Any] = {"above": reverse("publication:noise-table"), "breadcrumbs": texts.trail()}
    if not last.is_over_in(WAITS):
        answer = page(request, "publication/table-working.html", context | {"done": 0})
        answer["Refresh"] = REFRESH
        return answer
    if last.table is None or last.table.noise is None:
        return page(request, "publication/refused.html", context | {"sentences": [wording.NO_NOISE]}, status=422)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = Publication(kind=TABLE, titles=last.titles, table=last.table)
        try:
            kept = actions.keep(actor, said, once=form.cleaned_data["once"])
        except Refused as refused:
            return _refused(request, [sentence for _name, sentence in refused.reasons])
        drawing.forget(actor)
        return back("publication:publication", "publication-saved", publication_id=kept)
    cost = last.table.noise.epsilon
    context |= {
        "form": form,
        "titles": last.titles,
        "audience": publication.AUDIENCES[last.table.audience],
        "cost": wording.number(cost),
        "left": wording.number(rules.left(actions.ledger(actor), ACTS, last.table.audience)),
        "within": last.table.noise.within,
        "floor": last.table.noise.floor,
    }
    return page(request, "publication/noise-made.html", context, status=422 if form.errors else 200)
