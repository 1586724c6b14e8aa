"""Writing and reading the audit log.

A line shares the transaction of what it records. Its leaf is SHA-256(0x00 | salt | sealed), as in RFC 6962 with a
salt, so that a line cannot be guessed from its hash; to who has the vault half, the salt also says which state of all
rows the line belongs to. A line is sealed to the root of the tree before it: whoever drops or moves lines and makes all
hashes anew, which needs no key, makes the next line unreadable to the auditors.

That the newest lines are missing, only a head kept elsewhere shows: see witness.py.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit import check, doors, tree
from waystation.audit.models import Line, Writer
from waystation.audit.verifier import leaf_hash
from waystation.vault import directory, manifest, suite
from waystation.vault.errors import Locked, NotReady, Substituted, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.padding import pad, unpad
from waystation.vault.rows import newest

SALT_SIZE = manifest.SALT_SIZE
_ID_SIZE = 16
_LOOK_EVERY = 10.0  # seconds
_UNTOLD = 20  # turns of the head


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did what to which record, when (UTC). A None actor is the installation itself."""

    at: datetime
    verb: str
    actor: UUID | None = None
    subject: UUID | None = None
    case: UUID | None = None


_encode = msgspec.json.Encoder().encode
_listener: ContextVar["Callable[[Entry], bool] | None"] = ContextVar("listener", default=None)


class _Pen:
    """This process's line key and its writer's id, for one auditors' locator."""

    def __init__(self, auditors: UUID) -> None:
        self.auditors, self.id, self.key = auditors, uuid.uuid4(), suite.new_secret()
        self._epoch: int | None = None
        self._look_after = time.monotonic() + _LOOK_EVERY
        self._kept = False

    def is_outdated(self) -> bool:
        """Whether the auditors' key was replaced, in this process or in another."""
        if time.monotonic() < self._look_after:
            return False
        self._look_after = time.monotonic() + _LOOK_EVERY
        return self._kept and _public(self.auditors)[0] != self._epoch

    def keep(self) -> None:
        """Stores the line key for the auditors, in the transaction of each line until one of them has committed."""
        if self._kept:
            return
        if newest(Writer, "1", by="id", id=self.id) is None:
            self._epoch, public = _public(self.auditors)
            sealed = suite.seal_to(public, _writer_context(self.id), self.key)
            Writer.objects.create(id=self.id, sealed=sealed)
        transaction.on_commit(self._remember)

    def _remember(self) -> None:
        self._kept = True


def _public(auditors: UUID) -> tuple[int, bytes]:
    try:
        return directory.address(auditors)
    except Substituted:
        raise
    except NotReady:
        # The half is lost, and the trustees have come together for that: nothing can prove the key then.
        return directory.unproved(auditors)


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
    return _append([Entry(at=datetime.now(UTC), verb=verb, actor=actor, subject=subject, case=case)], salt)


def log_each(actor: UUID | None, verb: str, subjects: Iterable[tuple[UUID, UUID]]) -> int:
    """A line for each subject and its case, as `log` writes one, in few statements. Returns the number of the last."""
    at = datetime.now(UTC)
    return _append([Entry(at=at, verb=verb, actor=actor, subject=subject, case=case) for subject, case in subjects])


def _append(entries: list[Entry], salt: bytes | None = None) -> int:
    in_order()
    pen = _pen
    if pen is not None and pen.is_outdated():
        use_auditors(pen.auditors)
        pen = _pen
    if pen is None:
        raise RuntimeError("the audit log has no auditors yet")
    listener = _listener.get()
    if listener is not None:
        entries = [entry for entry in entries if not listener(entry)]
    else:
        for verb in {entry.verb for entry in entries if entry.actor is not None}:
            doors.check(verb)
    if not entries:
        if listener is None or not _is_behind():
            return 0
        entries = [Entry(at=datetime.now(UTC), verb="log.kept_up")]
    pen.keep()
    grown, turn = tree.tip(manifest.TURN)
    head, lines = manifest.count(turn), []
    for entry in entries:
        salted = salt or _salt(grown.size + 1, head)
        context = _line_context(pen.id, grown.root())
        sealed = pen.id.bytes + suite.encrypt(pen.key, context, pad(_encode(entry)))
        nodes = b"".join(grown.append(leaf_hash(salted + sealed)))
        lines.append((grown.size, salted, sealed, nodes))
    tree.add(grown, lines)
    return grown.size


def keep_up() -> None:
    """Writes a line where the rows have changed since the last one, in the caller's transaction.

    For what changes rows without being told: else the newest line would know of an earlier state of them only.
    """
    in_order()
    if not check.knows_the_turn(manifest.count(), slack=0):
        log(None, "log.kept_up")


def _is_behind() -> bool:
    """Whether so much was changed untold since the newest line that one should say that there was something."""
    return manifest.is_waiting() and not check.knows_the_turn(manifest.turn(), slack=_UNTOLD)


@contextmanager
def heard_by(listener: Callable[[Entry], bool]) -> Iterator[None]:
    """Hands each entry of this thread to `listener` first; one that it answers for with True is not written.

    For innocent views alone: what is told there was done by nobody.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def log_alone(actor: UUID | None, verb: str, *, subject: UUID | None = None, case: UUID | None = None) -> int:
    """A line in a transaction of its own: for what changes nothing else."""
    with transaction.atomic():
        return log(actor, verb, subject=subject, case=case)


def _salt(number: int, head: int) -> bytes:
    try:
        return manifest.salt(number, head)
    except NotReady:  # without a vault half nothing can have changed: there is nothing to say
        return os.urandom(SALT_SIZE)


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
    if not (epochs := keyring.epochs(auditors)):
        raise Locked
    wanted = Line.objects.all() if before is None else Line.objects.filter(number__lt=before)
    lines = list(wanted.order_by("-number")[:newest])
    nodes = {line.number: bytes(line.nodes) for line in lines}
    if lines:
        nodes |= tree.stored(tree.ends(lines[-1].number - 1))
    line_keys: dict[UUID, bytes] = {}
    for line in lines:
        yield line.number, _open_line(line, tree.root_from(nodes, line.number - 1), epochs, line_keys)


def _open_line(line: Line, before: bytes, epochs: Sequence[Key], line_keys: dict[UUID, bytes]) -> Entry | None:
    try:
        writer, sealed = UUID(bytes=bytes(line.sealed[:_ID_SIZE])), bytes(line.sealed[_ID_SIZE:])
        if writer not in line_keys:
            line_keys[writer] = _line_key(writer, epochs)
        opened = suite.decrypt(line_keys[writer], _line_context(writer, before), sealed)
        return msgspec.json.decode(unpad(opened), type=Entry)
    except (Tampered, ValueError, msgspec.MsgspecError):
        return None


def _line_key(writer: UUID, epochs: Sequence[Key]) -> bytes:
    """By whichever of the auditors' keys was the newest when the writer began."""
    row = Writer.objects.filter(pk=writer).first()
    if row is None:
        raise Tampered
    for key in epochs:
        with suppress(Tampered):
            return suite.open_from(key.private, _writer_context(writer), bytes(row.sealed))
    raise Tampered
