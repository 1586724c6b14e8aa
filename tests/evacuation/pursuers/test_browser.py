"""The pages in Chromium: nothing wider than the screen, no console error, no script needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.conftest import build
from tests.evacuation.pursuers.conftest import Hunt
from tests.evacuation.test_browser import PICTURES, browser, organisation, window
from tests.stage import Organisation
from waystation.evacuation.pursuers import access, actions
from waystation.evacuation.pursuers.records import PursuerRecord

__all__ = ["browser", "organisation", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(organisation: Organisation) -> dict[str, str]:
    """Somebody who is hunted in a house, and their pages."""
    scene = build(organisation.actor("lev"))
    birch, maple = scene.case("Birch"), scene.case("Maple")
    record = PursuerRecord(
        called="the elder cousin",
        relation="uncle_cousin",
        intent="kill",
        means=("car", "police_friends"),
        note="Limps.",
    )
    hunt = Hunt(scene, birch, actions.add_pursuer(scene.actor, birch, record))
    for case in (birch, maple):
        scene.bed(case, nights=4 if case == birch else 1, start=scene.actor.today)
    scene.journey(birch)
    hunt.seen("river", since=datetime.now(UTC) - timedelta(days=6), note="With two others, in a white car.")
    hunt.reaches(kind="power", power="ticket_sales", level="high", source="a lawyer")
    hunt.reaches("harbour", kind="network", name="Countrymen at the market")
    actions.keep_apart(scene.actor, birch, maple, "His brother serves with her uncle.")
    actions.ask_override(scene.actor, birch, place=scene.places["lantern"], reason="One night, with a guard.")
    row, _alarm = access.alarms(scene.actor)[0]
    case = {"case_id": birch}
    one = {"case_id": birch, "pursuer_id": hunt.pursuer}
    return {
        "case": reverse("pursuers:case", kwargs=case),
        "must-move": reverse("pursuers:must-move"),
        "today": reverse("desk:today"),
        "journey": reverse("evacuation:journey", kwargs=case),
        "alarm": reverse("pursuers:alarm", args=[row.pk]),
        "new": reverse("pursuers:new", kwargs=case),
        "sighting": reverse("pursuers:sighting", kwargs=one),
        "reach": reverse("pursuers:reach", kwargs=one),
        "keep-apart": reverse("pursuers:keep-apart", kwargs=case),
        "allow": reverse("pursuers:allow", kwargs=case),
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(window: Callable[..., Any], pages: dict[str, str], width: int) -> None:
    page = window("lev", width)
    for name, address in pages.items():
        assert page.goto(address).status == 200, name
        assert width_of(page) <= width, name
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/pursuers-{name}-{width}.png", full_page=True)
