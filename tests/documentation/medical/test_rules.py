"""What may be written in an evaluation, and what a judgement still stands for."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.utils import translation

from tests.documentation.medical.conftest import ACCOUNT, ALL, mark
from waystation.documentation.medical import body, rules, wording
from waystation.documentation.medical.records import Agreed, Circumstances, Evaluation, Judgement, Method
from waystation.staff.actor import utc_now
from waystation.vocabulary.vocabularies import term, terms

replace = msgspec.structs.replace
TODAY = date(2017, 5, 1)
TOLD = Evaluation(called="Birch", agreed=ALL, account=ACCOUNT)


def names(faults: rules.Faults) -> set[str]:
    return {name for name, _sentence in faults}


@pytest.mark.parametrize(
    ("on", "wrong"),
    [
        (date.min, True),
        (date.max, True),
        (TODAY + timedelta(days=1), True),
        (TODAY, False),
        (date(1995, 1, 1), False),
        (None, False),
    ],
)
def test_a_day_that_cannot_be(on: date | None, wrong: bool) -> None:
    assert names(rules.circumstances_faults(Circumstances(on=on), TODAY)) == ({"on"} if wrong else set())


@pytest.mark.parametrize(("minutes", "wrong"), [(0, True), (-5, True), (1441, True), (1, False), (1440, False)])
def test_how_long_it_took(minutes: int, wrong: bool) -> None:
    assert bool(names(rules.circumstances_faults(Circumstances(minutes=minutes), TODAY))) == wrong


def test_whoever_says_yes_was_asked_somehow() -> None:
    assert names(rules.agreed_faults(Agreed(interview="yes"))) == {"how"}
    assert not names(rules.agreed_faults(Agreed(interview="no")))
    assert names(rules.agreed_faults(Agreed(sharing="perhaps"))) == {"sharing"}


def test_nothing_is_written_down_of_whoever_did_not_agree() -> None:
    bare = Evaluation(called="Birch")
    assert names(rules.account_faults(bare, "They beat me.")) == {"account"}
    assert names(rules.health_faults(bare, "Scars.", "")) == {"physical"}
    assert names(rules.finding_faults(mark(), bare.agreed)) == {""}
    assert names(rules.sharing_faults(bare)) == {""}


def test_no_list_before_the_free_account() -> None:
    said = [Method(code="electric.hand_crank")]
    assert names(rules.lists_faults(Evaluation(called="Birch", agreed=ALL), said, [])) == {""}
    assert not names(rules.lists_faults(TOLD, said, ["water"]))
    assert names(rules.lists_faults(TOLD, [*said, Method(code=said[0].code, prompted=True)], [])) == {"asked"}
    assert names(rules.lists_faults(TOLD, [Method(code="x")], ["y"])) == {"freely", "conditions"}
    assert names(rules.account_faults(replace(TOLD, methods=tuple(said)), " ")) == {"account"}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, set()),
        ({"place": "front.tail.left"}, {"place"}),
        ({"place": "<script>"}, {"place"}),
        ({"place": ""}, {"place"}),
        ({"kind": "x"}, {"kind"}),
        ({"kind": ""}, {"kind"}),
        ({"length": 0}, {"length"}),
        ({"width": 3001}, {"width"}),
        ({"length": None, "width": None}, set()),
        ({"description": " "}, {"description"}),
        ({"known": "told", "cause": ""}, {"cause"}),
        ({"known": "could_not_see", "cause": ""}, set()),
        ({"known": "perhaps"}, {"known"}),
        ({"kind": "psych.mood"}, {"place"}),
        ({"kind": "psych.mood", "place": "", "length": None, "width": None}, set()),
        ({"kind": "psych.mood", "place": ""}, {"place"}),
    ],
)
def test_what_cannot_be_of_a_finding(more: dict[str, object], wrong: set[str]) -> None:
    assert names(rules.finding_faults(mark(**more), ALL)) == wrong


def test_a_judgement_needs_a_level_a_reason_and_a_qualification() -> None:
    assert names(rules.judging_faults("not_assessed", " ", "")) == {"level", "qualification", "why"}
    assert not names(rules.judging_faults("typical", "Forensic physician", "Two poles."))
    assert names(rules.opinion_faults(Evaluation(called="x"), "x", "", "")) == {
        "",
        "level",
        "qualification",
        "conclusion",
    }


def test_only_a_clinician_signs_as_one() -> None:
    assert names(rules.signing_faults(TOLD, "clinician", "Physician", clinician=False)) == {"capacity"}
    assert names(rules.signing_faults(TOLD, "clinician", "", clinician=True)) == {"qualification"}
    assert not names(rules.signing_faults(TOLD, "recorder", "", clinician=False))


def test_a_judgement_stands_for_what_was_judged() -> None:
    found = mark()
    given = Judgement(
        level="typical",
        why="x",
        by=uuid4(),
        who="Doctor Reed",
        qualification="Physician",
        at=utc_now(),
        facts=rules.finding_digest(found),
    )
    judged = replace(found, judgement=given)
    assert rules.stands(judged)
    assert rules.stands(replace(judged, recorded_who="Tim", at=utc_now(), by=uuid4()))
    for name, value in (
        ("description", "x"),
        ("place", "back.sole.left"),
        ("length", 40),
        ("cause", "x"),
        ("age", "x"),
        ("kind", "skin.burn"),
        ("known", "does_not_remember"),
        ("number", 2),
    ):
        assert not rules.stands(replace(judged, **{name: value})), name


def test_every_field_counts_in_what_is_signed() -> None:
    """A field that is added later counts too, unless it only says who wrote something down, or what is gone."""
    aside = {"opinion", "signatures", "begun_by", "begun_who", "at", "by", "erased"}
    other = {"circumstances": Circumstances(place="x"), "agreed": Agreed(), "person": uuid4()}
    other |= {"methods": (Method(code="burn"),), "conditions": ("water",)}
    before = rules.digest(TOLD, [])
    for name in set(Evaluation.__struct_fields__) - aside:
        assert rules.digest(replace(TOLD, **{name: other.get(name, "another")}), []) != before, name
    assert rules.digest(TOLD, [mark()]) != before
    one, two = mark(number=1), mark(number=2, description="Another.")
    assert rules.digest(TOLD, [one, two]) == rules.digest(TOLD, [two, one])


def test_each_place_is_drawn_once_inside_the_drawing_and_named_in_both_languages() -> None:
    for language in ("en", "ru"):
        with translation.override(language):
            said = [wording.place_words(code) for code in body.places()]
        assert len(set(said)) == len(said) > 60
    for place in body.places().values():
        assert all(0 <= x <= body.WIDTH and 0 <= y <= body.HEIGHT for x, y in place.points), place.code
        assert place.region in {each.code for each in terms("body_regions")}
    assert {place.region for place in body.places().values()} == {each.code for each in terms("body_regions")}


def test_the_person_s_right_is_at_the_left_of_the_drawing_from_the_front_alone() -> None:
    assert body.places()["front.hand.right"].mark[0] < body.WIDTH / 2 < body.places()["front.hand.left"].mark[0]
    assert body.places()["back.hand.left"].mark[0] < body.WIDTH / 2 < body.places()["back.hand.right"].mark[0]


def test_what_is_chosen_with_a_finger_does_not_lie_on_its_neighbour() -> None:
    """24 pixels for each, where a unit of the drawing is 1.6 of them (WCAG 2.2, 2.5.8)."""
    for view in body.VIEWS:
        marks = [place for place in body.places().values() if place.view == view]
        for one in marks:
            for other in marks:
                apart = max(abs(one.mark[0] - other.mark[0]), abs(one.mark[1] - other.mark[1]))
                assert one is other or apart >= 15, (one.code, other.code)


def test_the_degrees_are_those_of_the_protocol_in_their_order() -> None:
    assert rules.levels() == ["not_consistent", "consistent", "highly_consistent", "typical", "diagnostic"]
    pinned = {
        "not_consistent": ("Not consistent", "Не соответствует"),
        "consistent": ("Consistent", "Соответствует"),
        "highly_consistent": ("Highly consistent", "Высокая степень соответствия"),
        "typical": ("Typical", "Типично"),
        "diagnostic": ("Diagnostic", "Диагностично"),
        "not_assessed": ("Not assessed", "Не оценивалось"),
    }
    for code, (en, ru) in pinned.items():
        found = term("ip_consistency", code)
        assert (found.en.partition(":")[0], found.ru.partition(":")[0]) == (en, ru)
    assert [each.extra["rank"] for each in terms("ip_consistency")] == [0, 1, 2, 3, 4, None]
