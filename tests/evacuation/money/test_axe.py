"""axe-core on the pages of money and of relocation that only a form leads to; the others are walked in tests/e2e."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.e2e.screens import press
from tests.e2e.test_axe import organisation as organisation
from tests.e2e.test_axe import violations
from tests.e2e.test_axe import window as window
from tests.evacuation.money.conftest import Purse
from tests.evacuation.money.conftest import purse as purse
from tests.evacuation.money.conftest import second as second
from tests.evacuation.relocation.conftest import DAY, TODAY, build
from tests.stage import Organisation
from waystation.evacuation.relocation import filing
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

BUTTON = "main form.form button"


@pytest.fixture
def lev(organisation: Organisation) -> Actor:
    actor: Actor = organisation.actor("lev")
    return actor


def test_what_forms_of_money_lead_to(window: Callable[..., Any], purse: Purse, organisation: Organisation) -> None:
    purse.paid("20")
    page, wrong = window(organisation.cookie("lev")), {}
    page.goto(reverse("money:report"))
    press(page, BUTTON)
    assert page.locator("table.cells, section p.soft").count()
    wrong["report"] = violations(page)
    page.goto(reverse("money:reserve", args=[purse.case]))
    page.evaluate("document.querySelector('main form.form').noValidate = true")
    page.fill("[name=amount]", "1.500")
    press(page, BUTTON)
    assert page.locator(".error").count()
    wrong["a mistake"] = violations(page)
    assert {name: said for name, said in wrong.items() if said} == {}


def test_a_track_that_was_refused_twice(window: Callable[..., Any], lev: Actor, organisation: Organisation) -> None:
    scene = build(lev)
    made = scene.decided("refused", on=TODAY - 9 * DAY)
    answered = {"outcome": "allowed", "decided_on": TODAY - timedelta(days=3)}
    filing.appeal(lev, scene.case, made, appealed_on=TODAY - 5 * DAY, **answered)  # type: ignore[arg-type]
    filing.decide(lev, scene.case, made, decision="refused", decided_on=TODAY)
    page = window(organisation.cookie("lev"))
    for name in ("decide", "appeal"):
        page.goto(reverse(f"relocation:{name}", args=[scene.case, made]))
        assert violations(page) == []
    page.goto(reverse("relocation:track", args=[scene.case, scene.track]))
    assert page.get_by_text("appealed on").count()
    assert violations(page) == []
