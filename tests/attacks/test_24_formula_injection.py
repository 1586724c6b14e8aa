"""Attack 24: a cell of an exported table begins like a formula and is obeyed by a spreadsheet.

Every address is walked and every source is read, so that a table that is written anywhere else than in the one module
that writes them is met here.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import get_resolver

from tests.attacks.routes import browser, routes
from tests.stage import Organisation
from waystation.casework.exchange.tables import as_csv, as_xlsx
from waystation.site.maps import PUBLIC

SOURCES = Path(__file__).resolve().parents[2] / "src" / "waystation"
# What pages, a health check, the signed list of channels, a downloaded attachment and the calendar feed are.
KNOWN = {"text/html; charset=utf-8", "text/plain", "text/plain; charset=utf-8", "application/octet-stream"}
KNOWN |= {"text/calendar; charset=utf-8", "application/json", "application/problem+json"}
WRITERS = re.compile(
    r"^\s*(?:import|from) +(csv|openpyxl|xlsxwriter|odf|pandas)\b|text/csv|spreadsheetml", re.MULTILINE
)
# The writer of tables, the reader of foreign ones in its bounded process, and the page that hands one out.
THE_WRITERS = {f"casework/exchange/{name}.py" for name in ("tables", "sheet_program", "views")}
READS_ALONE = {"evacuation/network/reading.py", "documentation/figures/sheets.py", "estimation/tables.py"}
READS_ALONE |= {"documentation/formats/file_program.py", "linkage/reading.py"}
LEADS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n=",
    " =",
    "\u00a0=",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    "\ufeff=",
    "\u200b=",
    "\x00=",
]
PAYLOADS = [
    lead + body for lead in LEADS for body in ("cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example")', "1+1", "")
]


@pytest.mark.parametrize("who", ["dina", "lev"])
def test_no_address_gives_a_table_unasked(organisation: Organisation, there: dict[str, Any], who: str) -> None:
    client = browser(organisation.cookie(who))
    there = there | {"path": "policy"}
    seen = set()
    for name, route, _ in [*routes(), *routes(get_resolver(PUBLIC).url_patterns)]:
        if name != "staff:sign-out":
            for answer in (client.get(route.format(**there)), client.post(route.format(**there), {})):
                seen.add(answer.get("Content-Type", "text/plain"))
                assert "csv" not in answer.get("Content-Disposition", "")
    assert "text/html; charset=utf-8" in seen
    assert seen <= KNOWN


def test_one_source_writes_them() -> None:
    found = {path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.py") if WRITERS.search(path.read_text())}
    assert found == THE_WRITERS | READS_ALONE


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_csv_begins_like_a_formula(payload: str) -> None:
    """Whatever a program takes away before it looks: blanks, marks of width nothing, controls."""
    ((cell,),) = csv.reader(io.StringIO(as_csv([[payload]]).decode("utf-8-sig"), newline=""))
    bare = re.sub(r"^[\s\u00a0\u200b\ufeff\x00-\x1f]+", "", cell)
    assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_cell_of_an_xlsx_is_text(payload: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([[payload]])))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type in ("s", "inlineStr", "n") and cell.hyperlink is None for cell in cells)
    assert all(cell.data_type != "n" or cell.value is None for cell in cells)
