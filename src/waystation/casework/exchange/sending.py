"""Bundles leave for partners' Waystations with nobody signed in, and are asked after until it is decided.

A row is one bundle, sealed to the partner, with the address and the token by which they take it, under the vault half.
The interface that takes it is that of docs/interfaces.md; the same bundle brought twice is one there, so that whatever
stops us in the middle, it is brought again.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.exchange.models import SendingRow
from waystation.casework.exchange.records import Partner, Sending
from waystation.casework.exchange.transfer_rules import ACCEPTED, REJECTED
from waystation.interfaces import calling, leases
from waystation.interfaces.apart import Apart
from waystation.interfaces.calling import NotAnAddress
from waystation.staff import own_rows
from waystation.staff.actor import Actor
from waystation.vault import files, manifest
from waystation.vault.order import in_order
from waystation.vault.records import create, move, set_columns

USE = b"bundles on their way"
LEAVING, THERE, REFUSED, FAILED, UNREADABLE, UNANSWERED = (
    "leaving",
    "there",
    "refused",
    "failed",
    "unreadable",
    "unanswered",
)
DECIDED = (ACCEPTED, REJECTED)
AT_ONCE, TRIES = 4, 12
LEASE, FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=30), timedelta(minutes=1), timedelta(hours=6)
ASKED_EVERY, ASKED_FOR = timedelta(hours=1), timedelta(days=90)
_REPEATED = (408, 425, 429)  # besides 5xx: whoever answers so wants it again, later

_sends = Apart("bundles", lambda now: send(now))


class Way(NamedTuple):
    """Where a bundle is: one of the states above, or what the partner decided, and the letters that prove it."""

    state: str
    answer: str = ""


class _Told(msgspec.Struct):
    """What another Waystation, perhaps of a later version, says of a bundle: see `interfaces.shapes.Bundle`."""

    id: UUID
    state: str
    answer: str = ""


def origin(address: str) -> str:
    """The address of a Waystation as it is kept: scheme and host. Raises NotAnAddress."""
    url = urlsplit(calling.checked(address.strip()))
    if url.path.strip("/") or url.query:
        raise NotAnAddress
    return f"{url.scheme}://{url.netloc}"


def put(actor: Actor, transfer: UUID, partner: Partner, bundle: bytes) -> None:
    """Lets a bundle leave, in the caller's transaction. In an innocent view it leaves for nowhere."""
    in_order()
    stored = files.keep([bundle])
    record = Sending(
        transfer=transfer,
        address=partner.address,
        token=partner.token,
        file=stored.id,
        content=stored.content,
        at=actor.now(),
    )
    create(SendingRow, record, own_rows.key(USE, actor), file=stored.id, next_try=actor.now())
    manifest.count()
    log(actor.account, "exchange.bundle_leaves", subject=transfer)


def ways(actor: Actor) -> dict[UUID, Way]:
    """Where every bundle is that was sent, by its hand-over."""
    found = own_rows.rows(SendingRow, USE, actor)
    return {record.transfer: Way(row.state, row.answer) for row, record in found}


def ids(actor: Actor, transfers: set[UUID]) -> list[UUID]:
    """The rows of some hand-overs."""
    return [row.pk for row, record in own_rows.rows(SendingRow, USE, actor) if record.transfer in transfers]


def send_due(now: datetime) -> bool:
    """Lets what is due leave, in a thread of its own. Whether it began one."""
    return SendingRow.objects.filter(state__in=(LEAVING, THERE), next_try__lte=now).exists() and _sends.begin(now)


def send(now: datetime) -> int:
    """Lets what is due leave, and asks after what is there; safe in several processes. Returns how many were taken."""
    found = own_rows.rows(SendingRow, USE)
    due = [(row, record) for row, record in found if row.state in (LEAVING, THERE) and row.next_try <= now]
    return sum(_step(row, record, now) for row, record in due[:AT_ONCE])


def _step(row: SendingRow, record: Sending, now: datetime) -> bool:
    leased = leases.take(row, now + LEASE)
    if leased is None:
        return False
    answer = _brought(record) if row.state == LEAVING else _asked_after(record)
    with transaction.atomic():
        in_order()
        if (mine := leased.first()) is not None:
            _note(mine, record, answer, now)
    return True


def _brought(record: Sending) -> tuple[int, bytes] | None:
    bundle = b"".join(files.read(record.file, record.content))
    return calling.ask("POST", f"{record.address}/api/v1/bundles", bundle, _headers(record))


def _asked_after(record: Sending) -> tuple[int, bytes] | None:
    return calling.ask("GET", f"{record.address}/api/v1/bundles/{record.theirs}", None, _headers(record))


def _headers(record: Sending) -> dict[str, str]:
    return {"Authorization": f"Bearer {record.token}", "Content-Type": "application/octet-stream"}


def _note(row: SendingRow, record: Sending, answer: tuple[int, bytes] | None, now: datetime) -> None:
    told = _told(answer)
    if told is not None:
        theirs, way = told
        if row.state == LEAVING:
            _is_there(row, record, theirs)
        over = way.state == THERE and now - record.at >= ASKED_FOR
        state = UNANSWERED if over else way.state
        changed = {"state": state, "answer": way.answer, "tries": 0, "next_try": now + ASKED_EVERY}
    elif row.state == LEAVING and answer is not None and 400 <= answer[0] < 500 and answer[0] not in _REPEATED:
        changed = {"state": REFUSED}
    elif row.state == LEAVING and row.tries >= TRIES:
        changed = {"state": FAILED}
    elif now - record.at >= ASKED_FOR:
        changed = {"state": UNANSWERED}
    else:
        pause = leases.pause(row.tries - 1, FIRST_PAUSE, LONGEST_PAUSE)
        changed = {"tries": min(row.tries, TRIES), "next_try": now + pause}
    set_columns(SendingRow.objects.filter(pk=row.pk), **changed)


def _is_there(row: SendingRow, record: Sending, theirs: str) -> None:
    """What came there is kept here no longer."""
    empty, old = files.keep([b""]), record.file
    changed = msgspec.structs.replace(record, file=empty.id, content=empty.content, theirs=theirs)
    move(row, changed, own_rows.key(USE), file=empty.id)
    log(None, "exchange.bundle_left", subject=record.transfer)
    transaction.on_commit(lambda: files.forget(old))


def _told(answer: tuple[int, bytes] | None) -> tuple[str, Way] | None:
    """Its id there and how it stands, as a Waystation answers; None for any other answer."""
    if answer is None or not 200 <= answer[0] < 300:
        return None
    try:
        said = msgspec.json.decode(answer[1], type=_Told)
    except (msgspec.DecodeError, RecursionError):
        return None
    if said.state in DECIDED and len(said.answer) <= 9:
        return str(said.id), Way(said.state, said.answer)
    return str(said.id), Way(UNREADABLE if said.state == UNREADABLE else THERE)
