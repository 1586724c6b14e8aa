"""Who stands in for somebody who is away is told what they are told, and sees their work as their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation
from waystation.casework import actions, alerts, handing, instead, membership, watching
from waystation.casework.watching import Search
from waystation.casework.work import access as work
from waystation.casework.work import actions as tasks
from waystation.desk.dates import Dates
from waystation.desk.pressing import SHOWN, Pressing
from waystation.staff.actor import Actor

Accepted = Callable[..., UUID]
DAY = timedelta(days=1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[set[UUID]]:
    """Whom each call was for, before the caller is left out."""
    found: list[set[UUID]] = []

    def nudge(actor: Actor, accounts: Iterable[UUID]) -> int:
        found.append(set(accounts))
        return 0

    for module in (instead, handing, watching, tasks):
        monkeypatch.setattr(module, "nudge", nudge)
    return found


def goes_away(lev: Actor, dina: Actor) -> None:
    """Dina is away from today on, and Lev stands in."""
    today = lev.today
    handing.say_away(lev, dina.account, lev.account, today, today + DAY)


def risen(actor: Actor, case_id: UUID) -> None:
    actions.assess_risk(actor, case_id, factors=["held_before"], imminence="weeks")
    actions.assess_risk(actor, case_id, factors=["held_before", "outed_family"], imminence="now")


def test_who_is_responsible_is_called_when_the_risk_rises(
    dina: Actor, accepted: Accepted, told: list[set[UUID]]
) -> None:
    risen(dina, accepted(dina))
    assert told == [{dina.account}]


def test_the_stand_in_is_called_too_while_they_are_away_and_no_longer(
    organisation: Organisation, dina: Actor, accepted: Accepted, told: list[set[UUID]]
) -> None:
    case, lev = accepted(dina), organisation.actor("lev")
    both = {dina.account, lev.account}
    goes_away(lev, dina)
    risen(lev, case)
    actions.advance(lev, case, "lost_contact", note="no answer")
    tasks.raise_flag(lev, case, message="look")
    tasks.add_task(lev, case, what="call", due=lev.today, who=dina.account)
    handing.hand_over(lev, accepted(lev, "Heron"), dina.account, "hers")
    (row, _alert), *_ = alerts.of(lev, case, alerts.SEARCH)
    watching.look(lev, case, row.pk, "rang the aunt", Search(dina.account, lev.now() + DAY))
    assert told == [both] * 6
    later = replace(lev, now=lambda: dina.now() + 3 * DAY)
    tasks.raise_flag(later, case, message="look")
    assert told[-1] == {dina.account}


def test_nobody_is_called_for_a_case_that_they_cannot_open(
    organisation: Organisation, dina: Actor, accepted: Accepted, told: list[set[UUID]]
) -> None:
    case, lev = accepted(dina), organisation.actor("lev")
    actions.assign(lev, case, lev.account)
    membership.take_off(lev, case, dina.account)
    lev = organisation.actor("lev")
    today = lev.today
    handing.say_away(lev, lev.account, dina.account, today, today)
    tasks.raise_flag(lev, case, message="look")
    assert told == [{lev.account}]


def test_mine_is_theirs_too_for_who_stands_in(organisation: Organisation, dina: Actor, accepted: Accepted) -> None:
    today = dina.today
    case = accepted(dina, "Birch", next_action="call", next_due=today)
    accepted(dina, "Idle")
    actions.add_need(dina, case, code="passport", due=today)
    tasks.add_task(dina, case, what="buy", due=today, who=dina.account)
    actions.assess_risk(dina, case, factors=["held_before"], imminence="now")
    lev = organisation.actor("lev")

    def mine(actor: Actor) -> dict[str, int]:
        return {part.code: part.total for part in Pressing(actor, mine=True).parts()}

    def days(actor: Actor) -> int:
        return len(Dates(actor, today, today + 20 * DAY, mine=True).items())

    hers, number = mine(dina), days(dina)
    assert hers == {"deadlines": 2, "work": 1, "running-out": 1, "without-next": 1}
    assert number == 4
    assert (mine(lev), days(lev)) == ({}, 0)
    goes_away(lev, dina)
    assert (mine(lev), days(lev)) == (hers, number)
    assert dina.account in work.mine(lev)
    assert (mine(dina), days(dina)) == (hers, number)


@pytest.mark.usefixtures("in_english")
def test_what_is_due_of_theirs_is_not_cut_off_unsaid(
    organisation: Organisation, dina: Actor, accepted: Accepted, client_of: Callable[[str], Client]
) -> None:
    today = dina.today
    for each in range(SHOWN + 2):
        accepted(dina, f"Case {each}", next_action="call", next_due=today - each * DAY)
    lev = organisation.actor("lev")
    goes_away(lev, dina)
    page = client_of("lev").get(reverse("desk:today") + "?whose=mine").content.decode()
    listed = f"{reverse('casework:cases')}?owner={dina.account}&amp;sort=due"
    assert f'<a href="{listed}">and 2 more' in page
    found = client_of("lev").get(unescape(listed)).content.decode()
    assert found.index("Case 9") < found.index("Case 0")
