"""The report for a donor: gathered from the books, shown on a page, given out as a table or as a PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.casework.exchange.tables import as_csv
from waystation.evacuation.money import access, ledger, report, wording
from waystation.evacuation.money.amounts import add, places, said
from waystation.evacuation.money.ledger import Books, Standing
from waystation.evacuation.money.records import PAID, PAYMENT, Entry
from waystation.evacuation.money.rules import rate_to
from waystation.evacuation.money.used import case_of
from waystation.evacuation.money.wording import CATEGORY_WORDS
from waystation.staff.actor import Actor
from waystation.staff.policy import require

CSV, PDF = FORMS = ("csv", "pdf")


@dataclass(frozen=True)
class Line:
    """One line of the report: months and purposes in words, and a sum. What is of few people has a sum alone."""

    when: str
    what: str
    amount: Decimal
    currency: str
    payments: int | None

    @property
    def said(self) -> str:
        return said(self.amount, self.currency)


@dataclass(frozen=True)
class Report:
    """Over all funds, or of one. `standings`: what came in and went out from `first` to `last`, and what is there.

    `notes` say what is told otherwise than it was asked for, and why. `first` is None from the beginning on.
    """

    fund: str
    first: date | None
    last: date
    standings: dict[str, Standing]
    lines: list[Line]
    notes: list[str]

    @property
    def spent(self) -> bool:
        """Whether anything was."""
        return any(each.spent for each in self.standings.values())


def gather(actor: Actor, fund_id: UUID | None, first: date, last: date) -> Report:
    """The report as it stands now, of whole months. Raises Absent; Refused where so few were paid for in that time."""
    require(actor, "money.read")
    funds = access.funds(actor)
    chosen = access.fund(actor, fund_id)[1] if fund_id else None
    wanted = [fund_id] if fund_id else list(funds)
    told = report.told(_spent(actor, wanted), first, last, actor.today)
    if not isinstance(told, report.Told):
        raise Refused([wording.FEW_IN_THIS_TIME % {"spans": "; ".join(_days(one.first, one.last) for one in told)}])
    standings = _standings(actor, wanted, told)
    few = report.few(told.spent)
    base = chosen.currency if chosen else _most_used(told)
    rates = {code: _rate(actor, base, code, told.last) for code in sorted(few - {base})}
    known = {code: rate for code, rate in rates.items() if rate is not None and base}

    def changed(currency: str, amount: Decimal) -> tuple[str, Decimal]:
        if currency not in known:
            return currency, amount
        return base, (amount * known[currency]).quantize(Decimal(1).scaleb(-places(base)))

    found = [cell for span in told.spent for cell in report.cells(report.in_currencies(span, changed))]
    lines = [] if told.is_bare else list(_lines(found))
    notes = list(_notes(first, last, told, sorted(known), base, found))
    name = chosen.name if chosen else ""
    since = None if told.first == date.min else told.first
    return Report(name, since, told.last, _in_currencies(standings, changed), lines, notes)


def _notes(
    first: date, last: date, told: report.Told, known: list[str], base: str, found: list[report.Cell]
) -> Iterator[str]:
    if told.is_bare:
        yield _("Fewer than %(least)d people were paid for so far: sums alone are told, from the beginning on.") % {
            "least": report.LEAST
        }
    elif (told.first, told.last) != (report.month_of(first), report.end_of(last)):
        yield _(
            "It tells of less time than was asked for: before it or after it money went to fewer than %(least)d "
            "people, and the difference of two reports would tell of them."
        ) % {"least": report.LEAST}
    if known:
        yield _("What was paid in %(currencies)s went to fewer than %(least)d people: it is told in %(base)s.") % {
            "currencies": ", ".join(known),
            "base": base,
            "least": report.LEAST,
        }
    if not told.is_bare and any(len(each.months) > 1 or len(each.categories) > 1 or each.is_small for each in found):
        yield merging()


def _days(first: date, last: date) -> str:
    return f"{_day(first)} – {_day(last)}"


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _rate(actor: Actor, base: str, currency: str, until: date) -> Decimal | None:
    """The newest rate of that time: one that changed since would tell the amount by the difference of two reports."""
    known = [each for each in access.rates(actor) if each.on <= until]
    return rate_to(base, currency, known or access.rates(actor))


def _most_used(told: report.Told) -> str:
    """The currency in which most people were paid for."""
    whom = report.in_each_currency(one for span in told.spent for one in span)
    return min(whom, key=lambda code: (-len(whom[code]), code), default="")


def _standings(actor: Actor, funds: list[UUID], told: report.Told) -> dict[str, Standing]:
    """What came in and went out in that time, by currency; what is reserved where it is for many alone."""
    period, until = Books(), Books()
    for one in funds:
        for held in access.movements(actor, one):
            entry: Entry = held.record
            if entry.on <= told.last:
                until.add(entry)
                if entry.on >= told.first:
                    period.add(entry)
    many = len({case_of(actor, one) for one, left in until.left.items() if left > 0}) >= report.LEAST
    found: dict[str, Standing] = {}
    for one in funds:
        now, then = period.of_fund(one), until.of_fund(one)
        for currency, at_end in then.items():
            moved = now.get(currency, Standing(*[ledger.NOTHING] * 6))
            reserved = at_end.reserved if many else ledger.NOTHING
            found[currency] = _sum(found.get(currency), moved._replace(reserved=reserved, held=at_end.held))
    return dict(sorted(found.items()))


def _sum(known: Standing | None, more: Standing) -> Standing:
    return Standing(*map(sum, zip(known, more, strict=True))) if known else more


def _in_currencies(
    standings: dict[str, Standing], changed: Callable[[str, Decimal], tuple[str, Decimal]]
) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for currency, each in standings.items():
        told_in = changed(currency, ledger.NOTHING)[0]
        found[told_in] = _sum(found.get(told_in), Standing(*(changed(currency, value)[1] for value in each)))
    return dict(sorted(found.items()))


def _spent(actor: Actor, funds: list[UUID]) -> Iterator[report.Spent]:
    """The payments of these funds that stand. Those of cases that this person may not open count as one person's."""
    whose = {
        held.record.entry: access.case_of(actor, held) for one in funds for held in access.payments_from(actor, one)
        if held.record.state == PAID
    }  # fmt: skip
    reversed_ = access.books(actor).reversed
    for one in funds:
        for held in access.movements(actor, one):
            entry: Entry = held.record
            if entry.kind != PAYMENT or reversed_.get(held.id):
                continue
            for posting in entry.postings:
                if posting.category:
                    yield report.Spent(entry.on, posting.currency, posting.category, posting.amount, whose.get(held.id))


