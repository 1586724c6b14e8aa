"""Who is told what of a leg: by an allowlist, at its time, and both sides of a hand-over."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest

from tests.evacuation.conftest import Scene
from tests.evacuation.handover.conftest import FACTS, HOUR, Trip, read, say, trip_of
from waystation.duty import alarms
from waystation.evacuation import access, actions
from waystation.evacuation.errors import Refused as EvacuationRefused
from waystation.evacuation.handover import actions as verbs
from waystation.evacuation.handover import due, rules
from waystation.evacuation.handover.errors import Refused
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.handover.shown import verdict
from waystation.evacuation.records import HelperRecord
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow
from waystation.hotline.briefings.records import ROLES, Confirmed
from waystation.staff.actor import utc_now
from waystation.staff.errors import Absent

ALL = Facts(
    pick_up="pick-up 4711", drop_off="drop-off 4712", people=23, needs="needs 4713", nights=17, sign="sign 4714",
    check_in=utc_now().replace(hour=3, minute=33), at_checks="at checks 4715",
)  # fmt: skip
MARKS = {
    "pick_up": "4711", "drop_off": "4712", "people": ">23<", "needs": "4713", "nights": ">17<", "sign": "4714",
    "check_in": "sign of life until", "at_checks": "4715",
}  # fmt: skip
NEED_TO_KNOW = {
    "traveller": {"pick_up", "sign", "check_in", "at_checks"},
    "driver": {"pick_up", "drop_off", "people", "needs", "sign"},
    "host": {"people", "needs", "nights", "sign"},
    "escort": {"pick_up", "drop_off", "people", "needs", "sign"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_its_part_and_nothing_else(scene: Scene, role: str) -> None:
    """Of every fact that could be told, and of all that the journey, its places and its people are called."""
    trip = trip_of(scene, "Quince")
    trip.arrive(trip.walk)
    text = read(trip.brief(role, facts=ALL))[1]
    assert {fact for fact, mark in MARKS.items() if mark in text} == NEED_TO_KNOW[role]
    main = text[text.index("<main") : text.index("</main>")]
    ours = ["Hollow", "bus yard", "Lantern", "Lowmere", "Ashmark", "Varna", "Wren", "Quince", "trusted driver"]
    assert [name for name in ours if name in main] == []
    assert str(trip.case) not in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)


@pytest.mark.parametrize("role", ROLES)
def test_the_sealed_record_holds_no_more_than_the_page(trip: Trip, role: str) -> None:
    leg = trip.leg()
    told = rules.compose(role, leg, ALL, (), confirmation=trip.case, team=trip.case)
    filled = set(msgspec.to_builtins(told)) - {"role", "opens_at", "closes_at", "confirmation", "team", "at", "until"}
    assert filled == NEED_TO_KNOW[role]
    assert {told.at, told.until} & {leg.departs} == (set() if role == "host" else {leg.departs})


@pytest.mark.parametrize(
    ("role", "hours", "into"), [("driver", 6, 1), ("host", 24, 4), ("traveller", 12, 0), ("escort", 12, 1)]
)
def test_it_opens_at_its_hour(scene: Scene, role: str, hours: int, into: int) -> None:
    """A driver six hours before, a host a day before the arrival, the others twelve hours before.

    `into` is how many hours after the beginning of the journey the hour of that role is.
    """
    for name, early in (("Birch", 5), ("Elm", -5)):
        trip = trip_of(scene, name, utc_now() + (hours - into) * HOUR + timedelta(minutes=early), driver=None)
        words = trip.brief(role, trip.walk if role == "traveller" else trip.car)
        assert bool(read(words)[1]) is (early < 0)
        assert trip.said(trip.walk if role == "traveller" else trip.car)[role].standing == (
            "read" if early < 0 else "sealed"
        )


def test_both_sides_confirm_and_the_board_has_both(trip: Trip) -> None:
    driver = trip.brief("driver", helper=trip.scene.driver)
    trip.arrive(trip.walk)
    traveller = trip.brief("traveller")
    assert {each.standing for each in trip.said().values()} == {"open"}
    question = re.search(r"You say:.*?<strong[^>]*>(.*?)</strong>", read(driver)[1])
    assert question
    assert question[1] in read(traveller)[1]
    assert {each.standing for each in trip.said().values()} == {"read"}
    say(driver, "done")
    say(traveller, "done", "I am inside.")
    assert {each.standing for each in trip.said().values()} == {"said"}
    assert trip.said()["traveller"].reports[0].text == "I am inside."
    assert not BriefingRow.objects.exists()
    assert read(driver)[1] == ""


def test_a_driver_and_an_escort_of_one_leg_see_their_part_each_and_all_three_confirm(scene: Scene) -> None:
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    trip = trip_of(scene, escort=finch)
    trip.arrive(trip.walk)
    driver, escort = trip.brief("driver", helper=scene.driver), trip.brief("escort", helper=finch)
    traveller = trip.brief("traveller")
    pages = {role: read(words)[1] for role, words in (("driver", driver), ("escort", escort))}
    for role, text in pages.items():
        assert not [name for name in ("Wren", "Finch", "Birch", "Lantern", "Ashmark") if name in text], role
        assert text.count("You say:") == 1
    assert len({question(text) for text in pages.values()}) == 2
    theirs = read(traveller)[1]
    assert all(question(text) in theirs for text in pages.values())
    for words, code in ((driver, "some"), (escort, "some"), (traveller, "all")):
        say(words, "done")
        assert rules.verdict({role: each.outcome for role, each in trip.said().items()}) == code


def question(text: str) -> str:
    found = re.search(r"You say:.*?<strong[^>]*>(.*?)</strong>", text)
    assert found
    return found[1]


def test_done_before_the_departure_is_no_hand_over_until_somebody_has_asked(trip: Trip) -> None:
    trip.brief("traveller", trip.walk)
    words = trip.brief("driver")
    say(words, "done")
    assert verdict(trip.said().values(), trip.leg()) == "early"
    trip.arrive(trip.walk)
    actions.depart(trip.actor, trip.car)
    assert verdict(trip.said().values(), trip.leg()) == "alone"


def test_a_host_who_is_found_later_stands_on_the_page_that_the_traveller_has_already(trip: Trip) -> None:
    trip.brief("driver")
    trip.arrive(trip.walk)
    traveller = trip.brief("traveller")
    assert "Host:" not in read(traveller)[1]
    trip.brief("host")
    text = read(traveller)[1]
    assert "Driver:" in text
    assert "Host:" in text
    given = next(each for each in trip.said().values() if each.given.role == "host")
    verbs.withdraw(trip.actor, trip.case, given.id)
    assert "Host:" not in read(traveller)[1]


def test_the_next_leg_only_after_the_one_before(trip: Trip) -> None:
    with pytest.raises(EvacuationRefused, match="earlier_leg_open"):
        trip.brief("traveller")
    trip.brief("traveller", trip.walk)


@pytest.mark.parametrize("text", ["Lantern house, second bell", "Ask for Birch", "You know Wren"])
@pytest.mark.parametrize("field", ["pick_up", "drop_off", "needs", "sign", "at_checks"])
def test_no_house_and_no_name_of_ours_is_written_into_it(trip: Trip, field: str, text: str) -> None:
    with pytest.raises(Refused, match="names_ours"):
        trip.brief("driver", facts=Facts(**{field: text}))
    assert not BriefingRow.objects.exists()
    assert not ConfirmationRow.objects.exists()


def test_a_role_has_one_briefing_and_another_after_it_was_withdrawn(trip: Trip) -> None:
    first = trip.brief("driver")
    with pytest.raises(Refused, match="already_briefed"):
        trip.brief("driver")
    verbs.withdraw(trip.actor, trip.case, trip.said()["driver"].id)
    assert read(first)[1] == ""
    assert trip.said()["driver"].standing == "withdrawn"
    assert read(trip.brief("driver"))[1]
    assert ConfirmationRow.objects.filter(state=Confirmed.WITHDRAWN).count() == 1


def test_nobody_is_told_of_a_way_that_is_not_approved_or_a_leg_that_is_over(trip: Trip) -> None:
    trip.arrive(trip.walk)
    with pytest.raises(Refused, match="leg_over"):
        trip.brief("traveller", trip.walk)
    draft = trip.scene.case("Elm")
    journey = trip.scene.journey(draft)
    leg = access.way(trip.actor, journey).legs[0][0]
    with pytest.raises(Refused, match="not_approved"):
        verbs.brief(trip.actor, draft, leg, "driver", FACTS)


def test_a_leg_of_another_case_is_absent(trip: Trip) -> None:
    other = trip.scene.case("Elm")
    with pytest.raises(Absent):
        verbs.brief(trip.actor, other, trip.car, "driver", FACTS)
    trip.brief("driver")
    with pytest.raises(Absent):
        verbs.withdraw(trip.actor, other, trip.said()["driver"].id)


def test_silence_becomes_an_alarm_by_itself(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody signed in, once, at the arrival and its grace; a late word ends it as late."""
    told: list[object] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now: told.append(now))
    words = trip.brief("driver", grace=timedelta(minutes=30))
    alarm = (trip.leg().arrives + timedelta(minutes=30)).replace(second=0, microsecond=0)
    assert due.run(alarm - timedelta(seconds=1)) == 0
    assert [due.run(alarm), due.run(alarm)] == [1, 0]
    assert told == [alarm]
    assert trip.said()["driver"].standing == "missed"
    assert ConfirmationRow.objects.get().alarm_at == alarm
    verbs.acknowledge(trip.actor, ConfirmationRow.objects.get().pk, "I am calling them.")
    assert trip.said()["driver"].standing == "attended"
    with pytest.raises(Refused, match="no_alarm"):
        verbs.acknowledge(trip.actor, ConfirmationRow.objects.get().pk, "Me too.")
    say(words, "done")
    assert trip.said()["driver"].standing == "said_late"


