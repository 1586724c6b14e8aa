"""The rules by themselves: no database, no keys."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation import rules
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import (
    JOURNEY_STATES,
    LEG_STATES,
    BookingRecord,
    HelperRecord,
    JourneyRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.evacuation.wording import SENTENCES

A, B, C, HOUSE = (UUID(int=number) for number in range(1, 5))
START = datetime(2031, 5, 12, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")
PLACES = {
    A: PlaceRecord(name="A", region="North", country="One"),
    B: PlaceRecord(name="B", region="South", country="One"),
    C: PlaceRecord(name="C", region="East", country="Two"),
    HOUSE: PlaceRecord(name="H", kind="safe_house", region="South", country="One", beds=3),
}


def leg(start: UUID, end: UUID, hours: float = 0, lasts: float = 2, **more: object) -> LegRecord:
    departs = START + timedelta(hours=hours)
    arrives = departs + timedelta(hours=lasts)
    plan = {"journey": UUID(int=9), "mode": "bus_intercity", "departs": departs, "arrives": arrives}
    return LegRecord(from_place=start, to_place=end, **(plan | more))  # type: ignore[arg-type]


def journey(start: UUID = A, end: UUID = B, phase: str = "internal") -> JourneyRecord:
    return JourneyRecord(phase=phase, origin=start, destination=end)


def stay(first: int, until: int, beds: int = 1, house: UUID = HOUSE) -> BookingRecord:
    start = START.date()
    days = [start + timedelta(days=number) for number in (first, until)]
    return BookingRecord(house=house, case=uuid4(), first=days[0], until=days[1], beds=beds)


def refusal(call: object, *args: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*args)  # type: ignore[operator]
    assert caught.value.code in SENTENCES
    return caught.value.code


def faults(*legs: LegRecord, ends: tuple[UUID, UUID] = (A, B), phase: str = "internal") -> list[str]:
    found = rules.faults(journey(*ends, phase), legs, PLACES, [], ZONE)
    assert set(found) <= set(SENTENCES)
    return found


def test_it_works_for_a_way_that_fits_together() -> None:
    assert faults(leg(A, B)) == []
    assert faults(leg(A, HOUSE, 0), leg(HOUSE, B, 2)) == []
    assert faults(leg(A, C, 0), ends=(A, C), phase="abroad") == []


@pytest.mark.parametrize("lasts", [0, -1])
def test_a_leg_may_not_end_before_it_starts(lasts: int) -> None:
    assert refusal(rules.check_leg, leg(A, B, lasts=lasts)) == "leg_ends_before_it_starts"


def test_a_leg_goes_somewhere() -> None:
    assert refusal(rules.check_leg, leg(A, A)) == "leg_goes_nowhere"


@pytest.mark.parametrize("cost", ["-1", "NaN", "Infinity", "twelve", "1e999999999", "   "])
def test_a_cost_is_an_amount(cost: str) -> None:
    currency = "rub" if cost == "1e999999999" else "RUB"
    assert refusal(rules.check_leg, leg(A, B, cost=cost, currency=currency)) == "cost_is_no_amount"


def test_costs_add_up_by_currency_without_rounding() -> None:
    legs = [leg(A, B, cost="0.10", currency="EUR"), leg(B, C, cost="0.20", currency="EUR")]
    assert [(str(value), currency) for value, currency in rules.totals(legs)] == [("0.30", "EUR")]


@pytest.mark.parametrize(
    ("legs", "code"),
    [
        ([], "no_legs"),
        ([leg(B, A, 0), leg(A, B, 3, reason="x")], "wrong_start"),
        ([leg(A, C)], "wrong_end"),
        ([leg(A, C, 0), leg(HOUSE, B, 3)], "not_connected"),
        ([leg(A, C, 0, 5), leg(C, B, 3)], "legs_overlap"),
        ([leg(A, C, 0), leg(C, A, 3), leg(A, B, 6)], "back_without_reason"),
        ([leg(A, HOUSE, 0), leg(HOUSE, B, 20)], "no_bed"),
    ],
)
def test_what_keeps_a_way_from_being_approved(legs: list[LegRecord], code: str) -> None:
    assert code in faults(*legs)


def test_a_cycle_with_a_reason_is_allowed() -> None:
    assert faults(leg(A, C, 0), leg(C, A, 3, reason="the papers were left there"), leg(A, B, 6)) == []


def test_a_journey_leaves_the_region_or_the_country() -> None:
    assert "not_abroad" in faults(leg(A, B), phase="abroad")
    assert "not_out_of_the_region" in faults(leg(B, HOUSE), ends=(B, HOUSE))


@pytest.mark.parametrize("state", ["compromised", "closed"])
def test_no_way_leads_to_a_place_that_is_not_safe(state: str) -> None:
    place = msgspec.structs.replace(PLACES[B], state=state)
    assert refusal(rules.check_reachable, place) == "place_not_safe"
    assert "place_not_safe" in rules.faults(journey(), [leg(A, B)], PLACES | {B: place}, [], ZONE)


def test_every_night_of_a_stop_has_a_bed_and_not_only_the_first() -> None:
    stop = [leg(A, HOUSE, 0), leg(HOUSE, B, 41)]  # leaves at four in the morning of the second day after
    first, both = stay(0, 1), stay(0, 2)
    assert rules.faults(journey(), stop, PLACES, [first], ZONE) == ["no_bed"]
    assert rules.faults(journey(), stop, PLACES, [both], ZONE) == []
    assert rules.faults(journey(), stop, PLACES, [first, stay(1, 2)], ZONE) == []


@pytest.mark.parametrize(("hours", "night"), [(12, 0), (12.5, 0), (18.25, 0), (18.5, 1), (36, 1)])
def test_who_arrives_before_six_in_the_morning_by_the_zone_comes_in_the_night_before(hours: float, night: int) -> None:
    late, ends = leg(A, HOUSE, hours, 0.5), journey(A, HOUSE)  # START is at eleven in the morning there
    for other in (0, 1, 2):
        found = rules.faults(ends, [late], PLACES, [stay(other, other + 1)], ZONE)
        assert found == ([] if other == night else ["no_bed"])


def test_a_driver_is_on_one_leg_at_a_time() -> None:
    driver = uuid4()
    first, second = leg(A, B, 0, 2, driver=driver), leg(B, C, 1, 2, driver=driver)
    wren = HelperRecord(pseudonym="Wren")
    assert refusal(rules.check_helper, second, driver, wren, [first]) == "driver_busy"
    rules.check_helper(leg(B, C, 2, driver=driver), driver, wren, [first])
    rules.check_helper(second, driver, wren, [msgspec.structs.replace(first, status="aborted")])
    gone = HelperRecord(pseudonym="Wren", state="gone")
    assert refusal(rules.check_helper, second, driver, gone, []) == "helper_not_available"


def test_an_escort_is_on_one_leg_at_a_time_also_where_they_stood_as_the_driver() -> None:
    finch = uuid4()
    known, second = HelperRecord(pseudonym="Finch", kind="escort"), leg(B, C, 1, 2, driver=uuid4(), escort=finch)
    for first in (leg(A, B, 0, 2, escort=finch), leg(A, B, 0, 2, driver=finch)):
        assert refusal(rules.check_helper, second, finch, known, [first]) == "escort_busy"
    rules.check_helper(leg(B, C, 2, escort=finch), finch, known, [leg(A, B, 0, 2, escort=finch)])


def test_nobody_drives_and_goes_along_at_once() -> None:
    one = uuid4()
    assert refusal(rules.check_leg, leg(A, B, driver=one, escort=one)) == "drives_and_escorts"


def test_a_stay_fits_into_the_house_on_every_night() -> None:
    house, held = PLACES[HOUSE], [stay(0, 3, 2), stay(2, 5)]
    rules.check_stay(house, stay(3, 5, 2), held)
    assert refusal(rules.check_stay, house, stay(0, 3), held) == "bed_taken"
    assert refusal(rules.check_stay, house, stay(0, 1, 4), []) == "not_enough_beds"
    assert refusal(rules.check_stay, house, stay(0, 1, -1), []) == "not_enough_beds"
    assert refusal(rules.check_stay, house, stay(1, 1), []) == "stay_without_nights"
    assert refusal(rules.check_stay, house, stay(0, 100_000), []) == "stay_without_nights"
    assert refusal(rules.check_stay, PLACES[A], stay(0, 1), []) == "no_safe_house"
    short = msgspec.structs.replace(house, max_nights=2)
    assert refusal(rules.check_stay, short, stay(0, 3), []) == "stay_too_long"
    for state in ("resting", "compromised", "closed"):
        shut = msgspec.structs.replace(house, state=state)
        assert refusal(rules.check_stay, shut, stay(0, 1), []) == "house_not_open"


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(1, 3)), max_size=30))
def test_no_night_is_ever_overbooked(wishes: list[tuple[int, int, int]]) -> None:
    held: list[BookingRecord] = []
    for first, length, beds in wishes:
        wish = stay(first, first + length, beds)
        try:
            rules.check_stay(PLACES[HOUSE], wish, held)
        except Refused:
            continue
        held.append(wish)
    assert all(count <= 3 for count in rules.taken(HOUSE, held).values())


def test_cancelled_beds_are_free() -> None:
    held = [msgspec.structs.replace(stay(0, 3, 3), cancelled=True)]
    assert not rules.taken(HOUSE, held)
    assert rules.nights(date(2031, 2, 27), date(2031, 3, 2))[-1] == date(2031, 3, 1)


def test_no_status_leads_out_of_the_end() -> None:
    assert set(rules.JOURNEY_MOVES) == set(JOURNEY_STATES)
    assert set(rules.LEG_MOVES) == set(LEG_STATES)
    for moves in (rules.JOURNEY_MOVES, rules.LEG_MOVES):
        assert not moves["arrived"]
        assert not moves["aborted"]
        assert refusal(rules.check_move, moves, "arrived", "aborted") == "wrong_moment"


def test_legs_are_travelled_in_their_order() -> None:
    legs = [leg(A, C, 0), leg(C, B, 3)]
    assert rules.is_first(legs[0], legs)
    assert refusal(rules.is_first, legs[1], legs) == "earlier_leg_open"
    assert not rules.is_first(legs[1], [msgspec.structs.replace(legs[0], status="arrived"), legs[1]])


@pytest.mark.parametrize("said", ["зелёный чай", " Зеленый  ЧАЙ ", "зелёный, чай!"])
def test_the_word_counts_however_it_is_spelled(said: str) -> None:
    assert rules.same_word(said, "Зелёный чай")


@pytest.mark.parametrize("said", ["", "чай", "зелёный чайник", "чай зелёный"])
def test_another_word_does_not(said: str) -> None:
    assert not rules.same_word(said, "Зелёный чай")


def test_the_grace_has_bounds() -> None:
    assert rules.with_grace(START, 0) == START
    assert refusal(rules.with_grace, START, -1) == "grace_out_of_range"
    assert refusal(rules.with_grace, START, 1441) == "grace_out_of_range"


def test_the_case_learns_a_region_or_a_country_and_never_a_house() -> None:
    assert rules.arrival_place("internal", PLACES[HOUSE]) == "South"
    assert rules.arrival_place("abroad", PLACES[C]) == "Two"
