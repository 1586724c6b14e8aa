"""The pages of statements: taking down, marking, reviewing, withdrawing, what is known of somebody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.documentation.statements.conftest import TEXT, Scene
from tests.documentation.statements.test_interview import agrees, posted, seen
from tests.stage import Organisation
from waystation.documentation import access as documentation
from waystation.documentation import actions as events
from waystation.documentation.records import Event
from waystation.documentation.statements import access, urls
from waystation.documentation.statements.models import AssertionRow, StatementRow
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def browser(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("ira")


def typed(**more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "teller": "Hazel",
        "kind": "interview",
        "language": "ka",
        "told": "2017-04-09, 2017-04",
        "text": TEXT,
        "interviewer": "Nora",
        "interpreter": "Sedge, a stranger to her",
    } | more


def drawn(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()),
        "lines": ["2"],
        "subject": str(scene.beating),
        "what": "happened:integrity.beating",
        "source": "Rowan",
        "connection": "self",
        "reliability": "B",
        "credibility": "2",
    } | more


def stand_of(browser: Client, place: str) -> str:
    """What a form to review says of what it was that the reviewer saw."""
    found = re.search(r'name="seen" value="(\w+)"', browser.get(place).content.decode())
    assert found
    return found[1]


def test_a_testimony_is_taken_down_and_stands_beside_the_form(browser: Client, scene: Scene) -> None:
    place = posted(browser, f"/staff/events/{scene.event}/statements/new", typed())
    screen = browser.get(place).content.decode()
    assert "<script" not in screen
    assert screen.count('name="lines"') == 4
    assert "2 T. They beat me with a hose." in seen(screen)
    assert 'lang="ka"' in screen
    assert re.search(r'name="source" value="Hazel"', screen)
    assert "On which day they told it" in screen  # told on two days
    whole = seen(browser.get(place.partition("/events/")[0]).content.decode())
    for word in ("What Hazel told us", "Georgian", "2017-04-09, 2017-04", "Nora", "Sedge, a stranger to her"):
        assert word in whole
    assert "Hazel" in browser.get("/staff/statements/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"told": ""}, "Write the day on which they told it"),
        ({"told": "9999"}, "Nobody can have told it after today"),
        ({"told": "0001-01-01"}, "Nobody told us anything that long ago"),
        ({"told": "in spring"}, "Write a day as"),
        ({"text": " \n "}, "This field is required"),
        ({"teller": ""}, "This field is required"),
        ({"exhibit": "7"}, "No exhibit has this number"),
        ({"kind": "rumour"}, "This cannot be chosen any more"),
    ],
)
def test_what_cannot_be_is_said_and_the_words_are_not_lost(browser: Client, wrong: dict[str, str], says: str) -> None:
    answer = browser.post("/staff/statements/new", typed(**wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Sedge, a stranger to her" in answer.content.decode()
    assert not StatementRow.objects.exists()


def test_lines_are_marked_and_the_next_form_knows_who_speaks(browser: Client, scene: Scene) -> None:
    place = f"/staff/statements/{scene.statement}/events/{scene.event}"
    posted(browser, place, drawn(scene, also="method:blunt.object", connection="eyewitness", source="Hazel"))
    assert AssertionRow.objects.count() == 2
    screen = browser.get(place).content.decode()
    assert "How it was done: With an object" in seen(screen)
    assert re.search(r'name="source" value="Hazel"', screen)
    assert re.search(r'value="eyewitness" selected', screen)
    assert re.search(rf'value="{scene.beating}" selected', screen)
    shown = seen(browser.get(f"/staff/events/{scene.event}").content.decode())
    assert "One first-hand account" in shown
    assert "Said as reported until 1 reviewer agrees" in shown
    assert "It was reported to us that a person was beaten. This has not been checked." in shown


@pytest.mark.parametrize("span", ["2-3", " 2 – 3 "])
def test_lines_are_named_by_their_numbers_for_the_keyboard(browser: Client, scene: Scene, span: str) -> None:
    place = f"/staff/statements/{scene.statement}/events/{scene.event}"
    posted(browser, place, drawn(scene, lines=[], span=span))
    (found,) = access.drawn_from(scene.ira, scene.statement)
    assert found.said.passage
    assert TEXT[found.said.passage.start : found.said.passage.end] == "\n".join(TEXT.split("\n")[1:3])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"lines": []}, "Choose the line that says it"),
        ({"lines": ["1", "3"]}, "or several that follow each other"),
        ({"lines": ["77"]}, "This cannot be chosen any more"),
        ({"span": "x"}, "Choose the line that says it"),
        ({"span": "3-2", "lines": []}, "Choose the line that says it"),
        ({"span": "1-999999", "lines": []}, "Choose the line that says it"),
        ({"what": ""}, "Choose what is said"),
        ({"what": "date:", "value": ""}, "Write the date as they said it"),
        ({"what": "date:", "value": "9999"}, "They told it before that day"),
        ({"what": "number:", "value": "some"}, "Write a number as 7"),
        ({"value": "more"}, "What is chosen says it already"),
        ({"heard_from": "ROWAN"}, "Nobody has it from themselves"),
        ({"connection": "friend_told", "hand": "first"}, "Nobody who knows it in this way is that near"),
        ({"subject": "new"}, "Write to whom it was done"),
        ({"subject": "new", "victim": "Wren", "what": "method:blunt.object"}, "say first what was done"),
        ({"source": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_stays_typed(
    browser: Client, scene: Scene, wrong: dict[str, Any], says: str
) -> None:
    place = f"/staff/statements/{scene.statement}/events/{scene.event}"
    answer = browser.post(place, drawn(scene, credibility="3", **wrong))
    assert answer.status_code == 422
    assert says in seen(answer.content.decode())
    assert 'value="3" selected' in answer.content.decode()
    assert not AssertionRow.objects.exists()


def test_what_was_told_differently_stands_side_by_side(browser: Client, scene: Scene) -> None:
    scene.says(property="date", value="2017-03-12")
    one = scene.another(property="date", value="2017-03")
    for place in (f"/staff/events/{scene.event}", f"/staff/events/{scene.event}/assertions/{one}"):
        shown = seen(browser.get(place).content.decode())
        assert "Told differently" in shown
        assert "2017-03-12 Rowan" in shown
        assert "2017-03 Hazel" in shown


def test_a_perpetrator_is_named_by_who_says_so_and_needs_two_reviewers(
    browser: Client, scene: Scene, signed_in: Callable[[str], Client], yan: Actor, zoya: Actor
) -> None:
    place = f"/staff/statements/{scene.statement}/events/{scene.event}"
    posted(browser, place, drawn(scene, what="perpetrator:", value="the man with the keys"))
    (found,) = access.drawn_from(scene.ira, scene.statement)
    page = f"/staff/events/{scene.event}/assertions/{found.said.id}"
    shown = seen(browser.get(page).content.decode())
    assert "Who did it: the man with the keys" in shown
    assert str(found.said.value) not in shown
    for name, said in (("yan", "until 1 reviewer agrees"), ("zoya", "")):
        agrees(signed_in(name), page)
        assert ("Said as reported" in seen(browser.get(page).content.decode())) == bool(said)
    shown = seen(browser.get(page).content.decode())
    assert "The status is right (One first-hand account) Osip" in shown
    assert shown.count("Read both statements.") == 2


def test_who_collected_it_is_told_to_leave_it_to_somebody_else(browser: Client, scene: Scene) -> None:
    one = scene.says()
    scene.another()
    stand = stand_of(browser, f"/staff/events/{scene.event}/assertions/{one}/review")
    sent = {"once": str(uuid4()), "finding": "confirms", "reason": "I was there.", "seen": stand}
    answer = browser.post(f"/staff/events/{scene.event}/assertions/{one}/review", sent)
    assert answer.status_code == 422
    assert "Somebody else has to review it" in seen(answer.content.decode())
    pair = {"first": str(scene.rowan), "second": str(scene.person("Hazel")), "independent": "yes", "reason": "So."}
    answer = browser.post(f"/staff/events/{scene.event}/sources", pair | {"once": str(uuid4())})
    assert answer.status_code == 422
    assert "Somebody else has to judge them" in seen(answer.content.decode())


def test_what_changed_while_somebody_reviewed_is_said(
    scene: Scene, signed_in: Callable[[str], Client], yan: Actor
) -> None:
    one, browser = scene.says(), signed_in("yan")
    place = f"/staff/events/{scene.event}/assertions/{one}/review"
    stand = stand_of(browser, place)
    scene.another()
    sent = {"once": str(uuid4()), "seen": stand, "finding": "confirms", "reason": "Read it."}
    late = browser.post(place, sent)
    assert late.status_code == 422
    assert "changed while you looked" in seen(late.content.decode())
    now = re.search(r'name="seen" value="(\w+)"', late.content.decode())
    assert now
    assert browser.post(place, sent | {"seen": now[1]}).status_code == 303


def test_an_assertion_is_graded_anew_and_the_grade_before_is_kept(browser: Client, scene: Scene) -> None:
    one = scene.says(reliability="F", credibility="6")
    place = f"/staff/events/{scene.event}/assertions/{one}"
    assert "cannot be judged yet" in seen(browser.get(place).content.decode())
    sent = {"reliability": "B", "credibility": "2", "version": "1"}
    posted(browser, f"{place}/grade", sent)
    shown = seen(browser.get(place).content.decode())
    assert "Usually reliable · Probably true (before that F6)" in shown
    assert "cannot be judged yet" not in shown
    late = browser.post(f"{place}/grade", sent | {"reliability": "A"})
    assert late.status_code == 422
    assert "Somebody else changed this" in seen(late.content.decode())


def test_an_assertion_is_withdrawn_after_a_look_at_what_falls(browser: Client, scene: Scene) -> None:
    one = scene.says()
    place = f"/staff/events/{scene.event}/assertions/{one}"
    before = seen(browser.get(f"{place}/withdraw").content.decode())
    assert "T. They beat me with a hose." in before
    assert "One first-hand account" in before
    assert "Withdrawn by the source" in before
    why = {"ground": "withdrawn", "reason": "He takes it back."}
    posted(browser, f"{place}/withdraw", why)
    again = browser.post(f"{place}/withdraw", why)
    assert again.status_code == 422
    assert "It was withdrawn already" in seen(again.content.decode())
    shown = seen(browser.get(place).content.decode())
    assert "Withdrawn by the source" in shown
    assert "He takes it back." in shown
    two = scene.says()
    wrong = {"ground": "mistaken", "reason": "That was his brother."}
    posted(browser, f"/staff/events/{scene.event}/assertions/{two}/withdraw", wrong)


def test_what_is_known_of_somebody_and_how_sure(browser: Client, scene: Scene) -> None:
    scene.says()
    bare = scene.act(scene.rowan, "privacy.phone_search")
    shown = browser.get(f"/staff/people/{scene.rowan}").content.decode()
    for word in ("The mill of Karvan", "One first-hand account", "Told by somebody who was there.", "Interview"):
        assert word in seen(shown)
    assert "drawn from no statement yet" in seen(shown)
    assert f"/acts/{bare}" in shown
    assert "Rowan" in browser.get("/staff/people/").content.decode()
    assert "Nothing was recorded yet" in browser.get(f"/staff/people/{scene.person('Wren')}").content.decode()


def test_a_statement_speaks_of_several_events(browser: Client, scene: Scene) -> None:
    other = events.add_event(scene.ira, Event(title="Raid on Lantern street"))
    sent = posted(browser, f"/staff/statements/{scene.statement}", {"event": "raid on lantern STREET"})
    assert sent == f"/staff/statements/{scene.statement}/events/{other}"
    assert browser.post(f"/staff/statements/{scene.statement}", {"event": "None such"}).status_code == 422
    posted(browser, sent, drawn(scene, subject="new", victim="Wren"))
    assert len(documentation.acts(scene.ira, other)) == 1
    elsewhere = events.add_event(scene.ira, Event(title="Third"))
    refused = browser.post(sent.replace(str(other), str(elsewhere)), drawn(scene, subject="new", victim="Wren"))
    assert refused.status_code == 422
    assert "not taken for this event yet" in seen(refused.content.decode())
    assert documentation.acts(scene.ira, elsewhere) == []


def test_who_comes_second_is_told_and_keeps_their_text(browser: Client, scene: Scene) -> None:
    place = f"/staff/statements/{scene.statement}/change"
    sent = typed(teller="Rowan", version="1", note="mine")
    assert browser.post(place, sent | {"note": "theirs"}).status_code == 303
    late = browser.post(place, sent)
    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert "mine" in late.content.decode()
    assert access.statement(scene.ira, scene.statement)[1].note == "theirs"
    version = re.search(r'name="version" value="(\d+)"', late.content.decode())
    assert version
    assert browser.post(place, sent | {"version": version[1]}).status_code == 303


def test_a_statement_is_erased_after_one_more_look(browser: Client, scene: Scene) -> None:
    scene.says()
    place = f"/staff/statements/{scene.statement}/erase"
    assert "One first-hand account" in seen(browser.get(place).content.decode())
    assert browser.post(place, {"version": ""}).status_code == 422
    assert browser.post(place, {"sure": "on"}).status_code == 303
    assert browser.get(place).status_code == 404
    assert browser.get(f"/staff/events/{scene.event}").status_code == 200


def test_markup_and_turned_letters_stay_text(browser: Client, scene: Scene) -> None:
    text = "T. <b>bold</b> \u202ereversed\nT. {{ 7 }} {% now %}"
    place = posted(browser, f"/staff/events/{scene.event}/statements/new", typed(text=text, teller="<i>y</i>"))
    for address in (place, place.partition("/events/")[0]):
        shown = browser.get(address).content.decode()
        assert "&lt;b&gt;bold&lt;/b&gt; [U+202E]reversed" in shown
        assert "{{ 7 }} {% now %}" in shown
        assert "<i>y" not in shown


def test_five_hundred_acts_and_what_is_said_of_them_stand_on_pages(browser: Client, scene: Scene) -> None:
    victim: UUID = scene.rowan
    for _ in range(60):
        scene.says(subject=scene.act(victim, "integrity.beating"))
    shown = browser.get(f"/staff/events/{scene.event}").content.decode()
    assert shown.count("One first-hand account") == 48  # of the fifty acts on the page, those that somebody told of
    assert browser.get(f"/staff/events/{scene.event}?page=2").content.decode().count("One first-hand account") == 12


def test_a_testimony_of_which_very_much_is_drawn_stands_on_pages(browser: Client, scene: Scene) -> None:
    """A hundred lines and marks on each, so that a page comes at once however much was said."""
    for _ in range(60):
        scene.says(line=2)
    for _ in range(60):
        scene.says(line=3)
    place = f"/staff/statements/{scene.statement}"
    shown = [browser.get(f"{place}?page={number}").content.decode() for number in (1, 2)]
    assert [each.count('data-label="What is asserted"') for each in shown] == [60, 60]
    assert [each.count("They beat me with a hose.") for each in shown] == [1, 0]
    assert [each.count("The guards said that") for each in shown] == [0, 1]


HOSTILE: list[dict[str, Any]] = [
    {},
    {
        "version": "x",
        "once": "x",
        "lines": ["x", "-1", "9" * 40],
        "span": "9" * 20,
        "subject": "x",
        "what": ":",
        "also": ":",
    },
    {"subject": str(uuid4()), "what": "perpetrator:", "value": "\x00\ufdd0", "source": " ", "told": "~", "span": "0-0"},
    {"first": str(uuid4()), "second": "x", "independent": "maybe", "ties": ["x"], "reason": "x" * 30_000},
    {
        "finding": "x",
        "seen": "x" * 99,
        "ground": "x",
        "event": "\u202e",
        "exhibit": "-1",
        "teller": "\u200b",
        "text": "\x00",
    },
]


def addresses(scene: Scene) -> list[str]:
    """Every page of the room, of what is there."""
    ids = {"statement_id": scene.statement, "event_id": scene.event, "documented_id": scene.rowan}
    ids["assertion_id"] = scene.says()
    routes = [str(pattern.pattern) for pattern in urls.urlpatterns]
    return ["/staff/" + re.sub(r"<uuid:(\w+)>", lambda hole: str(ids[hole[1]]), route) for route in routes]


@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_every_page_answers_whatever_it_is_sent(browser: Client, scene: Scene, sent: dict[str, Any]) -> None:
    for place in addresses(scene):
        assert browser.get(place + "?page=x&notice=x").status_code == 200, place
        assert browser.post(place, sent).status_code in (200, 303, 405, 422), place
    kept = access.statements(scene.ira)
    assert [held.id for held in kept] == [scene.statement]
    assert len(access.assertions(scene.ira, scene.event)) == 1
    assert access.reviews(scene.ira, scene.event) == []


def test_who_is_no_documenter_finds_no_page(organisation: Organisation, scene: Scene) -> None:
    places = addresses(scene)
    for who in ("dina", "lev", "out"):
        other = Client()
        other.cookies[cookie_name()] = organisation.cookie(who)
        for place in places:
            assert other.get(place).status_code == 404, place
            assert other.post(place, {"reason": "x"}).status_code in (404, 405), place
