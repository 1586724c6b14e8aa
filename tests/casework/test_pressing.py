"""The order in which the page of today says what waits in cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from tests.casework.conftest import at
from waystation.casework import actions, handing, pressing
from waystation.casework.clock import FORENSIC
from waystation.staff.access import refresh
from waystation.staff.actor import Actor


def test_today_says_what_is_offered_then_what_ends_then_the_newest_rise(
    dina: Actor, lev: Actor, accepted: Callable[..., UUID]
) -> None:
    now = dina.now()
    old, new, ends, offered = (accepted(dina, name) for name in ("Old", "New", "Ends", "Offered"))
    for case, days in ((old, 3), (new, 1)):
        for imminence in ("weeks", "now"):
            actions.assess_risk(at(dina, now - timedelta(days=days)), case, factors=[], imminence=imminence, reason="x")
    actions.add_need(dina, ends, code=FORENSIC, act_at=now - timedelta(hours=1))
    handing.hand_over(dina, offered, lev.account, "He whispers.")
    refresh(lev)
    assert [each.who for each in pressing.context(lev)["pressing"]] == ["Offered", "Ends", "New", "Old"]
