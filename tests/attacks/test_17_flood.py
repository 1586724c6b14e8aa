"""Attack 17, at the callers' form: some ten thousand posts at once, in a reduced form, to the real program."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.e2e.harness import Program
from tests.e2e.screens import fill, need_chromium, open_screens, press
from tests.e2e.web import Browser, Page
from waystation.hotline.crowd import WAIT

pytestmark = pytest.mark.alone

POSTS = int(os.environ.get("WAYSTATION_FLOOD", "2000"))
SENDERS = 20
BEFORE_IT_BEGINS = 700  # 600 posts, what ran off meanwhile, and a margin


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path).start()
    yield program
    program.kill()


class Flood:
    """Senders that post as fast as they are answered, and never wait."""

    def __init__(self, program: Program, posts: int = POSTS) -> None:
        self.each = posts // SENDERS
        door = program.browser()
        self.form = door.get("/en/write").form("text")
        self.cookie = "; ".join(f"{name}={value}" for name, value in door.cookies.items())
        self.port = int(program.facts["public"].rstrip("/").rpartition(":")[2])
        self.heard: Counter[int] = Counter()
        self.begun, self.took = time.monotonic(), 0.0
        self.threads = [threading.Thread(target=self._send, args=[number]) for number in range(SENDERS)]

    def _send(self, sender: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fixed = {name: value for name, value in self.form.values() if name not in ("once", "text")}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        for number in range(self.each):
            body = urlencode(fixed | {"text": f"junk {sender} {number}"})
            connection.request("POST", "/en/write", body, headers)
            answer = connection.getresponse()
            answer.read()
            self.heard[answer.status] += 1

    def __enter__(self) -> Flood:
        for thread in self.threads:
            thread.start()
        while sum(self.heard.values()) < BEFORE_IT_BEGINS and any(thread.is_alive() for thread in self.threads):
            time.sleep(0.05)
        return self

    def __exit__(self, *args: object) -> None:
        for thread in self.threads:
            thread.join()
        self.took = time.monotonic() - self.begun


def size(program: Program) -> int:
    return sum(path.stat().st_size for path in program.data.rglob("*") if path.is_file())


def without_scripts(browser: Browser, text: str) -> tuple[Page, float]:
    """Somebody who sends, waits, and sends again until it is through."""
    begun = time.monotonic()
    page = browser.submit(browser.get("/en/write").form("text"), text=text)
    while page.status == 503:
        time.sleep(WAIT + 1)
        page = browser.submit(page.form("ticket"))
    return page, time.monotonic() - begun


def test_a_flood_stores_little_and_keeps_nobody_out(
    program: Program, record_property: Callable[[str, object], None]
) -> None:
    known = program.signed_in("dina")
    before = size(program)
    with Flood(program) as flood:
        begun = time.monotonic()
        staff = program.signed_in("lev")
        signed_in = time.monotonic() - begun
        assert known.get("/staff/requests/").status == 200
    page, waited = without_scripts(program.browser(), "They are at the door.")
    assert page.status == 200
    grown = size(program) - before
    record_property(
        "told",
        f"{POSTS} posts in {flood.took:.0f} s ({POSTS / flood.took:.0f}/s), {flood.heard[200]} stored, "
        f"{grown / 1e6:.1f} MB more; sign-in {signed_in:.1f} s, a message without scripts {waited:.0f} s",
    )
    assert sum(flood.heard.values()) == POSTS
    assert set(flood.heard) == {200, 503}
    assert flood.heard[200] <= BEFORE_IT_BEGINS
    assert waited < 3 * WAIT
    opened = program.opened("dina")
    assert any("They are at the door." in str(each) for each in opened["messages"])
    assert "?show=crowd" in staff.get("/staff/requests/").text


@pytest.mark.browser
def test_where_scripts_run_a_message_leaves_by_itself_with_no_wait(program: Program) -> None:
    need_chromium()
    with Flood(program, BEFORE_IT_BEGINS + SENDERS) as flood:
        pass
    with open_screens(program.facts["public"]) as screens:
        page = screens.tab()
        page.goto(f"{screens.address}/en/write")
        fill(page, text="They are at the door.")
        begun = time.monotonic()
        press(page, "main form button")
        assert page.url.endswith("/en/write")
        page.wait_for_selector("ol.phrase", timeout=WAIT * 1000)
        assert time.monotonic() - begun < WAIT
        assert screens.wrong == [f"503 {screens.address}/en/write"]
    assert len(program.opened("dina")["messages"]) == flood.heard[200] + 1
