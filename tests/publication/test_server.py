"""The check in the program as it runs: in a thread of the session, with the database and the keys of that session."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.harness import Program

pytestmark = pytest.mark.real


def test_a_check_runs_beside_the_pages(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.start()
    try:
        browser = program.signed_in("lev")
        form = browser.get("/staff/publications/check").form("text")
        said = "Кешнабал живёт у 43.31234, 45.69871, звоните 8 928 123-45-67."
        page = browser.submit(form, text=said)
        assert page.url.startswith("/staff/publications/check/found")
        for _ in range(100):
            if "<mark>" in page.text or "came to nothing" in page.text:
                break
            time.sleep(0.1)
            page = browser.get("/staff/publications/check/found")
        assert "<mark>43.31234, 45.69871</mark>" in page.text
        assert "Кешнабал" not in program.logs()
    finally:
        program.kill()
