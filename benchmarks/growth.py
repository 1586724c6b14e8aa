"""How everything grows: sealed rows by 10,000, 100,000 and 1,000,000, and one to eight processes, on both databases.

    .venv/bin/python -m benchmarks.growth [--rows 10000 100000] [--processes 1 2 4 8] [--engines sqlite postgresql]
        [--seconds 5] [--out FOLDER]

An organisation of so many sealed rows (six for each case, and the keys of its parts) is filled in. Then so many
processes at once, each with a coordinator of its own signed in, do one thing over and over for some seconds:
`message in` (a mail is taken in, sealed, counted and committed), `row open` (any message is read from the database and
opened) and `case page` (any case's page through the whole program but the web server, after the first of a session).
Told are how many of these all processes did in a second, the median and 95th percentile of one, by the clock, what one
took of the processor in the process itself (own time), and what a process holds in memory afterwards. More processes
than processors wait for each other. `--out` keeps the figures as JSON, and pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.engines import ENGINES  # noqa: E402  # once the path is set
from benchmarks.organisation import PASSPHRASE, installation, resident  # noqa: E402
from benchmarks.picture import lines  # noqa: E402

ROWS_OF_A_CASE = 6
WORKS = ("message in", "row open", "case page")
SAMPLE = 300  # rows and cases that a process goes through


@dataclass(frozen=True)
class Figure:
    """What so many processes did together: `rate` in a second, the rest of one, in milliseconds and megabytes."""

    engine: str
    rows: int
    processes: int
    work: str
    rate: float
    p50: float
    p95: float
    own: float
    megabytes: float


# in a process of its own


def work(data: Path, name: str, seconds: float) -> None:
    """Says that it is ready, waits for a line, works, and tells what each took."""
    installation(data, 0)
    job = _jobs()[name]()
    job()  # what is loaded and opened at the first use is no part of it
    print("ready", flush=True)
    sys.stdin.readline()
    took, until, processor = [], time.perf_counter() + seconds, time.process_time()
    while (began := time.perf_counter()) < until:
        job()
        took.append((time.perf_counter() - began) * 1000)
    own = (time.process_time() - processor) * 1000 / len(took)
    print(json.dumps({"took": took, "own": own, "megabytes": resident()}))


def _jobs() -> dict[str, Callable[[], Callable[[], None]]]:
    return {"message in": _message_in, "row open": _row_open, "case page": _case_page}


def _message_in() -> Callable[[], None]:
    from waystation.hotline.intake import receive
    from waystation.mail.envelope import Envelope

    made = _numbers()

    def take() -> None:
        letter = f"From: a@mail.example\r\nMessage-ID: <{next(made)}@mail.example>\r\n\r\n{'They came. ' * 180}\r\n"
        receive(letter.encode(), Envelope("smtp", "a@mail.example", ()), now=datetime.now(UTC))

    return take


def _numbers() -> Iterator[str]:
    while True:
        yield f"{random.getrandbits(96):x}"


def _row_open() -> Callable[[], None]:
    from waystation.hotline.models import Message
    from waystation.vault.content import open_content
    from waystation.vault.records import read

    keys = _actor(_signed_in()).keys
    ids = _some(Message)

    def look() -> None:
        row = Message.objects.get(pk=random.choice(ids))
        open_content(read(row, keys).key, bytes(row.body), row.pk.bytes)

    return look


def _case_page() -> Callable[[], None]:
    from django.test import Client
    from django.urls import reverse

    from waystation.casework.models import Case
    from waystation.staff import opening
    from waystation.staff.middleware import cookie_name

    opening.MANY = sys.maxsize  # measured is the page itself, not the one that says that it is coming
    client = Client()
    client.cookies[cookie_name()] = _signed_in()
    pages = [reverse("casework:case", args=[each]) for each in _some(Case)]

    def ask() -> None:
        if (status := client.get(random.choice(pages)).status_code) != 200:
            raise AssertionError(f"answered with {status}")

    return ask


def _signed_in() -> str:
    from waystation.staff import actions
    from waystation.staff.actor import utc_now

    return actions.sign_in("lev", PASSPHRASE, now=utc_now())


def _actor(cookie: str) -> Any:
    from waystation.staff import actions
    from waystation.staff.actor import utc_now

    return actions.resume(cookie, now=utc_now())


def _some(model: Any) -> list[Any]:
    """Ids from all over a table of cases' rows."""
    ids = list(model.objects.exclude(locator=None).values_list("pk", flat=True))
    return random.sample(ids, min(SAMPLE, len(ids)))


# around them


