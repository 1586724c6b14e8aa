"""Whole models at random, for properties that hold of every one."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from waystation.documentation.assertions import CREDIBILITY, HANDS, PERPETRATOR, RELIABILITY, Passage
from waystation.documentation.dates import DAY, MONTH, YEAR, PartialDate
from waystation.documentation.formats.outside import Assertion, Comparison, Statement, StatusReview, Withdrawal
from waystation.documentation.records import (
    LINKS,
    Act,
    Arrest,
    BiographicDetail,
    ChainLink,
    Event,
    Information,
    Intervention,
    Involvement,
    Killing,
    Person,
    PlaceName,
    Property,
    Torture,
)
from waystation.documentation.reviews import FINDINGS, TIES
from waystation.documentation.rules import DETAILS, codes, group_of
from waystation.documentation.statements.records import GROUNDS
from waystation.documentation.statements.wording import PROPERTIES

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def partial_dates(draw: Any) -> PartialDate:
    day, precision, about = draw(DAYS), draw(st.sampled_from([DAY, MONTH, YEAR])), draw(st.booleans())
    first = {DAY: day, MONTH: day.replace(day=1), YEAR: day.replace(month=1, day=1)}[precision]
    return PartialDate(day=first, precision=precision, about=about)


MAYBE_DATES = st.none() | partial_dates()
PLACES = st.builds(PlaceName, country=TEXTS, region=TEXTS, locality=TEXTS, site=TEXTS)


def coded(vocabulary: str) -> Any:
    return st.sampled_from(sorted(codes(vocabulary)))


def several(vocabulary: str) -> Any:
    return st.lists(coded(vocabulary), max_size=3, unique=True).map(tuple)


@st.composite
def whole_models(draw: Any) -> dict[str, dict[Any, Any]]:
    """Some persons and events, and what hangs on them: chains, people who are victim and perpetrator, all of it."""
    ids = draw(st.lists(st.uuids(version=4), min_size=30, max_size=30, unique=True))
    persons = {one: draw(_persons()) for one in ids[:4]}
    names = list(ids[4:7])
    events = {one: draw(_events(st.sampled_from(names))) for one in names}
    who, when = st.sampled_from(sorted(persons)), st.sampled_from(names)
    acts = {one: draw(_acts(when, who)) for one in ids[7 : 7 + draw(st.integers(0, 4))]}
    found: dict[str, dict[Any, Any]] = {"persons": persons, "events": events, "acts": acts, "involvements": {}}
    for one in ids[12:15] if acts else ():
        act = draw(st.sampled_from(sorted(acts)))
        found["involvements"][one] = Involvement(
            event=acts[act].event,
            act=act,
            perpetrator=draw(who),
            degree=draw(coded("involvement_degrees")),
            kind=draw(st.just("") | coded("perpetrator_types")),
            note=draw(TEXTS),
        )
    found["information"] = {
        one: draw(
            st.builds(
                Information,
                event=when,
                source=who,
                connection=coded("source_connections"),
                reliability=coded("reliability"),
                credibility=coded("credibility"),
                told=MAYBE_DATES,
                note=TEXTS,
            )
        )
        for one in ids[16:18]
    }
    found["interventions"] = {
        one: draw(
            st.builds(
                Intervention,
                event=when,
                party=who,
                victim=st.none() | who,
                kinds=several("submission_kinds"),
                made=MAYBE_DATES,
                requested=TEXTS,
                response=st.just("") | coded("reply_kinds"),
                impact=st.just("") | coded("intervention_impacts"),
                note=TEXTS,
            )
        )
        for one in ids[18 : 18 + draw(st.integers(0, 2))]
    }
    found["biographic_details"] = {
        one: draw(
            st.builds(
                BiographicDetail,
                person=who,
                related=st.none() | who,
                relationship=st.just("") | coded("relationships"),
                began=MAYBE_DATES,
                ended=MAYBE_DATES,
                employment=TEXTS,
                rank=TEXTS,
                note=TEXTS,
            )
        )
        for one in ids[22 : 22 + draw(st.integers(0, 2))]
    }
    told = {one: draw(_statements(who, st.lists(when, max_size=3, unique=True).map(tuple))) for one in ids[24:26]}
    assertions = {
        one: draw(_assertions(told, acts, who)) for one in ids[26:28] if any(each.events for each in told.values())
    }
    found |= {"statements": told, "assertions": assertions}
    found["status_reviews"] = {
        one: draw(_reviews(assertions)) for one in ids[28 : 28 + draw(st.integers(0, 1))] if assertions
    }
    found["comparisons"] = {
        one: draw(
            st.builds(
                Comparison,
                first=who,
                second=who,
                independent=st.booleans(),
                ties=st.lists(st.sampled_from(TIES), max_size=2, unique=True).map(tuple),
                reason=TEXTS,
            )
        )
        for one in ids[29:30]
    }
    return found


WITHDRAWALS = st.none() | st.builds(Withdrawal, ground=st.sampled_from(GROUNDS), why=TEXTS)
GRADES = st.builds("{}{}".format, st.sampled_from(RELIABILITY), st.sampled_from(CREDIBILITY))


def _statements(people: Any, events: Any) -> Any:
    return st.builds(
        Statement,
        teller=people,
        kind=coded("source_types"),
        told=st.lists(partial_dates(), max_size=3).map(tuple),
        language=st.just("") | coded("languages"),
        interviewer=TEXTS,
        interpreter=TEXTS,
        note=TEXTS,
        events=events,
        exhibit=st.just("") | st.binary(min_size=32, max_size=32).map(bytes.hex),
        withdrawn=WITHDRAWALS,
        text=TEXTS,
        translation=TEXTS,
    )


@st.composite
def _assertions(draw: Any, statements: Any, acts: Any, people: Any) -> Assertion:
    """About the event or an act of it; who is said to have done it is one of the people."""
    statement = draw(st.sampled_from(sorted(one for one, each in statements.items() if each.events)))
    event = draw(st.sampled_from(statements[statement].events))
    subject = draw(st.sampled_from([event, *(one for one, act in acts.items() if act.event == event)]))
    property_ = draw(st.sampled_from(sorted(PROPERTIES)))
    return Assertion(
        event=event,
        statement=statement,
        subject=subject,
        property=property_,
        value=str(draw(people)) if property_ == PERPETRATOR else draw(TEXTS),
        source=draw(people),
        passage=draw(st.none() | st.builds(Passage, start=st.integers(0, 99), end=st.integers(0, 99))),
        denies=draw(st.booleans()),
        hand=draw(st.sampled_from(HANDS)),
        connection=draw(coded("source_connections")),
        heard_from=draw(st.none() | people),
        reliability=draw(st.sampled_from(RELIABILITY)),
        credibility=draw(st.sampled_from(CREDIBILITY)),
        graded=draw(st.lists(GRADES, max_size=2).map(tuple)),
        prompted=draw(st.booleans()),
        told=draw(st.none() | DAYS),
        finding=draw(st.booleans()),
        withdrawn=draw(WITHDRAWALS),
    )


@st.composite
def _reviews(draw: Any, assertions: Any) -> StatusReview:
    about = draw(st.sampled_from(sorted(assertions)))
    said = assertions[about]
    return StatusReview(
        event=said.event,
        subject=said.subject,
        property=said.property,
        value=said.value,
        finding=draw(st.sampled_from(FINDINGS)),
        status=draw(st.just("") | coded("corroboration_status")),
        seen=draw(st.sampled_from([(), (about,), tuple(assertions)])),
        reason=draw(TEXTS),
    )


@st.composite
def _persons(draw: Any) -> Person:
    if draw(st.booleans()):
        return Person(called=draw(TEXTS), note=draw(TEXTS))
    low = draw(st.integers(1, 900))
    high = draw(st.none() | st.integers(low, 1_000))
    return Person(called=draw(TEXTS), kind="unnamed", minimum=low, maximum=high, note=draw(TEXTS))


def _events(others: Any) -> Any:
    links = st.lists(st.builds(ChainLink, kind=st.sampled_from(LINKS), event=others), max_size=2).map(tuple)
    return st.builds(
        Event,
        title=TEXTS,
        began=MAYBE_DATES,
        ended=MAYBE_DATES,
        place=PLACES,
        description=TEXTS,
        remarks=TEXTS,
        chain=links,
    )


@st.composite
def _acts(draw: Any, events: Any, people: Any) -> Act:
    kind = draw(coded("acts"))
    made = {
        "arrest": st.builds(Arrest, conditions=several("deprivation_conditions"), whereabouts=TEXTS, charge=TEXTS),
        "torture": st.builds(Torture, intent=TEXTS, medical_attention=TEXTS),
        "killing": st.builds(Killing, autopsy=TEXTS, body=TEXTS),
        "property": st.builds(Property, what=TEXTS, compensation=TEXTS),
    }
    details = {name: draw(st.none() | made[name]) for name, groups in DETAILS.items() if group_of(kind) in groups}
    return Act(
        event=draw(events),
        victim=draw(people),
        kind=kind,
        methods=draw(several("torture_methods")),
        began=draw(MAYBE_DATES),
        ended=draw(MAYBE_DATES),
        place=draw(PLACES),
        status=draw(st.just("") | coded("victim_status")),
        note=draw(TEXTS),
        **details,
    )
