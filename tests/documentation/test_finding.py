"""Whom and which place somebody means by what they typed: found in every spelling, asked, never decided for them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.documentation.test_pages import typed
from tests.stage import Organisation
from waystation.documentation import access, actions, finding
from waystation.documentation.models import ActRow, EventRow, PersonRow
from waystation.documentation.records import Act, Event, Person, PlaceName
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NEW = "/staff/events/new"


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


@pytest.fixture
def known(ira: Actor) -> dict[str, UUID]:
    names = ("Мовсар Цураев", "Movlid", "Rowan Vysokogorskij", "Rowan's mother", "somebody in the cell")
    return {name: actions.find_or_add_person(ira, Person(called=name)) for name in names}


def called(found: list[tuple[UUID, Person]]) -> list[str]:
    return [person.called for _one, person in found]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Movsar", "Мовсар Цураев"),
        ("мовсар", "Мовсар Цураев"),
        ("Tsuraev Movsar", "Мовсар Цураев"),
        ("Movs", "Мовсар Цураев"),
        ("rowan vysok", "Rowan Vysokogorskij"),
        ("Rowan", "Rowan Vysokogorskij"),
        ("cell", "somebody in the cell"),
    ],
)
def test_people_are_found_in_every_spelling(ira: Actor, known: dict[str, UUID], said: str, first: str) -> None:
    assert called(finding.people(ira, said))[0] == first


@pytest.mark.parametrize("said", ["", "   ", "Hazel", "'", "%", "я" * 10_000, "\u202e"])
def test_nobody_is_made_up(ira: Actor, known: dict[str, UUID], said: str) -> None:
    assert finding.people(ira, said) == []
    assert finding.spelled_otherwise(ira, said) == []


def test_what_changed_is_found_as_it_stands(ira: Actor, known: dict[str, UUID]) -> None:
    assert called(finding.people(ira, "Movlid")) == ["Movlid"]
    actions.change_person(ira, known["Movlid"], Person(called="Heron"))
    assert finding.people(ira, "Movlid") == []
    assert called(finding.people(ira, "heron")) == ["Heron"]


def test_only_another_spelling_of_all_words_is_asked_about(ira: Actor, known: dict[str, UUID]) -> None:
    assert called(finding.spelled_otherwise(ira, "Movsar Tsuraev")) == ["Мовсар Цураев"]
    assert called(finding.spelled_otherwise(ira, "M\u043evlid")) == ["Movlid"]  # with a Cyrillic letter
    for said in ("Мовсар Цураев", "мовсар  цураев", "Rowan", "Rowan's brother", "Movsar", "somebody"):
        assert finding.spelled_otherwise(ira, said) == [], said


def test_places_are_those_of_our_events_and_then_public_ones(ira: Actor) -> None:
    ours = PlaceName(country="Varna Reach", region="Far Valley", locality="Hollow Ford", site="barracks")
    for number in range(3):
        actions.add_event(ira, Event(title=f"Night {number}", place=ours))
    assert finding.places(ira, PlaceName(locality="hollow")) == [
        PlaceName(country="Varna Reach", region="Far Valley", locality="Hollow Ford")
    ]
    assert finding.places(ira, PlaceName(region="Far Valley")) == [
        PlaceName(country="Varna Reach", region="Far Valley")
    ]
    (kazan, *_more) = finding.places(ira, PlaceName(locality="Казань"))
    assert (kazan.locality, kazan.country) == ("Kazan", "Russia")
    assert finding.places(ira, PlaceName(country="Армения"))[0] == PlaceName(country="Armenia")
    assert finding.places(ira, PlaceName()) == finding.places(ira, PlaceName(site="barracks")) == []


def test_names_of_places_are_offered_most_often_first(ira: Actor) -> None:
    for number, region in enumerate(("Far Valley", "Far Valley", "Near Valley")):
        actions.add_event(ira, Event(title=str(number), place=PlaceName(region=region)))
    assert finding.names_of_places(ira, 10)["region"] == ["Far Valley", "Near Valley"]
    gone = next(held.id for held in access.events(ira) if held.record.title == "2")
    actions.change_event(ira, gone, Event(title="2"))
    assert finding.names_of_places(ira, 10)["region"] == ["Far Valley"]


def answers(page: str, name: str) -> list[str]:
    return [unescape(each) for each in re.findall(rf'type="radio" name="{name}_is" value="([^"]*)"', page)]


def test_finding_keeps_all_that_was_typed_and_saves_nothing(browser: Client, known: dict[str, UUID]) -> None:
    said = typed(do="find", **{"act-0-victim": "Movsar", "act-0-note": "by the well", "began": "in spring"})
    found = browser.post(NEW, said)
    assert found.status_code == 200
    text = found.content.decode()
    assert not EventRow.objects.exists()
    assert answers(text, "act-0-victim") == [str(known["Мовсар Цураев"]), "new"]
    for kept in ("Raid on Lantern street", "by the well", "in spring", said["once"], said["act-0-once"]):
        assert kept in text, kept
    assert '<option value="integrity.beating" selected>' in text
    assert "Write a day as" not in text  # it is not finished: nobody is told off
    assert "Nobody is called so yet" in text
    assert 'role="alert"' not in text


def test_who_is_chosen_is_who_is_recorded(browser: Client, ira: Actor, known: dict[str, UUID]) -> None:
    movsar = known["Мовсар Цураев"]
    said = typed(**{"act-0-victim": "Movsar", "act-0-victim_for": "Movsar", "act-0-victim_is": str(movsar)})
    assert browser.post(NEW, said).status_code == 303
    assert [act.victim for _one, act in access.acts_upon(ira, movsar)] == [movsar]


def test_an_answer_is_about_what_was_typed_then(browser: Client, ira: Actor, known: dict[str, UUID]) -> None:
    movsar = known["Мовсар Цураев"]
    said = typed(**{"act-0-victim": "Aspen", "act-0-victim_for": "Movsar", "act-0-victim_is": str(movsar)})
    assert browser.post(NEW, said).status_code == 303
    assert access.acts_upon(ira, movsar) == []
    assert access.so_called(ira, "Aspen")


def test_another_spelling_is_asked_about_before_anything_is_saved(
    browser: Client, ira: Actor, known: dict[str, UUID]
) -> None:
    said = typed(**{"act-0-victim": "Movsar Tsuraev"})
    asked = browser.post(NEW, said)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "another spelling" in text
    assert not EventRow.objects.exists()
    assert answers(text, "act-0-victim") == [str(known["Мовсар Цураев"]), "new"]
    said |= {"act-0-victim_for": "Movsar Tsuraev", "act-0-victim_is": "new"}
    assert browser.post(NEW, said).status_code == 303
    assert len(access.so_called(ira, "Movsar Tsuraev")) == 1
    assert access.acts_upon(ira, known["Мовсар Цураев"]) == []


@pytest.mark.parametrize("answer", ["", "nobody", str(UUID(int=7)), "new"])
def test_an_answer_that_is_none_of_those_changes_nothing(
    browser: Client, ira: Actor, known: dict[str, UUID], answer: str
) -> None:
    said = typed(**{"act-0-victim": "Aspen", "act-0-victim_for": "Aspen", "act-0-victim_is": answer})
    assert browser.post(NEW, said).status_code == 303
    assert access.so_called(ira, "Aspen")


def test_a_place_is_chosen_with_all_its_levels(browser: Client, ira: Actor) -> None:
    ours = PlaceName(country="Varna Reach", region="Far Valley", locality="Hollow Ford")
    actions.add_event(ira, Event(title="one", place=ours))
    asked = typed(do="find", country="", locality="hollow")
    text = browser.post(NEW, asked).content.decode()
    chosen, as_written = answers(text, "place")
    assert (json.loads(chosen), as_written) == (["Varna Reach", "Far Valley", "Hollow Ford"], "new")
    about = re.search(r'name="place_for" value="([^"]*)"', text)
    assert about
    sent = asked | {"do": "done", "place_is": chosen, "place_for": unescape(about[1])}
    assert browser.post(NEW, sent).status_code == 303
    made = next(held.record for held in access.events(ira) if held.record.title != "one")
    assert made.place == ours


@pytest.mark.parametrize("answer", ["new", "", "[]", '["a"]', '["a", "b", 3]', "{", "null", "[" * 5_000])
def test_no_place_is_made_of_what_is_none(browser: Client, ira: Actor, answer: str) -> None:
    sent = typed(place_is=answer, place_for='["Varna Reach","","Hollow Ford"]')
    assert browser.post(NEW, sent).status_code == 303
    (made,) = access.events(ira)
    assert made.record.place == PlaceName(country="Varna Reach", locality="Hollow Ford")


def test_those_of_the_event_are_offered_first_then_the_newest(ira: Actor, known: dict[str, UUID]) -> None:
    event = actions.add_event(ira, Event(title="one"))
    actions.add_act(ira, Act(event=event, victim=known["Movlid"], kind="other"))
    actions.find_or_add_person(ira, Person(called="Zander"))
    assert access.names(ira)[0] == "Zander"
    assert access.names(ira, event)[:2] == ["Movlid", "Zander"]
    assert len(access.names(ira, event, 3)) == 3


def test_one_goes_on_typing_where_one_stopped(browser: Client) -> None:
    def focus(page: str) -> list[str]:
        return re.findall(r'<input[^>]*name="([^"]*)"[^>]*autofocus', page)

    assert focus(browser.get(NEW).content.decode()) == ["title"]
    answer = browser.post(NEW, typed(do="go_on"))
    assert focus(browser.get(answer["Location"]).content.decode()) == ["act-0-victim"]
    assert focus(browser.get(answer["Location"].partition("?")[0]).content.decode()) == []


def test_beside_a_testimony_and_in_other_forms_too(browser: Client, ira: Actor, known: dict[str, UUID]) -> None:
    event = actions.add_event(ira, Event(title="one"))
    said: dict[str, Any] = {"kinds": ["crime_report"], "party": "Movsar Tsuraev"}
    asked = browser.post(f"/staff/events/{event}/interventions/new", said)
    assert asked.status_code == 422
    assert answers(asked.content.decode(), "party") == [str(known["Мовсар Цураев"]), "new"]
    told = {"teller": "Movsar Tsuraev", "kind": "interview", "told": "2017-04-09", "text": "They came at night."}
    asked = browser.post(f"/staff/events/{event}/statements/new", told)
    assert answers(asked.content.decode(), "teller") == [str(known["Мовсар Цураев"]), "new"]
    told |= {"teller_for": "Movsar Tsuraev", "teller_is": str(known["Мовсар Цураев"])}
    made = browser.post(f"/staff/events/{event}/statements/new", told)
    assert made.status_code == 303
    draw = made["Location"].partition("?")[0]
    beside = {"span": "1", "subject": "new", "victim": "Movlid", "what": "happened:other", "source": "Movsar"}
    beside |= {"connection": "eyewitness", "reliability": "B", "credibility": "2"}
    looked = browser.post(draw, beside | {"do": "find"})
    assert looked.status_code == 200
    assert answers(looked.content.decode(), "source") == [str(known["Мовсар Цураев"]), "new"]
    assert not ActRow.objects.exists()
    beside |= {"source_for": "Movsar", "source_is": str(known["Мовсар Цураев"])}
    assert browser.post(draw, beside).status_code == 303
    assert PersonRow.objects.count() == len(known)
