"""The pages of money, walked by two coordinators."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.evacuation.money.conftest import D, Purse
from waystation.casework import actions as casework
from waystation.casework.errors import Refused
from waystation.evacuation import access as evacuation
from waystation.evacuation.money import access, actions, wording
from waystation.evacuation.money.models import EntryRow, FundRow, PaymentRow, ReceiptRow, ReservationRow
from waystation.staff.access import refresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def browser(purse: Purse, client_of: ClientOf) -> Client:
    return client_of("lev")


def see(browser: Client, name: str, /, *ids: UUID) -> str:
    answer = browser.get(reverse(f"money:{name}", args=ids))
    assert answer.status_code == 200, text(answer)
    return text(answer)


def send(browser: Client, name: str, /, *ids: UUID, expect: int = 303, **said: Any) -> str:
    answer = browser.post(reverse(f"money:{name}", args=ids), said)
    assert answer.status_code == expect, text(answer)
    return text(answer)


def test_it_works_from_the_first_fund_to_the_report(purse: Purse, browser: Client, max_client: Client) -> None:
    today = purse.lev.today
    said = {"name": "Lamp fund", "currency": "eur", "state": "open", "purposes": ["travel"], "ceiling": "300,50"}
    send(browser, "fund-new", **said, countries="Sel Isles, Varna Reach", words="For the way out.")
    (fund,) = (pk for pk, each in access.funds(purse.lev).items() if each.name == "Lamp fund")
    known = access.fund(purse.lev, fund)[1]
    assert (known.currency, known.ceiling, known.countries) == ("EUR", D("300.5"), ("Sel Isles", "Varna Reach"))
    send(browser, "holding-new", name="Bank", currency="EUR", kind="bank", state="open")
    (bank,) = (pk for pk, each in access.holdings(purse.lev).items() if each.name == "Bank")
    send(browser, "fund-take-in", fund, holding=bank, amount="1 500,25", on=today, note="first part")
    page = see(browser, "fund", fund)
    assert "1 500.25 EUR" in page
    assert "first part" in page
    assert "at most 300.50 EUR for one person" in page
    use = {"amount": "200", "currency": "EUR", "what_for": "two trains", "category": "travel"}
    send(browser, "reserve", purse.case, **use, country="sel isles", fund=fund)
    page = see(browser, "case", purse.case)
    assert "two trains" in page
    assert "200.00 EUR" in page
    reservation = next(row.pk for row in ReservationRow.objects.all())
    how = {"method": "ticket", "payee": "seller", "payee_name": "the railway", "details": "ticket 77"}
    send(browser, "case-payment", purse.case, **use, **how, reservation=reservation)
    payment = PaymentRow.objects.get().pk
    assert "You asked for this payment yourself" in see(browser, "payment", payment)
    assert "two trains: 200.00 EUR" in text(max_client.get(reverse("desk:today"))).replace("&quot;", '"')
    assert "Payments to approve" not in text(browser.get(reverse("desk:today")))
    assert "You asked for this payment yourself" in send(browser, "payment", payment, do="approve", expect=409)
    send(max_client, "payment", payment, do="approve", answer="good")
    assert "has its answer already" in send(max_client, "payment", payment, do="approve", expect=409)
    version = PaymentRow.objects.get().version
    send(browser, "pay", payment, holding=bank, paid="180", on=today, version=version)
    assert "Receipts missing" in text(browser.get(reverse("desk:today")))
    assert "no receipt yet" in see(browser, "payments")
    send(browser, "receipt-new", payment, files=SimpleUploadedFile("ticket.txt", b"ticket 77"))
    assert "no receipt yet" not in see(browser, "payments")
    proof = ReceiptRow.objects.get().pk
    assert "ticket 77" in see(browser, "receipt", proof)
    taken: Any = browser.post(reverse("money:receipt-take", args=[proof]))
    assert b"".join(taken.streaming_content) == b"ticket 77"
    assert "This file is a receipt of this payment already" in send(
        browser, "receipt-new", payment, files=SimpleUploadedFile("t.txt", b"ticket 77"), expect=422
    )
    ticked = [str(each.id) for each in access.items(purse.lev, bank)]
    send(browser, "holding-reconcile", bank, counted="1320.25", on=today, seen=ticked)
    assert "agrees" in see(browser, "holding", bank)
    page = see(browser, "trial-balance")
    debit, credit = re.findall(r"<strong>([^<]* EUR)</strong>", page)
    assert debit == credit
    page = send(browser, "report", first=today.replace(month=1, day=1), last=today, do="show", expect=200)
    assert "180.00 EUR" in page
    assert "Birch" not in page
    assert "two trains" not in page


def initial(browser: Client, where: str, case: UUID, asked: dict[str, Any], *names: str) -> list[str]:
    """What stands in fields of a form already."""
    form = browser.get(reverse(f"money:{where}", args=[case]), asked).context["form"]
    return [str(form[name].value()) for name in names]


def test_what_is_paid_out_of_a_reservation_or_reserved_for_a_leg_is_not_typed_again(
    purse: Purse, browser: Client
) -> None:
    scene = purse.scene
    journey = scene.journey(purse.case, legs=[scene.leg("hollow", "lantern", cost="40", currency="EUR")])
    ((leg, _record),) = evacuation.way(purse.lev, journey).legs
    names = ("amount", "currency", "what_for", "leg")
    asked = initial(browser, "reserve", purse.case, {"leg": leg}, *names)
    assert asked == ["40", "EUR", "Hollow Ford → Lantern house", str(leg)]
    actions.reserve_way(purse.lev, purse.case)
    kept = ReservationRow.objects.get().pk
    purse.ask("15", reservation=kept)
    asked = initial(browser, "case-payment", purse.case, {"reservation": kept}, "reservation", *names)
    assert asked == [str(kept), "25.00", "EUR", "Hollow Ford → Lantern house", str(leg)]
    for strange in ("x", str(uuid4())):
        assert initial(browser, "case-payment", purse.case, {"reservation": strange}, "amount") == ["None"]
        assert initial(browser, "reserve", purse.case, {"leg": strange}, "amount") == ["None"]


def test_pages_show_what_is_left_as_a_picture_and_in_words(purse: Purse, browser: Client) -> None:
    actions.reserve(purse.lev, purse.case, D(250), "EUR", "x")
    page = see(browser, "funds")
    assert 'aria-label="Spent: 0.00 EUR; reserved: 250.00 EUR; free: 750.00 EUR"' in page
    assert '<rect class="reserved" x="0.00" y="0" width="25.00" height="4"/>' in page


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("-5", "EUR"), ("NaN", "EUR"), ("1e400", "EUR"), ("0", "EUR"), ("1,000.50", "EUR"), ("", "EUR"), ("x", "EUR")]
    + [("5", "XXX"), ("5", ""), ("5", "EURO"), ("0.001", "EUR"), ("1.5", "JPY"), ("1001", "EUR"), ("5", "USD")],
)
def test_bad_input_is_answered_and_kept_on_the_page(purse: Purse, browser: Client, amount: str, currency: str) -> None:
    before = EntryRow.objects.count()
    said = {"amount": amount, "currency": currency, "what_for": "a lamp", "category": "travel"}
    page = send(browser, "reserve", purse.case, **said, expect=422)
    assert "a lamp" in page
    assert EntryRow.objects.count() == before


def test_a_form_that_was_overtaken_says_so(purse: Purse, browser: Client) -> None:
    said = {"name": "Mine", "currency": "EUR", "state": "open", "version": 1}
    known = access.fund(purse.lev, purse.fund)[1]
    actions.change_fund(purse.lev, purse.fund, known.__class__(name="Theirs", currency="EUR"))
    page = send(browser, "fund-change", purse.fund, **said, expect=422)
    assert "As it stands now" in page
    assert "Theirs" in page
    assert "Mine" in page
    budget = {"amount": "5", "currency": "EUR", "version": 0}
    actions.set_budget(purse.lev, purse.case, D(900), "EUR")
    page = send(browser, "budget", purse.case, **budget, expect=422)
    assert "900.00 EUR" in page


def test_a_movement_is_reversed_from_its_line(purse: Purse, browser: Client) -> None:
    gift = purse.give("33")
    assert reverse("money:entry-reverse", args=[gift]) in see(browser, "fund", purse.fund)
    send(browser, "entry-reverse", gift, because="typed twice")
    page = see(browser, "fund", purse.fund)
    assert reverse("money:entry-reverse", args=[gift]) not in page
    assert "typed twice" in page
    assert "reversed already" in send(browser, "entry-reverse", gift, because="x", expect=422)


def test_money_moves_and_is_exchanged_from_the_page_of_the_fund(purse: Purse, browser: Client) -> None:
    today = purse.lev.today
    rate = {"sold": "10", "bought": "950", "rate": "95", "source": "bank", "on": today}
    send(browser, "fund-exchange", purse.fund, from_=purse.box, to=purse.roubles, **rate)
    told = see(browser, "fund", purse.fund)
    assert "1 EUR = 95 RUB (bank)" in told
    assert "10.00 EUR → 950.00 RUB" in told
    wrong = rate | {"rate": "105"}
    page = send(browser, "fund-exchange", purse.fund, from_=purse.box, to=purse.roubles, **wrong, expect=422)
    assert "rate does not fit" in page
    send(browser, "fund-move", purse.fund, from_=purse.box, to=purse.roubles, amount="5", on=today, expect=422)


def test_a_difference_must_be_explained(purse: Purse, browser: Client) -> None:
    said = {"counted": "990", "on": purse.lev.today}
    assert "Explain the difference" in send(browser, "holding-reconcile", purse.box, **said, expect=422)
    said |= {"explanation": "a coin fell", "fund": purse.fund}
    send(browser, "holding-reconcile", purse.box, **said)
    page = see(browser, "holding", purse.box)
    assert "a coin fell" in page
    assert "990.00 EUR" in page


def test_a_reservation_is_given_back_from_the_case_and_by_the_fund_alone(purse: Purse, browser: Client) -> None:
    reservation = actions.reserve(purse.lev, purse.case, D(40), "EUR", "x")
    other = purse.scene.case("Alder")
    wrong = browser.post(reverse("money:release", args=[other, reservation]))
    assert wrong.status_code == 404
    send(browser, "release", purse.case, reservation)
    assert access.books(purse.lev).left[reservation] == 0
    again = actions.reserve(purse.lev, purse.case, D(40), "EUR", "x")
    ReservationRow.objects.filter(pk=again).delete()  # as after the case was erased
    assert "for a case that was erased" in see(browser, "fund", purse.fund)
    send(browser, "fund-release", purse.fund, again)
    assert access.books(purse.lev).free(purse.fund, "EUR") == 1000


def test_what_is_reserved_for_a_closed_case_is_said(purse: Purse, browser: Client) -> None:
    actions.reserve(purse.lev, purse.case, D(40), "EUR", "x")
    assert "this case is closed" not in see(browser, "fund", purse.fund)
    casework.advance(purse.lev, purse.case, "closed_declined_by_person", note="x", reason="stays")
    assert "this case is closed" in see(browser, "fund", purse.fund)


def test_what_changed_of_a_fund_is_told_in_words(purse: Purse, browser: Client) -> None:
    known = access.fund(purse.lev, purse.fund)[1]
    changed = msgspec.structs.replace(known, ceiling=D("99.50"), purposes=("legal",), donor="The bakers")
    actions.change_fund(purse.lev, purse.fund, changed)
    page = see(browser, "fund", purse.fund)
    assert "What changed" in page
    for words in ("At most for one person", "99.50", "Legal help", "Who gave it", "The bakers"):
        assert words in page


def test_the_organisation_pays_for_itself(purse: Purse, browser: Client) -> None:
    said = {"amount": "12", "currency": "EUR", "what_for": "a telephone", "category": "communication"}
    send(browser, "payment-new", **said, method="transfer", payee="seller")
    assert "a telephone" in see(browser, "payments")
    (payment,) = (row.pk for row in PaymentRow.objects.all())
    assert "for the organisation" in see(browser, "payment", payment)
    assert access.case_of(purse.lev, access.payment(purse.lev, payment)[0]) is None


def test_a_payee_that_is_one_of_us_or_a_helper_is_named(purse: Purse, browser: Client) -> None:
    said = {"amount": "12", "currency": "EUR", "what_for": "fuel", "category": "travel", "method": "cash_by_helper"}
    send(browser, "case-payment", purse.case, **said, payee="helper", expect=422)
    send(browser, "case-payment", purse.case, **said, payee="helper", helper=purse.scene.driver)
    assert "Wren" in see(browser, "payment", PaymentRow.objects.get().pk)


def test_the_report_is_given_out_and_no_cell_is_a_formula(purse: Purse, browser: Client) -> None:
    fund = actions.add_fund(purse.lev, access.fund(purse.lev, purse.fund)[1].__class__(name="=2+5", currency="EUR"))
    today = purse.lev.today
    said = {"first": today - timedelta(days=30), "last": today, "fund": fund}
    answer = browser.post(reverse("money:report"), said | {"do": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="report.csv"'
    assert '"\'=2+5"' in answer.content.decode("utf-8-sig")
    answer = browser.post(reverse("money:report"), said | {"do": "pdf"})
    assert answer.content.startswith(b"%PDF")
    assert browser.post(reverse("money:report"), said | {"last": today - timedelta(days=90)}).status_code == 422
    assert browser.post(reverse("money:report"), said | {"fund": uuid4()}).status_code == 422


def test_the_case_and_the_journey_say_how_the_money_stands(purse: Purse, browser: Client) -> None:
    purse.scene.journey(purse.case, legs=[purse.scene.leg("hollow", "lantern", cost="40", currency="EUR")])
    page = text(browser.get(reverse("casework:case", args=[purse.case])))
    assert "what is reserved does not cover" in page
    assert reverse("money:case", args=[purse.case]) in page
    leg = see(browser, "case", purse.case)
    assert "Hollow Ford → Lantern house" in leg
    assert "Still to be reserved for the way: <strong>40.00 EUR</strong>" in leg
    send(browser, "reserve-way", purse.case)
    assert "is reserved" in text(browser.get(reverse("casework:case", args=[purse.case])))
    assert "it covers what the way costs" in see(browser, "case", purse.case)


def test_a_way_that_no_fund_can_pay_is_said_on_the_page(purse: Purse, browser: Client) -> None:
    purse.scene.journey(purse.case, legs=[purse.scene.leg("hollow", "lantern", cost="4000", currency="EUR")])
    assert "No fund that may be used for this" in send(browser, "reserve-way", purse.case, expect=409)


def test_absent_and_forbidden_are_alike(purse: Purse, browser: Client, client_of: ClientOf) -> None:
    payment = purse.paid()
    refresh(purse.lev)
    entry = access.payment(purse.lev, payment)[1].entry
    dina = client_of("dina")
    places: dict[str, list[Any]] = {
        "fund": [purse.fund],
        "holding": [purse.box],
        "payment": [payment],
        "entry-reverse": [entry],
        "case": [purse.case],
        "pay": [payment],
    }
    for name, there in places.items():
        none = [uuid4() for _ in there]
        for client in (dina, browser):
            absent = client.get(reverse(f"money:{name}", args=none))
            assert absent.status_code == 404
        forbidden = dina.get(reverse(f"money:{name}", args=there))
        assert (forbidden.status_code, forbidden.content) == (404, absent.content)
    assert FundRow.objects.count() == 1


def test_long_lists_are_paged(purse: Purse, browser: Client) -> None:
    for _ in range(52):
        purse.give("1")
    assert "Page 1 of 2" in see(browser, "fund", purse.fund)
    second = text(browser.get(reverse("money:fund", args=[purse.fund]) + "?page=2"))
    assert "90 000.00 RUB" in second  # the first movements


def test_each_list_of_payments_is_turned_by_itself_to_its_end(
    purse: Purse, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("payments", "cases", "ledger"):
        monkeypatch.setattr(import_module(f"waystation.evacuation.money.views.{name}"), "ON_A_PAGE", 2)
    for number in range(5):
        actions.reserve(purse.lev, purse.case, D(1), "EUR", f"use {number}", fund=purse.fund)
    for _ in range(3):
        purse.ask("1")
    address = reverse("money:case", args=[purse.case])
    parts = [text(browser.get(address, {"reservations": str(number), "payments": "2"})) for number in range(1, 5)]
    for number in range(5):
        assert [f"use {number}<" in part for part in parts].count(True) == 1
    assert "?reservations=2&amp;payments=2#reservations" in parts[0]
    assert "?reservations=1&amp;payments=1#payments" in parts[0]
    funds = reverse("money:fund", args=[purse.fund])
    assert ["use 0<" in text(browser.get(funds, {"promised": str(number)})) for number in range(1, 5)].count(True) == 1
    page = text(browser.get(reverse("money:payments")))
    assert page.count("#asked") + page.count("#approved") == 1
    beyond = text(browser.get(reverse("money:payments") + "?asked=9&approved=9"))
    assert beyond.count("train tickets") == 1


def test_why_nothing_is_given_back_is_said_on_the_page(
    purse: Purse, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reservation = actions.reserve(purse.lev, purse.case, D(40), "EUR", "x")

    def damaged(*_args: object) -> None:
        raise Refused([wording.DAMAGED])

    monkeypatch.setattr(actions, "release", damaged)
    assert "The books are not whole" in send(browser, "release", purse.case, reservation, expect=409)
    assert "The books are not whole" in send(browser, "fund-release", purse.fund, reservation, expect=409)


def pay_last_month(purse: Purse, case: UUID, amount: str, currency: str = "EUR", category: str = "travel") -> None:
    on = purse.lev.today.replace(day=1) - timedelta(days=3)
    how: dict[str, Any] = {"method": "ticket", "payee": "seller", "category": category}
    payment = actions.ask(purse.lev, case, D(amount), currency, "trains", **how)
    refresh(purse.max)
    actions.approve(purse.max, payment)
    box = purse.box if currency == "EUR" else purse.roubles
    actions.pay(purse.lev, payment, holding=box, paid=D(amount), on=on)


def csv_of(browser: Client, purse: Purse, **more: Any) -> list[list[str]]:
    today = purse.lev.today
    said = {"first": today - timedelta(days=90), "last": today, "do": "csv"} | more
    content = browser.post(reverse("money:report"), said).content.decode("utf-8-sig")
    return list(csv.reader(content.splitlines()))


def test_a_report_tells_of_nobody_by_itself_nor_by_another_report(purse: Purse, browser: Client) -> None:
    lev = purse.lev
    pay_last_month(purse, purse.case, "90", category="medical")
    table = csv_of(browser, purse)
    assert ["Spent", "", "", "EUR", "90.00", ""] in table
    assert not [row for row in table if "Medical help" in str(row)]  # one alone: no purpose, no month, no number
    today = lev.today
    actions.exchange(
        lev,
        purse.fund,
        purse.box,
        purse.roubles,
        sold=D(10),
        bought=D(1000),
        rate=D(100),
        source="the bank",
        on=today.replace(day=1) - timedelta(days=9),
    )
    for _number in range(4):
        pay_last_month(purse, purse.scene.case(), "20")
    pay_last_month(purse, purse.scene.case(), "3000", "RUB", "legal")
    purse.paid("77")  # of the month that runs
    table = csv_of(browser, purse)
    assert not [row for row in table if "RUB" in row or "3000.00" in row or "77.00" in str(row)]
    (line,) = [row for row in table if row[0] == "Spent" and row[1]]
    assert line[3:] == ["EUR", "200.00", "6"]
    assert ["Spent", "", "", "EUR", "200.00", ""] in table
    assert not [row for row in table if row[0] == "Reserved at the end"]
    notes = [row[1] for row in table if row[0] == "Note"]
    assert any("less time than was asked for" in note for note in notes)
    assert any("paid in RUB" in note for note in notes)
    narrow = {"first": today.replace(day=1), "last": today}
    assert csv_of(browser, purse, **narrow, fund=purse.fund)[0][0].lower().startswith("<!doctype html>")
    page = send(browser, "report", **narrow, do="show", expect=422)
    assert "It can tell of:" in page
    assert "77.00" not in page
    page = send(browser, "report", **narrow | {"first": today - timedelta(days=90)}, do="show", expect=200)
    assert "200.00 EUR" in page


def test_an_empty_file_proves_nothing(purse: Purse, browser: Client) -> None:
    payment = purse.paid("50")
    empty = SimpleUploadedFile("ticket.pdf", b"", content_type="application/pdf")
    page = send(browser, "receipt-new", payment, files=empty, once=uuid4(), expect=422)
    assert "This file is empty and proves nothing" in page
    assert access.payment(purse.lev, payment)[1].receipts == 0
    assert payment in [held.id for held in access.payments_without_receipt(purse.lev)]


def test_what_one_person_paid_alone_is_told_on_its_page_and_listed_for_all(
    purse: Purse, browser: Client, settings: Any
) -> None:
    assert "By one person alone" not in see(browser, "payments")
    settings.WAYSTATION_MONEY_LIMITS = {"EUR": D(100)}
    alone = purse.ask("20", actor=purse.max)
    assert "Max alone: within the limit, nobody else approved it." in see(browser, "payment", alone)
    page = see(browser, "payments")
    assert "By one person alone, in the last thirty days" in page
    assert page.count("by one person alone") == 2  # in that list, and among what is to be paid
