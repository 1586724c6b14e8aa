"""Interventions and parts of lives: through the vault, and on their pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.documentation.test_actions import database
from tests.stage import Organisation
from waystation.documentation import access, actions, intervening
from waystation.documentation.errors import Refused
from waystation.documentation.models import BiographicRow, InterventionRow, PersonRow
from waystation.documentation.records import Act, BiographicDetail, Event, Intervention, Person
from waystation.documentation.rules import biographic_faults, intervention_faults
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name
from waystation.vault.errors import Stale
from waystation.vault.records import create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MARK = "канарейка-canary"


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


@pytest.fixture
def event(ira: Actor) -> UUID:
    made = actions.add_event(ira, Event(title="Raid on Lantern street"))
    rowan = actions.find_or_add_person(ira, Person(called="Rowan"))
    actions.add_act(ira, Act(event=made, victim=rowan, kind="integrity.beating"))
    return made


@pytest.fixture
def rowan(ira: Actor, event: UUID) -> UUID:
    return actions.find_or_add_person(ira, Person(called="Rowan"))


def said(event: UUID, **more: Any) -> Intervention:
    return Intervention(event=event, party=event, **({"kinds": ("crime_report",)} | more))


def test_the_rules() -> None:
    event, person = uuid4(), uuid4()
    assert not list(intervention_faults(said(event, response="none", impact="minor")))
    for wrong in ({"kinds": ()}, {"kinds": ("x",)}, {"response": "x"}, {"impact": "x"}):
        assert list(intervention_faults(said(event, **wrong))), wrong
    assert not list(biographic_faults(BiographicDetail(person=person, employment="baker")))
    for wrong in ({}, {"related": person}, {"relationship": "sibling"}, {"relationship": "x", "related": event}):
        assert list(biographic_faults(BiographicDetail(person=person, **wrong))), wrong


def test_an_intervention_is_recorded_changed_and_taken_away(ira: Actor, event: UUID, rowan: UUID) -> None:
    once = uuid4()
    made = {intervening.add_intervention(ira, said(event, victim=rowan), party="Harbour", once=once) for _ in range(2)}
    assert made == {once}
    ((row, found),) = access.interventions(ira, event)
    assert access.person(ira, found.party)[1].called == "Harbour"
    intervening.change_intervention(ira, once, said(event, response="none"), party="Harbour", seen=row.version)
    assert access.intervention(ira, event, once)[1].response == "none"
    with pytest.raises(Stale):
        intervening.change_intervention(ira, once, said(event), party="Harbour", seen=row.version)
    with pytest.raises(Refused):
        intervening.add_intervention(ira, said(event, kinds=()), party="Harbour")
    with pytest.raises(Absent):
        intervening.add_intervention(ira, said(uuid4()), party="Harbour")
    intervening.remove_intervention(ira, event, once)
    assert not InterventionRow.objects.exists()


def test_it_goes_with_its_event(ira: Actor, event: UUID) -> None:
    intervening.add_intervention(ira, said(event), party="Harbour")
    actions.erase_event(ira, event)
    assert not InterventionRow.objects.exists()


def test_a_part_of_a_life_is_recorded_changed_and_taken_away(ira: Actor, rowan: UUID) -> None:
    detail = BiographicDetail(person=rowan, relationship="sibling")
    made = intervening.add_life(ira, detail, related="Wren")
    ((row, found),) = access.lives(ira, rowan)
    assert access.person(ira, found.related)[1].called == "Wren"
    intervening.change_life(ira, made, BiographicDetail(person=rowan, employment="baker"), seen=row.version)
    assert access.life(ira, rowan, made)[1].related is None
    with pytest.raises(Stale):
        intervening.change_life(ira, made, detail, related="Wren", seen=row.version)
    for wrong in (BiographicDetail(person=rowan), detail):
        with pytest.raises(Refused):
            intervening.add_life(ira, wrong)
    with pytest.raises(Refused):
        intervening.add_life(ira, detail, related="Rowan")
    intervening.remove_life(ira, rowan, made)
    assert not BiographicRow.objects.exists()


def test_a_part_of_a_life_that_was_hung_on_somebody_else_is_nobody_s(ira: Actor, rowan: UUID) -> None:
    other = actions.find_or_add_person(ira, Person(called="Hazel"))
    told = BiographicDetail(person=rowan, note="joiner")
    hung = create(BiographicRow, told, access.key(ira), person=other)
    assert access.lives(ira, other) == []
    with pytest.raises(Absent):
        access.life(ira, other, hung.pk)


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_writes_them(organisation: Organisation, event: UUID, rowan: UUID, who: str) -> None:
    actor = organisation.actor(who)
    for attempt in (
        lambda: intervening.add_intervention(actor, said(event), party="Harbour"),
        lambda: intervening.add_life(actor, BiographicDetail(person=rowan, employment="baker")),
        lambda: access.lives(actor, rowan),
    ):
        with pytest.raises(Absent):
            attempt()


def test_no_word_of_it_stands_in_any_table(ira: Actor, event: UUID, rowan: UUID) -> None:
    intervening.add_intervention(ira, said(event, requested=MARK, note=MARK), party=MARK)
    intervening.add_life(ira, BiographicDetail(person=rowan, employment=MARK, rank=MARK))
    everything = database()
    assert MARK.encode() not in everything
    assert b"canary" not in everything


def test_the_page_of_an_event_shows_interventions(browser: Client, event: UUID) -> None:
    new = f"/staff/events/{event}/interventions/new"
    assert new in browser.get(f"/staff/events/{event}").content.decode()
    typed = {"party": "Harbour", "kinds": ["crime_report"], "made": "2017-04", "response": "none", "once": str(uuid4())}
    assert browser.post(new, typed | {"kinds": []}).status_code == 422
    assert browser.post(new, typed | {"victim": str(uuid4())}).status_code == 422
    assert browser.post(new, typed).status_code == 303
    shown = browser.get(f"/staff/events/{event}").content.decode()
    for word in ("Harbour", "Report of a crime", "2017-04", "No reply"):
        assert word in shown, word
    one = f"/staff/events/{event}/interventions/{InterventionRow.objects.get().pk}"
    page = browser.get(one).content.decode()
    assert 'value="Harbour"' in page
    version = InterventionRow.objects.get().version
    assert browser.post(one, typed | {"impact": "minor", "version": version}).status_code == 303
    assert browser.post(one, typed | {"impact": "strong", "version": version}).status_code == 422
    assert browser.post(f"{one}/remove").status_code == 303
    assert browser.get(one).status_code == 404


def test_the_page_of_a_person_shows_their_life(browser: Client, rowan: UUID) -> None:
    new = f"/staff/people/{rowan}/life/new"
    assert new in browser.get(f"/staff/people/{rowan}").content.decode()
    assert browser.post(new, {"note": ""}).status_code == 422
    assert browser.post(new, {"relationship": "sibling"}).status_code == 422
    typed = {"relationship": "sibling", "related": "Wren", "began": "2001", "employment": "baker"}
    assert browser.post(new, typed).status_code == 303
    shown = browser.get(f"/staff/people/{rowan}").content.decode()
    for word in ("Brother or sister of", "<bdi>Wren</bdi>", "baker · 2001"):  # who is the baker is not Wren
        assert word in shown, word
    related = next(one for one in PersonRow.objects.values_list("pk", flat=True) if one != rowan)
    theirs = browser.get(f"/staff/people/{related}").content.decode()
    assert f'href="/staff/people/{rowan}" dir="auto">Rowan</a>: Brother or sister of <bdi>Wren</bdi>' in theirs
    one = f"/staff/people/{rowan}/life/{BiographicRow.objects.get().pk}"
    assert 'value="Wren"' in browser.get(one).content.decode()
    assert browser.post(one, typed | {"rank": "captain", "version": "1"}).status_code == 303
    assert browser.post(f"{one}/remove").status_code == 303
    assert not BiographicRow.objects.exists()
