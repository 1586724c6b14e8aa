"""The third set of a backup: the sealed files, as a tar inside one age file. It opens nothing, like the data set.

Files never change and are whole before a row names them, so those that a database copied before names are all here,
unless they were erased meanwhile.
"""

import io
import json
import os
import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from waystation.vault.age import Transform
from waystation.vault.stores import Store

MANIFEST = "waystation_backup"
_NAME = re.compile(r"[0-9a-f]{32}")
_BUFFER = 1024 * 1024


class NotOurs(Exception):
    """No set of files of ours, or not whole."""


def whole(folder: Path) -> list[Path]:
    """The files that are whole, each with all its name; what is still coming in is none."""
    return [path for path in folder.glob("[0-9a-f][0-9a-f]/*") if _NAME.fullmatch(path.name)]


@contextmanager
def _running(work: Callable[[], None]) -> Iterator[None]:
    """Work beside this one. What it raises is raised here in the end, unless this one has failed by itself."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failed:
        raise failed[0]


def write(store: Store, said: dict[str, str], seal: Transform, target: IO[bytes]) -> None:
    """Seals all files of a store into `target`, piece by piece."""
    reading, writing = os.pipe()

    def pack() -> None:
        with os.fdopen(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|", bufsize=_BUFFER) as tar:
            described = json.dumps(said).encode()
            _add(tar, MANIFEST, io.BytesIO(described), len(described))
            for name in store.names():
                size, file = store.size(name), store.open(name)
                if size is None or file is None:
                    continue  # erased a moment ago
                with file:
                    _add(tar, name.hex, file, size)

    with os.fdopen(reading, "rb") as pipe, _running(pack):
        try:
            seal(pipe, target)
        finally:
            pipe.close()  # if the disk is full, whoever packs must not wait for ever


def _add(tar: tarfile.TarFile, name: str, file: Any, size: int) -> None:
    member = tarfile.TarInfo(name)  # no owner, no time
    member.size = size
    tar.addfile(member, file)


def read(source: IO[bytes], unseal: Transform, into: Path | None) -> tuple[dict[str, str], int]:
    """Opens a set and puts its files into a folder, or nowhere. Returns what it says of itself and how many there are.

    Raises NotOurs, Tampered, OSError.
    """
    reading, writing = os.pipe()

    def unpack() -> None:
        with os.fdopen(writing, "wb") as pipe:
            unseal(source, pipe)

    with os.fdopen(reading, "rb") as pipe, _running(unpack):
        try:
            found = _taken(pipe, into)
        finally:
            pipe.close()  # so that whoever unseals does not wait for ever
    return found


def _taken(pipe: IO[bytes], into: Path | None) -> tuple[dict[str, str], int]:
    said: dict[str, str] | None = None
    count = 0
    try:
        with tarfile.open(fileobj=pipe, mode="r|", bufsize=_BUFFER) as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is None:
                    raise NotOurs
                if said is None:
                    said = _manifest(member, file)
                    continue
                _put(member, file, into)
                count += 1
        while pipe.read(_BUFFER):
            pass  # to the end, whose tag tells that nothing was cut off
    except tarfile.TarError:
        raise NotOurs from None
    if said is None:
        raise NotOurs
    return said, count


def _manifest(member: tarfile.TarInfo, file: IO[bytes]) -> dict[str, str]:
    if member.name != MANIFEST or member.size > _BUFFER:
        raise NotOurs
    try:
        found = json.loads(file.read())
    except ValueError:
        raise NotOurs from None
    if not isinstance(found, dict):
        raise NotOurs
    return {str(name): str(value) for name, value in found.items()}


def _put(member: tarfile.TarInfo, file: IO[bytes], into: Path | None) -> None:
    if not _NAME.fullmatch(member.name):
        raise NotOurs
    if into is None:
        while file.read(_BUFFER):
            pass
        return
    place = into / member.name[:2]
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(place / member.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while piece := file.read(_BUFFER):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
