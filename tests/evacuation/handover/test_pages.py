"""The pages of hand-overs, as a coordinator and an operator use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.casework.test_secrecy import database
from tests.evacuation.conftest import Scene
from tests.evacuation.handover.conftest import FACTS, HOUR, Trip, read, say, trip_of
from tests.evacuation.test_pages import local
from tests.stage import Organisation
from waystation.casework import membership
from waystation.evacuation import actions
from waystation.evacuation.handover import actions as verbs
from waystation.evacuation.handover import due
from waystation.evacuation.handover.models import GivenRow
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ReportRow
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import utc_now
from waystation.vault import erasure
from waystation.vault.compartments import Compartment

CANARY = "quince-marmalade"


@pytest.fixture
def client(trip: Trip, client_of: Callable[[str], Client]) -> Client:
    return english(client_of("lev"))


def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def address(trip: Trip, page: str = "leg", leg: UUID | None = None, **more: str) -> str:
    return reverse(f"handover:{page}", kwargs={"case_id": trip.case, "leg_id": leg or trip.car, **more})


def brief(client: Client, trip: Trip, role: str, **more: object) -> str:
    """Fills in the form as it comes, and returns the words."""
    form = client.get(address(trip, "brief", role=role)).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"sign": CANARY, "language": "ru"} | more
    sent = {name: "" if value is None else value for name, value in sent.items()}
    answer = client.post(address(trip, "brief", role=role), sent)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(answer.context["words"])


def test_it_works_from_the_words_to_the_board(client: Client, trip: Trip) -> None:
    """What the form knows already is filled in; the house, where the drive ends, is not."""
    form = client.get(address(trip, "brief", role="driver")).context["form"]
    assert (form["pick_up"].value(), form["drop_off"].value()) == ("Old bus yard", "")
    assert form["helper"].value() == str(trip.scene.driver)
    words = brief(client, trip, "driver", drop_off="The clock by the market")
    assert CANARY in read(words)[1]
    text = client.get(address(trip)).content.decode()
    assert "Driver · Wren" in text
    assert ">Read<" in text
    say(words, "done", "Quiet road.")
    text = client.get(address(trip)).content.decode()
    assert "Quiet road." in text
    assert "before it was to begin. Ask them, and note the departure if it is so." in text
    board = client.get(reverse("handover:live")).content.decode()
    assert "Hollow Ford → Old bus yard" in board  # the leg that is next; the car comes after it
    assert "<svg" in board


def test_the_words_are_shown_once_and_stand_nowhere(client: Client, trip: Trip) -> None:
    words = brief(client, trip, "driver", drop_off="The clock")
    shown = client.get(address(trip)).content.decode()
    assert not [word for word in words.split() if len(word) > 5 and word in shown]
    everything = database()
    assert not [word for word in words.split() if len(word) > 5 and word.encode() in everything]


def test_no_table_holds_what_was_told(client: Client, trip: Trip) -> None:
    words = brief(client, trip, "driver", drop_off=f"The clock {CANARY}", needs=CANARY)
    say(words, "late", CANARY)
    assert GivenRow.objects.exists()
    assert ReportRow.objects.exists()
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            assert not [value for value in row if CANARY in str(value) or CANARY.encode() in _bytes(value)], model


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def test_what_is_missing_or_names_a_house_is_said_on_the_form(client: Client, trip: Trip) -> None:
    sent = {"pick_up": "", "drop_off": "Lantern house", "people": 0, "language": "xx", "grace": -1}
    answer = client.post(address(trip, "brief", role="driver"), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"pick_up", "people", "language", "grace"}
    sent = {"pick_up": "Yard", "drop_off": "Lantern house", "people": 1, "language": "ru", "grace": 60}
    answer = client.post(address(trip, "brief", role="driver"), sent)
    assert "This names a safe house" in answer.content.decode()
    assert not BriefingRow.objects.exists()


def test_a_role_that_is_none_and_another_cases_leg_are_absent(client: Client, trip: Trip) -> None:
    other = trip.scene.case("Elm")
    assert client.get(address(trip, "brief", role="pilot")).status_code == 404
    for page in ("leg", "times", "divert"):
        where = reverse(f"handover:{page}", kwargs={"case_id": other, "leg_id": trip.car})
        assert client.get(where).status_code == 404
        assert client.get(address(trip, page, uuid4())).status_code == 404
    assert client.post(address(trip), {"withdraw": "x"}).status_code == 404
    assert client.post(address(trip), {"withdraw": uuid4()}).status_code == 404


def test_words_are_withdrawn_by_a_button(client: Client, trip: Trip) -> None:
    words = brief(client, trip, "driver", drop_off="The clock")
    answer = client.post(address(trip), {"withdraw": trip.said()["driver"].id})
    assert answer.status_code == 303
    assert read(words)[1] == ""
    assert ">Withdrawn<" in client.get(address(trip)).content.decode()


def test_words_that_somebody_knows_who_was_taken_off_are_pointed_out(
    client: Client, trip: Trip, organisation: Organisation
) -> None:
    """They were on that person's screen: the page of a leg says so until they are withdrawn."""
    phrase = "a passphrase of seven words"
    max_ = add_account(organisation.founding, name="max", passphrase=phrase, persona="Max", roles=["coordinator"])
    other = resume(sign_in("max", phrase, now=utc_now()), now=utc_now())
    assert other
    words = " ".join(verbs.brief(other, trip.case, trip.car, "driver", FACTS))
    trip.brief("host")
    warning = "may not open this case any more"
    assert warning not in client.get(address(trip)).content.decode()
    membership.take_off(trip.actor, trip.case, max_)
    assert read(words)[1]
    assert client.get(address(trip)).content.decode().count(warning) == 1
    client.post(address(trip), {"withdraw": trip.said()["driver"].id})
    assert read(words)[1] == ""
    assert warning not in client.get(address(trip)).content.decode()


