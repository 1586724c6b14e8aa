"""The verbs of what was said and done in public: the timeline of pressure and response."""

import uuid
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, rules
from waystation.advocacy.drafting import check_seen
from waystation.advocacy.models import PressureRow
from waystation.advocacy.records import Pressure
from waystation.audit.log import log
from waystation.documentation.errors import refuse
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite


@transaction.atomic
def add_pressure(actor: Actor, said: Pressure, *, once: UUID | None = None) -> UUID:
    """Writes down what was said or done in public. Returns its id. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if not PressureRow.objects.filter(pk=made).exists():
        create(PressureRow, _pressure(actor, said), access.key(actor), id=made)
        log(actor.account, "advocacy.pressure_noted", subject=made)
    return made


@transaction.atomic
def change_pressure(actor: Actor, pressure_id: UUID, said: Pressure, *, seen: int | None = None) -> None:
    """Says it anew. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.pressure(actor, pressure_id)
    check_seen(row.version, seen)
    rewrite(row, _pressure(actor, said), actor.keys)
    log(actor.account, "advocacy.pressure_changed", subject=pressure_id)


def _pressure(actor: Actor, said: Pressure) -> Pressure:
    if said.submission is not None:
        access.submission(actor, said.submission)
    refuse(rules.pressure_faults(said, actor.today))
    return replace(said, at=actor.now(), by=actor.account)


@transaction.atomic
def remove_pressure(actor: Actor, pressure_id: UUID) -> None:
    """Takes it away. Raises Absent."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.pressure(actor, pressure_id)
    delete(row)
    log(actor.account, "advocacy.pressure_removed", subject=pressure_id)
