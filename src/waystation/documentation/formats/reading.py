"""What is in a file that somebody brings: which form it has, and its content as plain data.

XML and ZIP are read in a bounded process, tables by the exchange's, which is bounded too; JSON is decoded here, into
the types of our own records alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from waystation.bounded import process
from waystation.casework.exchange import reading as sheets
from waystation.documentation.formats import whole
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.martus import ROOT as MARTUS_ROOT
from waystation.documentation.formats.openevsys import ROOT as OPENEVSYS_ROOT

JSON, TABLES, OPENEVSYS, MARTUS, UWAZI = FORMS = ("json", "tables", "openevsys", "martus", "uwazi")

_PROGRAM = "waystation.documentation.formats.file_program"
_SECONDS = 60.0
_LARGEST_ANSWER = 192 * 1024 * 1024
_OF_SHEETS = {"large": "rows", "cell": "cell", "stopped": "stopped"}
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Parsed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of one of FORMS: an element tree, tables by their names, the rows of one table, or JSON as it came."""

    form: str
    tree: list[Any] = []
    tables: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    json: str = ""

    def __repr__(self) -> str:
        return f"Parsed({self.form!r})"


class _Answer(msgspec.Struct, frozen=True):
    xml: list[Any] = []
    tables: dict[str, list[list[str]]] = {}
    problem: str = ""


@cache
def program() -> process.Program:
    """The reader with the package that it reads with. Its XML parser is written in C: no two lie alike in memory."""
    found = find_spec("defusedxml")
    packages = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return process.Program(_PROGRAM, _SECONDS, packages, alone=True)


def read(chunks: Iterable[bytes]) -> Parsed:
    """What is in a file. Raises NotRead, and what the chunks raise."""
    data = b"".join(chunks)
    if not data.strip():
        raise NotRead("empty")
    begins = data[:64].lstrip(_MARKS)
    if begins.startswith(b"{"):
        whole.unpacked(data)  # whatever is wrong with it is said now
        return Parsed(JSON, json=data.decode("utf-8-sig"))
    if begins.startswith(b"<"):
        return _xml(_asked("xml", data).xml)
    if data.startswith(b"PK\x03\x04") and b"[Content_Types].xml" not in data:
        return Parsed(TABLES, tables=_asked("tables", data).tables)
    return _sheet(data)


def _asked(what: str, data: bytes) -> _Answer:
    answer = process.run(program(), [what], [data], _LARGEST_ANSWER)
    try:
        found = msgspec.json.decode(answer or b"", type=_Answer)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise NotRead("stopped") from None
    if found.problem:
        raise NotRead(found.problem)
    return found


def _xml(tree: list[Any]) -> Parsed:
    form = {OPENEVSYS_ROOT: OPENEVSYS, MARTUS_ROOT: MARTUS}.get(tree[0])
    if form is None:
        raise NotRead("root")
    return Parsed(form, tree=tree)


def _sheet(data: bytes) -> Parsed:
    sheet = sheets.read([data])
    if sheet.problem:
        raise NotRead(_OF_SHEETS.get(sheet.problem, "sheet"), row=sheet.row)
    if len(sheet.rows) < 2:
        raise NotRead("empty")
    return Parsed(UWAZI, rows=sheet.rows)
