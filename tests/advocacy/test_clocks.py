"""Until when they must answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.advocacy import clocks
from waystation.advocacy.clocks import DAYS, MONTHS, UNITS, WORKING_DAYS, YEARS, Clock, due

DAY = st.dates(date(2000, 1, 1), date(2045, 1, 1))


def clock(limit: int, unit: str = DAYS, **more: object) -> Clock:
    return Clock(code="x", limit=limit, unit=unit, **more)  # type: ignore[arg-type]


def test_a_limit_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    # 21 October 2017 was a Saturday: order 45 of the Prosecutor General, section 5.
    assert due(clock(30), date(2017, 9, 21), country="RU") == date(2017, 10, 23)
    assert due(clock(30), date(2017, 9, 21)) == date(2017, 10, 23)


def test_public_holidays_and_moved_working_days_count_where_the_country_is_known() -> None:
    # 4 November 2017, a holiday on a Saturday, was kept on Monday the 6th.
    assert due(clock(3), date(2017, 11, 3), country="RU") == date(2017, 11, 7)
    assert due(clock(3), date(2017, 11, 3)) == date(2017, 11, 6)
    # The first eight days of January are off in Russia.
    assert due(clock(10), date(2024, 12, 25), country="RU") == date(2025, 1, 9)


def test_months_and_years_are_those_of_the_calendar() -> None:
    assert due(clock(4, MONTHS), date(2023, 10, 31)) == date(2024, 2, 29)
    assert due(clock(6, MONTHS), date(2019, 5, 24)) == date(2019, 11, 25)  # the 24th was a Sunday
    assert due(clock(5, YEARS), date(2016, 2, 29)) == date(2021, 3, 1)  # the 28th was a Sunday
    assert due(clock(1, YEARS), date(2017, 12, 29)) == date(2018, 12, 31)  # the 29th was a Saturday


def test_working_days_are_counted_without_days_off() -> None:
    assert due(clock(3, WORKING_DAYS), date(2025, 5, 8), country="RU") == date(2025, 5, 14)  # 8 and 9 May 2025 were off
    assert due(clock(3, WORKING_DAYS), date(2025, 5, 8)) == date(2025, 5, 13)


def test_a_country_that_is_not_known_has_saturdays_and_sundays() -> None:
    assert not clocks.is_known("ZZ")
    assert clocks.is_known("RU")
    assert due(clock(2), date(2025, 5, 1), country="ZZ") == date(2025, 5, 5)


@given(DAY, st.integers(1, 400), st.sampled_from(UNITS), st.sampled_from(("RU", "", "FR")))
def test_a_longer_limit_never_ends_earlier_and_ends_on_a_working_day(
    day: date, limit: int, unit: str, country: str
) -> None:
    much = min(limit, clocks.MOST[unit] - 1)
    first, second = (due(clock(many, unit), day, country=country) for many in (much, much + 1))
    assert day < first <= second
    assert clocks.is_working_day(first, country)


@given(DAY, st.integers(1, 60))
def test_it_never_ends_before_so_many_days_have_passed(day: date, limit: int) -> None:
    assert due(clock(limit), day, country="RU") >= day + timedelta(days=limit)


@pytest.mark.parametrize("code", ["ru.sk", "un.hrc", "coe.ecthr"])
def test_the_limits_that_are_known_are_limits(code: str) -> None:
    from waystation.advocacy import shipped
    from waystation.advocacy.rules import clock_faults
    from waystation.vocabulary.vocabularies import term

    assert [fault for each in shipped.known(term("addressees", code)) for fault in clock_faults(each)] == []


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (date(2018, 11, 26), date(2019, 5, 26)),  # six months, and a Sunday prolongs nothing
        (date(2022, 1, 31), date(2022, 7, 31)),  # a Sunday
        (date(2022, 2, 1), date(2022, 6, 1)),  # four months since Protocol 15
        (date(2022, 8, 31), date(2022, 12, 31)),  # a Saturday
        (date(2024, 10, 31), date(2025, 2, 28)),
    ],
)
def test_the_limit_of_strasbourg_is_that_of_the_day_of_the_decision(decided: date, until: date) -> None:
    from waystation.advocacy import shipped
    from waystation.vocabulary.vocabularies import term

    (limit,) = shipped.known(term("addressees", "coe.ecthr"))
    assert due(limit, decided) == until
    assert due(clock(4, MONTHS), date(2022, 8, 31)) == date(2023, 1, 2)  # of others it does
