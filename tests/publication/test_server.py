"""The check in the program as it runs: in a thread of the session, with the database and the keys of that session."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.harness import Program
from tests.e2e.web import Browser, Page
from tests.publication.test_seen import drawn, saved, words

pytestmark = pytest.mark.real


def found(browser: Browser, page: Page) -> Page:
    for _ in range(100):
        if "<mark>" in page.text or "came to nothing" in page.text:
            break
        time.sleep(0.1)
        page = browser.get("/staff/publications/check/found")
    return page


def test_a_check_runs_beside_the_pages(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.start()
    try:
        browser = program.signed_in("lev")
        form = browser.get("/staff/publications/check").form("text")
        said = "Кешнабал живёт у 43.31234, 45.69871, звоните 8 928 123-45-67."
        page = browser.submit(form, text=said)
        assert page.url.startswith("/staff/publications/check/found")
        page = found(browser, page)
        assert "<mark>43.31234, 45.69871</mark>" in page.text
        assert "Кешнабал" not in program.logs()
    finally:
        program.kill()


@words
def test_a_picture_is_read_on_the_page(tmp_path: Path) -> None:
    """Its words go the way of any text, and no file in the data or the temporary folder has it or them."""
    program = Program(tmp_path)
    program.start()
    try:
        browser = program.signed_in("lev")
        path = "/staff/publications/check"
        form = browser.get(path).form("text")
        fields = form.values()
        chat = saved(drawn("Он живёт тут:\n43.31234, 45.69871"))
        page = found(browser, browser.upload(path, fields, [("files", "chat.png", chat)]))
        assert "<mark>43.31234, 45.69871</mark>" in page.text
        assert "Прочитано на картинке" in page.text or "Read in the picture" in page.text
        kept = [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file() and not each.is_symlink()]
        assert kept
        assert not any(sought in each for each in kept for sought in (chat[60:120], b"43.31234, 45.69871"))
    finally:
        program.kill()
