"""Who stands in for whom, and whom of the staff something that came up in a case concerns.

It is sealed, so only the session of whoever caused something knows it: the call to a colleague's own devices
(`duty.nudges`) says what an alarm says, and nothing else. At an hour when nobody acts, the worker calls the duty team.
"""

from collections.abc import Iterable
from uuid import UUID

from waystation.casework import access, membership
from waystation.casework.models import AwayRow
from waystation.casework.records import Away
from waystation.duty.nudges import nudge
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY


def away_today(actor: Actor) -> list[Away]:
    """Who is away today, each with who stands in."""
    require(actor, "casework.read")
    team, today = actor.team(DUTY), actor.today
    found = (held.record for held in opened(actor, AwayRow) if held.locator == team)
    return [each for each in found if each.first <= today <= each.last]


def stood_for(actor: Actor) -> list[Away]:
    """Those for whom this person stands in today."""
    return [each for each in away_today(actor) if each.stand_in == actor.account]


def looks_after(actor: Actor) -> list[UUID]:
    """Whose work is this person's today: their own, and that of those for whom they stand in."""
    return list(dict.fromkeys((actor.account, *(each.account for each in stood_for(actor)))))


def with_stand_ins(actor: Actor, accounts: Iterable[UUID | None], case_id: UUID | None = None) -> set[UUID]:
    """These colleagues, and who stands in for those of them who are away, as far as they can open the case."""
    found = {account for account in accounts if account is not None}
    instead = {each.stand_in for each in away_today(actor) if each.account in found}
    return found | {one for one in instead if case_id is None or membership.may_open(actor, case_id, one)}


def call(actor: Actor, case_id: UUID, *others: UUID) -> int:
    """Calls who is responsible for a case, `others` whom it concerns, and who stands in for them.

    In the caller's transaction, before its line of the log. Returns how many devices are called.
    """
    _row, stub = access.case(actor, case_id)
    return nudge(actor, with_stand_ins(actor, (stub.owner, *others), case_id))
