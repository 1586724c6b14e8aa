"""The last day for an appeal: counted by what somebody entered, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from waystation.evacuation.relocation.deadlines import appeal, last_day, months_later
from waystation.evacuation.relocation.records import Application, Terms

THURSDAY = date(2026, 1, 29)


@pytest.mark.parametrize(
    ("length", "unit", "at_weekend", "day"),
    [
        (14, "days", "stays", date(2026, 2, 12)),
        (1, "days", "stays", date(2026, 1, 30)),
        (2, "days", "stays", date(2026, 1, 31)),  # a Saturday
        (2, "days", "next_working_day", date(2026, 2, 2)),
        (1, "working_days", "stays", date(2026, 1, 30)),
        (2, "working_days", "stays", date(2026, 2, 2)),
        (10, "working_days", "stays", date(2026, 2, 12)),
        (2, "weeks", "stays", date(2026, 2, 12)),
        (1, "months", "stays", date(2026, 2, 28)),  # there is no 29th
        (1, "months", "next_working_day", date(2026, 3, 2)),
        (12, "months", "stays", date(2027, 1, 29)),
        (25, "months", "stays", date(2028, 2, 29)),
    ],
)
def test_periods_are_counted_as_the_regulation_says(length: int, unit: str, at_weekend: str, day: date) -> None:
    assert last_day(THURSDAY, length, unit, at_weekend) == day


@given(some.dates(date(2000, 1, 1), date(2100, 1, 1)), some.integers(1, 400))
def test_what_holds_of_every_period(since: date, length: int) -> None:
    for unit in ("days", "working_days", "weeks", "months"):
        stays, moved = (last_day(since, length, unit, each) for each in ("stays", "next_working_day"))
        assert since < stays <= moved <= stays + timedelta(days=2)
        assert moved.weekday() < 5
        assert last_day(since, length + 1, unit, "stays") > stays
    assert last_day(since, length, "days", "stays") <= last_day(since, length, "working_days", "stays")
    apart = last_day(since, 5 * length, "working_days", "stays") - last_day(since, length, "weeks", "stays")
    assert abs(apart) <= timedelta(days=2)  # five working days are a week, but for a beginning on a weekend


def test_a_length_that_is_none_and_the_end_of_the_calendar_are_told() -> None:
    with pytest.raises(ValueError, match="0"):
        last_day(THURSDAY, 0, "days", "stays")
    with pytest.raises(OverflowError):
        months_later(THURSDAY, 12 * 9000)


def refused(**more: object) -> Application:
    return Application(track=uuid4(), what="visa", decision="refused", decided_on=THURSDAY, **more)  # type: ignore[arg-type]


def terms(**more: object) -> Terms:
    told = {"appeal_length": 14, "appeal_from": "notice", "source": "Act 7, section 9", "as_of": date(2026, 1, 1)}
    return Terms(country="Sel Isles", pathway="humanitarian_visa", **told | more)  # type: ignore[arg-type]


def test_nothing_is_guessed() -> None:
    assert appeal(refused(told_on=THURSDAY), None) is None
    assert appeal(refused(told_on=THURSDAY), terms(appeal_length=None)) is None
    assert appeal(refused(), terms()) is None  # nobody knows when it reached them


def test_the_day_says_whence_it_is_known() -> None:
    found = appeal(refused(told_on=THURSDAY + timedelta(days=1)), terms())
    assert found is not None
    assert (found.day, found.source, found.as_of, found.computed) == (
        date(2026, 2, 13),
        "Act 7, section 9",
        date(2026, 1, 1),
        True,
    )
    by_decision = appeal(refused(), terms(appeal_from="decision"))
    assert by_decision is not None
    assert by_decision.day == date(2026, 2, 12)


def test_what_a_lawyer_says_goes_before_what_is_counted() -> None:
    found = appeal(refused(told_on=THURSDAY, appeal_by=date(2026, 2, 1), appeal_source="our lawyer there"), terms())
    assert found is not None
    assert (found.day, found.source, found.computed) == (date(2026, 2, 1), "our lawyer there", False)
