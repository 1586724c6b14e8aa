"""The staff's pages of trust: what we state, proof for a caller, false hotlines."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from waystation.audit.log import log_alone
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.trust import challenges, channels, draft_shown, rules, shown, statements
from waystation.trust import fakes as reports
from waystation.trust.forms import AnswerForm, JudgeForm, ReportForm, UnforcedForm, channel_forms
from waystation.trust.records import Draft
from waystation.trust.wording import NOTICES, TOO_MANY
from waystation.vault.errors import Tampered
from waystation.web import faults, notices
from waystation.web.pages import back, page

notices.register(NOTICES)


@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What stands, what waits for a signature, and the tools beside it."""
    return _overview(request)


def _overview(request: StaffRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = acting(request, "trust.read")
    waiting = statements.draft(actor)
    new = sum(report.record.status == "new" for report in reports.reports(actor))
    context = _standing(actor) | {"draft": _draft(actor, *waiting) if waiting else None, "new_reports": new}
    return page(request, "trust/overview.html", context | {"answer_form": AnswerForm()} | forms, status=status)


def _standing(actor: Actor) -> dict[str, Any]:
    today = actor.today
    try:
        found = statements.current()
    except Tampered:
        return {"changed": True, "renew": True}
    stated = found.stated if found else None
    view = shown.statement(stated, today) if stated else None
    return {"statement": view, "renew": rules.should_renew(stated, today)}


def _draft(actor: Actor, row: Any, record: Draft) -> dict[str, Any]:
    return {
        "version": row.version,
        "by": personas(actor).get(record.by, ""),
        **draft_shown.context(actor, record),
        "unforced": record.unforced,
        "mine": record.by == actor.account,
        "may_sign": record.by != actor.account and allows(actor, "trust.sign"),
    }


def propose(request: StaffRequest) -> HttpResponse:
    """The channels, one line each, for a second person to sign."""
    actor = acting(request, "trust.propose")
    data = request.POST if request.method == "POST" else None
    lines, unforced = channel_forms(data, channels.with_keys(actor, channels.listed(actor))), UnforcedForm(data)
    errors: list[Any] = []
    if data is not None and lines.is_valid() and unforced.is_valid():
        wanted = [channel for form in lines if (channel := form.channel())]
        try:
            statements.propose(actor, wanted, unforced=unforced.cleaned_data["unforced"])
            return back("trust:overview", "trust-proposed")
        except Refused as error:
            errors.append(error.reason)
    elif data is not None and lines.non_form_errors():
        missing = any(error.code == "missing_management_form" for error in lines.non_form_errors().as_data())
        errors.append(faults.NOT_WHOLE if missing else TOO_MANY)
    context = {"lines": lines, "form": unforced, "errors": errors}
    return page(request, "trust/propose.html", context, status=422 if data is not None else 200)


@require_POST
def withdraw(request: StaffRequest) -> HttpResponse:
    statements.withdraw(request.actor)
    return back("trust:overview", "trust-withdrawn")


@require_POST
def sign(request: StaffRequest) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if not seen.isdecimal():
        raise Absent
    try:
        statements.sign(request.actor, seen=int(seen))
    except Refused as error:
        return _overview(request, status=422, refused=error.reason)
    return back("trust:overview", "trust-signed")


@require_POST
def answer(request: StaffRequest) -> HttpResponse:
    """The three words for a caller who asked for proof."""
    actor = acting(request, "trust.read")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _overview(request, status=422, answer_form=form)
    said = form.cleaned_data
    words = challenges.answer(said["number"], said["where"], said["language"], now=actor.now())
    log_alone(actor.account, "trust.answered")
    return _overview(request, answer_form=form, words=words, where=challenges.WHERE[said["where"]])


def fakes(request: StaffRequest) -> HttpResponse:
    """False hotlines that somebody told us of."""
    actor = request.actor
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reports.note(actor, form.cleaned_data["address"], form.cleaned_data["text"])
        return back("trust:fakes", "fake-kept")
    rows = [(each, JudgeForm(initial=_initial(each))) for each in map(shown.fake, reports.reports(actor))]
    return page(request, "trust/fakes.html", {"rows": rows, "form": form})


def _initial(row: shown.FakeRow) -> dict[str, str]:
    return {"status": row.status, "note": row.note}


@require_POST
def fake(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """What we hold of a report."""
    actor, form = request.actor, JudgeForm(request.POST)
    reports.open_report(actor, report_id)
    if form.is_valid():
        reports.decide(actor, report_id, form.cleaned_data["status"], form.cleaned_data["note"])
        return back("trust:fakes", "fake-kept")
    return back("trust:fakes")
