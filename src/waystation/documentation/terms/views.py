"""The pages of terms. A list and a term are known by their places: codes stand in no address."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.formats import huridocs
from waystation.documentation.terms import access, actions
from waystation.documentation.terms.forms import NewTermForm, TermForm
from waystation.documentation.terms.rules import EDITABLE
from waystation.documentation.terms.wording import LIST_WORDS
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"term-changed": gettext_lazy("Saved. Records that hold it are read with it.")})


def _trail(number: int | None = None) -> list[tuple[str, Any]]:
    crumbs: list[tuple[str, Any]] = [(reverse("documentation:events"), _("Events"))]
    if number is not None:
        crumbs.append((reverse("terms:lists"), _("Terms")))
    return crumbs


def _vocabulary(number: int) -> str:
    if not 0 <= number < len(EDITABLE):
        raise Http404
    return EDITABLE[number]


@require_safe
def lists(request: StaffRequest) -> HttpResponse:
    """The lists that may be changed."""
    found = access.lists(acting(request, "terms.change"))
    lines = []
    for number, name in enumerate(EDITABLE):
        every = found.listed(name)
        lines.append((number, LIST_WORDS[name], len(every), sum(each.added for each in every)))
    return page(request, "terms/lists.html", {"lines": lines, "breadcrumbs": _trail()})


def listed(request: StaffRequest, number: int) -> HttpResponse:
    """One list, and a term to be added."""
    actor = acting(request, "terms.change")
    vocabulary = _vocabulary(number)
    every = access.lists(actor).listed(vocabulary)
    near = [(each.code, each.label) for each in every if not each.added]
    form = NewTermForm(request.POST or None, choices=near)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("en", "ru", "nearest")}
        try:
            actions.add(actor, vocabulary, **said)
            return back("terms:list", "term-changed", number=number)
        except Refused as refused:
            say_beside(form, refused.reasons)
    lines = [(at, each, huridocs.outside(vocabulary, each.nearest or each.code)) for at, each in enumerate(every)]
    lines = [(at, each, replace(theirs, exact=False) if each.added else theirs) for at, each, theirs in lines]
    context = {"form": form, "number": number, "heading": LIST_WORDS[vocabulary], "terms": lines}
    return page(request, "terms/list.html", context, status=422 if form.errors else 200)


def term(request: StaffRequest, number: int, index: int) -> HttpResponse:
    """One term: called otherwise, or offered no more."""
    actor = acting(request, "terms.change")
    vocabulary = _vocabulary(number)
    every = access.lists(actor).listed(vocabulary)
    if not 0 <= index < len(every):
        raise Http404
    found = every[index]
    do = request.POST.get("do", "")
    form = TermForm(request.POST if do == "rename" else None, initial={"en": found.en, "ru": found.ru})
    try:
        if do in ("retire", "restore"):
            actions.retire(actor, vocabulary, found.code, retired=do == "retire")
            return back("terms:list", "term-changed", number=number)
        if do == "rename" and form.is_valid():
            actions.rename(actor, vocabulary, found.code, en=form.cleaned_data["en"], ru=form.cleaned_data["ru"])
            return back("terms:list", "term-changed", number=number)
    except Refused as refused:
        say_beside(form, refused.reasons)
    crumbs = [*_trail(number), (reverse("terms:list", args=[number]), LIST_WORDS[vocabulary])]
    context = {"form": form, "term": found, "number": number, "breadcrumbs": crumbs}
    return page(request, "terms/term.html", context, status=422 if form.errors else 200)
