"""The invented country with connections, for the planner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep
from uuid import UUID

import pytest

from tests.evacuation.conftest import NOON, Scene
from tests.evacuation.conftest import case_id as case_id
from tests.evacuation.conftest import scene as scene
from waystation.evacuation.network import actions as network
from waystation.evacuation.network.records import ConnectionRecord, Weekly
from waystation.evacuation.plans import access, actions, solving
from waystation.evacuation.plans.records import Run

EVERY_DAY = tuple(Weekly(day, 9 * 60) for day in range(7))


def connect(scene: Scene) -> dict[str, UUID]:
    """Hollow Ford by the bus yard to Lantern house by a driver, or by bus to the attic; by the gate to Port Sel."""
    places = scene.places

    def way(start: str, end: str, mode: str, minutes: int, **more: object) -> ConnectionRecord:
        wish = {"cost": "10", "currency": "EUR", "capacity": 4} | more
        return ConnectionRecord(from_place=places[start], to_place=places[end], mode=mode, minutes=minutes, **wish)  # type: ignore[arg-type]

    ways = {
        "walk": way("hollow", "bus", "walk", 40, cost=""),
        "car": way("bus", "lantern", "car_volunteer", 240, needs_driver=True),
        "coach": way("hollow", "attic", "bus_intercity", 420, departures=EVERY_DAY, identity_check="certain"),
        "taxi": way("lantern", "gate", "taxi", 90),
        "ship": way("gate", "harbour", "ferry", 300, pathway="visa_free_transit", departures=(Weekly(4, 10 * 60),)),
    }
    return {name: network.add_connection(scene.actor, each) for name, each in ways.items()}


@pytest.fixture
def ways(scene: Scene) -> dict[str, UUID]:
    return connect(scene)


@pytest.fixture(autouse=True)
def _no_run_is_left() -> Iterator[None]:
    yield
    solving.forget_all()


def finished(scene: Scene, run_id: UUID, seconds: float = 60) -> Run:
    """The run when its plans are there."""
    until = monotonic() + seconds
    while True:
        actions.begin(scene.actor, run_id)
        actions.keep(scene.actor, run_id)
        _row, run = access.run(scene.actor, run_id)
        if run.stopped:
            return run
        assert monotonic() < until, "the planner did not end"
        sleep(0.1)


def asked(scene: Scene, **more: object) -> UUID:
    return actions.ask(scene.actor, **({"days": 10, "seconds": 20, "budget": 10_000} | more))  # type: ignore[arg-type]


TOMORROW = NOON.date() + timedelta(days=1)