def fill(data: Path, rows: int) -> None:
    """Prints how many seconds it took."""
    began = time.monotonic()
    installation(data, max(1, rows // ROWS_OF_A_CASE))
    print(json.dumps({"seconds": time.monotonic() - began}))


def measured(data: Path, environment: dict[str, str], figure: tuple[str, int, int, str], seconds: float) -> Figure:
    engine, rows, processes, name = figure
    line = [*_line(data), "--work", name, "--seconds", str(seconds)]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment, "cwd": ROOT}
    workers = [subprocess.Popen(line, **pipes) for _ in range(processes)]
    try:
        for each in workers:
            if each.stdout.readline() != "ready\n":
                raise SystemExit(f"a process that was to do “{name}” ended before it began")
        for each in workers:
            each.stdin.write("\n")
            each.stdin.flush()
        told = [json.loads(each.communicate(timeout=60 + 10 * seconds)[0]) for each in workers]
    finally:
        for each in workers:
            each.kill()
    took = [one for each in told for one in each["took"]]
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    own, memory = (median(each[what] for each in told) for what in ("own", "megabytes"))
    return Figure(engine, rows, processes, name, len(took) / seconds, median(took), p95, own, memory)


def _line(data: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.growth", "--data", str(data)]


def on_one(engine: str, rows: int, processes: list[int], seconds: float) -> tuple[float, list[Figure]]:
    """Seconds that the filling took, and every figure of so many rows on one database."""
    from tests.postgresql.cluster import programs, running

    found = programs() if engine == "postgresql" else None
    if engine == "postgresql" and found is None:
        raise SystemExit("PostgreSQL is not installed here: name --engines sqlite, or install it.")
    with running(found) if found else nullcontext("") as url, tempfile.TemporaryDirectory() as folder:
        data, environment = Path(folder) / "data", os.environ | ({"DATABASE_URL": url} if url else {})
        done = subprocess.run(
            [*_line(data), "--fill", str(rows)], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        filled = json.loads(done.stdout.splitlines()[-1])["seconds"]
        print(f"\n{engine}, {rows:,} sealed rows: filled in {filled:,.0f} s", flush=True)
        print("| processes | work | a second | p50 ms | p95 ms | own ms | MB of one |\n|--:|---|--:|--:|--:|--:|--:|")
        figures = []
        for number in processes:
            for name in WORKS:
                one = measured(data, environment, (engine, rows, number, name), seconds)
                figures.append(one)
                shown = f"{one.rate:,.1f} | {one.p50:,.2f} | {one.p95:,.2f} | {one.own:,.2f} | {one.megabytes:,.0f}"
                print(f"| {number} | {name} | {shown} |", flush=True)
        return filled, figures


def pictures(figures: list[Figure]) -> dict[str, str]:
    """By file name: throughput and p95 by processes, memory by rows, for each work."""
    drawn = {}
    for name in {figure.work: None for figure in figures}:
        own = [figure for figure in figures if figure.work == name]
        for what, words, unit in (("rate", "in a second", "a second"), ("p95", "95th percentile", "ms")):
            series: dict[str, list[tuple[float, float]]] = defaultdict(list)
            for one in own:
                series[f"{one.engine} {one.rows:,}"].append((one.processes, getattr(one, what)))
            drawn[f"{name}-{what}.svg".replace(" ", "-")] = lines(
                f"{name}: {words}", series, across="processes", up=unit
            )
        memory: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for one in own:
            if one.processes == min(each.processes for each in own):
                memory[one.engine].append((one.rows, one.megabytes))
        title = f"{name}: memory of one process"
        drawn[f"{name}-memory.svg".replace(" ", "-")] = lines(title, memory, across="sealed rows", up="MB")
    return drawn


def grown(figures: list[Figure]) -> None:
    """How each median grows from the fewest rows to the most, by one process."""
    sizes = sorted({one.rows for one in figures})
    if len(sizes) < 2:
        return
    by = {(one.engine, one.rows, one.processes, one.work): one for one in figures}
    title = f"from {sizes[0]:,} to {sizes[-1]:,} rows, one process"
    print(f"\n| {title} | p50 | p95 | own time | memory |\n|---|--:|--:|--:|--:|")
    for engine, rows, number, name in by:
        if rows == sizes[0] and number == min(one.processes for one in figures):
            few, many = by[engine, rows, number, name], by[engine, sizes[-1], number, name]
            ratios = (many.p50 / few.p50, many.p95 / few.p95, many.own / few.own, many.megabytes / few.megabytes)
            print(f"| {engine}: {name} | " + " | ".join(f"{each:.2f} x" for each in ratios) + " |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4, 8])
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    options.add_argument("--seconds", type=float, default=5, help="that each thing is done for")
    options.add_argument("--out", type=Path, help="a folder for figures and pictures")
    options.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.fill:
        fill(chosen.data, chosen.fill)
    elif chosen.work:
        work(chosen.data, chosen.work, chosen.seconds)
    else:
        _measure(chosen)


def _measure(chosen: argparse.Namespace) -> None:
    figures: list[Figure] = []
    for engine in chosen.engines:
        for rows in chosen.rows:
            figures += on_one(engine, rows, chosen.processes, chosen.seconds)[1]
    grown(figures)
    if chosen.out:
        chosen.out.mkdir(parents=True, exist_ok=True)
        (chosen.out / "growth.json").write_text(json.dumps([asdict(one) for one in figures], indent=1))
        for name, picture in pictures(figures).items():
            (chosen.out / name).write_text(picture)


if __name__ == "__main__":
    main()
