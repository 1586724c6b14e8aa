"""How sure a fact is: one line for each rule."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

import waystation.vocabulary
from tests.documentation.said import (
    ACT,
    AT,
    BEATING,
    DEATH,
    INA,
    KILLING,
    RUSLAN,
    ZARA,
    agreed,
    apart,
    heard,
    said,
)
from waystation.documentation import assertions, corroboration
from waystation.documentation.assertions import DATE, HAPPENED, INJURY, METHOD, PERPETRATOR, Assertion, Claim, faults
from waystation.documentation.corroboration import Status, discrepancies, grades, is_death, statuses
from waystation.documentation.reviews import REFUTES, SETS_ASIDE, Independence, Judged, judged

TERMS = Path(waystation.vocabulary.__file__).parent / "terms"
ONE, TWO, THREE, FOUR = said(1), said(2), said(3), said(4)
PHOTO = said(8, material="photo", exhibit=UUID(int=90), connection="unknown")
CERTIFICATE = said(9, material="death_certificate", exhibit=UUID(int=91), connection="unknown", finding=True)
CUSTODY = (PHOTO.exhibit, CERTIFICATE.exhibit)


def died(*told: Assertion) -> list[Assertion]:
    return [replace(each, subject=DEATH, value=KILLING) for each in told]


def only(told: list[Assertion], given: Judged | None = None) -> Status:
    [found] = statuses(told, given or judged(custody=CUSTODY)).values()
    return found


def reasons(status: Status) -> set[str]:
    return {each.code for each in status.reasons}


TABLE = [
    ("one who was told", [heard(1)], (), "reported"),
    ("two who were told", [heard(1), heard(2)], (), "reported_multiple"),
    ("one who was told, twice", [heard(1), heard(1, id=UUID(int=7))], (), "reported"),
    ("one who was there", [ONE], (), "first_hand"),
    ("one of whom nothing is known yet", [said(1, reliability="F", credibility="6")], (), "first_hand"),
    ("one who was there and is unreliable", [said(1, reliability="E")], (), "reported"),
    ("one who deceives", [said(1, reliability="G")], (), "reported"),
    ("one who was there and says what is improbable", [said(1, credibility="5")], (), "reported"),
    ("how they know it is not known", [said(1, connection="unknown", hand="first")], (), "reported"),
    ("there, but says they only heard of it", [said(1, hand="second")], (), "reported"),
    ("a relative who saw only what it left", [said(1, connection="relative_saw_after")], (), "reported"),
    ("two whom nobody compared", [ONE, TWO], (), "first_hand"),
    ("two who are independent", [ONE, TWO], [apart(ONE, TWO)], "corroborated"),
    ("two, named the other way round", [ONE, TWO], [apart(TWO, ONE)], "corroborated"),
    ("one who was there, one who was told", [ONE, heard(2)], [apart(ONE, TWO)], "corroborated"),
    ("one who was told it by the other", [ONE, heard(2, heard_from=ONE.source)], [apart(ONE, TWO)], "first_hand"),
    (
        "told by somebody who was told it by the other",
        [ONE, heard(2, heard_from=THREE.source), heard(3, heard_from=ONE.source)],
        [apart(ONE, TWO)],
        "first_hand",
    ),
    (
        "two who were told by the same",
        [said(1, heard_from=FOUR.source), heard(2, heard_from=FOUR.source)],
        [apart(ONE, TWO)],
        "first_hand",
    ),
    ("two who were told, independent", [heard(1), heard(2)], [apart(ONE, TWO)], "reported_multiple"),
    ("found to be in contact", [ONE, TWO], [apart(ONE, TWO, independent=False, ties=("chat",))], "first_hand"),
    ("judged by who took them down", [ONE, TWO], [apart(ONE, TWO, by=INA)], "first_hand"),
    ("judged without a reason", [ONE, TWO], [apart(ONE, TWO, reason=" ")], "first_hand"),
    ("two sources, one not judged", [ONE, said(2, reliability="F")], [apart(ONE, TWO)], "first_hand"),
    ("two sources, what one says not judged", [ONE, said(2, credibility="6")], [apart(ONE, TWO)], "first_hand"),
    ("two sources, one unreliable", [ONE, said(2, reliability="E")], [apart(ONE, TWO)], "first_hand"),
    ("a source beside itself", [ONE, said(1, id=UUID(int=7))], [apart(ONE, ONE)], "first_hand"),
    ("a photograph alone", [PHOTO], (), "reported"),
    ("a photograph and one who was there", [PHOTO, ONE], (), "first_hand"),
    ("a photograph and two who are independent", [PHOTO, ONE, TWO], [apart(ONE, TWO)], "documented"),
    ("a photograph is no second source", [PHOTO, ONE], [apart(ONE, PHOTO)], "first_hand"),
    ("a finding of an authority", [CERTIFICATE], (), "officially_confirmed"),
    ("somebody denies it", [ONE, said(2, denies=True)], (), "contradicted"),
    ("somebody unreliable denies it", [ONE, said(2, denies=True, reliability="E")], (), "first_hand"),
    ("whoever said so withdrew it", [replace(ONE, retracted=AT)], (), "retracted"),
    ("one of two withdrew it", [ONE, replace(TWO, retracted=AT)], [apart(ONE, TWO)], "first_hand"),
    ("who denied it withdrew that", [ONE, said(2, denies=True, retracted=AT)], (), "first_hand"),
]

DEATHS = [
    ("one who was told", [heard(1)], (), "reported"),
    ("forty who were told", [heard(each) for each in range(40)], (), "reported"),
    ("one who saw it", [ONE], (), "reported"),
    ("two who saw it, whom nobody compared", [ONE, TWO], (), "reported"),
    ("two who saw it, independent", [ONE, TWO], [apart(ONE, TWO)], "corroborated"),
    ("one who saw it, one who was told", [ONE, heard(2)], [apart(ONE, TWO)], "reported"),
    ("a relative who saw the body", [said(1, connection="relative_saw_after")], (), "first_hand"),
    ("one who saw it, and a photograph", [ONE, PHOTO], (), "first_hand"),
    ("two who were told, and a photograph", [heard(1), heard(2), PHOTO], (), "reported"),
    ("two who saw it, and a photograph", [ONE, TWO, PHOTO], [apart(ONE, TWO)], "documented"),
    ("a death certificate", [heard(1), CERTIFICATE], (), "officially_confirmed"),
]


@pytest.mark.parametrize(("what", "told", "pairs", "code"), TABLE, ids=[each[0] for each in TABLE])
def test_it_works(what: str, told: list[Assertion], pairs: list[Independence], code: str) -> None:
    assert only(told, judged(pairs, custody=CUSTODY)).code == code


@pytest.mark.parametrize(("what", "told", "pairs", "code"), DEATHS, ids=[each[0] for each in DEATHS])
def test_deaths(what: str, told: list[Assertion], pairs: list[Independence], code: str) -> None:
    assert only(died(*told), judged(pairs, custody=CUSTODY)).code == code
    as_status = [replace(each, property="status_at_end", value="dead") for each in told]
    assert only(as_status, judged(pairs, custody=CUSTODY)).code == code


@pytest.mark.parametrize("kind", ["life", "life.own_killed_by_a_mob", "life.death_in_custody"])
def test_every_act_against_life_is_a_death_but_those_that_somebody_survived(kind: str) -> None:
    """One eyewitness of a term that the organisation added itself would else be more than one of a published one."""
    for told in ([ONE], [heard(1), heard(2)]):
        assert only([replace(each, subject=DEATH, value=kind) for each in told]).code == "reported"
    as_status = replace(ONE, property="status_at_end", value="own_burnt")
    assert only([as_status]).code == "reported"


@pytest.mark.parametrize("kind", ["life.attempted_killing", "life.incitement_relatives", "integrity.own_life"])
def test_what_somebody_survived_is_no_death(kind: str) -> None:
    assert only([replace(ONE, value=kind)]).code == "first_hand"


@pytest.mark.parametrize("material", ["", "interview", "audio", "photo", "media", "ngo_report"])
def test_what_somebody_tells_is_no_finding_of_an_authority(material: str) -> None:
    """Not even where it is recorded as an exhibit: a death would be established by a box that somebody ticked."""
    recorded = replace(CERTIFICATE, material=material, exhibit=CERTIFICATE.exhibit if material else None)
    assert only(died(recorded)).code == "reported"
    assert faults(recorded) == ["finding"]


def test_who_draws_something_out_afterwards_judges_it_no_more() -> None:
    drawn = replace(TWO, drawn_by=RUSLAN)
    assert only([ONE, drawn], judged([apart(ONE, TWO, by=RUSLAN)])).code == "first_hand"
    found = only([ONE])
    assert only([ONE], judged(reviews=[agreed(found, RUSLAN)])).agreed
    assert not only([ONE, drawn], judged(reviews=[agreed(found, RUSLAN)])).agreed


def test_what_reviewers_said_in_a_file_counts_for_nothing() -> None:
    """Whoever takes a file in would else agree to what they never looked at."""
    assert only([ONE, TWO], judged([apart(ONE, TWO, brought=True)])).code == "first_hand"
    found = only([ONE])
    assert not only([ONE], judged(reviews=[agreed(found, RUSLAN, brought=True)])).agreed


def test_agreement_falls_with_the_exhibit_that_was_looked_at() -> None:
    told, given = [ONE, TWO, PHOTO], [apart(ONE, TWO)]
    found = only(told, judged(given, custody=CUSTODY))
    seen = agreed(found, RUSLAN, exhibits=(PHOTO.exhibit,))
    assert only(told, judged(given, [seen], custody=CUSTODY)).public == "documented"
    another = [ONE, TWO, replace(PHOTO, exhibit=CERTIFICATE.exhibit)]
    assert only(another, judged(given, [seen], custody=CUSTODY)).public == "reported"


def test_what_is_said_of_a_death_is_as_hard_to_know() -> None:
    method = replace(TWO, subject=DEATH, property=METHOD, value="electric")
    assert statuses([method], judged())[method.claim].code == "first_hand"
    assert statuses([method, *died(heard(1))], judged())[method.claim].code == "reported"
    withdrawn = replace(*died(heard(1)), retracted=AT)
    assert statuses([method, withdrawn], judged())[method.claim].code == "first_hand"


def test_what_turns_out_to_be_a_death_needs_two_to_set_a_denial_aside() -> None:
    method = heard(1, subject=DEATH, property=METHOD, value="electric")
    denial = said(2, subject=DEATH, property=METHOD, value="electric", denies=True)
    aside = agreed(only([method]), RUSLAN, finding=SETS_ASIDE, seen=(denial.id,))
    assert statuses([method, denial], judged(reviews=[aside]))[method.claim].code == "reported"
    told, both = [method, denial, *died(heard(3))], [aside, replace(aside, by=ZARA)]
    assert statuses(told, judged(reviews=[aside]))[method.claim].code == "contradicted"
    assert statuses(told, judged(reviews=both))[method.claim].code == "reported"


def test_material_without_custody_supports_nothing() -> None:
    told = [ONE, TWO, PHOTO, CERTIFICATE]
    found = only(told, judged([apart(ONE, TWO)]))
    assert found.code == "corroborated"
    assert "custody_broken" in reasons(found)


def test_a_relative_knows_the_injuries_at_first_hand() -> None:
    told = said(1, connection="relative_saw_after", property=INJURY, value="burns")
    assert only([told]).code == "first_hand"


def test_somebody_who_is_recorded_twice_is_one_source() -> None:
    """Whoever was judged independent of somebody who turned out to be themselves."""
    same = {ONE.source: ONE.source, TWO.source: ONE.source}
    found = only([ONE, TWO], judged([apart(ONE, TWO)], persons=same))
    assert (found.code, "not_judged_independent" in reasons(found)) == ("first_hand", False)
    rumours = [heard(1), heard(2)]
    assert only(rumours).code == "reported_multiple"
    assert only(rumours, judged(persons=same)).code == "reported"


def test_who_has_it_from_somebody_under_another_name_is_no_second_source() -> None:
    origin, again = UUID(int=901), UUID(int=902)
    told = [heard(1, heard_from=again), said(2, source=origin)]
    assert only(told, judged([apart(*told)])).code == "corroborated"
    found = only(told, judged([apart(*told)], persons={origin: origin, again: origin}))
    assert (found.code, "same_origin" in reasons(found)) == ("first_hand", True)


def test_the_latest_word_on_independence_holds() -> None:
    later = apart(ONE, TWO, independent=False, by=ZARA)
    assert only([ONE, TWO], judged([apart(ONE, TWO), later])).code == "first_hand"
    again = replace(apart(ONE, TWO), at=AT + timedelta(days=1))
    assert only([ONE, TWO], judged([again, later])).code == "corroborated"


def test_a_status_is_published_when_somebody_else_agrees() -> None:
    found = only([ONE])
    assert (found.code, found.agreed, found.public) == ("first_hand", False, "reported")
    assert only([ONE], judged(reviews=[agreed(found, INA)])).public == "reported"
    assert only([ONE], judged(reviews=[agreed(found, RUSLAN, reason="")])).public == "reported"
    assert only([ONE], judged(reviews=[agreed(found, RUSLAN, seen=())])).public == "reported"
    assert only([ONE], judged(reviews=[agreed(found, RUSLAN, status="documented")])).public == "reported"
    assert only([ONE], judged(reviews=[agreed(found, RUSLAN)])).public == "first_hand"


def test_what_is_only_reported_needs_nobody() -> None:
    assert only([heard(1)]).agreed


@pytest.mark.parametrize("told", [died(ONE, TWO), [said(1, property=PERPETRATOR, value="x")]])
def test_deaths_and_named_perpetrators_need_two(told: list[Assertion]) -> None:
    pairs = [apart(ONE, TWO)]
    found = only(told, judged(pairs))
    one, two = agreed(found, RUSLAN), agreed(found, ZARA)
    assert only(told, judged(pairs, [one, one])).public == "reported"
    assert only(told, judged(pairs, [one, agreed(found, INA)])).public == "reported"
    assert only(told, judged(pairs, [one, two])).public == found.code != "reported"


def test_agreement_falls_with_what_it_stood_on() -> None:
    found = only([ONE, THREE])
    yes = judged(reviews=[agreed(found, RUSLAN)])
    assert only([ONE, THREE], yes).public == "first_hand"
    assert only([ONE, THREE, FOUR], yes).public == "first_hand"
    assert only([ONE, replace(THREE, retracted=AT)], yes).public == "reported"


def test_a_denial_is_weighed_by_a_reviewer() -> None:
    denial = said(2, denies=True)
    aside = agreed(only([ONE]), RUSLAN, finding=SETS_ASIDE, seen=(denial.id,), reason="The accused authority.")
    found = only([ONE, denial], judged(reviews=[aside]))
    assert found.code == "first_hand"
    assert "denial_set_aside" in reasons(found)
    assert only([ONE, denial, said(3, denies=True)], judged(reviews=[aside])).code == "contradicted"
    assert only([ONE, denial], judged(reviews=[replace(aside, by=INA)])).code == "contradicted"


def test_reviewers_refute_and_take_it_back() -> None:
    no = agreed(only([ONE]), RUSLAN, finding=REFUTES, reason="He was abroad that week.")
    found = only([ONE], judged(reviews=[no]))
    assert (found.code, found.public) == ("refuted", "")
    yes = agreed(only([ONE]), RUSLAN)
    assert only([ONE], judged(reviews=[no, yes])).code == "refuted"
    assert only([ONE], judged(reviews=[no, replace(yes, at=AT + timedelta(hours=1))])).public == "first_hand"
    of_death = agreed(only(died(ONE)), RUSLAN, finding=REFUTES)
    assert only(died(ONE), judged(reviews=[of_death])).code == "reported"
    assert only(died(ONE), judged(reviews=[of_death, replace(of_death, by=ZARA)])).code == "refuted"


def test_a_denial_alone_is_no_report() -> None:
    assert only([said(1, denies=True)]).code == "contradicted"
    assert only([said(1, denies=True, reliability="E")]).public == ""


def test_reasons_name_the_assertions() -> None:
    told = [ONE, heard(2, reliability="F", prompted=True), said(3, reliability="E")]
    found = only(told)
    assert {each.code: each.assertions for each in found.reasons} == {
        "hearsay": (told[1].id,),
        "first_hand": (ONE.id,),
        "not_judged_independent": (ONE.id, told[1].id),
        "cannot_be_judged": (told[1].id,),
        "does_not_count": (told[2].id,),
        "prompted": (told[1].id,),
    }
    assert found.stands_on == (ONE.id, told[1].id)


def test_contradictions_stand_side_by_side_and_lower_nothing() -> None:
    dates = [said(1, property=DATE, value="2031-03-03"), said(2, property=DATE, value="2031-03-05")]
    [found] = discrepancies([dates[1], dates[0], said(3, property=METHOD, value="blunt")])
    assert found.told == tuple(dates)
    assert {each.code for each in statuses(dates, judged()).values()} == {"first_hand"}
    assert discrepancies([dates[0], replace(dates[1], retracted=AT)]) == []
    methods = [said(1, property=METHOD, value="blunt"), said(2, property=METHOD, value="electric")]
    assert discrepancies(methods) == []


def test_grades_leave_out_what_cannot_be_judged() -> None:
    told = [said(1, reliability="A", credibility="4"), said(2, reliability="D", credibility="6")]
    assert grades(told) == (("A", "D"), ("4", "4"))
    assert grades([said(1, reliability="F", credibility="6")]) == (None, None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"heard_from": ONE.source}, "own_source"),
        ({"connection": "friend_told", "hand": "first"}, "hand_too_near"),
        ({"connection": "telepathy"}, "connection"),
        ({"hand": "zeroth"}, "hand"),
        ({"reliability": "H"}, "reliability"),
        ({"credibility": "0"}, "credibility"),
        ({"passage": assertions.Passage(start=4, end=4)}, "passage"),
        ({"passage": assertions.Passage(start=-1, end=4)}, "passage"),
        ({"passage": assertions.Passage(start=0, end=4), "statement": None}, "passage"),
        ({"property": " "}, "property"),
        ({"value": ""}, "value"),
        ({"finding": True}, "finding"),
    ],
)
def test_faults(more: dict[str, Any], code: str) -> None:
    assert faults(ONE) == []
    assert faults(said(1, **more)) == [code]


def codes(vocabulary: str) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in json.loads((TERMS / f"{vocabulary}.json").read_text())["terms"]}


def test_the_rules_know_the_vocabularies() -> None:
    hands = {1: "first", 2: "second", 3: "further", None: "further"}
    assert {code: hands[each["hand"]] for code, each in codes("source_connections").items()} == assertions.HAND_OF
    assert tuple(codes("reliability")) == assertions.RELIABILITY
    assert tuple(codes("credibility")) == assertions.CREDIBILITY
    assert tuple(codes("corroboration_status")) == (
        *corroboration.LADDER,
        corroboration.CONTRADICTED,
        corroboration.REFUTED,
        corroboration.RETRACTED,
    )
    unranked = [
        each["code"] for name in ("reliability", "credibility") for each in codes(name).values() if each["rank"] is None
    ]
    assert unranked == [assertions.UNJUDGED_SOURCE, assertions.UNJUDGED_INFORMATION]
    assert codes("source_types").keys() >= corroboration.EVIDENCE
    assert codes("source_types").keys() >= assertions.BY_AN_AUTHORITY
    assert codes("acts").keys() > corroboration.SURVIVED
    assert {code for code in codes("acts") if is_death(Claim(ACT, HAPPENED, code))} == {
        "life",
        "life.killing_unclear",
        "life.extrajudicial_execution",
        "life.death_under_torture",
        "life.death_in_custody",
        "life.honour_killing",
        "life.forced_suicide",
        "life.death_denial_medical",
        "life.death_denial_food",
    }
    assert is_death(died(ONE)[0].claim)
    assert not is_death(ONE.claim)
    assert (ONE.subject, ONE.value) == (ACT, BEATING)
