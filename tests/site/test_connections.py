"""Connections are each thread's own, and found without asking for an event loop."""

import threading
from typing import Any

from asgiref.local import Local
from django.db import connections

from waystation.site.connections import keep_by_thread


def test_each_thread_has_a_connection_of_its_own() -> None:
    found: list[Any] = []

    def look() -> None:
        found.append((connections["default"], connections["default"]))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (first, again), (second, _) = found
    assert first is again
    assert len({id(first), id(second), id(connections["default"])}) == 3


def test_it_is_so_from_the_start_and_may_be_said_again() -> None:
    before = connections["default"]
    keep_by_thread()
    assert connections["default"] is before
    assert not isinstance(connections._connections, Local)  # type: ignore[attr-defined]


def test_what_this_thread_has_is_taken_along() -> None:
    before, kept = connections["default"], connections._connections  # type: ignore[attr-defined]
    try:
        as_made = Local(thread_critical=True)
        as_made.default = before
        connections._connections = as_made  # type: ignore[attr-defined]
        keep_by_thread()
        assert connections["default"] is before
    finally:
        connections._connections = kept  # type: ignore[attr-defined]
