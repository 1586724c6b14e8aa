"""The pages of casework with 10,000 and with 100,000 cases, on SQLite and PostgreSQL, beside a plain Django site.

    .venv/bin/python -m benchmarks.casework [--cases 10000 100000] [--engines sqlite postgresql] [--rounds 20]

Each size on each engine is a process of its own, in which a coordinator who can open every case and every name asks for
pages through the whole program but the web server. Told is our own time, that of the thread's processor (what the
database server or the disk takes is not in it), in a session that has asked for that kind of page before: median and
p95 of the rounds, against a limit of 100 ms on the p95. The first of each in a session is told too. The peer lists 50
of as many readable rows, and saves one, with the same frame around its pages.

Then a table of 10,000 persons is taken in beside those cases: by the clock, against a limit of 60 s, with the longest
time between two signs of progress. The peer saves as many readable rows, as many in a transaction.
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.table import own  # noqa: E402

LIMIT = 100.0  # ms
TABLE, TABLE_LIMIT, AT_ONCE = 10_000, 60.0, 100  # rows, s, rows in a transaction
Times = dict[str, tuple[float, list[float]]]  # page: the first in a session, the others; of a table: s, between steps
TAKEN = "a table taken in"


def pages(rounds: int) -> Times:
    """Our pages."""
    from benchmarks.vault import Staff
    from waystation.casework.register import register

    staff = Staff("lev")
    some = [held.id for held in register(staff.actor).group("open")[:200]]
    at = iter(some * rounds)

    def post(path: str, **said: Any) -> float:
        return own(lambda: _fine(staff.client.post(path, said)))

    def set_next(number: int) -> float:
        return post(f"/staff/cases/{next(at)}/next", next_action=f"call {number}", urgency="soon")

    jobs: dict[str, Callable[[int], float]] = {
        "today": lambda number: staff.get("/staff/"),
        "today, mine": lambda number: staff.get("/staff/?whose=mine"),
        "calendar": lambda number: staff.get("/staff/calendar"),
        "calendar, mine": lambda number: staff.get("/staff/calendar?whose=mine"),
        "tasks, mine": lambda number: staff.get("/staff/tasks/?whose=mine"),
        "pictures": lambda number: staff.get("/staff/pictures"),
        "list of open cases, 50": lambda number: staff.get("/staff/cases/"),
        "list, page 40": lambda number: staff.get("/staff/cases/?page=40"),
        "filter: urgency and overdue": lambda number: staff.get("/staff/cases/?urgency=now&next=overdue"),
        "filter: one owner, by name": lambda number: staff.get("/staff/cases/?urgency=soon&sort=name"),
        "search in stubs": lambda number: post("/staff/cases/", words=("журавль 77", "zhuravl", "kazan")[number % 3]),
        "search in names too": lambda number: post(
            "/staff/cases/", words=("khamzat magomedov", "Мохьмад", "isa ahmedov")[number % 3], named="on"
        ),
        "open a case": lambda number: staff.get(f"/staff/cases/{next(at)}"),
        "history of a case": lambda number: staff.get(f"/staff/cases/{next(at)}/history"),
        "save the next step": set_next,
        "list after a save": lambda number: (set_next(number), staff.get("/staff/cases/"))[1],
        "search after a save": lambda number: (set_next(number), post("/staff/cases/", words="казань"))[1],
        "likely the same, 100 looked up": _likely(staff),
    }
    return {name: measured(job, rounds) for name, job in jobs.items()}


def _likely(staff: Any) -> Callable[[int], float]:
    from waystation.casework.likely import likely
    from waystation.casework.naming import Marks

    names = ("Khamzat Magomedov", "Исрапил Цурханов", "Юсуп Байсабеков")
    return lambda number: own(lambda: likely(staff.actor, Marks((names[number % 3],))))


def table(rows: int) -> bytes:
    """Persons with what a list from elsewhere tells of them, each another."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Reference", "Names", "Birth", "Phone", "Needs", "Notes", "Stage"])
    given, families = ("Хамзат", "Юсуп", "Иса", "Aslan"), ("Цуров", "Байсаев", "Magomadov", "Исаев")
    for number in range(rows):
        names = f"{families[number // 4 % 4]} {given[number % 4]} {chr(1072 + number % 31)}{number}"
        writer.writerow(
            [number, names, 1970 + number % 35, f"+7928{number:07}", "shelter", "came by the lawyer", "accepted"]
        )
    return out.getvalue().encode()


def taken(steps: Iterable[Any]) -> tuple[float, list[float]]:
    """How long it took by the clock, in seconds, and how long each step of it."""
    gc.collect()
    at = [time.monotonic(), *(time.monotonic() for _step in steps)]
    return at[-1] - at[0], [after - before for before, after in zip(at, at[1:], strict=False)]


