"""The ledger: funds and their movements, where the money lies, the trial balance, the report."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from waystation.casework import history_shown
from waystation.casework.access import colleagues
from waystation.casework.errors import Refused
from waystation.casework.exchange.views import download
from waystation.casework.submit import say, without_version
from waystation.casework.wording import Words
from waystation.evacuation.money import access, actions, amounts, giving
from waystation.evacuation.money.forms import (
    ExchangeForm,
    FundForm,
    HoldingForm,
    MoveForm,
    ReconcileForm,
    ReportForm,
    ReverseForm,
    TakeInForm,
)
from waystation.evacuation.money.records import HELD, Fund, Holding
from waystation.evacuation.money.shown import books as shown
from waystation.evacuation.money.shown import statements
from waystation.evacuation.money.views.common import (
    ON_A_PAGE,
    form_page,
    fund_crumbs,
    holding_crumbs,
    money_crumbs,
    tabs,
)
from waystation.evacuation.money.wording import CATEGORY_WORDS, HOLDING_WORDS, STATE_WORDS
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page
from waystation.web.paging import part


@require_safe
def funds(request: StaffRequest) -> HttpResponse:
    """What is left of each fund."""
    actor = acting(request, "money.read")
    lines = [shown.fund_line(actor, pk, fund) for pk, fund in access.funds(actor).items()]
    found = part(request, lines, ON_A_PAGE)
    return page(request, "money/funds.html", tabs(actor, "funds") | {"page": found})


@require_safe
def fund(request: StaffRequest, fund_id: UUID) -> HttpResponse:
    """One fund: what is left, for whom it is reserved, every movement."""
    return _fund(request, fund_id)


def _fund(request: StaffRequest, fund_id: UUID, refusals: Sequence[Words] = ()) -> HttpResponse:
    actor = acting(request, "money.read")
    _row, found = access.fund(actor, fund_id)
    promises = shown.Promises(actor, fund_id)
    context = {
        "line": shown.fund_line(actor, fund_id, found),
        "page": part(request, shown.Movements(actor, fund_id), ON_A_PAGE),
        "changes": history_shown.of_row(actor, fund_id),
        "promised": part(request, promises, ON_A_PAGE, "promised"),
        "unknown": promises.unknown,
        "refusals": refusals,
        "breadcrumbs": money_crumbs(("", found.name)),
    }
    return page(request, "money/fund.html", context, status=409 if refusals else 200)


def fund_new(request: StaffRequest) -> HttpResponse:
    """Adds a fund."""
    actor = acting(request, "money.funds")
    form = FundForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda said: actions.add_fund(actor, form.fund(), once=said["once"]),
        "money-saved",
        title=_("New fund"),
        crumbs=money_crumbs(),
        to="money:funds",
    )


def fund_change(request: StaffRequest, fund_id: UUID) -> HttpResponse:
    """Says anew what is known of a fund."""
    actor = acting(request, "money.funds")
    row, found = access.fund(actor, fund_id)
    initial = msgspec.structs.asdict(found) | {"countries": ", ".join(found.countries), "version": row.version}
    form = FundForm(request.POST or None, initial=initial, is_new=False)
    return form_page(
        request,
        form,
        lambda said: actions.change_fund(actor, fund_id, form.fund(), seen=said["version"]),
        "money-saved",
        title=_("Change"),
        crumbs=fund_crumbs(request, fund_id),
        to="money:fund",
        more={
            "version_now": lambda: access.fund(actor, fund_id)[0].version,
            "stands": lambda: _fund_stands(access.fund(actor, fund_id)[1]),
        },
        fund_id=fund_id,
    )


def _fund_stands(found: Fund) -> list[tuple[str, Any]]:
    return [
        (_("What we call it"), found.name),
        (_("Who gave it"), found.donor),
        (_("What it may be used for"), ", ".join(str(CATEGORY_WORDS.get(each, each)) for each in found.purposes)),
        (_("In which countries"), ", ".join(found.countries)),
        (pgettext("time", "From"), found.first),
        (pgettext("time", "Until"), found.last),
        (_("At most for one person"), found.ceiling),
        (_("What the donor says, in their words"), found.words),
        (_("State"), STATE_WORDS.get(found.state, "")),
    ]


def fund_take_in(request: StaffRequest, fund_id: UUID) -> HttpResponse:
    """Money comes in."""
    actor = acting(request, "money.funds")
    form = TakeInForm(request.POST or None, holdings=access.holdings(actor), today=actor.today)

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        return actions.take_in(actor, fund_id, told.pop("holding"), told.pop("amount"), **told)

    return _movement(request, fund_id, form, act, _("Money came in"))


def fund_move(request: StaffRequest, fund_id: UUID) -> HttpResponse:
    """Money lies somewhere else."""
    actor = acting(request, "money.funds")
    held = shown.in_places(actor, fund_id)
    form = MoveForm(request.POST or None, holdings=access.holdings(actor), held=held, today=actor.today)

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        return actions.move(actor, fund_id, told.pop("from_"), told.pop("to"), told.pop("amount"), **told)

    return _movement(request, fund_id, form, act, _("Move to another place"))


def fund_exchange(request: StaffRequest, fund_id: UUID) -> HttpResponse:
    """Money becomes money of another currency."""
    actor = acting(request, "money.funds")
    held = shown.in_places(actor, fund_id)
    form = ExchangeForm(request.POST or None, holdings=access.holdings(actor), held=held, today=actor.today)

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        return actions.exchange(actor, fund_id, told.pop("from_"), told.pop("to"), **told)

    return _movement(request, fund_id, form, act, _("Exchange"))


def _movement(request: StaffRequest, fund_id: UUID, form: Any, act: Any, title: str) -> HttpResponse:
    crumbs = fund_crumbs(request, fund_id)
    return form_page(request, form, act, "money-written", title=title, crumbs=crumbs, to="money:fund", fund_id=fund_id)


@require_POST
def fund_release(request: StaffRequest, fund_id: UUID, reservation_id: UUID) -> HttpResponse:
    """Gives back what is reserved for a case that this person does not see, or that was erased."""
    actor = acting(request, "money.spend")
    access.fund(actor, fund_id)
    try:
        actions.release(actor, reservation_id)
    except Refused as refused:
        return _fund(request, fund_id, refused.reasons)
    return back("money:fund", "money-released", fund_id=fund_id)


def entry_reverse(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Sets a movement right by its reversal."""
    actor = acting(request, "money.funds")
    _row, entry = access.entry(actor, entry_id)
    fund_id = entry.postings[0].fund
    form = ReverseForm(request.POST or None)

    def act(said: dict[str, Any]) -> UUID:
        return actions.reverse(actor, entry_id, because=said["because"], once=said["once"])

    return form_page(
        request,
        form,
        act,
        "money-reversed",
        title=_("Reverse a movement"),
        crumbs=fund_crumbs(request, fund_id),
        to="money:fund",
        more={"above": statements.stands_on(actor, entry_id)},
        fund_id=fund_id,
    )


