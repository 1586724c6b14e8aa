"""The organisation's own rules of triage: read and edited by coordinators."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.hotline.helpers import mail, receive, the_request
from waystation.hotline import access, own_rules, proposing
from waystation.hotline.models import TriageRow
from waystation.hotline.own_rules import Faulty
from waystation.hotline.rules_views import id_of
from waystation.hotline.triage import Rule
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

Clients = Callable[[str], Client]
KILL = id_of("kill")
VALLEY = Rule(code="valley", points=10, patterns=("зимовье",), explanation={"en": "The winter hut"})
FORM = {
    "code": "valley",
    "explanation": "The winter hut",
    "effect": "danger",
    "points": "10",
    "patterns": "зимовье",
    "enabled": "on",
}


def page_of(client: Client, path: str = "") -> str:
    return client.get(f"/staff/requests/rules{path}", headers={"accept-language": "en"}).content.decode()


def test_it_works(client_of: Clients) -> None:
    page = page_of(client_of("lev"))
    assert "Somebody is to be killed" in page
    assert "Our own" not in page


@pytest.mark.parametrize("name", ["dina", "ira", "out"])
def test_only_coordinators_see_the_page(client_of: Clients, name: str) -> None:
    client = client_of(name)
    unknown = client.get("/staff/nowhere").content
    for path in ("", "/new", f"/rule/{KILL}"):
        assert client.get(f"/staff/requests/rules{path}").content == unknown
    for path in ("/try", "/clock", f"/rule/{KILL}/take-back"):
        assert client.post(f"/staff/requests/rules{path}", {"text": "x", "hours": 3}).content == unknown


def test_who_may_not_changes_nothing(dina: Actor) -> None:
    with pytest.raises(Absent):
        own_rules.change(dina, VALLEY)


def test_a_new_rule_holds_for_what_comes(client_of: Clients, dina: Actor) -> None:
    client = client_of("lev")
    assert client.post("/staff/requests/rules/new", FORM).status_code == 303
    assert "The winter hut" in page_of(client)
    receive(mail("мы пока в зимовье"))
    proposing.look_through(dina, seconds=60)
    assert access.request(dina, the_request())[1].proposed.urgency == "now"


def test_a_rule_that_is_there_is_not_made_twice(client_of: Clients) -> None:
    answer = client_of("lev").post("/staff/requests/rules/new", FORM | {"code": "kill"})
    assert answer.status_code == 422


def test_a_built_in_rule_that_is_edited_becomes_ours_and_can_be_taken_back(client_of: Clients, dina: Actor) -> None:
    client = client_of("lev")
    client.post(f"/staff/requests/rules/rule/{KILL}", FORM | {"patterns": "зимовье"})
    assert own_rules.triage_of(dina).propose("убьют меня").urgency == "unknown"
    client.post(f"/staff/requests/rules/rule/{KILL}/take-back")
    assert own_rules.triage_of(dina).propose("убьют меня").urgency == "now"


def test_a_rule_that_is_not_ours_cannot_be_taken_back(client_of: Clients) -> None:
    assert client_of("lev").post(f"/staff/requests/rules/rule/{KILL}/take-back").status_code == 404


def test_a_pattern_that_cannot_be_meant_is_named(client_of: Clients, lev: Actor) -> None:
    answer = client_of("lev").post(
        "/staff/requests/rules/new", FORM | {"patterns": "@nowhere"}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 422
    assert "There is no group of that name: @nowhere" in answer.content.decode()
    with pytest.raises(Faulty):
        own_rules.change(lev, Rule(code="x", patterns=("не",)))


def test_trying_shows_the_sum_and_keeps_nothing(client_of: Clients) -> None:
    answer = client_of("lev").post(
        "/staff/requests/rules/try", {"text": "никто меня не пытает"}, headers={"accept-language": "en"}
    )
    assert "(taken back by a “not”)" in answer.content.decode()
    assert TriageRow.objects.count() == 0


def test_the_clock_is_set(client_of: Clients, dina: Actor) -> None:
    client_of("lev").post("/staff/requests/rules/clock", {"hours": 5})
    assert own_rules.current(dina).first_reply_hours == 5
    assert client_of("lev").post("/staff/requests/rules/clock", {"hours": 0}).status_code == 422
