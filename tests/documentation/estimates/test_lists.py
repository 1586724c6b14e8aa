"""Who makes a list of whom they know: proposed by how they know, named by people, spelled alike in any case."""

from __future__ import annotations

from uuid import UUID

import pytest

from waystation.documentation.estimates.lists import FEWEST, MOST_SHOWN, on_lists, shown, tellers
from waystation.estimation.tables import MOST_LISTS

PAPER, NGO, RUSLAN, ZARA = (UUID(int=number) for number in (1, 2, 3, 4))
ONE, OTHER, THIRD, FOURTH = (UUID(int=number) for number in (11, 12, 13, 14))
TOLD = {PAPER: {ONE, OTHER}, NGO: {OTHER, THIRD}, RUSLAN: {THIRD}, ZARA: {ONE, OTHER, THIRD, FOURTH}}
NAMES = {PAPER: "Lantern Daily", NGO: "Harbour Watch", RUSLAN: "Ruslan", ZARA: "Zara"}
KNOWN_AS = {PAPER: ["reporter"], NGO: ["professional", "unknown"], RUSLAN: ["self"], ZARA: ["eyewitness"]}


def test_who_collects_makes_a_list_and_the_others_are_one_together() -> None:
    found = tellers(TOLD, NAMES, KNOWN_AS)
    assert [(each.called, each.people, each.is_list) for each in found] == [
        ("Harbour Watch", 2, True),
        ("Lantern Daily", 2, True),
        ("Zara", 4, False),
        ("Ruslan", 1, False),
    ]
    assert [each.called for each in shown(found)] == ["Harbour Watch", "Lantern Daily", "Zara"]
    assert FEWEST > 1


def test_a_page_asks_of_so_many_alone() -> None:
    many = {UUID(int=number): [ONE] for number in range(1, 500)}
    assert len(shown(tellers(many, {}, {one: ["reporter"] for one in many}))) == MOST_SHOWN


def test_victims_have_the_bits_of_their_lists() -> None:
    names, bits = on_lists(TOLD, {PAPER: "press", NGO: " Harbour  Watch", RUSLAN: "Ours", ZARA: "ours "})
    assert names == ["Ours", "Harbour Watch", "press"]
    assert bits == {ONE: 0b101, OTHER: 0b111, THIRD: 0b011, FOURTH: 0b001}


def test_who_belongs_to_no_list_is_left_out() -> None:
    assert on_lists(TOLD, {PAPER: "press", NGO: "", ZARA: "  "}) == (["press"], {ONE: 1, OTHER: 1})
    assert on_lists(TOLD, {}) == ([], {})
    assert on_lists({}, {PAPER: "press"}) == ([], {})


def test_more_lists_than_can_be_compared_are_refused() -> None:
    many = {UUID(int=number): [ONE] for number in range(1, MOST_LISTS + 2)}
    with pytest.raises(ValueError, match="lists"):
        on_lists(many, {one: str(one) for one in many})
