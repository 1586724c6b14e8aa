"""Tables as files: CSV (RFC 4180) and XLSX, in which nothing that somebody typed is ever a formula.

A spreadsheet obeys a cell that begins with = + - @, a tab or a carriage return. In CSV such a value gets an apostrophe
before it (OWASP, CSV Injection); in XLSX every cell is written as text.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

CSV, XLSX = "csv", "xlsx"
MOST_CHARACTERS = 32_767  # of one cell, in every spreadsheet program
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What XML 1.0 cannot hold, nor any cell should.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Table = Iterable[Sequence[str]]


def safe(value: str) -> str:
    """A value that no spreadsheet takes for a formula, also after spaces; `plain` undoes it."""
    begins = value.lstrip(" \u00a0\n\x0b\x0c\ufeff\u200b")
    return "'" + value if begins.startswith(BEGINS_A_FORMULA) or value.startswith("'") else value


def plain(value: str) -> str:
    """What stood there before `safe`."""
    return value[1:] if value.startswith("'") and safe(value[1:]) == value else value


def fitting(value: str) -> str:
    """A value as a cell can hold it."""
    clean = _CONTROLS.sub("", value)
    return clean if len(clean) <= MOST_CHARACTERS else clean[: MOST_CHARACTERS - 1] + "…"


def as_csv(rows: Table, *, fit: Callable[[str], str] = fitting) -> bytes:
    """Every cell in quotes, with the mark by which spreadsheet programs know UTF-8.

    `fit` makes a value as a cell may hold it; `str` where nothing may be lost on the way to a program of ours.
    """
    out = io.StringIO()
    write_csv(out, rows, fit=fit)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_csv(file: TextIO, rows: Table, *, fit: Callable[[str], str] = fitting) -> None:
    """The same, row by row into a file that was opened with newline="", and without that mark."""
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([safe(fit(value)) for value in row] for row in rows)


def as_xlsx(rows: Table) -> bytes:
    """One sheet of text cells. The file says nothing of who made it."""
    # Loaded with the first: no other process needs it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=fitting(value)) for value in row]
        for cell in cells:
            cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        sheet.append(cells)
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS = {CSV: as_csv, XLSX: as_xlsx}
