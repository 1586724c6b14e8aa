"""A spreadsheet as a table of plain text, read in a bounded process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from waystation.bounded import process
from waystation.casework.exchange.wording import PROBLEMS

_PROGRAM = "waystation.casework.exchange.sheet_program"
_SECONDS = 60.0
_LARGEST_ANSWER = 96 * 1024 * 1024


class Sheet(msgspec.Struct, frozen=True):
    """The first sheet of a file: `merged` ranges are filled into each of their rows; of `formulas` stands what the file
    last showed.

    `problem` is a code of PROBLEMS where nothing could be read, `row` the one at which reading ended.
    """

    rows: list[list[str]] = []
    sheets: int = 1
    merged: list[str] = []
    formulas: list[str] = []
    problem: str = ""
    row: int = 0

    def __repr__(self) -> str:
        return f"Sheet({self.problem!r})"


@cache
def program() -> process.Program:
    """The reader with the package that it reads with. Its XML parser is written in C: no two lie alike in memory."""
    found = find_spec("openpyxl")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(_PROGRAM, _SECONDS, packages, alone=True)


def read(chunks: Iterable[bytes]) -> Sheet:
    """What is in a file. Raises what the chunks raise."""
    answer = process.run(program(), ["read"], chunks, _LARGEST_ANSWER)
    try:
        found = msgspec.json.decode(answer or b"", type=Sheet)
    except (msgspec.DecodeError, ValueError):
        return Sheet(problem="stopped")
    return found if found.problem in ("", *PROBLEMS) else Sheet(problem="stopped")