@require_safe
def holdings(request: StaffRequest) -> HttpResponse:
    """Cash boxes and bank accounts."""
    actor = acting(request, "money.read")
    lines = shown.holding_lines(actor)
    return page(request, "money/holdings.html", tabs(actor, "holdings") | {"lines": lines})


def holding_new(request: StaffRequest) -> HttpResponse:
    """Adds a place where money lies."""
    actor = acting(request, "money.funds")
    form = HoldingForm(request.POST or None, colleagues=colleagues(actor))
    return form_page(
        request,
        form,
        lambda said: actions.add_holding(actor, form.holding(), once=said["once"]),
        "money-saved",
        title=_("New place"),
        crumbs=money_crumbs((reverse("money:holdings"), _("Where it lies"))),
        to="money:holdings",
    )


@require_safe
def holding(request: StaffRequest, holding_id: UUID) -> HttpResponse:
    """One place: what should be there, what was counted, every movement."""
    actor = acting(request, "money.read")
    access.holding(actor, holding_id)
    line = next(each for each in shown.holding_lines(actor) if each.id == holding_id)
    books, names = access.books(actor), access.funds(actor)
    parts = {
        each.fund: value
        for each, value in books.balances.items()
        if each.name == HELD and each.holding == holding_id and value
    }
    context = {
        "line": line,
        "funds": [
            (names[one].name if one in names else "?", amounts.said(value, line.holding.currency))
            for one, value in parts.items()
        ],
        "counts": part(request, statements.lines(actor, holding_id), ON_A_PAGE, "counts"),
        "open": part(request, statements.to_tick(actor, holding_id) or [], ON_A_PAGE, "open"),
        "page": part(request, shown.Movements(actor, holding_id), ON_A_PAGE),
        "changes": history_shown.of_row(actor, holding_id),
        "breadcrumbs": holding_crumbs(request, holding_id),
    }
    return page(request, "money/holding.html", context)


