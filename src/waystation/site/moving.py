"""Moving an installation's rows from SQLite to PostgreSQL: in pieces, so that it goes on where it was cut off.

Each piece and the note of how far it goes are one transaction of the new database. Nobody writes to the old one
meanwhile. In the end every table of both is counted and hashed; one that differs, since somebody used the old database
between two tries, is copied anew. Only then do the settings name the new one. The rows stay sealed all the way.
"""

import hashlib
import os
import tomllib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from waystation.site import folder

TARGET = "target"
MOVED = ".moved"
_JOURNAL = "waystation_move"
_ROWS, _BYTES = 1000, 4 * 2**20  # of one piece
_SUM = 2**256

Model = type[models.Model]
Tell = Callable[[str, int, int], None]
"""Is told what is being done with which table, how many rows of it are done, and how many there are."""


class NotEmpty(Exception):
    """There is something else in the new database."""


class Differs(Exception):
    """What was copied is not what was there, though nobody wrote to it. Names the tables."""


class Summed(NamedTuple):
    """How many rows a table has, and a hash of them all in whichever order they come."""

    rows: int
    hash: str


def use(configured: dict[str, Any]) -> None:
    """Makes a second database known, by settings as Django has them."""
    known = connections.settings  # type: ignore[attr-defined]
    known[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: {}, TARGET: configured})[TARGET]  # type: ignore[attr-defined]


def move(tell: Tell) -> dict[str, Summed]:
    """Copies all rows and proves that they are the same; returns what every table holds.

    Can be called again after it was cut off at any point. Raises Differs, DatabaseError.
    """
    _begin()
    tables = _tables()
    with transaction.atomic():  # SQLite's one writer: whoever else wants to write waits, or is told to come again
        connections[TARGET].cursor().execute("SET synchronous_commit TO off")  # the last transaction waits for all
        for model in tables:
            _copy(model, tell)
        summed, differing = _compared(tables, tell)
        if differing:
            _clear(differing)
            for model in differing:
                _copy(model, tell)
            summed, differing = _compared(tables, tell)
        if differing:
            raise Differs(", ".join(model._meta.db_table for model in differing))
    _end(tables)
    return summed


def is_done() -> bool:
    """Whether an earlier try had copied everything and was cut off only then. Raises NotEmpty."""
    names = connections[TARGET].introspection.table_names()
    if _JOURNAL in names or not any(_has_rows(name) for name in names if name != "django_migrations"):
        return False
    if not {model._meta.db_table for model in _tables()} <= set(names) or _compared(_tables(), lambda *_: None)[1]:
        raise NotEmpty
    return True


def _begin() -> None:
    """The note of how far it is comes first: by it, a database that is half filled is known for what it is.

    No server starts on one either: to `vault.schema` the note is a stranger.
    """
    with connections[TARGET].cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_JOURNAL} (name text PRIMARY KEY, last text NOT NULL)")
    call_command("migrate", verbosity=0, interactive=False, database=TARGET)


def _has_rows(table: str) -> bool:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_quoted(table)})")  # noqa: S608 - a name that the database gave
        return bool(cursor.fetchone()[0])


def _tables() -> list[Model]:
    """All tables, those first that others name."""
    found: list[Model] = []
    left = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    while left:
        ready = [model for model in left if not _named(model) & set(left) - {model}]
        found += ready
        left = [model for model in left if model not in ready]
    return found


def _named(model: Model) -> set[Model]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}  # type: ignore[misc]


def _copy(model: Model, tell: Tell) -> None:
    """What comes after the last row that is there."""
    table, key = model._meta.db_table, model._meta.pk
    last, total = _last(table), model._base_manager.count()
    rows = model._base_manager.order_by("pk").values_list(*_columns(model))
    if last is not None:
        rows = rows.filter(pk__gt=key.to_python(last))
        done = total - rows.count()
    else:
        done = 0
    place = _columns(model).index(key.attname)
    for piece in _pieces(rows.iterator(chunk_size=200)):
        with transaction.atomic(using=TARGET):
            made = [model.from_db(TARGET, _columns(model), row) for row in piece]
            model._base_manager.using(TARGET).bulk_create(made)
            _note(table, str(piece[-1][place]))
        done += len(piece)
        tell(table, done, total)


