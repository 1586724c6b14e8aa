"""No cell of a report is of so few persons that one could be told, and all of them come to the sum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.money.report import LEAST, Spent, cells

spent = st.builds(
    Spent,
    on=st.dates(date(2031, 1, 1), date(2031, 6, 30)),
    currency=st.sampled_from(["EUR", "RUB"]),
    category=st.sampled_from(["travel", "shelter", "papers", "food"]),
    amount=st.decimals("0.01", 999, places=2),
    whom=st.integers(0, 14),
)


@given(st.lists(spent, max_size=60))
def test_no_cell_is_small_and_nothing_is_lost(given_: list[Spent]) -> None:
    found = cells(given_)
    for currency in ("EUR", "RUB"):
        mine = [each for each in given_ if each.currency == currency]
        here = [cell for cell in found if cell.currency == currency]
        assert sum((cell.amount for cell in here), Decimal(0)) == sum((each.amount for each in mine), Decimal(0))
        assert sum(cell.payments for cell in here) == len(mine)
        persons = {each.whom for each in mine}
        if len(persons) < LEAST:
            assert len(here) == bool(mine)
        else:
            assert all(len(cell.whom) >= LEAST for cell in here)
        for one in mine:
            month = one.on.replace(day=1)
            assert any(month in cell.months and one.category in cell.categories for cell in here)


def test_a_large_cell_stands_by_itself() -> None:
    many = [Spent(date(2031, 5, 3), "EUR", "travel", Decimal(10), whom) for whom in range(5)]
    few = [Spent(date(2031, 6, 3), "EUR", "legal", Decimal(10), whom) for whom in range(4)]
    more = [
        Spent(date(2031, 7, 3), "EUR", category, Decimal(1), whom)
        for whom in range(9)
        for category in ("legal", "food")
    ]
    found = cells([*many, *few, *more])
    assert [(cell.categories, [month.month for month in cell.months], cell.amount) for cell in found] == [
        (("travel",), [5], Decimal(50)),
        (("legal",), [6, 7], Decimal(49)),
        (("food",), [7], Decimal(9)),
    ]


def test_the_same_person_twice_is_one() -> None:
    twice = [Spent(date(2031, 5, 3), "EUR", "travel", Decimal(10), 1) for _ in range(9)]
    others = [Spent(date(2031, 5, 3), "EUR", "food", Decimal(10), whom) for whom in range(5)]
    (cell,) = cells([*twice, *others])
    assert (cell.categories, cell.payments, cell.amount) == (("food", "travel"), 14, Decimal(140))
