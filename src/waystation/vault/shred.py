"""Destroying a small secret file. Imports nothing, so that a command can do it at once.

On flash the bytes that are written over may stay readable for a laboratory: the disk writes elsewhere. See
docs/administrators.md for places where that is not so.
"""

import os
from pathlib import Path


def destroy(path: Path) -> bool:
    """Writes over a file and what an interrupted making of it left, removes them, durably. False where none was there.

    Raises OSError where it cannot be written or removed.
    """
    real = path.resolve()
    files = [file for file in {real, *real.parent.glob(f"{real.name}.*")} if file.is_file()]
    for file in files:
        _overwrite(file)
        file.unlink()
    if path.is_symlink():
        path.unlink()
    for folder in {path.parent, real.parent} if files else ():
        _sync(folder)
    return bool(files)


def _overwrite(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, os.urandom(max(32, os.fstat(descriptor).st_size)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
