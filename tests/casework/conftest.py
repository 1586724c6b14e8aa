"""A request that waits, and a case made of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.stage import clear
from waystation.casework import actions, due
from waystation.hotline import access as hotline
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.trust import vetted
from waystation.vault.compartments import Compartment
from waystation.vault.records import post


def waiting_request(**told: str) -> UUID:
    """A request that somebody wrote just now."""
    stub = RequestStub(received_at=datetime.now(UTC), channel="web", who="amir@mail.example", **told)  # type: ignore[arg-type]
    return post(Request, stub, to=(locator(DUTY), Compartment.SELF)).pk


@pytest.fixture
def request_id(organisation: object) -> UUID:
    return waiting_request()


@pytest.fixture
def accepted(organisation: object) -> Callable[..., UUID]:
    """`accepted(dina, pseudonym="Birch")`: a new request, made a case."""

    def accept(actor: Actor, pseudonym: str = "Birch", **said: str) -> UUID:
        return actions.accept(actor, waiting_request(), pseudonym=pseudonym, **said)  # type: ignore[arg-type]

    return accept


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments at which the duty team was called."""
    moments: list[datetime] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now: moments.append(now))
    return moments


def at(actor: Actor, moment: datetime) -> Actor:
    """The same person at another moment."""
    return replace(actor, now=lambda: moment)


def with_consent_and_risk(actor: Actor, case_id: UUID, *, cleared: bool = True) -> None:
    """What every gate on the way out asks for."""
    for thread, _stub in hotline.requests_of_case(actor, case_id) if cleared else ():
        if not vetted.known(actor, thread.pk).standing.is_cleared:
            clear(actor, thread.pk)
    actions.say_funds(actor, case_id, there=True, note="the bread fund pays")
    actions.assess_risk(actor, case_id, factors=["held_before", "outed_family"], imminence="weeks")
    for purpose in ("help", "share_immigration"):
        actions.record_consent(actor, case_id, purpose=purpose, state="given", how="by e-mail")
