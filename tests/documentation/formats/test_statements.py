"""Statements, what was drawn from them and reviewed go out and come in; whoever takes them in has collected them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.documentation.formats.test_pages import GIVEN, bring
from tests.documentation.statements.conftest import Scene
from tests.documentation.statements.conftest import yan as yan
from waystation.documentation import actions as events
from waystation.documentation.assertions import Claim
from waystation.documentation.corroboration import RETRACTED, Status
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.models import CustodyRow, ExhibitRow, OriginalRow
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.formats import exporting, stored, taking, whole
from waystation.documentation.formats.shown import preview
from waystation.documentation.records import Event, Involvement
from waystation.documentation.statements import access, actions, weighing
from waystation.documentation.statements.models import AssertionRow, StatementRow, StatusReviewRow, WordsRow
from waystation.documentation.statements.records import WITHDRAWN
from waystation.staff.actor import Actor
from waystation.vault import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
BYTES = b"The record of a court."


def given(actor: Actor, kind: str = "json", **more: Any) -> bytes:
    return exporting.give_out(actor, kind, to="Harbour", why="They asked", **({"statements": True} | more)).content


def forget(actor: Actor, *more: Any) -> None:
    """As in an installation that was never told of any of it."""
    for model in (*stored.MODELS.values(), WordsRow, *more):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 a name of ours
    actor.memory.clear()


def taken(actor: Actor, content: bytes) -> int:
    return taking.take(actor, taking.begin(actor, [content], "events"))


def look(actor: Actor, content: bytes) -> Any:
    return taking.look(actor, taking.one(actor, taking.begin(actor, [content], "events"))[1])


@dataclass
class Told:
    """What there is: a beating by two sources, one judged anew and withdrawn; a finding of a court; two reviews."""

    scene: Scene
    exhibit: UUID
    beaten: UUID


@pytest.fixture
def told(ira: Actor, yan: Actor) -> Told:
    scene = Scene(ira)
    men = scene.person("men in green")
    events.involve(ira, Involvement(event=scene.event, act=scene.beating, perpetrator=men))
    beaten = scene.says()
    actions.grade(ira, scene.event, beaten, reliability="C", credibility="3")
    scene.says(property="perpetrator", value=str(men), heard_from=scene.person("Alder"), connection="relative_told")
    seen = scene.another()
    exhibit = exhibits.take_in(ira, files.keep([BYTES]), Provenance(what="Record of a court"), why="Sent to us")
    record = scene.told_by(scene.rowan, kind="court_record", exhibit=exhibit)
    scene.says(statement=record, connection="reporter", finding=True, prompted=True)
    actions.retract(ira, scene.event, seen, ground=WITHDRAWN, why="She was not there.")
    actions.review(yan, scene.event, beaten, finding="confirms", reason="Read both.")
    actions.compare(yan, scene.event, scene.rowan, scene.person("Hazel"), independent=True, reason="Other towns.")
    return Told(scene, exhibit, beaten)


def by_name(records: Any) -> str:
    """All records with what they refer to by name: the same in two installations, whose ids differ."""
    names = {one: each.called for one, each in records["persons"].items()}
    names |= {one: each.title for one, each in records["events"].items()}
    names |= {one: f"{each.kind} of {names[each.victim]}" for one, each in records["acts"].items()}
    names |= {one: f"{each.kind} told by {names[each.teller]}" for one, each in records["statements"].items()}
    names |= {
        one: f"{each.property} {names[each.subject]} {names[each.statement]}"
        for one, each in records["assertions"].items()
    }
    plain = [whole.without_ours(each) for found in records.values() for each in found.values()]
    text = "\n".join(str(each) for each in plain)
    for one, name in names.items():
        text = text.replace(str(one), name)
    return "\n".join(sorted(text.split("\n")))


def statuses(actor: Actor) -> dict[tuple[str, str], Status]:
    """How sure each claim is, by what it is about; of the one event that there is."""
    (event,) = stored.everything(actor)["events"]
    found = weighing.weigh(actor, event).statuses
    return {(claim.property, claim.value.split("-")[0]): status for claim, status in found.items()}


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_people_told_goes_out_and_comes_in_as_it_was(ira: Actor, told: Told, kind: str) -> None:
    before = stored.everything(ira)
    sure = {key: status.code for key, status in statuses(ira).items() if key[0] != "perpetrator"}
    content = given(ira, kind)
    forget(ira)
    assert taken(ira, content) == sum(len(found) for found in before.values())
    after = stored.everything(ira)
    assert by_name(after) == by_name(before)
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    assert {key: status.code for key, status in statuses(ira).items() if key[0] != "perpetrator"} == sure
    (perpetrator,) = (each for each in after["assertions"].values() if each.property == "perpetrator")
    assert after["persons"][UUID(perpetrator.value)].called == "men in green"
    again = given(ira, kind)
    assert look(ira, again).made == 0
    assert taken(ira, again) == 0


def test_an_export_of_ours_is_here_already_and_changes_nothing(ira: Actor, told: Told) -> None:
    before, rows = stored.everything(ira), StatusReviewRow.objects.count()
    for kind in ("json", "csv"):
        outcome = look(ira, given(ira, kind))
        assert (outcome.made, outcome.otherwise.total(), outcome.left.total()) == (0, 0, 0)
        assert taken(ira, given(ira, kind)) == 0
    assert stored.everything(ira) == before
    assert StatusReviewRow.objects.count() == rows


def test_reviews_that_were_brought_count_for_nothing(ira: Actor, yan: Actor, told: Told) -> None:
    before = statuses(ira)["happened", "integrity.beating"]
    assert before.reviewers == {yan.account}
    content = given(ira)
    forget(ira)
    taken(ira, content)
    found = statuses(ira)["happened", "integrity.beating"]
    assert (found.code, found.reviewers) == (before.code, frozenset())
    assert StatusReviewRow.objects.count() == 1


def test_a_forged_review_confirms_no_death(ira: Actor, told: Told) -> None:
    """One insider writes into a file that two reviewers agreed."""
    scene = told.scene
    died = scene.says(line=3, subject=scene.death, value="life.death_under_torture", connection="eyewitness")
    said = json.loads(given(ira))
    for _reviewer in range(2):
        review = {"event": str(scene.event), "subject": str(scene.death), "property": "happened"}
        review |= {"value": "life.death_under_torture", "finding": "confirms", "status": "reported", "reason": "Sure."}
        said["status_reviews"].append({"id": str(uuid4()), "record": review | {"seen": [str(died)]}})
    assert taken(ira, json.dumps(said).encode()) == 2
    claim = Claim(scene.death, "happened", "life.death_under_torture")
    assert weighing.weigh(ira, scene.event).statuses[claim].reviewers == frozenset()


def test_who_takes_it_in_has_collected_it(ira: Actor, yan: Actor, told: Told) -> None:
    content = given(ira)
    forget(ira)
    taken(yan, content)
    (event,) = stored.everything(yan)["events"]
    entry = next(each for each in access.assertions(yan, event) if each.said.property == "happened")
    assert entry.said.collector == entry.asserted.by == yan.account
    with pytest.raises(Refused):
        actions.review(yan, event, entry.said.id, finding="confirms", reason="Read it.")


def test_who_asked_there_reviews_nothing_of_it_here(ira: Actor, yan: Actor, told: Told) -> None:
    """Ira, who is called Nora, held the talk; a colleague takes in the file in which it comes back."""
    scene, (persona, other) = told.scene, (ira.persona, yan.persona)
    statement = scene.told_by(scene.rowan, interviewer=f"{persona} of the hotline")
    scene.says(statement=statement)
    content = given(ira)
    forget(ira)
    taken(yan, content)
    (event,) = stored.everything(yan)["events"]
    asked = [each for each in access.assertions(yan, event) if ira.account in each.said.asked_by]
    assert asked
    with pytest.raises(Refused):
        actions.review(ira, event, asked[0].said.id, finding="confirms", reason="Read it.")
    assert other not in persona


def test_without_statements_no_word_of_them_goes(ira: Actor, told: Told) -> None:
    for kind in ("json", "csv", "esf"):
        content = given(ira, kind, statements=False)
        assert b"hose" not in content
        assert b"Read both" not in content
    lists = json.loads(given(ira, statements=False))
    assert not {"statements", "assertions", "status_reviews", "comparisons"} & lists.keys()


def test_in_huridocs_codes_a_statement_is_information_with_its_words(ira: Actor, told: Told) -> None:
    text = given(ira, "esf").decode()
    assert text.count("<information>") == 3
    assert "They beat me with a hose." in text
    assert "Court or investigation record" in text
    assert "Admiralty: B2, C3" in text


def test_one_event_takes_along_what_is_about_it_alone(ira: Actor, told: Told) -> None:
    other = events.add_event(ira, Event(title="Elsewhere"))
    actions.use_for(ira, told.scene.statement, other)
    found = whole.unpacked(given(ira, events=[told.scene.event]))[0]
    assert list(found["events"]) == [told.scene.event]
    assert found["statements"][told.scene.statement].events == (told.scene.event,)
    assert len(found["comparisons"]) == 1
    elsewhere = whole.unpacked(given(ira, events=[other]))[0]
    assert list(elsewhere["statements"]) == [told.scene.statement]
    assert not elsewhere["assertions"]
    assert not elsewhere["comparisons"]


def test_an_exhibit_is_found_by_its_bytes_or_told_to_be_missing(ira: Actor, told: Told) -> None:
    content = given(ira)
    assert BYTES not in content
    forget(ira, ExhibitRow, OriginalRow, CustodyRow)
    outcome = look(ira, content)
    assert {why for (_what, why) in outcome.draft.left} == {"exhibit"}
    assert outcome.draft.left["assertions.finding", "exhibit"] == 1
    assert {line.theirs for line in preview(outcome)["left"]} > {"that a court or an authority found so"}
    taken(ira, content)
    assert not any(each.exhibit or each.material for each in drawn(ira))
    forget(ira)
    exhibit = exhibits.take_in(ira, files.keep([BYTES]), Provenance(what="The same record"), why="Sent again")
    taken(ira, content)
    (found,) = (each for each in drawn(ira) if each.finding)
    assert (found.exhibit, found.material) == (exhibit, "court_record")


def drawn(actor: Actor) -> list[Any]:
    return [access.drawn_from(actor, one)[0].said for one in stored.everything(actor)["statements"]]


def test_what_was_withdrawn_stays_withdrawn(ira: Actor, told: Told) -> None:
    actions.retract_statement(ira, told.scene.statement, ground=WITHDRAWN, why="Afraid for a brother.")
    content = given(ira)
    forget(ira)
    outcome = look(ira, content)
    assert outcome.left.total() == 0
    taken(ira, content)
    assert statuses(ira)["perpetrator", _value(ira)].code == RETRACTED
    withdrawn = [each.withdrawn for each in stored.everything(ira)["statements"].values() if each.withdrawn]
    assert [each.why for each in withdrawn] == ["Afraid for a brother."]


def _value(actor: Actor) -> str:
    found = stored.everything(actor)["assertions"].values()
    return next(each.value for each in found if each.property == "perpetrator").split("-")[0]


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("assertions", {"passage": {"start": 0, "end": 100_000}}),
    ("assertions", {"passage": {"start": 9, "end": 3}}),
    ("assertions", {"passage": None}),
    ("assertions", {"property": "guilt"}),
    ("assertions", {"property": "perpetrator", "value": "the colonel"}),
    ("assertions", {"property": "date", "value": "the spring"}),
    ("assertions", {"property": "date", "value": "9999"}),
    ("assertions", {"property": "number", "value": "many"}),
    ("assertions", {"value": "integrity.unheard_of"}),
    ("assertions", {"hand": "first", "connection": "community_talk"}),
    ("assertions", {"hand": "zeroth"}),
    ("assertions", {"heard_from": "SOURCE"}),
    ("assertions", {"graded": ["Z9"]}),
    ("assertions", {"finding": True}),
    ("assertions", {"withdrawn": {"ground": "bored"}}),
    ("statements", {"told": []}),
    ("statements", {"told": [{"day": "0001-01-01"}]}),
    ("statements", {"told": [{"day": "9999-12-31"}]}),
    ("statements", {"text": " "}),
    ("statements", {"withdrawn": {"ground": "bored", "why": "x"}}),
    ("status_reviews", {"finding": "hopes"}),
    ("status_reviews", {"reason": " "}),
    ("comparisons", {"second": "FIRST"}),
    ("comparisons", {"ties": ["neighbours"]}),
]


@pytest.mark.parametrize(("kind", "change"), BROKEN, ids=str)
def test_what_no_form_would_take_is_left_out_and_told(
    ira: Actor, yan: Actor, kind: str, change: dict[str, Any]
) -> None:
    scene = Scene(ira)
    said = scene.says()
    if kind == "comparisons":
        scene.says(source=scene.tailor, connection="eyewitness")
        actions.compare(yan, scene.event, scene.rowan, scene.tailor, independent=True, reason="Other towns.")
    actions.review(yan, scene.event, said, finding="confirms", reason="Read it.")
    file = json.loads(given(ira))
    record = file[kind][0]["record"]
    told = {"SOURCE": record.get("source"), "FIRST": record.get("first")}
    record.update({name: told.get(value, value) if isinstance(value, str) else value for name, value in change.items()})
    forget(ira)
    outcome = look(ira, json.dumps(file).encode())
    assert outcome.left
    assert not outcome.new[kind]
    assert len(outcome.new["acts"]) == 2  # nothing else is lost with it
    made = taken(ira, json.dumps(file).encode())
    assert made == outcome.made


def test_an_act_of_another_event_is_no_subject(ira: Actor, told: Told) -> None:
    other = events.add_event(ira, Event(title="Elsewhere"))
    actions.use_for(ira, told.scene.statement, other)
    file = json.loads(given(ira))
    for entry in file["assertions"]:
        entry["record"]["event"] = str(other)
        entry["id"] = str(uuid4())
    del file["status_reviews"]
    outcome = look(ira, json.dumps(file).encode())
    assert not outcome.new["assertions"]
    assert outcome.left.total() == len(file["assertions"])


def test_terms_that_we_do_not_have_become_others_and_are_told(ira: Actor, told: Told) -> None:
    file = json.loads(given(ira))
    for entry in file["statements"]:
        entry["record"]["kind"] = "telegram"
    forget(ira)
    outcome = look(ira, json.dumps(file).encode())
    assert outcome.draft.unknown["telegram", "source_types:other"] == len(file["statements"])
    taken(ira, json.dumps(file).encode())
    assert {each.kind for each in stored.everything(ira)["statements"].values()} == {"other"}
    assert all("telegram" in each.note for each in stored.everything(ira)["statements"].values())


def test_a_passage_marks_the_same_words_once_the_text_is_put_right(ira: Actor, told: Told) -> None:
    file = json.loads(given(ira))
    words = file["statements"][0]["record"]
    entry = next(each for each in file["assertions"] if each["record"]["statement"] == file["statements"][0]["id"])
    place = entry["record"]["passage"]
    marked = words["text"][place["start"] : place["end"]]
    words["text"] = "\u200b\u202e\r\n" + words["text"]
    shift = 4
    for each in file["assertions"]:
        if each["record"]["statement"] == file["statements"][0]["id"]:
            each["record"]["passage"] = {name: at + shift for name, at in each["record"]["passage"].items()}
    forget(ira)
    taken(ira, json.dumps(file).encode())
    assert StatementRow.objects.count() == 3
    here = stored.everything(ira)
    found = [
        here["statements"][each.statement].text[each.passage.start : each.passage.end]
        for each in here["assertions"].values()
        if "\u200b" not in here["statements"][each.statement].text
        and "[U+202E]" in here["statements"][each.statement].text
    ]
    assert set(found) == {marked}


def test_the_pages_say_what_comes_of_statements(browser: Client, ira: Actor, told: Told) -> None:
    page = browser.get(f"/staff/events/{told.scene.event}/export").content.decode()
    assert "in their own words" in page
    assert 'name="statements" checked' not in page.replace(' id="id_statements"', "")
    alone = browser.post(f"/staff/events/{told.scene.event}/export", GIVEN)
    assert b"hose" not in alone.content
    answer = browser.post("/staff/events/export", GIVEN | {"statements": "on"})
    assert b"hose" in answer.content
    assert "with what people told us" in browser.get("/staff/events/export").content.decode()
    forget(ira)
    shown = browser.get(bring(browser, "events.json", answer.content)["Location"]).content.decode()
    for word in ("What people told us", "What they assert", "count for nothing here"):
        assert word in shown
    assert not AssertionRow.objects.exists()


@pytest.mark.parametrize("kind", ["statements", "assertions", "status_reviews", "comparisons"])
def test_what_is_damaged_is_refused_and_says_where(
    browser: Client, told: Told, kind: str, store: Path, brought: Callable[[str], UUID]
) -> None:
    file = json.loads(browser.post("/staff/events/export", GIVEN | {"statements": "on"}).content)
    for change in ({"unheard_of": 1}, {"event": 7}, {"reason": None}, {"teller": "x"}):
        broken = json.loads(json.dumps(file))
        broken[kind][0]["record"].update(change)
        answer = bring(browser, "events.json", json.dumps(broken).encode())
        assert answer.status_code == 422
        assert "line 1" in answer.content.decode()