def _lines(found: list[report.Cell]) -> Iterator[Line]:
    for each in found:
        if each.is_small:
            continue
        months = each.months[:1] if len(each.months) == 1 else (each.months[0], each.months[-1])
        when = " – ".join(date_format(month, "F Y") for month in months)
        what = ", ".join(str(CATEGORY_WORDS.get(code, code)) for code in each.categories)
        yield Line(when, what, each.amount, each.currency, each.payments)
    for currency, amount in add((each.currency, each.amount) for each in found if each.is_small).items():
        what = _("For fewer than %(least)d people") % {"least": report.LEAST}
        yield Line("", what, amount, currency, None)


def days_of(found: Report) -> str:
    """The time of a report."""
    if found.first is None:
        return _("until %(day)s") % {"day": _day(found.last)}
    return _days(found.first, found.last)


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
    yield [pgettext("time", "From"), found.first.isoformat() if found.first else _("from the beginning")]
    yield [pgettext("time", "Until"), found.last.isoformat()]
    yield [_("What"), _("When"), _("Purpose"), _("Currency"), _("Amount"), _("Payments")]
    for label, sums in _sums(found):
        for currency, value in sums.items():
            yield [label, "", "", currency, _plain(value, currency), ""]
    for note in found.notes:
        yield [_("Note"), note]
    for line in found.lines:
        yield [
            _("Spent"),
            line.when,
            line.what,
            line.currency,
            _plain(line.amount, line.currency),
            str(line.payments or ""),
        ]


def _plain(value: Decimal, currency: str) -> str:
    return f"{value:.{places(currency)}f}"


def pdf(found: Report) -> bytes:
    """The report as a document."""
    from waystation.casework.exchange.paper import Sheet  # which brings numpy; the server starts without

    sheet = Sheet(_("How the money was used"))
    sheet.section(found.fund or _("All funds"), [("", days_of(found))])
    pairs = [(label, "\n".join(said(value, of) for of, value in sums.items())) for label, sums in _sums(found) if sums]
    sheet.section(_("In all"), pairs)
    sheet.section(
        _("By month and purpose"),
        [(" · ".join(filter(None, (line.when, line.what))), line.said) for line in found.lines],
    )
    for note in found.notes:
        sheet.section("", [("", note)])
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
