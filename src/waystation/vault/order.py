"""Who waits for whom: one queue for what is appended, so that numbers become visible in the order in which they were
given, and one door for each holder of keys, so that nothing is written under a key while that key is replaced.

SQLite has one writer at a time by itself; what follows is for PostgreSQL.
"""

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

_APPEND_LOCK = 7_311_001


def in_order() -> None:
    """Waits until no other transaction appends, and lets none begin until this one ends.

    One lock for all that is numbered (ring pages, audit lines): with two, two transactions could wait for each other.
    Raises RuntimeError outside a transaction.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise RuntimeError("what is appended in order belongs into a transaction")
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])


def keep_keys(locator: UUID) -> None:
    """Lets nobody replace the keys of this holder until the transaction ends; others may write meanwhile."""
    _door("pg_advisory_xact_lock_shared", locator)


def replace_keys(locator: UUID) -> None:
    """Waits until nobody writes under the keys of this holder, and lets nobody begin until the transaction ends."""
    _door("pg_advisory_xact_lock", locator)


def _door(lock: str, locator: UUID) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [int.from_bytes(locator.bytes[:8], signed=True)])
