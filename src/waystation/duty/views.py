"""The pages of the roster and of the hand-over."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.duty import hand_over, roster, rules, shown, wording
from waystation.duty.forms import HandOverForm, ShiftForm, WeekForm
from waystation.staff.actor import Actor
from waystation.staff.policy import may
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(wording.NOTICES)
notices.register(wording.NOTHING_NEW, "info")

WRITTEN = 10


def _first(actor: Actor, data: Any) -> date:
    return rules.monday(WeekForm(data).day(actor.today))


@require_safe
def week(request: StaffRequest) -> HttpResponse:
    """Who is on duty in a week, and the form to plan it."""
    actor = acting(request, "duty.read")
    return _week(request, actor, _first(actor, request.GET))


def _week(request: StaffRequest, actor: Actor, first: date, *, status: int = 200, **more: Any) -> HttpResponse:
    personas = roster.may_be_on_duty(actor)
    context = {
        "days": shown.week(actor, first),
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "may_plan": may(actor.roles, "duty.plan"),
        "said": shown.on_duty(actor),
        "form": ShiftForm(personas=personas, initial={"since": "08:00", "until": "20:00"}),
    }
    return page(request, "duty/week.html", context | more, status=status)


def _to_week(first: date, notice: str) -> HttpResponse:
    answer = back("duty:week", notice)
    answer["Location"] += f"&week={first.isoformat()}"
    return answer


@require_POST
def plan(request: StaffRequest) -> HttpResponse:
    """Puts somebody on duty on some days of the week that was shown."""
    actor = acting(request, "duty.plan")
    first = _first(actor, request.POST)
    form = ShiftForm(request.POST, personas=roster.may_be_on_duty(actor))
    if not form.is_valid():
        return _week(request, actor, first, form=form, status=422)
    given = form.cleaned_data
    days = [first + timedelta(days=int(number)) for number in given["days"]]
    made = roster.plan(actor, UUID(given["account"]), days, given["since"], given["until"])
    return _to_week(first, "shifts-planned" if made else "nothing-planned")


@require_POST
def copy(request: StaffRequest) -> HttpResponse:
    """Plans the week that was shown like the one before."""
    actor = acting(request, "duty.plan")
    first = _first(actor, request.POST)
    return _to_week(first, "shifts-planned" if roster.copy_week(actor, first) else "nothing-planned")


@require_POST
def remove(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    actor = acting(request, "duty.plan")
    roster.remove(actor, shift_id)
    return _to_week(_first(actor, request.POST), "shift-removed")


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: StaffRequest) -> HttpResponse:
    """What the last one left, and the note for the next one."""
    actor = acting(request, "duty.hand_over")
    form = HandOverForm(request.POST or None)
    if form.is_bound and form.is_valid():
        hand_over.write(actor, form.cleaned_data["text"])
        return back("duty:hand-over", "handed-over")
    known = hand_over.hand_overs(actor)
    context = {
        "form": form,
        "newest": shown.handed(actor, known[0][0].pk, known[0][1]) if known else None,
        "earlier": [shown.handed(actor, row.pk, note) for row, note in known[1:WRITTEN]],
        "open": shown.open_now(actor),
    }
    return page(request, "duty/hand-over.html", context, status=422 if form.is_bound else 200)


@require_POST
def take(request: StaffRequest, hand_over_id: UUID) -> HttpResponse:
    actor = acting(request, "duty.hand_over")
    try:
        hand_over.take(actor, hand_over_id)
    except Stale:
        return back("duty:hand-over", "taken-already")
    return back("duty:hand-over", "taken-over")
