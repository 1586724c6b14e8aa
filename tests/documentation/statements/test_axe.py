"""axe-core on every page of statements, light and dark, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.documentation.statements.conftest import Scene
from tests.documentation.statements.test_pages import addresses
from tests.e2e.test_axe import looked_at
from tests.e2e.test_axe import organisation as organisation
from tests.e2e.test_axe import window as window
from tests.stage import Organisation
from waystation.documentation.statements import actions
from waystation.documentation.statements.records import WITHDRAWN

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_every_page_of_statements(window: Callable[..., Any], organisation: Organisation, scene: Scene) -> None:
    places = addresses(scene)
    scene.another(property="date", value="2017-03")
    scene.says(property="date", value="2017-03-12", reliability="F", credibility="6")
    gone = scene.another("Birch")
    actions.retract(scene.ira, scene.event, gone, ground=WITHDRAWN, why="He takes it back.")
    wrong, pages = looked_at(window(organisation.cookie("ira")), [*places, f"/staff/events/{scene.event}"])
    assert wrong == {}
    assert len(pages) == len(places) + 1
