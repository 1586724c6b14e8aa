"""From the folder of sealed files into the bucket that the settings name, or back.

Each file is hashed where it is, brought, and read back whole; only when all are there and the same, the folder is put
aside, and from a bucket nothing is deleted. Whoever is cut off gives the command again: what is there already is read
and compared, not brought.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from waystation.site.moving import MOVED
from waystation.vault.bucket import PART
from waystation.vault.stores import Store

Tell = Callable[[int, int], None]
"""How many files are done, of how many."""


class Differs(Exception):
    """After it was brought, a file is not what it was."""


def digest(store: Store, name: UUID) -> bytes | None:
    """The SHA-256 of a sealed file; None where it is not there."""
    found = store.open(name)
    if found is None:
        return None
    hashed = hashlib.sha256()
    with found:
        while piece := found.read(PART):
            hashed.update(piece)
    return hashed.digest()


def move(source: Store, target: Store, tell: Tell) -> tuple[int, int]:
    """Brings every file; returns how many there are and how many were brought now. Raises Differs, OSError."""
    names = sorted(source.names())
    brought = 0
    for number, name in enumerate(names, 1):
        wanted = digest(source, name)
        if wanted is not None and digest(target, name) != wanted:
            _bring(source, target, name)
            brought += 1
            if digest(target, name) != wanted:
                raise Differs
        tell(number, len(names))
    return len(names), brought


def _bring(source: Store, target: Store, name: UUID) -> None:
    found = source.open(name)
    if found is None:
        return
    part = target.begin(name)
    try:
        with found:
            while piece := found.read(PART):
                part.file.write(piece)
        part.keep()
    except BaseException:
        part.drop()
        raise


def put_aside(folder: Path) -> Path:
    """The folder under a name that nothing opens by mistake; a number behind it where there is one already."""
    aside, number = Path(f"{folder}{MOVED}"), 1
    while aside.exists():
        number += 1
        aside = Path(f"{folder}.{number}{MOVED}")
    os.replace(folder, aside)
    return aside
