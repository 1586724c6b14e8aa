"""Attack 24: a cell of an exported table begins like a formula and is obeyed by a spreadsheet.

There is no export of tables yet. This test walks every address and the sources, so that the first one is met here: it
must then write values that begin with = + - @ TAB or CR as text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from tests.attacks.routes import browser, routes
from tests.stage import Organisation
from waystation.site.maps import PUBLIC

SOURCES = Path(__file__).resolve().parents[2] / "src" / "waystation"
# What pages, a health check, the signed list of channels and a downloaded attachment are.
KNOWN = {"text/html; charset=utf-8", "text/plain", "text/plain; charset=utf-8", "application/octet-stream"}
WRITERS = re.compile(r"^\s*(?:import|from) +(csv|openpyxl|xlsxwriter|odf|pandas)\b|text/csv|spreadsheet", re.MULTILINE)


@pytest.mark.parametrize("who", ["dina", "lev"])
def test_no_address_gives_a_table(organisation: Organisation, there: dict[str, Any], who: str) -> None:
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


def test_no_source_writes_one() -> None:
    found = [path.name for path in SOURCES.rglob("*.py") if WRITERS.search(path.read_text())]
    assert found == []
