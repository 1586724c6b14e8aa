"""A call to a colleague's own devices that something of theirs came up: for whoever asked to be called for that, too.

It says what an alarm says, and nothing else. Who is called is known only in the session of whoever caused it.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.duty import alarms, devices
from waystation.duty.models import KnockRow
from waystation.duty.records import Knock
from waystation.duty.roster import USE
from waystation.staff import own_rows
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.keyring import Keyring
from waystation.vault.records import rewrite

PAUSE = timedelta(minutes=15)  # in which nobody is called twice for their work


@transaction.atomic
def use(actor: Actor, device_id: UUID, *, wanted: bool) -> None:
    """Says whether a device of one's own is called for one's work, too. Raises Absent for somebody else's."""
    found = next((pair for pair in devices.own(actor) if pair[0].pk == device_id), None)
    if found is None:
        raise Absent
    row, device = found
    rewrite(row, msgspec.structs.replace(device, work=wanted), Keyring([own_rows.key(USE, actor)]))
    log(actor.account, "duty.device_set", subject=device_id)


def nudge(actor: Actor, accounts: Iterable[UUID]) -> int:
    """Calls these colleagues, never oneself, and nobody from an innocent view. In the caller's transaction.

    Returns how many devices are called.
    """
    wanted = set(accounts) - {actor.account}
    if actor.apart or not wanted:
        return 0
    now = actor.now()
    ringing = [knock for _, knock in own_rows.rows(KnockRow, USE) if knock.alarm is None and now - PAUSE < knock.at]
    called = [pair for pair in devices.of(wanted - {knock.account for knock in ringing}) if pair[1].work]
    for row, device in called:
        alarms.knock(row, device, Knock(at=now, device=row.pk, account=device.account))
    return len(called)
