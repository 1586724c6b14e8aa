"""What hangs on a case: proposals of its stage, flags, approvals."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.casework import access as casework
from waystation.casework.shown import stage_label
from waystation.casework.work import access, actions, shown
from waystation.casework.work.forms import AnswerForm, AskForm, FlagForm, LookForm, ResolveForm
from waystation.casework.work.rules import Proposed
from waystation.casework.work.submit import around, submit
from waystation.casework.work.wording import FOR_WHOM
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.web.days import near

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
def proposals(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What the stage proposes: nothing is made of it before somebody looked."""
    actor = acting(request, "casework.write")
    _row, stub = casework.case(actor, case_id)
    found = access.proposals(actor, case_id, stub)
    form = LookForm(request.POST or None, proposals=[(str(each.id), _proposal(actor, each)) for each in found])
    context = around(actor, case_id) | {"stage": stage_label(stub.stage), "found": found}

    def act() -> None:
        wanted, looked = ({UUID(each) for each in form.cleaned_data[name]} for name in ("wanted", "shown"))
        actions.look_at_proposals(actor, case_id, looked, wanted)

    return submit(request, "work/proposals.html", form, act, "proposals-looked-at", context)


def _proposal(actor: Actor, each: Proposed) -> str:
    whose = personas(actor).get(each.who, "?") if each.who else FOR_WHOM.get(each.team, "?")
    told = {"what": each.what, "day": near(each.due), "whose": whose}
    return _("%(what)s: by %(day)s, %(whose)s") % told


@PAGE
def raise_flag(request: StaffRequest, case_id: UUID) -> HttpResponse:
    actor = acting(request, "casework.write")
    context = around(actor, case_id)
    form = FlagForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        actions.raise_flag(actor, case_id, message=said["message"], on=said["on"], once=said["once"])

    return submit(request, "work/flag-new.html", form, act, "flag-raised", context)


@PAGE
def flag(request: StaffRequest, flag_id: UUID) -> HttpResponse:
    """One flag, resolved here with a note."""
    actor = acting(request, "casework.write")
    row, _flag = access.flag(actor, flag_id)
    form = ResolveForm(request.POST or None)

    def now() -> dict[str, Any]:
        return {"each": shown.flag(flag_id, access.flag(actor, flag_id)[1], personas(actor))}

    def act() -> None:
        actions.resolve_flag(actor, flag_id, note=form.cleaned_data["note"])

    context = around(actor, access.case_of(actor, row)) | now()
    return submit(request, "work/flag.html", form, act, "flag-resolved", context, now)


@PAGE
def ask(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Asks somebody else to agree."""
    actor = acting(request, "casework.write")
    answerable = bool(actions.who_answers(actor, case_id))
    context = around(actor, case_id) | {"answerable": answerable}
    form = AskForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        actions.ask_approval(actor, case_id, kind=said["kind"], what=said["what"], once=said["once"])

    return submit(
        request, "work/approval-new.html", form, act, "approval-asked" if answerable else "approval-nobody", context
    )


@PAGE
def approval(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    """One approval, answered here by somebody else than who asked."""
    actor = acting(request, "casework.write")
    row, _approval = access.approval(actor, approval_id)
    form = AnswerForm(request.POST or None)

    def now() -> dict[str, Any]:
        return {"each": shown.approval(actor, approval_id, access.approval(actor, approval_id)[1], personas(actor))}

    def act() -> None:
        approve = request.POST.get("do") == "approve"
        actions.answer(actor, approval_id, approve=approve, comment=form.cleaned_data["comment"])

    context = around(actor, access.case_of(actor, row)) | now()
    return submit(request, "work/approval.html", form, act, "approval-answered", context, now)
