"""The hotline in a burst, and its queue when very much has come in.

    .venv/bin/python -m benchmarks.hotline [--minutes 10] [--messages 100000] [--folder DIR] [--no-peer]

The burst is twenty times the load of a bad week: 200 messages a minute, by mail and by the web form in turn, each at
its time whatever the server does, while four operators read and answer. Every message carries a mark: those that were
acknowledged are compared with those that the duty team's keys open afterwards. Pages are told in time that passed, as a
browser on the same machine waits for them; then the same load, as far as it has such pages, on a plain Django site.
The queue is asked for inside this process and told in processor time: our own time. So are threads, of which the first
look in a session reads each mail, in a process of its own; that is told in time that passed. --folder keeps that
installation.
"""

from __future__ import annotations

import argparse
import random
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.load import TEXT, Visitor  # noqa: E402
from tests.e2e.harness import HOTLINE, Program  # noqa: E402
from tests.e2e.web import Page  # noqa: E402

if TYPE_CHECKING:
    from benchmarks.table import Row
    from benchmarks.vault import Staff
    from waystation.staff.actor import Actor

A_MINUTE, SENDERS, P95, OWN_TIME, MEMORY = 200, 24, 300.0, 100.0, 150.0
OPERATORS = ("dina", "dina", "lev", "lev")  # a coordinator answers too; each has a session of their own
THINKING = (1.0, 4.0)  # seconds between two pages of an operator
WRITE, SENT, QUEUE, THREAD, ANSWERED, MAILED = (
    "the form", "a message by the form", "the queue", "a thread", "an answer", "a message by mail")  # fmt: skip


@dataclass
class Site:
    """Where a burst goes. `sign_in` gives an operator's browser."""

    web: int
    mail: int
    form: str
    queue: str
    sign_in: Callable[[str], Visitor]
    has_threads: bool


@dataclass
class Heard:
    """Milliseconds by page, the marks of what was acknowledged, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.took[what].append((time.perf_counter() - started) * 1000)


def marked(number: int) -> tuple[str, str]:
    """A mark that nothing else begins with, and a text with it."""
    mark = f"mark-{number:06d}-"
    return mark, f"{mark} {TEXT}"


def by_web(site: Site, heard: Heard, number: int) -> None:
    """A caller who was never here opens the form, writes and sends."""
    visitor, (mark, text) = Visitor(site.web), marked(number)
    try:
        with heard.timed(WRITE):
            form = visitor.ask("GET", site.form).form("text")
        fields = [(name, text if name == "text" else value) for name, value in form.values()]
        with heard.timed(SENT):
            page = visitor.ask("POST", form.action, urlencode(fields).encode())
        if page.status in (200, 303):
            heard.acknowledged.add(mark)
        else:
            heard.wrong.append(f"{site.form}: {page.status}")
    finally:
        visitor.connection.close()


def by_mail(site: Site, heard: Heard, number: int) -> None:
    mark, text = marked(number)
    head = f"From: a@mail.example\r\nTo: {HOTLINE}\r\nSubject: Help\r\nMessage-ID: <{mark}@mail.example>\r\n\r\n"
    with heard.timed(MAILED), smtplib.SMTP("127.0.0.1", site.mail, local_hostname="mail.example", timeout=60) as smtp:
        smtp.sendmail("a@mail.example", [HOTLINE], f"{head}{lines(text)}\r\n")
    heard.acknowledged.add(mark)


def lines(text: str) -> str:
    return "\r\n".join(text[at : at + 70] for at in range(0, len(text), 70))


def operator(site: Site, heard: Heard, visitor: Visitor, over: threading.Event) -> None:
    """Opens the queue, then one of its first requests, answers, thinks, and begins again."""
    chance = random.Random(id(visitor))
    while not over.wait(chance.uniform(*THINKING)):
        with heard.timed(QUEUE):
            page = visitor.ask("GET", site.queue)
        if page.status != 200:
            heard.wrong.append(f"{site.queue}: {page.status}")
        threads = [link for link in page.links if link.count("-") == 4] if site.has_threads else []
        if threads:
            _answer(visitor, heard, chance.choice(threads[:10]), over, chance)


def _answer(visitor: Visitor, heard: Heard, thread: str, over: threading.Event, chance: random.Random) -> None:
    with heard.timed(THREAD):
        page = visitor.ask("GET", thread)
    form = next((form for form in page.forms if form.action.endswith("/answer")), None)
    if form is None or over.wait(chance.uniform(*THINKING)):
        return
    fields = [(name, "We are here. Are you safe?" if name == "text" else value) for name, value in form.values()]
    with heard.timed(ANSWERED):
        said: Page = visitor.ask("POST", form.action, urlencode(fields).encode())
    if said.status not in (303, 422):  # 422: a colleague was faster
        heard.wrong.append(f"an answer: {said.status}")


def burst(site: Site, minutes: float) -> Heard:
    """Sends at fixed times, whatever is answered when, as people do who know nothing of each other."""
    heard, over = Heard(), threading.Event()
    signed_in = [site.sign_in(name) for name in OPERATORS]
    staff = [threading.Thread(target=operator, args=[site, heard, each, over]) for each in signed_in]
    for each in staff:
        each.start()
    begun, done = time.monotonic(), []
    with ThreadPoolExecutor(SENDERS) as pool:
        for number in range(round(A_MINUTE * minutes)):
            time.sleep(max(0.0, begun + number * 60 / A_MINUTE - time.monotonic()))
            done.append(pool.submit((by_web, by_mail)[number % 2], site, heard, number))
    over.set()
    for each in staff:
        each.join()
    heard.wrong += [type(error).__name__ for sent in done if (error := sent.exception())]
    return heard


def ours(program: Program) -> Site:
    from benchmarks.intake import _port, _signed_in

    return Site(
        _port(program),
        program.facts["mail"]["port"],
        "/en/write",
        "/staff/requests/",
        lambda name: _signed_in(program, name),
        has_threads=True,
    )


def stored(program: Program) -> list[str]:
    """The mark of every message that the duty team's keys open."""
    return [each["content"][each["content"].index("mark-") :][:12] for each in program.opened("dina")["messages"]
            if "mark-" in each["content"]]  # fmt: skip


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] if len(took) > 1 else (took or [0.0])[0]


