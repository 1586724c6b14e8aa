"""Calls to partners' programs that something changed, and nothing of what: they come and fetch it with their token.

A row is one call that waits. It holds no content: a scope, and which token. Calls leave in a thread of their own, so
that no slow partner keeps an alarm waiting.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from waystation.interfaces import calling, leases, tokens
from waystation.interfaces.apart import Apart
from waystation.interfaces.models import CallRow
from waystation.interfaces.records import Call, Token
from waystation.interfaces.tokens import USE
from waystation.staff import own_rows
from waystation.staff.actor import utc_now
from waystation.vault import half, manifest
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, set_columns

AT_ONCE, TRIES = 8, 12
LEASE, FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(seconds=30), timedelta(hours=6)

_calls = Apart("hooks", lambda now: send(now))


def changed(what: str, token_id: UUID | None = None) -> None:
    """Something of this scope changed, for everybody with it or for one partner; in the caller's transaction."""
    now = utc_now()
    for row, token in own_rows.rows(tokens.TokenRow, USE):
        if token.hook and what in token.scopes and now < token.until and token_id in (None, row.pk):
            _put(Call(token=row.pk, what=what, at=now), now)


def _put(call: Call, now: datetime) -> None:
    in_order()  # before looking
    called = UUID(bytes=half.digest(b"interface call", call.token.bytes + call.what.encode()))
    soon, key = now.replace(second=0, microsecond=0), own_rows.key(USE)
    if row := CallRow.objects.filter(pk=called).first():
        # The call that is on its way may come before this change: there is another, whatever becomes of that one.
        move(row, call, key, tries=0, next_try=soon)
    else:
        create(CallRow, call, key, id=called, next_try=soon)
    manifest.count()


def send_due(now: datetime) -> bool:
    """Makes the calls that are due, in a thread of its own. Whether it began one."""
    return CallRow.objects.filter(next_try__lte=now).exists() and _calls.begin(now)


def send(now: datetime) -> int:
    """Makes the calls that are due; safe in several processes. Returns how many were taken."""
    known = {row.pk: token for row, token in own_rows.rows(tokens.TokenRow, USE) if now < token.until}
    due = [(row, call) for row, call in own_rows.rows(CallRow, USE) if row.next_try <= now][:AT_ONCE]
    return sum(_send(row, call, known.get(call.token), now) for row, call in due)


def _send(row: CallRow, call: Call, token: Token | None, now: datetime) -> bool:
    leased = leases.take(row, now + LEASE)
    if leased is None:
        return False
    taken = token is not None and _call(row.pk, call, token, now)
    with transaction.atomic():
        in_order()
        if taken or token is None or row.tries + 1 >= TRIES:
            delete(*leased)
            manifest.count()
        else:
            set_columns(leased, next_try=now + leases.pause(row.tries, FIRST_PAUSE, LONGEST_PAUSE))
    return taken


def _call(row: UUID, call: Call, token: Token, now: datetime) -> bool:
    minute = call.at.replace(second=0, microsecond=0)
    body = json.dumps({"type": f"{call.what}.changed", "timestamp": minute.isoformat()})
    named = "msg_" + half.digest(b"interface call id", row.bytes + call.at.isoformat().encode()).hex()
    return calling.post(token.hook, body.encode(), signed(token.hook_secret, named, now, body))


def signed(secret: bytes, named: str, now: datetime, body: str) -> dict[str, str]:
    """The headers of a call after the Standard Webhooks specification 1.0: HMAC-SHA-256 over id, time and body."""
    moment = str(int(now.timestamp()))
    mac = hmac.digest(secret, f"{named}.{moment}.{body}".encode(), hashlib.sha256)
    signature = "v1," + base64.b64encode(mac).decode()
    return {"webhook-id": named, "webhook-timestamp": moment, "webhook-signature": signature}
