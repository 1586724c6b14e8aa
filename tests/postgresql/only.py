"""Of the rooms' tests, those that run on PostgreSQL: each that is refused something, has transactions of its own or was
not noted; and of the others so many that each question is asked by one of them, of those that ask little else.

And tables of a few rows are emptied faster than the files of two hundred tables and their indexes are made anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.postgresql.asked import REFUSED, Noted, asks, has_transactions, noted

_BESIDE = 20  # questions that each test is worth by itself: many small ones take longer than one


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asked", help="folder of what tests asked on SQLite; without it all run")


@pytest.fixture(scope="session", autouse=True)
def _emptied_row_by_row() -> None:
    def flush(style: Any, tables: list[str], **_: Any) -> list[str]:
        return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]  # noqa: S608  # our own names

    connection.ops.sql_flush = flush  # type: ignore[method-assign]


def chosen(known: Noted, anyway: Iterable[str] = ()) -> set[str]:
    """The names of those that run: together they ask all that is known to be asked. Those of `anyway` run anyway.

    Again and again the one of whose questions nobody asked most yet, and at last without those whose questions the
    others ask, too. What a test takes follows from how much it asks; seconds would choose others in each run.
    """
    found = set(anyway)
    seen = {question for name in found & known.keys() for question in known[name]}

    def worth(name: str) -> float:
        return len(set(known[name]) - seen) / (len(known[name]) + _BESIDE)

    waiting = [(-worth(name), name) for name in known if name not in found]
    heapify(waiting)
    while waiting:
        before, name = heappop(waiting)
        now = -worth(name)
        if now > before:  # the others asked something of it meanwhile
            if now < 0:
                heappush(waiting, (now, name))
        elif now < 0:
            found.add(name)
            seen.update(known[name])
    times = Counter(question for name in found & known.keys() for question in known[name])
    for name in sorted(found.difference(anyway), key=lambda name: (len(known[name]), name), reverse=True):
        if all(times[question] > 1 for question in known[name]):
            found.remove(name)
            times.subtract(known[name])
    return found


@pytest.hookimpl(trylast=True)  # what others deselect asks nothing
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    folder = config.getoption("--asked")
    names = {item.nodeid for item in items}
    known = {
        name: its for name, its in (noted(Path(folder), config.rootpath) if folder else {}).items() if name in names
    }
    anyway = [
        item.nodeid
        for item in items
        if asks(item) and (item.nodeid not in known or REFUSED in known[item.nodeid] or has_transactions(item))
    ]
    run = chosen(known, anyway)
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in run])
    items[:] = [item for item in items if item.nodeid in run]
