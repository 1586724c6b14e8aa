"""The witness: checkpoints kept outside the database, against which the log is compared.

A log that was shortened or rewritten, or a whole database set back to yesterday, disagrees with a checkpoint that was
written before. Then no further checkpoint is signed until somebody has set the old ones aside, by a signed note that
stays in the file. The file is only ever appended to.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from waystation.audit import notes, tree, verifier
from waystation.audit.log import log
from waystation.audit.verifier import COSIGNATURE, Key, Note, heads
from waystation.vault import signatures

EVERY = timedelta(minutes=10)
_STALE = 60.0  # seconds


@dataclass(frozen=True)
class Disagreement:
    """A signed checkpoint counts `size` lines otherwise than the log, which has `ours`; up to `agreed` they agree."""

    size: int
    ours: int = field(compare=False)  # grows with every line, while it stays the same disagreement
    agreed: int


def path() -> Path | None:
    """Where the witness file is; None where none is kept."""
    return Path(settings.WAYSTATION_WITNESS) if settings.WAYSTATION_WITNESS else None


def _standing() -> list[Note]:
    """The checkpoints in the file that were not set aside, largest first.

    Where it cannot be read any more, those that this process has read: whoever removes it makes nothing forgotten.
    """
    file = path()
    if file is None:
        return []
    try:
        state = file.stat()
        content = file.read_bytes() if _known.read != (state.st_size, state.st_mtime_ns) else b""
    except OSError:
        return _known.standing
    if content:
        found, _aside = heads(content, notes.key(), notes.is_signed)
        _known.standing = sorted(found, key=lambda head: head.size or 0, reverse=True)
        _known.read = (state.st_size, state.st_mtime_ns)
    return _known.standing


def newest() -> int | None:
    """The size that the newest standing checkpoint counts; None where there is none."""
    return next((head.size for head in _standing() if notes.is_signed(head)), None)


@dataclass(frozen=True)
class Cosigned:
    """That another organisation signed our head of `size` lines, at a moment in UTC."""

    by: str
    at: datetime
    size: int


def cosigners() -> dict[str, Key]:
    """Whose signatures count, by the name that the settings give them. Raises ValueError for what is no key."""
    tables = settings.WAYSTATION_AUDIT.get("cosigners", [])
    return {each["name"]: Key.parse(each["key"], COSIGNATURE) for each in tables}


def cosigned() -> list[Cosigned]:
    """The newest cosigned head of each cosigner, the newest first."""
    found = []
    several = [head for head in _standing() if head.lines.count(b"\n") > 1]
    for name, key in cosigners().items():
        heads_ = ((head, verifier.cosigned_at(head, key, signatures.verify)) for head in several)
        head, at = next((pair for pair in heads_ if pair[1] is not None), (None, None))
        if head is not None and at is not None:
            found.append(Cosigned(name, datetime.fromtimestamp(at, UTC), head.size or 0))
    return sorted(found, key=lambda each: each.at, reverse=True)


def newest_cosigned() -> Note | None:
    """The largest head that somebody cosigned."""
    sizes = [each.size for each in cosigned()]
    return next(
        (head for head in _standing() if sizes and head.size == max(sizes) and head.lines.count(b"\n") > 1), None
    )


def accept(content: bytes) -> int:
    """Keeps the heads of ours in these bytes that a known cosigner signed and that agree. Returns how many."""
    kept, keys = 0, cosigners().values()
    for head in verifier.notes(content, notes.key()):
        raws = [line for line in head.lines.splitlines(keepends=True) if _cosigns(Note(head.text, b"", 0, line), keys)]
        if raws and notes.is_signed(head) and _agrees(head, tree.size()):
            own = next(line for line in head.lines.splitlines(keepends=True) if Note(b"", b"", 0, line).by(notes.key()))
            _append(head.text + b"\n" + own + b"".join(raws))
            kept += 1
    return kept


def _cosigns(note: Note, keys: Iterable[Key]) -> bool:
    return any(verifier.cosigned_at(note, key, signatures.verify) is not None for key in keys)


def compare() -> Disagreement | None:
    """Compares the log with the largest checkpoint that stands in the file."""
    standing, ours = _standing(), tree.size()
    largest = next((number for number, head in enumerate(standing) if notes.is_signed(head)), None)
    if largest is None or _agrees(standing[largest], ours):
        return None
    agreed = next((head.size for head in standing[largest:] if _agrees(head, ours)), None)
    return Disagreement(standing[largest].size or 0, ours, agreed or 0)


def _agrees(head: Note, ours: int) -> bool:
    return head.size is not None and head.size <= ours and tree.root_at(head.size) == head.hash


class _Known:
    """What this process found last, and when."""

    def __init__(self) -> None:
        self.found: Disagreement | None = None
        self.told: Disagreement | None = None
        self.at = 0.0
        self.next_checkpoint: datetime | None = None
        self.read: tuple[int, int] | None = None
        self.standing: list[Note] = []


_known = _Known()
_lock = threading.Lock()


def forget() -> None:
    """Clears what this process knows: another database is in use."""
    global _known
    _known = _Known()


def standing() -> Disagreement | None:
    """What stands between log and witness, a minute old at most: for every page."""
    if time.monotonic() - _known.at > _STALE or not _known.at:
        _known.found, _known.at = compare(), time.monotonic()
    return _known.found


def notice() -> Disagreement | None:
    """Compares now, and logs what is found for the first time: at the start, sign-ins, before a checkpoint."""
    with _lock:
        _known.found, _known.at = compare(), time.monotonic()
        if _known.found and (_known.told is None or _known.told.size != _known.found.size):
            with transaction.atomic():
                log(None, "audit.disagreed")
            _known.told = _known.found
        return _known.found


def due(now: datetime, *, at_once: bool = False) -> bool:
    """Writes a checkpoint into the file when it is time (or at once), the log has grown, and nothing disagrees.

    Raises OSError.
    """
    planned = _known.next_checkpoint
    if path() is None or (planned and planned - EVERY <= now < planned and not at_once):  # a clock may be set back
        return False
    _known.next_checkpoint = now + EVERY
    if notice() is not None:
        return False
    size, note = notes.checkpoint()
    if size == 0 or newest() == size:
        return False
    _append(note)
    return True


def set_aside(actor: UUID) -> None:
    """Acknowledges a disagreement: the old checkpoints no longer count, and say so; a new one is written."""
    file = path()
    with _lock, transaction.atomic():
        log(actor, "audit.set_aside")
    if file is not None:
        _append(b"", aside=True)
        _append(notes.checkpoint()[1])
    _known.found = _known.told = None


def keep_erased(value: bytes) -> None:
    """Keeps outside what was erased, within the transaction: kept and not done, it is done at the next start.

    After it a checkpoint is due: a database from before the erasure, put back, disagrees with that.
    """
    _append(notes.erased(value))
    transaction.on_commit(_soon)


def _soon() -> None:
    _known.next_checkpoint = None


def erased() -> list[bytes]:
    """What `keep_erased` was given; of notes that we signed. Raises OSError."""
    file = path()
    content = file.read_bytes() if file and file.exists() else b""
    found = [note for note in verifier.notes(content, notes.key()) if note.second == notes.ERASED]
    return [note.hash for note in found if notes.is_signed(note)]


def _append(note: bytes, *, aside: bool = False) -> None:
    """Adds a note, durably, on a line of its own even if the last writer was cut off."""
    file = path()
    if file is None:
        return
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        content = opened.read()
        gap = b"" if content.endswith(b"\n") or not content else b"\n"
        opened.write(gap + (notes.setting_aside(content + gap) if aside else note))
        opened.flush()
        os.fsync(opened.fileno())
