"""Files in a folder of this machine, by random names: ab/ab12…, one level deep, and beside them what is coming in.

The other way is `bucket`; what both are asked is `stores.Store`.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO
from uuid import UUID

_PART = ".part"


def _sync(folder: Path) -> None:
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@dataclass(frozen=True)
class Part:
    """One file that is being written, under a name of its own beside its place."""

    file: IO[bytes]
    path: Path
    place: Path

    def keep(self) -> None:
        """Puts it into its place, durably."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.path.rename(self.place)
        _sync(self.place.parent)

    def drop(self) -> None:
        """Removes it, wherever it is by now."""
        with suppress(OSError):  # closing writes what is left, and the disk may be full
            self.file.close()
        self.path.unlink(missing_ok=True)
        self.place.unlink(missing_ok=True)


@dataclass(frozen=True)
class Folder:
    root: Path

    def _place(self, name: UUID) -> Path:
        return self.root / name.hex[:2] / name.hex

    def begin(self, name: UUID) -> Part:
        """A file to write into. Raises OSError."""
        place = self._place(name)
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(self.root)
        path = place.with_name(f".{name.hex}{_PART}")
        return Part(os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"), path, place)

    def open(self, name: UUID) -> BufferedReader | None:
        """The file, or None where it is not there."""
        try:
            return self._place(name).open("rb")
        except FileNotFoundError:
            return None

    def size(self, name: UUID) -> int | None:
        """Bytes on the disk; None where it is not there."""
        try:
            return self._place(name).stat().st_size
        except FileNotFoundError:
            return None

    def remove(self, name: UUID) -> None:
        self._place(name).unlink(missing_ok=True)

    def names(self, before: float = float("inf")) -> Iterator[UUID]:
        """Every whole file that was last written before a moment (seconds since 1970)."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 32 and _written(path) < before:
                yield UUID(hex=path.name)

    def drop_parts(self, before: float) -> None:
        """Removes what nobody has written to since a moment: whoever began it has gone."""
        for path in self.root.glob(f"[0-9a-f][0-9a-f]/.*{_PART}"):
            if _written(path) < before:
                path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
