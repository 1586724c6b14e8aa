"""Writing, reading and checking the audit log.

A line shares the transaction of what it records. Its leaf is SHA-256(0x00 | salt | sealed), as in RFC 6962 with a
salt, so that a line cannot be guessed from its hash.
"""

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import connection

from waystation.audit.models import Line, Writer
from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.grants import address
from waystation.vault.keyring import Keyring
from waystation.vault.padding import pad, unpad

START = bytes(32)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did what to which record, when (UTC). A None actor is the installation itself."""

    at: datetime
    verb: str
    actor: UUID | None = None
    subject: UUID | None = None
    case: UUID | None = None


class _Pen:
    """This process's line key and its writer's id, for one auditors' locator."""

    def __init__(self, auditors: UUID) -> None:
        self.auditors, self.id, self.key = auditors, uuid.uuid4(), suite.new_secret()
        _, public = address(auditors)
        sealed = suite.seal_to(public, suite.bind(b"audit-writer", self.id.bytes), self.key)
        Writer.objects.create(id=self.id, sealed=sealed)


_pen: _Pen | None = None
_pen_lock = threading.Lock()


def use_auditors(auditors: UUID) -> None:
    """Names the team that may read the log. Called at start-up, once the team exists."""
    global _pen
    with _pen_lock:
        _pen = _Pen(auditors)


def log(
    actor: UUID | None, verb: str, *, subject: UUID | None = None, case: UUID | None = None
) -> None:
    """Appends a line inside the caller's transaction. `verb` is a constant; no content ever comes here.

    Raises RuntimeError outside a transaction: a line and what it records stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit line belongs into the transaction of what it records")
    if _pen is None:
        raise RuntimeError("the audit log has no auditors yet")
    entry = Entry(at=datetime.now(UTC), verb=verb, actor=actor, subject=subject, case=case)
    salt = os.urandom(16)
    sealed = suite.encrypt(_pen.key, _line_context(_pen.id), pad(msgspec.json.encode(entry)))
    Line.objects.create(
        writer=_pen.id, salt=salt, sealed=sealed, chain=_link(_last_chain(), salt, sealed)
    )


def _line_context(writer: UUID) -> bytes:
    return suite.bind(b"audit-line", writer.bytes)


def _link(previous: bytes, salt: bytes, sealed: bytes) -> bytes:
    leaf = hashlib.sha256(b"\x00" + salt + sealed).digest()
    return hashlib.sha256(b"\x01" + previous + leaf).digest()


def _last_chain() -> bytes:
    if connection.vendor == "postgresql":
        # SQLite has one writer at a time by itself; here appends queue up behind one lock.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [7_311_001])
    last = Line.objects.order_by("-number").values_list("chain", flat=True).first()
    return START if last is None else bytes(last)


def first_break() -> int | None:
    """The number of the first line that does not follow from those before it; None if the chain is whole."""
    previous = START
    for line in Line.objects.order_by("number").iterator():
        if _link(previous, bytes(line.salt), bytes(line.sealed)) != bytes(line.chain):
            return line.number
        previous = bytes(line.chain)
    return None


def entries(keyring: Keyring, auditors: UUID, *, newest: int) -> Iterator[tuple[int, Entry]]:
    """The newest lines, opened, newest first. Raises Locked without the auditors' key."""
    key = keyring.key(auditors, Compartment.SELF)
    line_keys: dict[UUID, bytes] = {}
    for line in Line.objects.order_by("-number")[:newest]:
        if line.writer not in line_keys:
            line_keys[line.writer] = _line_key(line.writer, key.private)
        opened = suite.decrypt(line_keys[line.writer], _line_context(line.writer), bytes(line.sealed))
        yield line.number, msgspec.json.decode(unpad(opened), type=Entry)


def _line_key(writer: UUID, private: suite.PrivateKey) -> bytes:
    row = Writer.objects.filter(pk=writer).first()
    if row is None:
        raise Tampered
    return suite.open_from(private, suite.bind(b"audit-writer", writer.bytes), bytes(row.sealed))
