"""Terms that the organisation adds, renames and retires: codes stay, labels follow, nothing becomes unreadable."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import translation

from tests.documentation.test_actions import database
from tests.stage import Organisation
from waystation.documentation import actions
from waystation.documentation.errors import Refused
from waystation.documentation.formats import exporting, huridocs
from waystation.documentation.records import Act, Event, Person
from waystation.documentation.shown import lines
from waystation.documentation.terms import access, rules
from waystation.documentation.terms import actions as terms
from waystation.documentation.terms.records import TermChange
from waystation.documentation.terms.rules import EDITABLE, new_code
from waystation.documentation.terms.wording import LIST_WORDS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name
from waystation.vocabulary.vocabularies import term
from waystation.vocabulary.vocabularies import terms as published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

# The published French, Spanish and Russian lists have these two the other way round.
VIOLATION = {
    "010000000000": ("Confirmed", "Подтверждено"),
    "010100000000": ("Confirmed as a violation", "Подтверждено, что это нарушение"),
    "020000000000": ("Unlikely", "Маловероятно"),
    "030000000000": ("Possible", "Возможно"),
    "040000000000": ("Likely", "Вероятно"),
}
RELATED = {"010101000000": ("spouse", "Husband, wife or partner of", "Супруг, супруга или партнёр")}


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def browser(organisation: Organisation) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie("ira")
    return client


@pytest.fixture
def act(ira: Actor) -> Act:
    event = actions.add_event(ira, Event(title="Raid"))
    victim = actions.find_or_add_person(ira, Person(called="Rowan"))
    return Act(event=event, victim=victim, kind="privacy.outing")


@pytest.mark.parametrize(("code", "labels"), VIOLATION.items())
def test_labels_are_pinned_to_codes_in_every_language(code: str, labels: tuple[str, str]) -> None:
    found = term("violation_status", huridocs.inside("violation_status", code).code)
    for language, label in zip(("en", "ru", "ce"), (*labels, labels[1]), strict=True):
        with translation.override(language):
            assert found.label == label


def test_relationships_are_pinned() -> None:
    for code, (ours, en, ru) in RELATED.items():
        assert huridocs.inside("relationships", code).code == ours
        assert (term("relationships", ours).en, term("relationships", ours).ru) == (en, ru)


def test_every_list_that_may_change_has_a_name_and_two_languages() -> None:
    assert set(LIST_WORDS) == set(EDITABLE)
    for name in (*EDITABLE, "violation_status", "intervention_impacts"):
        for language in ("en", "ru"):
            said = [getattr(each, language) for each in published(name)]
            assert all(said), name
            assert len(set(said)) == len(said), (name, language)
    assert not {"reliability", "credibility", "corroboration_status"} & set(EDITABLE)


def test_a_code_says_where_it_belongs_and_is_never_given_twice() -> None:
    assert new_code("acts", "Filmed by a drone", "privacy.outing", ()) == "privacy.own_filmed_by_a_drone"
    assert new_code("acts", "Filmed", "privacy", {"privacy.own_filmed"}) == "privacy.own_filmed_2"
    assert new_code("relationships", "Съёмка", "other", ()) == "own_term"


def test_an_added_term_is_recorded_shown_and_exported(ira: Actor, act: Act) -> None:
    code = terms.add(ira, "acts", en="Filmed by a drone", ru="Съёмка с дрона", nearest="privacy.outing")
    actions.add_act(ira, Act(event=act.event, victim=act.victim, kind=code))
    (line,) = lines(ira, act.event)
    assert line.label == "Filmed by a drone"
    with translation.override("ru"):
        assert line.label == "Съёмка с дрона"
    given = json.loads(exporting.give_out(ira, "json", to="x", why="y").content)
    assert [each["code"] for each in given["terms"]] == [code]
    xml = exporting.give_out(ira, "esf", to="x", why="y").content.decode()
    assert "<type_of_act>040000000000</type_of_act>" in xml
    assert f"Filmed by a drone [{code}]" in xml


def test_only_terms_that_stand_there_are_told(ira: Actor, act: Act) -> None:
    terms.add(ira, "acts", en="Filmed by a drone", nearest="privacy")
    actions.add_act(ira, act)
    assert b"drone" not in exporting.give_out(ira, "json", to="x", why="y").content


def test_a_renamed_term_keeps_its_code(ira: Actor, act: Act) -> None:
    actions.add_act(ira, act)
    terms.rename(ira, "acts", "privacy.outing", en="Outed to the family", ru="Раскрыт семье")
    assert lines(ira, act.event)[0].label == "Outed to the family"
    given = json.loads(exporting.give_out(ira, "json", to="x", why="y").content)
    assert given["acts"][0]["record"]["kind"] == "privacy.outing"
    assert "terms" not in given


def test_a_retired_term_is_offered_no_more_and_stays_readable(ira: Actor, act: Act) -> None:
    code = terms.add(ira, "acts", en="Filmed by a drone", nearest="privacy")
    made = actions.add_act(ira, Act(event=act.event, victim=act.victim, kind=code))
    for each in (code, "privacy.outing"):
        terms.retire(ira, "acts", each)
    offered = dict(access.lists(ira).choices("acts"))
    assert code not in offered
    assert "privacy.outing" not in offered
    assert code in dict(access.lists(ira).choices("acts", [code]))
    assert lines(ira, act.event)[0].label == "Filmed by a drone"
    actions.change_act(ira, act.event, made, Act(event=act.event, victim=act.victim, kind=code, note="more"))
    terms.retire(ira, "acts", code, retired=False)
    assert code in dict(access.lists(ira).choices("acts"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"en": " ", "nearest": "privacy"},
        {"en": "Outing: revealing orientation or identity to family or public", "nearest": "privacy"},
        {"en": "New", "ru": "Другое", "nearest": "privacy"},
        {"en": "New", "nearest": ""},
        {"en": "New", "nearest": "privacy.own_x"},
    ],
)
def test_what_is_no_term_is_refused(ira: Actor, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        terms.add(ira, "acts", **wrong)


def test_scales_are_fixed_and_codes_must_be_there(ira: Actor) -> None:
    for attempt in (
        lambda: terms.add(ira, "credibility", en="Sure", nearest="1"),
        lambda: terms.rename(ira, "reliability", "A", en="Sure"),
        lambda: terms.retire(ira, "acts", "no.such"),
    ):
        with pytest.raises(Refused):
            attempt()


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_changes_a_list(organisation: Organisation, who: str) -> None:
    actor = organisation.actor(who)
    with pytest.raises(Absent):
        terms.add(actor, "acts", en="New", nearest="privacy")
    with pytest.raises(Absent):
        access.lists(actor)


def test_no_word_of_it_stands_in_any_table(ira: Actor) -> None:
    terms.add(ira, "acts", en="canary drone", ru="канарейка", nearest="privacy")
    everything = database()
    for word in (b"canary", "канарейка".encode(), b"own_"):
        assert word not in everything


def test_rules_know_a_list_alone() -> None:
    changes = {("acts", "other"): TermChange(vocabulary="acts", code="other", en="Else", ru="Иное", retired=True)}
    (found,) = (each for each in rules.listed("acts", changes) if each.code == "other")
    assert (found.en, found.ru, found.retired, found.added) == ("Else", "Иное", True, False)
    assert len(rules.listed("acts", changes)) == len(published("acts"))


def test_the_pages(browser: Client, ira: Actor, act: Act) -> None:
    assert 'href="/staff/terms/"' in browser.get("/staff/events/").content.decode()
    assert "What was done" in browser.get("/staff/terms/").content.decode()
    place = "/staff/terms/0"
    assert browser.post(place, {"en": "Filmed by a drone"}).status_code == 422
    assert browser.post(place, {"en": "Filmed by a drone", "nearest": "privacy"}).status_code == 303
    shown = browser.get(place).content.decode()
    assert "of our own" in shown
    assert re.search(r"life\.death_under_torture</td>.*?010190010000</span></div></td></tr>", shown)
    assert re.search(r"privacy\.own_filmed_by_a_drone</td>.*?040000000000</span><div class=\"note\">the nearest", shown)
    assert "Filmed by a drone" in browser.get("/staff/events/new").content.decode()
    recorded = typed(act.event, "privacy.own_filmed_by_a_drone")
    assert browser.post("/staff/events/new", recorded).status_code == 303
    index = len(published("acts"))
    one = f"{place}/{index}"
    assert browser.post(one, {"do": "rename", "en": "Seen by a drone"}).status_code == 303
    assert browser.post(one, {"do": "rename", "en": "Other"}).status_code == 422
    assert browser.post(one, {"do": "retire"}).status_code == 303
    assert "Seen by a drone" not in browser.get("/staff/events/new").content.decode()
    assert browser.post(one, {"do": "restore"}).status_code == 303
    for nothing in ("/staff/terms/99", f"{place}/9999"):
        assert browser.get(nothing).status_code == 404


def typed(_event: UUID, kind: str) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "source_once": str(uuid4()),
        "title": "A second raid",
        "connection": "unknown",
        "reliability": "F",
        "credibility": "6",
        "act-0-once": str(uuid4()),
        "act-0-victim": "Rowan",
        "act-0-kind": kind,
        "act-0-degree": "unknown",
        "do": "done",
    }
