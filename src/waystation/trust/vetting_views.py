"""The staff's pages of vetting: one person, a vouch, marked details."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from waystation.staff import integrity
from waystation.staff.access import refresh
from waystation.staff.context import said
from waystation.staff.errors import Refused
from waystation.staff.requests import StaffRequest, acting
from waystation.trust import marks, vetted, vetting, vetting_shown, vouches
from waystation.trust import vetting_rules as rules
from waystation.trust.vetting_forms import (
    FindingForm,
    HeardForm,
    MarkForm,
    OutsideMarkForm,
    SeenForm,
    VerdictForm,
    VouchForm,
    WithdrawForm,
)
from waystation.trust.wording import OVERTAKEN
from waystation.vault.errors import Stale
from waystation.web.pages import back, page


@require_safe
def person(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """What is known for and against somebody, and what stands."""
    return _person(request, request_id)


def _person(request: StaffRequest, request_id: UUID, *, status: int = 200, **given: Any) -> HttpResponse:
    actor = request.actor
    found = vetted.known(actor, request_id)
    if found.stub.joined:
        return back("trust:vetting", request_id=found.stub.joined)
    blank = {
        "finding_form": FindingForm(),
        "vouch_form": VouchForm(),
        "mark_form": MarkForm(),
        "verdict_form": VerdictForm(now=found.standing.state, initial={"seen": found.version}),
    }
    told = {"differences": said(integrity.opened(actor, request_id, case=found.stub.case))}
    return page(
        request, "trust/vetting.html", vetting_shown.context(actor, found) | told | blank | given, status=status
    )


def _try(
    request: StaffRequest,
    request_id: UUID,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    notice: str,
) -> HttpResponse:
    """Does what a form of the page asks; what is refused stands on the form."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        except Stale:
            refresh(request.actor)  # perhaps it was the keys that changed
            form.add_error(None, str(OVERTAKEN))
            if isinstance(form, VerdictForm):
                form.now_at(vetted.known(request.actor, request_id).version)
        else:
            return back("trust:vetting", notice, request_id=request_id)
    return _person(request, request_id, status=422, **{name: form})


@require_POST
def finding(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One sign more."""
    actor = request.actor

    def act(given: dict[str, Any]) -> None:
        vetting.note_finding(actor, request_id, given["code"], given["note"], once=given["once"])

    return _try(request, request_id, "finding_form", FindingForm(request.POST), act, "vetting-kept")


@require_POST
def finding_back(request: StaffRequest, request_id: UUID, finding_id: UUID) -> HttpResponse:
    vetting.take_back_finding(request.actor, request_id, finding_id)
    return back("trust:vetting", "vetting-kept", request_id=request_id)


@require_POST
def verdict(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """What somebody is held to be: by the first, or by the second who says the same or otherwise."""
    actor = request.actor
    form = VerdictForm(request.POST, now=vetted.known(actor, request_id).standing.state)

    def act(given: dict[str, Any]) -> None:
        vetting.judge(actor, request_id, **given)

    waits = request.POST.get("state") in rules.BY_TWO
    answer = _try(request, request_id, "verdict_form", form, act, "verdict-stands")
    if answer.status_code == 303 and waits and vetted.known(actor, request_id).record.proposal:
        return back("trust:vetting", "verdict-waits", request_id=request_id)
    return answer


@require_POST
def vouch(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Somebody stands for them."""
    actor = request.actor

    def act(given: dict[str, Any]) -> None:
        vouches.vouch(actor, request_id, **given)

    return _try(request, request_id, "vouch_form", VouchForm(request.POST), act, "vetting-kept")


def withdraw(request: StaffRequest, request_id: UUID, vouch_id: UUID) -> HttpResponse:
    """A word is taken back: first what follows, then the doing."""
    actor = request.actor
    found, given = vouches.open_vouch(actor, request_id, vouch_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        everywhere = form.cleaned_data["reach"] == "all"
        vouches.withdraw(actor, request_id, vouch_id, form.cleaned_data["why"], everywhere=everywhere)
        return back("trust:vetting", "vouch-withdrawn", request_id=request_id)
    voucher = {row.pk: record for row, record in vetted.vouchers(actor)}.get(given.voucher)
    context = {
        "request_id": request_id,
        "called": vouches.called(actor, found),
        "voucher": vouches.name_of(actor, voucher),
        "leaning": [vetting_shown.listed(actor, each) for each in vouches.leaning(actor, given)],
        "form": form,
    }
    return page(request, "trust/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
def mark(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A detail that this person alone is told."""
    actor = request.actor

    def act(given: dict[str, Any]) -> None:
        marks.give(actor, given["detail"], thread=request_id)

    vetted.known(actor, request_id)
    return _try(request, request_id, "mark_form", MarkForm(request.POST), act, "mark-given")


def marked(request: StaffRequest) -> HttpResponse:
    """Every marked detail; or those like what was heard somewhere, which a POST carries, so that no address does."""
    actor = acting(request, "trust.vet")
    sent = request.POST if request.method == "POST" else None
    heard = HeardForm(sent if sent and "heard" in sent else None)
    give = OutsideMarkForm(sent if sent and "detail" in sent else None)
    if give.is_valid():
        try:
            marks.give(actor, give.cleaned_data["detail"], name=give.cleaned_data["name"])
            return back("trust:marks", "mark-given")
        except Refused as refused:
            give.add_error("detail", str(refused.reason))
    found = marks.marks(actor)
    chosen = marks.like(found, heard.cleaned_data["heard"]) if heard.is_valid() else found
    context = {
        "rows": [vetting_shown.mark_line(actor, each) for each in chosen[:100]],
        "searched": heard.is_bound,
        "heard_form": heard,
        "give_form": give,
    }
    wrong = heard.errors or give.errors
    return page(request, "trust/marks.html", context, status=422 if wrong else 200)


@require_POST
def mark_seen(request: StaffRequest, mark_id: UUID) -> HttpResponse:
    """A detail turned up: the page shows who alone had it."""
    actor, form = request.actor, SeenForm(request.POST)
    marks.open_mark(actor, mark_id)
    if form.is_valid():
        marks.turned_up(actor, mark_id, form.cleaned_data["where"])
        return back("trust:marks", "vetting-kept")
    return back("trust:marks")
