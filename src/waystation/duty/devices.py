"""How the persona on duty is woken: by mail to an address of their own, or by a browser that they chose."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.audit.log import log
from waystation.duty.errors import TooMany
from waystation.duty.models import DeviceRow, KnockRow, ShiftRow
from waystation.duty.records import MAIL, PUSH, DeviceRecord
from waystation.duty.roster import USE
from waystation.hotline import boxes, letters
from waystation.hotline.errors import NoAddress
from waystation.push import sending
from waystation.staff import own_rows
from waystation.staff.access import able
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import Account
from waystation.staff.policy import require
from waystation.vault import half
from waystation.vault.keyring import OURS
from waystation.vault.records import create, delete

MOST = 5  # of one person

Rows = list[tuple[DeviceRow, DeviceRecord]]


def push_settings() -> dict[str, Any]:
    found: dict[str, Any] = settings.WAYSTATION_PUSH
    return found


def services() -> list[str]:
    """The push services that may be asked; none where the installation does without."""
    return list(push_settings().get("services", SERVICES))


# Of the makers of browsers. Nothing is ever sent to one before somebody has switched on a device there.
SERVICES = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
]


def push_secret() -> bytes:
    """Our private half towards push services. Another vault half makes another one: then devices are added anew."""
    return half.subkey(b"web push")


def push_key() -> str:
    """The public half, as browsers want it."""
    return sending.public_key(push_secret())


def own(actor: Actor) -> Rows:
    """This person's devices."""
    require(actor, "duty.read")
    return [pair for pair in own_rows.rows(DeviceRow, USE, actor) if pair[1].account == actor.account]


def of(accounts: Iterable[UUID]) -> Rows:
    """The devices of these people in the organisation, as far as they are still on the staff; needs nobody's key."""
    there = set(Account.objects.filter(pk__in=list(accounts)).values_list("pk", flat=True))
    return [pair for pair in own_rows.rows(DeviceRow, USE) if pair[1].account in there]


def everybodys() -> Rows:
    """The same of everybody."""
    return of(record.account for _, record in own_rows.rows(DeviceRow, USE))


def add_address(actor: Actor, address: str) -> UUID:
    """Mails to this address when this person is on duty. Raises NoAddress, TooMany."""
    letters.nudge(address, settings.LANGUAGE_CODE, actor.now())  # one that cannot be written to is refused here
    if boxes.is_ours(address):  # a letter to ourselves would come in as somebody's
        raise NoAddress
    return _add(actor, DeviceRecord(account=actor.account, kind=MAIL, address=address, name=address))


def add_browser(actor: Actor, name: str, endpoint: str, key: str, secret: str) -> UUID:
    """Wakes this browser when this person is on duty. Raises NotADevice, TooMany."""
    found = sending.device(endpoint, key, secret, services())
    return _add(
        actor,
        DeviceRecord(
            account=actor.account, kind=PUSH, name=name, endpoint=found.endpoint, key=found.key, secret=found.secret
        ),
    )


@transaction.atomic
def _add(actor: Actor, record: DeviceRecord) -> UUID:
    mine = own(actor)
    for row, known in mine:
        if (known.kind, known.address, known.endpoint) == (record.kind, record.address, record.endpoint):
            delete(row)  # the same one, switched on again
            mine = [pair for pair in mine if pair[0].pk != row.pk]
    if len(mine) >= MOST:
        raise TooMany
    row = create(DeviceRow, record, own_rows.key(USE, actor))
    log(actor.account, "duty.device_added", subject=row.pk)
    return row.pk


@transaction.atomic
def remove(actor: Actor, device_id: UUID) -> None:
    """Wakes this device no more. Raises Absent for somebody else's."""
    row = next((row for row, _ in own(actor) if row.pk == device_id), None)
    if row is None or not delete(row):
        raise Absent
    log(actor.account, "duty.device_removed", subject=device_id)


def drop(device_id: UUID) -> None:
    """Forgets a device that has no subscription any more, in the caller's transaction."""
    if delete(*DeviceRow.objects.filter(pk=device_id)):
        log(None, "duty.device_gone", subject=device_id)


def forget_others(actor: Actor) -> None:
    """Deletes the devices of who may not be on duty any more, in the caller's transaction."""
    there = able(actor, "duty.hand_over")
    gone = [row for row, record in own_rows.rows(DeviceRow, USE, actor) if record.account not in there]
    for row in gone:
        delete(row)
        log(actor.account, "duty.device_removed", subject=row.pk)


def give_up() -> int:
    """Deletes what only a vault half that is lost could open: roster, devices, alarms. Returns how many rows."""
    ours = [model._default_manager.filter(locator=OURS) for model in (ShiftRow, DeviceRow, KnockRow)]
    return sum(delete(*rows) for rows in ours)
