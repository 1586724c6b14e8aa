"""The escalations that an organisation made its own, beside the usual one. Timers read them with nobody signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from waystation.audit.log import log
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.check_ins import escalation
from waystation.evacuation.check_ins.records import EVERYBODY, ON_DUTY, Escalation
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import EscalationRow
from waystation.staff import own_rows
from waystation.staff.access import able
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.keyring import Keyring
from waystation.vault.records import create, rewrite

USE = b"check-ins"


@dataclass(frozen=True)
class Plans:
    """Escalations by the id of their row."""

    own: Mapping[UUID, Escalation]
    usual: Escalation

    def of(self, row_id: UUID | None) -> Escalation:
        """That of a check-in: the usual one where none was chosen, or it cannot be opened any more."""
        return self.own.get(row_id, self.usual) if row_id else self.usual


def known(actor: Actor | None = None) -> Plans:
    """All of them; needs nobody's key."""
    found = own_rows.rows(EscalationRow, USE, actor)
    return Plans({row.pk: record for row, record in found}, escalation.usual())


def every(actor: Actor) -> dict[UUID, Escalation]:
    """The organisation's own, by name."""
    require(actor, "evacuation.plan")
    return dict(sorted(known(actor).own.items(), key=lambda pair: pair[1].name.casefold()))


def may_own(actor: Actor) -> dict[UUID, str]:
    """Who can be named as the owner of a step, by account id."""
    return {account: profile.persona for account, profile in able(actor, "alarm.acknowledge").items()}


@whole
def keep(actor: Actor, plan: Escalation, row_id: UUID | None = None) -> UUID:
    """Keeps an escalation: a new one, or another in the place of one. What runs takes it from the next step on.

    Raises Refused, and Absent for one that is not there.
    """
    require(actor, "evacuation.plan")
    escalation.check(plan)
    there = {ON_DUTY, EVERYBODY, *map(str, may_own(actor))}
    if not all(step.owners and there.issuperset(step.owners) for step in plan.steps):
        raise Refused("owner_unknown")
    own = own_rows.key(USE, actor)
    if row_id is None:
        row = create(EscalationRow, plan, own)
    else:
        before = next((row for row, _ in own_rows.rows(EscalationRow, USE, actor) if row.pk == row_id), None)
        if before is None:
            raise Absent
        row = rewrite(before, plan, Keyring([own]))
    log(actor.account, "evacuation.escalation_kept", subject=row.pk)
    return row.pk
