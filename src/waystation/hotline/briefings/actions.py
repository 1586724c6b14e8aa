"""The verbs of who prepares a leg, all in the caller's transaction, which writes the audit line."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from waystation.hotline import waiting
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ConfirmationRows
from waystation.hotline.briefings.opening import hour_after
from waystation.hotline.briefings.records import Briefing, Confirmation, Confirmed
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.records import create, delete, move, read, rewrite, set_columns


def give(actor: Actor, briefing: Briefing, key: Key) -> UUID:
    """Seals a briefing under the key of its words. Returns its id."""
    require(actor, "evacuation.plan")
    return create(BriefingRow, briefing, key, gone_after=hour_after(briefing.closes_at)).pk


def given(key: Key) -> tuple[BriefingRow, Briefing] | None:
    """What lies under this key now; None where it was confirmed, withdrawn, or its time is over."""
    row = BriefingRow.objects.filter(locator=key.locator).first()
    try:
        return (row, read(row, Keyring([key]))) if row else None
    except Tampered:
        return None


def change(actor: Actor, key: Key, **changes: Any) -> bool:
    """Puts something else into a briefing, under the same words, and says there that it changed.

    False where it is not there any more, or says so already. It counts as unread from then on.
    """
    require(actor, "evacuation.plan")
    found = given(key)
    if found is None:
        return False
    row, before = found
    after = msgspec.structs.replace(before, **changes)
    if after == before:
        return False
    if after.opens_at > actor.now() or not row.read:  # nobody has seen what stood there before
        after = msgspec.structs.replace(after, changed_at=before.changed_at)
    else:
        after = msgspec.structs.replace(after, changed_at=actor.now())
    move(row, after, key, gone_after=hour_after(after.closes_at), read=False)
    return True


def withdraw(actor: Actor, briefing_id: UUID) -> bool:
    """Its words open nothing from now on. False where it was not there any more."""
    require(actor, "evacuation.plan")
    return delete(*BriefingRow.objects.filter(pk=briefing_id)) == 1


def expect(actor: Actor, confirmation: Confirmation, alarm_at: datetime) -> UUID:
    """Waits for somebody's word. Without it, it is an alarm then, whoever is signed in or not."""
    require(actor, "evacuation.plan")
    key = actor.keys.key(actor.team(DUTY))
    return create(ConfirmationRow, confirmation, key, alarm_at=waiting.to_the_minute(alarm_at)).pk


def put_off(actor: Actor, confirmation_id: UUID, alarm_at: datetime) -> None:
    """Waits until another time, where nobody has said anything and no alarm was raised yet."""
    require(actor, "evacuation.plan")
    expected, moment = _expected(confirmation_id), waiting.to_the_minute(alarm_at)
    set_columns(expected.exclude(alarm_at=moment), alarm_at=moment)


def expect_no_more(actor: Actor, confirmation_id: UUID) -> None:
    """Waits no longer. An alarm that was raised stays one."""
    require(actor, "evacuation.plan")
    set_columns(_expected(confirmation_id), state=Confirmed.WITHDRAWN)


def _expected(confirmation_id: UUID) -> ConfirmationRows:
    return ConfirmationRow.objects.filter(pk=confirmation_id, state=Confirmed.EXPECTED)


def acknowledge(actor: Actor, confirmation_id: UUID, note: str) -> UUID | None:
    """Takes an alarm on: this person asks after them now. Returns whose it is; None where it is no alarm any more."""
    require(actor, "alarm.acknowledge")
    row, record = open_row(actor, ConfirmationRow.objects.all(), confirmation_id)
    if row.state != Confirmed.MISSED:
        return None
    taken_on = {"acknowledged_at": actor.now(), "acknowledged_by": actor.account, "acknowledgement": note}
    rewrite(row, msgspec.structs.replace(record, **taken_on), actor.keys)
    alarming = ConfirmationRow.objects.filter(pk=row.pk, state=Confirmed.MISSED)
    if not set_columns(alarming, state=Confirmed.ATTENDED):
        raise Stale
    case: UUID = record.case
    return case