def _columns(model: Model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _pieces(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """As many rows as one transaction takes."""
    count = size = 0

    def number(row: tuple[Any, ...]) -> int:
        nonlocal count, size
        count, size = count + 1, size + sum(len(value) for value in row if isinstance(value, bytes | memoryview | str))
        return max(count // _ROWS, size // _BYTES)

    for _, piece in groupby(rows, number):
        yield list(piece)


def _last(table: str) -> str | None:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(f"SELECT last FROM {_JOURNAL} WHERE name = %s", [table])  # noqa: S608 - our own name
        found = cursor.fetchone()
    return found[0] if found else None


def _note(table: str, last: str) -> None:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_JOURNAL} (name, last) VALUES (%s, %s) "  # noqa: S608 - our own name
            "ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            [table, last],
        )


def _compared(tables: Sequence[Model], tell: Tell) -> tuple[dict[str, Summed], list[Model]]:
    """What the old database holds, and the tables in which the new one holds something else."""
    summed: dict[str, Summed] = {}
    differing: list[Model] = []
    for model in tables:
        table = model._meta.db_table
        summed[table] = summed_up(model, DEFAULT_DB_ALIAS)
        if summed_up(model, TARGET) != summed[table]:
            differing.append(model)
        tell(f"{table}, compared", summed[table].rows, summed[table].rows)
    return summed, [model for model in tables if model in differing or _named(model) & set(differing)]


def summed_up(model: Model, database: str) -> Summed:
    """Counts and hashes every row, by what its columns mean and not by how a database writes it."""
    count = total = 0
    for row in model._base_manager.using(database).values_list(*_columns(model)).iterator(chunk_size=200):
        canonical = msgspec.msgpack.encode([bytes(value) if isinstance(value, memoryview) else value for value in row])
        total += int.from_bytes(hashlib.sha256(canonical).digest())
        count += 1
    return Summed(count, f"{total % _SUM:064x}")


def _clear(differing: Sequence[Model]) -> None:
    names = [model._meta.db_table for model in differing]
    with transaction.atomic(using=TARGET), connections[TARGET].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, names))}")
        for name in names:
            cursor.execute(f"DELETE FROM {_JOURNAL} WHERE name = %s", [name])  # noqa: S608 - our own name


def _end(tables: Sequence[Model]) -> None:
    """Numbers go on behind those that are given, and the note goes: from here on it is a database like any other."""
    connection = connections[TARGET]
    with transaction.atomic(using=TARGET), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO on")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        cursor.execute(f"DROP TABLE IF EXISTS {_JOURNAL}")


def _quoted(name: str) -> str:
    return connections[TARGET].ops.quote_name(name)


def named_in(settings: str, url: str) -> str:
    """The text of waystation.toml, with this database in it. Raises ValueError where nothing else may have changed."""
    line = f"database = {msgspec.json.encode(url).decode()}"
    lines = settings.splitlines()
    top = next((at for at, text in enumerate(lines) if text.startswith("[")), len(lines))
    kept = [text for text in lines[:top] if text.split("=")[0].strip() != "database"]
    while kept and not kept[-1].strip():
        kept.pop()
    changed = "\n".join([*kept, line, "", *lines[top:]]) + "\n"
    if tomllib.loads(changed) != tomllib.loads(settings) | {"database": url}:
        raise ValueError
    return changed


def settle(data: Path, database: Path, url: str) -> Path:
    """Names the new database in the settings, and puts the old one where nothing opens it by mistake; returns it."""
    connections[DEFAULT_DB_ALIAS].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    settings = data / folder.CONFIGURATION
    draft = settings.with_name(f"{settings.name}.part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(named_in(settings.read_text(), url))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, settings)
    return put_aside(database)


def put_aside(database: Path) -> Path:
    """What a try that was cut off at the very end had left to do, too."""
    aside = Path(f"{database}{MOVED}")
    if database.exists():
        os.replace(database, aside)
    for beside in ("-wal", "-shm"):
        Path(f"{database}{beside}").unlink(missing_ok=True)
    return aside
