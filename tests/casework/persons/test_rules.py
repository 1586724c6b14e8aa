"""Birth dates, papers and ties: what cannot be is told in a sentence, what can be is kept as exactly as it is known."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.persons import rules
from waystation.casework.persons.records import Birth, Name, Paper, Tie
from waystation.vocabulary.vocabularies import terms

TODAY = date(2026, 11, 26)
PARTS = {"exact": "ymd", "month": "ym", "year": "y", "about": "y", "unknown": ""}


def birth(precision: str, day: date) -> Birth:
    """As much of a day as this precision says."""
    parts = PARTS[precision]
    return Birth(
        precision=precision,
        year=day.year if "y" in parts else None,
        month=day.month if "m" in parts else None,
        day=day.day if "d" in parts else None,
    )


days = st.dates(date(TODAY.year - rules.OLDEST, 1, 1), TODAY)
precisions = st.sampled_from(list(rules.PRECISIONS))


@given(precisions, days)
def test_whatever_is_true_is_taken_and_lies_in_what_is_shown(precision: str, day: date) -> None:
    known = birth(precision, day)
    if precision == "about" and day.year > TODAY.year - rules.ABOUT:
        return
    assert rules.birth_refusals(known, TODAY) == []
    span = rules.span(known)
    assert (span is None) == (precision == "unknown")
    if span:
        assert span[0] <= day <= span[1]
        low, high = rules.age(known, TODAY) or (0, 0)
        exact = rules.age(birth("exact", day), TODAY)
        assert exact is not None
        assert low <= exact[0] <= high


@given(precisions, days, st.sampled_from(["year", "month", "day"]))
def test_more_or_less_than_is_said_to_be_known_is_refused(precision: str, day: date, part: str) -> None:
    whole = birth("exact", day)
    fields = {name: getattr(birth(precision, day), name) for name in ("year", "month", "day")}
    fields[part] = getattr(whole, part) if fields[part] is None else None
    assert len(rules.birth_refusals(Birth(precision=precision, **fields), TODAY)) == 1


@given(st.integers(-10, 10_000), st.integers(-2, 14), st.integers(-2, 40))
def test_no_number_breaks_it(year: int, month: int, day: int) -> None:
    for precision in rules.PRECISIONS:
        known = Birth(precision=precision, year=year, month=month, day=day)
        refused = rules.birth_refusals(known, TODAY)
        assert all(str(sentence) for sentence in refused)
        assert bool(refused) or rules.age(known, TODAY) is not None


@pytest.mark.parametrize(
    "known",
    [
        Birth(precision="exact", year=1994, month=2, day=31),
        Birth(precision="month", year=1994, month=13),
        Birth(precision="exact", year=2027, month=1, day=1),
        Birth(precision="year", year=1890),
        Birth(precision="unknown", year=1994),
    ],
)
def test_what_contradicts_itself_is_refused(known: Birth) -> None:
    assert len(rules.birth_refusals(known, TODAY)) == 1


def test_a_birthday_to_come_does_not_count_yet() -> None:
    assert rules.age(Birth(precision="exact", year=2008, month=11, day=27), TODAY) == (17, 17)
    assert rules.age(Birth(precision="exact", year=2008, month=11, day=26), TODAY) == (18, 18)
    assert rules.may_be_minor(Birth(precision="year", year=2008), TODAY)
    assert rules.may_be_minor(Birth(precision="about", year=2006), TODAY)
    assert not rules.may_be_minor(Birth(precision="year", year=2007), TODAY)
    assert not rules.may_be_minor(Birth(), TODAY)


def test_no_paper_runs_out_before_its_holder_is_born() -> None:
    known = Birth(precision="about", year=1994)
    paper = Paper(id=uuid4(), kind="visa", valid_until=date(1991, 12, 31))
    assert len(rules.paper_refusals([paper], known)) == 1
    assert rules.paper_refusals([Paper(id=uuid4(), kind="visa", valid_until=date(1992, 1, 1))], known) == []
    assert rules.paper_refusals([paper], Birth()) == []


@given(st.integers(-400, 400))
@pytest.mark.parametrize(
    ("kind", "leads"),
    [
        ("visa", (30, 14, 3)),
        ("residence_permit", (30, 14, 3)),
        ("ru.foreign_passport_bio", (183, 92, 30)),
        ("refugee_travel_doc", (183, 92, 30)),
        ("education", (30, 14, 3)),
        ("no-such-kind", (30, 14, 3)),
    ],
)
def test_what_a_paper_is_good_for(kind: str, leads: tuple[int, ...], left: int) -> None:
    paper = Paper(id=uuid4(), kind=kind, valid_until=TODAY + timedelta(days=left))
    assert rules.steps(paper, TODAY) == sum(left <= lead for lead in (*leads, -1))


def test_every_kind_of_paper_has_lead_times() -> None:
    assert all(rules.lasting(each.code) in rules.LASTING for each in terms("document_types"))
    assert {each.code for each in terms("document_types") if rules.lasting(each.code) == rules.TRAVEL} == {
        "ru.foreign_passport_bio",
        "ru.foreign_passport_old",
        "laissez_passer",
        "refugee_travel_doc",
    }
    assert all(list(leads) == sorted(leads, reverse=True) for leads in rules.LEADS.values())


def test_of_a_paper_and_the_one_that_replaces_it_the_one_that_lasts_longer_counts() -> None:
    old, new = (Paper(id=uuid4(), kind="visa", country=name, valid_until=TODAY + timedelta(days=days))
                for name, days in (("France ", 3), ("france", 90)))  # fmt: skip
    other = Paper(id=uuid4(), kind="visa", country="Canada", valid_until=TODAY)
    undated = Paper(id=uuid4(), kind="residence_permit")
    assert rules.running([new, old, other, undated]) == [other, new]
    assert rules.running([msgspec.structs.replace(new, let_lapse=True), old]) == []


def test_names_are_kept_whole_or_not_at_all() -> None:
    assert rules.name_refusals([Name(text="х" * rules.LONGEST_NAME)]) == []
    assert len(rules.name_refusals([Name(text="х" * 10_000)])) == 1
    assert len(rules.name_refusals([Name(text="х")] * (rules.MOST_NAMES + 1))) == 1


def test_nobody_is_tied_to_themselves_or_before_they_were_born() -> None:
    one, two, home = uuid4(), uuid4(), uuid4()
    born = [Birth(precision="year", year=2000)]

    def refused(second: object, on: date | None) -> int:
        return len(
            rules.tie_refusals(Tie(first=one, second=second, homes=(home, home), kind="knows", on=on), born, TODAY)
        )

    assert refused(one, None) == 1
    assert refused(two, TODAY + timedelta(days=1)) == 1
    assert refused(two, date(1999, 12, 31)) == 1
    assert refused(two, date(2000, 1, 1)) == 0
