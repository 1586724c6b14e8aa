"""What one change would help most, why somebody stays, and how many one who is arrested could give away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.evacuation.conftest import Scene, build
from tests.evacuation.plans.made import PARTY, stored
from tests.planning.test_changes import ONE_PLACE
from tests.planning.test_solving import solved
from tests.planning.world import change, party, problem
from waystation.evacuation.plans import access, actions, figures, helping, solving
from waystation.evacuation.plans.helping import helps
from waystation.evacuation.plans.models import RunRow
from waystation.evacuation.plans.protocol import Helps
from waystation.evacuation.plans.records import SAFEST, Asked, Option, Ride
from waystation.planning import Problem, Step
from waystation.planning.problem import Departure
from waystation.staff.actor import Actor

SECONDS = 6.0


def found(of: Problem) -> Helps:
    return helps(of, solved(of).plan, {}, (), SECONDS, 1, lambda part: True)


def test_a_place_that_two_need_is_what_helps() -> None:
    of = found(problem(party("P"), party("Q"), **ONE_PLACE))
    best = of.effects[0]
    assert (best.kind, best.what, best.abroad) == ("quota", "V", 1)
    assert best.sure


def test_who_only_stands_for_a_bed_gets_no_way_by_a_change() -> None:
    of = problem(party("P"), party("Q"), **ONE_PLACE)
    plan = solved(of).plan
    [other] = [each for each, steps in plan.items() if steps[-1].leg != "B-D"]  # who gets no place
    assert helps(of, plan, {}, (), SECONDS, 1, lambda part: True).effects
    assert helps(of, plan, {}, (other,), SECONDS, 1, lambda part: True).effects == ()


def test_what_somebody_knows_and_what_has_departed_is_kept() -> None:
    of = problem(party("P"), party("Q"))
    plan = solved(of).plan
    assert helping._kept(of, plan, {"P": plan["P"][:1]}, ()) == {"P": plan["P"][:1]}
    assert helping._kept(of, plan, {"P": plan["P"]}, ("P",)) == {}
    later = replace(of, now=max(steps[-1].departs for steps in plan.values()) + 1)
    assert helping._kept(later, plan, {}, ()) == plan


def test_why_somebody_stays_is_counted_by_persons_and_by_rules() -> None:
    of = change(problem(party("P", size=2, foreign_day=99), days=5), "legs", "O-B", doc="foreign")
    of = change(of, "legs", "O-H", doc="foreign")
    said = found(of)
    assert said.rules == {"document": 2}
    assert said.full == {}
    assert said.unknown == 0


def test_stopped_early_it_says_what_it_knows() -> None:
    of = problem(party("P"), party("Q"), **ONE_PLACE)
    said = helps(of, solved(of).plan, {}, (), SECONDS, 1, lambda part: False)
    assert said.effects == ()
    assert not said.broken


def test_a_plan_that_breaks_a_rule_is_not_explained() -> None:
    of = problem(party("P"))
    plan = solved(of).plan
    broken = replace(of, budget=-1)
    assert helps(broken, plan, {}, (), SECONDS, 1, lambda part: True).broken


def test_those_who_sleep_in_one_house_are_known_to_its_host() -> None:
    of = problem(party("P", size=2), party("Q"))
    [to_house] = [leg.id for leg in of.legs if (leg.a, leg.b) == ("O", "H")]
    plan = {"P": (Step(to_house, 0),), "Q": (Step(to_house, 4),)}
    asked = Asked(problem=of, first=date(2026, 1, 1), seconds=1, seed=1)
    assert figures.figures(asked, Option(choice=SAFEST, plan=plan)).blast.hosts == (3,)


def by_car(*, accompanied: bool = False, escorted: bool = False, escort: bool = False) -> figures.Blast:
    """Whom two of one party in one car, and one alone in another, are known to."""
    of = problem(party("P", size=2, escort=escort), party("Q"))
    driven = [replace(leg, mode="car", pool="p", departs=(Departure(-1, 0),)) for leg in of.legs]
    of = replace(of, legs=tuple(driven), drivers={"p": 2}, escorts=2)
    [to_house] = [leg.id for leg in of.legs if (leg.a, leg.b) == ("O", "H")]
    ride = Ride(from_place=uuid4(), to_place=uuid4(), mode="car_volunteer", minutes=60, needs_driver=True)
    ride = replace(ride, accompanied=accompanied, escorted=escorted)
    asked = Asked(problem=of, first=date(2026, 1, 1), seconds=1, seed=1, rides={to_house: ride})
    plan = {"P": (Step(to_house, 0),), "Q": (Step(to_house, 8),)}
    return figures.figures(asked, Option(choice=SAFEST, plan=plan)).blast


def test_who_goes_along_knows_as_much_as_who_drives() -> None:
    assert by_car() == figures.Blast(hosts=(3,), drivers=(3,), escorts=())
    assert by_car(accompanied=True) == figures.Blast(hosts=(3,), drivers=(3,), escorts=(3,))
    assert by_car(escorted=True) == figures.Blast(hosts=(3,), drivers=(), escorts=(3,))
    assert by_car(escort=True) == figures.Blast(hosts=(3,), drivers=(3,), escorts=(3,))


# The pages


@pytest.fixture
def scene(lev: Actor) -> Scene:
    return build(lev)


@pytest.fixture
def run_id(scene: Scene, case_id: UUID) -> UUID:
    return stored(scene.actor, case_id, scene.places["hollow"], scene.places["lantern"])


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_it_is_asked_for_and_said(
    run_id: UUID, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "HELPS", 3.0)
    client, where = client_of("lev"), reverse("plans:helps", args=[run_id])
    assert "Find out" in client.get(where).content.decode()
    assert client.post(where, {"plan": SAFEST, "do": "begin"}).status_code == 303
    until = monotonic() + 40
    while 'http-equiv="refresh"' in (said := client.get(where).content.decode()):
        assert monotonic() < until
        sleep(0.3)
    assert "One change, each by itself" in said
    assert client.post(where, {"plan": SAFEST, "do": "dance"}).status_code == 404
    assert client.post(where, {"plan": "none", "do": "begin"}).status_code == 409
    solving.forget_all()
    assert solving.helping(run_id, SAFEST) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_what_one_could_give_away_and_who_stays_stand_on_the_page(
    run_id: UUID, client_of: Callable[[str], Client]
) -> None:
    said = client_of("lev").get(reverse("plans:plan", args=[run_id])).content.decode()
    assert "One host could give away, at most" in said
    assert "A host could give away" in said
    assert "Lantern house" not in said


@pytest.mark.django_db
def test_groups_are_counted_by_no_name_of_a_person(scene: Scene, run_id: UUID) -> None:
    _row, run = access.run(scene.actor, run_id)
    assert all(not lines for lines in figures.groups(run.asked, run.options[0]).values())  # one person is no group
    many = replace(run.asked.problem.parties[0], size=6)
    asked = replace(run.asked, problem=replace(run.asked.problem, parties=(many,)))
    stays = Option(choice=SAFEST, plan={PARTY: ()})
    [group] = figures.groups(asked, stays)["need"]
    assert (group.persons, group.left_behind) == (6, 6)
    assert "category" not in figures.groups(asked, stays)


@pytest.mark.django_db
def test_of_a_plan_whose_first_departures_have_passed_nothing_is_tried(scene: Scene, run_id: UUID) -> None:
    from dataclasses import replace as later
    from datetime import timedelta

    from waystation.evacuation.errors import Refused

    now = scene.actor.now()
    with pytest.raises(Refused, match="plan_is_behind"):
        actions.begin_helping(later(scene.actor, now=lambda: now + timedelta(days=9)), run_id, SAFEST)
    assert RunRow.objects.filter(pk=run_id).exists()
