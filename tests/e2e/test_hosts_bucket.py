"""Two hosts, each with pages and a worker, on one PostgreSQL and one bucket, which a line of its own leads to.

One host is cut off from the bucket while it writes a file and while it gives one out, cut off from the database, and
killed while it writes. What it acknowledged is there, whole, on both; what it did not is a message without a file or
nothing at all; nobody is given half a file for a whole one; and the other host goes on meanwhile.
"""

from __future__ import annotations

import ctypes
import http.client
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.harness import Program
from tests.e2e.test_hosts import NAME, Host, _rung, ip, line_to
from tests.e2e.test_hosts import database as database
from tests.e2e.test_hosts import line as line
from tests.e2e.test_timers import outside
from tests.e2e.web import Browser, Page
from tests.site.objects import Said, Swift, swift

pytestmark = [pytest.mark.long, pytest.mark.real]

HERE, THERE = "10.231.78.1", "10.231.78.2"
STORE = f"{NAME}s"
TO_THE_STORE, TO_THE_DATABASE = f"{STORE}b", f"{NAME}b"  # the other host's ends
WHOLE = {"waiting": 0, "unheard": 0, "twice": 0, "first_break": None, "differ": 0}
PATIENCE = 240.0  # seconds: the store is asked three times, for twenty seconds each
NO_FILES = "We cannot take files at this moment."
LONG = secrets.token_bytes(20 * 1024 * 1024)  # three parts, and more than a socket holds
THREAD = re.compile("/staff/requests/[0-9a-f-]{36}")
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET


@contextmanager
def inside() -> Iterator[None]:
    """This thread, and no other, is on the other host."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{NAME}") as other:
        assert libc.setns(other.fileno(), _NEW_NETWORK) == 0
        try:
            yield
        finally:
            assert libc.setns(home.fileno(), _NEW_NETWORK) == 0


@dataclass
class Office:
    """The pages and the worker of one host; `kept` are the words that it acknowledged, with what came along."""

    pages: Program
    worker: Program
    kept: dict[str, bytes] = field(default_factory=dict)

    def start(self) -> None:
        self.pages.start()
        self.worker.start()

    def end(self) -> None:
        self.pages.kill()
        self.worker.kill()


class Sending:
    """A form with a file on its way: the first half of the body has gone out."""

    def __init__(self, pages: Program, words: str, data: bytes) -> None:
        browser = Browser(pages.facts["public"])
        form = browser.get("/en/write").form("text")
        fields = [(name, value) for name, value in form.values() if name != "text"] + [("text", words)]
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n'
        body = "".join([*parts, head, "Content-Type: application/octet-stream\r\n\r\n"]).encode()
        body += data + f"\r\n--{edge}--\r\n".encode()
        self._connection = http.client.HTTPConnection(browser.host, browser.port, timeout=PATIENCE)
        self._connection.putrequest("POST", "/en/write")
        self._connection.putheader("Content-Type", f"multipart/form-data; boundary={edge}")
        self._connection.putheader("Content-Length", str(len(body)))
        self._connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in browser.cookies.items()))
        self._connection.endheaders()
        half = len(body) // 2
        self._connection.send(body[:half])
        self._rest = body[half:]

    def ends(self) -> Page:
        """Sends the rest; the answer, with 0 as its status where none came."""
        try:
            self._connection.send(self._rest)
            answer = self._connection.getresponse()
            return Page(answer.status, "/en/write", {}, answer.read())
        except (OSError, http.client.HTTPException):
            return Page(0, "/en/write", {}, b"")


@pytest.fixture
def store(line: None) -> Iterator[Swift]:
    line_to(STORE, HERE, THERE)
    try:
        with swift("0.0.0.0") as running:  # of this test's own networks
            yield running
    finally:
        ip("link", "delete", f"{STORE}a")


@pytest.fixture
def offices(database: str, store: Swift, tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    said = store.make("hosts") | {"endpoint": f"http://{HERE}:{store.ports[0]}"}
    founded = Program(tmp_path / "here", ("serve", "--port", "0"), DATABASE_URL=database)
    founded.found()
    _name(founded, said)
    pages = Host(tmp_path / "there", ("serve", "--port", "0"), DATABASE_URL=database)
    shutil.copytree(founded.data, pages.data)
    pages.facts |= founded.facts
    here, there = Office(founded, _beside(founded, Program, database)), Office(pages, _beside(pages, Host, database))
    here.start()
    there.start()
    yield here, there
    here.end()
    there.end()


def _beside(pages: Program, kind: type[Program], database: str) -> Program:
    """The worker of the same folder."""
    worker = kind(pages.base / "worker", ("worker", "--mail-port", "0"), DATABASE_URL=database)
    worker.data = pages.data
    return worker


def _name(program: Program, said: Said) -> None:
    settings = program.data / "waystation.toml"
    table = "".join(f'{name} = "{value}"\n' for name, value in said.items())
    text = settings.read_text().replace('"required"', '"offered"')
    settings.write_text(f"{text}\n[files.s3]\n{table}")


def written(office: Office, words: str, data: bytes) -> None:
    """Somebody writes, with a file, and is answered that it is there."""
    page = Sending(office.pages, words, data).ends()
    assert (page.status, NO_FILES in page.text) == (200, False)
    office.kept[words] = data


def files(office: Office) -> dict[str, Page | None]:
    """By their words, what each message's file is when it is asked for; None where it came without."""
    browser = office.pages.signed_in("operator")
    found: dict[str, Page | None] = {}
    threads = {link for link in browser.get("/staff/requests/?show=all").links if THREAD.fullmatch(link)}
    for thread in threads:
        page = browser.get(thread)
        words = next(each for each in re.findall(r"Words \w+\.", page.text))
        view = next((link for link in page.links if link.endswith("/0/view")), "")
        found[words] = None
        if view:
            [form] = [form for form in browser.get(view).forms if form.action.endswith("/attachments/0")]
            found[words] = browser.submit(form)
    return found


