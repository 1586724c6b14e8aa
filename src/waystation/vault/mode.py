"""The security mode: normal, read-only, or closed. One sealed row that every process looks at for every page.

It is sealed under the vault half, so that who can only write to the database cannot make one. An older one put back,
or none where there was one, is told by its number: the highest that was ever set stands in a file outside the database
and in each process's memory. What cannot be relied on counts as closed.
"""

import os
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.db import transaction

from waystation.vault import half, suite
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.models import ModeRow
from waystation.vault.order import in_order
from waystation.vault.rows import newest

_CONTEXT = b"security mode"


class Mode(IntEnum):
    NORMAL = 0
    READ_ONLY = 1
    CLOSED = 2


class Standing(NamedTuple):
    """The mode in force. `doubtful`: it was changed outside this program, and counts as closed."""

    mode: Mode
    doubtful: bool = False


class _Set(msgspec.Struct, frozen=True, array_like=True):
    number: int
    mode: Mode


_seen = 0


def current() -> Standing:
    """The mode in force at this moment. Without a half nothing can be opened anyway: then it is normal."""
    row = newest(ModeRow, "sealed", by="id")
    try:
        stored = _opened(bytes(row[0])) if row else _Set(0, Mode.NORMAL)
    except NotReady:
        return Standing(Mode.NORMAL)
    except Tampered:
        return Standing(Mode.CLOSED, doubtful=True)
    if stored.number < _floor():
        return Standing(Mode.CLOSED, doubtful=True)
    _remember(stored.number)
    return Standing(stored.mode)


def put(mode: Mode) -> None:
    """Sets the mode, in the caller's transaction. Raises NotReady without a half."""
    in_order()
    row = ModeRow.objects.first()
    number = max(_number(row), _floor()) + 1
    sealed = suite.encrypt(_key(), _CONTEXT, msgspec.msgpack.encode(_Set(number, mode)))
    ModeRow.objects.update_or_create(id=1, defaults={"sealed": sealed})
    transaction.on_commit(lambda: _keep(number))


def was_set() -> bool:
    """Whether anybody ever set it."""
    return ModeRow.objects.exists()


def forget() -> None:
    """Clears what this process knows: another database is in use."""
    global _seen
    _seen = 0


def _key() -> bytes:
    return half.subkey(b"security mode")


def _opened(sealed: bytes) -> _Set:
    try:
        return msgspec.msgpack.decode(suite.decrypt(_key(), _CONTEXT, sealed), type=_Set)
    except msgspec.MsgspecError:
        raise Tampered from None


def _number(row: ModeRow | None) -> int:
    try:
        return _opened(bytes(row.sealed)).number if row else 0
    except Tampered:
        return 0


def _file() -> Path:
    return Path(settings.WAYSTATION_DATA) / "mode"


def _floor() -> int:
    try:
        return max(_seen, int(_file().read_text()))
    except (OSError, ValueError):
        return _seen


def _remember(number: int) -> None:
    global _seen
    _seen = max(_seen, number)


def _keep(number: int) -> None:
    _remember(number)
    draft = _file().with_name(f"mode.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(str(number))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_file())
