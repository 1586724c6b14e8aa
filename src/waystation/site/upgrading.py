"""Bringing a database to the tables of this version: never from a newer one, and never without a copy of before.

The copy holds what the database held, and knows nothing of what is erased later: so it lies in the data folder, for a
week, and is overwritten then as an erased file is.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from waystation import __version__
from waystation.site import folder
from waystation.site.commands import CALLED
from waystation.vault import manifest
from waystation.vault.errors import NotReady
from waystation.vault.models import Sealed
from waystation.vault.sets import kinds

BEFORE = "before"
KEPT = timedelta(days=7)
_ROOM = 64 * 2**20  # bytes that the copy must leave
_PIECE = 2**20
_LOCK = "upgrading"
_QUEUE = 0x57617973  # of PostgreSQL's advisory locks


def bring_up(data: Path, *, backed_up: bool = False) -> Path | None:
    """Makes the tables those of this version; returns the copy of before, where there was anything to change.

    With `backed_up` somebody says that they made one by other means. Raises NotReady, which says what to do.
    """
    with _alone(data) as note:
        loader = MigrationLoader(connection)
        if newer := _newer(loader):
            raise NotReady(
                f"this database was written by a newer version of this program ({', '.join(newer[:3])}): run that one, "
                f"or put the copy back that was made before the upgrade (this is {__version__})"
            )
        if not loader.applied_migrations:
            call_command("migrate", verbosity=0, interactive=False)
            return None
        if not _pending(loader):
            _carry_over(note)
            return None
        if others := set(folder.servers(data).values()) - {os.getpid()}:
            raise NotReady(
                f"the database is to be changed for version {__version__}, and a server still runs (process "
                f"{min(others)}): stop it first"
            )
        copy = None if backed_up else _copied(data)
        _remember(note, loader)
        call_command("migrate", verbosity=0, interactive=False)
        _carry_over(note)
        return copy


def _newer(loader: MigrationLoader) -> list[str]:
    """What was done to this database that this version knows nothing of."""
    known = {replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces}
    known |= loader.disk_migrations.keys()
    return sorted(".".join(key) for key in loader.applied_migrations if key not in known)


def _pending(loader: MigrationLoader) -> bool:
    return any(key not in loader.applied_migrations for key in loader.graph.nodes)


def _remember(note: int, loader: MigrationLoader) -> None:
    """Writes down from which migrations the tables come, unless one that was cut off did: later nobody can tell."""
    if os.pread(note, 1, 0):
        return
    os.pwrite(note, json.dumps(sorted(loader.applied_migrations)).encode(), 0)
    os.fsync(note)


def _carry_over(note: int) -> None:
    """Counts with new clear columns what the version before counted without them, or it would pass for changed.

    It takes the vault half: where that is not here, at the next start with it. What is written down is a hint and
    proves nothing (see `manifest.carry_over`).
    """
    said = os.pread(note, os.fstat(note).st_size, 0)
    if not said:
        return
    try:
        manifest.carry_over(_clear_columns_at([(app, name) for app, name in json.loads(said)]))
    except NotReady:
        return
    os.ftruncate(note, 0)


def _clear_columns_at(migrations: list[tuple[str, str]]) -> dict[type[Sealed], tuple[str, ...]]:
    """The clear columns that each kind of sealed row had at these migrations, of those that it has now."""
    loader = MigrationLoader(connection)
    then = loader.project_state([key for key in migrations if key in loader.graph.nodes]).models
    found = {}
    for model in kinds():
        state = then.get((model._meta.app_label, model._meta.model_name or ""))
        fields = state.fields if state else {}
        found[model] = tuple(name for name in model.clear_columns() if name in fields)
    return found


@contextmanager
def _alone(data: Path) -> Iterator[int]:
    """One at a time; who comes second finds everything done. Several machines queue in their database.

    Gives the file that is locked.
    """
    lock = os.open(data / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _queue_of_postgresql() if connection.vendor == "postgresql" else nullcontext():
            yield lock
    finally:
        os.close(lock)


@contextmanager
def _queue_of_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_QUEUE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_QUEUE])


def _copied(data: Path) -> Path:
    """A copy of the database as it is. One of an upgrade that was cut off stays: it is the one of before."""
    settings = connection.settings_dict
    make, suffix = (_sqlite, "sqlite3") if connection.vendor == "sqlite" else (_postgresql, "dump")
    place = data / BEFORE
    place.mkdir(mode=0o700, exist_ok=True)
    copy = place / f"{__version__}.{suffix}"
    if copy.exists():
        return copy
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        make(settings, part)
        descriptor = os.open(part, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    os.replace(part, copy)
    return copy


def _sqlite(settings: dict[str, Any], to: Path) -> None:
    size = Path(settings["NAME"]).stat().st_size
    if shutil.disk_usage(to.parent).free < size + _ROOM:
        raise NotReady(
            f"before the database is changed a copy of it is made, and there is no room for {size >> 20} MiB"
        )
    with closing(sqlite3.connect(settings["NAME"])) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _postgresql(settings: dict[str, Any], to: Path) -> None:
    program = shutil.which("pg_dump")
    words = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(value) for name, key in words.items() if (value := settings.get(key))}
    line = [program or "", "--format=custom", "--no-owner", f"--file={to}"]
    try:
        if program is None:
            raise FileNotFoundError
        subprocess.run(line, check=True, capture_output=True, env={"PATH": os.defpath} | environment)  # noqa: S603  # a path that we made
    except (OSError, subprocess.CalledProcessError):
        raise NotReady(
            "before the database is changed a copy of it is to be made, and pg_dump is missing or failed. Make one "
            f"yourself, then: {CALLED} upgrade --backed-up"
        ) from None


def copies(data: Path) -> list[Path]:
    """The copies of before that are still kept."""
    return sorted(path for path in (data / BEFORE).glob("*") if path.suffix in (".sqlite3", ".dump"))


def forget_old(data: Path, now: datetime) -> None:
    """Overwrites and removes copies after their week."""
    for path in (data / BEFORE).glob("*"):
        if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > KEPT:
            _overwrite(path)


def _overwrite(path: Path) -> None:
    """In pieces: it may be larger than the memory."""
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _PIECE)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
