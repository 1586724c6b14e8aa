"""Somebody with a case, a child who goes along, an embassy, a partner, and a track to the Sel Isles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.utils.timezone import localtime

from tests.casework.conftest import waiting_request, with_consent_and_risk
from tests.people import somebody
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons.consenting import record_answer
from waystation.casework.persons.records import Birth
from waystation.casework.services import actions as services
from waystation.casework.services.records import Provider
from waystation.evacuation.relocation import access, actions, due, filing
from waystation.evacuation.relocation.records import Application, Track
from waystation.evacuation.relocation.rules import Whole
from waystation.staff.actor import Actor, utc_now

DAY = timedelta(days=1)
NOW = utc_now()  # of these tests, whose day does not end while others run
TODAY = localtime(NOW).date()
ISLES = "Sel Isles"
EMBASSY = "Embassy of the Isles"


@dataclass
class Scene:
    """The case as its coordinator sees it."""

    lev: Actor
    case: UUID
    child: UUID
    embassy: UUID
    track: UUID
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> UUID:
        return persons_access.applicant(self.lev, self.case)

    @property
    def whole(self) -> Whole:
        return access.whole(self.lev, self.case, self.track)

    def answer(self, state: str = "given", person: UUID | None = None, **more: Any) -> None:
        """What somebody says of being passed on to the embassy."""
        told: dict[str, Any] = {"purpose": "share_immigration", "recipient": EMBASSY, "state": state} | more
        if person is None:
            casework.record_consent(self.lev, self.case, **told)
        else:
            record_answer(self.lev, self.case, person, **told)

    def draft(self, **more: Any) -> UUID:
        told: dict[str, Any] = {"what": "visa", "provider": self.embassy, "track": self.track} | more
        return filing.draft(self.lev, self.case, Application(**told))

    def filed(self, on: date = TODAY - 30 * DAY, **more: Any) -> UUID:
        """An application that the person handed in by themselves."""
        made = self.draft(**more)
        filing.hand_in(self.lev, self.case, made, filed_on=on, by_us=False)
        return made

    def decided(self, decision: str = "granted", on: date = TODAY, **more: Any) -> UUID:
        made = self.filed()
        filing.decide(self.lev, self.case, made, decision=decision, decided_on=on, **more)
        return made

    def application(self, id_: UUID) -> Application:
        return dict(self.whole.applications)[id_]

    def at(self, moment: datetime) -> Actor:
        return replace(self.lev, now=lambda: moment)


def build(lev: Actor, pseudonym: str = "Birch") -> Scene:
    case = casework.accept(lev, waiting_request(), pseudonym=pseudonym, origin="Ashmark")
    child = persons.add(lev, case, somebody(pseudonym="Aspen", birth=Birth()), roles=["companion"])
    embassy = services.add_provider(lev, Provider(name=EMBASSY, vetting="checked"))
    track = actions.begin(lev, case, Track(country=ISLES, pathway="humanitarian_visa"))
    return Scene(lev, case, child, embassy, track)


@pytest.fixture
def scene(lev: Actor) -> Scene:
    ticks = count()  # what was said later is later
    return build(replace(lev, now=lambda: NOW + next(ticks) * timedelta(microseconds=1)))


@pytest.fixture
def cleared(scene: Scene) -> Scene:
    with_consent_and_risk(scene.lev, scene.case)
    return scene


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which the duty team was called."""
    moments: list[datetime] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now: moments.append(now))
    return moments


@pytest.fixture
def fresh(organisation: Organisation) -> Callable[[], Actor]:
    """The same coordinator in another session."""
    return lambda: organisation.actor("lev")
