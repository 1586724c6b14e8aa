"""What somebody is read before they say yes to a journey is kept with the yes, and holds for that journey alone."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import Scene, build
from tests.evacuation.test_approval import refusal
from waystation.casework import consent_texts
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Person
from waystation.evacuation import access, actions, agreement, approval_rules
from waystation.evacuation.handover import changes, moving
from waystation.evacuation.records import About, Heard
from waystation.evacuation.wording import MATTERS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

pytestmark = pytest.mark.django_db
NOW = About(destination="Lowmere", day=date(2031, 5, 12), modes=("train",), travellers=(uuid4(),))


def heard(scene: Scene, journey_id: UUID) -> Heard:
    found = access.journey(scene.actor, journey_id)[1].heard
    assert found
    return found


def changed(scene: Scene, journey_id: UUID) -> list[str]:
    way = access.way(scene.actor, journey_id)
    return agreement.differs(way.journey.heard, agreement.now(scene.actor, way))


def seal(scene: Scene, journey_id: UUID) -> str:
    row, record = access.journey(scene.actor, journey_id)
    return approval_rules.seal(record, access.travellers(scene.actor, row.locator))


def test_it_is_kept_word_for_word_with_its_version_and_language(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id, consent="")
    actions.note_consent(scene.actor, pk, "yes", language="en")
    before = heard(scene, pk)
    built_in = consent_texts.built_in()[consent_texts.JOURNEY].texts["en"]
    assert before.text.startswith(built_in)
    assert "Lowmere" in before.text
    assert (before.language, before.text_version, before.by) == ("en", 0, scene.actor.account)
    consent_texts.change(scene.actor, consent_texts.JOURNEY, {"ru": "Едете?", "en": "Do you go?"}, seen=0)
    assert heard(scene, pk) == before
    actions.note_consent(scene.actor, pk, "да", language="ru")
    assert heard(scene, pk).text.startswith("Едете?")
    assert heard(scene, pk).text_version == 1
    actions.note_consent(scene.actor, pk, "yes", language="en", text_version=0)  # the page was open before
    assert heard(scene, pk).text.startswith(built_in)
    actions.note_consent(scene.actor, pk, "yes", language="ce")  # there is none: what they were read is said
    assert heard(scene, pk).language == "ru"
    with pytest.raises(Absent):
        actions.note_consent(scene.actor, pk, "yes", language="en", text_version=9)


def test_no_house_is_named_to_who_may_say_no(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    assert "Lantern" not in heard(scene, pk).text


def test_a_yes_taken_back_leaves_no_text(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    actions.note_consent(scene.actor, pk, "")
    assert access.journey(scene.actor, pk)[1].heard is None


@pytest.mark.parametrize(
    ("what", "other"),
    [("destination", "Ashmark"), ("day", date(2031, 5, 13)), ("modes", ("train", "walk")), ("travellers", ())],
)
def test_what_matters_is_told_apart(what: str, other: object) -> None:
    told = Heard(text="", text_version=0, language="ru", by=uuid4(), about=NOW)
    assert agreement.differs(told, NOW) == []
    values = {name: getattr(NOW, name) for name in MATTERS}
    assert agreement.differs(told, About(**(values | {what: other}))) == [what]
    assert agreement.differs(None, NOW) == list(MATTERS)


def test_who_goes_along_anew_asks_for_it_anew(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    persons.add(scene.actor, case_id, Person(), roles=["companion"])
    assert changed(scene, pk) == ["travellers"]
    scene.bed(case_id, "attic", journey_id=pk)
    assert refusal(lambda: actions.approve(scene.actor, pk)) == "consent_to_another_way"
    actions.note_consent(scene.actor, pk, "yes, together")
    scene.approve(pk)


def test_another_way_of_travelling_asks_for_it_anew(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    last = access.way(scene.actor, pk).legs[1][0]
    actions.remove_leg(scene.actor, last)
    actions.add_leg(scene.actor, pk, scene.leg("bus", "lantern", 3, 4, mode="minibus"))
    assert changed(scene, pk) == ["modes"]
    assert refusal(lambda: actions.approve(scene.actor, pk)) == "consent_to_another_way"


def test_another_hour_of_the_day_does_not_and_another_day_does(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    leg_id, leg = access.way(scene.actor, pk).legs[0]
    for later, expected in ((timedelta(minutes=-20), []), (timedelta(days=-1), ["day"])):
        ends = leg.departs + later, leg.arrives + later
        seen = changes.seal(moving.delayed(scene.actor, case_id, leg_id, *ends))
        moving.move(scene.actor, case_id, leg_id, *ends, seen=seen)
        assert changed(scene, pk) == expected


def test_what_was_read_of_another_version_is_not_kept(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id, consent="")
    seen = seal(scene, pk)
    actions.add_leg(scene.actor, pk, scene.leg("lantern", "attic", 40))
    assert refusal(lambda: actions.note_consent(scene.actor, pk, "yes", seen=seen)) == "changed_since_seen"
    actions.note_consent(scene.actor, pk, "yes", seen=seal(scene, pk))


def test_nothing_of_it_can_be_read_in_the_database(scene: Scene, case_id: UUID) -> None:
    word = "quince-marmalade"
    consent_texts.change(scene.actor, consent_texts.JOURNEY, {"ru": word}, seen=0)
    pk = scene.journey(case_id)
    assert heard(scene, pk).text.startswith(word)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evacuation_journey")
        assert word not in repr(cursor.fetchall())


@pytest.mark.usefixtures("in_english")
def test_the_page_shows_what_to_read_and_what_was_read(lev: Actor, client_of: Callable[[str], Client]) -> None:
    scene = build(lev)
    case_id = scene.case("Hazel")
    pk = scene.journey(case_id, consent="")
    client, where = client_of("lev"), reverse("evacuation:journey", args=[case_id])
    move = reverse("evacuation:move", args=[case_id, pk])
    shown = client.get(where).content.decode()
    texts = consent_texts.built_in()[consent_texts.JOURNEY].texts
    assert texts["ru"] in shown
    assert texts["en"] in shown
    said = {"do": "consent", "consent": "yes", "language": "en", "text_version": "0", "seen": seal(scene, pk)}
    assert client.post(move, said | {"seen": "f" * 64}).status_code == 409
    assert client.post(move, said | {"text_version": "77"}).status_code == 404
    assert client.post(move, said).status_code == 303
    shown = client.get(where).content.decode()
    assert "What they were read in English, by version 0 of the text" in shown
    assert "Not the journey that they agreed to" not in shown
    persons.add(scene.actor, case_id, Person(), roles=["companion"])
    shown = client.get(where).content.decode()
    assert "Not the journey that they agreed to" in shown
    assert "Others go along." in shown
