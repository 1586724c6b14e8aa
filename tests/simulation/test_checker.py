"""Each thing that must never be is done once, and seen once; where nothing is wrong nothing is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from waystation.simulation import checker
from waystation.simulation.checker import Kind
from waystation.simulation.facts import CheckIn, Facts, Handover, Leg, Line, Place, Sighting, Stay

ZONE = ZoneInfo("Europe/Moscow")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST = date(2031, 3, 3)
START = datetime(2031, 3, 3, 10, 0, tzinfo=ZONE)
HOME, HUB, HOUSE, OTHER, ABROAD = (uuid4() for _ in range(5))
ONE, TWO = uuid4(), uuid4()
PLACES = {
    HOME: Place("Orlin", "city", "Tamur", "Ostmark"),
    HUB: Place("Market", "station", "Veles", "Ostmark"),
    HOUSE: Place("Linden", "safe_house", "Veles", "Ostmark", 2),
    OTHER: Place("Mill", "safe_house", "Baltara", "Ostmark", 2),
    ABROAD: Place("Capital", "city", "", "Norland"),
}
STAY, LEG, CHECK_IN, WORD, SEEN, WAY, LEV, MIRA = (uuid4() for _ in range(8))


def line(at: datetime, verb: str, subject: UUID | None = None, case: UUID | None = ONE) -> Line:
    return Line(at, verb, subject, case)


def operation(*more: Line, **changes: object) -> Facts:
    """One case of two persons comes from Orlin to Linden, sleeps there for six nights, and says that all is well."""
    leg = Leg(
        ONE, WAY, HOME, HOUSE, "train", START + 4 * HOUR, START + 9 * HOUR, None, START + 4 * HOUR, START + 9 * HOUR
    )
    approved = (Line(START - HOUR, "evacuation.journey_approved", WAY, ONE, who) for who in (LEV, MIRA))
    lines = (
        *approved,
        line(START, "evacuation.bed_booked", STAY),
        line(START + 4 * HOUR, "evacuation.leg_departed", LEG),
        line(START + 9 * HOUR, "evacuation.leg_arrived", LEG),
        line(START + 10 * HOUR, "evacuation.check_in_received", CHECK_IN),
    )
    told = {
        "lines": tuple(sorted((*lines, *more), key=lambda each: each.at)),
        "places": PLACES,
        "persons": {ONE: 2, TWO: 1},
        "stays": {STAY: Stay(ONE, HOUSE, FIRST, FIRST + 6 * DAY, 2)},
        "legs": {LEG: leg},
        "check_ins": {CHECK_IN: CheckIn(ONE, START + 10 * HOUR, 30)},
        "hand_overs": {WORD: Handover(LEG, 60, said=START + 9 * HOUR + 20 * MINUTE)},
    }
    return Facts(ZONE, START + 5 * DAY, "Tamur", "Ostmark", **told | changes)  # type: ignore[arg-type]


def leaving(facts: Facts, day: int, place: UUID = ABROAD) -> Facts:
    """The same, but they leave the house on a day of it, and have the bed until then."""
    sets_out = START + day * DAY + HOUR
    leg = Leg(ONE, WAY, HOUSE, place, "plane", sets_out, sets_out + HOUR, departed=sets_out)
    stays = {pk: replace(stay, until=min(stay.until, FIRST + day * DAY)) for pk, stay in facts.stays.items()}
    return replace(facts, legs=facts.legs | {uuid4(): leg}, stays=stays)


def kinds(facts: Facts) -> list[Kind]:
    return [each.kind for each in checker.violations(facts)]


def without(facts: Facts, verb: str) -> Facts:
    return replace(facts, lines=tuple(each for each in facts.lines if each.verb != verb))


def test_nothing_is_wrong_where_nothing_is() -> None:
    facts = operation()
    assert checker.violations(facts) == []
    assert checker.people(facts, checker.out_of_region(facts)) == 2
    assert checker.abroad(facts) == set()
    assert checker.alarms(facts).total() == checker.replans(facts) == 0


def test_a_journey_goes_that_one_person_approved() -> None:
    facts = operation()
    alone = replace(facts, lines=tuple(each for each in facts.lines if each.actor != MIRA))
    assert kinds(alone) == [Kind.APPROVED_BY_FEWER]
    twice = Line(START - HOUR, "evacuation.journey_approved", WAY, ONE, LEV)
    assert kinds(replace(alone, lines=(twice, *alone.lines))) == [Kind.APPROVED_BY_FEWER]
    too_late = Line(START + 5 * HOUR, "evacuation.journey_approved", WAY, ONE, MIRA)
    assert kinds(replace(alone, lines=(*alone.lines, too_late))) == [Kind.APPROVED_BY_FEWER]


# Beds


def test_a_bed_is_given_twice() -> None:
    facts = operation()
    late = Stay(TWO, HOUSE, FIRST + 5 * DAY, FIRST + 8 * DAY, 1)
    found = checker.violations(replace(facts, stays={**facts.stays, uuid4(): late}))
    assert [(each.kind, each.at.date(), each.subject) for each in found] == [(Kind.BED_TWICE, FIRST + 5 * DAY, HOUSE)]
    after = replace(late, first=FIRST + 6 * DAY)
    assert kinds(replace(facts, stays={**facts.stays, uuid4(): after})) == []


def test_who_is_in_a_house_has_a_bed_there_from_the_night_in_which_they_come_until_they_leave() -> None:
    facts = operation()
    late = replace(facts.legs[LEG], arrived=datetime.combine(FIRST + DAY, time(5, 30), ZONE))  # in the first night
    for leg in (facts.legs[LEG], late):
        assert kinds(replace(facts, legs={LEG: leg})) == []
        for short in ({"first": FIRST + DAY}, {"until": FIRST + 4 * DAY}, {"beds": 1}, {"house": OTHER}):
            stays = {STAY: replace(facts.stays[STAY], **short)}  # type: ignore[arg-type]
            assert kinds(replace(facts, legs={LEG: leg}, stays=stays)) == [Kind.NO_BED], short
    morning = replace(late, arrived=datetime.combine(FIRST + DAY, time(6), ZONE))
    from_then = {STAY: replace(facts.stays[STAY], first=FIRST + DAY)}
    assert kinds(replace(facts, legs={LEG: morning}, stays=from_then)) == []


def test_who_leaves_after_midnight_has_a_bed_until_then() -> None:
    facts = leaving(operation(), 2)
    assert kinds(facts) == []
    ((pk, leg),) = ((pk, leg) for pk, leg in facts.legs.items() if leg.origin == HOUSE)
    at_night = replace(leg, departed=datetime.combine(FIRST + 3 * DAY, time(0, 10), ZONE))
    assert kinds(replace(facts, legs=facts.legs | {pk: at_night})) == [Kind.NO_BED]


def test_who_is_moved_out_of_a_house_has_a_bed_in_another() -> None:
    moved, bed = START + 2 * DAY, uuid4()
    lines = [line(moved, "evacuation.place_left", HOUSE), line(moved, "evacuation.bed_booked", bed)]
    stays = {
        STAY: Stay(ONE, HOUSE, FIRST, FIRST + 2 * DAY, 2),
        bed: Stay(ONE, OTHER, FIRST + 2 * DAY, FIRST + 6 * DAY, 2),
    }
    assert kinds(operation(*lines, stays=stays)) == []
    stays[bed] = replace(stays[bed], until=FIRST + 4 * DAY)
    assert kinds(operation(*lines, stays=stays)) == [Kind.NO_BED]


def test_two_who_are_kept_apart_sleep_in_one_house() -> None:
    facts = operation(
        apart=frozenset([frozenset((ONE, TWO))]), places={**PLACES, HOUSE: replace(PLACES[HOUSE], beds=5)}
    )
    beside = Stay(TWO, HOUSE, FIRST + 5 * DAY, FIRST + 8 * DAY, 1)
    assert kinds(replace(facts, stays={**facts.stays, uuid4(): beside})) == [Kind.KEPT_APART]
    elsewhere = replace(beside, house=OTHER)
    assert kinds(replace(facts, stays={**facts.stays, uuid4(): elsewhere})) == []


def test_somebody_drives_two_cars_at_once() -> None:
    driver, facts = uuid4(), operation(persons={ONE: 2})
    mine = replace(facts.legs[LEG], driver=driver)
    ends = {"origin": HUB, "destination": ABROAD}
    theirs = replace(mine, case=TWO, **ends, departs=mine.departs + HOUR, departed=mine.departs + HOUR)
    assert kinds(replace(facts, legs={LEG: mine, uuid4(): theirs})) == [Kind.DRIVER_TWICE]
    same_car = replace(mine, case=TWO, journey=WAY)
    assert kinds(replace(facts, legs={LEG: mine, uuid4(): same_car})) == []


# Compromised houses


def test_somebody_sleeps_on_in_a_compromised_house() -> None:
    lost = line(START + 2 * DAY, "evacuation.place_compromised", HOUSE, None)
    facts = operation(lost)
    assert kinds(facts) == [Kind.COMPROMISED_HOUSE]
    assert kinds(leaving(facts, 3)) == []


def test_somebody_sets_out_for_a_compromised_house() -> None:
    lost = line(START + HOUR, "evacuation.place_compromised", HOUSE, None)
    facts = operation(lost, stays={}, persons={ONE: 0})
    assert kinds(facts) == [Kind.COMPROMISED_HOUSE]


# Pursuers


def seen(place: UUID = HUB, at: datetime = START - HOUR, **more: object) -> Sighting:
    told = {"letter": "A", "digit": "2", "travels": True} | more
    return Sighting(ONE, place, at - HOUR, at, **told)  # type: ignore[arg-type]


def noted(at: datetime) -> Line:
    return line(at, "pursuers.sighting_noted", SEEN)


def test_somebody_is_given_a_bed_where_a_pursuer_may_be() -> None:
    facts = operation(noted(START - HOUR), sightings={SEEN: seen()})
    assert Kind.WITHIN_REACH in kinds(facts)
    far_away = operation(noted(START - HOUR), sightings={SEEN: seen(OTHER)})
    assert kinds(far_away) == []
    doubtful = operation(noted(START - HOUR), sightings={SEEN: seen(letter="D", digit="4")})
    assert kinds(doubtful) == []
    of_somebody_else = operation(noted(START - HOUR), sightings={SEEN: replace(seen(), case=TWO)})
    assert kinds(of_somebody_else) == []


def test_who_stays_where_a_pursuer_is_seen_is_left_there() -> None:
    at = START + DAY
    alarm = [line(at, "pursuers.alarm_raised"), line(at, "hotline.duty_told")]
    facts = operation(noted(at), *alarm, sightings={SEEN: seen(at=at)})
    assert kinds(facts) == [Kind.LEFT_WITHIN_REACH]
    assert kinds(leaving(facts, 3)) == []


def test_who_set_out_before_the_second_night_is_not_left_there_though_the_bed_is_still_theirs() -> None:
    at = START + DAY
    alarm = [line(at, "pursuers.alarm_raised"), line(at, "hotline.duty_told")]
    facts = operation(noted(at), *alarm, sightings={SEEN: seen(at=at)})
    for late, expected in ((1, []), (4, [Kind.LEFT_WITHIN_REACH])):
        assert kinds(replace(leaving(facts, late), stays=facts.stays)) == expected


def test_who_is_seen_near_somebody_is_an_alarm_at_once() -> None:
    at = START + DAY
    assert kinds(leaving(operation(noted(at), sightings={SEEN: seen(at=at)}), 3)) == [Kind.ALARM_MISSING]


def test_who_has_not_set_out_for_their_bed_yet_is_no_alarm_and_who_is_on_the_way_is() -> None:
    for hours, missing in ((2, False), (5, True), (11, True)):
        at = START + hours * HOUR
        found = kinds(operation(noted(at), sightings={SEEN: seen(at=at)}))
        assert (Kind.ALARM_MISSING in found) is missing, hours


def test_somebody_sets_out_for_a_place_where_a_pursuer_may_be() -> None:
    facts = leaving(operation(noted(START + HOUR), sightings={SEEN: seen(at=START)}), 1)
    facts = replace(facts, lines=tuple(each for each in facts.lines if each.subject != STAY))
    assert kinds(facts) == [Kind.WITHIN_REACH]
    later = leaving(operation(noted(START + 5 * HOUR), sightings={SEEN: seen(at=START)}), 1)
    assert Kind.WITHIN_REACH not in kinds(later)


def test_nobody_leaves_a_region_without_passing_through_it() -> None:
    crossing = uuid4()
    places = {**PLACES, crossing: Place("Crossing", "meeting_point", "Tamur", "Ostmark")}
    facts = operation(
        noted(START - HOUR), sightings={SEEN: seen(HOME)}, stays={}, places=places, hand_overs={}, persons={}
    )
    whole = facts.legs[LEG]
    first = replace(whole, destination=crossing, arrives=START + 5 * HOUR, arrived=START + 5 * HOUR)
    onward = replace(whole, origin=crossing, departs=START + 6 * HOUR, departed=START + 6 * HOUR)
    assert kinds(replace(facts, legs={LEG: first, uuid4(): onward})) == []
    assert kinds(replace(facts, legs={LEG: first})) == [Kind.WITHIN_REACH, Kind.LEFT_WITHIN_REACH]  # and sleeps there


def test_who_set_out_before_their_train_was_cancelled_or_moved_knew_nothing_of_it_and_is_not_left_there() -> None:
    crossing, train = uuid4(), uuid4()
    places = {**PLACES, crossing: Place("Crossing", "meeting_point", "Tamur", "Ostmark")}
    facts = operation(
        noted(START - HOUR), sightings={SEEN: seen(HOME)}, stays={}, places=places, hand_overs={}, persons={}
    )
    whole, next_day = facts.legs[LEG], START + 15 * HOUR
    first = replace(whole, destination=crossing, arrives=START + 5 * HOUR, arrived=START + 5 * HOUR)
    onward = replace(whole, origin=crossing, departs=next_day, departed=next_day, arrived=next_day + HOUR)
    facts = replace(facts, legs={LEG: first, train: onward})
    for verb in ("handover.leg_moved", "handover.leg_cancelled"):
        for hours, expected in ((3, [Kind.WITHIN_REACH]), (13, [])):
            told = [line(START + hours * HOUR, verb, train)]
            lines = tuple(sorted((*facts.lines, *told), key=lambda each: each.at))
            assert kinds(replace(facts, lines=lines)) == expected
    stranded = replace(facts, legs={LEG: first, train: replace(onward, departed=None, arrived=None)})
    lines = (*facts.lines, line(START + 13 * HOUR, "handover.leg_cancelled", train))
    found = checker.violations(replace(stranded, lines=lines))
    assert [(each.kind, each.at.date()) for each in found] == [(Kind.LEFT_WITHIN_REACH, FIRST + 2 * DAY)]


def test_a_sighting_fades() -> None:
    one = seen(at=START)
    assert checker.strength(one, START + 3 * DAY) == pytest.approx(0.9)
    assert checker.strength(one, START + 17 * DAY) == pytest.approx(0.45)
    assert checker.strength(one, START + 80 * DAY) == 0


# Alarms

SILENT = START + 10 * HOUR + 30 * MINUTE


def calls(*minutes: int, verb: str = "evacuation.check_in_missed") -> list[Line]:
    moments = [SILENT + number * MINUTE for number in minutes]
    return [each for at in moments for each in (line(at, verb, CHECK_IN), line(at, "hotline.duty_told"))]


def alarm(*more: Line, answered: int = 40, taken_on: int = 18) -> Facts:
    """A sign of life comes so many minutes late; the first alarm, at a quarter of an hour, is taken on at once."""
    answer = line(SILENT + answered * MINUTE, "evacuation.check_in_received", CHECK_IN)
    taken = [line(SILENT + number * MINUTE, "evacuation.alarm_acknowledged", CHECK_IN) for number in (taken_on, 33)]
    quiet = without(operation(), "evacuation.check_in_received")
    return replace(quiet, lines=tuple(sorted((*quiet.lines, *more, answer, *taken), key=lambda each: each.at)))


def test_each_step_of_an_alarm_is_on_time() -> None:
    facts = alarm(*calls(15, 30))
    assert kinds(facts) == []
    assert checker.alarms(facts) == {checker.MISSED[0]: 1}


@pytest.mark.parametrize("minutes", [[], [15], [30]])
def test_a_step_is_missing(minutes: list[int]) -> None:
    assert set(kinds(alarm(*calls(*minutes)))) == {Kind.ALARM_MISSING}


def test_an_alarm_comes_too_early_or_too_late() -> None:
    assert kinds(alarm(*calls(10, 15, 30))) == [Kind.ALARM_AT_WRONG_TIME]
    assert sorted(kinds(alarm(*calls(16, 30)))) == [Kind.ALARM_AT_WRONG_TIME, Kind.ALARM_MISSING]
    assert kinds(alarm(*calls(15, 30, 60))) == [Kind.ALARM_AT_WRONG_TIME]  # they had answered


def test_an_answer_in_the_minute_of_a_step_comes_after_its_call_or_in_its_place() -> None:
    after = alarm(*calls(15, 30), answered=30, taken_on=18)
    assert kinds(after) == []
    lines = sorted(after.lines, key=lambda each: (each.at, each.verb != "evacuation.check_in_received"))
    assert kinds(replace(after, lines=tuple(lines))) == [Kind.ALARM_AT_WRONG_TIME]
    assert kinds(alarm(*calls(15), answered=30, taken_on=18)) == []


def test_what_nobody_takes_on_is_called_again() -> None:
    assert kinds(alarm(*calls(15, 30), taken_on=28)) == [Kind.ALARM_MISSING]
    again = calls(25, verb="evacuation.check_in_called_again")
    assert kinds(alarm(*calls(15, 30), *again, taken_on=28)) == []


def test_nobody_is_called() -> None:
    facts = without(alarm(*calls(15, 30)), "hotline.duty_told")
    assert kinds(facts) == [Kind.NOBODY_CALLED] * 2


def test_who_was_forced_is_an_alarm_at_once() -> None:
    at = SILENT - 10 * MINUTE
    said = line(at, "evacuation.check_in_forced", CHECK_IN)
    taken = line(at + 3 * MINUTE, "evacuation.alarm_acknowledged", CHECK_IN)
    silent = without(operation(said, taken), "evacuation.check_in_received")
    assert Kind.ALARM_MISSING in kinds(silent)
    called = [line(at, "evacuation.check_in_called_again", CHECK_IN), line(at, "hotline.duty_told")]
    heard = without(operation(said, taken, *called), "evacuation.check_in_received")
    assert kinds(heard) == []


def test_a_word_that_does_not_come_is_an_alarm_in_its_minute() -> None:
    due = START + 10 * HOUR
    silent = {WORD: Handover(LEG, 60)}
    assert kinds(operation(hand_overs=silent)) == [Kind.ALARM_MISSING]
    raised = [line(due, "handover.unconfirmed", WORD), line(due, "hotline.duty_told")]
    assert kinds(operation(*raised, hand_overs=silent)) == []
    assert kinds(operation(*raised)) == [Kind.ALARM_AT_WRONG_TIME]  # it had come
    assert kinds(operation(hand_overs={WORD: Handover(LEG, 60, withdrawn=START)})) == []


# Counts


def test_a_plan_is_made_anew_after_something_has_happened() -> None:
    asked = [line(START + number * DAY, "evacuation.plan_asked", uuid4(), None) for number in range(4)]
    cancelled = line(START + DAY + HOUR, "handover.leg_cancelled", LEG)
    at_home = line(START - HOUR, "pursuers.sighting_noted", SEEN)
    on_the_way = line(START + 2 * DAY + HOUR, "pursuers.sighting_noted", SEEN)
    assert checker.replans(operation(*asked)) == 0
    assert checker.replans(operation(*asked, at_home)) == 0
    assert checker.replans(operation(*asked, cancelled)) == 1
    assert checker.replans(operation(*asked, cancelled, on_the_way)) == 2


def test_who_came_abroad_is_out_of_the_region_too() -> None:
    facts = operation()
    flight = replace(facts.legs[LEG], case=TWO, destination=ABROAD)
    found = replace(facts, legs={**facts.legs, uuid4(): flight})
    assert checker.abroad(found) == {TWO}
    assert checker.out_of_region(found) == {ONE, TWO}
