"""Fills tables of any state of the migrations with made-up rows, takes them forward and back, and says what is lost.

`python -m tests.site.seeded [APP.MIGRATION ...]` in an empty data folder (WAYSTATION_DATA): the database at these
migrations, or at the first of each room, with rows. With `--walk` it goes to the newest, back, and forward again, and
prints as JSON which tables did not keep their rows. A version that is released is tested by its own migrations.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROWS = 5
Key = tuple[str, str]
Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]


def fill(apps: Any, rows: int = ROWS, seed: int = 7) -> int:
    """Rows in every table of a state; returns how many."""
    from django.db import connection

    chance, made = random.Random(seed), 0
    with connection.constraint_checks_disabled():
        for model in _in_order(apps):
            fields = [field for field in model._meta.concrete_fields if field.get_internal_type() != "BigAutoField"]
            for _ in range(rows):
                values = {field.attname: _value(field, chance, apps) for field in fields}
                model(**values).save(force_insert=True)
                made += 1
    return made


def _in_order(apps: Any) -> list[Any]:
    models = apps.get_models(include_auto_created=True)
    return sorted(models, key=lambda model: sum(field.is_relation for field in model._meta.concrete_fields))


def _value(field: Any, chance: random.Random, apps: Any) -> Any:
    if field.is_relation:
        return chance.choice(list(field.related_model.objects.values_list("pk", flat=True)))
    if field.null and chance.random() < 0.3:
        return None
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10**7))
    match field.get_internal_type():
        case "UUIDField":
            return UUID(int=chance.getrandbits(128))
        case "BinaryField":
            return chance.randbytes(64)
        case "CharField":
            return "".join(chance.choices("abcdefghijklmnop", k=min(field.max_length, 20)))
        case "BooleanField":
            return chance.random() < 0.5
        case "DateField":
            return date(2026, 11, 1) + timedelta(days=chance.randrange(3000))
        case "DateTimeField":
            return at
        case "BigIntegerField" | "PositiveBigIntegerField":
            return chance.randrange(2**62)
        case "IntegerField" | "PositiveIntegerField":
            return chance.randrange(2**31)
        case "PositiveSmallIntegerField":
            return chance.randrange(2**15)
    raise NotImplementedError(field.get_internal_type())


def held(apps: Any) -> Rows:
    """All rows by table, as the database itself writes them."""
    from django.db import connection

    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            columns = tuple(sorted(field.column for field in model._meta.concrete_fields))
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            found[model._meta.db_table] = (columns, [tuple(map(_plain, row)) for row in cursor.fetchall()])
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def lost(before: Rows, after: Rows) -> Iterator[str]:
    """The tables of both whose rows differ in what both have of them."""
    for table in before.keys() & after.keys():
        shared = set(before[table][0]) & set(after[table][0])
        if _of(before[table], shared) != _of(after[table], shared):
            yield table


def _of(rows: tuple[tuple[str, ...], list[tuple[Any, ...]]], columns: set[str]) -> list[str]:
    at = [number for number, name in enumerate(rows[0]) if name in columns]
    return sorted(repr([row[number] for number in at]) for row in rows[1])


def at(targets: list[Key]) -> Any:
    """Brings the database to these migrations, forward or back; returns the models of then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(list(executor.loader.applied_migrations)).apps


def first_and_newest() -> tuple[list[Key], list[Key]]:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    graph = MigrationLoader(connection).graph
    return sorted(key for key in graph.nodes if key[1].startswith("0001_")), graph.leaf_nodes()


def walk(begin: list[Key], newest: list[Key]) -> dict[str, Any]:
    """Forward, back and forward again, with the rows of the beginning.

    What a newer version wrote may have no place in older tables: then only the copy of before leads back.
    """
    apps = at(begin)
    filled, first = fill(apps), held(apps)
    forward = held(at(newest))
    back = held(at(begin))
    again = held(at(newest))
    dropped = first.keys() - forward.keys()
    for table in dropped:
        del first[table]
    return {
        "filled": filled,
        "tables": len(forward),
        "dropped": sorted(dropped),
        "forward": sorted(lost(first, forward)),
        "back": sorted(lost(first, back)),
        "again": sorted(lost(first, again)),
    }


def main() -> None:
    from waystation.site.commands import open_installation

    open_installation(Path(os.environ["WAYSTATION_DATA"]))
    first, newest = first_and_newest()
    named = [tuple(each.split(".")) for each in sys.argv[1:] if "." in each]
    begin: list[Key] = named or first  # type: ignore[assignment]
    told = walk(begin, newest) if "--walk" in sys.argv else {"filled": fill(at(begin))}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
