"""The pages of money in Chromium: nothing wider than the screen, no console error, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.money.conftest import D, Purse, purse, second
from tests.evacuation.test_browser import PICTURES, WIDTHS, browser, organisation, window
from waystation.evacuation.money import actions
from waystation.staff.actor import Actor

__all__ = ["browser", "organisation", "purse", "second", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lev(organisation: Any) -> Actor:
    actor: Actor = organisation.actor("lev")
    return actor


def pages(purse: Purse) -> dict[str, str]:
    """Every kind of page, with something on it."""
    legs = [
        purse.scene.leg("hollow", "bus", 24, 1, cost="40", currency="EUR"),
        purse.scene.leg("bus", "lantern", 26, 1, cost="900", currency="RUB"),
    ]
    today, lev = purse.lev.today, purse.lev
    actions.take_in(lev, purse.fund, purse.box, D("1234567.50"), on=today, note="a gift in several parts")
    restricted = purse.fund_of(
        "Fund for those who leave by the sea",
        purposes=("travel", "papers", "communication"),
        countries=("Varna Reach", "Sel Isles"),
        ceiling=D(700),
        last=today + timedelta(days=90),
        words="For people who have to leave, and for nothing else.",
    )
    purse.give("800", restricted)
    journey = purse.scene.journey(purse.case, legs=legs)
    actions.set_budget(lev, purse.case, D(900), "EUR")
    for amount in ("300", "120"):
        actions.reserve(lev, purse.case, D(amount), "EUR", "trains to the coast", fund=purse.fund, journey=journey)
    paid, asked = purse.paid("250"), purse.ask("75", actor=purse.max)
    actions.reconcile(lev, purse.roubles, D(89990), on=today, explanation="a note was torn", fund_id=purse.fund)
    ids: dict[str, list[UUID]] = {
        "funds": [],
        "fund": [purse.fund],
        "fund-new": [],
        "fund-exchange": [purse.fund],
        "holdings": [],
        "holding": [purse.roubles],
        "payments": [],
        "payment": [asked],
        "pay": [asked],
        "trial-balance": [],
        "report": [],
        "case": [purse.case],
        "case-payment": [purse.case],
        "reserve": [purse.case],
    }
    found = {name: reverse(f"money:{name}", args=each) for name, each in ids.items()}
    found["payment-paid"] = reverse("money:payment", args=[paid])
    found["today"] = reverse("desk:today")
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(window: Callable[..., Any], purse: Purse, width: int) -> None:
    for dark in (False, True):
        page = window("lev", width, dark=dark)
        for name, url in pages(purse).items() if not dark else [("funds-dark", reverse("money:funds"))]:
            page.goto(url)
            assert width_of(page) <= width, name
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/money-{name}-{width}.png", full_page=True)
