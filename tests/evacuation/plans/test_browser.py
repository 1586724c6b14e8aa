"""The pages of plans in Chromium: nothing is wider than the screen, in one that is small and one that is large."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.conftest import Scene, build
from tests.evacuation.plans.conftest import connect
from tests.evacuation.plans.made import PARTY, stored
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.evacuation import actions as evacuation
from waystation.evacuation.plans import access, solving
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.protocol import Helped, Helps
from waystation.evacuation.plans.records import CHEAPEST, SAFEST, TIME, Asked, Option, Part, Ride, Run
from waystation.planning import generate
from waystation.planning.solving import solve
from waystation.staff.teams import COORDINATION
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, rewrite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("WAYSTATION_PICTURES", "")


@pytest.fixture
def scene(organisation: Organisation) -> Scene:
    return build(organisation.actor("lev"))


@pytest.fixture
def run_id(scene: Scene) -> Iterator[UUID]:
    """A plan for sixteen parties, of which two are cases of ours."""
    yield stored_large(scene)
    solving.forget_all()


def stored_large(scene: Scene) -> UUID:
    actor = scene.actor
    problem = generate(16, days=14, seed=8)
    plan = dict(solve(problem, 3.0, seed=1).plan)
    staying = problem.parties[5].id
    plan[staying] = ()
    places = list(scene.places.values())
    names = {place.id: places[number % len(places)] for number, place in enumerate(problem.places)}
    rides = {
        leg.id: Ride(from_place=names[leg.a], to_place=names[leg.b], mode="bus_intercity", minutes=240)
        for leg in problem.legs
    }  # fmt: skip
    today = actor.today
    asked = Asked(problem=problem, first=today, seconds=20, seed=1, places=names, rides=rides)
    options = (Option(choice=SAFEST, plan=plan), Option(choice=CHEAPEST, plan=plan))
    run = Run(asked=asked, by=actor.account, at=actor.now(), options=options, stopped=TIME, ended=actor.now())
    row = create(RunRow, run, actor.keys.key(actor.team(COORDINATION)))
    for name, party in (("Birch", problem.parties[0].id), ("Alder", staying)):
        part = Part(run=row.pk, party=party, persons=1)
        create(PartRow, part, actor.keys.key(scene.case(name), Compartment.LOGISTICS))
    return row.pk


class _Done(solving.Helping):
    """What was found out, without waiting for it."""

    def start(self) -> None:
        self.done, self.stopped = 1.0, TIME
        house = next(place.id for place in self.asked.problem.places if place.kind == "house")
        party = self.asked.problem.parties[0].id
        self.found = Helps(
            effects=(
                Helped("bed", house, leave=2, sure=True),
                Helped("driver", next(iter(self.asked.problem.drivers)), leave=1),
                Helped("document", "foreign", party, abroad=3),
                Helped("money", abroad=1),
            ),
            untried=2,
            rules={"document": 4, "accepts": 2},
            full={"bed": 5},
            unknown=1,
        )


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(
    scene: Scene, run_id: UUID, window: Callable[..., Any], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "Helping", _Done)
    _row, run = access.run(scene.actor, run_id)
    page = window("lev", width)
    lines = access.members(scene.actor, run_id)
    pages = {
        "plans": reverse("plans:plans"),
        "new": reverse("plans:plan-new"),
        "plan": reverse("plans:plan", args=[run_id]),
        "before": reverse("plans:helps", args=[run_id]),
        "party": reverse("plans:party", args=[next(iter(lines.values()))[0].id]),
    }
    for name, address in pages.items():
        _look(page, name, address, width)
    solving.begin_helping(run_id, SAFEST, run.asked, dict(run.options[0].plan))
    _look(page, "helps", pages["before"], width)


def _look(page: Any, name: str, address: str, width: int) -> None:
    page.goto(address)
    assert width_of(page) <= width, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/plan-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_happened_fits_the_screen(scene: Scene, window: Callable[..., Any], width: int) -> None:
    """Nothing yet; then one who waits for a proposal, and one for whom there is one."""
    page = window("lev", width)
    _look(page, "events-none", reverse("plans:events"), width)
    cases = [scene.case(name) for name in ("Birch", "Antanasija Marija Vysokogorskaja-Zaporozhskaja")]
    for case in cases:
        scene.bed(case, "lantern", nights=2)
    evacuation.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    run = stored(scene.actor, cases[0], scene.places["hollow"], scene.places["attic"])
    row, part = access.part(scene.actor, access.members(scene.actor, run)[PARTY][0].id)
    rewrite(row, msgspec.structs.replace(part, because=(f"house:{scene.places['lantern']}",)), scene.actor.keys)
    _look(page, "events", reverse("plans:events"), width)
    assert page.locator("article").count() == 2
    assert page.get_by_role("link", name="Look at the proposal, and decide").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_journey_by_hand_and_a_proposal_beside_the_others_fit_the_screen(
    scene: Scene, window: Callable[..., Any], width: int
) -> None:
    connect(scene)
    name = "Antanasija Marija Vysokogorskaja-Zaporozhskaja"
    case_id = scene.case(name)
    departs = (scene.actor.now() + timedelta(days=2)).replace(hour=9)  # at noon of the clock on the wall
    coach = scene.leg("hollow", "river", mode="bus_intercity")
    legs = [
        msgspec.structs.replace(coach, departs=departs, arrives=departs + timedelta(hours=5)),
        msgspec.structs.replace(coach, to_place=scene.places["attic"], mode="taxi", from_place=scene.places["river"],
                        departs=departs + timedelta(days=1), arrives=departs + timedelta(days=1, hours=2)),
    ]  # fmt: skip
    ends = {"origin": scene.places["hollow"], "destination": scene.places["attic"]}
    evacuation.draft_journey(scene.actor, case_id, phase="internal", legs=legs, **ends)
    page = window("lev", width)
    _look(page, "by-hand", reverse("evacuation:journey", args=[case_id]), width)
    assert page.get_by_text("They would spend a night where there are no beds.").count() == 1

    run = stored(scene.actor, case_id, scene.places["hollow"], scene.places["attic"], steps=())
    row, record = access.run(scene.actor, run)
    rewrite(row, msgspec.structs.replace(record, beside=True), scene.actor.keys)
    _look(page, "beside", reverse("plans:plan", args=[run]), width)
    assert page.get_by_role("button", name="Let others change theirs, too").count() == 1