def test_a_delay_is_shown_and_then_done(client: Client, trip: Trip) -> None:
    words = brief(client, trip, "driver", drop_off="The clock")
    read(words)
    leg, where = trip.leg(), address(trip, "times")
    wish = {"departs": local(leg.departs + HOUR), "arrives": local(leg.arrives + HOUR)}
    answer = client.post(where, wish)
    text = answer.content.decode()
    assert "Have read what no longer holds:</strong> Driver Wren" in text
    assert trip.leg().departs == leg.departs
    seen = re.search(r'name="seen" value="(\w+)"', text)
    assert seen
    assert client.post(where, wish | {"seen": "0" * 32}).status_code == 422
    assert client.post(where, wish | {"seen": seen[1]}).status_code == 303
    assert trip.leg().departs == (leg.departs + HOUR).replace(second=0, microsecond=0)
    assert "holds no more" in read(words)[1]


def test_times_that_cannot_be_are_said_on_the_form(client: Client, trip: Trip) -> None:
    leg = trip.leg()
    for wish in (
        {"departs": ""},
        {"departs": local(leg.arrives), "arrives": local(leg.departs)},
        {"departs": "x", "arrives": ""},
    ):
        answer = client.post(address(trip, "times"), wish)
        assert answer.status_code == 422
        assert answer.context["form"].errors


def test_a_cancelled_departure_by_a_button(client: Client, trip: Trip) -> None:
    assert "The departure is cancelled" in client.get(address(trip, "times")).content.decode()
    answer = client.post(address(trip, "cancel"))
    assert answer["Location"].endswith("notice=hand-over-departure-cancelled")
    assert trip.leg().status == "aborted"
    assert client.post(address(trip, "cancel")).status_code == 303


def test_a_lost_house_and_who_is_on_the_way_there(client: Client, trip: Trip) -> None:
    trip.arrive(trip.walk)
    actions.depart(trip.actor, trip.car)
    actions.set_place_state(trip.actor, trip.scene.places["lantern"], "compromised")
    place = reverse("handover:on-the-way", kwargs={"place_id": trip.scene.places["lantern"]})
    text = client.get(place).content.decode()
    assert "Birch" in text
    assert address(trip, "divert") in text
    assert "The house is compromised." in client.get(reverse("handover:live")).content.decode()
    answer = client.post(address(trip, "divert"), {"house": trip.scene.places["attic"]})
    assert answer.status_code == 303
    assert "Nobody is on the way there" in client.get(place).content.decode()


