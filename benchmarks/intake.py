"""What sealing costs: Waystation beside a plain Django site, in one run, in turns.

    .venv/bin/python -m benchmarks.intake [--rounds 5]

Both programs run at once on this machine, with the same server, threads, SQLite pragmas and client; the rounds
alternate, so that whatever else the machine does hits both. Figures are medians with the smallest and largest round.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.load import TEXT, Rounds, Speed, Visitor, mail_round, web_round  # noqa: E402
from tests.e2e.harness import HOTLINE, Program  # noqa: E402

QUEUE = 1000
T = TypeVar("T")


@dataclass
class Peer:
    """The plain site's process."""

    process: subprocess.Popen[bytes]
    web: int
    mail: int


@dataclass
class Row:
    """One line of the table; `target` is a limit on the ratio."""

    what: str
    ours: Rounds
    plain: Rounds | None
    unit: str
    target: str = ""
    met: bool | None = None
    digits: int = 0

    @property
    def ratio(self) -> float:
        return self.ours.median / self.plain.median if self.plain else 0.0


def start_peer(folder: Path, **more: str) -> Peer:
    import json

    folder.mkdir()
    paths = f"{ROOT / 'src'}:{ROOT}"
    environment = {"PATH": os.defpath, "PYTHONPATH": paths, "PLAIN_DATA": str(folder)} | more
    line = [sys.executable, "-m", "benchmarks.plain.server"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    facts = json.loads(process.stdout.readline())
    return Peer(process, facts["web"], facts["mail"])


def in_turns(rounds: int, ours: Callable[[], T], plain: Callable[[], T]) -> tuple[list[T], list[T]]:
    """A B B A A B ..., each side first as often as the other."""
    mine: list[T] = []
    theirs: list[T] = []
    for number in range(rounds):
        for side, measured in ((mine, ours), (theirs, plain)) if number % 2 == 0 else ((theirs, plain), (mine, ours)):
            side.append(measured())
    return mine, theirs


def crypto(rounds: int) -> Row:
    """Sealing 2 KB to the duty team's key: the vault's function beside the library's own."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    from waystation.vault import suite

    library = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    public = suite.public_bytes(suite.new_secret())
    opened = suite._public_key(public)
    text, context = TEXT.encode(), b"benchmark"
    ours, plain = in_turns(
        rounds * 2,
        lambda: microseconds(lambda: suite.seal_to(public, context, text)),
        lambda: microseconds(lambda: library.encrypt(text, opened, info=context)),
    )
    return Row("seal 2 KB, crypto alone", Rounds(ours), Rounds(plain), "µs", digits=1)


def microseconds(job: Callable[[], object], number: int = 500) -> float:
    started = time.perf_counter()
    for _ in range(number):
        job()
    return (time.perf_counter() - started) / number * 1e6


def milliseconds(job: Callable[[], object]) -> float:
    return microseconds(job, 1) / 1000


def memory(pid: int) -> Rounds:
    """Resident megabytes (10^6 bytes) of a process, and what those that it started hold besides files in memory."""
    return Rounds([(_kib(pid, "VmRSS:") + sum(_kib(child, "RssAnon:") for child in _below(pid))) * 1024 / 1e6])


def _kib(pid: int, what: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(what)), 0)


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _below(child)


def queue(program: Program, peer: Peer, rounds: int) -> list[Row]:
    """The list of requests with 1,000 messages, half of them mail: first opening of a session, then again."""
    plain = Visitor(peer.web)

    def again(visitor: Visitor) -> float:
        return milliseconds(lambda: _page(visitor, "/staff/requests/"))

    def peers() -> float:
        return milliseconds(lambda: _page(plain, "/queue"))

    peers()
    visitors = [_signed_in(program) for _ in range(rounds)]
    fresh = iter(visitors)
    first, beside = in_turns(rounds, lambda: again(next(fresh)), peers)
    warm, beside_warm = in_turns(rounds * 4, lambda: again(visitors[0]), peers)
    for visitor in visitors:  # what follows is measured without sessions whose rules look at what arrives
        _sign_out(visitor)
    return [
        _at_most(
            Row(f"queue of {QUEUE:,}, first opening of a session", Rounds(first), Rounds(beside), "ms", digits=1), 3
        ),
        _at_most(Row(f"queue of {QUEUE:,}, opened again", Rounds(warm), Rounds(beside_warm), "ms", digits=1), 3),
    ]


def _page(visitor: Visitor, path: str) -> None:
    page = visitor.ask("GET", path)
    if page.status != 200:
        raise AssertionError(f"{path} was answered with {page.status}")


def _signed_in(program: Program, name: str = "dina") -> Visitor:
    from urllib.parse import urlencode

    visitor = Visitor(_port(program))
    form = visitor.ask("GET", "/staff/sign-in").form("name", "passphrase")
    known = {"name": name, "passphrase": program.passphrase(name)}
    fields = [(each, known.get(each, value)) for each, value in form.values()]
    visitor.ask("POST", form.action, urlencode(fields).encode())
    return visitor


def _sign_out(visitor: Visitor) -> None:
    from urllib.parse import urlencode

    form = visitor.ask("GET", "/staff/counts").form("csrfmiddlewaretoken")
    visitor.ask("POST", "/staff/sign-out", urlencode(list(form.values())).encode())
    if visitor.ask("GET", "/staff/requests/").status == 200:
        raise AssertionError("signing out was refused")


def _port(program: Program) -> int:
    return int(program.facts["public"].rstrip("/").rpartition(":")[2])


def intake(program: Program, peer: Peer, bare: Peer, rounds: int) -> list[Row]:
    """Messages of 2 KB taken and stored in a second, and what each costs the server."""
    rows = []
    for concurrency, number in ((1, 60), (16, 160)):
        ours = lambda c=concurrency, n=number: web_round(program.pid, _port(program), "/en/write", c, n)  # noqa: E731
        plain = lambda c=concurrency, n=number: web_round(peer.process.pid, peer.web, "/", c, n)  # noqa: E731
        rows += _beside(f"web form, {concurrency} at a time", rounds, ours, plain)
    barest = lambda: web_round(bare.process.pid, bare.web, "/", 1, 60)  # noqa: E731
    line, processor = _beside("web form, beside a bare page without a frame", rounds, lambda: ours(1, 60), barest)
    for row in (line, processor):
        row.target, row.met = "", None
    rows += [line, processor]
    count, port = iter(range(10**6)), program.facts["mail"]["port"]
    for concurrency, number in ((1, 60), (16, 160)):
        ours = lambda c=concurrency, n=number: mail_round(program.pid, port, HOTLINE, c, n, f"a{next(count)}")  # noqa: E731
        plain = lambda c=concurrency, n=number: mail_round(  # noqa: E731
            peer.process.pid, peer.mail, HOTLINE, c, n, f"b{next(count)}"
        )
        rows += _beside(f"mail listener, {concurrency} at a time", rounds, ours, plain)
    return rows


def _beside(what: str, rounds: int, ours: Callable[[], Speed], plain: Callable[[], Speed]) -> list[Row]:
    """Throughput, and processor time for each message: the latter tells more on a busy machine."""
    mine, theirs = in_turns(rounds, ours, plain)
    rates, theirs_rates = (Rounds([speed.rate for speed in side]) for side in (mine, theirs))
    times, theirs_times = (Rounds([speed.processor for speed in side]) for side in (mine, theirs))
    return [
        _at_least_half(Row(what, rates, theirs_rates, "messages/s")),
        Row("  processor time for each", times, theirs_times, "ms", digits=1),
    ]


def _at_least_half(row: Row) -> Row:
    row.target, row.met = ">= 0.50", row.ratio >= 0.5
    return row


def _at_most(row: Row, ratio: float) -> Row:
    row.target, row.met = f"<= {ratio:.2f}", row.ratio <= ratio
    return row


def fill(program: Program, peer: Peer) -> None:
    """A thousand messages on each side: half by the form, half by mail."""
    half = QUEUE // 2
    web_round(program.pid, _port(program), "/en/write", 4, half)
    web_round(peer.process.pid, peer.web, "/", 4, half)
    mail_round(program.pid, program.facts["mail"]["port"], HOTLINE, 4, half, "fill-a")
    mail_round(peer.process.pid, peer.mail, HOTLINE, 4, half, "fill-b")


def run(folder: Path, rounds: int) -> list[Row]:
    rows = [crypto(rounds)]
    # Else what is measured would be a crowd, and asked to wait.
    program = Program(folder / "ours", WAYSTATION_FORMS_AT_ONCE="1000000").start()
    peer = start_peer(folder / "plain")
    bare = start_peer(folder / "bare", PLAIN_BARE="1")
    try:
        fill(program, peer)
        ours, plain = memory(program.pid), memory(peer.process.pid)
        after = Row(f"memory after {QUEUE:,} messages", ours, plain, "MB", "< 150 MB", ours.median < 150)
        rows += [after, *queue(program, peer, rounds), *intake(program, peer, bare, rounds)]
        ours = memory(program.pid)
        rows.append(Row("memory at the end", ours, memory(peer.process.pid), "MB", "< 150 MB", ours.median < 150))
    finally:
        program.kill()
        for plain_site in (peer, bare):
            plain_site.process.kill()
            plain_site.process.wait()
    return rows


def show(rows: list[Row]) -> None:
    print(f"| {'':<52} | {'Waystation':>22} | {'plain':>22} | {'ratio':>5} | {'target':>8} |        |")
    print(f"|{'-' * 54}|{'-' * 23}:|{'-' * 23}:|{'-' * 6}:|{'-' * 9}:|--------|")
    for row in rows:
        plain = row.plain.shown(row.digits) if row.plain else ""
        met = "" if row.met is None else ("met" if row.met else "MISSED")
        what = f"{row.what}, {row.unit}"
        print(
            f"| {what:<52} | {row.ours.shown(row.digits):>22} | {plain:>22} | {row.ratio:>5.2f} "
            f"| {row.target:>8} | {met:<6} |"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-benchmark-") as folder:
        show(run(Path(folder), chosen.rounds))


if __name__ == "__main__":
    main()
