"""Figures: what is refused, what is compared, what is added, and the digest over it all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.utils.translation import override

from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import rules, wording
from waystation.documentation.figures.records import OWN, Definition, Figure, Kept, Quantity

replace = msgspec.structs.replace
DAY = PartialDate(day=date(2017, 7, 31))


def figure(value: str = "7", relation: str = "exactly", most: str | None = None, **said: object) -> Figure:
    definition = {"basis": "evacuated_region", "unit": "person", "as_of": DAY, "place": "Far valley"} | said
    quantity = Quantity(relation=relation, value=Decimal(value), most=Decimal(most) if most else None)
    return Figure(definition=Definition(**definition), quantity=quantity, publisher="Waystation")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (figure(basis="people"), "basis"),
        (figure(unit="act"), "unit"),
        (figure("-1"), "value"),
        (figure("NaN"), "value"),
        (figure("Infinity"), "value"),
        (figure("1e13"), "value"),
        (figure(relation="perhaps"), "relation"),
        (figure(relation="range"), "most"),
        (figure(most="9"), "most"),
        (figure("9", "range", "7"), "most"),
        (figure(began=date(2017, 8, 1)), "began"),
        (replace(figure(), publisher=" "), "publisher"),
        (replace(figure(), note="a\x00b"), "note"),
        (replace(figure(), sources=("one\ntwo",)), "sources"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong: Figure, field: str) -> None:
    assert [name for name, _ in rules.faults(wrong)] == [field]


def test_two_spellings_of_one_figure_have_one_digest() -> None:
    composed = replace(figure("10", place="Gro\u00df\u00e9"), note="caf\u00e9")
    other = replace(figure("10.0", place="Gro\u00dfe\u0301"), note="cafe\u0301")
    assert rules.digest(composed) == rules.digest(other)


def test_the_digest_is_pinned() -> None:
    """What was frozen once stays checkable: this figure never gets another digest."""
    assert rules.digest(figure())[:12] == "2f57cde7f162"


def test_a_frozen_figure_that_was_changed_is_not_whole() -> None:
    signed: dict[str, Any] = {"at": datetime(2031, 5, 4, tzinfo=UTC), "by": UUID(int=1)}
    kept = Kept(figure=figure("7"), sha256=rules.digest(figure("7")), origin=OWN, **signed)
    assert rules.is_whole(kept)
    assert not rules.is_whole(replace(kept, figure=figure("8")))


@pytest.mark.parametrize(
    "other",
    [
        figure("8"),
        figure(relation="about"),
        figure(basis="contacted"),
        figure(place="Near valley"),
        figure(status="reported"),
        figure(narrowed="women"),
        figure(began=date(2017, 4, 1)),
        replace(figure(), publisher="Another"),
        replace(figure(), note="x"),
        replace(figure(), part_of="0" * 64),
    ],
)
def test_any_change_is_another_figure(other: Figure) -> None:
    assert rules.digest(other) != rules.digest(figure())


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (figure("7"), figure("7"), "agree"),
        (figure("7"), figure("8"), "contradict"),
        (figure("7", "at_least"), figure("8"), "agree"),
        (figure("9", "at_least"), figure("8"), "contradict"),
        (figure("8", "at_least"), figure("8"), "agree"),
        (figure("8", "more_than"), figure("8"), "contradict"),
        (figure("8", "more_than"), figure("8", "at_most"), "contradict"),
        (figure("8", "more_than"), figure("8", "at_least"), "agree"),
        (figure("5", "range", "7"), figure("8", "range", "9"), "contradict"),
        (figure("5", "range", "8"), figure("8", "range", "9"), "agree"),
        (figure("5", "at_most"), figure("6", "at_least"), "contradict"),
        (figure("7"), figure("8", as_of=PartialDate(day=date(2017, 8, 1))), "another_day"),
        (figure("7"), figure("7", place="Near valley"), "another_thing"),
        (figure("7"), figure("7", status="reported"), "another_thing"),
        (figure("7"), figure("7", agreed=True), "another_thing"),
    ],
)
def test_what_contradicts_what(one: Figure, other: Figure, verdict: str) -> None:
    assert rules.verdict(one, other)[0] == rules.verdict(other, one)[0] == verdict
    assert rules.verdict(one, other)[1]


def test_figures_of_two_places_are_added() -> None:
    found = rules.added([figure("7"), figure("5", "range", "6", place="Near valley")])
    assert found == Quantity(relation="range", value=Decimal(12), most=Decimal(13))
    open_end = rules.added([figure("7", "more_than"), figure("5", place="Near valley")])
    assert open_end == Quantity(relation="more_than", value=Decimal(12))


def test_bases_are_never_mixed() -> None:
    with pytest.raises(rules.Mixed) as refused:
        rules.added([figure("40"), figure("114", basis="helped_to_flee", place="Near valley")])
    with override("en"):
        assert "People taken out of the region with our help" in str(refused.value.reasons[0])
    assert "114" not in str(refused.value), "an exception tells of no content"


@pytest.mark.parametrize("other", [figure(), figure(as_of=PartialDate(day=date(2017, 8, 1)), place="Near valley")])
def test_nobody_is_counted_twice_and_days_are_not_mixed(other: Figure) -> None:
    with pytest.raises(rules.Mixed):
        rules.added([figure(), other])


def test_parts_are_bound_to_exactly_their_whole() -> None:
    whole = figure("10")
    part = replace(figure("12", basis="contacted"), part_of=rules.digest(whole))
    found = rules.division(whole, [whole, part])
    assert found is not None
    assert found.missing == -2
    assert rules.division(figure("11"), [part]) is None


def test_whether_open_ends_add_up_nobody_knows() -> None:
    whole = figure("10", "at_least")
    found = rules.division(whole, [replace(figure("9"), part_of=rules.digest(whole))])
    assert found is not None
    assert (found.missing, found.adds_up) == (None, False)


def test_numbers_are_read_as_the_language_writes_them() -> None:
    with override("en"):
        said = [wording.number(each.quantity) for each in (figure("4.50"), figure("1000000", "about"), figure("1328"))]
        assert said == ["4.5", "about 1,000,000", "1,328"]
        assert wording.number(figure("20000", "range", "1000000").quantity) == "20,000 to 1,000,000"
        assert [wording.more(each) for each in (Decimal(3), Decimal(-2), Decimal(0), None)] == ["+3", "−2", "±0", ""]