def test_an_alarm_that_nobody_takes_on_calls_everybody_again(trip: Trip) -> None:
    trip.brief("driver", grace=timedelta(minutes=30))
    alarm = (trip.leg().arrives + timedelta(minutes=30)).replace(second=0, microsecond=0)
    quarter, called = timedelta(minutes=15), []
    for minutes in range(35):
        due.run(alarm + timedelta(minutes=minutes))
        called.append(alarms.last_alarm())
    assert set(called) == {alarm, alarm + quarter, alarm + 2 * quarter}
    assert ConfirmationRow.objects.get().alarm_at == alarm  # since when there is no word
    verbs.acknowledge(trip.actor, ConfirmationRow.objects.get().pk, "I am calling them.")
    assert due.run(alarm + 6 * quarter) == 0
    assert alarms.last_alarm() == alarm + 2 * quarter


def test_that_something_is_wrong_is_an_alarm_also_where_somebody_had_taken_it_on(
    trip: Trip, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now: told.append(now))
    words = trip.brief("driver")
    say(words, "not_met", "Nobody at the gate.")
    now = utc_now()
    due.run(now)
    verbs.acknowledge(trip.actor, ConfirmationRow.objects.get().pk, "They are late.")
    say(words, "late")
    assert due.run(now) == 0
    say(words, "trouble", "Two cars follow us.")
    assert due.run(utc_now() + timedelta(minutes=1)) == 1
    assert len(told) == 2
    assert trip.said()["driver"].standing == "missed"


