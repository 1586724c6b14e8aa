"""People who write while the program is being killed: each offers a message again until somebody says it is kept."""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.e2e.harness import Program, mail
from tests.e2e.web import Browser, Form

WAYS = ("smtp", "lmtp", "web")


@dataclass
class Offer:
    """One message: its unique words, how it comes, and what became of it."""

    words: str
    way: str
    raw: bytes = b""
    kept: bool = False
    offers: int = 0
    browser: Browser | None = None
    form: Form | None = None


@dataclass
class Stream:
    """Senders in all ways at once, until the program is gone."""

    program: Program
    offers: list[Offer] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        self._stop.clear()
        self._threads = [threading.Thread(target=self._write, args=[way], daemon=True) for way in WAYS]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Waits for every sender to notice."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def finish(self) -> None:
        """Offers what nobody has confirmed until it is, then everything once more, as if no reply had come through."""
        for offer in self.offers:
            for _ in range(5):
                if not offer.kept:
                    self.offer(offer)
            assert offer.kept, (offer.way, offer.offers)
        pipes = [offer for offer in self.offers if offer.way == "pipe"]
        for offer in self.offers:
            if offer not in pipes[3:]:  # which take a second each
                self.offer(offer)

    def new(self, way: str) -> Offer:
        """A message that nobody else writes."""
        words = f"words-{way}-{next(self._numbers):05d}-{random.getrandbits(40):010x}"
        offer = Offer(words, way)
        if way != "web":
            # Every fourth has no Message-ID: then its bytes and its sender must tell it apart.
            named = {"Message_ID": f"<{words}@mail.example>"} if random.random() < 0.75 else {}
            offer.raw = mail(f"{words}\n{'x' * random.choice((10, 2_000, 60_000))}\n", **named)
        self.offers.append(offer)
        return offer

    def offer(self, offer: Offer) -> None:
        """Offers a message once more; marks it as kept only where the program says so."""
        offer.offers += 1
        ways: dict[str, Callable[[Offer], bool]] = {
            "smtp": lambda one: self.program.smtp(one.raw) == 250,
            "lmtp": lambda one: self.program.lmtp(one.raw) == 250,
            "pipe": lambda one: self.program.pipe(one.raw)[0] == 0,
            "web": self._by_form,
        }
        with contextlib.suppress(OSError, http.client.HTTPException):
            offer.kept = ways[offer.way](offer) or offer.kept

    def _by_form(self, offer: Offer) -> bool:
        """The same filled-in form each time, as a browser sends it that is told to reload."""
        if offer.form is None or offer.browser is None:
            offer.browser = self.program.browser()
            offer.form = offer.browser.get("/en/write").form("text")
        offer.browser.port = self.program.browser().port
        page = offer.browser.submit(offer.form, text=offer.words)
        return page.status == 200

    def _write(self, way: str) -> None:
        waiting = [offer for offer in self.offers if offer.way == way and not offer.kept]
        while not self._stop.is_set():
            offer = waiting.pop(0) if waiting else self.new(way)
            self.offer(offer)
            if not offer.kept:
                time.sleep(0.01)


def killed_pipe(program: Program, offer: Offer, after: float) -> bool:
    """Offers by the pipe and kills the process after some seconds; whether it had ended by itself."""
    offer.offers += 1
    process = program.receiving()
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(offer.raw)
        process.stdin.close()
    with contextlib.suppress(Exception):
        process.wait(after)
    ended = process.poll() is not None
    process.kill()
    offer.kept = process.wait(20) == 0 or offer.kept
    for pipe in (process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()
    return ended
