"""From one to the next: a sealed note with what is open, taken over with one press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.duty.helpers import HOUR, NOON, at, on_duty
from tests.hotline.helpers import NOW, mail, receive
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.duty import devices, hand_over, roster, shown
from waystation.duty.models import HandOverRow, ShiftRow
from waystation.hotline import actions
from waystation.hotline.models import Request
from waystation.staff import members
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.vault.errors import Stale

Clients = Callable[[str], Client]


def english(client: Client, path: str) -> str:
    return client.get(path, headers={"accept-language": "en"}).content.decode()


def test_it_works(client_of: Clients, lev: Actor) -> None:
    receive()
    client = client_of("dina")
    client.get(f"/staff/requests/{Request.objects.get().pk}")
    assert client.post("/staff/duty/hand-over", {"text": "The brother calls at nine."}).status_code == 303
    assert "Alma hands over and left a note." in english(client_of("lev"), "/staff/requests/")
    assert "hands over" not in english(client, "/staff/requests/")  # not to oneself
    page = english(client_of("lev"), "/staff/duty/hand-over")
    assert "The brother calls at nine." in page
    assert "First answer overdue" in page
    assert "Anzor" in page
    row, _ = hand_over.hand_overs(lev)[0]
    client_of("lev").post(f"/staff/duty/hand-over/{row.pk}/take")
    assert "Taken over by Tim" in english(client, "/staff/duty/hand-over")
    assert "hands over" not in english(client_of("lev"), "/staff/requests/")
    lines = entries(lev.keys, locator(AUDIT), newest=3)
    assert ("duty.taken_over", lev.account) in [(entry.verb, entry.actor) for _, entry in lines if entry]


def test_what_is_in_danger_is_listed_first_and_what_was_done_since_is_said(dina: Actor, lev: Actor) -> None:
    for number in range(3):
        receive(mail(message_id=f"<{number}@mail.example>", sender=f"a{number}@mail.example"), now=NOW)
    first, second, third = Request.objects.values_list("pk", flat=True)
    actions.set_urgency(dina, third, "now")
    row_id = hand_over.write(dina, "See below.")
    actions.answer(lev, second, "We read you.")
    note = {row.pk: note for row, note in hand_over.hand_overs(lev)}[row_id]
    assert [(each.thread == third, each.why) for each in note.listed] == [
        (True, "now"),
        (False, "overdue"),
        (False, "overdue"),
    ]
    listed = shown.handed(lev, row_id, note)["listed"]
    assert sum(each.done for each in listed) == 1
    assert {str(first), str(second), str(third)} == {each.url.rpartition("/")[2] for each in listed}


def test_whoever_takes_over_has_the_rest_of_the_shift(dina: Actor, lev: Actor) -> None:
    on_duty(dina, NOON - 4 * HOUR, NOON + 4 * HOUR)
    row_id = hand_over.write(at(dina, NOON), "Bye.")
    hand_over.take(at(lev, NOON), row_id)
    assert roster.on_duty_now(NOON - HOUR) == {dina.account}
    assert roster.on_duty_now(NOON) == {lev.account}
    assert roster.on_duty_now(NOON + 5 * HOUR) == set()


def test_with_a_new_hand_on_duty_goes_who_may_not_be_any_more(
    organisation: Organisation, dina: Actor, lev: Actor
) -> None:
    devices.add_address(dina, "alma@mail.example")
    devices.add_address(lev, "tim@mail.example")
    members.change_roles(lev, dina.account, ["documenter"])
    hand_over.take(organisation.actor("lev"), hand_over.write(lev, "Bye."))
    assert [record.account for _, record in devices.everybodys()] == [lev.account]


def test_two_do_not_both_take_over(dina: Actor, lev: Actor) -> None:
    row_id = hand_over.write(dina, "Bye.")
    hand_over.take(lev, row_id)
    with pytest.raises(Stale):
        hand_over.take(dina, row_id)


def test_notes_go_after_two_weeks(dina: Actor) -> None:
    hand_over.write(dina, "Bye.")
    hand_over.sweep(dina.now() + 13 * 24 * HOUR)
    assert hand_over.hand_overs(dina)
    hand_over.sweep(dina.now() + 16 * 24 * HOUR)
    assert not hand_over.hand_overs(dina)


def test_a_note_or_a_shift_that_was_changed_by_force_is_told(client_of: Clients, dina: Actor, lev: Actor) -> None:
    on_duty(dina)
    left = hand_over.write(dina, "See below.")
    for model, who, path in ((ShiftRow, "dina", "/staff/duty/"), (HandOverRow, "lev", "/staff/duty/hand-over")):
        row = model.objects.get()
        model.objects.update(sealed=bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]))
        answer = client_of(who).get(path)
        assert answer.status_code == 200
        assert answer.context["alarm"]
    assert client_of("lev").post(f"/staff/duty/hand-over/{left}/take").status_code == 404