def show_burst(heard: Heard, plain: Heard | None, kept: list[str], held: float, minutes: float) -> None:
    print(f"\nA burst of {A_MINUTE} messages a minute for {minutes:g} minutes, four operators working\n")
    print(f"| {'':<44} | {'Waystation':>22} | {'plain':>22} | {'target':>8} | {'':<6} |")
    print(f"|{'-' * 46}|{'-' * 23}:|{'-' * 23}:|{'-' * 9}:|{'-' * 8}|")
    lost = len(heard.acknowledged - set(kept))
    twice = len(kept) - len(set(kept))
    count = f"{len(heard.acknowledged):,} / {len(kept):,}"
    _line("messages acknowledged / stored", count, "", "", None)
    _line("  lost, stored twice", f"{lost}, {twice}", "", "0, 0", lost == twice == 0)
    _line("  answered with an error", str(len(heard.wrong)), str(len(plain.wrong)) if plain else "", "0",
          not heard.wrong)  # fmt: skip
    for what in (WRITE, SENT, QUEUE, THREAD, ANSWERED):
        took = heard.took[what]
        _line(f"{what} ({len(took):,}), median - p95, ms", _spread(took), _spread(plain.took[what]) if plain else "",
              f"<= {P95:g}", p95(took) <= P95)  # fmt: skip
    pages = [each for what, took in heard.took.items() if what != MAILED for each in took]
    beside = [each for what, took in plain.took.items() if what != MAILED for each in took] if plain else []
    _line("all pages, median - p95, ms", _spread(pages), _spread(beside), f"<= {P95:g}", p95(pages) <= P95)
    _line("a message by mail, median - p95, ms", _spread(heard.took[MAILED]),
          _spread(plain.took[MAILED]) if plain else "", "", None)  # fmt: skip
    _line("memory with all its readers, MB", f"{held:,.0f}", "", f"< {MEMORY:g}", held < MEMORY)
    for wrong in sorted(set(heard.wrong)):
        print(f"  {heard.wrong.count(wrong)} x {wrong}")


def _spread(took: list[float]) -> str:
    return f"{median(took):,.0f} - {p95(took):,.0f}" if took else ""


def _line(what: str, ours: str, plain: str, target: str, met: bool | None) -> None:
    said = "" if met is None else ("met" if met else "MISSED")
    print(f"| {what:<44} | {ours:>22} | {plain:>22} | {target:>8} | {said:<6} |", flush=True)


