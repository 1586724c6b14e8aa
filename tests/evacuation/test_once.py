"""A form sent twice, by an impatient finger or a bad line, makes what it makes once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import Scene, build
from waystation.evacuation.models import Booking, CheckIn, Helper, Journey
from waystation.staff.actor import Actor
from waystation.vault.models import Sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(lev: Actor) -> Scene:
    """By the clock of this machine."""
    return build(lev)


def wishes(scene: Scene) -> dict[str, tuple[type[Sealed], str, dict[str, Any], int]]:
    """By form: what it makes, its page, what is typed, how many are made."""
    today = datetime.now(UTC).date()
    due = datetime.now(UTC) + timedelta(days=1)
    night, moment = today + timedelta(days=2), "%Y-%m-%dT%H:%M"
    ends = {"origin": str(scene.places["hollow"]), "destination": str(scene.places["lantern"])}
    bed = {"house": str(scene.places["lantern"]), "first": night, "until": night + timedelta(days=2), "beds": 1}
    agreed = {"grace_minutes": 0, "way": "messenger", "if_missed": "Call the driver."}
    days = {"since": due.strftime(moment), "until": (due + timedelta(days=2)).strftime(moment)}
    return {
        "bed": (Booking, "evacuation:bed-more", bed, 1),
        "journey": (Journey, "evacuation:journey-new", {"phase": "internal", **ends}, 1),
        "check-in": (CheckIn, "evacuation:check-in-new", {"due_at": due.strftime(moment), **agreed}, 1),
        "series": (CheckIn, "evacuation:check-in-series", {**days, "every_hours": 12, "every_days": 1, **agreed}, 4),
        "helper": (Helper, "evacuation:helper-new", {"pseudonym": "Tern", "kind": "host", "vetting": "verified"}, 1),
    }


@pytest.mark.parametrize("what", ["bed", "journey", "check-in", "series", "helper"])
def test_it_is_made_once(now: Scene, client_of: Callable[[str], Client], what: str) -> None:
    case_id, client = now.case(), client_of("lev")
    model, name, typed, many = wishes(now)[what]
    page = reverse(name) if what == "helper" else reverse(name, kwargs={"case_id": case_id})
    before, form = model._default_manager.count(), client.get(page).context["form"]
    once: UUID = form["once"].initial
    for _ in range(2):
        answer = client.post(page, {**typed, "once": str(once)})
        assert answer.status_code == 303, answer.context["form"].errors
    assert model._default_manager.count() == before + many
    again = client.get(page).context["form"]["once"].initial
    assert client.post(page, {**typed, "once": str(again)}).status_code == 303
    assert model._default_manager.count() == before + 2 * many
