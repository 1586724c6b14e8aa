"""Two cases: Birch, with a companion; and Heron."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.casework.conftest import waiting_request
from tests.people import somebody, write_down
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.persons import actions
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Scene:
    """The ids of two cases and of the people in them. Lev may know who they are, Dina may not."""

    lev: Actor
    birch_case: UUID
    heron_case: UUID
    birch: UUID
    rowan: UUID
    heron: UUID


@pytest.fixture
def scene(organisation: Organisation) -> Scene:
    lev = organisation.actor("lev")
    one, two = (casework.accept(lev, waiting_request(), pseudonym=name) for name in ("Birch", "Heron"))
    birch, heron = write_down(lev, one, "Тимур Д."), write_down(lev, two, "Илья К.")
    rowan = actions.add(lev, one, somebody("Лиза Д.", pseudonym="Rowan"), roles=["companion"])
    return Scene(lev, one, two, birch, rowan, heron)
