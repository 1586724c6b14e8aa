"""Backups in sets, each one age file: data and files, which may be kept long, and keys, which are kept short.

The data set holds every sealed row and nothing that opens one; the sealed files make a set of their own, where there
are any. The keys set holds what is sealed to people (slots, keyrings, recovery copies), the web callers' own copies,
whose key is the caller's phrase and cannot be taken away, and the settings. None holds the vault half. Once the key
sets of a time are gone, its data sets open to keys that are still in use alone, and none of these opens an erased case.
Keys and rows are copied in one read transaction, so that they belong together while the server runs.
"""

import fcntl
import io
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from django.apps import apps

from waystation.hotline.models import CallerMessage
from waystation.site import backup_files
from waystation.site.folder import CONFIGURATION
from waystation.staff.models import Account, OwnRow
from waystation.vault.age import Transform
from waystation.vault.errors import Tampered
from waystation.vault.models import Address, RecoveryCopy, RecoveryKey, RingPage, Session
from waystation.vault.schema import known_tables
from waystation.vault.stores import Store

KEYS, DATA, FILES = "keys", "data", "files"
_SHORT = (Account, OwnRow, Address, CallerMessage, RecoveryCopy, RecoveryKey, RingPage)
KEY_TABLES = frozenset(model._meta.db_table for model in _SHORT)
EMPTIED = frozenset([Session._meta.db_table])  # sessions end with the process that holds their key

_FORMAT = "1"
_MANIFEST = "waystation_backup"
_CREATE = re.compile(r"^CREATE (UNIQUE )?(TABLE|INDEX) ")
_PART = ".part"
_PLACING = "placing"  # holds the names of what a restore puts into place, while it does
_STALE = 24 * 3600  # seconds


class Busy(Exception):
    """Another backup of this installation is being made."""


class Damaged(Exception):
    """No backup set of ours, the wrong passphrase or key, or changed bytes. Says which file it was."""


class Exists(Exception):
    """There is an installation in that folder already."""


@dataclass(frozen=True)
class Source:
    """What is backed up: database, sealed files, and the bytes of the settings file, which lie nowhere unsealed."""

    database: Path
    settings: bytes = field(repr=False)
    files: Store | None = None


@dataclass(frozen=True)
class Set:
    """What an opened set says of itself. Sets of one backup share `pair`. A set of files has files for rows."""

    kind: str
    made: datetime
    pair: str
    tables: int
    rows: int


@dataclass(frozen=True)
class Restored:
    """How many files came back, and how many a row names that are not there."""

    files: int
    missing: int


def create(source: Source, out: Path, seal: Transform, *, now: datetime) -> list[Path]:
    """Makes the sets and returns their files. Each stands whole under its name, or not at all.

    Raises Busy, OSError.
    """
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = source.database.parent
    with _alone(home, out), tempfile.TemporaryDirectory(prefix=".backup-", dir=home) as draft:
        data = Path(draft) / "data.sqlite3"
        said = {"format": _FORMAT, "made": now.isoformat(timespec="seconds"), "pair": secrets.token_hex(8)}
        keys = _taken_apart(source, data, said)
        name = f"waystation-{now:%Y%m%dT%H%M%SZ}"
        files = [out / f"{name}.{kind}.age" for kind in (KEYS, DATA)]
        with data.open("rb") as rows:
            contents: tuple[IO[bytes], ...] = (io.BytesIO(keys), rows)
            for file, stream in zip(files, contents, strict=True):
                _write_part(file, partial(seal, stream))
        if source.files is not None and next(source.files.names(), None) is not None:
            files.append(out / f"{name}.{FILES}.age")
            _write_part(files[-1], partial(backup_files.write, source.files, {**said, "set": FILES}, seal))
    for file in files:
        os.replace(f"{file}{_PART}", file)
    _sync(out)
    return files


