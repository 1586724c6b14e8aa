"""The load: the same client for both programs, with connections kept open as a proxy keeps them."""

from __future__ import annotations

import http.client
import os
import smtplib
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.e2e.web import Page

TEXT = ("They came to my parents and asked where I live now. I am with people I know, for two days only. " * 30)[:2048]


@dataclass
class Rounds:
    """What each round gave, in one unit."""

    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def shown(self, digits: int = 0) -> str:
        low, high = min(self.values), max(self.values)
        return f"{self.median:,.{digits}f} ({low:,.{digits}f}-{high:,.{digits}f})"


class Visitor:
    """One connection to one web server, with cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None) -> Page:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, path, {}, answer.read())

    def filled(self, path: str) -> tuple[str, bytes]:
        """The address and body of one filled-in form."""
        form = self.ask("GET", path).form("text")
        fields = [(name, TEXT if name == "text" else value) for name, value in form.values()]
        return form.action, urlencode(fields).encode()


@dataclass(frozen=True)
class Speed:
    """Jobs done in a second, and the milliseconds of processor time that each took in the server."""

    rate: float
    processor: float


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(pid: int, jobs: Sequence[Sequence[Callable[[], None]]]) -> Speed:
    """Runs each list of jobs in a thread of its own, all at once."""
    ready = threading.Barrier(len(jobs) + 1)
    errors: list[BaseException] = []

    def work(own: Sequence[Callable[[], None]]) -> None:
        ready.wait()
        try:
            for job in own:
                job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=[own]) for own in jobs]
    for thread in threads:
        thread.start()
    before = _processor(pid)
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    if errors:
        raise errors[0]
    number = sum(map(len, jobs))
    return Speed(number / spent, (_processor(pid) - before) * 1000 / number)


def web_round(pid: int, port: int, path: str, concurrency: int, number: int) -> Speed:
    """Forms taken. Fetching the empty forms is not counted."""
    jobs = []
    for _ in range(concurrency):
        visitor = Visitor(port)
        posts = [visitor.filled(path) for _ in range(number // concurrency)]
        jobs.append([lambda visitor=visitor, post=post: _posted(visitor, *post) for post in posts])  # type: ignore[misc]
    return measured(pid, jobs)


def _posted(visitor: Visitor, path: str, body: bytes) -> None:
    status = visitor.ask("POST", path, body).status
    if status not in (200, 303):
        raise AssertionError(f"the form was answered with {status}")


def mail_round(pid: int, port: int, recipient: str, concurrency: int, number: int, name: str) -> Speed:
    """Mails taken; each connection carries several, as between mail servers."""
    jobs = []
    for worker in range(concurrency):
        smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="mail.example", timeout=60)
        smtp.ehlo("mail.example")
        letters = [_letter(f"{name}.{worker}.{count}", recipient) for count in range(number // concurrency)]
        jobs.append([lambda smtp=smtp, letter=letter: _mailed(smtp, recipient, letter) for letter in letters])  # type: ignore[misc]
    return measured(pid, jobs)


def _letter(name: str, recipient: str) -> bytes:
    head = f"From: a@mail.example\r\nTo: {recipient}\r\nSubject: Help\r\nMessage-ID: <{name}@mail.example>\r\n\r\n"
    return (head + "\r\n".join(TEXT[at : at + 70] for at in range(0, len(TEXT), 70)) + "\r\n").encode()


def _mailed(smtp: smtplib.SMTP, recipient: str, letter: bytes) -> None:
    smtp.sendmail("a@mail.example", [recipient], letter)
