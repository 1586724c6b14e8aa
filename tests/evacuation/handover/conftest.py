"""An approved journey, and words given for its legs. The pages of the words have no clock but this machine's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.evacuation.conftest import Scene, at, build
from waystation.evacuation import access, actions, rules, zones
from waystation.evacuation.handover import access as hand_overs
from waystation.evacuation.handover import actions as verbs
from waystation.evacuation.handover.access import Said
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.records import LegPlan, LegRecord
from waystation.staff.actor import Actor, utc_now

HOUR = timedelta(hours=1)
FACTS = Facts(pick_up="Gate 3 of the yard", drop_off="The clock by the market", people=2, needs="a ramp", nights=3)


@dataclass
class Trip:
    """A walk to the bus yard, then a car to Lantern house; it begins in two hours."""

    scene: Scene
    case: UUID
    journey: UUID
    walk: UUID
    car: UUID

    @property
    def actor(self) -> Actor:
        return self.scene.actor

    def at(self, moment: datetime) -> Actor:
        return at(self.actor, moment)

    def leg(self, leg: UUID | None = None) -> LegRecord:
        return access.leg(self.actor, leg or self.car)[1]

    def brief(self, role: str, leg: UUID | None = None, facts: Facts = FACTS, **more: Any) -> str:
        return " ".join(verbs.brief(self.actor, self.case, leg or self.car, role, facts, **more))

    def said(self, leg: UUID | None = None, actor: Actor | None = None) -> dict[str, Said]:
        """The last briefing of each role on a leg."""
        leg = leg or self.car
        found = hand_overs.said(actor or self.actor, {leg: self.leg(leg)})[leg]
        return {each.given.role: each for each in found}

    def arrive(self, leg: UUID) -> None:
        actions.depart(self.actor, leg)
        actions.arrive(self.actor, leg)


def trip_of(
    scene: Scene, pseudonym: str = "Birch", start: datetime | None = None, house: str = "lantern", **more: Any
) -> Trip:
    start = start or utc_now() + 2 * HOUR
    case = scene.case(pseudonym)

    def leg(origin: str, end: str, after: timedelta, lasts: timedelta, **more: Any) -> LegPlan:
        ends = {"from_place": scene.places[origin], "to_place": scene.places[end]}
        return LegPlan(**ends, departs=start + after, arrives=start + after + lasts, **more)

    legs = [
        leg("hollow", "bus", timedelta(0), HOUR, mode="walk"),
        leg("bus", house, HOUR, 3 * HOUR, **({"mode": "car_volunteer", "driver": scene.driver} | more)),
    ]
    ends = {"origin": scene.places["hollow"], "destination": scene.places[house]}
    journey = actions.draft_journey(scene.actor, case, phase="internal", **ends, legs=legs, consent="said yes")
    scene.bed(case, house, start=rules.night_of(start + 4 * HOUR, zones.zone()), journey_id=journey)
    scene.approve(journey)
    walk, car = (pk for pk, _ in access.way(scene.actor, journey).legs)
    return Trip(scene, case, journey, walk, car)


@pytest.fixture
def scene(lev: Actor) -> Scene:
    """As elsewhere, but by the clock of this machine."""
    return build(lev)


@pytest.fixture
def trip(scene: Scene) -> Trip:
    return trip_of(scene)


def read(words: str, language: str = "en") -> tuple[Client, str]:
    """Whoever types the words on a phone, and what they see; "" where they open nothing."""
    client = Client()
    client.post(f"/{language}/return", {"phrase": words})
    answer = client.get(f"/{language}/note")
    return client, answer.content.decode() if answer.status_code == 200 else ""


def say(words: str, outcome: str, text: str = "") -> None:
    """By the page of the words; that it is done, whatever the hour."""
    client, _ = read(words)
    token = client.get("/en/note").context["form"].initial["once"]
    sent = {"once": token, "outcome": outcome, "text": text, "already": "on"}
    assert client.post("/en/note", sent).status_code == 303
