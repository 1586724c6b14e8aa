"""The verbs of bodies that can be asked. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once. So it is with all verbs of this room.
"""

import uuid
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, rules, shipped, wording
from waystation.advocacy.drafting import check_seen
from waystation.advocacy.models import AuthorityRow
from waystation.advocacy.records import Authority
from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite


@transaction.atomic
def add_authority(actor: Actor, said: Authority, *, once: UUID | None = None) -> UUID:
    """Adds a body that can be asked. Returns its id. Raises Refused."""
    require(actor, "advocacy.write")
    in_order()
    made = once or uuid.uuid4()
    if AuthorityRow.objects.filter(pk=made).exists():
        return made
    create(AuthorityRow, _authority(actor, said), access.key(actor), id=made)
    log(actor.account, "advocacy.authority_added", subject=made)
    return made


@transaction.atomic
def change_authority(actor: Actor, authority_id: UUID, said: Authority, *, seen: int | None = None) -> None:
    """Says anew what is known of a body. What it was asked keeps the limits it had. Raises Absent, Refused, Stale."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.authority(actor, authority_id)
    check_seen(row.version, seen)
    if said.above == authority_id:
        raise Refused([("above", wording.TO_ANOTHER)])
    rewrite(row, _authority(actor, said), actor.keys)
    log(actor.account, "advocacy.authority_changed", subject=authority_id)


def _authority(actor: Actor, said: Authority) -> Authority:
    refuse(rules.authority_faults(said))
    if said.above is not None:
        access.authority(actor, said.above)
    return replace(said, at=actor.now(), by=actor.account)


@transaction.atomic
def take_known_limit(actor: Actor, authority_id: UUID, code: str) -> None:
    """Gives a body one limit as it comes with this version: no lawyer has confirmed it then.

    What was begun keeps the limit it had. Raises Absent, Refused where it is the same already.
    """
    require(actor, "advocacy.write")
    in_order()
    _row, before = access.authority(actor, authority_id)
    clocks = shipped.renewed(before, code)
    if clocks is None:
        raise Refused([("", wording.SAME_LIMIT)])
    change_authority(actor, authority_id, replace(before, clocks=clocks))


@transaction.atomic
def remove_authority(actor: Actor, authority_id: UUID) -> None:
    """Takes away a body that was never asked. Raises Absent, Refused."""
    require(actor, "advocacy.write")
    in_order()
    row, _before = access.authority(actor, authority_id)
    others = access.authorities(actor).values()
    back = (reply for those in access.every_reply(actor).values() for reply in those)
    used = access.asked_of(actor, authority_id) or any(each.above == authority_id for each in others)
    if used or any(each.to == authority_id for each in back):
        raise Refused([("", wording.IN_USE)])
    delete(row)
    log(actor.account, "advocacy.authority_removed", subject=authority_id)
