"""Run on PostgreSQL, a test that never asks for a database would only say again what it says elsewhere.

And tables of a few rows are emptied faster than the files of two hundred tables and their indexes are made anew.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

ASKING = {"db", "transactional_db"}


@pytest.fixture(scope="session", autouse=True)
def _emptied_row_by_row() -> None:
    def flush(style: Any, tables: list[str], **_: Any) -> list[str]:
        return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]  # noqa: S608  # our own names

    connection.ops.sql_flush = flush  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def asks(item: pytest.Item) -> bool:
        return bool(item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())))

    config.hook.pytest_deselected(items=[item for item in items if not asks(item)])
    items[:] = [item for item in items if asks(item)]
