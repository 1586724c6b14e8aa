"""No cell of a report is of so few persons that one could be told, and all of them come to the sum."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.money.report import LEAST, Spent, Told, cells, few, in_currencies, spans, told

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


def paid(month: int, whom: int, category: str = "travel", currency: str = "EUR", amount: int = 10) -> Spent:
    return Spent(date(2031, month, 9), currency, category, Decimal(amount), whom)


LATER = date(2032, 2, 1)


@given(st.lists(spent, max_size=60), st.dates(date(2031, 1, 1), date(2031, 7, 9)), st.integers(0, 200))
def test_two_reports_differ_by_nothing_or_by_many(given_: list[Spent], first: date, days: int) -> None:
    """Whatever time is asked for: what one tells and another does not is of LEAST people."""
    told_ = [
        each
        for one in (told(given_, first, first + timedelta(days=days), LATER), told(given_, *YEAR, LATER))
        if isinstance(each := one, Told) and not each.is_bare
    ]
    parts = [{id(one) for span in each.spent for one in span} for each in told_]
    by_id = {id(one): one for one in given_}
    for mine in parts:
        for other in parts:
            between = {by_id[one].whom for one in mine - other}
            assert not between or len(between) >= LEAST
    for each in told_:
        inside = [one for one in given_ if each.first <= one.on <= each.last]
        assert sorted(map(id, inside)) == sorted(id(one) for span in each.spent for one in span)


YEAR = (date(2031, 1, 1), date(2031, 12, 31))


def test_of_less_time_than_was_asked_for_is_told_where_the_rest_is_of_few() -> None:
    some = [*(paid(1, one) for one in range(5)), *(paid(3, one) for one in range(4)), paid(5, 1)]
    found = told(some, date(2031, 1, 20), date(2031, 5, 31), LATER)
    assert isinstance(found, Told)
    assert (found.first, found.last) == (date(2031, 1, 1), date(2031, 1, 31))
    again = told([*some, paid(6, 8)], date(2031, 1, 1), date(2031, 6, 30), LATER)
    assert isinstance(again, Told)
    assert (again.last, [len(each) for each in again.spent]) == (date(2031, 6, 30), [5, 6])


def test_where_that_time_has_few_it_says_of_which_it_can_tell() -> None:
    some = [*(paid(1, one) for one in range(5)), paid(5, 1)]
    found = told(some, date(2031, 5, 1), date(2031, 5, 31), LATER)
    assert isinstance(found, list)
    assert [(each.first, each.last) for each in found] == [(date(2031, 1, 1), date(2031, 1, 31))]
    nothing = told(some, date(2031, 7, 3), date(2031, 7, 4), LATER)
    assert isinstance(nothing, Told)
    assert (nothing.first, nothing.spent) == (date(2031, 7, 1), ())


def test_where_few_were_ever_paid_for_sums_of_the_whole_time_alone_are_told() -> None:
    some = [paid(1, 1), paid(5, 2)]
    for first in (date(2031, 1, 1), date(2031, 5, 1)):
        found = told(some, first, date(2031, 5, 31), LATER)
        assert isinstance(found, Told)
        assert (found.first, found.is_bare, len(found.spent[0])) == (date.min, True, 2)


def test_the_month_that_runs_is_told_of_when_it_is_over() -> None:
    some = [paid(1, one) for one in range(6)]
    assert not spans(some, date(2031, 1, 31))
    assert len(spans(some, date(2031, 2, 1))) == 1


def test_a_currency_of_few_is_found_and_told_in_another() -> None:
    some = [*(paid(1, one) for one in range(5)), paid(1, 9, currency="RUB", amount=1000)]
    assert few([some]) == {"RUB"}
    told_in = in_currencies(some, lambda code, value: ("EUR", value / 100) if code == "RUB" else (code, value))
    assert [(each.currency, each.amount) for each in told_in][-1] == ("EUR", Decimal(10))
    (cell,) = cells(told_in)
    assert (cell.amount, cell.payments, cell.is_small) == (Decimal(60), 6, False)
