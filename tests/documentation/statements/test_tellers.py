"""Who told us of an event stands there once, whether a line says so, their words were taken down, or both."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.documentation.statements.conftest import Scene
from waystation.documentation import actions as events
from waystation.documentation.dates import read
from waystation.documentation.records import Information
from waystation.documentation.statements import actions
from waystation.documentation.statements.records import WITHDRAWN
from waystation.documentation.statements.tellers import tellers
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def knows(scene: Scene, who: UUID) -> None:
    said = Information(event=scene.event, source=who, connection="self", reliability="B", told=read("2017-04-09"))
    events.add_source(scene.ira, said)


def test_one_person_is_one_source(scene: Scene, ira: Actor) -> None:
    hazel = scene.person("Hazel")
    knows(scene, hazel)
    knows(scene, scene.rowan)
    second = scene.told_by(scene.rowan, told=(read("2017-05"),))
    found = {str(each.who): each for each in tellers(ira, scene.event)}
    assert list(found) == ["Hazel", "Rowan"]
    assert [each.grade for each in found["Rowan"].known] == ["B6"]
    assert [each.id for each in found["Rowan"].statements] == [scene.statement, second]
    assert not found["Hazel"].statements


def test_the_page_of_an_event_names_each_once_and_leads_to_their_words(
    scene: Scene, ira: Actor, signed_in: Callable[[str], Client]
) -> None:
    hazel = scene.person("Hazel")
    knows(scene, hazel)
    knows(scene, scene.rowan)
    actions.retract_statement(ira, scene.told_by(scene.rowan), ground=WITHDRAWN, why="Afraid.")
    browser = signed_in("ira")
    page = browser.get(f"/staff/events/{scene.event}").content.decode()
    part = page.split("<h2>Who told us</h2>")[1].split("</section>")[0]
    read = re.sub(r"<details.*?</details>", "", part, flags=re.DOTALL)  # what takes one away says whom
    assert read.count("Rowan") == read.count("Hazel") == 1
    assert part.count("Mark what it says") == 1
    assert "Withdrawn" in part
    place = f"/staff/events/{scene.event}/statements/new"
    assert f'href="{place}?teller={hazel}">Take down their words' in part
    assert 'value="Hazel"' in browser.get(f"{place}?teller={hazel}").content.decode()
    for nobody in (uuid4(), "x", ""):
        assert 'name="teller" value=' not in browser.get(f"{place}?teller={nobody}").content.decode()
    record = browser.get(f"/staff/events/{scene.event}/record").content.decode()
    assert record.count("Mark what it says") == 1
