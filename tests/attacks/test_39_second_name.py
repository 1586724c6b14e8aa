"""A coordinator adds an account, signs in as it, and agrees with themselves: refused wherever two must hold something.

What evacuation, advocacy and documentation ask of two is tried in their own rooms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.casework.conftest import waiting_request
from tests.casework.test_watching import abroad
from tests.hotline.test_same_address import begin
from tests.newcomers import as_confirmed, as_new
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import alerts, releases, watching
from waystation.casework.consent_rules import Wanted
from waystation.casework.work import actions as work
from waystation.desk import actions as desk
from waystation.desk.models import ReviewRow
from waystation.hotline import contacting
from waystation.hotline.contact_rules import Contact
from waystation.hotline.models import Request
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.wording import NOT_CONFIRMED
from waystation.trust import vetting

Agree = Callable[[], object]
Rule = Callable[[Actor, Actor], Agree]


def _case(dina: Actor, lev: Actor) -> UUID:
    case = casework.accept(dina, waiting_request(), pseudonym="Birch")
    refresh(lev)
    return case


def _thread(dina: Actor, lev: Actor) -> UUID:
    thread: UUID = waiting_request()
    refresh(dina), refresh(lev)
    return thread


def letter(dina: Actor, lev: Actor) -> Agree:
    contacting.save(dina, begin(dina), Contact(stop=True))
    thread = begin(dina)  # by the same address
    refresh(lev)
    asked = contacting.ask_second(dina, thread, "We are here.", "They called us.")
    return lambda: contacting.agree(lev, thread, asked)


def verdict(dina: Actor, lev: Actor) -> Agree:
    thread = _thread(dina, lev)
    vetting.judge(dina, thread, "hostile", "asks for names")
    return lambda: vetting.judge(lev, thread, "hostile")


def consent(dina: Actor, lev: Actor) -> Agree:
    case = _case(dina, lev)
    wanted = Wanted("share_ngo", "Harbour", frozenset({"list"}))
    asked = releases.ask_second(dina, case, wanted, "They cannot be asked.")
    return lambda: releases.decide(lev, case, asked, agreed=True)


def rise(dina: Actor, lev: Actor) -> Agree:
    case = _case(dina, lev)
    casework.assess_risk(dina, case, factors=["minor"], imminence="weeks")
    casework.assess_risk(dina, case, factors=["minor", "suicidal"], imminence="days", intent="acting")
    ((row, _alert),) = alerts.of(dina, case, alerts.RISK)
    return lambda: watching.see_rise(lev, case, row.pk)


def closing(dina: Actor, lev: Actor) -> Agree:
    case = _case(dina, lev)
    abroad(dina, case)
    casework.propose_closing(dina, case, reason="settled", note="quiet")
    ((row, _alert),) = alerts.of(dina, case, alerts.CLOSING)
    return lambda: casework.agree_closing(lev, case, row.pk)


def approval(dina: Actor, lev: Actor) -> Agree:
    asked = work.ask_approval(dina, _case(dina, lev), kind="plan", what="over the pass")
    return lambda: work.answer(lev, asked, approve=True)


def erasure(dina: Actor, lev: Actor) -> Agree:
    desk.propose(dina, _case(dina, lev), extent="case", reason="asked")
    return lambda: desk.erase(lev, ReviewRow.objects.get().pk)


RULES: dict[str, Rule] = {rule.__name__: rule for rule in (letter, verdict, consent, rise, closing, approval, erasure)}


def _refused(agree: Agree) -> str:
    try:
        agree()
    except Exception as error:
        told: Any = getattr(error, "reasons", None) or [getattr(error, "reason", "")]
        return " ".join(str(each[1] if isinstance(each, tuple) else each) for each in told)
    return ""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("new", ["second", "first"])
def test_nobody_agrees_with_themselves_under_a_second_name(
    organisation: Organisation, dina: Actor, lev: Actor, rule: str, new: str
) -> None:
    agree = RULES[rule](dina, lev)
    one, other = (lev, dina) if new == "second" else (dina, lev)
    as_new(one, other.account)
    refresh(dina), refresh(lev)
    assert _refused(agree) == str(NOT_CONFIRMED)
    as_confirmed(one, organisation.accounts["ira"])
    refresh(dina), refresh(lev)
    assert _refused(agree) == ""


def test_every_request_of_the_table_is_there(organisation: Organisation, dina: Actor, lev: Actor) -> None:
    """The rules above are about something: each is agreed to by somebody of long standing."""
    assert [_refused(RULES[rule](dina, lev)) for rule in ("letter", "verdict")] == ["", ""]
    assert Request.objects.count() == 3
