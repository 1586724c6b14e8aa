"""The report for a donor: gathered from the books, shown on a page, given out as a table or as a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.audit.log import log
from waystation.casework.exchange.tables import as_csv
from waystation.evacuation.money import access, ledger, report
from waystation.evacuation.money.amounts import add, places, said
from waystation.evacuation.money.ledger import Books, Standing
from waystation.evacuation.money.records import PAID, PAYMENT, Entry
from waystation.evacuation.money.wording import CATEGORY_WORDS
from waystation.staff.actor import Actor
from waystation.staff.policy import require

CSV, PDF = FORMS = ("csv", "pdf")


@dataclass(frozen=True)
class Line:
    """One line of the report: months and purposes in words, and a sum."""

    when: str
    what: str
    amount: Decimal
    currency: str
    payments: int

    @property
    def said(self) -> str:
        return said(self.amount, self.currency)


@dataclass(frozen=True)
class Report:
    """Over all funds, or of one. `standings`: what came in and went out from `first` to `last`, and what is there."""

    fund: str
    first: date
    last: date
    standings: dict[str, Standing]
    lines: list[Line]
    is_merged: bool


def gather(actor: Actor, fund_id: UUID | None, first: date, last: date) -> Report:
    """The report as it stands now. Raises Absent."""
    require(actor, "money.read")
    funds = access.funds(actor)
    chosen = [access.fund(actor, fund_id)[1].name] if fund_id else []
    wanted = [fund_id] if fund_id else list(funds)
    period, until = Books(), Books()
    for one in wanted:
        for held in access.movements(actor, one):
            entry: Entry = held.record
            if entry.on <= last:
                until.add(entry)
                if entry.on >= first:
                    period.add(entry)
    standings: dict[str, Standing] = {}
    for one in wanted:
        now, then = period.of_fund(one), until.of_fund(one)
        for currency, at_end in then.items():
            moved = now.get(currency, Standing(*[Decimal(0)] * 6))
            whole = moved._replace(reserved=at_end.reserved, held=at_end.held)
            known = standings.get(currency)
            standings[currency] = Standing(*map(sum, zip(known, whole, strict=True))) if known else whole
    found = report.cells(_spent(actor, wanted, first, last))
    merged = any(len(each.months) > 1 or len(each.categories) > 1 or each.is_small for each in found)
    return Report(", ".join(chosen), first, last, dict(sorted(standings.items())), list(_lines(found)), merged)


def _spent(actor: Actor, funds: list[UUID], first: date, last: date) -> Iterator[report.Spent]:
    """The payments of these funds that stand. Those of cases that this person may not open count as one person's."""
    whose = {
        held.record.entry: access.case_of(actor, held) for one in funds for held in access.payments_from(actor, one)
        if held.record.state == PAID
    }  # fmt: skip
    reversed_ = access.books(actor).reversed
    for one in funds:
        for held in access.movements(actor, one):
            entry: Entry = held.record
            if entry.kind != PAYMENT or reversed_.get(held.id) or not first <= entry.on <= last:
                continue
            for posting in entry.postings:
                if posting.category:
                    yield report.Spent(entry.on, posting.currency, posting.category, posting.amount, whose.get(held.id))


def _lines(found: list[report.Cell]) -> Iterator[Line]:
    for each in found:
        months = each.months[:1] if len(each.months) == 1 else (each.months[0], each.months[-1])
        when = " – ".join(date_format(month, "F Y") for month in months)
        what = ", ".join(str(CATEGORY_WORDS.get(code, code)) for code in each.categories)
        yield Line(when, what, each.amount, each.currency, each.payments)


def _sums(found: Report) -> list[tuple[str, dict[str, Decimal]]]:
    names = [
        (_("Came in"), "given", 1),
        (_("Came by exchange"), "exchanged", -1),
        (_("Went by exchange"), "exchanged", 1),
        (_("Found too much by counting"), "difference", -1),
        (_("Found missing by counting"), "difference", 1),
        (_("Spent"), "spent", 1),
        (_("Reserved at the end"), "reserved", 1),
        (_("There at the end"), "held", 1),
    ]
    # No sum is below zero: a table would have to keep such a number from being taken for a formula.
    return [
        (label, add((of, max(sign * getattr(each, name), ledger.NOTHING)) for of, each in found.standings.items()))
        for label, name, sign in names
    ]


def sums_said(found: Report) -> list[tuple[str, list[str]]]:
    """What came in, went out and is there, for the page."""
    return [(label, [said(value, of) for of, value in sums.items()]) for label, sums in _sums(found) if sums]


def rows(found: Report) -> Iterator[list[str]]:
    """The report as a table: numbers with a point, as tables are read by programs."""
    yield [_("Fund"), found.fund or _("All funds")]
    yield [_("From"), found.first.isoformat()]
    yield [_("Until"), found.last.isoformat()]
    yield [_("What"), _("When"), _("Purpose"), _("Currency"), _("Amount"), _("Payments")]
    for label, sums in _sums(found):
        for currency, value in sums.items():
            yield [label, "", "", currency, _plain(value, currency), ""]
    for line in found.lines:
        yield [_("Spent"), line.when, line.what, line.currency, _plain(line.amount, line.currency), str(line.payments)]


def _plain(value: Decimal, currency: str) -> str:
    return f"{value:.{places(currency)}f}"


def pdf(found: Report) -> bytes:
    """The report as a document."""
    from waystation.casework.exchange.paper import Sheet  # which brings numpy; the server starts without

    sheet = Sheet(_("How the money was used"))
    days = f"{date_format(found.first, 'SHORT_DATE_FORMAT')} – {date_format(found.last, 'SHORT_DATE_FORMAT')}"
    sheet.section(found.fund or _("All funds"), [("", days)])
    pairs = [(label, "\n".join(said(value, of) for of, value in sums.items())) for label, sums in _sums(found) if sums]
    sheet.section(_("In all"), pairs)
    sheet.section(_("By month and purpose"), [(f"{line.when} · {line.what}", line.said) for line in found.lines])
    if found.is_merged:
        sheet.section("", [("", merging())])
    return sheet.bytes()


def merging() -> str:
    """Why some sums stand together."""
    return _("Sums of fewer than %(least)d people stand together with others, so that nobody can be told.") % {
        "least": report.LEAST
    }


def give(actor: Actor, found: Report, kind: str) -> bytes:
    """The report as a file of one of FORMS. Giving it out is logged."""
    require(actor, "money.read")
    content = as_csv(rows(found)) if kind == CSV else pdf(found)
    with transaction.atomic():
        log(actor.account, "money.report_given")
    return content
