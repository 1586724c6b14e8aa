"""Attack 19: every view fails in the middle of its work, with people's words in hand; a process dies of it.

The database is made to break under each page: half-way, and at its last statement, when what was opened stands in the
local variables all the way up. The first one asks whose session it is, whatever the page: of one page it breaks too.
"""

from __future__ import annotations

import logging
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver
from django.utils import translation

from tests.attacks.routes import browser, routes
from tests.attacks.test_19_errors import product_s_logs
from tests.canary import scan, search
from tests.e2e.harness import Program, mail
from tests.hotline.helpers import ADDRESS, NOW
from tests.people import write_down
from tests.stage import Organisation
from waystation.hotline import actions as hotline
from waystation.hotline import callers
from waystation.hotline.intake import receive
from waystation.hotline.public_views import cookie_name
from waystation.mail.envelope import Envelope
from waystation.site.maps import PUBLIC
from waystation.staff.actor import utc_now
from waystation.vault import rows

__all__ = ["product_s_logs"]

CANARY = "Канарейка-в-кадре 5519073481"
SENT = {"text": CANARY, "name": CANARY, "names": CANARY, "note": CANARY, "q": CANARY, "words": CANARY, "who": CANARY}
BODY = f"From: {CANARY} <a@b.example>\r\nSubject: {CANARY}\r\nMessage-ID: <{{}}@b>\r\n\r\n{CANARY}\r\n"


class Broken:
    """Counts statements, and breaks at one of them, saying what it was asked, as databases do."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.at and self.seen >= self.at and not sql.startswith(("ROLLBACK", "SAVEPOINT", "RELEASE")):
            raise DatabaseError(f"{CANARY} {params}")
        return execute(sql, params, many, context)


@contextmanager
def broken(at: int = 0) -> Iterator[Broken]:
    """A database that breaks, also in the statements that go past the framework."""
    one, run = Broken(at), rows._run

    def past(database: Any, statement: str, values: Any, take: Any) -> Any:
        if database.vendor != "sqlite":  # there they go through the framework after all
            return run(database, statement, values, take)
        return one(lambda *_: run(database, statement, values, take), statement, values, False, {})

    with connection.execute_wrapper(one), pytest.MonkeyPatch.context() as patching:
        patching.setattr(rows, "_run", past)
        yield one


@pytest.fixture
def canaries(organisation: Organisation, there: dict[str, Any]) -> dict[str, Any]:
    """What stands at the addresses is full of canaries."""
    lev = organisation.actor("lev")
    hotline.note(lev, there["request_id"], CANARY)
    hotline.set_next(lev, there["request_id"], CANARY)
    write_down(lev, there["case_id"], CANARY)
    receive(BODY.format(1).encode(), Envelope("smtp", "a@b.example", (ADDRESS,)), now=utc_now())
    return there


def failures(client: Any, method: str, path: str, sent: dict[str, str] = SENT) -> Iterator[Any]:
    """The answers of a page that breaks half-way and at its last statement."""

    def asked(at: int, query: str) -> tuple[int, Any]:
        transaction.set_rollback(False)  # nothing that broke before has reached the test's own transaction
        with broken(at) as one:
            answer = client.post(path + query, sent) if method == "POST" else client.get(path + query)
        return one.seen, answer

    whole = asked(0, "")[0]
    for part in (2, 1):
        while at := (whole + part - 1) // part:
            seen, answer = asked(at, f"?q={CANARY}")
            if seen >= at:
                yield answer
                break
            whole = seen  # it asks for less once some of it is known


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_staff_view_tells_what_it_was_working_on(
    organisation: Organisation,
    canaries: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    method: str,
) -> None:
    client = browser(organisation.cookie("lev"))
    request.getfixturevalue("product_s_logs")
    failed = set()
    for name, route, _ in routes():
        if name in ("staff:sign-out", "staff:forget-browser"):
            continue
        for answer in failures(client, method, route.format(**canaries)):
            failed |= {name} if answer.status_code >= 500 else set()
            assert answer.status_code < 500 or list(search(answer.content, [CANARY])) == [], name
    with broken(1):
        assert client.get(f"/staff/requests/{canaries['request_id']}?q={CANARY}").status_code >= 500
    written = "".join(capsys.readouterr())
    assert len(failed) > 20, failed
    assert written.count("DatabaseError") >= len(failed)
    assert list(search(written.encode(), [CANARY, "Канарейка", "5519073481"])) == []


def test_no_public_view_does(
    organisation: Organisation, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    words = callers.begin_web(CANARY, CANARY, now=NOW)
    request.getfixturevalue("product_s_logs")
    failed = set()
    with translation.override("en"):
        paths = [route for _, route, _ in routes(get_resolver(PUBLIC).url_patterns)]
    for path in paths:
        for method in ("GET", "POST"):
            client = browser()
            transaction.set_rollback(False)
            client.cookies[cookie_name()] = callers.enter(" ".join(words), now=utc_now()) or ""
            for answer in failures(client, method, path, SENT | {"phrase": " ".join(words)}):
                failed |= {path} if answer.status_code >= 500 else set()
                if method == "GET" and answer.status_code >= 500:
                    assert list(search(answer.content, [CANARY])) == []
    written = "".join(capsys.readouterr())
    assert {"/en/write", "/en/return", "/en/thread"} <= failed
    assert list(search(written.encode(), [CANARY, "Канарейка", "5519073481", words[0] + " " + words[1]])) == []


def test_without_the_formatter_the_log_would_tell(
    organisation: Organisation, canaries: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The errors above do carry what they met: a common formatter writes it down."""
    client = browser(organisation.cookie("lev"))
    with caplog.at_level(logging.ERROR):
        for _ in failures(client, "GET", f"/staff/requests/{canaries['request_id']}"):
            continue
    assert CANARY in caplog.text


# a sudden end

CORES = resource.RLIM_INFINITY
RAISED = f"import resource, sys; resource.setrlimit(resource.RLIMIT_CORE, ({CORES}, {CORES}))"
CRASH = f"{RAISED}; word = {CANARY!r}; import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})"


def cores(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*core*") if path.is_file()]


@pytest.fixture
def dumping(tmp_path: Path) -> Path:
    """A folder in which a common program that crashes leaves a core file; skips where machines are set otherwise."""
    folder = tmp_path / "common"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", CRASH], cwd=folder, check=False)
    if not cores(folder):
        pytest.skip("core files are not written here")
    return tmp_path


def test_a_program_that_crashes_leaves_no_core_file(dumping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started where core files are allowed, with words in memory, and killed as by a fault in a library."""
    assert scan(dumping / "common", [CANARY])
    before = resource.getrlimit(resource.RLIMIT_CORE)
    program = Program(dumping / "server")
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        program.start()
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
    try:
        assert program.smtp(mail(CANARY, subject="x")) == 250
        staff = program.signed_in("lev")
        path = next(link for link in staff.get("/staff/requests/").links if "requests/" in link and link[-13] == "-")
        assert CANARY in staff.get(path).text
        program.process.send_signal(signal.SIGSEGV)  # type: ignore[union-attr]
        assert program.process.wait(60) == -signal.SIGSEGV  # type: ignore[union-attr]
    finally:
        program.kill()
    assert cores(program.base) == []
    assert scan(program.base, [CANARY]) == []
