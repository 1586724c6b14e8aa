"""The pages of figures: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.exchange.views import download
from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.figures import (
    access,
    actions,
    comparing,
    counting,
    doubles,
    gathering,
    progress,
    publication,
    rules,
    sheets,
    shown,
    wording,
)
from waystation.documentation.figures.forms import CompareForm, CountForm, ExportForm, FileForm
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import FILE, OWN, Figure, Kept
from waystation.documentation.terms.access import lists
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, Received, takes_files
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 100
notices.register(
    {
        "figure-frozen": gettext_lazy("Frozen. It keeps this number, whatever is recorded later."),
        "figures-taken-in": gettext_lazy("Taken in. What was here already stays as it was."),
    }
)


def _trail(*more: tuple[str, Any]) -> dict[str, Any]:
    return {"breadcrumbs": [(reverse("figures:figures"), _("Figures")), *more]}


@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Every figure by basis, drawn and in a table."""
    actor = acting(request, "figures.read")
    kept = access.figures(actor)
    return page(request, "figures/figures.html", _listed(request, kept))


def _listed(request: StaffRequest, kept: dict[UUID, Kept]) -> dict[str, Any]:
    found = shown.lines(kept)
    basis = request.GET.get("basis", "")
    part = Paginator([line for line in found if basis in ("", line.kept.figure.definition.basis)], ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    groups = shown.grouped(part.object_list)
    explained = comparing.explained(kept)
    there = {each.sha256 for each in kept.values()}
    return {
        "page": part,
        "groups": groups,
        "picture": shown.picture(groups),
        "explained": shown.lines(explained),
        "pairs": shown.pairs(each for _one, each in explained),
        "divided": [(line, parts) for line in shown.lines(explained) if (parts := shown.parts(kept, line.kept))],
        "waiting": sum(name not in there for name in map(rules.digest, published())),
        "whole_list": not basis and part.number == 1,
    }


@require_POST
def take_in(request: StaffRequest) -> HttpResponse:
    """Keeps the published figures that come with the program."""
    actor = acting(request, "figures.write")
    actions.take_in_published(actor)
    return back("figures:figures", "figures-taken-in")


def _limits() -> Limits:
    return Limits(1, sheets.LARGEST)


@takes_files(_limits)
def read_in(request: StaffRequest) -> HttpResponse:
    """Keeps the figures of a file."""
    actor = acting(request, "figures.write")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        try:
            actions.take_in(actor, _figures_of(form.cleaned_data["files"][0]), FILE)
            return back("figures:figures", "figures-taken-in")
        except sheets.Unreadable as no:
            which = _("Figure %(number)d of the file: %(reason)s")
            told = which % {"number": no.number, "reason": no.reason} if no.number else no.reason
            form.add_error("files", str(told))
    return page(request, "figures/read-in.html", _trail() | {"form": form}, status=422 if form.errors else 200)


def _figures_of(received: Received) -> list[Figure]:
    content = b"".join(files.read(received.id, received.content))
    return sheets.from_json(content) if content.lstrip()[:1] == b"{" else sheets.from_csv(content)


@require_safe
def figure(request: StaffRequest, figure_id: UUID) -> HttpResponse:
    """One figure with all that it takes to understand it."""
    actor = request.actor
    kept = access.figure(actor, figure_id)
    if kept.origin == OWN and (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    every = access.figures(actor)
    line = shown.Line(figure_id, kept)
    series = comparing.series(every, kept)
    context = _trail(("", line.number)) | {
        "line": line,
        "by": personas(actor).get(kept.by, ""),
        "parts": shown.parts(every, kept),
        "part_of": next((each for each in shown.lines(every) if each.kept.sha256 == kept.figure.part_of), None),
        "series": [(shown.Line(step.id, step.kept), wording.more(step.more)) for step in series]
        if len(series) > 1
        else [],
        "now": _now(actor, kept),
        "linkage_changed": doubles.doubles(actor).changed(kept.linkage) if kept.linkage else 0,
        "published": _published(kept),
    }
    return page(request, "figures/figure.html", context)


def _published(kept: Kept) -> str:
    """What may be published of an own count; of what others stated there is nothing to say."""
    if kept.origin != OWN:
        return ""
    return wording.published(publication.as_published(kept.figure.definition, kept.figure.quantity))


def _now(actor: Actor, kept: Kept) -> str:
    """What an own count would be today, where it is another number by now."""
    if kept.origin != OWN or kept.figure.definition.basis not in counting.BASES.values():
        return ""
    number = actions.count(actor, kept.figure.definition)
    return wording.number(number) if number != kept.figure.quantity else ""


def count(request: StaffRequest) -> HttpResponse:
    """Defines a count, shows it, and freezes it."""
    actor = acting(request, "figures.write")
    if (waiting := progress.not_yet(request, actor)) is not None:
        return waiting
    documented = gathering.documented(actor)
    initial = {"as_of": str(actor.today)}
    form = CountForm(request.POST or None, places=documented.places, acts=_acts(actor), initial=initial)
    context = _trail() | {"form": form, "anew": documented.compared}
    if request.method == "POST" and form.is_valid():
        wanted = form.definition()
        try:
            counts, linkage = actions.counts(actor, wanted)
            number = counts.of(wanted)
            context |= {
                "tally": shown.tally(wanted, counts, documented),
                "what": shown.DefinitionShown(wanted),
                "linkage": linkage,
                "published": wording.published(publication.as_published(wanted, number)),
            }
            if request.POST.get("do") == "freeze":
                made = _freeze(actor, form)
                return back("figures:figure", "figure-frozen", figure_id=made)
            form.saw(actions.mark(number))
        except Refused as refused:
            say_beside(form, refused.reasons)
            if "tally" in context:
                form.saw(actions.mark(number))
    return page(request, "figures/count.html", context, status=422 if form.errors else 200)


@require_POST
def anew(request: StaffRequest) -> HttpResponse:
    """Computes the certainty of every act anew, and says what came out otherwise."""
    gathering.begin_anew(acting(request, "figures.write"))
    return back("figures:count")


def _acts(actor: Actor) -> list[tuple[str, str]]:
    """Every kind of act as the organisation calls it, retired ones too: records hold them."""
    return [(each.code, each.label) for each in lists(actor).listed("acts") if "." in each.code]


def _freeze(actor: Actor, form: CountForm) -> UUID:
    said = form.cleaned_data
    given = {name: said[name] for name in ("publisher", "note", "seen", "once")}
    return actions.freeze(actor, form.definition(), **given)


@require_POST
def compare(request: StaffRequest) -> HttpResponse:
    """Some figures beside each other: whether they contradict each other, and what they are together."""
    actor = acting(request, "figures.read")
    kept = access.figures(actor)
    form = CompareForm(request.POST, ids=kept)
    if not form.is_valid():
        return page(request, "figures/figures.html", _listed(request, kept) | {"form": form}, status=422)
    chosen = [(one, kept[one]) for one in kept if one in set(form.cleaned_data["figure"])]
    groups = shown.grouped(shown.lines(chosen))
    context = _trail() | {
        "groups": groups,
        "picture": shown.picture(groups),
        "pairs": shown.pairs(each for _one, each in chosen),
        "sum": shown.added([each for _one, each in chosen]),
    }
    return page(request, "figures/compare.html", context)


def export(request: StaffRequest) -> HttpResponse:
    """The figures as a file."""
    actor = acting(request, "figures.read")
    kept = access.figures(actor)
    choices = {line.kept.figure.definition.basis: line.what.basis for line in shown.lines(kept)}
    form = ExportForm(request.POST or None, bases=choices.items())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        content = actions.export(actor, said["kind"], publish=said["purpose"] == "publish", basis=said["basis"])
        return download(content, said["kind"], "figures")
    return page(request, "figures/export.html", _trail() | {"form": form}, status=422 if form.errors else 200)
