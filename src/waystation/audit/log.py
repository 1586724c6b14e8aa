"""Writing, reading and checking the audit log.

A line shares the transaction of what it records. Its leaf is SHA-256(0x00 | salt | sealed), as in RFC 6962 with a
salt, so that a line cannot be guessed from its hash. A line is also sealed to the chain before it: whoever drops or
moves lines and recomputes the chain, which needs no key, makes the next line unreadable to the auditors.

A chain alone does not show that its newest lines are missing: that takes a head kept elsewhere.
"""

import hashlib
import os
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import connection, transaction

from waystation.audit.models import Line, Writer
from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.grants import address
from waystation.vault.keyring import Keyring
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import insert, newest

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
        self.id, self.key = uuid.uuid4(), suite.new_secret()
        _, public = address(auditors)
        self._sealed = suite.seal_to(public, _writer_context(self.id), self.key)
        self._kept = False

    def keep(self) -> None:
        """Stores the line key for the auditors, in the transaction of each line until one of them has committed."""
        if self._kept:
            return
        if not Writer.objects.filter(pk=self.id).exists():
            Writer.objects.create(id=self.id, sealed=self._sealed)
        transaction.on_commit(self._remember)

    def _remember(self) -> None:
        self._kept = True


_pen: _Pen | None = None
_pen_lock = threading.Lock()


def use_auditors(auditors: UUID) -> None:
    """Names the team that may read the log. Called at start-up, once the team exists."""
    global _pen
    with _pen_lock:
        _pen = _Pen(auditors)


def forget() -> None:
    """Puts the pen down: another database is in use."""
    global _pen
    with _pen_lock:
        _pen = None


def log(actor: UUID | None, verb: str, *, subject: UUID | None = None, case: UUID | None = None) -> None:
    """Appends a line inside the caller's transaction. `verb` is a constant; no content ever comes here.

    Lines queue up until the transaction ends: write the line last. Raises RuntimeError outside a transaction: a line
    and what it records stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit line belongs into the transaction of what it records")
    pen = _pen
    if pen is None:
        raise RuntimeError("the audit log has no auditors yet")
    entry = Entry(at=datetime.now(UTC), verb=verb, actor=actor, subject=subject, case=case)
    in_order()
    pen.keep()
    previous, salt = _last_chain(), os.urandom(16)
    sealed = suite.encrypt(pen.key, _line_context(pen.id, previous), pad(msgspec.json.encode(entry)))
    insert(Line(writer=pen.id, salt=salt, sealed=sealed, chain=_link(previous, salt, sealed)))


def _writer_context(writer: UUID) -> bytes:
    return suite.bind(b"audit-writer", writer.bytes)


def _line_context(writer: UUID, previous: bytes) -> bytes:
    return suite.bind(b"audit-line", writer.bytes, previous)


def _link(previous: bytes, salt: bytes, sealed: bytes) -> bytes:
    leaf = hashlib.sha256(b"\x00" + salt + sealed).digest()
    return hashlib.sha256(b"\x01" + previous + leaf).digest()


def _last_chain() -> bytes:
    last = newest(Line, "chain", by="number")
    return START if last is None else bytes(last[0])


def first_break() -> int | None:
    """The number of the first line that does not follow from those before it; None if the chain is whole."""
    previous = START
    for line in Line.objects.order_by("number").iterator():
        if _link(previous, bytes(line.salt), bytes(line.sealed)) != bytes(line.chain):
            return line.number
        previous = bytes(line.chain)
    return None


def entries(keyring: Keyring, auditors: UUID, *, newest: int) -> Iterator[tuple[int, Entry | None]]:
    """The newest lines, opened, newest first; None for a line that does not open where it stands.

    Raises Locked without the auditors' key.
    """
    key = keyring.key(auditors, Compartment.SELF)
    line_keys: dict[UUID, bytes] = {}
    lines = list(Line.objects.order_by("-number")[: newest + 1])
    for position, line in enumerate(lines[:newest]):
        previous = bytes(lines[position + 1].chain) if position + 1 < len(lines) else START
        yield line.number, _open_line(line, previous, key.private, line_keys)


def _open_line(line: Line, previous: bytes, private: suite.PrivateKey, line_keys: dict[UUID, bytes]) -> Entry | None:
    try:
        if line.writer not in line_keys:
            line_keys[line.writer] = _line_key(line.writer, private)
        context = _line_context(line.writer, previous)
        opened = suite.decrypt(line_keys[line.writer], context, bytes(line.sealed))
        return msgspec.json.decode(unpad(opened), type=Entry)
    except (Tampered, msgspec.MsgspecError):
        return None


def _line_key(writer: UUID, private: suite.PrivateKey) -> bytes:
    row = Writer.objects.filter(pk=writer).first()
    if row is None:
        raise Tampered
    return suite.open_from(private, _writer_context(writer), bytes(row.sealed))
