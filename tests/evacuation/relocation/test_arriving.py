"""The year after an arrival: who asks when, what of it calls the duty team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from tests.evacuation.relocation.conftest import DAY, ISLES, TODAY, Scene
from tests.evacuation.relocation.test_filing import codes, open_tasks
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.casework import stages
from waystation.casework.errors import Refused
from waystation.evacuation.relocation import access, actions, after_arrival, arriving, rules
from waystation.evacuation.relocation.models import CheckUpRow
from waystation.evacuation.relocation.records import Arrival


def arrived(scene: Scene, on: date = TODAY, **more: Any) -> Any:
    scene.decided(on=TODAY - 20 * DAY, valid_from=TODAY - 20 * DAY)
    return arriving.arrive(scene.lev, scene.case, Arrival(track=scene.track, arrived_on=on, **more))


def test_somebody_asks_for_a_year(scene: Scene) -> None:
    arrived(scene, reception=scene.embassy, received_by="Wren")
    days = [each.due for _id, each in scene.whole.check_ups]
    assert days == after_arrival.days(TODAY) == sorted(days)
    assert days[-1] == TODAY + 365 * DAY
    assert max(later - day for day, later in zip(days, days[1:], strict=False)) <= 32 * DAY
    assert rules.state(scene.whole, TODAY) == "arrived"
    assert access.visa_ready(scene.lev) == {}
    with pytest.raises(Refused):
        arriving.arrive(scene.lev, scene.case, Arrival(track=scene.track, arrived_on=TODAY))
    with pytest.raises(Refused):
        actions.end(scene.lev, scene.case, scene.track, "over")


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (0, "first_days"),
        (8, "first_month"),
        (31, "settling"),
        (183, "to_the_year"),
        (365, "to_the_year"),
        (366, "year_over"),
    ],
)
def test_the_year_has_stages(days: int, stage: str) -> None:
    assert after_arrival.stage(TODAY, TODAY + days * DAY) == stage


def test_nobody_arrives_before_they_could_travel(scene: Scene) -> None:
    with pytest.raises(Refused):
        arriving.arrive(scene.lev, scene.case, Arrival(track=scene.track, arrived_on=TODAY))
    for wrong in (TODAY + DAY, TODAY - 21 * DAY):
        with pytest.raises(Refused):
            arrived(scene, wrong)
    assert scene.whole.arrival is None


def test_silence_after_an_arrival_calls_the_duty_team(scene: Scene) -> None:
    arrived(scene)
    assert not access.called(scene.lev)
    later = scene.at(scene.lev.now() + 5 * DAY)
    assert [held.record.code for held in access.called(later)] == ["check_up"]
    (first, _check_up), *_more = scene.whole.check_ups
    arriving.check_up(later, scene.case, first, done_on=TODAY + DAY, how="well")
    assert not access.called(later)


@pytest.mark.parametrize(
    "found", [{"how": "in_danger"}, {"how": "no_answer"}, {"how": "well", "signs": ("new_friend",)}]
)
def test_a_warning_sign_calls_at_once_and_makes_a_task(scene: Scene, found: dict[str, Any]) -> None:
    arrived(scene, TODAY - 3 * DAY)
    (first, _check_up), *_more = scene.whole.check_ups
    before = len(open_tasks(scene))
    arriving.check_up(scene.lev, scene.case, first, done_on=TODAY, note="met online, wants to visit", **found)
    assert "signs" in [code for code, _before in codes(scene)]
    assert [held.record.code for held in access.called(scene.lev)] == ["signs"]
    assert len(open_tasks(scene)) == before + 1
    assert ISLES not in "".join(task.what for task in open_tasks(scene))
    arriving.check_up(scene.lev, scene.case, first, done_on=TODAY, note="spoke again", **found)
    assert len(open_tasks(scene)) == before + 1  # one task, however often it is corrected


@pytest.mark.parametrize(
    "wrong",
    [
        {"done_on": TODAY + DAY},
        {"done_on": TODAY - 10 * DAY},
        {"how": "so so"},
        {"how": "uneasy"},
        {"signs": ("a_cold",)},
    ],
)
def test_a_check_up_contradicts_itself_nowhere(scene: Scene, wrong: dict[str, Any]) -> None:
    arrived(scene, TODAY - 3 * DAY)
    (first, _check_up), *_more = scene.whole.check_ups
    with pytest.raises(Refused):
        arriving.check_up(scene.lev, scene.case, first, **{"done_on": TODAY, "how": "well"} | wrong)


def test_another_day_is_planned_and_one_too_many_is_taken_out(scene: Scene) -> None:
    arrived(scene)
    with pytest.raises(Refused):
        arriving.plan_check_up(scene.lev, scene.case, scene.track, TODAY - DAY)
    made = arriving.plan_check_up(scene.lev, scene.case, scene.track, TODAY + 400 * DAY)
    assert made in dict(scene.whole.check_ups)
    actions.drop(scene.lev, scene.case, CheckUpRow, made)
    assert made not in dict(scene.whole.check_ups)


def test_an_arrival_is_corrected(scene: Scene) -> None:
    made = arrived(scene)
    assert scene.whole.arrival is not None
    arriving.change_arrival(
        scene.lev, scene.case, made, msgspec.structs.replace(scene.whole.arrival[1], place="Port Sel")
    )
    assert scene.whole.arrival[1].place == "Port Sel"


def stage_of(scene: Scene) -> str:
    return casework.case(scene.lev, scene.case)[1].stage


def on_the_way_out(scene: Scene) -> None:
    with_consent_and_risk(scene.lev, scene.case)
    for stage in ("assessing", "accepted", "planning_exit", "in_transit", "departing"):
        if stages.allowed(stage_of(scene), stage):
            cases.advance(scene.lev, scene.case, stage)


def test_with_their_arrival_the_case_stands_as_arrived(scene: Scene) -> None:
    on_the_way_out(scene)
    arrived(scene, place="Port Sel")
    stub = casework.case(scene.lev, scene.case)[1]
    assert (stub.stage, stub.country, stub.place) == ("arrived", ISLES, "Port Sel")


@pytest.mark.usefixtures("in_english")
def test_a_case_that_may_not_go_there_from_its_stage_stays_and_the_page_says_why(
    scene: Scene, client_of: Callable[[str], Client]
) -> None:
    before = stage_of(scene)
    arrived(scene)
    assert (stage_of(scene), scene.whole.arrival is not None) == (before, True)
    assert arriving.still_before(scene.lev, scene.case, ISLES)
    address = reverse("relocation:track", args=[scene.case, scene.track])
    page = client_of("lev").get(address).content.decode()
    assert "They arrived, and the case still stands at" in page
    assert "A case does not go from its present stage to this one" in page


@pytest.mark.usefixtures("in_english")
def test_whoever_is_in_aftercare_already_stays_there(scene: Scene, client_of: Callable[[str], Client]) -> None:
    on_the_way_out(scene)
    cases.advance(scene.lev, scene.case, "arrived", country=ISLES)
    cases.advance(scene.lev, scene.case, "aftercare")
    arrived(scene)
    assert stage_of(scene) == "aftercare"
    address = reverse("relocation:track", args=[scene.case, scene.track])
    assert "the case still stands at" not in client_of("lev").get(address).content.decode()
