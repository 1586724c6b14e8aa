"""The pages of casework: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework import (
    acceptance,
    access,
    actions,
    forms,
    handing,
    likely,
    overview,
    pairing,
    pseudonyms,
    rules,
    shown,
    stages,
    still_open,
)
from waystation.casework.consenting import keep_taken_back
from waystation.casework.naming import Marks
from waystation.casework.persons import called
from waystation.casework.persons.access import applicant
from waystation.casework.same_views import beside, look_first
from waystation.casework.submit import crumbs, submit, without_version
from waystation.casework.watching import AT_FIRST, Search
from waystation.hotline import access as hotline_access
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "case-already": gettext_lazy("A colleague has made this request a case in the meantime: this is it."),
        "case-accepted": gettext_lazy("The request is a case now. Only those who work on it can open it."),
        "thread-begun": gettext_lazy("This person can be vetted now, and written to. The thread is empty so far."),
        "case-moved": gettext_lazy("The case has moved on."),
        "case-moved-back": gettext_lazy("The move is taken back. Stage and counts are as before."),
        "case-saved": gettext_lazy("Saved."),
    }
)


def accept(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A request becomes a case."""
    actor = acting(request, "casework.write")
    row, told = hotline_access.request(actor, request_id)
    if told.case is not None:
        return back("casework:case", "case-already" if request.method == "POST" else "", case_id=told.case)
    initial = {"urgency": told.urgency if told.urgency != "unknown" else "normal", "next_action": told.next}
    if request.method == "GET":
        initial["pseudonym"] = pseudonyms.suggest([stub.pseudonym for _row, stub in access.cases(actor)])
    form = forms.AcceptForm(request.POST or None, initial=initial)
    called.look(actor, form, [told.name], case=None, person=None)
    is_sent = request.method == "POST" and form.is_valid()
    found = likely.likely(actor, Marks((told.name,)))

    def act(said: dict[str, Any]) -> UUID:
        made = actions.accept(actor, request_id, **without_version(said))
        if found:
            pairing.queue(actor, made, applicant(actor, made), found, likely.said(found, request.POST.dict()))
        return made

    crumbs_ = _request_crumbs(row.pk, told.name or told.who)
    context = {"request_id": row.pk, "asked": told, "breadcrumbs": crumbs_, "form": form} | beside(actor, found)
    looked = look_first(request, "casework/accept.html", context, found if is_sent else [])
    return looked or submit(request, "casework/accept.html", form, act, "case-accepted", context)


def _request_crumbs(request_id: UUID, who: str) -> list[tuple[str, str]]:
    name = who or _("Request")
    return [(reverse("hotline:requests"), _("Requests")), (reverse("hotline:request", args=[request_id]), name)]


def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything about one case on one page."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    keep_taken_back(actor, case_id)
    return page(request, "casework/case.html", overview.context(actor, row, stub))


@require_POST
def begin_thread(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A thread for a case that came without one; it leads to vetting."""
    return back("trust:vetting", "thread-begun", request_id=acceptance.begin_thread(request.actor, case_id))


def stage(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Moves a case to another stage."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    asked = request.GET.get("to", "")
    initial = {"stage": asked, "place": stub.place, "country": stub.country, "version": row.version}
    initial |= {"who": str(stub.owner or actor.account)}
    form = forms.StageForm(request.POST or None, initial=initial, stage=stub.stage, colleagues=access.colleagues(actor))
    standing = access.standing(actor, case_id, stub)
    context = {
        "steps": shown.ahead(standing),
        "now": shown.stage_label(stub.stage),
        "early": _closes_early(standing),
        "until": rules.aftercare_until(stub),
        "still_open": still_open.lines(actor, case_id),
    }

    def act(said: dict[str, Any]) -> None:
        wanted = without_version(said)
        who, by = wanted.pop("who"), wanted.pop("look_by") or actor.now() + AT_FIRST
        search = Search(who, by) if who else None
        actions.advance(actor, case_id, wanted.pop("stage"), **wanted, search=search, seen=said["version"])

    return submit(request, "casework/stage.html", form, act, "case-moved", context | crumbs(row, stub))


def _closes_early(standing: rules.Standing) -> bool:
    may_follow = "closed_safe" in stages.following(standing.stub.stage)
    return may_follow and rules.needs_second(standing, rules.Wish("closed_safe"))


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
    check_up = rules.next_check_up(stub, actor.today)
    if check_up and not stub.next_action:
        initial |= {"next_action": _("Ask how they are"), "next_due": check_up}
    form = forms.NextForm(request.POST or None, initial=initial | {"version": row.version})

    def act(said: dict[str, Any]) -> None:
        actions.set_next(actor, case_id, **without_version(said), seen=said["version"])

    return submit(request, "casework/next.html", form, act, "case-saved", crumbs(row, stub))


def assign(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who is responsible."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = {"owner": str(stub.owner or actor.account), "version": row.version}
    form = forms.AssignForm(request.POST or None, initial=initial, colleagues=access.colleagues(actor))

    def act(said: dict[str, Any]) -> None:
        if said["owner"] == actor.account:
            actions.assign(actor, case_id, actor.account, seen=said["version"])
        else:
            handing.hand_over(actor, case_id, said["owner"], said["note"], seen=said["version"])

    return submit(request, "casework/assign.html", form, act, "case-saved", crumbs(row, stub))


def about(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What we call the person, and where they come from."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = {"pseudonym": stub.pseudonym, "origin": stub.origin, "version": row.version}
    form = forms.AboutForm(request.POST or None, initial=initial)
    called.look(actor, form, called.names_in(actor, case_id), case=case_id, person=None)

    def act(said: dict[str, Any]) -> None:
        actions.describe_case(actor, case_id, **without_version(said), seen=said["version"])

    return submit(request, "casework/about.html", form, act, "case-saved", crumbs(row, stub))


def risk(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A new assessment, starting from the one that stands."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    initial = overview.risk_initial(access.risk(actor, case_id)) | {"version": len(access.risks(actor, case_id))}
    form = forms.RiskForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> None:
        told = without_version(said)
        factors = told.pop("factors") + told.pop("doubts")
        actions.assess_risk(actor, case_id, factors=factors, **told, seen=said["version"])

    context = crumbs(row, stub) | {
        "stands": lambda: overview.risk_stands(actor, case_id),
        "version_now": lambda: len(access.risks(actor, case_id)),
    }
    return submit(request, "casework/risk.html", form, act, "case-saved", context)


def note(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Adds a note."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.NoteForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.write_note(actor, case_id, said["text"], once=said["once"])

    return submit(request, "casework/note.html", form, act, "case-saved", crumbs(row, stub))
