"""The verbs of money, through the real vault: what is promised once, approved by two, proved, and set right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.apps import apps
from django.db import connection, connections

from tests.evacuation.conftest import build
from tests.evacuation.money.conftest import PHRASE, D, Purse
from tests.newcomers import as_confirmed, as_new
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.casework import rules as casework_rules
from waystation.casework.errors import Refused
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Person
from waystation.evacuation import access as evacuation_access
from waystation.evacuation import actions as evacuation
from waystation.evacuation.money import access, actions, gate, ledger, used, wording
from waystation.evacuation.money.models import EntryRow, PaymentRow, ReservationRow
from waystation.evacuation.money.records import Fund, Holding
from waystation.staff import integrity
from waystation.staff.access import refresh
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault import files
from waystation.vault.compartments import Compartment

pytestmark = pytest.mark.django_db

CANARY = "quince-marmalade"


def free(purse: Purse, currency: str = "EUR") -> Decimal:
    return access.books(purse.lev).free(purse.fund, currency)


def unproved(purse: Purse) -> list[UUID]:
    return [held.id for held in access.payments_without_receipt(purse.lev)]


def refusal(act: Callable[[], Any]) -> Any:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0]


def test_it_works_from_the_gift_to_the_receipt(purse: Purse) -> None:
    reservation = actions.reserve(purse.lev, purse.case, D("300"), "EUR", "the way to the coast")
    assert free(purse) == 700
    payment = purse.ask("120", reservation=reservation)
    assert access.payment(purse.lev, payment)[1].state == "asked"
    actions.approve(purse.max, payment)
    actions.pay(purse.lev, payment, holding=purse.box, paid=D("110.50"), on=purse.lev.today)
    books = access.books(purse.lev)
    assert books.of_fund(purse.fund)["EUR"] == ledger.Standing(
        D(1000), D(0), D("110.50"), D(0), D("189.50"), D("889.50")
    )
    assert books.left[reservation] == D("189.50")
    assert unproved(purse) == [payment]
    actions.add_receipt(purse.lev, payment, files.keep([b"ticket 1"]), name="ticket.pdf")
    assert unproved(purse) == []
    actions.release(purse.lev, reservation)
    actions.release(purse.lev, reservation)  # nothing is left: nothing happens
    assert free(purse) == D("889.50")
    assert sum(access.books(purse.lev).balances.values()) == 0


def test_never_more_is_promised_than_a_fund_holds(purse: Purse) -> None:
    actions.reserve(purse.lev, purse.case, D("999.99"), "EUR", "much")
    assert refusal(lambda: actions.reserve(purse.lev, purse.case, D("0.02"), "EUR", "more")) == wording.NO_FUND
    fund = purse.fund
    assert (
        refusal(lambda: actions.reserve(purse.lev, purse.case, D(1), "EUR", "more", fund=fund)) == wording.NOT_SO_MUCH
    )
    actions.reserve(purse.lev, purse.case, D("0.01"), "EUR", "the last of it")
    assert free(purse) == 0


@pytest.mark.parametrize("amount", ["-5", "0", "NaN", "sNaN", "Infinity", "1e400", "1.001"])
def test_what_is_no_amount_writes_nothing(purse: Purse, amount: str) -> None:
    before = EntryRow.objects.count(), ReservationRow.objects.count(), PaymentRow.objects.count()
    today, value = purse.lev.today, D(amount)
    for act in (
        lambda: actions.reserve(purse.lev, purse.case, value, "EUR", "x"),
        lambda: purse.ask(amount),
        lambda: actions.take_in(purse.lev, purse.fund, purse.box, value, on=today),
        lambda: actions.move(purse.lev, purse.fund, purse.box, purse.box, value, on=today),
        lambda: actions.set_budget(purse.lev, purse.case, value, "EUR"),
    ):
        with pytest.raises(Refused):
            act()
    assert (EntryRow.objects.count(), ReservationRow.objects.count(), PaymentRow.objects.count()) == before


@pytest.mark.parametrize("currency", ["USD", "XXX", "eur", ""])
def test_a_currency_that_no_fund_holds_or_that_is_none(purse: Purse, currency: str) -> None:
    with pytest.raises(Refused):
        actions.reserve(purse.lev, purse.case, D(1), currency, "x")


def test_the_same_form_sent_twice_makes_it_once(purse: Purse) -> None:
    once, today = uuid4(), purse.lev.today
    for _ in range(2):
        assert actions.reserve(purse.lev, purse.case, D(10), "EUR", "x", once=once) == once
    assert free(purse) == 990
    again = uuid4()
    for _ in range(2):
        assert actions.take_in(purse.lev, purse.fund, purse.box, D(10), on=today, once=again) == again
    assert free(purse) == 1000


# What the donor allows


def test_restrictions_are_checked_and_the_narrowest_fund_pays_first(purse: Purse) -> None:
    today = purse.lev.today
    papers = purse.fund_of(purposes=("papers",), countries=("Sel Isles",), last=today + timedelta(days=9))
    purse.give("500", papers)
    lev, case = purse.lev, purse.case

    def fund_for(**more: Any) -> UUID:
        return access.reservation(lev, actions.reserve(lev, case, D(10), "EUR", "x", **more))[1].fund

    assert fund_for(category="papers", country=" sel  ISLES ") == papers
    assert fund_for(category="papers") == purse.fund  # where is not known
    assert fund_for(category="travel", country="Sel Isles") == purse.fund
    for more, why in [
        ({"category": "travel", "country": "Sel Isles"}, wording.OTHER_PURPOSE),
        ({"category": "papers", "country": "Varna Reach"}, wording.OTHER_COUNTRY),
        ({"category": "papers"}, wording.SAY_COUNTRY),
    ]:
        assert refusal(lambda more=more: actions.reserve(lev, case, D(10), "EUR", "x", fund=papers, **more)) == why
    later = replace(lev, now=lambda: utc_now() + timedelta(days=10))
    more = {"category": "papers", "country": "Sel Isles"}
    assert refusal(lambda: actions.reserve(later, case, D(1), "EUR", "x", fund=papers, **more)) == wording.OTHER_PERIOD


def test_the_ceiling_is_for_each_person_and_in_the_currency_of_the_fund(purse: Purse) -> None:
    fund = purse.fund_of(ceiling=D(100))
    purse.give("1000", fund)
    purse.give("50000", fund, purse.roubles)
    lev, case = purse.lev, purse.case
    actions.reserve(lev, case, D(60), "EUR", "x", fund=fund)
    assert refusal(lambda: actions.reserve(lev, case, D("40.01"), "EUR", "x", fund=fund)) == wording.ABOVE_CEILING
    assert refusal(lambda: actions.reserve(lev, case, D(100), "RUB", "x", fund=fund)) == wording.RATE_UNKNOWN
    actions.exchange(
        lev, fund, purse.box, purse.roubles, sold=D(10), bought=D(1000), rate=D(100), source="bank", on=lev.today
    )
    assert refusal(lambda: actions.reserve(lev, case, D("4000.01"), "RUB", "x", fund=fund)) == wording.ABOVE_CEILING
    actions.reserve(lev, case, D(4000), "RUB", "x", fund=fund)
    persons.add(lev, case, Person(pseudonym="Rowan"), roles=["companion"])
    actions.reserve(lev, case, D(100), "EUR", "x", fund=fund)
    persons.add(lev, case, Person(pseudonym="Wolf"), roles=["pursuer"])
    assert refusal(lambda: actions.reserve(lev, case, D(1), "EUR", "x", fund=fund)) == wording.ABOVE_CEILING


def test_a_budget_bounds_what_a_case_has(purse: Purse) -> None:
    actions.set_budget(purse.lev, purse.case, D(100), "EUR")
    reservation = actions.reserve(purse.lev, purse.case, D(80), "EUR", "x")
    assert refusal(lambda: actions.reserve(purse.lev, purse.case, D(21), "EUR", "x")) == wording.OVER_BUDGET
    purse_payment = purse.ask("80", reservation=reservation)
    actions.approve(purse.max, purse_payment)
    actions.pay(purse.lev, purse_payment, holding=purse.box, paid=D(80), on=purse.lev.today)
    assert refusal(lambda: actions.reserve(purse.lev, purse.case, D(21), "EUR", "x")) == wording.OVER_BUDGET
    actions.set_budget(purse.lev, purse.case, D(101), "EUR")
    actions.reserve(purse.lev, purse.case, D(21), "EUR", "x")


# Approvals


def test_nobody_approves_their_own_nor_what_is_for_themselves_nor_for_whom_they_look_after(purse: Purse) -> None:
    own = purse.ask()
    assert refusal(lambda: actions.approve(purse.lev, own)) == wording.ASKED_BY_YOU
    to_max = purse.ask(payee="staff", staff=purse.max.account)
    assert refusal(lambda: actions.approve(purse.max, to_max)) == wording.PAID_TO_YOU
    theirs = purse.ask(actor=purse.max, payee="person")
    refresh(purse.lev)
    assert refusal(lambda: actions.approve(purse.lev, theirs)) == wording.PAYEE_IS_YOURS  # lev has the case
    actions.approve(purse.max, own)
    assert refusal(lambda: actions.approve(purse.max, own)) == wording.ANSWERED_ALREADY


def test_the_limit_is_of_the_organisation_and_not_divided(purse: Purse, settings: Any) -> None:
    settings.WAYSTATION_MONEY_LIMITS = {"EUR": D(100)}
    first = purse.ask("60")
    assert access.payment(purse.lev, first)[1].state == "approved"
    second = purse.ask("41")  # with the first it is above
    assert access.payment(purse.lev, second)[1].state == "asked"
    assert access.payment(purse.lev, purse.ask("40", actor=purse.max))[1].state == "approved"
    tomorrow = replace(purse.lev, now=lambda: utc_now() + timedelta(days=1, minutes=1))
    assert access.payment(purse.lev, purse.ask("100", actor=tomorrow))[1].state == "approved"
    assert access.payment(purse.lev, purse.ask("100.01", actor=tomorrow))[1].state == "asked"
    roubles = actions.ask(purse.lev, purse.case, D(1), "RUB", "x", method="transfer", payee="seller")
    assert access.payment(purse.lev, roubles)[1].state == "asked"  # nothing is said of roubles


def test_what_goes_to_one_of_us_needs_a_second_person_however_small(purse: Purse, settings: Any) -> None:
    settings.WAYSTATION_MONEY_LIMITS = {"EUR": D(100)}
    for who in (purse.lev, purse.max):
        small = purse.ask("5", payee="staff", staff=who.account)
        assert access.payment(purse.lev, small)[1].state == "asked"
        assert refusal(lambda small=small: actions.approve(purse.lev, small)) == wording.ASKED_BY_YOU
    with pytest.raises(Refused):
        actions.pay(purse.lev, small, holding=purse.box, paid=D(5), on=purse.lev.today)


def test_what_one_person_paid_alone_is_shown_to_the_others_and_told_by_the_log(purse: Purse, settings: Any) -> None:
    settings.WAYSTATION_MONEY_LIMITS = {"EUR": D(100)}
    two, alone, last = purse.ask("101"), purse.ask("20", actor=purse.max), purse.ask("30", actor=purse.max)
    refresh(purse.lev)
    actions.pay(purse.max, alone, holding=purse.box, paid=D(20), on=purse.max.today)
    refresh(purse.lev)
    assert [held.id for held in access.payments_by_one(purse.lev)] == [last, alone]
    found = [each for _number, each in entries(purse.lev.keys, purse.lev.team(AUDIT), newest=20) if each]
    verbs = {each.subject: each.verb for each in found if each.verb.startswith("money.payment_")}
    assert verbs == {two: "money.payment_asked", alone: "money.payment_by_one", last: "money.payment_by_one"}
    later = replace(purse.lev, now=lambda: utc_now() + timedelta(days=31))
    assert access.payments_by_one(later) == []
    actions.refuse_payment(purse.lev, last, answer="there is a cheaper one")
    assert [held.id for held in access.payments_by_one(purse.lev)] == [alone]


def test_whoever_pays_does_not_write_over_what_was_approved(purse: Purse) -> None:
    """Or one person could have one account approved, and leave another in its place."""
    more = {"method": "transfer", "payee": "seller", "details": "account 77", "fund": purse.fund}
    payment = actions.ask(purse.max, purse.case, D(300), "EUR", "tickets", **more)
    refresh(purse.lev)
    actions.approve(purse.lev, payment)
    actions.pay(purse.max, payment, holding=purse.box, paid=D(300), on=purse.max.today, details="account 78")
    record = access.payment(purse.lev, payment)[1]
    assert (record.details, record.paid_how) == ("account 77", "account 78")


def test_nothing_is_paid_before_it_is_approved_nor_more_nor_twice(purse: Purse) -> None:
    payment, today = purse.ask("100"), purse.lev.today

    def pay(paid: str = "100", holding: UUID = purse.box, day: Any = today) -> None:
        actions.pay(purse.lev, payment, holding=holding, paid=D(paid), on=day)

    assert refusal(pay) == wording.NOT_NOW
    actions.approve(purse.max, payment)
    assert refusal(lambda: pay("100.01")) == wording.MORE_THAN_APPROVED
    assert refusal(lambda: pay(holding=purse.roubles)) == wording.WRONG_CURRENCY
    assert refusal(lambda: pay(day=today + timedelta(days=1))) == wording.NOT_ON_THIS_DAY
    assert refusal(lambda: pay(day=today - timedelta(days=9999))) == wording.TOO_LONG_AGO
    with pytest.raises(Absent):
        pay(holding=uuid4())
    pay("90")
    assert refusal(pay) == wording.NOT_NOW
    assert free(purse) == 910  # what was kept for this payment alone went back


def test_nothing_is_paid_out_of_a_fund_on_a_day_outside_the_donors_period(purse: Purse) -> None:
    today = purse.lev.today
    fund = purse.fund_of(first=today - timedelta(days=2), last=today)
    purse.give("100", fund)
    payment = purse.ask("100", fund=fund)
    actions.approve(purse.max, payment)

    def pay(day: Any) -> None:
        actions.pay(purse.lev, payment, holding=purse.box, paid=D(100), on=day)

    assert refusal(lambda: pay(today - timedelta(days=3))) == wording.PAID_OUTSIDE
    pay(today)


def test_what_is_refused_or_taken_back_is_free_again(purse: Purse) -> None:
    one, other = purse.ask("400"), purse.ask("500")
    assert refusal(lambda: purse.ask("101")) == wording.NO_FUND
    assert refusal(lambda: actions.withdraw(purse.max, one)) == wording.ONLY_WHO_ASKED
    assert refusal(lambda: actions.refuse_payment(purse.max, one, answer=" ")) == wording.SAY_WHY
    actions.refuse_payment(purse.max, one, answer="there is a cheaper train")
    actions.withdraw(purse.lev, other)
    assert free(purse) == 1000
    assert refusal(lambda: actions.approve(purse.max, one)) == wording.ANSWERED_ALREADY


def test_one_reservation_is_not_paid_out_twice(purse: Purse) -> None:
    reservation = actions.reserve(purse.lev, purse.case, D(100), "EUR", "x")
    purse.ask("60", reservation=reservation)
    assert refusal(lambda: purse.ask("41", reservation=reservation)) == wording.LEFT_IN_RESERVATION
    actions.release(purse.lev, reservation)
    assert used.standing(purse.lev, reservation)[2] == 60  # what a payment waits for stays
    other = purse.scene.case("Alder")
    with pytest.raises(Refused):
        actions.ask(purse.lev, other, D(1), "EUR", "x", method="ticket", payee="seller", reservation=reservation)


# Receipts


def test_the_same_receipt_proves_one_payment_alone(purse: Purse) -> None:
    one, other = purse.paid(), purse.paid()
    actions.add_receipt(purse.lev, one, files.keep([b"ticket 1"]))
    assert refusal(lambda: actions.add_receipt(purse.max, other, files.keep([b"ticket 1"]))) == wording.SAME_RECEIPT
    assert refusal(lambda: actions.add_receipt(purse.lev, one, files.keep([b"ticket 1"]))) == wording.RECEIPT_IS_HERE
    assert unproved(purse) == [other]
    assert refusal(lambda: actions.explain_receipt(purse.lev, other, because=" ")) == wording.SAY_WHY
    actions.explain_receipt(purse.lev, other, because="the driver gives none")
    assert unproved(purse) == []
    assert refusal(lambda: actions.explain_receipt(purse.lev, one, because="x")) == wording.HAS_RECEIPT
    assert refusal(lambda: actions.add_receipt(purse.lev, purse.ask(), files.keep([b"2"]))) == wording.NOT_NOW


# Movements


def test_an_exchange_notes_the_rate_with_its_source_and_its_day(purse: Purse) -> None:
    lev, today = purse.lev, purse.lev.today
    said: dict[str, Any] = {"sold": D(100), "bought": D(9500), "rate": D(95), "source": "the bank's slip", "on": today}
    swap = lambda **more: actions.exchange(lev, purse.fund, purse.box, purse.roubles, **said | more)  # noqa: E731
    for more, why in [
        ({"rate": D(105)}, wording.RATE_OFF),
        ({"rate": D("NaN")}, wording.NO_RATE),
        ({"rate": D("1e400")}, wording.NO_RATE),
        ({"rate": D(-95)}, wording.NO_RATE),
        ({"source": "  "}, wording.SAY_WHY),
        ({"sold": D("1000.01"), "bought": D(95000)}, wording.NOT_THERE),
    ]:
        assert refusal(lambda more=more: swap(**more)) == why
    swap()
    (rate,) = access.rates(lev)
    assert (rate.base, rate.quote, rate.rate, rate.source, rate.on) == ("EUR", "RUB", D(95), "the bank's slip", today)
    assert (free(purse), free(purse, "RUB")) == (D(900), D(99500))
    other = actions.add_holding(lev, Holding(name="Bank", currency="EUR", kind="bank"))
    assert refusal(
        lambda: actions.exchange(lev, purse.fund, purse.box, other, **said)
    ) == wording.SAME_CURRENCY  # fmt: skip


def test_a_mistake_is_set_right_by_its_reversal_alone(purse: Purse) -> None:
    gift = purse.give("50")
    before = bytes(EntryRow.objects.get(pk=gift).sealed)
    assert refusal(lambda: actions.reverse(purse.lev, gift, because=" ")) == wording.SAY_WHY
    made = actions.reverse(purse.lev, gift, because="typed twice")
    assert free(purse) == 1000
    assert bytes(EntryRow.objects.get(pk=gift).sealed) == before
    assert refusal(lambda: actions.reverse(purse.lev, gift, because="again")) == wording.REVERSED_ALREADY
    assert refusal(lambda: actions.reverse(purse.lev, made, because="back")) == wording.NOT_REVERSIBLE


def test_what_was_used_since_is_not_reversed(purse: Purse) -> None:
    fund = purse.fund_of()
    gift = purse.give("100", fund)
    actions.reserve(purse.lev, purse.case, D(50), "EUR", "x", fund=fund)
    assert refusal(lambda: actions.reverse(purse.lev, gift, because="mistake")) == wording.WOULD_BE_MISSING


def test_a_payment_is_reversed_on_its_own_page(purse: Purse) -> None:
    payment = purse.paid("100")
    entry = access.payment(purse.lev, payment)[1].entry
    assert entry
    assert refusal(lambda: actions.reverse(purse.lev, entry, because="x")) == wording.OF_A_PAYMENT
    actions.reverse_payment(purse.lev, payment, because="the train was cancelled")
    assert (free(purse), access.payment(purse.lev, payment)[1].state) == (D(1000), "reversed")
    assert refusal(lambda: actions.reverse_payment(purse.lev, payment, because="x")) == wording.NOT_NOW
    assert used.by_case(purse.lev, purse.case) == ({}, {})
    assert unproved(purse) == []


def test_a_count_agrees_or_is_explained(purse: Purse) -> None:
    today, lev = purse.lev.today, purse.lev
    actions.reconcile(lev, purse.box, D(1000), on=today)
    assert refusal(lambda: actions.reconcile(lev, purse.box, D(990), on=today)) == wording.EXPLAIN_DIFFERENCE
    told = {"on": today, "explanation": "a coin fell"}
    assert refusal(lambda: actions.reconcile(lev, purse.box, D(990), **told)) == wording.WHICH_FUND
    actions.reconcile(lev, purse.box, D(990), fund_id=purse.fund, **told)
    assert access.books(lev).in_holding(purse.box) == 990
    actions.reconcile(lev, purse.box, D("990.50"), fund_id=purse.fund, **told)  # more than the books say
    newest, *_, first = access.reconciliations(lev, purse.box)
    assert (newest.booked, newest.counted, first.entry) == (D(990), D("990.50"), None)
    assert -sum(v for k, v in access.books(lev).balances.items() if k.name == "difference") == D("-9.50")
    actions.reserve(lev, purse.case, D(990), "EUR", "nearly all")
    assert refusal(
        lambda: actions.reconcile(lev, purse.box, D(900), fund_id=purse.fund, **told)
    ) == wording.NOT_SO_MUCH  # fmt: skip
    with pytest.raises(Refused):
        actions.reconcile(lev, purse.box, D(-1), on=today)


def test_a_statement_of_an_earlier_day_is_compared_with_the_books_of_that_day(purse: Purse) -> None:
    yesterday = purse.lev.today - timedelta(days=1)
    actions.take_in(purse.lev, purse.fund, purse.box, D(7), on=yesterday)
    actions.reconcile(purse.lev, purse.box, D(7), on=yesterday)
    assert access.reconciliations(purse.lev, purse.box)[0].entry is None


def test_what_still_holds_money_is_not_closed(purse: Purse) -> None:
    box = access.holding(purse.lev, purse.box)[1]
    closed = msgspec.structs.replace(box, state="closed")
    assert refusal(lambda: actions.change_holding(purse.lev, purse.box, closed)) == wording.STILL_MONEY
    fund = access.fund(purse.lev, purse.fund)[1]
    reservation = actions.reserve(purse.lev, purse.case, D(5), "EUR", "x")
    closed_fund = msgspec.structs.replace(fund, state="closed", currency="USD")
    assert refusal(lambda: actions.change_fund(purse.lev, purse.fund, closed_fund)) == wording.PROMISED
    actions.release(purse.lev, reservation)
    actions.change_fund(purse.lev, purse.fund, closed_fund)
    assert access.fund(purse.lev, purse.fund)[1].currency == "EUR"  # amounts are in it
    assert refusal(lambda: actions.reserve(purse.lev, purse.case, D(5), "EUR", "x")) == wording.NO_FUND
    assert refusal(lambda: purse.give("5")) == wording.FUND_CLOSED


# The way


def test_what_was_reserved_for_a_journey_is_free_once_it_is_given_up(purse: Purse) -> None:
    journey = purse.scene.journey(purse.case)
    actions.reserve(purse.lev, purse.case, D(100), "EUR", "the way", journey=journey)
    kept = actions.reserve(purse.lev, purse.case, D(30), "EUR", "a doctor", category="medical")
    evacuation.abort(purse.lev, journey, because="the road is closed")
    assert free(purse) == 970
    assert used.standing(purse.lev, kept)[2] == 30


def test_the_gate_asks_the_ledger_where_it_can_say(purse: Purse) -> None:
    lev, case = purse.lev, purse.case
    stub = evacuation_access.case(lev, case)
    casework.say_funds(lev, case, there=False, note="nobody pays yet")

    def hindered() -> list[Any]:
        standing = casework.access.standing(lev, case, stub)
        wish = casework_rules.Wish("in_transit")
        return [standing.covered, casework_rules._money_there(standing, wish)]

    covered, why = hindered()
    assert (covered.there, covered.words) == (None, wording.NO_WAY_YET)
    assert why is not None  # the word of a coordinator is no
    journey = purse.scene.journey(case, legs=[purse.scene.leg("hollow", "lantern", cost="", currency="")])
    assert hindered()[0].words == wording.COST_UNKNOWN
    evacuation.abort(lev, journey, because="x")
    legs = [
        purse.scene.leg("hollow", "bus", 1, 1, cost="40.50", currency="EUR"),
        purse.scene.leg("bus", "lantern", 3, 1, cost="1000", currency="RUB"),
    ]
    journey = purse.scene.journey(case, legs=legs)
    assert hindered()[0].there is False
    euros = actions.reserve(lev, case, D("40.50"), "EUR", "train", journey=journey)
    actions.reserve(lev, case, D("999.99"), "RUB", "bus", journey=journey)
    assert hindered()[1] == wording.LEDGER_SHORT
    actions.reserve(lev, case, D("0.01"), "RUB", "bus")
    assert hindered() == [casework_rules.Covered(True, wording.LEDGER_COVERS), None]
    payment = purse.ask("40.50", reservation=euros)
    actions.approve(purse.max, payment)
    actions.pay(lev, payment, holding=purse.box, paid=D("40.50"), on=lev.today)
    assert hindered()[1] is None  # the ticket is bought
    actions.reverse_payment(lev, payment, because="x")
    actions.release(lev, euros)
    assert hindered()[1] == wording.LEDGER_SHORT


def test_the_whole_way_is_reserved_in_one_step_or_nothing_of_it(purse: Purse) -> None:
    lev, case = purse.lev, purse.case
    legs = [
        purse.scene.leg("hollow", "bus", 1, 1, cost="40.50", currency="EUR"),
        purse.scene.leg("bus", "lantern", 3, 1, cost="1000", currency="RUB"),
    ]
    journey = purse.scene.journey(case, legs=legs)
    assert actions.reserve_way(lev, case) == 2
    assert gate.covered(lev, case).there
    assert {each.journey for _, each in access.reservations(lev, case)} == {journey}
    assert actions.reserve_way(lev, case) == 0  # each leg once
    row, _each = access.reservations(lev, case)[0]
    actions.release(lev, row.pk)
    assert actions.reserve_way(lev, case) == 1
    evacuation.abort(lev, journey, because="x")
    assert free(purse) == 1000
    dear = [legs[0], purse.scene.leg("bus", "lantern", 3, 1, cost="9999", currency="EUR")]
    purse.scene.journey(case, legs=dear)
    before = EntryRow.objects.count()
    assert refusal(lambda: actions.reserve_way(lev, case)) == wording.NO_FUND
    assert EntryRow.objects.count() == before


def test_without_a_fund_the_word_of_a_coordinator_counts(lev: Actor) -> None:
    scene = build(lev)
    case = scene.case()
    assert gate.covered(lev, case).there is None
    assert gate.covered(lev, case).words == wording.NO_LEDGER


def test_who_cannot_open_the_money_is_told_to_ask(purse: Purse, dina: Actor) -> None:
    covered = gate.covered(dina, purse.case)
    assert (covered.there, covered.words) == (False, wording.LEDGER_COORDINATORS)


# Who may


def test_the_money_is_for_coordinators_and_a_case_for_who_opens_it(purse: Purse, dina: Actor) -> None:
    payment = purse.ask()
    for act in (
        lambda: access.funds(dina),
        lambda: access.payment(dina, payment),
        lambda: actions.approve(dina, payment),
        lambda: actions.reserve(dina, purse.case, D(1), "EUR", "x"),
        lambda: actions.take_in(dina, purse.fund, purse.box, D(1), on=dina.today),
        lambda: access.case(dina, purse.case),
    ):
        with pytest.raises(Absent):
            act()
    purse.lev.keys.drop([(purse.case, Compartment.MONEY)])
    with pytest.raises(Absent):
        access.payment(purse.lev, payment)
    with pytest.raises(Absent):
        actions.reserve(purse.lev, purse.case, D(1), "EUR", "x")


def test_nothing_of_it_stands_in_any_table(purse: Purse) -> None:
    fund = purse.fund_of(CANARY, words=CANARY, donor=CANARY)
    purse.give("77.31", fund)
    actions.set_budget(purse.lev, purse.case, D(777), "EUR", note=CANARY)
    more = {"method": "transfer", "payee": "seller", "payee_name": CANARY, "details": CANARY, "fund": fund}
    payment = actions.ask(purse.max, purse.case, D("77.31"), "EUR", CANARY, **more)
    refresh(purse.lev)
    actions.approve(purse.lev, payment, answer=CANARY)
    actions.pay(purse.lev, payment, holding=purse.box, paid=D("77.31"), on=purse.lev.today, details=CANARY)
    actions.add_receipt(purse.lev, payment, files.keep([CANARY.encode()]), name=CANARY)
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            for row in cursor:
                for value in row:
                    said = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    assert CANARY.encode() not in said
                    assert b"77.31" not in said


def test_the_ledger_names_no_case(purse: Purse) -> None:
    purse.paid()
    for held in access.movements(purse.lev, purse.fund):
        assert str(purse.case) not in str(held.record)


def test_nothing_is_promised_while_an_entry_cannot_be_read(purse: Purse, organisation: Organisation) -> None:
    """Without the entry that promised it, the same money would be promised again."""
    reservation = actions.reserve(purse.lev, purse.case, D(900), "EUR", "much")
    (held,) = access.movements(purse.lev, reservation)
    row = EntryRow.objects.get(pk=held.id)
    row.sealed = bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1])
    row.save()
    for actor in (purse.lev, organisation.actor("lev")):
        assert not access.are_whole(actor)
        assert refusal(lambda actor=actor: actions.reserve(actor, purse.case, D(900), "EUR", "x")) == wording.DAMAGED


def test_nothing_is_promised_while_an_entry_is_missing(purse: Purse) -> None:
    reservation = actions.reserve(purse.lev, purse.case, D(900), "EUR", "much")
    (held,) = access.movements(purse.lev, reservation)
    EntryRow.objects.filter(pk=held.id).delete()  # past the vault
    integrity.forget()
    assert refusal(lambda: actions.reserve(purse.lev, purse.case, D(900), "EUR", "x")) == wording.DAMAGED


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_reserve_or_approve_at_once(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    organisation.accounts["max"] = add_account(
        organisation.founding, name="max", passphrase=PHRASE, persona="Max", roles=["coordinator"]
    )
    organisation.accounts["eva"] = add_account(
        organisation.founding, name="eva", passphrase=PHRASE, persona="Eva", roles=["coordinator"]
    )
    lev = organisation.actor("lev")
    case = build(lev).case()
    fund = actions.add_fund(lev, Fund(name="Bread fund", currency="EUR"))
    box = actions.add_holding(lev, Holding(name="Box", currency="EUR"))
    actions.take_in(lev, fund, box, D(100), on=lev.today)
    names = ["max", "eva"]

    def at_once(act: Callable[[Actor], Any]) -> list[str]:
        barrier, found = Barrier(2), []

        def run(name: str) -> None:
            try:
                actor = resume(sign_in(name, PHRASE, now=utc_now()), now=utc_now())
                assert actor is not None
                access.books(actor)
                barrier.wait(30)
                try:
                    act(actor)
                    found.append("done")
                except Refused:
                    found.append("refused")
            finally:
                connections.close_all()

        threads = [Thread(target=run, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(found)

    assert at_once(lambda actor: actions.reserve(actor, case, D(60), "EUR", "x")) == ["done", "refused"]
    assert access.books(lev).free(fund, "EUR") == 40
    payment = actions.ask(lev, case, D(40), "EUR", "x", method="ticket", payee="seller")
    assert at_once(lambda actor: actions.approve(actor, payment)) == ["done", "refused"]
    today = lev.today
    pay = lambda actor: actions.pay(actor, payment, holding=box, paid=D(40), on=today)  # noqa: E731
    assert at_once(pay) == ["done", "refused"]
    assert access.books(lev).of_fund(fund)["EUR"].spent == 40


def test_nobody_approves_their_own_payment_under_a_second_name(purse: Purse) -> None:
    payment = purse.ask("120")
    as_new(purse.max, purse.lev.account)
    refresh(purse.max)
    assert refusal(lambda: actions.approve(purse.max, payment)) == NOT_CONFIRMED
    as_confirmed(purse.max, purse.lev.account)
    actions.approve(purse.max, payment)
