"""A documenter, a second one, and files of other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.documentation import actions
from waystation.documentation.dates import read
from waystation.documentation.formats import taking
from waystation.documentation.records import Act, ChainLink, Event, Information, Involvement, Person
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

DATA = Path(__file__).resolve().parents[2] / "data" / "documentation" / "formats"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"
    return tmp_path / "files"


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


@pytest.fixture
def brought(ira: Actor) -> Callable[[str], UUID]:
    """`brought("martus.xml")`: this file, read and waiting."""
    return lambda name: taking.begin(ira, [(DATA / name).read_bytes()], name)


@pytest.fixture
def documented(ira: Actor) -> UUID:
    """Two linked events with people, one of them victim and perpetrator. The id of the first."""
    rowan = actions.find_or_add_person(ira, Person(called="Rowan"))
    men = actions.find_or_add_person(ira, Person(called="men in the cell", kind="unnamed", minimum=3, maximum=None))
    later = actions.add_event(ira, Event(title="Search of the shelter", began=read("2017-04")))
    raid = Event(
        title="Raid on Lantern street", began=read("2017-03~"), chain=(ChainLink(kind="precedes", event=later),)
    )
    event = actions.add_event(ira, raid)
    act = actions.add_act(ira, Act(event=event, victim=men, kind="integrity.beating", methods=("blunt.object",)))
    actions.add_act(ira, Act(event=event, victim=rowan, kind="coercion.name_others"))
    actions.involve(ira, Involvement(event=event, act=act, perpetrator=rowan, degree="coerced"))
    actions.add_source(ira, Information(event=event, source=rowan, connection="self", reliability="B"))
    return event
