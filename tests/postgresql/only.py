"""Of the rooms' tests, those that run on PostgreSQL: each that asks the database what no other of them asks, is refused
something, has transactions of its own, or was not noted.

And tables of a few rows are emptied faster than the files of two hundred tables and their indexes are made anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.postgresql.asked import REFUSED, Noted, asks, has_transactions, noted


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asked", help="folder of what tests asked on SQLite; without it all run")


@pytest.fixture(scope="session", autouse=True)
def _emptied_row_by_row() -> None:
    def flush(style: Any, tables: list[str], **_: Any) -> list[str]:
        return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]  # noqa: S608  # our own names

    connection.ops.sql_flush = flush  # type: ignore[method-assign]


def chosen(asking: list[pytest.Item], known: Noted) -> set[str]:
    """The names of those that run. Who asks most comes first, so that few are enough."""
    found, seen = set(), set()
    for item in sorted(asking, key=lambda item: len(known.get(item.nodeid, ())), reverse=True):
        questions = known.get(item.nodeid)
        if questions is None or REFUSED in questions or has_transactions(item) or not seen.issuperset(questions):
            found.add(item.nodeid)
            seen.update(questions or ())
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    folder = config.getoption("--asked")
    known = noted(Path(folder), config.rootpath) if folder else {}
    run = chosen([item for item in items if asks(item)], known)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in run])
    items[:] = [item for item in items if item.nodeid in run]
