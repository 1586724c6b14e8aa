"""The interview of the tutorial: each line, what it asserts, how sure that is, and what may be said of it."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from tests.documentation.said import AT, INA, RUSLAN, ZARA, agreed
from waystation.documentation.assertions import Assertion, Claim, Passage, faults
from waystation.documentation.facts import Facts
from waystation.documentation.public_wording import People, sentence
from waystation.documentation.reviews import Independence, judged

INTERVIEW = tomllib.loads((Path(__file__).parents[1] / "data/documentation/interview.toml").read_text("utf-8"))
TEXTS = {each["name"]: "\n".join(each["lines"]) for each in INTERVIEW["statements"]}
LINES = list(chain.from_iterable([(each, line) for line in each["lines"]] for each in INTERVIEW["statements"]))


def called(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


def asserted() -> list[Assertion]:
    """What the table says, as it is kept: each with the passage that says it."""
    told = []
    for number, each in enumerate(INTERVIEW["assertions"]):
        statement, line = LINES[each["line"] - 1]
        start = TEXTS[statement["name"]].index(line)
        told.append(
            Assertion(
                id=UUID(int=number + 1),
                subject=called(each["subject"]),
                property=each["property"],
                value=each["value"],
                source=called(each["source"]),
                heard_from=called(each["heard_from"]) if "heard_from" in each else None,
                statement=called(statement["name"]),
                passage=Passage(start=start, end=start + len(line)),
                hand=each.get("hand", "first"),
                connection=each["connection"],
                reliability="B",
                credibility="2",
                prompted=each.get("prompted", False),
                told=statement["told"],
                collector=INA,
            )
        )
    return told


COMPARED = [
    Independence(
        first=called(each["sources"][0]),
        second=called(each["sources"][1]),
        independent=each["independent"],
        ties=tuple(each.get("ties", ())),
        reason=each["reason"],
        by=RUSLAN,
        at=AT,
    )
    for each in INTERVIEW["compared"]
]


def agreed_facts(told: list[Assertion]) -> Facts:
    """Everything, when two reviewers have agreed to what the rules give."""
    facts = Facts(told, judged(COMPARED))
    facts.judge(judged(COMPARED, [agreed(each, by) for each in facts for by in (RUSLAN, ZARA)]))
    return facts


def claim_of(fact: dict[str, Any]) -> Claim:
    subject, property_, value = fact["claim"]
    return Claim(called(subject), property_, value)


def people_of(fact: dict[str, Any]) -> People:
    """One person where the table says nothing; of a single number, at least so many."""
    least, *most = fact.get("people", (1, 1))
    return People(least, most[0] if most else None)


@pytest.mark.parametrize("fact", INTERVIEW["facts"], ids=[" ".join(each["claim"]) for each in INTERVIEW["facts"]])
def test_it_works(fact: dict[str, Any]) -> None:
    found = agreed_facts(asserted()).get(claim_of(fact))
    assert found
    assert (found.code, found.public) == (fact["status"], fact["status"])
    people = people_of(fact)
    assert sentence(found, "en", people) == (fact["en"], "en")
    assert sentence(found, "ru", people) == (fact["ru"], "ru")
    assert sentence(found, "ce", people) == (fact["ru"], "ru")


def test_the_table_is_whole() -> None:
    told = asserted()
    assert not any(faults(each) for each in told)
    assert {each.claim for each in told} == {claim_of(each) for each in INTERVIEW["facts"]}
    for fact in INTERVIEW["facts"]:
        lines = {
            each["line"] for each, one in zip(INTERVIEW["assertions"], told, strict=True) if one.claim == claim_of(fact)
        }
        assert lines == set(fact["lines"])
    assert 28 <= len(LINES) <= 35


def test_each_passage_is_the_line_that_says_it() -> None:
    for each, one in zip(INTERVIEW["assertions"], asserted(), strict=True):
        statement, line = LINES[each["line"] - 1]
        assert one.passage
        assert TEXTS[statement["name"]][one.passage.start : one.passage.end] == line


def test_a_question_asserts_nothing() -> None:
    assert not [each for each in INTERVIEW["assertions"] if LINES[each["line"] - 1][1].startswith("Q.")]


def test_when_the_caller_takes_his_word_back_what_stood_on_it_falls() -> None:
    facts = agreed_facts(asserted())
    facts.retract(called("call"), datetime(2031, 5, 5, tzinfo=UTC))
    codes = {tuple(each["claim"]): facts.get(claim_of(each)) for each in INTERVIEW["facts"]}
    current = codes["current", "happened", "integrity.torture"]
    assert current
    assert (current.code, current.public) == ("first_hand", "reported")
    without = agreed_facts([each for each in asserted() if each.statement != called("call")])
    assert {each.claim: each.code for each in facts} == {each.claim: each.code for each in without}


def test_forty_more_who_heard_of_the_deaths_change_nothing() -> None:
    told = asserted()
    deaths = [each for each in told if each.value in ("life.death_under_torture", "life.honour_killing")]
    more = [
        replace(each, id=UUID(int=1000 + 100 * place + number), source=UUID(int=5000 + number))
        for place, each in enumerate(deaths)
        for number in range(40)
    ]
    facts = agreed_facts([*told, *more])
    assert {facts.get(each.claim).code for each in deaths} == {"reported"}
