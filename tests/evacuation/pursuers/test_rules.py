"""How strong a threat is and how it fades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.pursuers import rules
from waystation.evacuation.pursuers.records import HIGH, LOW, MEDIUM
from waystation.vocabulary.vocabularies import terms

SEEN = datetime(2031, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
GRADES = st.floats(min_value=0.01, max_value=1.0)
AGES = st.floats(min_value=0, max_value=400)


def test_every_code_of_the_vocabularies_has_a_weight() -> None:
    assert {term.code for term in terms("reliability")} == set(rules.OF_SOURCE)
    assert {term.code for term in terms("credibility")} == set(rules.OF_WORD)


def test_what_cannot_be_judged_is_no_middle_value() -> None:
    assert rules.weight("F", "6") == rules.weight("A", "1") == 1.0
    assert rules.weight("F", "4") == rules.weight("A", "4")


def test_a_deliberate_deception_says_nothing_of_where_somebody_is() -> None:
    assert rules.weight("G", "1") == 0.0


@pytest.mark.parametrize(
    ("better", "worse"), [("A1", "B1"), ("B2", "C2"), ("C3", "D3"), ("D3", "E3"), ("A2", "A3"), ("A4", "A5")]
)
def test_a_worse_grade_weighs_less(better: str, worse: str) -> None:
    assert rules.weight(*better) > rules.weight(*worse)


@pytest.mark.parametrize(
    ("strength", "level"), [(0.05, LOW), (0.249, LOW), (0.25, MEDIUM), (0.599, MEDIUM), (0.6, HIGH), (1, HIGH)]
)
def test_three_levels(strength: float, level: str) -> None:
    assert rules.level(strength) == level


def test_a_sighting_keeps_its_strength_for_three_days_and_then_halves_every_fourteen() -> None:
    assert rules.faded(0.8, SEEN, SEEN + 3 * DAY) == 0.8
    assert rules.faded(0.8, SEEN, SEEN + 17 * DAY) == pytest.approx(0.4)
    assert rules.faded(0.8, SEEN, SEEN + 31 * DAY) == pytest.approx(0.2)
    assert rules.faded(0.8, SEEN, SEEN + 62 * DAY) == 0.0


@given(GRADES, AGES, AGES)
def test_it_never_grows_with_age(base: float, one: float, other: float) -> None:
    first, later = sorted((one, other))
    assert rules.faded(base, SEEN, SEEN + first * DAY) >= rules.faded(base, SEEN, SEEN + later * DAY)


@given(st.floats(min_value=0.05, max_value=1.0), AGES, st.integers(min_value=-50, max_value=100))
def test_spans_say_the_strength_at_every_moment(base: float, hours: float, start: int) -> None:
    """Whatever is asked of a moment: its span is as strong as the sighting is then, or stronger, with its level."""
    now, moment = SEEN + start * DAY, SEEN + max(start, 0) * DAY + hours * timedelta(hours=1)
    found = [
        s for s in rules.spans(base, SEEN, SEEN, now) if s.since <= moment and (s.until is None or moment < s.until)
    ]
    truth = rules.faded(base, SEEN, moment)
    assert len(found) <= 1
    if truth > rules.FAINTEST * 1.001:
        assert found
        assert found[0].strength >= truth - 1e-9
    if found and truth > rules.FAINTEST and min(abs(truth - 0.25), abs(truth - 0.6)) > 1e-6:
        assert rules.level(truth) == rules.level(found[0].strength)


def test_spans_begin_when_they_are_looked_at_and_end() -> None:
    found = list(rules.spans(1.0, SEEN, SEEN, SEEN + DAY))
    assert [rules.level(span.strength) for span in found] == [HIGH, MEDIUM, LOW]
    assert found[0].since == SEEN + DAY
    assert all(one.until == after.since for one, after in zip(found, found[1:], strict=False))
    assert found[-1].until is not None


@pytest.mark.parametrize(
    ("since", "until", "shares"),
    [(None, None, True), (0, 1, False), (0, 2, False), (0, 3, True), (4, None, False), (3, 9, True), (2, 2.5, True)],
)
def test_times_that_share_a_moment(since: float | None, until: float | None, shares: bool) -> None:
    def day(number: float | None) -> datetime | None:
        return None if number is None else SEEN + number * DAY

    assert rules.covers(day(since), day(until), SEEN + 2 * DAY, SEEN + 4 * DAY) is shares
