"""Kept figures beside each other: the three that were set against each other, and series over time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import comparing, counting, rules
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import OWN, PUBLISHED, Figure, Kept, Quantity

AT = datetime(2026, 1, 1, tzinfo=UTC)


def kept(figure: Figure, origin: str = PUBLISHED) -> Kept:
    return Kept(figure=figure, sha256=rules.digest(figure), origin=origin, at=AT, by=UUID(int=1))


def own(value: int, day: date = date(2017, 7, 31), relation: str = "exactly", **said: object) -> Kept:
    wanted = counting.definition(counting.VICTIM, PartialDate(day=day), "reported", **said)
    number = Quantity(relation=relation, value=Decimal(value))
    return kept(Figure(definition=wanted, quantity=number, publisher="Waystation"), OWN)


def every() -> dict[UUID, Kept]:
    return {uuid4(): kept(each) for each in published()}


def test_the_three_are_found_and_each_two_count_different_things() -> None:
    found = comparing.explained(every())
    assert [int(each.figure.quantity.value) for _one, each in found] == [40, 114, 200]
    pairs = comparing.pairs(each for _one, each in found)
    assert [pair.verdict for pair in pairs] == [rules.ANOTHER_THING] * 3
    assert all(pair.reasons for pair in pairs)


def test_without_one_of_them_nothing_is_explained() -> None:
    some = every()
    gone = comparing.explained(some)[0][0]
    del some[gone]
    assert comparing.explained(some) == []


def test_two_own_counts_of_one_day_are_no_contradiction() -> None:
    assert comparing.verdict(own(12), own(15))[0] == comparing.COUNTED_LATER
    theirs = kept(own(15).figure)
    assert comparing.verdict(own(12), theirs)[0] == rules.CONTRADICT


def test_a_series_holds_one_definition_alone() -> None:
    first, later, other = own(12), own(15, date(2017, 9, 1)), own(99, place="Far valley")
    figures = {uuid4(): each for each in (later, other, first)}
    found = comparing.series(figures, first)
    assert [(int(step.kept.figure.quantity.value), step.more) for step in found] == [(12, None), (15, Decimal(3))]


def test_growth_is_not_said_where_an_end_is_open() -> None:
    first, later = own(12), own(15, date(2017, 9, 1), "at_least")
    found = comparing.series({uuid4(): first, uuid4(): later}, first)
    assert [step.more for step in found] == [None, None]
