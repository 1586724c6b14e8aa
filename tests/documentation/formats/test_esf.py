"""Codes of the Events Standard Formats, both ways, and the XML that is written with them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings

from tests.documentation.formats.models import whole_models
from waystation.documentation.dates import read
from waystation.documentation.formats import esf, huridocs, outside
from waystation.documentation.formats.whole import OwnTerm
from waystation.documentation.records import (
    Act,
    Arrest,
    ChainLink,
    Event,
    Information,
    Involvement,
    Person,
)
from waystation.vocabulary.vocabularies import terms

NS = "{http://www.huridocs.org/}"
EVENT, AFTER, ROWAN, HAZEL, ACT = (uuid4() for _ in range(5))

PINNED = {
    ("acts", "life.death_under_torture"): "010190010000",
    ("acts", "life.forced_suicide"): "010190060000",
    ("acts", "life.attempted_killing"): "010109000000",
    ("acts", "liberty.mass_roundup"): "030107000000",
    ("acts", "integrity.stalking"): "020103040000",
    ("torture_methods", "electric"): "030800000000",
    ("involvement_degrees", "carried_out"): "010100000000",
    ("source_connections", "self"): "010100000000",
    ("source_connections", "eyewitness"): "010200000000",
    ("perpetrator_types", "family"): "110100000000",
    ("victim_status", "dead"): "010100000000",
    ("reply_kinds", "none"): "060000000000",
    ("violation_status", "unlikely"): "020000000000",
    ("violation_status", "likely"): "040000000000",
    ("reliability", "A"): "010000000000",
    ("reliability", "F"): "990000000000",
    ("credibility", "6"): "990000000000",
    ("relationships", "spouse"): "010101000000",
    ("intervention_impacts", "strong"): "010000000000",
}
"""As in the published lists, read in their English, by which the other languages were once made."""

NEAR = {
    ("acts", "life.honour_killing"): "010101050000",
    ("acts", "life.incitement_relatives"): "010000000000",
    ("acts", "privacy.outing"): "040000000000",
    ("acts", "privacy.phone_search"): "040101000000",
    ("acts", "privacy.entrapment"): "040000000000",
    ("acts", "liberty.forced_return"): "380101000000",
    ("acts", "coercion.name_others"): "020103000000",
    ("acts", "integrity.domestic_violence"): "020101000000",
    ("torture_methods", "electric.hand_crank"): "030800000000",
    ("perpetrator_types", "family.uncle_cousin"): "110100000000",
    ("involvement_degrees", "coerced"): "010000000000",
}
"""Terms of ours that no list has."""


@pytest.mark.parametrize(("term", "code"), PINNED.items())
def test_a_term_that_huridocs_has_is_its_code_both_ways(term: tuple[str, str], code: str) -> None:
    assert huridocs.outside(*term) == huridocs.Coded(code, True)
    if term[0] != "credibility":
        assert huridocs.inside(term[0], code) == huridocs.Coded(term[1], True)


@pytest.mark.parametrize(("term", "code"), NEAR.items())
def test_a_term_of_ours_becomes_the_nearest_code(term: tuple[str, str], code: str) -> None:
    assert huridocs.outside(*term) == huridocs.Coded(code, False)


def test_every_term_has_an_answer_and_no_two_of_a_list_share_an_exact_code() -> None:
    for vocabulary in huridocs.LISTS:
        found = [huridocs.outside(vocabulary, term.code) for term in terms(vocabulary)]
        exact = [each.code for each in found if each.exact]
        assert len(set(exact)) == len(exact), vocabulary
        assert all(each.code.isdigit() and len(each.code) == 12 for each in found if each.code), vocabulary
        for term in terms(vocabulary):
            if huridocs.outside(vocabulary, term.code).exact:
                assert huridocs.inside(vocabulary, huridocs.outside(vocabulary, term.code).code).code == term.code


def test_a_code_that_we_have_no_term_for_becomes_what_it_is_a_kind_of() -> None:
    summary_execution, dowry_death = "010101010000", "010101050100"
    assert huridocs.inside("acts", summary_execution) == huridocs.Coded("life", False)
    assert huridocs.inside("acts", dowry_death) == huridocs.Coded("life", False)
    assert huridocs.inside("acts", "01019001000004") == huridocs.Coded("life.death_under_torture", True)
    for nothing in ("", "x", "0101", "770000000000", "٠" * 12):
        assert huridocs.inside("acts", nothing) == huridocs.Coded("", False)


def text_of(root: Any, path: str) -> list[str | None]:
    return [each.text for each in root.findall("/".join(NS + part for part in path.split("/")))]


def test_a_model_is_written_where_openevsys_looks_for_it() -> None:
    records = {
        "persons": {ROWAN: Person(called="Rowan"), HAZEL: Person(called="Hazel")},
        "events": {
            EVENT: Event(title="Raid", began=read("2017-03~"), chain=(ChainLink(kind="part_of", event=AFTER),)),
            AFTER: Event(title="The first wave", began=read("2017")),
        },
        "acts": {
            ACT: Act(
                event=EVENT,
                victim=ROWAN,
                kind="liberty.arbitrary_detention",
                methods=("electric.hand_crank",),
                began=read("2017-03-12"),
                arrest=Arrest(conditions=("food", "contact_lawyer"), charge="none told"),
            )
        },
        "involvements": {uuid4(): Involvement(event=EVENT, act=ACT, perpetrator=HAZEL, degree="coerced")},
        "information": {
            uuid4(): Information(
                event=EVENT, source=HAZEL, connection="co_detainee", reliability="B", credibility="6", told=read("2017")
            )
        },
    }
    root = ElementTree.fromstring(esf.written(records))
    assert root.tag == f"{NS}events"
    assert text_of(root, "event/event_title") == ["Raid", "The first wave"]
    assert text_of(root, "event/initial_date") == ["2017-03-01", "2017-01-01"]
    assert text_of(root, "event/initial_date_type") == [huridocs.ESTIMATE, huridocs.NO_MONTH]
    assert "initial_date: 2017-03~" in str(text_of(root, "event/remarks"))
    assert text_of(root, "event/act/type_of_act") == ["030102000000"]
    assert text_of(root, "event/act/method_of_violence") == ["030800000000"]
    assert "Hand-cranked device" in str(text_of(root, "event/act/remarks"))
    assert text_of(root, "event/act/involvement/perpetrator") == [str(HAZEL)]
    assert "Took part under torture or threat [coerced]" in str(text_of(root, "event/act/involvement/remarks"))
    assert text_of(root, "event/act/arrest/whereabouts") == ["010102020000"]
    assert text_of(root, "person/reliability_as_source") == ["020000000000"]
    assert text_of(root, "information/reliability_of_information") == ["990000000000"]
    assert "B6" in str(text_of(root, "information/remarks"))
    # A part is said by the whole: "encompasses".
    assert text_of(root, "event/chain_of_events/related_event") == [str(EVENT)]
    assert text_of(root.findall(f"{NS}event")[1], "chain_of_events/type_of_chain_of_events") == ["020000000000"]


def test_a_term_that_the_organisation_added_becomes_what_it_says_is_nearest() -> None:
    own = OwnTerm(vocabulary="acts", code="own.call", en="Call to the workplace", nearest="privacy.outing")
    act = Act(event=EVENT, victim=ROWAN, kind="own.call")
    records = {"persons": {ROWAN: Person(called="R")}, "events": {EVENT: Event(title="E")}, "acts": {ACT: act}}
    root = ElementTree.fromstring(esf.written(records, [own]))
    assert text_of(root, "event/act/type_of_act") == ["040000000000"]
    assert text_of(root, "event/act/remarks") == ["type_of_act: Call to the workplace [own.call]"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole_models())
def test_whatever_stands_in_a_text_is_xml(records: Any) -> None:
    root = ElementTree.fromstring(esf.written(records))
    assert len(root.findall(f"{NS}event")) == len(records["events"])
    assert len(root.findall(f"{NS}event/{NS}act")) == len(records["acts"])
    assert len(root.findall(f"{NS}event/{NS}act/{NS}involvement")) == len(records["involvements"])


def test_what_a_statement_is_stands_with_its_code() -> None:
    statement = outside.Statement(teller=ROWAN, kind="interview", told=(), language="ce", events=(EVENT,), text="x")
    records = {
        "persons": {ROWAN: Person(called="Rowan")},
        "events": {EVENT: Event(title="Raid")},
        "statements": {uuid4(): statement},
    }
    root = ElementTree.fromstring(esf.written(records))
    assert text_of(root, "information/type_of_source_material") == ["091420051801"]
    (remarks,) = text_of(root, "information/remarks")
    assert "language: Chechen" in str(remarks)
