"""The arithmetic of the counts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.desk import rules
from waystation.desk.rules import Asked, Month, count, part_of
from waystation.vocabulary.vocabularies import terms


def case(stage: str, *reached: str, origin: str = "", country: str = "", month: int = 4) -> CaseStub:
    """A case that reached some stages in this month of 2026, and stands in one now."""
    marks = {code: date(2026, month, 3) for code in ("accepted", *reached, stage)}
    return CaseStub(
        pseudonym="x",
        stage=stage,
        origin=origin,
        country=country,
        opened=date(2026, month, 3),
        milestones=marks,
    )


def test_it_works() -> None:
    cases = [
        case("accepted", origin="Grozny"),
        case("in_transit", origin="Grozny"),
        case("visa_pending", "shelter_domestic", origin="Argun"),
        case("arrived", "shelter_domestic", "departing", origin="Argun", country="Lithuania"),
        case("closed_safe", "shelter_domestic", "arrived", origin="Grozny", country="France"),
        case("lost_contact", "shelter_domestic", origin="Grozny"),
        case("closed_declined_by_person"),
    ]
    asked = [Asked("new"), Asked("declined"), Asked("suspect"), Asked("answered")]
    found = count(cases, asked)
    assert found.contacted.total == 11
    assert dict(found.contacted.parts) == {"cases": 7, "open": 2, "suspect": 1, "ended": 1}
    assert found.helped.total == 7
    assert found.evacuated.total == 4
    assert dict(found.evacuated.parts) == {"sheltered": 1, "abroad": 1, "lost": 1, "closed_safe": 1}
    assert found.abroad.total == 2
    assert (found.sheltered, found.lost, found.closed_safe) == (1, 1, 1)
    assert [(row.place, row.helped, row.evacuated) for row in found.regions] == [
        ("Grozny", 4, 2),
        ("Argun", 2, 2),
        ("", 1, 0),
    ]
    assert found.countries == (("France", 1), ("Lithuania", 1))


def test_nobody_yet() -> None:
    found = count([], [])
    assert found.contacted.total == found.helped.total == 0
    assert (found.months, found.regions, found.since) == ((), (), None)


def test_a_stage_reached_and_left_still_counts_as_ever() -> None:
    found = count([case("seized_returned", "shelter_domestic")], [])
    assert found.evacuated.total == 1
    assert dict(found.evacuated.parts) == {"taken_or_returned": 1}


def test_on_the_road_is_not_yet_evacuated() -> None:
    assert count([case("in_transit", "planning_exit")], []).evacuated.total == 0


def test_each_stage_of_the_vocabulary_is_in_one_part() -> None:
    listed = [code for codes in rules.PARTS.values() for code in codes]
    assert sorted(listed) == sorted(each.code for each in terms("case_stages"))


def test_empty_months_between_are_kept() -> None:
    late = case("arrived", month=2)
    late = CaseStub(pseudonym="y", stage="arrived", opened=date(2025, 11, 30), milestones=late.milestones)
    assert count([late], []).months == (
        Month(date(2025, 11, 1), 1, 0, 0),
        Month(date(2025, 12, 1), 0, 0, 0),
        Month(date(2026, 1, 1), 0, 0, 0),
        Month(date(2026, 2, 1), 0, 1, 1),
    )


def test_a_case_without_a_day_is_named_as_such() -> None:
    found = count([CaseStub(pseudonym="x")], [])
    assert found.undated == 1
    assert found.months == ()


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CODES = [each.code for each in terms("case_stages")]
CASES = st.lists(
    st.builds(
        CaseStub,
        pseudonym=st.just("x"),
        stage=st.sampled_from(CODES),
        origin=st.sampled_from(["", "Grozny", "Argun", " Argun"]),
        country=st.sampled_from(["", "France", "Lithuania"]),
        opened=DAYS,
        milestones=st.dictionaries(st.sampled_from(CODES), DAYS),
    ),
    max_size=40,
)
REQUESTS = st.lists(
    st.builds(Asked, st.sampled_from(["new", "awaiting_us", "answered", "suspect", "declined", "closed", "later"])),
    max_size=20,
)


@given(CASES, REQUESTS)
def test_the_parts_add_up(cases: list[CaseStub], asked: list[Asked]) -> None:
    found = count(cases, asked)
    for whole in (found.contacted, found.helped, found.evacuated, found.abroad):
        assert whole.adds_up
    assert found.contacted.total == found.helped.total + len(asked)
    assert found.helped.total >= found.evacuated.total >= found.abroad.total
    parts = dict(found.helped.parts)
    assert (found.sheltered, found.lost) == (parts.get("sheltered", 0), parts.get("lost", 0))


@given(CASES)
def test_tables_add_up_to_the_figures(cases: list[CaseStub]) -> None:
    found = count(cases, [])
    for name, total in {
        "helped": found.helped.total,
        "evacuated": found.evacuated.total,
        "abroad": found.abroad.total,
        "sheltered": found.sheltered,
        "lost": found.lost,
    }.items():
        assert sum(getattr(row, name) for row in found.regions) == total
    for name in ("helped", "evacuated", "abroad"):
        total = sum(getattr(month, name) for month in found.months)
        assert total == getattr(found, name).total
    assert sum(number for _country, number in found.countries) == found.abroad.total


@given(st.sampled_from(CODES))
def test_whoever_is_out_is_counted_in_the_list_of_the_same_name(stage: str) -> None:
    if part_of(stage) == "abroad":
        assert stage in stages.OUT_OF_REGION


@given(CASES, CASES)
def test_counting_apart_and_adding_gives_the_same(here: list[CaseStub], gone: list[CaseStub]) -> None:
    """The tally of what was erased is added to the counts of what is there."""
    asked = [Asked("declined"), Asked("new")]
    assert rules.add(count(here, asked[:1]), count(gone, asked[1:])) == count(here + gone, asked)


@given(CASES, CASES)
def test_what_was_counted_and_taken_out_again_leaves_no_trace(stay: list[CaseStub], go: list[CaseStub]) -> None:
    tally = rules.Tally()
    for case in [*go, *stay]:
        tally.add(case)
    for case in go:
        tally.add(case, -1)
    assert tally.counts({}) == count(stay, [])
