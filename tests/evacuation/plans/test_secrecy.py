"""Nothing of a plan stands readable in the database or in the log, nor which case is in which."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.evacuation.conftest import NOON, Scene, at, build
from tests.evacuation.plans.conftest import asked, connect, finished
from tests.evacuation.plans.test_events import told
from tests.founded import on_top
from tests.stage import Organisation, restarted
from waystation.audit.log import entries
from waystation.evacuation import actions as journeys
from waystation.evacuation.plans import access, actions, protocol, solving
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.staff.teams import AUDIT, locator

pytestmark = pytest.mark.django_db
CANARIES = ("канарейка", "canary-of-the-plans")
WORDS = " ".join(CANARIES)
CODES = ("safest", "fewest", "car_volunteer", "visa_free_transit", "Lantern", "Hollow Ford", "house:")


@dataclass(frozen=True)
class Planned:
    """A plan that was asked for and adopted, one that was made because a house was lost, and where."""

    runs: tuple[UUID, UUID]
    scene: Scene


@pytest.fixture
def everything(organisation: Organisation) -> Planned:
    """Planned once in a process, then found as after a restart."""
    runs, places = on_top(("plans", organisation.accounts["lev"]), lambda: _planned(organisation))
    restarted()
    return Planned(runs, Scene(at(organisation.actor("lev"), NOON), places))


def _planned(organisation: Organisation) -> tuple[tuple[UUID, UUID], dict[str, UUID]]:
    scene = build(at(organisation.actor("lev"), NOON))
    connect(scene)
    case = scene.case(CANARIES[1])
    told(scene, case)
    first = asked(scene, why=WORDS)
    assert finished(scene, first).options
    journeys.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    second = actions.propose(scene.actor)
    run = finished(scene, second)
    assert run.options
    [[member]] = access.members(scene.actor, second).values()
    assert any(each.startswith("house:") for each in member.part.because)
    actions.adopt(scene.actor, member.id, run.options[0].choice)
    return (first, second), scene.places


def test_no_plaintext_in_any_table(everything: Planned) -> None:
    assert access.run(everything.scene.actor, everything.runs[0])[1].why == WORDS
    assert list(search(database(), [*CANARIES, *CODES])) == []


def test_which_cases_are_in_a_run_stands_in_no_table(everything: Planned) -> None:
    """The id of a run stands where the run is, and nowhere else; no column of a part says more than its case."""
    data = database()
    for run_id in everything.runs:
        assert RunRow.objects.filter(pk=run_id).exists()
        assert data.count(run_id.hex.encode()) + data.count(str(run_id).encode()) == 1
        assert run_id.bytes not in data
    parts = PartRow.objects.values("locator")
    assert parts.count() == 2
    assert parts.distinct().count() == 1


def test_nothing_of_it_stands_in_the_log(everything: Planned) -> None:
    lines = [entry for _, entry in entries(everything.scene.actor.keys, locator(AUDIT), newest=60) if entry]
    assert {"evacuation.plan_asked", "evacuation.plan_kept", "evacuation.plan_adopted"} <= {each.verb for each in lines}
    assert not any(word in repr(entry) for entry in lines for word in (*CANARIES, *CODES))


def test_what_waits_in_memory_has_no_name_of_anybody(everything: Planned) -> None:
    """What goes to the process that plans has ids of one run alone: no case, no place, no word."""
    for run_id in everything.runs:
        asked_ = access.run(everything.scene.actor, run_id)[1].asked
        sent = solving.Solver(run_id, asked_)._task
        raw = protocol.packed(sent)
        known = [*everything.scene.places.values(), *(row.locator for row in PartRow.objects.all())]
        assert not [each for each in known if str(each).encode() in raw or each.hex.encode() in raw]
        assert list(search(raw, [*CANARIES, "Lantern", "Hollow Ford"])) == []
