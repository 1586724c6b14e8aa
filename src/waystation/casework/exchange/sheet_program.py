"""Reads one hostile spreadsheet: the program of a bounded process. CSV or XLSX in, JSON of plain text cells out.

Before a byte is interpreted the process has given up files, network and other programs; what unpacks to too much, or
takes too long, ends with it. A formula is never computed: what the file last showed for it is taken, and said.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils import cell as cells

from waystation.bounded import confine, seccomp
from waystation.casework.exchange.tables import plain
from waystation.mail.charsets import decode

CPU_SECONDS, MEMORY_BYTES = 50, 640 * 1024 * 1024
LARGEST = 64 * 1024 * 1024  # bytes as they came
UNPACKED = 256 * 1024 * 1024  # bytes, of all parts of an XLSX file together
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 20_000, 60, 20_000
_EMPTY_IN_A_ROW = 200  # lines with nothing, after which nothing is expected any more
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,200}>\s{0,20}<f[ />]')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_MOST_NAMED = 5_000
# A first line that tells a spreadsheet program what parts the cells; it shows no row for it.
_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n")


def _warm() -> None:
    """Loads what the library loads late: once the process is bound, nothing more is."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append([1, "x", date(2026, 1, 1)])
    book.save(out)
    _xlsx(out.getvalue())


class Unreadable(Exception):
    """Why a file is not read: a code of `reading.PROBLEMS`; `row` is the one at which it ended, where that is told."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.row = row


def main(arguments: list[str]) -> None:
    """The file on standard input; JSON on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        try:
            confine.no_calls()
            said = read(raw)
        except seccomp.Unavailable:
            said = {"problem": "unsafe"}
        except Unreadable as error:
            said = {"problem": str(error), "row": error.row}
        except MemoryError:
            said = {"problem": "large"}
        except Exception:  # of a hostile file a library may raise anything; nothing of it is told
            said = {"problem": "broken"}
        target.write(json.dumps(said).encode())


def read(raw: bytes) -> dict[str, Any]:
    """The cells of the first sheet, with what was met on the way. Raises Unreadable, and whatever the library does."""
    if len(raw) > LARGEST:
        raise Unreadable("large")
    if raw[:4] == b"PK\x03\x04":
        return _xlsx(raw)
    if raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("old")  # XLS, or a file with a password
    return _csv(raw)


def _csv(raw: bytes) -> dict[str, Any]:
    if b"\0" in raw[:1000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("broken")
    csv.field_size_limit(MOST_CHARACTERS)
    text = decode(raw, None)[0].lstrip("\ufeff")
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    delimiter = said[1] if said else _delimiter(text)
    # Strict: of a quotation mark that is never closed all the rest would be one cell.
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        _limited(([plain(cell) for cell in row] for row in found), rows)
    except csv.Error:
        raise Unreadable("cell", len(rows) + 1) from None
    return {"rows": _trimmed(rows), "sheets": 1}


def _delimiter(text: str) -> str:
    """What parts the cells of the first line: a comma, a semicolon or a tab."""
    first = re.sub(r'"[^"]*"', "", text[:20_000].split("\n", 1)[0])
    return max(",;\t", key=first.count)


def _limited(rows: Any, found: list[list[str]]) -> None:
    """Gathers the rows, as far as they go before what raises."""
    empty = 0
    for row in rows:
        values = [_said(value) for value in row]
        while values and not values[-1]:
            values.pop()
        if len(values) > MOST_COLUMNS or len(found) > MOST_ROWS:
            raise Unreadable("large")
        empty = 0 if values else empty + 1
        if empty > _EMPTY_IN_A_ROW:
            break
        found.append(values)


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _said(value: Any) -> str:
    """A cell as text: days as 2026-04-03, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("large")
    return text


def _xlsx(raw: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(each.file_size for each in archive.infolist()) > UNPACKED or len(archive.infolist()) > 2_000:
            raise Unreadable("large")
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file claims of its size is not believed
    rows: list[list[str]] = []
    _limited(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), rows)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read(sheet._worksheet_path)
    merged = _merged(rows, xml)
    formulas = [name.decode() for name in _FORMULA.findall(xml)[:_MOST_NAMED]]
    return {"rows": _trimmed(rows), "sheets": len(book.worksheets), "merged": merged, "formulas": formulas}


def _merged(rows: list[list[str]], xml: bytes) -> list[str]:
    """Puts what merged cells show into each of their rows. Returns which they are."""
    named = []
    for name in _MERGED.findall(xml)[:_MOST_NAMED]:
        left, top, right, bottom = cells.range_boundaries(name.decode())
        if not top <= len(rows) or left > MOST_COLUMNS:
            continue
        shown = rows[top - 1][left - 1] if left <= len(rows[top - 1]) else ""
        for row in rows[top - 1 : min(bottom, len(rows))]:
            row.extend([""] * (left - len(row)))
            row[left - 1] = row[left - 1] or shown
        named.append(name.decode())
    return named


_warm()
