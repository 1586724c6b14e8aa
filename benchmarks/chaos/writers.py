"""Those who write to the installation and work in it, each until told to stop; whoever is not heard says it again."""

from __future__ import annotations

import http.client
import json
import random
import re
import smtplib
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.chaos.ledger import AWAY, KEPT, LATER, SILENT, Entry, Ledger
from benchmarks.chaos.town import Town
from tests.e2e.harness import mail
from tests.e2e.web import Browser, Form

PATIENCE = 60.0  # seconds for one answer
_REQUEST = re.compile(r"/staff/requests/[0-9a-f-]{36}")
_NOTHING = (OSError, http.client.HTTPException, smtplib.SMTPException)


class NotNow(Exception):
    """A page answered that this does not go now."""


class Writers:
    """`pause` is how many seconds each way waits between two messages, at most."""

    def __init__(self, town: Town, ledger: Ledger, seed: int, pause: float = 1.5) -> None:
        self.town, self.ledger, self.pause = town, ledger, pause
        self._random = random.Random(seed)
        self._stop = threading.Event()
        self._forms: dict[str, tuple[Browser, Form]] = {}
        self._raw: dict[str, bytes] = {}
        self._staff: Browser | None = None
        self._answered: dict[str, Entry] = {}
        self.errors: list[BaseException] = []
        ways: dict[str, Callable[[Entry], str]] = {
            "smtp": self._smtp,
            "lmtp": self._lmtp,
            "mailbox": self._mailbox,
            "web": self._web,
            "pipe": self._pipe,
        }
        self._ways = ways
        work = [lambda way=way: self._write(way) for way in ways]  # type: ignore[misc]
        work += [self._read, self._answer, self._set_timers]
        self._threads = [threading.Thread(target=self._watched, args=[each], daemon=True) for each in work]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(4 * PATIENCE)
        if self.errors:
            raise self.errors[0]

    def finish(self) -> None:
        """What nobody confirmed is offered until it is; then everything once more, as if no reply had come through."""
        for entry in self.ledger.of(*self._ways):
            for _ in range(10):
                if not entry.kept:
                    self._offer(entry)
                    time.sleep(0 if entry.kept else 0.5)
        for path, entry in self._answered.items():
            for _ in range(10):
                if not entry.kept:
                    self._once(entry, lambda entry=entry, path=path: self._to_a_request(entry, path), "web")  # type: ignore[misc]
        # What a mailbox takes twice are two messages: each has a line of its own about its way.
        for entry in self.ledger.of("smtp", "lmtp", "web"):
            self._offer(entry)

    def drained(self, seconds: float = 120) -> None:
        """Somebody whose keys let letters leave is signed in until none waits."""
        until = time.monotonic() + seconds
        self._staff = None  # a session is over by then
        while time.monotonic() < until and self.town.letters_waiting():
            self._sign_in().get("/staff/outbox/")
            time.sleep(0.5)

    def _watched(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.errors.append(error)

    def _rest(self, most: float) -> bool:
        """Waits; whether to go on."""
        return not self._stop.wait(self._random.uniform(0, most))

    # messages

    def _write(self, way: str) -> None:
        waiting: list[Entry] = []
        while self._rest(self.pause * (4 if way == "pipe" else 1)):
            entry = waiting.pop(0) if waiting else self._new(way)
            self._offer(entry)
            if not entry.kept:
                waiting.append(entry)

    def _new(self, way: str) -> Entry:
        entry = self.ledger.new(way, f"{self._random.getrandbits(40):010x}")
        # Every fourth has no Message-ID: then its bytes and its sender must tell it apart.
        named = {"Message_ID": f"<{entry.words}@mail.example>"} if self._random.random() < 0.75 else {}
        text = f"{entry.words}\n{'x' * self._random.choice((10, 2_000, 60_000))}\n"
        self._raw[entry.words] = mail(text, sender=f"{entry.words}@mail.example", **named)
        return entry

    def _offer(self, entry: Entry) -> None:
        part = {"web": "web", "mailbox": "mailbox"}.get(entry.way, "worker")
        self._once(entry, lambda: self._ways[entry.way](entry), part)

    def _once(self, entry: Entry, offer: Callable[[], str], part: str) -> None:
        began = time.monotonic()
        try:
            got = offer()
        except NotNow:
            got = LATER
        except _NOTHING:
            # A process that was just started needs a moment, and one that is killed is told of a moment later.
            got = SILENT if self.town.parts[part].was_up(began - 1, time.monotonic() + 0.5) else AWAY
            entry.unsure += part == "mailbox"
        entry.got.append(got)
        entry.slowest = max(entry.slowest, time.monotonic() - began)

    def _smtp(self, entry: Entry) -> str:
        return self._mailed(entry, smtplib.SMTP)

    def _lmtp(self, entry: Entry) -> str:
        return self._mailed(entry, smtplib.LMTP)

    def _mailed(self, entry: Entry, kind: type[smtplib.SMTP]) -> str:
        raw, sender = self._raw[entry.words], f"{entry.words}@mail.example"
        try:
            with kind("127.0.0.1", self.town.ports["worker"], local_hostname="mail.example") as server:
                assert server.sock is not None
                server.sock.settimeout(PATIENCE)
                server.sendmail(sender, ["help@waystation.example"], raw)
                entry.got.append(KEPT)  # whatever becomes of the parting
        except smtplib.SMTPServerDisconnected:
            if KEPT not in entry.got[-1:]:
                raise
        except smtplib.SMTPResponseException as refused:
            return _later(refused.smtp_code)
        except smtplib.SMTPRecipientsRefused as refused:
            return _later(next(iter(refused.recipients.values()))[0])
        return entry.got.pop()

    def _mailbox(self, entry: Entry) -> str:
        try:
            self.town.dovecot.deliver(self._raw[entry.words])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            return LATER
        return KEPT

    def _pipe(self, entry: Entry) -> str:
        process = self.town.worker.receiving()
        try:
            process.communicate(self._raw[entry.words], timeout=5 * PATIENCE)  # most of it to start, where many run
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if (code := process.returncode) not in (0, 75):
            raise OSError(code)
        return LATER if code else KEPT

    def _web(self, entry: Entry) -> str:
        """The same filled-in form each time, as a browser sends it that is told to reload."""
        if entry.words not in self._forms:
            browser = Browser(self.town.web.facts["public"], PATIENCE)
            page = browser.get("/en/write")
            if page.status != 200:
                return LATER if page.body else SILENT
            self._forms[entry.words] = browser, page.form("text")
        browser, form = self._forms[entry.words]
        page = browser.submit(form, text=entry.words)
        if page.status == 200:
            return KEPT
        return LATER if page.body else SILENT

    def _read(self) -> None:
        """Callers' pages, which say something whatever is broken."""
        while self._rest(self.pause):
            began = time.monotonic()
            try:
                page = Browser(self.town.web.facts["public"], PATIENCE).get(self._random.choice(("/en/", "/ru/write")))
                got = f"{page.status}" if page.body else SILENT
            except _NOTHING:
                got = SILENT if self.town.parts["web"].was_up(began - 1, time.monotonic() + 0.5) else AWAY
            self.ledger.page(got)

    # staff

    def _sign_in(self) -> Browser:
        """Raises NotNow where a page says that this does not go now."""
        if self._staff is None:
            try:
                self._staff = self.town.web.signed_in("operator")
            except AssertionError:
                raise NotNow from None
        return self._staff

    def _answer(self) -> None:
        """One after the other, whoever wrote by mail is answered."""
        while self._rest(2 * self.pause):
            open_still = [path for path, entry in self._answered.items() if not entry.kept]
            try:
                path = open_still[0] if open_still else self._unanswered()
            except (*_NOTHING, NotNow):
                self._staff = None
                continue
            if path:
                entry = self._answered.setdefault(path, self._answered.get(path) or self._new_answer())
                self._once(entry, lambda entry=entry, path=path: self._to_a_request(entry, path), "web")  # type: ignore[misc]

    def _new_answer(self) -> Entry:
        return self.ledger.new("answer", f"{self._random.getrandbits(40):010x}")

    def _unanswered(self) -> str:
        page = self._sign_in().get("/staff/requests/")
        if page.status != 200 or "/sign-in" in page.url:
            self._staff = None
            return ""
        found = {match[0] for link in page.links if (match := _REQUEST.match(link))}
        return next(iter(sorted(found - self._answered.keys())), "")

    def _to_a_request(self, entry: Entry, path: str) -> str:
        """Whoever does not know whether their answer was taken looks, and writes it again where it is not there."""
        page = self._sign_in().get(path)
        if page.status != 200 or "/sign-in" in page.url:
            self._staff = None
            return LATER if page.body else SILENT
        if entry.words in page.text:
            return KEPT
        page = self._sign_in().submit(page.form("text", action="/answer"), text=entry.words)
        if page.status == 200 and entry.words in page.text:
            return KEPT
        return LATER if page.body else SILENT

    def _set_timers(self) -> None:
        """A handful every few seconds, by somebody outside the server."""
        while self._rest(8):
            seconds = [self._random.uniform(3, 40) for _ in range(5)]
            facts: dict[str, Any] = {"name": "coordinator", "passphrase": self.town.web.passphrase("coordinator")}
            try:
                done = self.town.apart(
                    "benchmarks.chaos.timers", json.dumps(facts | {"set": seconds}).encode(), PATIENCE
                )
            except subprocess.TimeoutExpired:
                continue
            said = done.stdout.decode().split()
            for key in said:
                if key != "kept":
                    self.ledger.timers[key] = said[-1] == "kept"


def _later(code: int) -> str:
    """A refusal for good would be a loss: nobody here writes what may be refused."""
    if not 400 <= code < 500:
        raise AssertionError(f"refused for good: {code}")
    return LATER
