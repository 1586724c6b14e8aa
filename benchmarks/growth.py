"""How everything grows: sealed rows by 10,000, 100,000 and 1,000,000, and one to eight processes, on both databases.

    .venv/bin/python -m benchmarks.growth [--rows 10000 100000] [--processes 1 2 4 8] [--engines sqlite postgresql]
        [--seconds 5] [--out FOLDER] [--again]

An organisation of so many sealed rows (six for each case, and the keys of its parts) is filled in. Then so many
processes at once, each with a coordinator of its own signed in, do one thing over and over for some seconds:
`message in` (a mail is taken in, sealed, counted and committed), `row open` (any message is read from the database and
opened) and `case page` (any case's page through the whole program but the web server, after the first of a session).
The peer is the same database without Waystation: `bare row in` and `bare row read` store and read a readable row by
the driver alone, among as many. Every commit is flushed to the disk. Told are how many of these all processes did in a
second, the median and 95th percentile of one, by the clock, what one took of the processor in the process itself (own
time), and what a process holds in memory afterwards. More processes than processors wait for each other.

`--out` keeps each figure as soon as it is there, and draws pictures. A run that was cut off goes on where it was, with
the same FOLDER: what is measured is not measured again, nor what is filled in filled in (`--again` begins anew). How
long it will still take is told after each figure, from what those before took.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks import growing  # noqa: E402  # once the path is set
from benchmarks.engines import ENGINES  # noqa: E402
from benchmarks.organisation import installation, resident  # noqa: E402
from benchmarks.picture import lines  # noqa: E402

ROWS_OF_A_CASE = 6
BESIDE = {"message in": "bare row in", "row open": "bare row read"}  # each with its peer
WORKS = ("message in", "bare row in", "row open", "bare row read", "case page")
_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG
A_ROW, A_START = 0.002, 6.0  # seconds, until one was measured: to fill a row in, and to begin a figure


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
    job = growing.jobs(data)[name]()
    job()  # what is loaded and opened at the first use is no part of it
    print("ready", flush=True)
    sys.stdin.readline()
    took, until, processor = [], time.perf_counter() + seconds, time.process_time()
    while (began := time.perf_counter()) < until:
        job()
        took.append((time.perf_counter() - began) * 1000)
    own = (time.process_time() - processor) * 1000 / len(took)
    print(json.dumps({"took": took, "own": own, "megabytes": resident()}))


# around them


def fill(data: Path, rows: int) -> None:
    """Sealed rows, and bare ones."""
    installation(data, max(1, rows // ROWS_OF_A_CASE))
    growing.bare(data, rows)


def measured(data: Path, environment: dict[str, str], figure: Wanted, seconds: float) -> Figure:
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


Place = tuple[str, int]
"""An engine and how many rows."""
Wanted = tuple[str, int, int, str]
"""What a figure is of: engine, rows, processes, work."""


@dataclass
class Kept:
    """What is known already, a line of JSON each in `growth.jsonl` of a folder; without one, of this run alone."""

    folder: Path | None
    figures: list[Figure] = field(default_factory=list)
    filled: dict[Place, float] = field(default_factory=dict)
    began: float = A_START  # seconds that a figure takes besides its work

    def read(self) -> None:
        for line in self._file().read_text().splitlines() if self.folder and self._file().exists() else ():
            said = json.loads(line)
            if "filled" in said:
                self.filled[said["engine"], said["rows"]] = said["filled"]
            else:
                self.figures.append(Figure(**said))

    def keep(self, said: dict[str, Any]) -> None:
        if self.folder:
            with self._file().open("a") as file:
                file.write(json.dumps(said) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _file(self) -> Path:
        assert self.folder is not None
        return self.folder / "growth.jsonl"

    def has(self, figure: Wanted) -> bool:
        return figure in {astuple(one)[:4] for one in self.figures}

    def figure(self, wanted: Wanted) -> Figure:
        return next(one for one in self.figures if astuple(one)[:4] == wanted)

    def left(self, wanted: Iterable[Wanted], seconds: float) -> float:
        """Seconds that what is wanted and not there will take, by what the rest took."""
        open_still = [each for each in wanted if not self.has(each)]
        rows = sum(rows for engine, rows in {each[:2] for each in open_still} - set(self.filled))
        known = [took / place[1] for place, took in self.filled.items()]
        return rows * (known[-1] if known else A_ROW) + len(open_still) * (seconds + self.began)


@contextmanager
def place(engine: str, rows: int, kept: Kept) -> Iterator[tuple[Path, dict[str, str], Path]]:
    """A data folder, the environment that names its database, and what lies there until it is measured."""
    from tests.postgresql.cluster import end, programs, running

    found = programs() if engine == "postgresql" else None
    if engine == "postgresql" and found is None:
        raise SystemExit("PostgreSQL is not installed here: name --engines sqlite, or install it.")
    # The database's own user has to reach it. What was cut off is found there again.
    name = hashlib.sha256(f"{kept.folder or os.getpid()} {engine} {rows}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"waystation-growth-{name}"
    if (engine, rows) not in kept.filled:
        if found and (folder / "postgresql").exists():
            end(found, folder / "postgresql")
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711, exist_ok=True)
    if not found:
        yield folder / "data", dict(os.environ), folder
        return
    with running(found, folder / "postgresql") as url:
        yield folder / "data", os.environ | {"DATABASE_URL": url}, folder


def on_one(engine: str, rows: int, seconds: float, kept: Kept, wanted: list[Wanted]) -> None:
    """Every figure of so many rows on one database: those that are there already, and the others once measured."""
    here = [each for each in wanted if each[:2] == (engine, rows)]
    if all(map(kept.has, here)):
        _head(engine, rows, kept)
        for each in here:
            _show(kept.figure(each))
        return
    with place(engine, rows, kept) as (data, environment, folder):
        if (engine, rows) not in kept.filled:
            began = time.monotonic()
            subprocess.run([*_line(data), "--fill", str(rows)], env=environment, cwd=ROOT, check=True)
            kept.filled[engine, rows] = time.monotonic() - began
            kept.keep({"engine": engine, "rows": rows, "filled": kept.filled[engine, rows]})
        _head(engine, rows, kept)
        for each in here:
            if not kept.has(each):
                began = time.monotonic()
                one = measured(data, environment, each, seconds)
                kept.began = time.monotonic() - began - seconds
                kept.figures.append(one)
                kept.keep(asdict(one))
            _show(kept.figure(each))
            sys.stderr.write(f"… {told(kept.left(wanted, seconds))} left\n")
    shutil.rmtree(folder, ignore_errors=True)


def _head(engine: str, rows: int, kept: Kept) -> None:
    print(f"\n{engine}, {rows:,} sealed rows: filled in {kept.filled[engine, rows]:,.0f} s", flush=True)
    print("| processes | work | a second | p50 ms | p95 ms | own ms | MB of one |\n|--:|---|--:|--:|--:|--:|--:|")


def _show(one: Figure) -> None:
    shown = f"{one.rate:,.1f} | {one.p50:,.2f} | {one.p95:,.2f} | {one.own:,.2f} | {one.megabytes:,.0f}"
    print(f"| {one.processes} | {one.work} | {shown} |", flush=True)


def told(seconds: float) -> str:
    """How long something takes, as a person says it."""
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


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
    by = {(one.engine, one.rows, one.processes, one.work): one for one in figures}
    title = f"from {sizes[0]:,} to {sizes[-1]:,} rows, one process"
    print(f"\n| {title} | p50 | p95 | own time | memory |\n|---|--:|--:|--:|--:|")
    for engine, rows, number, name in by:
        there = (engine, sizes[-1], number, name) in by
        if rows == sizes[0] and number == min(one.processes for one in figures) and there:
            few, many = by[engine, rows, number, name], by[engine, sizes[-1], number, name]
            ratios = (many.p50 / few.p50, many.p95 / few.p95, many.own / few.own, many.megabytes / few.megabytes)
            print(f"| {engine}: {name} | " + " | ".join(f"{each:.2f} x" for each in ratios) + " |")
    beside(figures, min(one.processes for one in figures))


def beside(figures: list[Figure], processes: int) -> None:
    """How many times as long as its peer each takes, by one process."""
    by = {astuple(one)[:4]: one for one in figures}
    print("\n| beside its peer, one process | rows | p50 | the peer's, ms | |\n|---|--:|--:|--:|--:|")
    for engine, rows, number, name in by:
        if number == processes and name in BESIDE:
            ours, theirs = by[engine, rows, number, name], by.get((engine, rows, number, BESIDE[name]))
            if theirs:
                ratio = f"{ours.p50 / theirs.p50:,.1f} x"
                print(f"| {engine}: {name} | {rows:,} | {ours.p50:,.2f} | {theirs.p50:,.3f} | {ratio} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4, 8])
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    options.add_argument("--seconds", type=float, default=5, help="that each thing is done for")
    options.add_argument("--out", type=Path, help="a folder for figures and pictures")
    options.add_argument("--again", action="store_true", help="measure anew what the folder has already")
    options.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.fill or chosen.work:
        ctypes.CDLL(None).prctl(_WITH_ITS_PARENT, signal.SIGKILL)  # which may be killed, and then begins anew
    if chosen.fill:
        fill(chosen.data, chosen.fill)
    elif chosen.work:
        work(chosen.data, chosen.work, chosen.seconds)
    else:
        _measure(chosen)


def _measure(chosen: argparse.Namespace) -> None:
    folder = chosen.out.resolve() if chosen.out else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        if chosen.again:
            (folder / "growth.jsonl").unlink(missing_ok=True)
    kept = Kept(folder)
    kept.read()
    places = [(engine, rows) for rows in sorted(chosen.rows) for engine in chosen.engines]  # the longest at last
    wanted = [(*each, number, name) for each in places for number in chosen.processes for name in WORKS]
    print(f"{len(wanted)} figures, {told(kept.left(wanted, chosen.seconds))}", flush=True)
    for engine, rows in places:
        on_one(engine, rows, chosen.seconds, kept, wanted)
        _draw(kept.figures, folder)  # each time, should a later one be cut off
    grown(kept.figures)


def _draw(figures: list[Figure], folder: Path | None) -> None:
    if folder:
        (folder / "growth.json").write_text(json.dumps([asdict(one) for one in figures], indent=1))
        for name, picture in pictures(figures).items():
            (folder / name).write_text(picture)


if __name__ == "__main__":
    main()
