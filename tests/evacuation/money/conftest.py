"""A fund with some money in a cash box, two coordinators, and a case for which it may be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.evacuation.conftest import Scene, build
from tests.stage import Organisation
from waystation.evacuation.money import actions
from waystation.evacuation.money.records import Fund, Holding
from waystation.staff.access import refresh
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now

PHRASE = "nine green umbrellas waiting"
D = Decimal


@dataclass
class Purse:
    """One fund with 1,000 EUR and 90,000 RUB in two boxes; `max` is a second coordinator."""

    lev: Actor
    max: Actor
    scene: Scene
    fund: UUID
    box: UUID
    roubles: UUID
    case: UUID

    def fund_of(self, name: str = "Harbour fund", currency: str = "EUR", **more: Any) -> UUID:
        return actions.add_fund(self.lev, Fund(name=name, currency=currency, **more))

    def give(self, amount: str, fund: UUID | None = None, box: UUID | None = None) -> UUID:
        today = self.lev.today
        return actions.take_in(self.lev, fund or self.fund, box or self.box, D(amount), on=today)

    def ask(self, amount: str = "100", actor: Actor | None = None, **more: Any) -> UUID:
        said = {"method": "ticket", "payee": "seller"} | more
        return actions.ask(actor or self.lev, self.case, D(amount), "EUR", "train tickets", **said)

    def paid(self, amount: str = "100", **more: Any) -> UUID:
        """A payment that was approved and made."""
        payment = self.ask(amount, **more)
        refresh(self.max)
        actions.approve(self.max, payment)
        actions.pay(self.lev, payment, holding=self.box, paid=D(amount), on=self.lev.today)
        return payment


@pytest.fixture
def second(organisation: Organisation) -> Callable[[], str]:
    """The cookie of a fresh session of a second coordinator."""
    organisation.accounts["max"] = add_account(
        organisation.founding, name="max", passphrase=PHRASE, persona="Max", roles=["coordinator"]
    )
    return lambda: sign_in("max", PHRASE, now=utc_now())


@pytest.fixture
def purse(lev: Actor, second: Callable[[], str]) -> Purse:
    scene = build(lev)
    case = scene.case()
    other = resume(second(), now=utc_now())
    assert other is not None
    fund = actions.add_fund(lev, Fund(name="Bread fund", currency="EUR"))
    box = actions.add_holding(lev, Holding(name="Box", currency="EUR", keeper=lev.account))
    roubles = actions.add_holding(lev, Holding(name="Rouble box", currency="RUB"))
    found = Purse(lev, other, scene, fund, box, roubles, case)
    found.give("1000")
    found.give("90000", box=roubles)
    refresh(other)
    return found


@pytest.fixture
def max_client(second: Callable[[], str]) -> Client:
    from waystation.staff.middleware import cookie_name

    client = Client(headers={"accept-language": "en"})
    client.cookies[cookie_name()] = second()
    return client
