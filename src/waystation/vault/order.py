"""One queue for what is appended, so that numbers become visible in the order in which they were given."""

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
    # SQLite has one writer at a time by itself.
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])