@contextmanager
def _alone(home: Path, out: Path) -> Iterator[None]:
    """One backup at a time; what a killed one left is swept away first."""
    lock = os.open(home, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        for left in home.glob(".backup-*"):
            shutil.rmtree(left)
        for part in out.glob(f"waystation-*.age{_PART}"):
            # Younger ones may be another installation's that uses the same folder.
            if part.stat().st_mtime < time.time() - _STALE:
                part.unlink()
        yield
    finally:
        os.close(lock)


def _write_part(file: Path, write: Callable[[IO[bytes]], None]) -> None:
    part = Path(f"{file}{_PART}")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            write(target)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def _taken_apart(source: Source, data: Path, said: dict[str, str]) -> bytes:
    """Writes the data set to a file and returns the keys set, which touches no disk."""
    with _connected() as connection:
        connection.execute("ATTACH ? AS data", [data.as_uri()])
        connection.execute("ATTACH ? AS live", [f"{source.database.as_uri()}?mode=ro"])
        connection.execute("BEGIN")
        _copy(connection, "live", lambda table: "main" if table in KEY_TABLES else "data")
        _describe(connection, "main", {**said, "set": KEYS, "settings": source.settings})
        _describe(connection, "data", {**said, "set": DATA})
        connection.execute("COMMIT")
        return connection.serialize()


@contextmanager
def _connected() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", uri=True, isolation_level=None, timeout=20)
    connection.execute("PRAGMA trusted_schema = OFF")  # what is restored may have been made by a stranger
    try:
        yield connection
    finally:
        connection.close()


def _copy(connection: sqlite3.Connection, source: str, into: Callable[[str], str]) -> None:
    """Copies tables with their rows and indices from one attached database to those that `into` names."""
    known = known_tables()
    for kind in ("table", "index"):
        query = f"SELECT tbl_name, sql FROM {source}.sqlite_master WHERE type = ? AND sql IS NOT NULL"  # noqa: S608
        for table, sql in connection.execute(query, [kind]).fetchall():
            if table not in known:  # another's: nobody knows what it holds, or for how long that may be kept
                continue
            connection.execute(_CREATE.sub(rf"\g<0>{into(table)}.", sql, count=1))
            if kind == "table" and table not in EMPTIED:
                connection.execute(f'INSERT INTO {into(table)}."{table}" SELECT * FROM {source}."{table}"')  # noqa: S608


def _describe(connection: sqlite3.Connection, where: str, said: dict[str, str | bytes]) -> None:
    connection.execute(f"CREATE TABLE {where}.{_MANIFEST} (name TEXT PRIMARY KEY, value BLOB NOT NULL)")
    connection.executemany(f"INSERT INTO {where}.{_MANIFEST} VALUES (?, ?)", said.items())  # noqa: S608


def verify(file: Path, unseal: Transform) -> Set:
    """Opens a whole set and checks it. Raises Damaged, OSError. What it needs on the disk are sealed rows alone."""
    with _naming(file):
        if _kind(file) == FILES:
            return _unpacked(file, unseal, None)
        with tempfile.TemporaryDirectory(prefix=".verify-", dir=file.parent) as draft, _connected() as connection:
            _attach(connection, file, unseal, Path(draft) / "data.sqlite3")
            return _checked(connection, "data" if _kind(file) == DATA else "main")


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Of several files one has to know which."""
    try:
        yield
    except Damaged:
        raise Damaged(file.name) from None


def _unpacked(file: Path, unseal: Transform, into: Path | None) -> Set:
    """Reads a set of files to its end, into a folder or nowhere. Raises Damaged, OSError."""
    try:
        with file.open("rb") as source:
            said, count = backup_files.read(source, unseal, into)
        if said["format"] != _FORMAT or said["set"] != FILES:
            raise Damaged
        return Set(FILES, datetime.fromisoformat(said["made"]).astimezone(UTC), said["pair"], 0, count)
    except (Tampered, backup_files.NotOurs, KeyError, ValueError):
        raise Damaged from None


def restore(data: Path, keys: Path, folder: Path, unseal: Transform, files: Path | None = None) -> Restored:
    """Puts the sets together in a fresh folder. Raises Exists, Damaged, OSError.

    An older database or older files in the folder are never replaced, but what a restore that was cut off left there
    is. Without a set of files, those that are in the folder already count. The settings come last: they make it an
    installation.
    """
    database, store = folder / "waystation.sqlite3", folder / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if (folder / CONFIGURATION).exists():
        raise Exists
    for left in folder.glob(".restore-*"):
        _take_back(left, folder)
    if any(database.parent.glob(f"{database.name}*")) or (files and store.exists()):
        raise Exists
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as made:
        draft = Path(made)
        whole = draft / database.name
        with _connected() as connection:
            for file, where in ((keys, "main"), (data, "data")):
                with _naming(file):
                    _attach(connection, file, unseal, whole)
                    _checked(connection, where)
            settings = _said(connection, "main").get("settings")
            if not isinstance(settings, bytes):
                raise Damaged(keys.name)
            named = _named_files(connection)
            connection.execute("BEGIN")
            _copy(connection, "main", lambda table: "data")
            connection.execute(f"DROP TABLE data.{_MANIFEST}")
            connection.execute("COMMIT")
        count = 0
        if files:
            with _naming(files):
                count = _unpacked(files, unseal, draft / store.name).rows
        with os.fdopen(os.open(draft / CONFIGURATION, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(settings)
            os.fsync(written.fileno())
        names = [store.name] * bool(count) + [database.name, CONFIGURATION]
        (draft / _PLACING).mkdir()
        for name in names:
            (draft / _PLACING / name).touch()
        for name in names:
            os.replace(draft / name, folder / name)
        _sync(folder)
    there = {path.name for path in backup_files.whole(store)}
    return Restored(count, len(named - there))


def _take_back(draft: Path, folder: Path) -> None:
    """Removes what a restore that was cut off had made, and what it had put into place."""
    for name in [path.name for path in (draft / _PLACING).glob("*") if not (draft / path.name).exists()]:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(draft)


def _named_files(connection: sqlite3.Connection) -> set[str]:
    """The names of all files that the data set's rows tell of."""
    found: set[str] = set()
    for model in apps.get_models():
        if column := getattr(model, "names_files", ""):
            found |= {name for [name] in connection.execute(f'SELECT "{column}" FROM data."{model._meta.db_table}"')}  # noqa: S608
    return found


def _kind(file: Path) -> str:
    """Which set a file is, by its name. Raises Damaged."""
    for kind in (KEYS, DATA, FILES):
        if file.name.endswith(f".{kind}.age"):
            return kind
    raise Damaged


def _attach(connection: sqlite3.Connection, file: Path, unseal: Transform, draft: Path) -> None:
    """Opens a set: keys into memory as "main", data through a file as "data". Raises Damaged."""
    kind, keys = _kind(file), io.BytesIO()
    try:
        with file.open("rb") as source:
            if kind == KEYS:
                unseal(source, keys)
                connection.deserialize(keys.getvalue())
            else:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                    unseal(source, target)
                connection.execute("ATTACH ? AS data", [draft.as_uri()])
        if _said(connection, "main" if kind == KEYS else "data")["set"] != kind:
            raise Damaged
    except (Tampered, sqlite3.DatabaseError, KeyError):
        raise Damaged from None


def _said(connection: sqlite3.Connection, where: str) -> dict[str, str | bytes]:
    return dict(connection.execute(f"SELECT name, value FROM {where}.{_MANIFEST}"))  # noqa: S608


def _checked(connection: sqlite3.Connection, where: str) -> Set:
    """What a set says of itself. Raises Damaged where the database in it is not whole."""
    try:
        said = _said(connection, where)
        [[verdict]] = connection.execute(f"PRAGMA {where}.quick_check(1)").fetchall()
        if verdict != "ok" or said["format"] != _FORMAT:
            raise Damaged
        names = [name for [name] in connection.execute(f"SELECT name FROM {where}.sqlite_master WHERE type = 'table'")]  # noqa: S608
        names = [name for name in names if not name.startswith("sqlite_") and name != _MANIFEST]
        rows = sum(connection.execute(f'SELECT count(*) FROM {where}."{name}"').fetchone()[0] for name in names)  # noqa: S608
        made = datetime.fromisoformat(str(said["made"])).astimezone(UTC)
        return Set(str(said["set"]), made, str(said["pair"]), len(names), rows)
    except (sqlite3.DatabaseError, KeyError, ValueError):
        raise Damaged from None
