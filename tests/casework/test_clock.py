"""The 72 hours of injuries: shown, told while nobody is signed in, and never mistaken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import access, actions, alerts, due
from waystation.casework.clock import FORENSIC, WINDOW, Clock, alarm_at, clock, faults
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow
from waystation.casework.records import Need
from waystation.casework.rules import closing_reasons
from waystation.casework.work import actions as work
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale

pytestmark = pytest.mark.usefixtures("in_english")

Accepted = Callable[..., UUID]
NOW = datetime(2026, 4, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(st.integers(0, 200))
def test_hours_left_and_hours_over(hours: int) -> None:
    found = clock(Need(code=FORENSIC, act_at=NOW - hours * HOUR), NOW)
    assert found is not None
    assert (found.over, found.hours) == (hours >= 72, abs(72 - hours))


def test_only_an_open_need_of_injuries_has_a_clock() -> None:
    assert clock(Need(code="medical"), NOW) is None
    assert clock(Need(code=FORENSIC, met_on=NOW.date()), NOW) is None
    assert clock(Need(code=FORENSIC), NOW) == Clock(None, NOW)


def test_the_duty_team_is_called_twelve_hours_before_or_at_once() -> None:
    assert alarm_at(Clock(NOW + 40 * HOUR, NOW)) == NOW + 28 * HOUR
    assert alarm_at(Clock(NOW + 5 * HOUR, NOW)) == NOW
    assert alarm_at(Clock(NOW - HOUR, NOW)) is None
    assert alarm_at(Clock(None, NOW)) is None


@pytest.mark.parametrize(
    ("need", "field"),
    [
        (Need(code="medical", act_at=NOW), "act_at"),
        (Need(code=FORENSIC, act_at=NOW + HOUR), "act_at"),
        (Need(code=FORENSIC, act_at=NOW.replace(year=1026)), "act_at"),
        (Need(code=FORENSIC, act_at=NOW, due=NOW.date() - timedelta(days=1)), "due"),
    ],
)
def test_contradictions_are_named(need: Need, field: str) -> None:
    assert [name for name, _sentence in faults(need, NOW)] == [field]


def test_it_waits_on_today_and_calls_by_itself(
    dina: Actor, accepted: Accepted, called: list[datetime], client_of: Callable[[str], Client]
) -> None:
    case, now = accepted(dina), dina.now()
    need = actions.add_need(dina, case, code=FORENSIC, act_at=now - 20 * HOUR)
    assert "51 hours are left" in client_of("lev").get(reverse("desk:today")).content.decode()
    assert "51 hours are left" in client_of("dina").get(reverse("casework:case", args=[case])).content.decode()
    assert due.run(now + 39 * HOUR) == 0
    assert due.run(now + 40 * HOUR) == 1
    assert due.run(now + 41 * HOUR) == 0
    assert called == [now + 40 * HOUR]
    actions.meet_need(dina, case, need)
    assert not AlertRow.objects.exists()


def test_what_is_over_is_said_plainly(
    dina: Actor, accepted: Accepted, called: list[datetime], client_of: Callable[[str], Client]
) -> None:
    case = accepted(dina)
    actions.add_need(dina, case, code=FORENSIC, act_at=dina.now() - 75 * HOUR)
    assert (
        "the 72 hours for recording injuries are over" in client_of("dina").get(reverse("desk:today")).content.decode()
    )
    assert due.run(dina.now() + 1000 * HOUR) == 0
    assert called == []


def test_a_corrected_time_moves_the_clock_and_calls_anew(
    dina: Actor, accepted: Accepted, called: list[datetime]
) -> None:
    case, now = accepted(dina), dina.now()
    need = actions.add_need(dina, case, code=FORENSIC)
    assert alerts.of(dina, case)[0][1].due is None
    for act_at, hours in ((now - 70 * HOUR, 0), (now - 10 * HOUR, 50)):
        actions.change_need(dina, case, need, act_at=act_at)
        ((row, alert),) = alerts.of(dina, case)
        assert alert.due == act_at + WINDOW
        assert row.alarm_at == (now + hours * HOUR).replace(second=0, microsecond=0)
        due.run(now + hours * HOUR)
    assert len(called) == 2


def test_contradictions_are_refused_and_the_overtaken_told(dina: Actor, accepted: Accepted) -> None:
    case, now = accepted(dina), dina.now()
    with pytest.raises(Refused):
        actions.add_need(dina, case, code=FORENSIC, act_at=now + HOUR)
    need = actions.add_need(dina, case, code=FORENSIC, act_at=now - HOUR)
    seen = access.need(dina, case, need)[0].version
    actions.change_need(dina, case, need, act_at=now - 2 * HOUR, seen=seen)
    with pytest.raises(Stale):
        actions.change_need(dina, case, need, act_at=now, seen=seen)
    with pytest.raises(Refused):
        actions.change_need(dina, case, need, act_at=now - 2 * HOUR, due=now.date() - timedelta(days=30))


def test_nobody_is_called_by_an_innocent_view(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    view = replace(dina, apart={"duty": dina.team("duty")})
    actions.add_need(view, case, code=FORENSIC, act_at=dina.now())
    assert AlertRow.objects.get().alarm_at is None


def test_it_stops_with_the_case_and_runs_again_with_it_and_what_is_open_is_told_before(
    dina: Actor, accepted: Accepted, client_of: Callable[[str], Client]
) -> None:
    case = accepted(dina)
    actions.add_need(dina, case, code=FORENSIC, act_at=dina.now() - 20 * HOUR)
    work.add_task(dina, case, what="buy the ticket", due=dina.today)
    work.raise_flag(dina, case, message="her brother asked")
    browser = client_of("dina")
    page = browser.get(reverse("casework:stage", args=[case])).content.decode()
    for words in ("Still open in this case", "buy the ticket", "her brother asked"):
        assert words in page
    actions.advance(
        dina, case, "closed_out_of_scope", note="not ours", reason=closing_reasons("closed_out_of_scope")[0]
    )
    assert not alerts.of(dina, case, alerts.CLOCK)
    assert "to record injuries" not in browser.get(reverse("desk:today")).content.decode()
    actions.advance(dina, case, "accepted", note="ours after all")
    assert len(alerts.of(dina, case, alerts.CLOCK)) == 1
