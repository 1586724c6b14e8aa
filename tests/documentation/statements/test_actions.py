"""Statements, assertions and reviews, through the real vault."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from msgspec.structs import replace

from tests.casework.test_secrecy import database
from tests.documentation.statements.conftest import TEXT, Scene
from tests.newcomers import as_confirmed, as_new
from tests.stage import Organisation
from waystation.documentation import access as documentation
from waystation.documentation import actions as events
from waystation.documentation import correcting
from waystation.documentation.assertions import Claim
from waystation.documentation.corroboration import (
    CONTRADICTED,
    CORROBORATED,
    DOCUMENTED,
    FIRST_HAND,
    REPORTED,
    RETRACTED,
    Status,
)
from waystation.documentation.dates import read_known
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.records import Event, Person
from waystation.documentation.statements import access, actions, drawing, weighing, wording
from waystation.documentation.statements.drawing import Drawing
from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)
from waystation.documentation.statements.records import MISTAKEN, WITHDRAWN, Statement, Words
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried
from waystation.vault.errors import Stale
from waystation.vault.records import create

pytestmark = pytest.mark.django_db
KINDS = (StatementRow, WordsRow, AssertionRow, StatusReviewRow, IndependenceRow)


def beating(scene: Scene, by: Actor | None = None) -> Status:
    found = weighing.weigh(by or scene.ira, scene.event).statuses
    return found[Claim(scene.beating, "happened", "integrity.beating")]


def death(scene: Scene) -> Status:
    found = weighing.weigh(scene.ira, scene.event).statuses
    return found[Claim(scene.death, "happened", "life.death_under_torture")]


def dies(scene: Scene, who: str, **more: Any) -> None:
    about = {"subject": scene.death, "value": "life.death_under_torture", "line": 3}
    scene.another(who, **(about | {"connection": "heard_in_custody"} | more))


def agree(actor: Actor, scene: Scene, assertion: Any, finding: str = "confirms", **more: Any) -> Any:
    return actions.review(actor, scene.event, assertion, finding=finding, reason="Read both.", **more)


def test_what_somebody_told_becomes_a_fact_with_its_reasons(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    assert (beating(scene).code, beating(scene).public) == (FIRST_HAND, REPORTED)
    agree(yan, scene, one)
    assert (beating(scene).code, beating(scene).public) == (FIRST_HAND, FIRST_HAND)
    scene.another()
    assert "not_judged_independent" in {each.code for each in beating(scene).reasons}
    actions.compare(yan, scene.event, scene.rowan, scene.person("Hazel"), independent=True, reason="Other towns.")
    assert (beating(scene).code, beating(scene).public) == (CORROBORATED, REPORTED)  # another status, to be agreed anew
    agree(yan, scene, one)
    assert beating(scene).public == CORROBORATED


def test_a_death_that_nobody_saw_stays_reported_however_many_tell_of_it(scene: Scene, yan: Actor) -> None:
    for number in range(12):
        dies(scene, f"guest {number}")
    for number in range(1, 12):
        other = scene.person(f"guest {number}")
        actions.compare(yan, scene.event, scene.person("guest 0"), other, independent=True, reason="Other towns.")
    assert (death(scene).code, death(scene).public) == (REPORTED, REPORTED)


def test_a_death_takes_two_reviewers_who_collected_none_of_it(scene: Scene, yan: Actor, zoya: Actor) -> None:
    dies(scene, "Hazel", connection="eyewitness")
    dies(scene, "Birch", connection="eyewitness")
    hazel, birch = scene.person("Hazel"), scene.person("Birch")
    actions.compare(yan, scene.event, hazel, birch, independent=True, reason="Other towns.")
    assert (death(scene).code, death(scene).needed) == (CORROBORATED, 2)
    one = death(scene).stands_on[0]
    with pytest.raises(Refused):
        agree(scene.ira, scene, one)
    agree(yan, scene, one)
    agree(yan, scene, one)  # the same person twice is one
    assert death(scene).public == REPORTED
    agree(zoya, scene, one)
    assert death(scene).public == CORROBORATED


def test_who_took_it_down_or_drew_it_out_judges_nothing_of_it(scene: Scene, yan: Actor) -> None:
    scene.says()
    drawn_by_yan = scene.another(by=yan)
    hazel = scene.person("Hazel")
    for who in (scene.ira, yan):
        with pytest.raises(Refused) as refused:
            actions.compare(who, scene.event, scene.rowan, hazel, independent=True, reason="Other towns.")
        assert refused.value.reasons == (("", wording.YOU_COLLECTED),)
        with pytest.raises(Refused) as refused:
            agree(who, scene, drawn_by_yan)
        assert refused.value.reasons == (("", wording.YOU_COLLECTED_FACT),)
    assert not IndependenceRow.objects.exists()


@pytest.mark.parametrize("asked", ["Osip", "Nora, then OSIP", "osip\u00a0and Nora"])
def test_who_asked_judges_nothing_of_it_though_another_took_it_down(scene: Scene, yan: Actor, asked: str) -> None:
    """Yan, who is called Osip, held the talk; Ira typed it. Naming another afterwards does not free him."""
    hazel = scene.person("Hazel")
    told = scene.told_by(hazel, interviewer=asked)
    one = scene.says(source=hazel, statement=told, connection="eyewitness")
    scene.says()

    def refused() -> None:
        with pytest.raises(Refused) as no:
            agree(yan, scene, one)
        assert no.value.reasons == (("", wording.YOU_COLLECTED_FACT),)
        with pytest.raises(Refused) as no:
            actions.compare(yan, scene.event, scene.rowan, hazel, independent=True, reason="Other towns.")
        assert no.value.reasons == (("", wording.YOU_COLLECTED),)

    refused()
    statement = access.statement(scene.ira, told)[1]
    actions.change(yan, told, replace(statement, interviewer="Nora", asked_by=()), Words(text=TEXT))
    assert access.statement(scene.ira, told)[1].interviewer == "Nora"
    refused()
    drawn_since = scene.says(source=hazel, statement=told)
    assert yan.account in access.assertion(scene.ira, scene.event, drawn_since).said.asked_by


def test_a_review_counts_no_more_once_it_is_said_that_the_reviewer_asked(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    agree(yan, scene, one)
    assert beating(scene).reviewers == {yan.account}
    statement = access.statement(scene.ira, scene.statement)[1]
    actions.change(scene.ira, scene.statement, replace(statement, interviewer="Osip"), Words(text=TEXT))
    assert (beating(scene).reviewers, beating(scene).public) == (frozenset(), REPORTED)


def test_whose_name_is_a_part_of_another_word_did_not_ask(scene: Scene, yan: Actor) -> None:
    one = scene.says(statement=scene.told_by(scene.rowan, interviewer="Osipova"))
    agree(yan, scene, one)
    assert beating(scene).reviewers == {yan.account}


def test_who_judges_sources_has_read_what_others_just_said_of_them(scene: Scene, yan: Actor, zoya: Actor) -> None:
    scene.says()
    scene.another()
    hazel = scene.person("Hazel")
    seen = weighing.words_on(access.compared(yan, {scene.rowan, hazel}))

    def judge(who: Actor, independent: bool) -> None:
        actions.compare(who, scene.event, scene.rowan, hazel, independent=independent, reason="I know them.", seen=seen)

    judge(zoya, False)
    with pytest.raises(Stale):
        judge(yan, True)
    assert beating(scene).code == FIRST_HAND
    seen = weighing.words_on(access.compared(yan, {scene.rowan, hazel}))
    judge(yan, True)
    assert beating(scene).code == CORROBORATED


def test_who_took_down_what_a_source_told_judges_it_through_no_other_event(scene: Scene, yan: Actor) -> None:
    scene.says()
    scene.another()
    hazel = scene.person("Hazel")
    day = read_known("2017-04-11")
    elsewhere = events.add_event(yan, Event(title="Another event"))
    actions.take_down(
        yan, Statement(teller=hazel, kind="interview", told=(day,), events=(elsewhere,)), Words(text="T.")
    )
    with pytest.raises(Refused) as refused:
        actions.compare(yan, scene.event, scene.rowan, hazel, independent=True, reason="I say so.")
    assert refused.value.reasons == (("", wording.YOU_COLLECTED),)
    with pytest.raises(Absent):  # of which neither told
        actions.compare(yan, elsewhere, scene.rowan, hazel, independent=True, reason="I say so.")
    assert not IndependenceRow.objects.exists()


def test_who_agrees_has_seen_to_how_many_it_happened(scene: Scene, yan: Actor) -> None:
    crowd = events.find_or_add_person(scene.ira, Person(called="men", kind="unnamed", minimum=2, maximum=None))
    act = scene.act(crowd, "integrity.beating")
    one = scene.says(subject=act)
    claim = Claim(act, "happened", "integrity.beating")

    def stands() -> str:
        status = weighing.weigh(scene.ira, scene.event).statuses[claim]
        return weighing.stand(status, weighing.people_of(scene.ira, scene.event, claim))

    seen = stands()
    correcting.put_right(scene.ira, crowd, "men", 5000, None, "")
    with pytest.raises(Stale):
        agree(yan, scene, one, seen=seen)
    agree(yan, scene, one, seen=stands())


def test_a_withdrawn_statement_takes_with_it_all_that_stood_on_it(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    other = scene.another()
    hazel = scene.person("Hazel")
    actions.compare(yan, scene.event, scene.rowan, hazel, independent=True, reason="Other towns.")
    agree(yan, scene, one)
    assert beating(scene).public == CORROBORATED
    told = access.assertion(scene.ira, scene.event, other).said.statement
    assert told
    falls = weighing.without(scene.ira, scene.event, [other], scene.ira.now())
    assert [(before.code, after.code) for before, after in falls.values()] == [(CORROBORATED, FIRST_HAND)]
    actions.retract_statement(scene.ira, told, ground=WITHDRAWN, why="They fear for their brother.")
    assert (beating(scene).code, beating(scene).public) == (FIRST_HAND, REPORTED)
    assert beating(scene) == falls[beating(scene).claim][1]
    actions.retract(scene.ira, scene.event, one, ground=WITHDRAWN, why="Nor does he stand to it.")
    assert (beating(scene).code, beating(scene).public) == (RETRACTED, "")
    assert access.words(scene.ira, told)[1].text == TEXT  # what was said stays, marked


def test_what_cannot_be_judged_corroborates_nobody_until_it_is_graded(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    other = scene.another(reliability="F", credibility="6")
    actions.compare(yan, scene.event, scene.rowan, scene.person("Hazel"), independent=True, reason="Other towns.")
    agree(yan, scene, one)
    assert (beating(scene).code, beating(scene).public) == (FIRST_HAND, FIRST_HAND)
    actions.grade(scene.ira, scene.event, other, reliability="C", credibility="3", seen=1)
    assert (beating(scene).code, beating(scene).public) == (CORROBORATED, REPORTED)
    with pytest.raises(Stale):
        actions.grade(scene.ira, scene.event, other, reliability="A", credibility="1", seen=1)
    with pytest.raises(Refused):
        actions.grade(scene.ira, scene.event, other, reliability="H", credibility="1")
    actions.grade(scene.ira, scene.event, other, reliability="E", credibility="3")
    assert beating(scene).code == FIRST_HAND  # of somebody unreliable nothing counts
    graded = access.assertion(scene.ira, scene.event, other).asserted.graded
    assert [(each.reliability, each.credibility, each.by) for each in graded] == [
        ("F", "6", scene.ira.account),
        ("C", "3", scene.ira.account),
    ]


def test_withdrawn_twice_is_refused_and_nothing_is_drawn_from_it(scene: Scene) -> None:
    one = scene.says()
    actions.retract(scene.ira, scene.event, one, ground=MISTAKEN, why="That was his brother.")
    with pytest.raises(Refused) as refused:
        actions.retract(scene.ira, scene.event, one, ground=WITHDRAWN, why="Again.")
    assert refused.value.reasons == (("", wording.WITHDRAWN_ALREADY),)
    assert weighing.weigh(scene.ira, scene.event).statuses == {}  # what was a mistake was never said
    two = scene.says()
    actions.retract_statement(scene.ira, scene.statement, ground=WITHDRAWN, why="He asks for it.")
    for again in (
        lambda: actions.retract_statement(scene.ira, scene.statement, ground=WITHDRAWN, why="Again."),
        lambda: actions.retract(scene.ira, scene.event, two, ground=WITHDRAWN, why="Again."),
        lambda: scene.says(),
    ):
        with pytest.raises(Refused):
            again()


def test_a_source_is_never_its_own_source(scene: Scene, yan: Actor) -> None:
    with pytest.raises(Refused) as refused:
        scene.says(heard_from=scene.rowan)
    assert refused.value.reasons == (("heard_from", wording.OWN_SOURCE),)
    hazel, birch = scene.person("Hazel"), scene.person("Birch")
    scene.another("Hazel", connection="friend_told", heard_from=birch)
    scene.another("Birch", connection="friend_told", heard_from=hazel)  # each has it from the other
    scene.says()
    for one, other in ((hazel, birch), (hazel, scene.rowan), (birch, scene.rowan)):
        actions.compare(yan, scene.event, one, other, independent=True, reason="Other towns.")
    reasons = {each.code: set(each.assertions) for each in beating(scene).reasons}
    assert len(reasons["same_origin"]) == 2


def test_material_supports_what_people_say_while_its_custody_is_unbroken(
    scene: Scene, yan: Actor, tmp_path: Any, settings: Any
) -> None:
    settings.WAYSTATION_FILES, settings.WAYSTATION_WITNESS = tmp_path / "files", str(tmp_path / "witness")
    scene.says()
    scene.another()
    actions.compare(yan, scene.event, scene.rowan, scene.person("Hazel"), independent=True, reason="Other towns.")
    photo = exhibits.take_in(scene.ira, files.keep([b"A back."]), Provenance(what="Photograph"), why="Sent to us")
    shown = scene.told_by(scene.person("Doctor"), kind="photo", exhibit=photo)
    scene.says(source=scene.person("Doctor"), statement=shown, connection="professional")
    assert beating(scene).code == DOCUMENTED
    for path in [each for each in (tmp_path / "files").rglob("*") if each.is_file()]:
        path.unlink()
    assert beating(scene).code == CORROBORATED
    assert "custody_broken" in {each.code for each in beating(scene).reasons}


def test_what_was_drawn_follows_the_exhibit_that_it_is_read_from(
    scene: Scene, yan: Actor, tmp_path: Any, settings: Any
) -> None:
    settings.WAYSTATION_FILES = tmp_path / "files"
    ira = scene.ira
    one, other = (
        exhibits.take_in(ira, files.keep([data]), Provenance(what="A paper"), why="Sent to us")
        for data in (b"A verdict.", b"A drawing.")
    )
    record = scene.told_by(scene.person("A court"), kind="court_record", exhibit=one)
    scene.says(statement=record, source=scene.person("A court"), connection="unknown", finding=True)
    assert beating(scene, yan).code == "officially_confirmed"
    # Another paper: nothing stands on the first one any more, and who destroyed it would change nothing.
    change(scene, record, exhibit=other)
    [drawn] = access.drawn_from(ira, record)
    assert (drawn.said.exhibit, drawn.said.finding) == (other, True)
    change(scene, record, kind="interview")
    assert beating(scene, yan).code == "reported"
    change(scene, record, exhibit=None)
    [drawn] = access.drawn_from(ira, record)
    assert (drawn.said.exhibit, drawn.said.material, drawn.said.finding) == (None, "", False)


def change(scene: Scene, statement_id: UUID, **more: Any) -> None:
    """Says something else of a statement; its words stay."""
    found = access.statement(scene.ira, statement_id)[1]
    words = access.words(scene.ira, statement_id)[1]
    actions.change(scene.ira, statement_id, replace(found, **more), words)


def test_a_denial_contradicts_until_reviewers_weigh_it(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    scene.another("the head of the police", denies=True, connection="official_inside")
    assert (beating(scene).code, beating(scene).public) == (CONTRADICTED, "")
    with pytest.raises(Refused):
        agree(yan, scene, one)
    agree(yan, scene, one, "sets_aside")
    assert beating(scene).code == FIRST_HAND
    scene.another("his deputy", denies=True, connection="official_inside")
    assert beating(scene).code == CONTRADICTED  # of a denial that came later nobody has judged


def test_who_reviews_what_changed_meanwhile_is_told(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    seen = weighing.stand(beating(scene))
    agree(yan, scene, one, seen=seen)
    scene.another()
    with pytest.raises(Stale):
        agree(yan, scene, one, seen=seen)
    assert StatusReviewRow.objects.count() == 1


def test_who_comes_second_overwrites_nothing(scene: Scene) -> None:
    changed = Statement(teller=scene.rowan, kind="phone_note", told=(read_known("2017-04-10"),), note="By phone.")
    actions.change(scene.ira, scene.statement, changed, Words(text="T. Other words."), seen=1)
    with pytest.raises(Stale):
        actions.change(scene.ira, scene.statement, changed, Words(text="T. Mine."), seen=1)
    assert access.words(scene.ira, scene.statement)[1].text == "T. Other words."
    assert access.statement(scene.ira, scene.statement)[1].events == (scene.event,)


def test_words_of_which_passages_are_marked_stay_as_they_are(scene: Scene) -> None:
    scene.says()
    _row, found = access.statement(scene.ira, scene.statement)
    with pytest.raises(Refused) as refused:
        actions.change(scene.ira, scene.statement, found, Words(text="T. Nothing happened."))
    assert refused.value.reasons == (("text", wording.WORDS_STAND),)
    actions.change(scene.ira, scene.statement, found, Words(text=TEXT, translation="In English."))
    assert access.words(scene.ira, scene.statement)[1] == Words(text=TEXT, translation="In English.")


@pytest.mark.parametrize("text", ["ᏧᏂᎸᏫᏍᏓᏁᏗ ᎠᏂᏯᏫᏍᎩ", "𒀭𒂗𒍪 ⵜⴰⵎⴰⵣⵉⵖⵜ", "ӏаьржа 👤🏿", "ข้อความ ཀ་ཁ", "\U000f0000 private"])
def test_a_script_that_no_font_has_is_kept_to_the_letter(scene: Scene, text: str) -> None:
    told = scene.told_by(scene.rowan, text=text, language="")
    assert access.words(scene.ira, told)[1].text == text
    typed = Drawing(
        once=uuid4(),
        lines=[1],
        subject=scene.beating,
        claims=[("injury", text)],
        source="Rowan",
        connection="self",
    )
    (made,) = drawing.draw(scene.ira, scene.event, told, typed)
    found = access.assertion(scene.ira, scene.event, made).said
    assert found.value == text
    assert found.passage
    assert (found.passage.start, found.passage.end) == (0, len(text))


def test_one_save_draws_a_new_act_its_people_and_what_is_said_of_it(scene: Scene) -> None:
    typed = Drawing(
        once=uuid4(),
        lines=[2],
        subject=None,
        victim="men in the mill",
        minimum=7,
        maximum=8,
        claims=[("happened", "integrity.torture"), ("method", "blunt.object")],
        source="Hazel",
        heard_from="Birch",
        connection="friend_told",
    )
    made = drawing.draw(scene.ira, scene.event, scene.statement, typed)
    assert drawing.draw(scene.ira, scene.event, scene.statement, typed) == made  # sent twice, saved once
    assert AssertionRow.objects.count() == 2
    said = [access.assertion(scene.ira, scene.event, one).said for one in made]
    assert {each.subject for each in said} - {scene.beating, scene.death} == {said[0].subject}
    act = documentation.act(scene.ira, scene.event, said[0].subject)[1]
    assert (act.kind, act.methods) == ("integrity.torture", ("blunt.object",))
    assert documentation.person(scene.ira, act.victim)[1].maximum == 8
    assert {each.hand for each in said} == {"second"}
    assert said[0].heard_from == scene.person("Birch")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"lines": [2, 4]}, "span"),
        ({"lines": []}, "span"),
        ({"lines": [99]}, "span"),
        ({"subject": None, "victim": "Wren", "claims": [("method", "blunt.object")]}, "what"),
        ({"subject": None, "victim": "", "claims": [("happened", "integrity.torture")]}, "victim"),
        ({"heard_from": "hazel"}, "heard_from"),
        ({"claims": [("date", "spring")]}, "value"),
        ({"claims": [("happened", "nothing")]}, "what"),
    ],
)
def test_where_something_is_wrong_nothing_is_saved(scene: Scene, more: dict[str, Any], field: str) -> None:
    told: dict[str, Any] = {
        "once": uuid4(),
        "lines": [2],
        "subject": scene.beating,
        "claims": [("happened", "integrity.beating")],
        "source": "Hazel",
        "connection": "friend_told",
    }
    people = len(documentation.persons(scene.ira))
    with pytest.raises(Refused) as refused:
        drawing.draw(scene.ira, scene.event, scene.statement, Drawing(**(told | more)))
    assert field in {name for name, _why in refused.value.reasons}
    assert not AssertionRow.objects.exists()
    assert len(documentation.persons(scene.ira)) == people
    assert len(documentation.acts(scene.ira, scene.event)) == 2


def test_of_the_event_as_a_whole_only_some_things_are_said(scene: Scene) -> None:
    scene.says(subject=scene.event, property="place", value="the old mill")
    with pytest.raises(Refused) as refused:
        scene.says(subject=scene.event)
    assert refused.value.reasons == (("subject", wording.OF_AN_ACT),)
    elsewhere = events.add_event(scene.ira, events.Event(title="Another"))
    with pytest.raises(Absent):
        scene.says(subject=elsewhere)


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_finds_it(organisation: Organisation, scene: Scene, who: str) -> None:
    one = scene.says()
    other = organisation.actor(who)
    found = Statement(teller=scene.rowan, kind="interview", told=(read_known("2017"),))
    for attempt in (
        lambda: access.statements(other),
        lambda: access.statement(other, scene.statement),
        lambda: access.words(other, scene.statement),
        lambda: access.assertions(other, scene.event),
        lambda: access.reviews(other, scene.event),
        lambda: actions.take_down(other, found, Words(text="x")),
        lambda: actions.retract(other, scene.event, one, ground=WITHDRAWN, why="x"),
        lambda: actions.retract_statement(other, scene.statement, ground=WITHDRAWN, why="x"),
        lambda: agree(other, scene, one),
        lambda: actions.compare(other, scene.event, scene.rowan, scene.tailor, independent=True, reason="x"),
        lambda: actions.erase(other, scene.statement),
    ):
        with pytest.raises(Absent):
            attempt()


def test_an_assertion_that_was_hung_elsewhere_counts_for_nothing(scene: Scene) -> None:
    scene.says()
    other = scene.told_by(scene.tailor)
    with connection.cursor() as cursor:  # whoever writes to the database
        cursor.execute("update statements_assertionrow set statement = %s", [other.hex])
    scene.ira.memory.clear()
    assert access.drawn_from(scene.ira, other) == []
    assert weighing.weigh(scene.ira, scene.event).statuses == {}


def test_a_statement_is_erased_with_all_that_was_drawn_from_it(scene: Scene) -> None:
    said = scene.says()
    scene.another()
    assert actions.erase(scene.ira, scene.statement) == 3
    assert is_buried(scene.statement, Compartment.SELF)  # a backup does not bring it back
    assert is_buried(said, Compartment.SELF)
    with pytest.raises(Absent):
        access.words(scene.ira, scene.statement)
    assert len(beating(scene).stands_on) == 1


def test_with_an_event_goes_what_was_asserted_and_reviewed_of_it(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    agree(yan, scene, one)
    events.erase_event(scene.ira, scene.event)
    assert not AssertionRow.objects.exists()
    assert not StatusReviewRow.objects.exists()
    assert access.words(scene.ira, scene.statement)[1].text == TEXT  # it may speak of other events


def test_the_same_form_sent_twice_makes_one(scene: Scene, yan: Actor) -> None:
    once, one = uuid4(), scene.says()
    scene.another()
    hazel = scene.person("Hazel")
    for _ in range(2):
        agree(yan, scene, one, once=once)
        actions.compare(yan, scene.event, scene.rowan, hazel, independent=False, reason="One cell.", once=scene.beating)
    assert (StatusReviewRow.objects.count(), IndependenceRow.objects.count()) == (1, 1)


MARK = "канарейка-canary"


def test_no_word_of_it_stands_in_any_table(scene: Scene, yan: Actor) -> None:
    more = {"interviewer": MARK, "interpreter": MARK, "note": MARK}
    who = scene.person(MARK)
    told = scene.told_by(who, text=MARK, **more)
    typed = Drawing(
        once=uuid4(), lines=[1], subject=scene.beating, claims=[("injury", MARK)], source=MARK, connection="self"
    )
    (one,) = drawing.draw(scene.ira, scene.event, told, typed)
    scene.says()
    actions.review(yan, scene.event, one, finding="confirms", reason=MARK)
    actions.compare(yan, scene.event, who, scene.rowan, independent=False, reason=MARK)
    actions.retract(scene.ira, scene.event, one, ground=WITHDRAWN, why=MARK)
    assert all(model._default_manager.exists() for model in KINDS)
    everything = database()
    assert MARK.encode() not in everything
    assert b"canary" not in everything
    assert b"integrity.beating" not in everything


def test_nobody_reviews_what_they_collected_under_a_second_name(scene: Scene, yan: Actor) -> None:
    one = scene.says()
    as_new(yan, scene.ira.account)
    with pytest.raises(Refused) as refused:
        agree(yan, scene, one)
    assert [sentence for _field, sentence in refused.value.reasons] == [NOT_CONFIRMED]
    as_confirmed(yan, scene.ira.account)
    agree(yan, scene, one)


def test_nobody_compares_sources_of_theirs_under_a_second_name(scene: Scene, yan: Actor) -> None:
    scene.says()
    scene.another()
    as_new(yan, scene.ira.account)
    with pytest.raises(Refused) as refused:
        actions.compare(yan, scene.event, scene.rowan, scene.person("Hazel"), independent=True, reason="I say so.")
    assert [sentence for _field, sentence in refused.value.reasons] == [NOT_CONFIRMED]


def test_nobody_says_who_collected_it(scene: Scene, yan: Actor, zoya: Actor) -> None:
    """It is whoever took the statement down, and whoever drew it out."""
    one = scene.says(by=yan, collector=zoya.account, drawn_by=zoya.account)
    assert access.assertion(scene.ira, scene.event, one).said.collectors == {scene.ira.account, yan.account}


def test_a_statement_says_nothing_of_an_event_for_which_it_was_not_taken(scene: Scene) -> None:
    elsewhere = events.add_event(scene.ira, Event(title="Another event"))
    told = scene.told_by(scene.rowan, events=(elsewhere,))
    with pytest.raises(Refused) as refused:
        scene.says(statement=told)
    assert refused.value.reasons == (("", wording.OTHER_EVENT),)


def test_what_somebody_tells_of_a_paper_that_is_not_here_is_no_finding(scene: Scene) -> None:
    told = scene.told_by(scene.rowan, kind="court_record")
    with pytest.raises(Refused) as refused:
        scene.says(statement=told, connection="reporter", finding=True)
    assert ("finding", wording.NO_FINDING) in refused.value.reasons
    one = scene.says(statement=told)
    assert access.assertion(scene.ira, scene.event, one).said.material == ""


def test_what_was_withdrawn_is_graded_no_more(scene: Scene) -> None:
    one = scene.says()
    actions.retract(scene.ira, scene.event, one, ground=WITHDRAWN, why="They fear for him.")
    with pytest.raises(Refused) as refused:
        actions.grade(scene.ira, scene.event, one, reliability="A", credibility="1")
    assert refused.value.reasons == (("", wording.WITHDRAWN_ALREADY),)


def test_a_review_that_was_hung_on_another_event_counts_there_for_nothing(scene: Scene, yan: Actor) -> None:
    agree(yan, scene, scene.says())
    elsewhere = events.add_event(scene.ira, Event(title="Another event"))
    (said,) = access.reviews(scene.ira, scene.event)
    create(StatusReviewRow, said, documentation.key(scene.ira), event=elsewhere)
    assert access.reviews(scene.ira, elsewhere) == []


def test_of_some_acts_only_what_is_said_of_them_is_opened_in_the_order_of_all(scene: Scene) -> None:
    drawn = [scene.says(subject=subject) for subject in (scene.beating, scene.death, scene.beating)]
    every = [each.said.id for each in access.assertions(scene.ira, scene.event)]
    assert sorted(every) == sorted(drawn)
    some = [each.said.id for each in access.assertions(scene.ira, scene.event, {scene.beating})]
    assert some == [one for one in every if one != drawn[1]]
