"""One queue for all who write: whoever stands in it holds its lock, also where the program remembers that it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from waystation.vault.order import in_order

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time by itself"),
    pytest.mark.django_db(transaction=True),
]


def is_held() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return bool(cursor.fetchone()[0])


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_it_is_asked_for_once_in_a_transaction() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        for _ in range(3):
            in_order()
        with transaction.atomic():
            in_order()
        in_order()
    assert sum("advisory" in each["sql"] for each in asked) == 1


def test_each_transaction_asks_for_itself() -> None:
    for _ in range(2):
        with transaction.atomic():
            assert not is_held()
            in_order()
            assert is_held()


def test_it_is_asked_for_again_after_a_transaction_that_failed() -> None:
    with rolled_back():
        in_order()
    with transaction.atomic():
        in_order()
        assert is_held()


def test_it_is_asked_for_again_where_what_asked_for_it_was_rolled_back() -> None:
    with transaction.atomic():
        with rolled_back():
            in_order()
        assert not is_held()
        in_order()
        assert is_held()


def test_what_was_asked_for_before_is_kept_over_what_is_rolled_back() -> None:
    with transaction.atomic():
        in_order()
        with rolled_back():
            in_order()
        in_order()
        assert is_held()


def test_another_connection_asks_for_itself() -> None:
    with transaction.atomic():
        in_order()
    connection.close()
    with transaction.atomic():
        in_order()
        assert is_held()
