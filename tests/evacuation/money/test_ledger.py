"""Whatever is written down, in whatever order: the sums are zero, and no fund goes below it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from waystation.casework.errors import Refused
from waystation.evacuation.money import amounts, ledger
from waystation.evacuation.money.ledger import Books
from waystation.evacuation.money.records import Entry, Posting

FUNDS = [UUID(int=1), UUID(int=2)]
PLACES = {"EUR": [UUID(int=11), UUID(int=12)], "RUB": [UUID(int=13)]}
AT, DAY, BY = datetime(2031, 5, 1, tzinfo=UTC), date(2031, 5, 1), UUID(int=9)

some = st.decimals("0.01", 5000, places=2)
funds, currencies = st.sampled_from(FUNDS), st.sampled_from(["EUR", "RUB"])


def entry(kind: str, postings: tuple[Posting, ...], **more: Any) -> Entry:
    return Entry(kind=kind, on=DAY, at=AT, by=BY, postings=postings, **more)


class Keeping(RuleBasedStateMachine):
    """Writes what the room writes, by the rule by which it writes: never where less than nothing would be left."""

    def __init__(self) -> None:
        super().__init__()
        self.books, self.written = Books(), []

    def write(self, made: Entry) -> bool:
        assert ledger.faults(made) == []
        touched = [ledger.account(each) for each in made.postings]
        if self.books.after(made).below_zero(touched):
            return False
        self.books.add(made)
        self.written.append((uuid4(), made))
        return True

    @rule(fund=funds, currency=currencies, amount=some, data=st.data())
    def gift(self, fund: UUID, currency: str, amount: Decimal, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(PLACES[currency]))
        assert self.write(entry("gift", ledger.gift(fund, place, amount, currency)))

    @rule(fund=funds, currency=currencies, amount=some)
    def reserve(self, fund: UUID, currency: str, amount: Decimal) -> None:
        enough = self.books.free(fund, currency) >= amount
        made = entry("reservation", ledger.encumber(fund, amount, currency), reservation=uuid4())
        assert self.write(made) == enough

    @rule(data=st.data(), share=st.sampled_from([1, 2, 3]))
    def release_or_pay(self, data: st.DataObject, share: int) -> None:
        open_ = [each for _, each in self.written if each.kind == "reservation" and self.books.left[each.reservation]]
        if not open_:
            return
        one = data.draw(st.sampled_from(open_))
        fund, currency = one.postings[0].fund, one.postings[0].currency
        amount = (self.books.left[one.reservation] / share).quantize(Decimal("0.01"))
        if not amount:
            return
        if data.draw(st.booleans()):
            assert self.write(entry("release", ledger.encumber(fund, -amount, currency), reservation=one.reservation))
        else:
            place = data.draw(st.sampled_from(PLACES[currency]))
            enough = self.books.held(fund, currency, place) >= amount
            postings = ledger.pay(fund, place, amount, currency, "travel")
            assert self.write(entry("payment", postings, reservation=one.reservation)) == enough

    @rule(fund=funds, sold=some, bought=some)
    def exchange(self, fund: UUID, sold: Decimal, bought: Decimal) -> None:
        out, into = (PLACES["EUR"][0], sold, "EUR"), (PLACES["RUB"][0], bought, "RUB")
        self.write(entry("exchange", ledger.exchange(fund, out, into)))

    @rule(fund=funds, amount=some)
    def move(self, fund: UUID, amount: Decimal) -> None:
        self.write(entry("move", ledger.move(fund, PLACES["EUR"][0], PLACES["EUR"][1], amount, "EUR")))

    @rule(fund=funds, difference=st.decimals(-500, 500, places=2).filter(bool))
    def count(self, fund: UUID, difference: Decimal) -> None:
        self.write(entry("count", ledger.count(fund, PLACES["EUR"][0], difference, "EUR")))

    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        movable = [(pk, each) for pk, each in self.written if ledger.may_be_reversed(each)]
        if not movable:
            return
        pk, one = data.draw(st.sampled_from(movable))
        if not self.books.reversed.get(pk):
            made = entry("reversal", ledger.reverse(one), reverses=pk, reservation=one.reservation)
            before = dict(self.books.balances)
            if self.write(made):
                for posting in one.postings:
                    key = ledger.account(posting)
                    total = sum(each.amount for each in one.postings if ledger.account(each) == key)
                    assert self.books.balances[key] == before[key] - total

    @invariant()
    def the_sums_are_zero(self) -> None:
        for currency in PLACES:
            assert sum(value for key, value in self.books.balances.items() if key.currency == currency) == 0
            for fund in FUNDS:
                mine = [v for k, v in self.books.balances.items() if (k.fund, k.currency) == (fund, currency)]
                assert sum(mine) == 0
        lines = self.books.trial_balance()
        for currency in PLACES:
            debit = sum(line.debit for line in lines if line.account.currency == currency)
            assert debit == sum(line.credit for line in lines if line.account.currency == currency)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        for fund in FUNDS:
            for currency, places in PLACES.items():
                assert self.books.free(fund, currency) >= 0
                assert self.books.reserved(fund, currency) >= 0
                assert all(self.books.held(fund, currency, place) >= 0 for place in places)
        assert all(left >= 0 for left in self.books.left.values())

    @invariant()
    def what_is_promised_is_the_sum_of_the_reservations(self) -> None:
        promised = sum(self.books.reserved(fund, currency) for fund in FUNDS for currency in PLACES)
        assert promised == sum(self.books.left.values())


Keeping.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_keeping_the_books = Keeping.TestCase


@given(st.lists(st.tuples(funds, currencies, some), min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_entries_does_not_matter(gifts: list[Any], random: Any) -> None:
    entries = [entry("gift", ledger.gift(fund, PLACES[of][0], amount, of)) for fund, of, amount in gifts]
    one, other = Books(), Books()
    for each in entries:
        one.add(each)
    random.shuffle(entries)
    for each in entries:
        other.add(each)
    assert one == other
    for each in entries:
        one.add(each, -1)
    assert not any(one.balances.values())


@pytest.mark.parametrize(
    ("postings", "fault"),
    [
        ((), "no_postings"),
        (
            (Posting(account="held", amount=Decimal(1), currency="EUR", fund=FUNDS[0], holding=UUID(int=1)),),
            "no_postings",
        ),
        (
            (
                Posting(account="held", amount=Decimal(1), currency="EUR", fund=FUNDS[0], holding=UUID(int=1)),
                Posting(account="given", amount=Decimal(-1), currency="RUB", fund=FUNDS[0]),
            ),
            "not_balanced",
        ),
        (
            (
                Posting(account="held", amount=Decimal(1), currency="EUR", fund=FUNDS[0], holding=UUID(int=1)),
                Posting(account="given", amount=Decimal(-1), currency="EUR", fund=FUNDS[1]),
            ),
            "not_balanced",
        ),
        (
            (
                Posting(account="held", amount=Decimal(1), currency="EUR", fund=FUNDS[0]),
                Posting(account="given", amount=Decimal(-1), currency="EUR", fund=FUNDS[0]),
            ),
            "no_holding",
        ),
        (
            (
                Posting(account="spent", amount=Decimal(1), currency="EUR", fund=FUNDS[0]),
                Posting(account="given", amount=Decimal(-1), currency="EUR", fund=FUNDS[0]),
            ),
            "no_category",
        ),
        (
            (
                Posting(account="mine", amount=Decimal(1), currency="EUR", fund=FUNDS[0]),
                Posting(account="given", amount=Decimal(-1), currency="EUR", fund=FUNDS[0]),
            ),
            "no_postings",
        ),
    ],
)
def test_what_is_no_entry_is_found(postings: tuple[Posting, ...], fault: str) -> None:
    assert fault in ledger.faults(entry("gift", postings))


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "0",
        "-0",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e999999",
        "1e-400",
        "1.001",
        "1000000000000.01",
    ],
)
def test_what_is_no_amount_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        amounts.amount(Decimal(value), "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "XXX", "EURO", "₽", "E R"])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    with pytest.raises(Refused):
        amounts.amount(Decimal(1), currency)


@pytest.mark.parametrize(("value", "currency"), [("1.5", "JPY"), ("1.2345", "JOD"), ("0.001", "RUB")])
def test_an_amount_has_the_places_of_its_currency(value: str, currency: str) -> None:
    with pytest.raises(Refused):
        amounts.amount(Decimal(value), currency)


def test_amounts_are_kept_exactly_and_said_plainly() -> None:
    assert amounts.amount(Decimal("1e3"), "EUR") == Decimal("1000.00")
    assert str(amounts.amount(Decimal("0.10"), "EUR")) == "0.10"
    assert amounts.amount(Decimal("1.500"), "JOD") == Decimal("1.5")
    assert amounts.said(Decimal("1234567.5"), "RUB") == "1\u00a0234\u00a0567.50\u00a0RUB"
    assert amounts.said(Decimal(1200), "JPY") == "1\u00a0200\u00a0JPY"
    assert sum([amounts.amount(Decimal("0.1"), "EUR")] * 3) == Decimal("0.3")
