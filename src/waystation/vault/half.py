"""The vault half: 32 random bytes that live outside the database and outside its backups.

It is mixed into every passphrase key and every lookup digest, so that a stolen database can be neither guessed at
nor searched offline; destroying it makes the installation unreadable.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from waystation.vault import suite
from waystation.vault.errors import NotReady


def create(path: Path) -> None:
    """Writes a fresh half, readable by its owner alone, durably. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(suite.new_secret())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, this never replaces what is there
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


@cache
def _half(path: Path) -> bytes:
    try:
        half = path.read_bytes()
    except OSError:
        raise NotReady("the vault half is missing: nothing can be opened without it") from None
    if len(half) != suite.KEY_SIZE:
        raise NotReady("the vault half is damaged")
    return half


@cache
def _subkey(path: str, label: bytes) -> bytes:
    return suite.derive(_half(Path(path)), b"half", label)


def forget() -> None:
    """Drops what this process knows of it."""
    _half.cache_clear()
    _subkey.cache_clear()


def subkey(label: bytes) -> bytes:
    """A 32-byte key for one use. Raises NotReady without a half."""
    return _subkey(str(settings.WAYSTATION_VAULT_HALF), label)


def digest(label: bytes, value: bytes, size: int = 16) -> bytes:
    """A keyed digest by which a value can be found again but, without the half, not confirmed."""
    return suite.derive(subkey(label), b"digest", value, size)
