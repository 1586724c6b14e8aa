"""Somebody who is hunted, in the invented country of the evacuation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.evacuation.conftest import NOON, Scene, at
from tests.stage import Organisation
from waystation.evacuation.pursuers import actions, alarms
from waystation.evacuation.pursuers.records import PursuerRecord, ReachRecord, SightingRecord, StatedZoneRecord
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Hunt:
    """One pursuer of one case, and what is noted of them."""

    scene: Scene
    case: UUID
    pursuer: UUID

    @property
    def actor(self) -> Actor:
        return self.scene.actor

    def seen(self, place: str, since: datetime = NOON - HOUR, **more: Any) -> UUID:
        wish = {"until": since, "source": "a neighbour", "reliability": "B", "credibility": "2"} | more
        sighting = SightingRecord(pursuer=self.pursuer, place=self.scene.places[place], since=since, **wish)
        return actions.note(self.actor, self.case, sighting)

    def reaches(self, place: str = "", **more: Any) -> UUID:
        wish = {"source": "the person", "place": self.scene.places[place] if place else None} | more
        return actions.note(self.actor, self.case, ReachRecord(pursuer=self.pursuer, **wish))

    def state(self, place: str, level: str = "high", since: datetime = NOON - HOUR, **more: Any) -> UUID:
        zone = StatedZoneRecord(
            pursuer=self.pursuer, place=self.scene.places[place], level=level, since=since, source="we saw it", **more
        )
        return actions.note(self.actor, self.case, zone)


@pytest.fixture
def hunted(scene: Scene) -> Callable[..., Hunt]:
    """`hunted(case_id, travels="stays")`: the elder cousin hunts this case."""

    def hunt(case_id: UUID, **more: Any) -> Hunt:
        record = PursuerRecord(**{"called": "the elder cousin", "relation": "uncle_cousin", "intent": "kill"} | more)
        return Hunt(scene, case_id, actions.add_pursuer(scene.actor, case_id, record))

    return hunt


@pytest.fixture
def hunt(hunted: Callable[..., Hunt], case_id: UUID) -> Hunt:
    return hunted(case_id)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which the duty team was called because of a pursuer."""
    moments: list[datetime] = []
    monkeypatch.setattr(alarms.duty, "tell_duty", lambda reason, *, now, everybody=False: moments.append(now))
    return moments


@pytest.fixture
def second(organisation: Organisation, scene: Scene) -> Actor:
    """Another coordinator, at the same time of the same day."""
    organisation.accounts["max"] = add_account(
        organisation.founding,
        name="max",
        passphrase="a passphrase of seven words",
        persona="Max",
        roles=["coordinator"],
    )
    found = resume(sign_in("max", "a passphrase of seven words", now=utc_now()), now=utc_now())
    assert found is not None
    return at(found, NOON)
