"""Calls for one's own work: the same sentence, to whoever asked for it, never to oneself, not all the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.casework.conftest import waiting_request
from tests.duty.helpers import switched_on
from tests.push.service import Service
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.casework import handing
from waystation.casework.work import actions as work
from waystation.duty import alarms, devices, due, nudges
from waystation.duty.models import KnockRow
from waystation.staff import innocent
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT


@pytest.fixture
def case_id(dina: Actor) -> UUID:
    return casework.accept(dina, waiting_request(), pseudonym="Birch")


def given(actor: Actor, case_id: UUID, who: Actor, **said: Any) -> None:
    work.add_task(actor, case_id, what="call", who=who.account, **({"due": actor.today} | said))


def device_of(actor: Actor) -> UUID:
    return devices.own(actor)[0][0].pk


def for_work(actor: Actor, service: Service, path: str) -> Any:
    browser = switched_on(actor, service.browser(path))
    nudges.use(actor, device_of(actor), wanted=True)
    return browser


def test_whoever_is_given_a_task_for_today_is_called(
    organisation: Organisation, dina: Actor, case_id: UUID, service: Service
) -> None:
    lev = organisation.actor("lev")
    browser = for_work(lev, service, "/lev")
    given(dina, case_id, lev)
    due.run(dina.now() + timedelta(minutes=1))
    ((path, _, body),) = service.asked
    assert (path, browser.opened(body)) == ("/lev", alarms.text())


def test_nobody_is_called_who_did_not_ask(
    organisation: Organisation, dina: Actor, case_id: UUID, service: Service
) -> None:
    lev = organisation.actor("lev")
    switched_on(lev, service.browser("/lev"))
    given(dina, case_id, lev)
    nudges.use(lev, device_of(lev), wanted=True)
    nudges.use(lev, device_of(lev), wanted=False)
    given(dina, case_id, lev)
    assert not KnockRow.objects.exists()


def test_nobody_calls_themselves_nor_for_another_day(
    organisation: Organisation, dina: Actor, case_id: UUID, service: Service
) -> None:
    lev = organisation.actor("lev")
    for_work(lev, service, "/lev")
    for_work(dina, service, "/dina")
    given(dina, case_id, dina)
    given(dina, case_id, lev, due=dina.today + timedelta(days=1))
    given(dina, case_id, lev, due=None)
    assert not KnockRow.objects.exists()


def test_once_in_a_quarter_of_an_hour(organisation: Organisation, dina: Actor, case_id: UUID, service: Service) -> None:
    lev, now = organisation.actor("lev"), dina.now()
    for_work(lev, service, "/lev")
    for minutes, knocks in ((0, 1), (14, 1), (16, 2)):
        later = replace(dina, now=lambda minutes=minutes: now + timedelta(minutes=minutes))
        given(later, case_id, lev)
        assert KnockRow.objects.count() == knocks


def test_flags_call_who_is_responsible_and_approvals_who_may_answer(
    organisation: Organisation, dina: Actor, case_id: UUID, service: Service
) -> None:
    lev = organisation.actor("lev")
    for_work(lev, service, "/lev")
    for_work(dina, service, "/dina")
    work.raise_flag(lev, case_id, message="look", on=lev.today + timedelta(days=1))
    assert not KnockRow.objects.exists()
    work.raise_flag(lev, case_id, message="look")
    assert KnockRow.objects.count() == 1
    work.ask_approval(dina, case_id, kind="plan", what="over the pass")
    assert KnockRow.objects.count() == 2


def test_an_innocent_view_calls_nobody(organisation: Organisation, dina: Actor, service: Service) -> None:
    lev = organisation.actor("lev")
    for_work(lev, service, "/lev")
    forced = replace(dina, apart=innocent.teams(innocent.person(b"x" * 32)))
    assert nudges.nudge(forced, [lev.account]) == 0
    assert nudges.nudge(dina, [lev.account]) == 1


def test_ones_devices_are_ones_own(organisation: Organisation, dina: Actor, service: Service) -> None:
    lev = organisation.actor("lev")
    switched_on(lev, service.browser("/lev"))
    with pytest.raises(Absent):
        nudges.use(dina, device_of(lev), wanted=True)


def test_who_stands_in_is_called_and_that_is_counted_before_the_line(
    organisation: Organisation, dina: Actor, case_id: UUID, service: Service
) -> None:
    lev, today = organisation.actor("lev"), dina.today
    for_work(lev, service, "/lev")
    handing.say_away(lev, dina.account, lev.account, today, today)
    third = replace(organisation.actor("lev"), account=uuid4(), memory={})
    casework.assess_risk(third, case_id, factors=["held_before"], imminence="weeks")
    casework.assess_risk(third, case_id, factors=["held_before", "outed_family"], imminence="now")
    assert KnockRow.objects.count() == 1  # twice in a quarter of an hour is once
    newest = next(entry for _number, entry in entries(lev.keys, lev.team(AUDIT), newest=1) if entry)
    assert newest.verb == "casework.risk_assessed"