def test_an_alarm_is_seen_and_taken_on_by_who_is_on_duty(
    trip: Trip, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator sees whose word is missing, and nothing of places or ways."""
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, **_: None)
    trip.brief("driver")
    due.run(trip.leg().arrives + 2 * HOUR)
    dina, row = english(client_of("dina")), ConfirmationRow.objects.get()
    listed = dina.get(reverse("handover:alarms")).content.decode()
    assert "Birch · Driver" in listed
    assert "bus yard" not in listed
    where = reverse("handover:alarm", kwargs={"confirmation_id": row.pk})
    assert dina.post(where, {"note": ""}).status_code == 422
    assert dina.post(where, {"note": "I am calling the driver."}).status_code == 303
    shown = dina.get(where).content.decode()
    assert "Alma is on it" in shown
    assert "I am calling the driver." in shown
    assert "bus yard" not in shown
    assert "answered" not in dina.post(where, {"note": "Again."}).content.decode()
    assert dina.get(reverse("handover:live")).status_code == 404
    assert dina.get(address(trip)).status_code == 404


def test_the_board_puts_alarms_first_and_then_what_is_late(
    scene: Scene, trip: Trip, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, **_: None)
    late = trip_of(scene, "Late", utc_now() - 2 * HOUR, driver=None)
    wrong = trip_of(scene, "Wrong", utc_now() + 5 * HOUR, house="attic", driver=None)
    trip.brief("traveller", trip.walk)
    said = wrong.brief("driver", wrong.walk)
    say(said, "trouble")
    due.run(utc_now() + timedelta(seconds=1))
    client = english(client_of("lev"))
    lines = client.get(reverse("handover:live")).context["lines"]
    assert [line.card.who for line in lines] == ["Wrong", "Late", "Birch"]
    assert lines[0].code == "trouble"
    assert [each.said.standing for each in lines[0].said] == ["missed"]
    assert lines[1].overdue == "2 h late"
    assert late.case == lines[1].card.way.case


def test_one_journey_is_one(client: Client, trip: Trip) -> None:
    board = client.get(reverse("handover:live"), headers={"accept-language": "en"}).content.decode()
    assert ": 1 journey, 0 under way." in board


def test_the_board_renews_itself_for_ten_minutes_and_not_for_ever(client: Client) -> None:
    """Or a board that somebody left open would keep them signed in."""
    live = reverse("handover:live")
    assert "Refresh" not in client.get(live).headers
    assert client.get(f"{live}?turn=999").headers["Refresh"] == "30; url=?page=1&turn=19"
    assert client.get(f"{live}?turn=1").headers["Refresh"] == "30; url=?page=1&turn=0"
    for turn in ("0", "-1", "x", "٣", "9999", ""):
        assert "Refresh" not in client.get(live, {"turn": turn}).headers


def test_pages_without_anything_say_so(scene: Scene, client_of: Callable[[str], Client]) -> None:
    client = english(client_of("lev"))
    assert "Nobody is on the way" in client.get(reverse("handover:live")).content.decode()
    assert "No hand-over waits" in client.get(reverse("handover:alarms")).content.decode()


def test_an_alarm_stands_on_today(
    trip: Trip, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due.alarms, "tell_duty", lambda reason, **_: None)
    trip.brief("driver")
    due.run(trip.leg().arrives + 2 * HOUR)
    where = reverse("handover:alarm", kwargs={"confirmation_id": ConfirmationRow.objects.get().pk})
    for name in ("dina", "lev"):
        shown = english(client_of(name)).get(reverse("desk:today")).content.decode()
        assert "Hand-over of Birch (Driver): no word" in shown
        assert where in shown
    verbs.acknowledge(trip.actor, ConfirmationRow.objects.get().pk, "Calling.")
    assert where not in client_of("dina").get(reverse("desk:today")).content.decode()


def test_what_was_told_goes_with_the_case(trip: Trip) -> None:
    """Everything of its hand-overs, and nothing of another case's."""
    other = trip_of(trip.scene, "Elm", house="attic", driver=None)
    for each in (trip, other):
        words = each.brief("driver")
        say(words, "late", CANARY)
    ids = {pk for room in erasure.rooms() for pk in room.ids(trip.actor, trip.case)}
    places = {(pk, Compartment.SELF) for pk in ids} | {(trip.case, each) for each in Compartment}
    for room in erasure.rooms():
        for rows in room.rows(places):
            rows.delete()
    left = [model.objects.count() for model in (GivenRow, BriefingRow, ConfirmationRow, ReportRow)]
    assert left == [1, 1, 1, 1]
    assert other.said()["driver"].reports[0].text == CANARY
