"""Tables of people as CSV, read record by record, more than once, in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

MOST_BYTES: Final = 1024**3
MOST_RECORDS: Final = 2_000_000
MOST_COLUMNS: Final = 500
_LONGEST_LINE: Final = 256 * 1024


class Unreadable(ValueError):
    """What was given is no table of people: the text says where and what to do, and nothing of what stands there."""


class TooLarge(ValueError):
    """There is more than the memory holds, and nothing is written to a disk instead."""


class File:
    """A table of people: commas, semicolons, tabs or bars between the fields, with or without a byte order mark, UTF-8.

    Each pass over it gives the records as dictionaries by the headers. Raises Unreadable, and UnicodeDecodeError.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            if not self.path.is_file():
                raise Unreadable(f"{path} is no file on a disk, and it is read more than once: write it to one first")
            size = self.path.stat().st_size
            if size > MOST_BYTES:
                raise Unreadable(
                    f"{path} has {size // 2**20:,} MB, and {MOST_BYTES // 2**20:,} is the most: "
                    "leave out columns that say nothing of who it is, or link a region or a year at a time"
                )
            with self._opened() as file:
                self.headers = self._headers(next(_Lines(file), ""))
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}") from None

    def __iter__(self) -> Iterator[dict[str, str]]:
        with self._opened() as file:
            lines = _Lines(file)
            rows = csv.reader(lines, delimiter=self._between, strict=False)
            try:
                next(rows, None)
                for number, fields in enumerate(rows, 1):
                    lines.since = 0
                    if number > MOST_RECORDS:
                        raise Unreadable(
                            f"there are more than {MOST_RECORDS:,} records: link a region or a year at a time"
                        )
                    if not any(fields):
                        continue
                    if len(fields) != len(self.headers):
                        raise Unreadable(
                            f"line {rows.line_num} has {len(fields)} fields and the first line {len(self.headers)}"
                        )
                    yield dict(zip(self.headers, fields, strict=True))
            except csv.Error as error:
                raise Unreadable(f"line {rows.line_num} cannot be read: {error}") from None

    def _opened(self) -> TextIO:
        return self.path.open(encoding="utf-8-sig", newline="")

    def _headers(self, line: str) -> list[str]:
        self._between = max(",;\t|", key=line.count)
        named = [name.strip() for name in next(csv.reader([line], delimiter=self._between), [])]
        headers = [name or f"column {place}" for place, name in enumerate(named, 1)]
        if not any(named):
            raise Unreadable("line 1: the names of the columns are missing; they stand above the records")
        if len(headers) > MOST_COLUMNS:
            raise Unreadable(f"there are {len(headers)} columns, and {MOST_COLUMNS} is the most")
        if len({*headers}) < len(headers):
            twice = sorted({name for name in headers if headers.count(name) > 1})
            raise Unreadable(f"line 1: every column needs a name of its own; {', '.join(twice)} stands more than once")
        return headers


class _Lines(Iterator[str]):
    """The lines of a file; `since`: characters since a record was whole, which a quote that nobody closes joins.

    The csv module's own bound is one for the whole process, and others move it.
    """

    def __init__(self, file: TextIO) -> None:
        self._file, self._number, self.since = file, 0, 0

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self._number += 1
        self.since += len(line)
        if len(line) > _LONGEST_LINE:
            raise Unreadable(f"line {self._number} is longer than {_LONGEST_LINE:,} characters")
        if self.since > _LONGEST_LINE:
            raise Unreadable(f"line {self._number} cannot be read: a quotation mark above it is not closed")
        if "\0" in line:
            raise Unreadable(f"line {self._number} is no text")
        return line
