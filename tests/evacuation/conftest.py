"""An invented country with its houses and roads, and somebody who must leave."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connections

from tests.casework.conftest import waiting_request, with_consent_and_risk
from tests.stage import Organisation, found
from waystation.casework import actions as casework
from waystation.evacuation import actions, due
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState, HelperRecord, LegPlan, PlaceRecord
from waystation.staff.actor import Actor
from waystation.staff.models import ProfileRow
from waystation.staff.records import Profile
from waystation.staff.teams import EVERYONE
from waystation.vault.records import create

# A day on which nobody sleeps in these tests; the actor's clock stands at its noon.
NOON = datetime(2031, 5, 12, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
MINUTE = timedelta(minutes=1)

PLACES = {
    "hollow": PlaceRecord(name="Hollow Ford", region="Ashmark", country="Varna Reach"),
    "bus": PlaceRecord(name="Old bus yard", kind="meeting_point", region="Ashmark", country="Varna Reach"),
    "river": PlaceRecord(name="River town", region="Lowmere", country="Varna Reach"),
    "lantern": PlaceRecord(
        name="Lantern house", kind="safe_house", region="Lowmere", country="Varna Reach", beds=2, rules="No pets."
    ),
    "attic": PlaceRecord(
        name="Attic", kind="safe_house", region="Lowmere", country="Varna Reach", beds=1, max_nights=3
    ),
    "gate": PlaceRecord(name="North gate", kind="border_point", region="Lowmere", country="Varna Reach"),
    "harbour": PlaceRecord(name="Port Sel", region="Selland", country="Sel Isles"),
}


@dataclass
class Scene:
    """The invented country as one coordinator sees it."""

    actor: Actor
    places: dict[str, UUID] = field(default_factory=dict)
    driver: UUID | None = None

    def case(self, pseudonym: str = "Birch", *, cleared: bool = True) -> UUID:
        """Somebody who agreed to be helped, whose danger is known and whom two of us cleared."""
        thread = waiting_request()
        case_id = casework.accept(self.actor, thread, pseudonym=pseudonym, origin="Ashmark")
        with_consent_and_risk(self.actor, case_id, cleared=cleared)
        return case_id

    def leg(self, start: str, end: str, hours: float = 1, lasts: float = 2, **more: Any) -> LegPlan:
        """A leg that departs so many hours after NOON."""
        departs = NOON + timedelta(hours=hours)
        plan = {"mode": "minibus", "departs": departs, "arrives": departs + timedelta(hours=lasts)} | more
        return LegPlan(from_place=self.places[start], to_place=self.places[end], **plan)

    def journey(self, case_id: UUID, **more: Any) -> UUID:
        """Hollow Ford by the bus yard to Lantern house, with a bed for three nights and the person's yes."""
        wish: dict[str, Any] = {
            "phase": "internal",
            "origin": self.places["hollow"],
            "destination": self.places["lantern"],
            "legs": [
                self.leg("hollow", "bus", 1, 1, mode="walk"),
                self.leg("bus", "lantern", 3, 4, mode="car_volunteer", driver=self.driver, meeting_sign="a red cap"),
            ],
            "consent": "said yes",
        }
        journey_id = actions.draft_journey(self.actor, case_id, **(wish | more))
        self.bed(case_id, journey_id=journey_id)
        return journey_id

    def approve(self, journey_id: UUID, actor: Actor | None = None) -> None:
        """Two coordinators approve it as it stands."""
        first = actor or self.actor
        actions.approve(first, journey_id)
        actions.approve(colleague(first), journey_id)

    def bed(self, case_id: UUID, house: str = "lantern", nights: int = 3, start: date = TODAY, **more: Any) -> UUID:
        until = start + timedelta(days=nights)
        return actions.book_bed(self.actor, case_id, self.places[house], first=start, until=until, **more)


COLLEAGUE = UUID("0b1c5a52-8d7e-4a6e-9a53-3f1f0b9a2c11")


def colleague(actor: Actor) -> Actor:
    """Another coordinator, of whom nothing else matters: on the staff, and with the keys of whom this is asked of."""
    if not ProfileRow.objects.filter(pk=COLLEAGUE).exists():
        key = actor.keys.key(actor.team(EVERYONE))
        create(ProfileRow, Profile(persona="Olga", roles=["coordinator"]), key, id=COLLEAGUE)
    return replace(actor, account=COLLEAGUE)


def at(actor: Actor, moment: datetime) -> Actor:
    """The same person at another time."""
    return replace(actor, now=lambda: moment)


def build(actor: Actor) -> Scene:
    scene = Scene(actor)
    scene.places = {key: actions.add_place(actor, record) for key, record in PLACES.items()}
    scene.driver = actions.add_helper(actor, HelperRecord(pseudonym="Wren", area="Ashmark", vetting="verified"))
    return scene


@pytest.fixture
def scene(lev: Actor) -> Scene:
    return build(at(lev, NOON))


@pytest.fixture
def case_id(scene: Scene) -> UUID:
    return scene.case()


@pytest.fixture
def on_file(
    transactional_db: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Organisation]]:
    """A database that several threads can open: a SQLite file, or PostgreSQL where the settings name one."""
    settings = connections.settings["default"]
    if settings["ENGINE"].endswith("postgresql"):
        yield found
        return
    kept, kept_name = connections["default"], settings["NAME"]
    del connections["default"]
    settings["NAME"] = str(tmp_path / "waystation.sqlite3")
    empty = tmp_path_factory.getbasetemp() / "empty.sqlite3"
    if not empty.exists():  # the tables are made once in a process
        call_command("migrate", run_syncdb=True, verbosity=0)
        connections["default"].close()  # from here on all of it stands in the one file
        shutil.copyfile(settings["NAME"], empty)
    shutil.copyfile(empty, settings["NAME"])
    yield found
    connections["default"].close()
    settings["NAME"] = kept_name
    connections["default"] = kept


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which the duty team was told."""
    moments: list[datetime] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now, **_: moments.append(now))
    return moments


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Who was called, and when."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, **who: calls.append(who))
    return calls


def expect(scene: Scene, case_id: UUID, minutes: int = 60, **more: object) -> UUID:
    wish = {"grace_minutes": 30, "ok_word": "green tea", "if_missed": "call the lawyer"} | more
    return actions.schedule_check_in(scene.actor, case_id, due_at=NOON + minutes * MINUTE, **wish)  # type: ignore[arg-type]


def state(pk: UUID) -> CheckInState:
    return CheckInState(CheckIn.objects.get(pk=pk).state)