def table_taken() -> tuple[float, list[float]]:
    """A table from its bytes to the last person compared, in a session in which nothing was searched yet."""
    from benchmarks.vault import Staff
    from waystation.casework.exchange import importing

    actor = Staff("lev").actor

    def steps() -> Iterable[Any]:
        import_id = importing.begin(actor, [table(TABLE)], "list.csv")
        yield import_id
        yield from importing.take(actor, import_id)
        record = importing.one(actor, import_id)[1]
        if record.made != TABLE:
            raise AssertionError(f"{record.made} of {TABLE} rows were taken in")

    return taken(steps())


def measured(job: Callable[[int], float], rounds: int) -> tuple[float, list[float]]:
    first = job(0)
    gc.collect()
    return first, [job(number) for number in range(1, rounds + 1)]


def _fine(answer: Any) -> None:
    if answer.status_code not in (200, 303):
        raise AssertionError(f"answered with {answer.status_code}")


def ours(cases: int, rounds: int) -> Times:
    """In this process, on the engine that the environment names."""
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory(prefix="waystation-casework-") as name:
        installation(Path(name) / "data", cases, work=True)
        return pages(rounds) | {TAKEN: table_taken()}


def peer(cases: int, rounds: int) -> Times:
    """The plain site in this process, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="waystation-peer-") as name:
        os.environ |= {"PLAIN_DATA": name, "DJANGO_SETTINGS_MODULE": "benchmarks.plain.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import transaction
        from django.test import Client

        from benchmarks.plain.models import Message

        call_command("migrate", run_syncdb=True, verbosity=0)
        Message._default_manager.bulk_create(Message(text="call in the evening", name="Heron") for _ in range(cases))
        client = Client()
        said = {"text": "call in the evening", "name": "Heron"}

        def steps() -> Iterable[Any]:
            rows = csv.reader(io.StringIO(table(TABLE).decode()))
            next(rows)
            for _ in range(TABLE // AT_ONCE):
                with transaction.atomic():
                    for row in islice(rows, AT_ONCE):
                        Message._default_manager.create(text=row[5], name=row[1])
                yield

        return {
            "peer: list, 50": measured(lambda number: own(lambda: _fine(client.get("/queue"))), rounds),
            "peer: save": measured(lambda number: own(lambda: _fine(client.post("/", said))), rounds),
            f"peer: {TAKEN}": taken(steps()),
        }


def apart(which: str, cases: int, rounds: int, url: str) -> Times:
    """The same in a process of its own."""
    environment = os.environ | ({"DATABASE_URL": url} if url else {})
    arguments = [sys.executable, "-m", "benchmarks.casework", "--one", which, "--cases", str(cases)]
    done = subprocess.run(
        [*arguments, "--rounds", str(rounds)], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    told: Times = json.loads(done.stdout.splitlines()[-1])
    return told


def show(what: str, times: Times) -> None:
    print(f"\n{what}\n| page | first | median | p95 | limit {LIMIT:g} ms |\n|---|--:|--:|--:|---|")
    for page, (first, took) in times.items():
        p95 = quantiles(took, n=20)[-1]
        met = "" if page.startswith("peer") else "met" if p95 <= LIMIT else "MISSED"
        if TAKEN not in page:
            print(f"| {page} | {first:,.1f} | {median(took):,.2f} | {p95:,.2f} | {met} |", flush=True)
    print(f"\n| {TABLE:,} rows | seconds | longest step | limit {TABLE_LIMIT:g} s |\n|---|--:|--:|---|")
    for page in (TAKEN, f"peer: {TAKEN}"):
        seconds, took = times[page]
        met = "" if page.startswith("peer") else "met" if seconds <= TABLE_LIMIT else "MISSED"
        print(f"| {page} | {seconds:,.1f} | {max(took):,.2f} | {met} |", flush=True)


def growth(small: Times, large: Times) -> None:
    print("\n| page | growth of the median |\n|---|--:|")
    for page in small:
        print(f"| {page} | {median(large[page][1]) / median(small[page][1]):.2f} x |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--one", choices=["ours", "peer"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps((ours if chosen.one == "ours" else peer)(chosen.cases[0], chosen.rounds)))
        return
    from tests.postgresql.cluster import programs, running

    for engine in chosen.engines:
        found = []
        for cases in chosen.cases:
            with running(programs()) if engine == "postgresql" else nullcontext("") as url:
                plain = apart("peer", cases, chosen.rounds, "")  # first, as it takes a minute and not twenty
                found.append(apart("ours", cases, chosen.rounds, url) | plain)
            show(f"{cases:,} cases, {engine}", found[-1])
        if len(found) > 1:
            growth(found[0], found[-1])


if __name__ == "__main__":
    main()