def holding_change(request: StaffRequest, holding_id: UUID) -> HttpResponse:
    """Says anew what is known of a place."""
    actor = acting(request, "money.funds")
    row, found = access.holding(actor, holding_id)
    form = HoldingForm(
        request.POST or None,
        initial=msgspec.structs.asdict(found) | {"version": row.version},
        colleagues=colleagues(actor),
        is_new=False,
    )
    return form_page(
        request,
        form,
        lambda said: actions.change_holding(actor, holding_id, form.holding(), seen=said["version"]),
        "money-saved",
        title=_("Change"),
        crumbs=holding_crumbs(request, holding_id),
        to="money:holding",
        more={
            "version_now": lambda: access.holding(actor, holding_id)[0].version,
            "stands": lambda: _holding_stands(access.holding(actor, holding_id)[1]),
        },
        holding_id=holding_id,
    )


def _holding_stands(found: Holding) -> list[tuple[str, Any]]:
    return [
        (_("What we call it"), found.name),
        (_("Kind"), HOLDING_WORDS.get(found.kind, "")),
        (_("State"), STATE_WORDS.get(found.state, "")),
    ]


def holding_reconcile(request: StaffRequest, holding_id: UUID) -> HttpResponse:
    """Compares what was counted with the books."""
    actor = acting(request, "money.funds")
    _row, found = access.holding(actor, holding_id)
    form = ReconcileForm(
        request.POST or None,
        funds=access.funds(actor),
        today=actor.today,
        items=statements.to_tick(actor, holding_id),
        known=len(access.reconciliations(actor, holding_id)),
    )

    def act(said: dict[str, Any]) -> UUID:
        told = without_version(said)
        return actions.reconcile(actor, holding_id, told.pop("counted"), fund_id=told.pop("fund"), **told)

    booked = amounts.said(access.books(actor).in_holding(holding_id), found.currency)
    return form_page(
        request,
        form,
        act,
        "money-written",
        title=_("Compare with what is there"),
        crumbs=holding_crumbs(request, holding_id),
        to="money:holding",
        template="money/reconcile.html",
        more={"booked": booked},
        holding_id=holding_id,
    )


@require_safe
def trial_balance(request: StaffRequest) -> HttpResponse:
    """Every account with its balance: debits and credits come to the same."""
    actor = acting(request, "money.read")
    context = {"currencies": shown.trial_balance(actor), "entries": access.books(actor).entries}
    return page(request, "money/trial-balance.html", tabs(actor, "trial-balance") | context)


def report(request: StaffRequest) -> HttpResponse:
    """What a donor is told, without persons."""
    actor = acting(request, "money.read")
    today = actor.today
    initial = {"first": today.replace(month=1, day=1), "last": today}
    form = ReportForm(request.POST or None, initial=initial, funds=access.funds(actor))
    found = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kind = request.POST.get("do", "")
        try:
            found = giving.gather(actor, said["fund"], said["first"], said["last"])
        except Refused as refused:
            say(form, refused)
        if found and kind in giving.FORMS:
            return download(giving.give(actor, found, kind), kind, "report")
    context = tabs(actor, "report") | {"form": form, "found": found, "merging": giving.merging()}
    if found:
        context |= {"sums": giving.sums_said(found), "days": giving.days_of(found)}
    return page(request, "money/report.html", context, status=422 if form.errors else 200)