def test_somebody_who_was_not_met_is_an_alarm_now(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, *, now: None)
    say(trip.brief("driver"), "not_met", "Nobody at the gate.")
    assert due.run(utc_now()) == 1
    assert trip.said()["driver"].standing == "missed"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"driver": "done", "traveller": "done"}, "all"),
        ({"driver": "done"}, "alone"),
        ({"driver": "done", "traveller": ""}, "some"),
        ({"driver": "done", "traveller": "not_met"}, "contradiction"),
        ({"driver": "not_met", "traveller": "done"}, "contradiction"),
        ({"driver": "not_met", "traveller": ""}, "trouble"),
        ({"driver": "late", "traveller": ""}, "late"),
        ({"driver": "done", "traveller": "late"}, "some"),
        ({"driver": "", "traveller": ""}, "nobody"),
    ],
)
def test_what_both_say_is_put_together(said: dict[str, str], code: str) -> None:
    assert rules.verdict(said) == code


def test_what_was_given_up_is_told_to_nobody_any_more(trip: Trip) -> None:
    words = trip.brief("driver"), trip.brief("traveller", trip.walk)
    actions.abort(trip.actor, trip.journey, because="They stay.")
    assert [read(each)[1] for each in words] == ["", ""]
    assert trip.said()["driver"].standing == "withdrawn"
    assert not ConfirmationRow.objects.filter(state=Confirmed.EXPECTED).exists()


