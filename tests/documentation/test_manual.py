"""The table of docs/interview.md is what the rules make of the interview. WAYSTATION_TABLES=1 writes it anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.documentation.test_interview import INTERVIEW, LINES, agreed_facts, asserted, claim_of, people_of
from waystation.documentation.assertions import Assertion
from waystation.documentation.corroboration import hand
from waystation.documentation.public_wording import sentence
from waystation.documentation.statements.rules import VOCABULARY
from waystation.documentation.statements.wording import HANDS_SHORT, PROPERTIES
from waystation.vocabulary.vocabularies import term

MANUAL = Path(__file__).parents[2] / "docs" / "interview.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"
HEAD = (
    "| Line | What is said | What it asserts | How sure it is | What may be said in public |\n|--:|---|---|---|---|\n"
)

pytestmark = pytest.mark.usefixtures("in_english")


def rows() -> Iterator[str]:
    """Each line with what it asserts; a line of which nothing is asserted stands alone."""
    told = asserted()
    facts, shown = agreed_facts(told), {claim_of(each): each for each in INTERVIEW["facts"]}
    by_line: dict[int, list[Assertion]] = {}
    for entry, one in zip(INTERVIEW["assertions"], told, strict=True):
        by_line.setdefault(entry["line"], []).append(one)
    for number, (_statement, line) in enumerate(LINES, 1):
        for place, one in enumerate(by_line.get(number, [])):
            status = facts.get(one.claim)
            assert status
            said = sentence(status, "en", people_of(shown[one.claim]))
            assert said
            first = (str(number), line) if place == 0 else ("", "")
            yield _row(*first, _asserts(one, shown[one.claim]), term("corroboration_status", status.code).en, said.text)
        if number not in by_line:
            yield _row(str(number), line, "", "", "")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _asserts(one: Assertion, fact: dict[str, Any]) -> str:
    about = INTERVIEW["subjects"][fact["claim"][0]]
    what = term(VOCABULARY[one.property], one.value).en
    source = next(name for name, one_id in _sources().items() if one_id == one.source)
    prompted = ", when asked" if one.prompted else ""
    return f"{about}. {PROPERTIES[one.property]}: {what} ({source.capitalize()}, {HANDS_SHORT[hand(one)]}{prompted})"


def _sources() -> dict[str, Any]:
    return {entry["source"]: one.source for entry, one in zip(INTERVIEW["assertions"], asserted(), strict=True)}


def test_the_manual_shows_what_the_rules_make_of_the_interview() -> None:
    table = HEAD + "".join(rows())
    manual = MANUAL.read_text("utf-8")
    before, _begin, rest = manual.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    if os.environ.get("WAYSTATION_TABLES"):
        MANUAL.write_text(before + BEGIN + table + END + after, "utf-8")
        manual = MANUAL.read_text("utf-8")
    assert table in manual
    assert manual.count("|--:|") == 1
