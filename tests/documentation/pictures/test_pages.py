"""The pages on which events are drawn: each picture has its table, in words that nobody typed as markup."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation
from waystation.documentation import actions
from waystation.documentation.dates import read, read_known
from waystation.documentation.pictures import shown
from waystation.documentation.records import UNNAMED, Act, Event, Information, Involvement, Person, PlaceName
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements.records import Statement, Words
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
GRADED = {"reliability": "B", "credibility": "2"}


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def raid(
    ira: Actor, region: str = "Chechnya", victims: tuple[str, ...] = ("Wren", "Rowan"), title: str = "Raid"
) -> UUID:
    """An event in which a guard beats everybody, and makes the first one beat the second."""
    place = PlaceName(country="Russia", region=region, locality="Hollow Ford")
    event = actions.add_event(ira, Event(title=title, began=read("2017-04"), ended=read("2017-05-03"), place=place))
    guard = actions.find_or_add_person(ira, Person(called="The guard"))
    people = [actions.find_or_add_person(ira, Person(called=name)) for name in victims]
    for day, victim in enumerate(people, 2):
        said = Act(event=event, victim=victim, kind="integrity.beating", began=read(f"2017-04-{day:02}"), place=place)
        act = actions.add_act(ira, said)
        actions.involve(
            ira, Involvement(event=event, act=act, perpetrator=guard, degree="carried_out", kind="state.police")
        )
    if len(people) > 1:
        made = actions.add_act(ira, Act(event=event, victim=people[1], kind="coercion.inform", place=place))
        actions.involve(ira, Involvement(event=event, act=made, perpetrator=people[0], degree="coerced"))
    told = Information(event=event, source=people[0], connection="self", told=read("2017-06-01"), **GRADED)
    actions.add_source(ira, told)
    return event


def test_an_event_is_drawn_and_each_picture_has_its_table(browser: Client, ira: Actor) -> None:
    event = raid(ira)
    page = text(browser.get(reverse("pictures:event", args=[event])))
    assert page.count('<svg class="dates"') == page.count('<svg class="graph"') == 1
    graph = page[page.index('class="graph"') : page.index("</svg>", page.index('class="graph"'))]
    for said in ("The guard → Wren: Beating", "The guard → Rowan: Beating", "Wren → Rowan: Pressure to become"):
        assert said in graph
    assert 'class="edge coerced"' in graph
    matrix = page[page.index('class="matrix"') :]
    assert re.findall(r'<th scope="col" dir="auto">([^<]+)', matrix) == ["Wren", "Rowan"]
    assert re.findall(r'<th scope="row" dir="auto">([^<]+)', matrix) == ["The guard", "Wren"]
    assert "2017-04 – 2017-05-03" in page
    assert "1 line has no date" in page
    assert "<script" not in page


def test_each_telling_of_a_statement_is_drawn(browser: Client, ira: Actor) -> None:
    event = raid(ira)
    who = actions.find_or_add_person(ira, Person(called="Hazel"))
    days = (read_known("2017-06-11"), read_known("2018-02"))
    said = Statement(teller=who, kind="interview", told=days, events=(event,))
    statements.take_down(ira, said, Words(text="They beat them."))
    page = text(browser.get(reverse("pictures:event", args=[event])))
    timeline = page[page.index('class="dates"') : page.index("</svg>", page.index('class="dates"'))]
    assert timeline.count("Hazel") == 2
    assert "2018-02" in page


def test_an_empty_event_has_a_page(browser: Client, ira: Actor) -> None:
    event = actions.add_event(ira, Event(title="Nothing known"))
    page = text(browser.get(reverse("pictures:event", args=[event])))
    assert "Nothing has a date yet" in page
    assert "Nothing was recorded yet" in page


def test_five_hundred_acts_in_one_event_are_drawn(ira: Actor, browser: Client) -> None:
    event = actions.add_event(ira, Event(title="Mass round-up", began=read("2017-04-01")))
    for number in range(125):
        victim = actions.find_or_add_person(ira, Person(called=f"Person {number}"))
        for kind in ("liberty.mass_roundup", "integrity.beating", "integrity.torture", "property.extortion"):
            actions.add_act(ira, Act(event=event, victim=victim, kind=kind, began=read_known("2017-04-02")))
    page = text(browser.get(reverse("pictures:event", args=[event])))
    assert "45 people have no room here" in page
    assert "Page 1 of 16" in page
    last = text(browser.get(reverse("pictures:event", args=[event]), {"page": 16}))
    assert "Person 124" in last[last.index('class="matrix"') :]


def test_all_events_are_drawn_by_region_and_by_who_did_it(browser: Client, ira: Actor) -> None:
    raid(ira)
    raid(ira, "Far Valley", ("Linden",), "Another raid")
    page = text(browser.get(reverse("pictures:whole")))
    picture = page[page.index('class="regions"') : page.index("</svg>", page.index('class="regions"'))]
    assert "Chechnya" in picture
    assert "Far Valley" not in picture
    assert "Not on the map" in page
    assert "Far Valley, Russia" in page
    assert "Hollow Ford" not in page  # no town
    assert "Police" in page[page.index('class="matrix"') :]
    surest = text(browser.get(reverse("pictures:whole"), {"sure": "officially_confirmed"}))
    assert "Nothing is so sure yet" in surest


def test_numbers_of_a_region_are_three_and_follow_what_is_recorded(ira: Actor) -> None:
    event = raid(ira)
    group = Person(called="men in a cell", kind=UNNAMED, minimum=3, maximum=5)
    victim = actions.find_or_add_person(ira, group)

    def numbers() -> list[tuple[int, int, str]]:
        return [(each.events, each.acts, each.victims) for each in shown.whole(ira, "reported").places]

    assert numbers() == [(1, 3, "2")]
    actions.add_act(
        ira,
        Act(event=event, victim=victim, kind="liberty.abduction", place=PlaceName(region="chechnya", country="Russia")),
    )
    assert numbers() == [(1, 4, "5 to 7")]
    actions.erase_event(ira, event)
    assert numbers() == []


def test_hostile_words_stay_words(browser: Client, ira: Actor) -> None:
    evil = "</text><script>alert(1)</script>\u202e"
    event = raid(ira, region=evil, victims=(evil,), title=evil)
    for address in (reverse("pictures:event", args=[event]), reverse("pictures:whole")):
        content = browser.get(address).content.decode()
        assert "<script" not in content


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_sees_them(organisation: Organisation, ira: Actor, who: str) -> None:
    event = raid(ira)
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie(who)
    assert client.get(reverse("pictures:whole")).status_code == 404
    assert client.get(reverse("pictures:event", args=[event])).status_code == 404
