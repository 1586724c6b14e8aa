"""Somebody who was given twelve words for one leg."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import phrases
from waystation.hotline.briefings import actions, opening, recognition
from waystation.hotline.briefings.records import Briefing, Confirmation
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import COORDINATION

Give = Callable[..., tuple[str, UUID]]


def give_to(actor: Actor, role: str = "driver", **more: Any) -> tuple[str, UUID]:
    """The words, and what is waited for: by default the briefing is open now and the alarm is in four hours."""
    now, entropy = utc_now(), phrases.new_entropy()
    meeting = recognition.new("ru")
    said: dict[str, Any] = {
        "role": role,
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + timedelta(hours=9),
        "at": now + timedelta(hours=1),
        "pick_up": "Old bus yard, gate 3",
        "sign": "a red cap",
        "people": 2,
        "meetings": (meeting if role != "traveller" else recognition.for_traveller("driver", meeting),),
        "team": actor.team(COORDINATION),
    }
    with transaction.atomic():
        expected = Confirmation(case=uuid.uuid4(), leg=uuid.uuid4(), pseudonym="Birch", role=role)
        confirmation = actions.expect(actor, expected, now + timedelta(hours=4))
        briefing = Briefing(**(said | more), confirmation=confirmation)
        actions.give(actor, briefing, opening.key(entropy))
        log(actor.account, "handover.briefed", subject=confirmation)
    return " ".join(phrases.spell(entropy, "ru")), confirmation


@pytest.fixture
def give(lev: Actor) -> Give:
    return lambda role="driver", **more: give_to(lev, role, **more)
