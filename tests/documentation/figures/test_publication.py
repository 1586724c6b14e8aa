"""What is published of own counts: no small number, and no difference that tells of one person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import counting, rules
from waystation.documentation.figures.publication import LEAST, STEP, protected, rounded
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import OWN, PUBLISHED, Figure, Kept, Quantity

DAY = PartialDate(day=date(2017, 7, 31))


def quantity(relation: str, value: int, most: int | None = None) -> Quantity:
    return Quantity(relation=relation, value=Decimal(value), most=None if most is None else Decimal(most))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("exactly", 0), ("at_most", 9)),
        (("exactly", 1), ("at_most", 9)),
        (("exactly", 9), ("at_most", 9)),
        (("exactly", 10), ("at_least", 10)),
        (("exactly", 14), ("at_least", 10)),
        (("exactly", 15), ("at_least", 15)),
        (("exactly", 114), ("at_least", 110)),
        (("range", 2, 7), ("at_most", 9)),
        (("range", 7, 13), ("range", 0, 15)),
        (("range", 12, 18), ("range", 10, 20)),
        (("at_least", 3), ("at_least", 0)),
        (("at_least", 13), ("at_least", 10)),
    ],
)
def test_numbers_as_they_go_out(told: tuple[str, int], expected: tuple[str, int]) -> None:
    assert rounded(quantity(*told)) == quantity(*expected)


@given(st.integers(0, 500))
def test_no_number_tells_which_one_it_was(number: int) -> None:
    """At least five numbers look alike: from what is published nobody learns that it was this one."""
    shown = rounded(quantity("exactly", number))
    alike = [other for other in range(505) if rounded(quantity("exactly", other)) == shown]
    assert number in alike
    assert len(alike) >= STEP


@given(st.integers(0, 400), st.integers(1, 4))
def test_no_difference_of_two_tables_is_one_person(number: int, more: int) -> None:
    before, after = rounded(quantity("exactly", number)), rounded(quantity("exactly", number + more))
    assert (after.value - before.value) in (0, STEP, LEAST - (LEAST - 1))


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_that_goes_out_holds_the_one_that_was_counted(low: int, wide: int) -> None:
    shown = rounded(quantity("range", low, low + wide))
    least, most = rules.bounds(shown)
    if wide:
        assert least <= low
        assert most is not None
        assert low + wide <= most


def test_what_others_published_stays_as_it_is() -> None:
    theirs = published()[0]
    kept = Kept(figure=theirs, sha256=rules.digest(theirs), origin=PUBLISHED, at=datetime.now(UTC), by=UUID(int=1))
    assert protected(kept) == kept


def test_our_own_has_another_digest_and_says_why() -> None:
    figure = Figure(
        definition=counting.definition(counting.VICTIM, DAY, "reported"),
        quantity=quantity("exactly", 3),
        publisher="Waystation",
    )
    kept = Kept(figure=figure, sha256=rules.digest(figure), origin=OWN, at=datetime.now(UTC), by=UUID(int=1))
    out = protected(kept).figure
    assert out.quantity == quantity("at_most", 9)
    assert out.note
    assert not list(rules.faults(out))
    assert rules.digest(out) != kept.sha256