def test_nor_is_what_the_person_takes_their_yes_back_from(trip: Trip) -> None:
    words = trip.brief("driver")
    actions.note_consent(trip.actor, trip.journey, "")
    assert read(words)[1] == ""


def test_a_leg_that_is_removed_takes_its_words_with_it(trip: Trip) -> None:
    words = trip.brief("driver"), trip.brief("traveller", trip.walk)
    actions.remove_leg(trip.actor, trip.car)
    assert [bool(read(each)[1]) for each in words] == [False, True]


# Helpers and places that are lost


@pytest.mark.parametrize("by_name", [True, False])
def test_words_of_a_driver_who_is_compromised_open_nothing_and_the_traveller_is_not_sent_to_them(
    scene: Scene, by_name: bool
) -> None:
    finch = actions.add_helper(scene.actor, HelperRecord(pseudonym="Finch", kind="escort", vetting="verified"))
    trip = trip_of(scene, escort=finch)
    trip.arrive(trip.walk)
    driver = trip.brief("driver", helper=scene.driver if by_name else None)
    escort, traveller = trip.brief("escort", helper=finch), trip.brief("traveller")
    assert "Driver:" in read(traveller)[1]
    actions.set_helper_state(scene.actor, scene.driver, state="paused")
    assert read(driver)[1]  # not yet: they may still be asked
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    assert read(driver)[1] == ""
    assert read(escort)[1]
    text = read(traveller)[1]
    assert "Driver:" not in text
    assert "Escort:" in text
    assert trip.said()["driver"].standing == "withdrawn"


def test_words_that_somebody_else_was_given_stay_when_the_driver_of_the_plan_is_lost(scene: Scene) -> None:
    other = actions.add_helper(scene.actor, HelperRecord(pseudonym="Tern", vetting="verified"))
    trip = trip_of(scene)
    words = trip.brief("driver", helper=other)
    actions.set_helper_state(scene.actor, scene.driver, state="compromised")
    assert read(words)[1]
    actions.set_helper_state(scene.actor, other, state="compromised")
    assert read(words)[1] == ""


def test_words_of_the_host_of_a_house_that_is_compromised_open_nothing(scene: Scene) -> None:
    trip = trip_of(scene)
    trip.arrive(trip.walk)
    host, driver, traveller = trip.brief("host"), trip.brief("driver"), trip.brief("traveller")
    assert read(host)[1]
    assert "Host:" in read(traveller)[1]
    actions.set_place_state(scene.actor, scene.places["lantern"], "resting")
    assert read(host)[1]
    actions.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    assert read(host)[1] == ""
    assert read(driver)[1]
    text = read(traveller)[1]
    assert "Host:" not in text
    assert "Driver:" in text