def broken_off(office: Office, words: str) -> str:
    """Asks for the file of a message, and loses the line to the store once it has begun to come."""
    browser = office.pages.signed_in("operator")
    for thread in {link for link in browser.get("/staff/requests/?show=all").links if THREAD.fullmatch(link)}:
        page = browser.get(thread)
        if words in page.text:
            view = browser.get(next(link for link in page.links if link.endswith("/0/view")))
            [form] = [form for form in view.forms if form.action.endswith("/attachments/0")]
    connection = http.client.HTTPConnection(browser.host, browser.port, timeout=PATIENCE)
    body = "&".join(f"{name}={value}" for name, value in form.values())
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST", form.action, body, headers)
    answer = connection.getresponse()
    assert (answer.status, len(answer.read(1024))) == (200, 1024)
    line_is(TO_THE_STORE, "down")
    try:
        answer.read()
    except (http.client.HTTPException, OSError) as error:
        return type(error).__name__
    return "taken for whole"


def line_is(device: str, state: str) -> None:
    assert ip("-n", NAME, "link", "set", device, state)


def test_nothing_is_lost_and_nothing_half_is_given_out(offices: tuple[Office, Office]) -> None:
    here, there = offices
    written(here, "Words one.", LONG)
    with inside():
        written(there, "Words two.", LONG[::-1])
        sending = Sending(there.pages, "Words three.", LONG)
    line_is(TO_THE_STORE, "down")  # while a file comes in: whoever sends it is told, and the other host goes on
    written(here, "Words four.", b"meanwhile, here")
    assert NO_FILES in sending.ends().text
    with inside():
        assert there.pages.browser().get("/en/write").status == 200  # the files alone cannot be had
        line_is(TO_THE_STORE, "up")
        assert broken_off(there, "Words one.") != "taken for whole"  # while one is given out
        line_is(TO_THE_STORE, "up")
        sending = Sending(there.pages, "Words five.", LONG)
    line_is(TO_THE_DATABASE, "down")
    assert sending.ends().status == 503
    written(here, "Words six.", b"while the other is cut off")
    line_is(TO_THE_DATABASE, "up")
    with inside():
        written(there, "Words seven.", b"back again")
        sending = Sending(there.pages, "Words eight.", LONG)
        there.end()  # in the middle of writing, and its worker with it
        assert sending.ends().status == 0
    outside(here.pages, 30, name="coordinator")
    assert _rung(here.pages) == WHOLE | {"fired": 30}
    with inside():
        there.start()
        seen_there = files(there)
    for found in (files(here), seen_there):
        holds(found, here.kept | there.kept)


def holds(found: dict[str, Page | None], kept: dict[str, bytes]) -> None:
    """What was acknowledged is there with its file; what was not has its whole file, or none."""
    assert set(kept) <= set(found)
    assert {words for words in found if found[words] is None} <= set(found) - set(kept)
    for words, page in found.items():
        assert page is None or (page.status, page.body == kept.get(words, LONG)) == (200, True), words
