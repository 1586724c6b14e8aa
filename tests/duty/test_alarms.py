"""The alarm that somebody should look: by mail and by push, to who is on duty, with nobody signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.duty.helpers import HOUR, MINUTE, NOON, at, letters, on_duty, switched_on
from tests.evacuation.conftest import build
from tests.hotline.helpers import mail, receive, the_request
from tests.push.service import Service
from tests.stage import Organisation
from waystation.duty import alarms, devices, due
from waystation.duty.errors import TooMany
from waystation.duty.models import DeviceRow, KnockRow
from waystation.evacuation import actions as evacuation_actions
from waystation.evacuation import due as evacuation
from waystation.hotline import actions, callers, outbox, waiting
from waystation.hotline import due as hotline_due
from waystation.hotline.errors import NoAddress
from waystation.hotline.models import Outgoing
from waystation.push.sending import NotADevice
from waystation.staff import members
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.vault import sessions

Clients = Callable[[str], Client]
LOOK = b"Something needs a look. Please sign in."
HALF_AN_HOUR = timedelta(minutes=30)


def turn(now: datetime) -> None:
    due.run(now)
    hotline_due.run(now)


def turns(since: datetime, until: datetime) -> None:
    """The worker's loop, a turn each minute."""
    while since <= until:
        turn(since)
        since += MINUTE


def test_who_is_on_duty_is_called_by_mail_and_push_with_nobody_signed_in(
    dina: Actor, lev: Actor, service: Service, mailbox: Path
) -> None:
    on_duty(dina)
    theirs, others = switched_on(dina, service.browser("/dina")), switched_on(lev, service.browser("/lev"))
    devices.add_address(dina, "alma@mail.example")
    receive(mail("They came to my house."), now=NOON)
    sessions.forget()  # a restart, with no key of anybody
    outbox.forget()
    turns(NOON, NOON + HALF_AN_HOUR - MINUTE)
    assert (service.asked, letters(mailbox)) == ([], [])
    turn(NOON + HALF_AN_HOUR)
    ((path, _, body),) = service.asked
    assert (path, theirs.opened(body)) == ("/dina", LOOK)
    to = {message_from_bytes(letter)["To"] for letter in letters(mailbox)}
    assert to == {"duty@waystation.example", "alma@mail.example"}
    assert others.endpoint not in path


def test_the_alarm_says_nothing(dina: Actor, service: Service, mailbox: Path) -> None:
    on_duty(dina)
    theirs = switched_on(dina, service.browser())
    bodies = set()
    for number, text in enumerate(("Help.", "Anzor is at the door. " * 100)):
        receive(mail(text, message_id=f"<{number}@mail.example>"), now=NOON + number * HOUR)
        turn(NOON + number * HOUR + HALF_AN_HOUR)
    sealed = [body for _, _, body in service.asked]
    assert {theirs.opened(body) for body in sealed} == {LOOK}
    assert len({len(body) for body in sealed}) == 1
    for letter in letters(mailbox):
        message = message_from_bytes(letter)
        bodies.add((message["Subject"], message.get_payload(decode=True).strip()))  # type: ignore[union-attr]
    assert bodies == {("Your question", LOOK)}


