"""Two who may be one person, recorded by a documenter; and a second documenter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.documentation import actions as recording
from waystation.documentation.dates import read
from waystation.documentation.records import Act, Event, Information, Person, PlaceName
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def ruslan(ira: Actor) -> Actor:
    """A colleague with the same keys."""
    return replace(ira, account=uuid4(), memory={})


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


def raid(actor: Actor, name: str, source: str, **more: Any) -> UUID:
    """Somebody who was beaten, as a source tells it; their id."""
    place = PlaceName(region="Aldan", locality=more.get("locality", "Argun"))
    event = recording.add_event(actor, Event(title=f"Raid: {name}", began=read("2017-03-12"), place=place))
    victim = recording.find_or_add_person(actor, Person(called=name))
    recording.add_act(actor, Act(event=event, victim=victim, kind="integrity.beating"))
    teller = recording.find_or_add_person(actor, Person(called=source))
    recording.add_source(actor, Information(event=event, source=teller, connection=more.get("how", "reporter")))
    return victim


@pytest.fixture
def people(ira: Actor) -> dict[str, UUID]:
    """One man in two spellings by two sources, his brother, and two others."""
    said = {
        "Хамзат Исаев": "Harbour Watch",
        "Khamzat Isayev": "Lantern Daily",
        "Асланбек Исаев": "Harbour Watch",
        "Wren Ash": "Lantern Daily",
        "Rowan Birch": "Harbour Watch",
    }
    return {name: raid(ira, name, source) for name, source in said.items()}
