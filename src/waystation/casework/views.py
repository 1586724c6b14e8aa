"""The pages of casework: a door, a form, an action, a page."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework import access, actions, forms, overview, pseudonyms, shown
from waystation.casework.listing import Listing
from waystation.casework.records import Person
from waystation.casework.submit import crumbs, submit
from waystation.hotline import access as hotline_access
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "case-accepted": gettext_lazy("The request is a case now. Only those who work on it can open it."),
        "case-moved": gettext_lazy("The case has moved on."),
        "case-moved-back": gettext_lazy("The move is taken back. Stage and counts are as before."),
        "case-saved": gettext_lazy("Saved."),
        "need-met": gettext_lazy("The need is met."),
    }
)


def cases(request: StaffRequest) -> HttpResponse:
    """The list. A search is a POST, so that no name stands in an address or a history."""
    actor = acting(request, "casework.read")
    form = forms.SearchForm(request.POST or None)
    words = form.cleaned_data["words"] if request.method == "POST" and form.is_valid() else ""
    context = {"listing": Listing(actor, request.GET, words), "may_exchange": allows(actor, "exchange.import")}
    return page(request, "casework/cases.html", context | {"form": form})


def accept(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A request becomes a case."""
    actor = acting(request, "casework.write")
    row, told = hotline_access.request(actor, request_id)
    if told.case is not None:
        return back("casework:case", case_id=told.case)
    initial = {"urgency": told.urgency if told.urgency != "unknown" else "normal", "next_action": told.next}
    if request.method == "GET":
        initial["pseudonym"] = pseudonyms.suggest([stub.pseudonym for _row, stub in access.cases(actor)])
    form = forms.AcceptForm(request.POST or None, initial=initial)
    return submit(
        request,
        "casework/accept.html",
        form,
        lambda said: actions.accept(actor, request_id, **_without_version(said)),
        "case-accepted",
        {"request_id": row.pk, "asked": told, "breadcrumbs": _request_crumbs(row.pk, told.name or told.who)},
    )


def _request_crumbs(request_id: UUID, who: str) -> list[tuple[str, str]]:
    name = who or _("Request")
    return [(reverse("hotline:requests"), _("Requests")), (reverse("hotline:request", args=[request_id]), name)]


def _without_version(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "version"}


def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything about one case on one page."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    return page(request, "casework/case.html", overview.context(actor, row, stub))


def stage(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Moves a case to another stage."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    asked = request.GET.get("to", "")
    initial = {"stage": asked, "place": stub.place, "country": stub.country, "version": row.version}
    form = forms.StageForm(request.POST or None, initial=initial, stage=stub.stage)
    context = {"steps": shown.ahead(access.standing(actor, case_id, stub)), "now": shown.stage_label(stub.stage)}

    def act(said: dict[str, Any]) -> None:
        wanted = _without_version(said)
        actions.advance(actor, case_id, wanted.pop("stage"), **wanted, seen=said["version"])

    return submit(request, "casework/stage.html", form, act, "case-moved", context | crumbs(row, stub))


def take_back(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Undoes the last move."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.TakeBackForm(request.POST or None, initial={"version": row.version})

    def act(said: dict[str, Any]) -> None:
        actions.take_back(actor, case_id, note=said["note"], seen=said["version"])

    return submit(request, "casework/take-back.html", form, act, "case-moved-back", crumbs(row, stub))


def next_step(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What is done next, by when, how urgent."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = {name: getattr(stub, name) for name in ("next_action", "next_due", "urgency")}
    form = forms.NextForm(request.POST or None, initial=initial | {"version": row.version})

    def act(said: dict[str, Any]) -> None:
        actions.set_next(actor, case_id, **_without_version(said), seen=said["version"])

    return submit(request, "casework/next.html", form, act, "case-saved", crumbs(row, stub))


def assign(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who is responsible."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = {"owner": str(stub.owner or actor.account), "version": row.version}
    form = forms.AssignForm(request.POST or None, initial=initial, colleagues=access.colleagues(actor))

    def act(said: dict[str, Any]) -> None:
        actions.assign(actor, case_id, said["owner"], seen=said["version"])

    return submit(request, "casework/assign.html", form, act, "case-saved", crumbs(row, stub))


def about(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What we call the person, and where they come from."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = {"pseudonym": stub.pseudonym, "origin": stub.origin, "version": row.version}
    form = forms.AboutForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> None:
        actions.describe_case(actor, case_id, **_without_version(said), seen=said["version"])

    return submit(request, "casework/about.html", form, act, "case-saved", crumbs(row, stub))


def need(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Adds a need."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.NeedForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.add_need(actor, case_id, **_without_version(said))

    return submit(request, "casework/need.html", form, act, "case-saved", crumbs(row, stub))


@require_POST
def need_met(request: StaffRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """One click on the page of the case."""
    # Overtaken by a colleague, it is met all the same.
    with suppress(Stale):
        actions.meet_need(request.actor, case_id, need_id)
    return back("casework:case", "need-met", case_id=case_id)


def risk(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A new assessment, starting from the one that stands."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.RiskForm(request.POST or None, initial=overview.risk_initial(access.risk(actor, case_id)))

    def act(said: dict[str, Any]) -> None:
        told = _without_version(said)
        factors = told.pop("factors") + told.pop("doubts")
        actions.assess_risk(actor, case_id, factors=factors, **told)

    return submit(request, "casework/risk.html", form, act, "case-saved", crumbs(row, stub))


def person(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who it is: for coordinators, and whomever they gave this part."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    _row, known = access.person(actor, case_id)
    initial = msgspec.structs.asdict(known) | {"version": access.person_version(actor, case_id)}
    form = forms.PersonForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> None:
        told = Person(**_without_version(said), safe_contact=known.safe_contact)
        actions.describe_person(actor, case_id, told, seen=said["version"])

    context = crumbs(row, stub) | {"version_now": lambda: access.person_version(actor, case_id)}
    return submit(request, "casework/person.html", form, act, "case-saved", context)


def note(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Adds a note."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.NoteForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.write_note(actor, case_id, said["text"], once=said["once"])

    return submit(request, "casework/note.html", form, act, "case-saved", crumbs(row, stub))
