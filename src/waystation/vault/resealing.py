"""What stands under another suite than the one that is written now, found without opening anything.

A row says its suite in clear: behind its form, and in what was posted behind its position too.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from uuid import UUID

from django.db import connection

from waystation.vault import suite
from waystation.vault.keyring import OURS
from waystation.vault.models import Sealed
from waystation.vault.records import POSTED_AT, WRITTEN
from waystation.vault.rows import every
from waystation.vault.sets import kinds

Place = tuple[UUID, int]  # locator, compartment


@cache
def _statement(model: type[Sealed]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"SELECT locator, compartment, count(*) FROM {table} "  # noqa: S608  # names of our own models
        f"WHERE substr(sealed, CASE WHEN substr(sealed, 1, 1) = %s THEN 2 ELSE {POSTED_AT + 1} END, 1) <> %s "
        "GROUP BY locator, compartment"
    )


def waiting() -> Counter[Place]:
    """How many rows of each place are sealed under another suite.

    Without what no person of ours can seal anew: what this installation opens by itself, which is when it is written
    next, and the kinds with several keys at once, those of callers' words.
    """
    found: Counter[Place] = Counter()
    for model in kinds():
        if not model.newest_key_only:
            continue
        for locator, compartment, rows in every(_statement(model), [WRITTEN, suite.written()]):
            found[UUID(str(locator)), compartment] += rows
    return Counter({place: rows for place, rows in found.items() if place[0] != OURS})
