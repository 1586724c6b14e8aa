"""The one screen to record, and the pages of events."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.documentation import access, actions
from waystation.documentation.models import ActRow, EventRow, InformationRow, InvolvementRow, PersonRow
from waystation.documentation.records import Act, Arrest, Event, Person
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


def typed(**more: Any) -> dict[str, Any]:
    """What somebody types: an event with two acts, one of them to people without names, and a source."""
    return {
        "once": str(uuid4()),
        "source_once": str(uuid4()),
        "title": "Raid on Lantern street",
        "began": "2017-03~",
        "country": "Varna Reach",
        "locality": "Hollow Ford",
        "source": "Hazel",
        "connection": "eyewitness",
        "reliability": "B",
        "credibility": "6",
        "act-0-once": str(uuid4()),
        "act-0-victim": "Rowan",
        "act-0-kind": "integrity.beating",
        "act-0-method": "blunt.object",
        "act-0-perpetrator": "the man with the keys",
        "act-0-degree": "carried_out",
        "act-0-perpetrator_kind": "state.police",
        "act-1-once": str(uuid4()),
        "act-1-victim": "men in the cell",
        "act-1-minimum": "3",
        "act-1-maximum": "5",
        "act-1-kind": "liberty.arbitrary_detention",
        "act-1-degree": "unknown",
        "act-2-once": str(uuid4()),
        "act-2-victim": "",
        "act-2-degree": "unknown",
        "do": "done",
    } | more


def test_an_event_is_recorded_on_one_screen(browser: Client, ira: Actor) -> None:
    screen = browser.get("/staff/events/new").content.decode()
    assert "<script" not in screen
    assert screen.count('name="act-') > 30
    answer = browser.post("/staff/events/new", typed())
    assert answer.status_code == 303
    shown = browser.get(answer["Location"]).content.decode()
    for word in (
        "Raid on Lantern street",
        "2017-03~",
        "Rowan",
        "men in the cell (3–5)",
        "the man with the keys",
        "Police",
    ):
        assert word in shown, word
    for word in ("Beating", "Hazel", "B6", "Cannot be judged", "With an object", "Hollow Ford, Varna Reach"):
        assert word in shown, word
    assert (ActRow.objects.count(), InvolvementRow.objects.count(), InformationRow.objects.count()) == (2, 1, 1)
    assert "Raid on Lantern street" in browser.get("/staff/events/").content.decode()


def test_sent_twice_it_is_recorded_once(browser: Client) -> None:
    sent = typed()
    browser.post("/staff/events/new", sent)
    browser.post("/staff/events/new", sent)
    counted = [model.objects.count() for model in (EventRow, ActRow, InvolvementRow, InformationRow, PersonRow)]
    assert counted == [1, 2, 1, 1, 4]


def test_saved_as_one_goes_there_are_new_empty_lines(browser: Client) -> None:
    answer = browser.post("/staff/events/new", typed(do="go_on"))
    again = browser.get(answer["Location"]).content.decode()
    assert "Rowan" in again
    assert re.search(r'name="act-0-victim"[^>]*value="\w', again) is None
    assert '<option value="Rowan">' in again  # found while typing
    version = re.search(r'name="version" value="(\d+)"', again)
    assert version
    more = typed(version=version[1], source="", **{"act-0-victim": "rowan", "act-1-victim": "", "act-1-kind": ""})
    more |= {"act-1-minimum": "", "act-1-maximum": ""}
    assert browser.post(answer["Location"].partition("?")[0], more).status_code == 303
    assert (ActRow.objects.count(), PersonRow.objects.count()) == (3, 4)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "This field is required"),
        ({"began": "spring"}, "Write a day as 2017-03-12"),
        ({"began": "2017-03-12", "ended": "2016"}, "It ends before it begins"),
        ({"act-0-kind": ""}, "Choose what was done"),
        ({"act-0-victim": ""}, "Write to whom it was done"),
        ({"act-1-minimum": "7"}, "The smallest number"),
        ({"act-0-kind": "murder"}, "This cannot be chosen any more"),
        ({"link": "No such event", "link_kind": "follows"}, "No event has this title"),
        ({"link_kind": "follows"}, "Say both how"),
        ({"title": "A raid", "link": "a raid ", "link_kind": "follows"}, "cannot be linked with itself"),
        ({"source": "men in the cell", "act-1-victim": "Hazel", "act-0-victim": "Hazel"}, "another number of people"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost_or_saved(browser: Client, wrong: dict[str, str], says: str) -> None:
    answer = browser.post("/staff/events/new", typed(**wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert "the man with the keys" in text
    assert not any(model.objects.exists() for model in (EventRow, ActRow, PersonRow, InformationRow))


def test_a_circle_is_refused_on_the_screen(browser: Client, ira: Actor) -> None:
    one = actions.add_event(ira, Event(title="one"))
    browser.post("/staff/events/new", typed(title="two", link="ONE", link_kind="follows"))
    two = next(held.id for held in access.events(ira) if held.record.title == "two")
    refused = browser.post(f"/staff/events/{one}/record", typed(title="one", link="two", link_kind="follows"))
    assert refused.status_code == 422
    assert "This would close a circle" in refused.content.decode()
    shown = browser.get(f"/staff/events/{one}").content.decode()
    assert "happened after" in shown
    gone = browser.post(f"/staff/events/{one}/erase", {"sure": "on"})
    assert gone.status_code == 422
    assert "Take that link away first" in gone.content.decode()
    unlinked = typed(
        title="two", unlink=f"follows {one}", source="", version="1", **{"act-0-victim": "", "act-0-kind": ""}
    )
    unlinked = {name: value for name, value in unlinked.items() if not name.startswith("act-")}
    assert browser.post(f"/staff/events/{two}/record", unlinked).status_code == 303
    assert access.event(ira, two)[1].chain == ()
    assert browser.post(f"/staff/events/{one}/erase", {"version": ""}).status_code == 422
    assert browser.post(f"/staff/events/{one}/erase", {"sure": "on"}).status_code == 303
    assert browser.get(f"/staff/events/{one}").status_code == 404


def test_who_comes_second_is_told_and_keeps_their_text(browser: Client, ira: Actor) -> None:
    event = actions.add_event(ira, Event(title="one"))
    actions.change_event(ira, event, Event(title="theirs"))
    late = browser.post(f"/staff/events/{event}/record", typed(title="mine", version="1"))
    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert 'value="mine"' in late.content.decode()
    assert access.event(ira, event)[1].title == "theirs"
    assert not ActRow.objects.exists()
    assert browser.post(f"/staff/events/{event}/record", typed(title="mine", version="2")).status_code == 303


def test_an_act_gets_its_details(browser: Client, ira: Actor) -> None:
    event = actions.add_event(ira, Event(title="one"))
    victim = actions.find_or_add_person(ira, Person(called="Rowan"))
    act = actions.add_act(ira, Act(event=event, victim=victim, kind="liberty.abduction"))
    address = f"/staff/events/{event}/acts/{act}"
    assert "Conditions of detention" in browser.get(address).content.decode()
    assert "Autopsy" not in browser.get(address).content.decode()
    said = {"kind": "liberty.abduction", "conditions": ["food", "water"], "charge": "none was told", "version": "1"}
    assert browser.post(address, said | {"methods": ["electric", "blunt"], "began": "0001"}).status_code == 303
    kept = access.act(ira, event, act)[1]
    assert kept.arrest == Arrest(conditions=("food", "water"), charge="none was told")
    assert (kept.methods, str(kept.began), kept.victim) == (("electric", "blunt"), "0001", victim)
    other = browser.post(address, {"kind": "privacy.outing", "version": "2"})
    assert other.status_code == 422
    assert "do not belong to this kind of act" in other.content.decode()
    assert browser.post(address, said).status_code == 422  # somebody saved meanwhile


def test_five_hundred_acts_stand_on_pages(browser: Client, ira: Actor) -> None:
    event = actions.add_event(ira, Event(title="one"))
    victim = actions.find_or_add_person(ira, Person(called="Rowan"))
    for _ in range(500):
        actions.add_act(ira, Act(event=event, victim=victim, kind="other"))
    shown = browser.get(f"/staff/events/{event}").content.decode()
    assert "Page 1 of 10" in shown
    assert shown.count(f"/staff/events/{event}/acts/") == 50


def test_markup_stays_text(browser: Client) -> None:
    answer = browser.post("/staff/events/new", typed(title="<b>x</b>", **{"act-0-victim": "<i>y</i>\u202e"}))
    shown = browser.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;x" in shown
    assert "<i>y" not in shown
    assert "\u202e" not in shown
