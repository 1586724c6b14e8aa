"""The money of the demo: two funds, what is promised to whom, and payments in each of their states."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from waystation.evacuation.money import access, actions
from waystation.evacuation.money.records import BANK, SELLER, TICKET, TRANSFER, Fund, Holding
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault import files

BUDGETED, PAYMENTS = 14, 6


def make(lev: Actor, nina: Actor, cases: list[UUID]) -> None:
    """Budgets and reservations for some of those who are to be moved; `nina` approves what `lev` asks for."""
    bread, ways, box = _funds(lev)
    for number, case in enumerate(cases[:BUDGETED]):
        actions.set_budget(lev, case, Decimal(600 + 150 * (number % 4)), "EUR", note="Two tickets and the first month.")
        actions.reserve(lev, case, Decimal(120 + 15 * number), "EUR", "Tickets", fund=ways)
        if number % 3 == 0:
            actions.reserve(lev, case, Decimal(90), "EUR", "Food and a telephone", fund=bread, category="food")
    refresh(nina)
    asked = [_ask(lev, case, ways, number) for number, case in enumerate(cases[:PAYMENTS])]
    approved = asked[2:]  # the first two wait for somebody else to approve them
    for payment in approved:
        actions.approve(nina, payment, answer="Fits the budget.")
    today = lev.today
    for number, payment in enumerate(approved[1:]):
        actions.pay(lev, payment, holding=box, paid=Decimal(80 + 10 * number), on=today - timedelta(days=number))
        if number < 2:  # the third has no receipt yet
            scan = files.keep([f"Fictional receipt {number + 1}".encode()])
            actions.add_receipt(lev, payment, scan, name=f"receipt-{number + 1}.txt", kind="text/plain")
    actions.reconcile(lev, box, access.books(lev).in_holding(box), on=today)


def _funds(lev: Actor) -> tuple[UUID, UUID, UUID]:
    """One for daily needs and one for ways, which lie in an account and in a box."""
    today = lev.today
    begun = date(today.year, 1, 1)
    days = (max(begun, today - timedelta(days=ago)) for ago in (80, 60, 20))
    bread = actions.add_fund(
        lev, Fund(name="Bread fund", currency="EUR", donor="Friends of the house", purposes=("food", "medical"))
    )
    way = Fund(name="Ways out", currency="EUR", donor="A foundation in Norland", first=begun, ceiling=Decimal(1500))
    ways = actions.add_fund(lev, way)
    bank = actions.add_holding(lev, Holding(name="Account at the harbour bank", currency="EUR", kind=BANK))
    box = actions.add_holding(lev, Holding(name="Cash box of the office", currency="EUR", keeper=lev.account))
    actions.take_in(lev, bread, bank, Decimal(4200), on=next(days), note="Spring collection")
    actions.take_in(lev, ways, bank, Decimal(9000), on=next(days), note="First part")
    actions.move(lev, ways, bank, box, Decimal(1500), on=next(days), note="For tickets")
    return bread, ways, box


def _ask(lev: Actor, case: UUID, fund: UUID, number: int) -> UUID:
    earlier = replace(lev, now=lambda: lev.now() - timedelta(days=number, hours=2))
    seller = {"method": TICKET, "payee": SELLER, "payee_name": "the railway"}
    other = {"method": TRANSFER, "payee": SELLER, "payee_name": "the office of visas", "category": "papers"}
    how = other if number % 2 else seller
    what = "Fee for a visa" if number % 2 else "Train tickets"
    return actions.ask(earlier, case, Decimal(80 + 20 * number), "EUR", what, fund=fund, **how)
