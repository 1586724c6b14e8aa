"""What may be drawn from a statement, and what is said where something may not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.documentation.said import ACT, AT, INA, RUSLAN, said
from waystation.documentation.assertions import DATE, NUMBER, PLACE, Assertion, Passage
from waystation.documentation.corroboration import FIRST_HAND, REPORTED, Status
from waystation.documentation.dates import read_known
from waystation.documentation.reviews import CONFIRMS, REFUTES, SETS_ASIDE, Independence
from waystation.documentation.statements import rules, wording
from waystation.documentation.statements.records import MISTAKEN, Retraction, Statement, Words

TODAY = date(2031, 5, 4)
TOLD = Statement(teller=UUID(int=1), kind="interview", told=(read_known("2031-04-09"),))
WORDS = Words(text="They beat me.")


def asserted(**more: Any) -> Assertion:
    return said(1, **({"passage": Passage(start=0, end=13), "told": date(2031, 4, 9)} | more))


def wrong(one: Assertion) -> list[tuple[str, Any]]:
    return list(rules.assertion_faults(one, TOLD, WORDS))


def test_it_works() -> None:
    assert not list(rules.statement_faults(TOLD, TODAY))
    assert wrong(asserted()) == []


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ((), wording.WHEN_TOLD),
        ((read_known("2031-05-05"),), wording.NOT_YET),
        ((read_known("9999"),), wording.NOT_YET),
        ((read_known("2031-04-09"), read_known("0001")), wording.TOO_EARLY),
    ],
)
def test_nobody_told_us_in_the_future_or_a_thousand_years_ago(told: Any, why: Any) -> None:
    statement = Statement(teller=UUID(int=1), kind="interview", told=told)
    assert list(rules.statement_faults(statement, TODAY)) == [("told", why)]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"heard_from": said(1).source}, ("heard_from", wording.OWN_SOURCE)),
        ({"value": "integrity.beaten"}, ("what", wording.CHOOSE_WHAT)),
        ({"property": "weather"}, ("what", wording.CHOOSE_WHAT)),
        ({"passage": None}, ("span", wording.CHOOSE_LINES)),
        ({"passage": Passage(start=0, end=14)}, ("span", wording.CHOOSE_LINES)),
        ({"connection": "friend_told", "hand": "first"}, ("hand", wording.TOO_NEAR)),
        ({"reliability": "H"}, ("reliability", wording.CHOOSE)),
        ({"credibility": "7"}, ("credibility", wording.CHOOSE)),
        ({"finding": True}, ("finding", wording.NO_FINDING)),
        ({"property": DATE, "value": "9999"}, ("value", wording.BEFORE_IT)),
        ({"property": DATE, "value": "spring"}, ("value", wording.NO_DATE_SAID)),
        ({"property": NUMBER, "value": "9-3"}, ("value", wording.NO_NUMBER)),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(more: dict[str, Any], fault: Any) -> None:
    assert fault in wrong(asserted(**more))


def test_a_day_that_somebody_names_may_be_long_ago() -> None:
    assert wrong(asserted(property=DATE, value="0001")) == []


def test_nothing_is_drawn_from_what_was_withdrawn() -> None:
    gone = Retraction(at=AT, by=INA, ground=MISTAKEN, why="Wrong person.")
    statement = Statement(teller=UUID(int=1), kind="interview", told=TOLD.told, retraction=gone)
    assert ("", wording.IS_WITHDRAWN) in list(rules.assertion_faults(asserted(), statement, WORDS))
    assert ("", wording.WITHDRAWN_ALREADY) in list(rules.retraction_faults(statement, MISTAKEN, "Once more."))


@pytest.mark.parametrize(
    ("property_", "text", "kept"),
    [
        (NUMBER, " 7 ", "7"),
        (NUMBER, "7 – 8", "7-8"),
        (NUMBER, "7-7", "7"),
        (NUMBER, "7+", "7+"),
        (DATE, "12.03.2017", "2017-03-12"),
        (DATE, "~2017-03", "2017-03~"),
        (PLACE, "the  old\tmill", "the old mill"),
    ],
)
def test_a_value_is_kept_in_one_spelling(property_: str, text: str, kept: str) -> None:
    assert rules.value_of(property_, text) == kept


@pytest.mark.parametrize("text", ["", "0", "many", "8-7", "1-2-3", "-4", "99999999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        rules.value_of(NUMBER, text)


def status(code: str) -> Status:
    return Status(asserted().claim, code, (), (UUID(int=1001),))


@pytest.mark.parametrize(
    ("finding", "code", "denials", "by", "why"),
    [
        (CONFIRMS, FIRST_HAND, (), INA, wording.YOU_COLLECTED_FACT),
        (CONFIRMS, REPORTED, (), RUSLAN, wording.NOTHING_TO_AGREE),
        (SETS_ASIDE, FIRST_HAND, (), RUSLAN, wording.NO_DENIAL),
        ("shrugs", FIRST_HAND, (), RUSLAN, wording.CHOOSE),
    ],
)
def test_who_may_review_what(finding: str, code: str, denials: Any, by: UUID, why: Any) -> None:
    assert why in [said for _name, said in rules.review_faults(finding, "Read it.", status(code), denials, by, {INA})]


@pytest.mark.parametrize("finding", [CONFIRMS, REFUTES])
def test_who_collected_nothing_of_it_may(finding: str) -> None:
    assert not list(rules.review_faults(finding, "Read it.", status(FIRST_HAND), (), RUSLAN, {INA}))
    assert list(rules.review_faults(finding, " ", status(FIRST_HAND), (), RUSLAN, {INA})) == [
        ("reason", wording.SAY_WHY)
    ]


def test_two_sources_are_judged_by_who_collected_from_neither() -> None:
    told = Independence(first=ACT, second=INA, independent=True, reason="Other towns.", by=RUSLAN, at=AT)
    assert not list(rules.independence_faults(told, {INA}))
    assert list(rules.independence_faults(told, {INA, RUSLAN})) == [("", wording.YOU_COLLECTED)]
    same = Independence(first=ACT, second=ACT, independent=True, reason="One.", by=RUSLAN, at=AT)
    assert list(rules.independence_faults(same, ())) == [("second", wording.TWO_SOURCES)]
