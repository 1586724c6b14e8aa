"""One queue for what is appended, so that numbers become visible in the order in which they were given."""

from django.db import connection

_APPEND_LOCK = 7_311_001


def in_order() -> None:
    """Waits until no other transaction appends, and lets none begin until this one ends.

    One lock for all that is numbered (ring pages, audit lines): with two, two transactions could wait for each other.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("what is appended in order belongs into a transaction")
    # SQLite has one writer at a time by itself.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])