def test_a_crowd_makes_one_alarm_in_ten_minutes(dina: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    for number in range(60):
        receive(mail(message_id=f"<{number}@mail.example>"), now=NOON + number * MINUTE / 2)
    turns(NOON, NOON + HOUR - MINUTE)
    assert len(service.asked) == 3


def test_whom_nobody_looks_at_is_told_again_to_everybody(dina: Actor, lev: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser("/dina"))
    switched_on(lev, service.browser("/lev"))
    receive(now=NOON)
    turns(NOON, NOON + 8 * HOUR)
    asked = [path for path, _, _ in service.asked]
    assert (asked[0], sorted(asked[1:])) == ("/dina", ["/dina"] * 3 + ["/lev"] * 3)


def test_whoever_looks_ends_the_alarms_until_the_first_answer_is_overdue(dina: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    receive(now=NOON)
    actions.open_thread(at(dina, NOON + MINUTE), the_request())
    turns(NOON, NOON + 2 * HOUR - MINUTE)
    assert service.asked == []
    turn(NOON + 2 * HOUR)
    assert len(service.asked) == 1


def test_who_is_in_danger_now_calls_at_once(dina: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    callers.begin_web("Help me.", in_danger=True, now=NOON)
    turn(NOON)
    assert len(service.asked) == 1


def test_where_nobody_is_on_duty_everybody_is_called(dina: Actor, lev: Actor, service: Service) -> None:
    on_duty(dina, NOON - 9 * HOUR, NOON - HOUR)
    switched_on(dina, service.browser("/dina"))
    switched_on(lev, service.browser("/lev"))
    alarms.tell_duty("test", now=NOON)
    alarms.send_due(NOON)
    assert {path for path, _, _ in service.asked} == {"/dina", "/lev"}


def test_where_whoever_is_on_duty_has_no_device_everybody_is_called(dina: Actor, lev: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(lev, service.browser("/lev"))
    alarms.tell_duty("test", now=NOON)
    alarms.send_due(NOON)
    assert [path for path, _, _ in service.asked] == ["/lev"]


def test_a_missed_check_in_goes_the_same_way(dina: Actor, lev: Actor, service: Service) -> None:
    switched_on(dina, service.browser())
    scene = build(lev)
    evacuation_actions.schedule_check_in(lev, scene.case(), due_at=utc_now() + HOUR, grace_minutes=30)
    evacuation.run(utc_now() + 2 * HOUR)
    alarms.send_due(utc_now() + 2 * HOUR)
    assert len(service.asked) == 1


def test_an_alarm_that_fails_is_tried_again_and_then_shown(dina: Actor, service: Service, client_of: Clients) -> None:
    on_duty(dina, utc_now() - HOUR, utc_now() + HOUR)
    switched_on(dina, service.browser())
    service.answers["/one"] = 500
    began = utc_now()
    alarms.tell_duty("test", now=began)
    turns(began, began + 20 * MINUTE)
    assert len(service.asked) == alarms.TRIES
    page = client_of("lev").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()
    assert "did not reach Alma." in page
    client_of("lev").post("/staff/duty/alarms/settle")
    page = client_of("lev").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()
    assert "did not reach" not in page


def test_one_that_comes_through_at_last_is_not_shown(dina: Actor, service: Service) -> None:
    switched_on(dina, service.browser())
    service.answers["/one"] = 503
    alarms.tell_duty("test", now=NOON)
    turn(NOON)
    service.answers.clear()
    turns(NOON + MINUTE, NOON + 3 * MINUTE)
    assert len(service.asked) == 2
    assert alarms.undelivered(at(dina, NOON + HOUR)) == []


def test_a_device_that_is_gone_is_forgotten_and_told(dina: Actor, service: Service) -> None:
    switched_on(dina, service.browser())
    service.answers["/one"] = 410
    alarms.tell_duty("test", now=NOON)
    turn(NOON)
    assert not DeviceRow.objects.exists()
    assert [lost.account for lost in alarms.undelivered(dina)] == [dina.account]


def test_a_letter_that_does_not_leave_is_shown(dina: Actor) -> None:
    alarms.tell_duty("test", now=NOON)
    assert alarms.undelivered(at(dina, NOON + 9 * MINUTE)) == []
    (lost,) = alarms.undelivered(at(dina, NOON + 11 * MINUTE))
    assert (lost.account, lost.nowhere) == (None, False)


def test_what_became_of_an_alarm_tells_the_minute_alone(dina: Actor, service: Service) -> None:
    """It is sent seconds after somebody in danger wrote: beside a mail provider's log, these would tell who."""
    switched_on(dina, service.browser())
    moment = NOON + timedelta(seconds=17, microseconds=5)
    alarms.tell_duty("test", now=moment)
    assert set(KnockRow.objects.values_list("next_try", flat=True)) == {NOON}
    assert alarms.send_due(moment) == 1
    assert set(KnockRow.objects.values_list("state", "next_try")) == {(alarms.MAILED, NOON), (alarms.SENT, NOON)}


def test_a_device_that_nobody_has_called_yet_is_shown(dina: Actor, service: Service, settings: Any) -> None:
    """Whatever is to call it may have stopped."""
    settings.WAYSTATION_MAIL = {}
    switched_on(dina, service.browser())
    alarms.tell_duty("test", now=NOON)
    assert alarms.undelivered(at(dina, NOON + 9 * MINUTE)) == []
    (late,) = alarms.undelivered(at(dina, NOON + 11 * MINUTE))
    assert late.account == dina.account


def test_an_innocent_view_calls_nobody_and_is_told_of_no_alarm(dina: Actor, service: Service) -> None:
    forced = replace(dina, apart={DUTY: locator(DUTY)})  # with every key, so that no key is missing
    switched_on(forced, service.browser())
    assert alarms.try_own(forced) == 0
    assert not KnockRow.objects.exists()
    alarms.tell_duty("test", now=NOON)
    assert alarms.undelivered(at(forced, NOON + 11 * MINUTE)) == []
    assert alarms.send_due(NOON) == 0
    assert service.asked == []


def test_an_alarm_without_anybody_to_tell_is_shown(dina: Actor, settings: Any, client_of: Clients) -> None:
    settings.WAYSTATION_MAIL = {}
    assert not alarms.tell_duty("test", now=utc_now())
    page = client_of("dina").get("/staff/", headers={"accept-language": "en"}).content.decode()
    assert "had nowhere to go" in page


def test_who_left_the_staff_is_not_called(
    organisation: Organisation, dina: Actor, lev: Actor, service: Service
) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    members.remove(lev, dina.account)
    alarms.tell_duty("test", now=NOON)
    turn(NOON)
    assert service.asked == []


def test_one_tries_ones_own_devices_alone(dina: Actor, lev: Actor, service: Service, client_of: Clients) -> None:
    switched_on(dina, service.browser("/dina"))
    switched_on(lev, service.browser("/lev"))
    client_of("dina").post("/staff/duty/alarms/try")
    alarms.send_due(utc_now())
    assert [path for path, _, _ in service.asked] == ["/dina"]
    assert alarms.last_alarm() is None  # it delays no real one


def test_a_sending_that_nobody_saw_end_is_tried_again(dina: Actor, service: Service) -> None:
    switched_on(dina, service.browser())
    alarms.tell_duty("test", now=NOON)
    row = KnockRow.objects.get(state="waiting")
    assert alarms._claim(row, NOON)
    assert not alarms._claim(row, NOON)  # another worker
    assert alarms.send_due(NOON + MINUTE) == 0
    assert alarms.send_due(NOON + 3 * MINUTE) == 1


def test_ones_devices_are_ones_own(dina: Actor, lev: Actor, service: Service) -> None:
    switched_on(dina, service.browser())
    row = DeviceRow.objects.get()
    assert devices.own(lev) == []
    with pytest.raises(Absent):
        devices.remove(lev, row.pk)
    devices.remove(dina, row.pk)
    assert not DeviceRow.objects.exists()


def test_nobody_needs_more_than_five(dina: Actor, service: Service) -> None:
    for number in range(5):
        switched_on(dina, service.browser(f"/{number}"))
    switched_on(dina, service.browser("/0"))  # the same one again
    with pytest.raises(TooMany):
        switched_on(dina, service.browser("/5"))


def test_where_push_is_switched_off_no_browser_is_taken(dina: Actor, settings: Any, client_of: Clients) -> None:
    settings.WAYSTATION_PUSH = {"services": []}
    assert "browser.js" not in client_of("dina").get("/staff/duty/alarms").content.decode()
    with pytest.raises(NotADevice):
        switched_on(dina, Service("https://fcm.googleapis.com").browser())


def test_by_default_only_the_makers_of_browsers_are_asked(dina: Actor) -> None:
    switched_on(dina, Service("https://fcm.googleapis.com").browser())
    with pytest.raises(NotADevice):
        switched_on(dina, Service("https://metadata.example").browser())


def test_what_became_of_alarms_goes_after_two_days(dina: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    alarms.tell_duty("test", now=NOON)
    alarms.send_due(NOON)
    outbox.send_due(NOON)
    assert not alarms.undelivered(dina)
    alarms.sweep(NOON + timedelta(days=3))
    assert not KnockRow.objects.exists()


def test_one_that_did_not_arrive_stays_until_somebody_has_seen_it(dina: Actor) -> None:
    """However long nobody looks, and wherever the clock is set to."""
    alarms.tell_duty("test", now=NOON)  # nobody has switched anything on
    alarms.sweep(NOON + timedelta(days=3000))
    assert alarms.undelivered(dina)
    alarms.settle(dina)
    assert not KnockRow.objects.exists()


def test_a_lost_half_leaves_no_broken_rows(dina: Actor, service: Service) -> None:
    on_duty(dina)
    switched_on(dina, service.browser())
    receive(now=NOON)
    assert devices.give_up() == 2
    assert waiting.give_up() == 1


def test_nobody_is_told_at_an_address_of_our_own(organisation: Organisation, dina: Actor, settings: Any) -> None:
    ours = "Help@waystation.example"
    settings.WAYSTATION_MAIL = {"duty_address": ours}
    assert not alarms.tell_duty("test", now=utc_now())
    assert not Outgoing.objects.exists()
    with pytest.raises(NoAddress):
        devices.add_address(dina, ours)
