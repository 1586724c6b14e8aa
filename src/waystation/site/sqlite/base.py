"""The framework's SQLite, with a queue at its door.

SQLite has one writer at a time. Who finds it taken sleeps and asks again, for up to a tenth of a second each time; with
several threads most of the time is slept away. Here the threads of one process wait for each other instead.
"""

import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from waystation.site.commits import CountsFirst

_writing = threading.Lock()


class DatabaseWrapper(CountsFirst, base.DatabaseWrapper):
    """Each transaction holds the queue from its BEGIN to its end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holds = False

    def _start_transaction_under_autocommit(self) -> None:
        seconds = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        if not _writing.acquire(timeout=seconds):
            raise OperationalError("database is locked")
        self._holds = True
        try:
            with self.wrap_database_errors:  # the framework's cursor would cost as much again as the statement
                self.connection.execute(f"BEGIN {self.transaction_mode or ''}")
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        if self._holds:
            self._holds = False
            _writing.release()

    def _commit(self) -> None:
        if self.connection is not None:
            with self.wrap_database_errors:  # if this fails, a rollback follows
                self.connection.commit()
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()
