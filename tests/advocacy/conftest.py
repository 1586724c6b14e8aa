"""A body, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.casework.conftest import accepted
from tests.stage import Organisation
from waystation.advocacy import bodies
from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Authority
from waystation.staff import actions as staff
from waystation.staff.actions import add_account
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name

__all__ = ["accepted"]
PHRASE = "nine green lanterns"
COMMITTEE = Authority(
    name="Investigative Committee, a region",
    kind="ru.sk",
    country="RU",
    clocks=(Clock(code="ru.cpc144", limit=30, starts="received", extended_to=(60,), basis="CPC, art. 144"),),
)
RAPPORTEUR = Authority(name="A rapporteur", kind="un.sp", clocks=(Clock(code="un.sp_al", limit=60, starts="sent"),))


@pytest.fixture
def more_staff(organisation: Organisation) -> dict[str, str]:
    """Cookies of Sara, an advocate, and of Max, another coordinator."""
    made = {"sara": "advocate", "max": "coordinator"}
    for name, role in made.items():
        add_account(organisation.founding, name=name, passphrase=PHRASE, persona=name.title(), roles=[role])
    return {name: staff.sign_in(name, PHRASE, now=utc_now()) for name in made}


def _actor(cookie: str) -> Actor:
    actor = staff.resume(cookie, now=utc_now())
    assert actor is not None
    return actor


@pytest.fixture
def sara(more_staff: dict[str, str]) -> Actor:
    """An advocate."""
    return _actor(more_staff["sara"])


@pytest.fixture
def max_(more_staff: dict[str, str]) -> Actor:
    """Another coordinator."""
    return _actor(more_staff["max"])


@pytest.fixture
def browser(more_staff: dict[str, str]) -> Callable[[str], Client]:
    """`browser("sara")`: one in which they are signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.cookies[cookie_name()] = more_staff[name]
        return client

    return signed_in


@pytest.fixture
def committee(sara: Actor) -> UUID:
    return bodies.add_authority(sara, COMMITTEE)


@pytest.fixture
def rapporteur(sara: Actor) -> UUID:
    return bodies.add_authority(sara, RAPPORTEUR)