def run_burst(folder: Path, minutes: float, *, peer: bool) -> None:
    from benchmarks.intake import memory, start_peer

    program = Program(folder / "ours").start()
    try:
        heard = burst(ours(program), minutes)
        held = memory(program.pid).median
    finally:
        program.stop()
    kept, beside = stored(program), None
    if peer:
        plain = start_peer(folder / "plain")
        try:
            beside = burst(Site(plain.web, plain.mail, "/", "/queue", lambda _: Visitor(plain.web), False), minutes)
        finally:
            plain.process.kill()
            plain.process.wait()
    show_burst(heard, beside, kept, held, minutes)


def run_queue(folder: Path, messages: int, rounds: int = 7) -> None:
    """In a process of its own, since it opens an installation."""
    line = [sys.executable, "-m", "benchmarks.hotline", "--queue", str(messages), "--folder", str(folder)]
    subprocess.run([*line, "--rounds", str(rounds)], check=True, cwd=ROOT)


def queue(folder: Path, messages: int, rounds: int) -> None:
    from benchmarks import organisation
    from benchmarks.table import Row, beside, head, show

    organisation.installation(folder, 0)
    from benchmarks.vault import Staff
    from waystation.hotline.models import Message

    while (missing := messages - Message.objects.count()) > 0:
        organisation.unread(min(missing, 10_000))
    staff, path, last = Staff("dina"), "/staff/requests/", f"/staff/requests/?page={messages // 50}"
    print(f"\nThe queue with {Message.objects.count():,} messages that nobody has looked at, in our own time\n")
    head()
    show([Row("queue, first in a session: every stub is opened", [staff.get(path)])])
    floor = lambda: staff.get("/staff/sign-in")  # noqa: E731
    for what, where in (("queue, 50 of them", path), ("queue, its last page", last)):
        show([beside(what, lambda where=where: staff.get(where), floor, rounds * 3, floor_name="empty page",  # type: ignore[misc]
                     limit=OWN_TIME)])  # fmt: skip

    def one_more() -> float:
        organisation.unread(1)
        return staff.get(path)

    show([Row("queue, after one more has come in", [one_more() for _ in range(rounds)], limit=OWN_TIME)])
    for number in (1, 5, 20):
        show(list(threads(staff, number, rounds)))
    show([Row("memory of the process", [organisation.resident()], unit="MB")])


def threads(staff: Staff, number: int, rounds: int) -> Iterator[Row]:
    """A thread of so many mails of 2 KB, beside all others: looked at for the first time in a session, and again."""
    from benchmarks.table import Row, timed

    actor = staff.actor
    path = f"/staff/requests/{mailed(actor, number)}"

    def first() -> float:
        actor.memory.pop("hotline:said", None)  # what this session has read
        return timed(lambda: staff.get(path))

    yield Row(f"a thread of {number} mails, first in a session", [first() for _ in range(rounds)], limit=P95)
    yield Row("  again, in our own time", [staff.get(path) for _ in range(rounds)], limit=OWN_TIME)


def mailed(actor: Actor, number: int) -> UUID:
    """The thread of somebody who has sent so many mails."""
    from waystation.hotline import actions, intake
    from waystation.hotline.models import Request
    from waystation.mail.envelope import Envelope

    sender, before = f"{uuid4().hex}@mail.example", set(Request.objects.values_list("pk", flat=True))
    for count in range(number):
        head = f"From: {sender}\r\nTo: {HOTLINE}\r\nSubject: Help\r\nMessage-ID: <{count}.{sender}>\r\n\r\n"
        raw = f"{head}{lines(TEXT)}\r\n".encode()
        intake.receive(raw, Envelope("smtp", sender, (HOTLINE,)), now=actor.now())
    first, *others = set(Request.objects.values_list("pk", flat=True)) - before
    for other in others:
        actions.join(actor, other, into=first)
    return first


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=10, help="how long the burst lasts, at the same rate")
    options.add_argument("--messages", type=int, default=100_000, help="messages in the queue; 0 leaves it out")
    options.add_argument("--folder", type=Path, help="keep the queue's installation here, or use the one that is there")
    options.add_argument("--no-peer", action="store_true", help="leave out the plain site")
    options.add_argument("--rounds", type=int, default=7, help=argparse.SUPPRESS)
    options.add_argument("--queue", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.queue:
        queue(chosen.folder, chosen.queue, chosen.rounds)
        return
    with tempfile.TemporaryDirectory(prefix="waystation-benchmark-") as folder:
        if chosen.minutes:
            run_burst(Path(folder), chosen.minutes, peer=not chosen.no_peer)
        if chosen.messages:
            run_queue(chosen.folder or Path(folder) / "queue", chosen.messages, chosen.rounds)


if __name__ == "__main__":
    main()
