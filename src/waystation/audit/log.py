"""Writing and reading the audit log.

A line shares the transaction of what it records. Its leaf is SHA-256(0x00 | salt | sealed), as in RFC 6962 with a
salt, so that a line cannot be guessed from its hash. A line is also sealed to the root of the tree before it: whoever
drops or moves lines and makes all hashes anew, which needs no key, makes the next line unreadable to the auditors.

That the newest lines are missing, only a head kept elsewhere shows: see witness.py.
"""

import os
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit import check, tree
from waystation.audit.models import Line, Writer
from waystation.audit.verifier import leaf_hash
from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.grants import address
from waystation.vault.keyring import Keyring
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad

SALT_SIZE = 16
_ID_SIZE = 16


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did what to which record, when (UTC). A None actor is the installation itself."""

    at: datetime
    verb: str
    actor: UUID | None = None
    subject: UUID | None = None
    case: UUID | None = None


_encode = msgspec.json.Encoder().encode


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
    check.forget()


def log(
    actor: UUID | None, verb: str, *, subject: UUID | None = None, case: UUID | None = None, salt: bytes | None = None
) -> int:
    """Appends a line inside the caller's transaction and returns its number. `verb` is a constant, never content.

    Lines queue up until the transaction ends: write the line last. `salt` is 16 bytes that nobody can guess; by giving
    them, the caller makes the line vouch for what they are a digest of (see receipts.py). Raises RuntimeError outside a
    transaction: a line and what it records stand or fall together.
    """
    in_order()
    pen = _pen
    if pen is None:
        raise RuntimeError("the audit log has no auditors yet")
    entry = Entry(at=datetime.now(UTC), verb=verb, actor=actor, subject=subject, case=case)
    pen.keep()
    grown, salt = tree.tip(), salt or os.urandom(SALT_SIZE)
    context = _line_context(pen.id, grown.root())
    sealed = pen.id.bytes + suite.encrypt(pen.key, context, pad(_encode(entry)))
    nodes = b"".join(grown.append(leaf_hash(salt + sealed)))
    tree.add(grown, salt, sealed, nodes)
    return grown.size


def log_alone(actor: UUID | None, verb: str, *, subject: UUID | None = None, case: UUID | None = None) -> int:
    """A line in a transaction of its own: for what changes nothing else."""
    with transaction.atomic():
        return log(actor, verb, subject=subject, case=case)


def _writer_context(writer: UUID) -> bytes:
    return suite.bind(b"audit-writer", writer.bytes)


def _line_context(writer: UUID, before: bytes) -> bytes:
    return suite.bind(b"audit-line", writer.bytes, before)


def entries(
    keyring: Keyring, auditors: UUID, *, newest: int, before: int | None = None
) -> Iterator[tuple[int, Entry | None]]:
    """The newest lines (of those `before` a number), opened, newest first; None for one that does not open there.

    Raises Locked without the auditors' key.
    """
    private = keyring.key(auditors, Compartment.SELF).private
    wanted = Line.objects.all() if before is None else Line.objects.filter(number__lt=before)
    lines = list(wanted.order_by("-number")[:newest])
    nodes = {line.number: bytes(line.nodes) for line in lines}
    if lines:
        nodes |= tree.stored(tree.ends(lines[-1].number - 1))
    line_keys: dict[UUID, bytes] = {}
    for line in lines:
        yield line.number, _open_line(line, tree.root_from(nodes, line.number - 1), private, line_keys)


def _open_line(line: Line, before: bytes, private: suite.PrivateKey, line_keys: dict[UUID, bytes]) -> Entry | None:
    try:
        writer, sealed = UUID(bytes=bytes(line.sealed[:_ID_SIZE])), bytes(line.sealed[_ID_SIZE:])
        if writer not in line_keys:
            line_keys[writer] = _line_key(writer, private)
        opened = suite.decrypt(line_keys[writer], _line_context(writer, before), sealed)
        return msgspec.json.decode(unpad(opened), type=Entry)
    except (Tampered, ValueError, msgspec.MsgspecError):
        return None


def _line_key(writer: UUID, private: suite.PrivateKey) -> bytes:
    row = Writer.objects.filter(pk=writer).first()
    if row is None:
        raise Tampered
    return suite.open_from(private, _writer_context(writer), bytes(row.sealed))
