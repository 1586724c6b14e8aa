"""Cosigning: another organisation shows its log's head, with proof that it only grew since the one we signed last.

The protocol and its status codes are those of C2SP tlog-witness.md (`add-checkpoint`), over a pipe or over HTTP. What
was cosigned last is kept in files outside the database, one for each log: an older database forgets none of it.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from waystation.audit import notes
from waystation.audit.verifier import Key, Note, continues, growth
from waystation.audit.verifier import notes as notes_in
from waystation.vault import signatures

LARGEST = 64 * 1024  # bytes of a request


class Declined(Exception):
    """Not cosigned. `status` is the protocol's; `size` what was cosigned last, where that is the answer."""

    def __init__(self, status: int, sentence: str, size: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.size = status, sentence, size


def trusted() -> list[Key]:
    """The logs that this installation cosigns. Raises ValueError for a setting that is no key."""
    return [Key.parse(text) for text in settings.WAYSTATION_AUDIT.get("cosigns", [])]


def cosign(request: bytes, now: datetime) -> bytes:
    """The signature line for a request, once what it shows is kept. Raises Declined, OSError."""
    old, proof, content = _understood(request)
    key, head = _signed_head(content)
    with _alone(key) as file:
        _compare(old, proof, head, _last(file, key))
        line = notes.cosignature(head.text, int(now.timestamp()))
        _keep(file, head.text + b"\n" + head.lines + line)
    return line


def _understood(request: bytes) -> tuple[int, list[bytes], bytes]:
    try:
        return growth(request)
    except ValueError:
        raise Declined(400, "That is no request to cosign: `audit prove --since` writes one.") from None


def _signed_head(content: bytes) -> tuple[Key, Note]:
    known = [key for key in trusted() if content.startswith(f"{key.name}\n".encode())]
    if not known:
        raise Declined(404, "That log is not among those that the settings tell us to cosign.")
    for key in known:
        for head in notes_in(content, key):
            if head.size is not None and head.start == 0 and signatures.verify(key.public, head.text, head.signature):
                return key, head
    raise Declined(403, "The head in that request is not signed with the key that we know.")


def _compare(old: int, proof: list[bytes], head: Note, last: Note | None) -> None:
    """Raises Declined unless the head continues what was cosigned last."""
    size, before = head.size or 0, (last.size or 0) if last else 0
    if old > size:
        raise Declined(400, "The old size is larger than the new one.")
    if old != before:
        raise Declined(409, f"We cosigned the log of {before} lines last: prove from there.", before)
    if last and old == size and last.hash != head.hash:
        raise Declined(409, f"We cosigned another log of {size} lines: there are two logs.", before)
    if last and not continues(old, size, last.hash, head.hash, proof):
        raise Declined(422, f"That log does not begin with the {before} lines that we cosigned.")
    if not last and proof:
        raise Declined(422, "There is nothing to prove from.")


def _folder() -> Path:
    return Path(settings.WAYSTATION_COSIGNED)


@contextmanager
def _alone(key: Key) -> Iterator[Path]:
    """The file of one log, for this process alone."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(_folder(), os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _folder() / hashlib.sha256(key.name.encode()).hexdigest()[:32]
        os.fsync(lock)
    finally:
        os.close(lock)


def _last(file: Path, key: Key) -> Note | None:
    """What was cosigned last. A file that does not hold it is no reason to begin anew: raises Declined."""
    if not file.exists():
        return None
    for head in notes_in(file.read_bytes(), key):
        if head.size is not None and signatures.verify(key.public, head.text, head.signature):
            return head
    raise Declined(500, "What we cosigned last cannot be read: look at it before anything is signed again.")


def _keep(file: Path, note: bytes) -> None:
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(note)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
