"""The pages on which the organisation writes what it knows: terms of countries, steps of pathways."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework import history_shown
from waystation.casework.errors import Refused
from waystation.casework.submit import submit
from waystation.evacuation.relocation import access, actions, knowledge, pathways, wording
from waystation.evacuation.relocation.common import stands_of
from waystation.evacuation.relocation.forms import ItemForms, TermsForm, items
from waystation.evacuation.relocation.records import Item, Terms
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "terms-saved": gettext_lazy("Saved. Deadlines that follow from it are counted anew."),
        "pathway-steps-saved": gettext_lazy("Saved. Tracks that are begun from now on begin with it."),
    }
)


def _crumbs(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("relocation:tracks"), _("Relocation")), *more]


def terms_list(request: StaffRequest) -> HttpResponse:
    """What the organisation found out about countries."""
    actor = acting(request, "evacuation.read")
    found = [
        (id_, each, label_of("immigration_pathways", each.pathway), _period(each))
        for id_, _version, each in access.terms_rows(actor)
    ]
    return page(
        request, "relocation/terms.html", {"found": found, "breadcrumbs": _crumbs(("", _("Terms of countries")))}
    )


def _period(terms: Terms) -> str:
    if terms.appeal_length is None:
        return ""
    since = str(wording.APPEAL_FROM[terms.appeal_from]).lower()
    first = _("%(length)s %(unit)s from: %(since)s") % (
        _time(terms.appeal_length, terms.appeal_unit) | {"since": since}
    )
    if terms.further_length is None:
        return first
    return _("%(first)s; %(length)s %(unit)s for a further appeal") % (
        _time(terms.further_length, terms.further_unit) | {"first": first}
    )


def _time(length: int, unit: str) -> dict[str, Any]:
    return {"length": length, "unit": str(wording.UNITS[unit]).lower()}


def terms_new(request: StaffRequest) -> HttpResponse:
    """Enters what a country asks for."""
    actor = acting(request, "evacuation.plan")
    form = TermsForm(request.POST or None, today=actor.today)

    def act(said: dict[str, Any]) -> UUID:
        return knowledge.add_terms(actor, form.record(), once=said["once"])

    context = _terms_context(actor, _("New terms"))
    return submit(request, "relocation/terms-form.html", form, act, "terms-saved", context, "relocation:terms")


def _terms_context(actor: Actor, title: str) -> dict[str, Any]:
    address = reverse("relocation:terms")
    return {
        "title": title,
        "back": address,
        "breadcrumbs": _crumbs((address, _("Terms of countries")), ("", title)),
    }


def terms(request: StaffRequest, terms_id: UUID) -> HttpResponse:
    """Says anew what a country asks for."""
    actor = acting(request, "evacuation.plan")
    row, found = access.terms(actor, terms_id)
    initial = TermsForm.told(found) | {"version": row.version}
    form = TermsForm(request.POST or None, initial=initial, today=actor.today)
    context = _terms_context(actor, f"{found.country}: {label_of('immigration_pathways', found.pathway)}") | {
        "version_now": lambda: access.terms(actor, terms_id)[0].version,
        "stands": lambda: stands_of(form, TermsForm.told(access.terms(actor, terms_id)[1])),
        "changes": history_shown.of_row(actor, terms_id),
    }

    def act(said: dict[str, Any]) -> None:
        knowledge.change_terms(actor, terms_id, form.record(), seen=said["version"])

    return submit(request, "relocation/terms-form.html", form, act, "terms-saved", context, "relocation:terms")


def templates(request: StaffRequest) -> HttpResponse:
    """Every pathway, with the steps that a track of it begins with."""
    actor = acting(request, "evacuation.read")
    own = access.templates(actor)
    rows = [
        (pathways.id_of(code), label_of("immigration_pathways", code), actions.steps_of(actor, code), code in own)
        for code in pathways.pathways()
    ]
    return page(
        request, "relocation/templates.html", {"rows": rows, "breadcrumbs": _crumbs(("", _("Steps of pathways")))}
    )


def template(request: StaffRequest, pathway_id: UUID) -> HttpResponse:
    """The steps of one pathway."""
    actor = acting(request, "evacuation.plan")
    pathway = pathways.by_id(pathway_id)
    if pathway is None:
        raise Absent
    known = access.templates(actor).get(pathway)
    lines = ItemForms(request.POST or None, initial=_initial(actions.steps_of(actor, pathway)))
    context: dict[str, Any] = {
        "lines": lines,
        "title": label_of("immigration_pathways", pathway),
        "version": known[0].version if known else 0,
        "changes": history_shown.of_row(actor, known[0].pk) if known else [],
        "breadcrumbs": _crumbs((reverse("relocation:templates"), _("Steps of pathways"))),
    }
    if request.method == "POST" and lines.is_valid():
        try:
            knowledge.keep_template(actor, pathway, list(items(lines)), seen=_seen(request.POST.get("version", "")))
            return back("relocation:templates", "pathway-steps-saved")
        except Refused as refused:
            context["refusals"] = refused.reasons
        except Stale:
            refresh(actor)
            theirs = access.templates(actor).get(pathway)
            context |= {"theirs": theirs[1].items if theirs else (), "version": theirs[0].version if theirs else 0}
    return page(request, "relocation/template.html", context, status=422 if request.method == "POST" else 200)


def _initial(known: Any) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(item) for item in known if isinstance(item, Item)]


def _seen(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
