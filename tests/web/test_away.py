"""What is taken for a database that is away, and what is given back on its page."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError
from django.test import RequestFactory

from waystation.web import away


def _of_sqlite(error: sqlite3.Error) -> OperationalError:
    """As the framework raises it."""
    raised = OperationalError(*error.args)
    raised.__cause__ = error
    return raised


def test_a_database_that_is_busy_is_away_and_a_wrong_statement_is_a_mistake(tmp_path: Path) -> None:
    first, second = (sqlite3.connect(tmp_path / "db", timeout=0) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as busy:
        second.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as wrong:
        second.execute("SELECT * FROM nowhere")
    assert away.is_away(_of_sqlite(busy.value))
    assert not away.is_away(_of_sqlite(wrong.value))
    assert away.is_away(OperationalError())
    assert not away.is_away(ProgrammingError())
    assert not away.is_away(None)


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/account", "/staff/panic", "/staff/mode"])
def test_staff_forms_that_may_hold_a_secret_are_never_given_back(path: str) -> None:
    page = away.page(RequestFactory().post(path, {"passphrase": "correct horse", "text": "battery staple"}))
    assert page.status_code == 503
    assert b"correct horse" not in page.content
    assert b"battery staple" not in page.content


def test_what_was_sent_stands_in_the_page_as_text_and_never_as_markup() -> None:
    page = away.page(RequestFactory().post("/en/write", {"text": "<b>\" onfocus='x'", "once": '"><script>'}))
    assert b"<script>" not in page.content
    assert b"<b>" not in page.content
    assert b"&lt;b&gt;" in page.content


def test_a_form_that_cannot_be_read_leaves_nothing_on_the_page() -> None:
    broken = RequestFactory().post("/en/write", b"--x\r\n", content_type="multipart/form-data")
    page = away.page(broken)
    assert page.status_code == 503
    assert b"<form" not in page.content


def test_a_program_is_told_when_to_come_again() -> None:
    page = away.page(RequestFactory().get("/api/v1/statistics"))
    assert (page.status_code, page["Content-Type"], page["Retry-After"]) == (503, "application/problem+json", "60")
