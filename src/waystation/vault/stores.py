"""The one interface to where sealed files lie, in its two ways: a folder of this machine, or a bucket (S3).

Neither knows what is inside a file. A file is written once, whole, under a random name, and never changed.
"""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from waystation.vault.folder import Folder
from waystation.vault.streams import Reader, Target

UNREACHABLE, CERTIFICATE, NO_BUCKET = "unreachable", "certificate", "no-bucket"
CREDENTIALS, REFUSED, CLOCK, FAILING, NO_CLIENT = "credentials", "refused", "clock", "failing", "no-client"


class Away(OSError):
    """The store does not do what it was asked, now or at all; `why` is one of the words above, and all that is told."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EIO, f"the store of files does not answer as it should ({why})")
        self.why = why


class Part(Protocol):
    """One file that is coming in. Nobody sees it before `keep` has returned; then it is durable."""

    @property
    def file(self) -> Target: ...
    def keep(self) -> None: ...
    def drop(self) -> None: ...


class Store(Protocol):
    """All of these raise OSError; a bucket, `Away`."""

    def begin(self, name: UUID) -> Part: ...
    def open(self, name: UUID) -> "Opened | None": ...
    def size(self, name: UUID) -> int | None: ...
    def remove(self, name: UUID) -> None: ...
    def names(self, before: float = ...) -> Iterator[UUID]: ...
    def drop_parts(self, before: float) -> None: ...


class Opened(Reader, AbstractContextManager[Any], Protocol):
    """A file that is being read from its beginning, and closed."""


def folder() -> Folder:
    """Where files of this installation lie, or lay before they were moved."""
    return Folder(Path(settings.WAYSTATION_FILES))


def chosen() -> Store:
    """The store that the settings name."""
    said: dict[str, Any] = settings.WAYSTATION_BUCKET
    if not said:
        return folder()
    from waystation.vault import bucket  # which an installation without one never loads

    return bucket.of(said)


def left_in_folder() -> bool:
    """Whether files still lie in the folder though the settings name a bucket: nobody would find them."""
    return bool(settings.WAYSTATION_BUCKET) and next(folder().names(), None) is not None
