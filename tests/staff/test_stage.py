"""The stage itself."""

from collections.abc import Callable

from django.test import Client

from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION, DOCUMENTATION, DUTY, locator


def test_it_works_for_everybody(dina: Actor, lev: Actor, ira: Actor, out: Actor) -> None:
    assert [actor.persona for actor in (dina, lev, ira, out)] == ["Alma", "Tim", "Nora", "Sam"]


def test_each_holds_the_keys_of_their_teams(dina: Actor, lev: Actor, ira: Actor, out: Actor) -> None:
    teams = (DUTY, COORDINATION, DOCUMENTATION)
    held = [[team for team in teams if actor.keys.holds(locator(team))] for actor in (dina, lev, ira, out)]
    assert held == [["duty"], ["duty", "coordination"], ["documentation"], []]


def test_a_client_is_signed_in(client_of: Callable[[str], Client]) -> None:
    assert client_of("dina").post("/staff/sign-out").status_code == 302
