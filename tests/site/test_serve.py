"""Pages and mail as two processes of one installation: each goes on without the other, and a panic stops both."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Program, mail
from tests.site.conftest import Installation
from waystation.site import folder
from waystation.vault.panic import EXIT

pytestmark = pytest.mark.long


def started(installation: Installation, command: str, *arguments: str) -> Program:
    program = Program(installation.base, (command, *arguments))
    program.facts |= installation.facts
    return program.start()


@pytest.fixture
def halves(installation: Installation) -> Iterator[tuple[Program, Program]]:
    settings = (installation.data / folder.CONFIGURATION).read_text()
    (installation.data / folder.CONFIGURATION).write_text(settings.replace('"required"', '"offered"'))
    pages = started(installation, "serve", "--port", "0")
    worker = started(installation, "worker", "--mail-port", "0")
    yield pages, worker
    for program in (pages, worker):
        program.kill()


def test_mail_comes_in_by_one_and_is_read_in_the_other_and_answers_leave(
    halves: tuple[Program, Program], installation: Installation
) -> None:
    pages, worker = halves
    assert folder.servers(installation.data) == {folder.PAGES: pages.pid, folder.WORKING: worker.pid}
    assert worker.smtp(mail("Please help me. Kvitka nine.", subject="Help")) == 250
    browser = pages.signed_in("operator")
    [thread] = set(re.findall(r'href="(/staff/requests/[0-9a-f-]{36})"', browser.get("/staff/requests/").text))
    page = browser.get(thread)
    assert "Kvitka nine" in page.text
    assert browser.submit(page.form("text"), text="We have your message.").status == 200
    [answer] = pages.sent_to("caller@mail.example")
    assert "We have your message." in answer.get_content()
    for command in (("run",), ("serve", "--port", "0"), ("worker",)):
        code, _, errors = installation.run(*command, "--data", str(installation.data))
        assert (code, "another process serves that folder" in errors) == (75, True)
    worker.kill()
    assert pages.browser().get("/").status == 200
    assert folder.servers(installation.data) == {folder.PAGES: pages.pid}
    again = started(installation, "worker", "--mail-port", "0")
    try:
        assert again.smtp(mail("Once more.", subject="Help")) == 250
    finally:
        again.kill()


def test_a_panic_stops_both(halves: tuple[Program, Program], installation: Installation) -> None:
    assert installation.run("panic", "--data", str(installation.data))[0] == 0
    assert {program.process.wait(10) for program in halves if program.process} <= {EXIT, -9}
    assert folder.servers(installation.data) == {}


def test_a_signal_to_the_pages_reaches_the_other(halves: tuple[Program, Program], installation: Installation) -> None:
    pages, worker = halves
    assert pages.process
    assert worker.process
    os.kill(pages.pid, signal.SIGUSR2)
    assert pages.process.wait(10) == EXIT
    assert worker.process.wait(10) == EXIT
    assert not (installation.data / "half" / "vault.half").exists()


def test_callers_and_staff_have_pages_of_their_own(installation: Installation) -> None:
    public = started(installation, "serve", "--pages", "public", "--port", "0")
    staff = started(installation, "serve", "--pages", "staff", "--port", "0")
    try:
        assert public.browser().get("/").status == 200
        assert public.browser().get("/staff/sign-in").status == 404
        assert staff.browser().get("/staff/sign-in").status == 200
        assert set(folder.servers(installation.data)) == {folder.PUBLIC, folder.STAFF}
        time.sleep(1.5)  # a turn of the timers in each
        assert "Error" not in public.logs() + staff.logs()
    finally:
        public.kill()
        staff.kill()


def test_parts_are_taken_all_or_none(tmp_path: Path) -> None:
    assert folder.take(tmp_path, folder.WORKING)
    assert not folder.take(tmp_path)
    assert set(folder.servers(tmp_path)) == {folder.WORKING}
