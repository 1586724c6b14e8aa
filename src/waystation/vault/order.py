"""Who waits for whom: one queue for all who write, so that numbers become visible in the order in which they were
given, nothing is written under a key while that key is replaced, and no two ever wait for each other.

Whoever locks rows, or looks whether a key is still the newest, stands in the queue first. SQLite has one writer at a
time by itself; what follows is for PostgreSQL.
"""

from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_APPEND_LOCK = 7_311_001
# For each connection, what was to be done on commit when it got the lock. The framework makes that list anew when a
# transaction ends and when one is rolled back to a savepoint, which is when PostgreSQL lets the lock go.
_held: WeakKeyDictionary[BaseDatabaseWrapper, list[Any]] = WeakKeyDictionary()


def in_order() -> None:
    """Waits until no other transaction writes, and lets none begin to until this one ends.

    One lock for everything (rows, keys, ring pages, audit lines): with two, two transactions could wait for each other.
    Raises RuntimeError outside a transaction.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise RuntimeError("what is appended in order belongs into a transaction")
    if database.vendor == "postgresql" and _held.get(database) is not database.run_on_commit:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])
        _held[database] = database.run_on_commit
