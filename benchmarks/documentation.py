"""Documentation at full size: 5,000 events with 60,000 acts and 200,000 assertions, all of them sealed.

    .venv/bin/python -m benchmarks.documentation [--events 5000] [--rounds 40] [--folder DIR]

Pages are asked for inside this process by a documenter, through the whole program but the web server. Told is our own
time, that of the thread's processor: the first of each in a session, the median and the 95th percentile, which has the
limit. Everything computed anew is what the first count of a session is: a thread does it, and pages tell its progress.
The garbage collector is set as the server sets it. --folder keeps the installation and uses it again.
benchmarks/corroboration.py measures the rules alone.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.casework import measured  # noqa: E402
from benchmarks.documented import DENSE_TITLE, KINDS, SEED  # noqa: E402
from benchmarks.table import Row, head, own, show  # noqa: E402

WHOLE, ONE = 30_000.0, 200.0  # ms


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] if len(took) > 1 else took[0]


class Documenter:
    """Ira, who has just signed in: nothing is open in her session."""

    def __init__(self) -> None:
        from benchmarks.vault import Staff
        from waystation.documentation import access
        from waystation.documentation.models import EventRow

        self.staff = Staff("ira")
        self.chance = random.Random(SEED)
        # From a session of its own: what is measured opens everything itself.
        aside = Staff("ira")
        self.titles = access.titles(aside.actor)
        self.number = EventRow.objects.count()
        (self.dense,) = (one for one, title in self.titles.items() if title == DENSE_TITLE)
        self.events = [one for one in self.titles if one != self.dense]
        self.aside = aside
        aside.get("/staff/figures/")  # what the first page of a process loads is not of a session

    def one(self) -> UUID:
        return self.chance.choice(self.events)

    def statement(self, event: UUID) -> tuple[UUID, Any]:
        """The first statement on an event."""
        from waystation.documentation.statements import access

        return access.statements_on(self.aside.actor, event)[0]

    def post(self, path: str, said: dict[str, Any], *codes: int) -> float:
        def ask() -> None:
            answer = self.staff.client.post(path, said)
            assert answer.status_code in codes, answer.status_code

        return own(ask)


def everything(ira: Documenter) -> tuple[float, list[str]]:
    """Every act looked at, which a thread does: milliseconds of all threads, and what each page said of it."""
    said: list[str] = []
    began = time.process_time()
    while True:
        answer = ira.staff.client.get("/staff/figures/count")
        assert answer.status_code == 200, answer.status_code
        found = re.search(r'<progress max="100" value="(\d+)"', answer.content.decode())
        if found is None:
            return 1_000 * (time.process_time() - began), said
        said.append(found[1])


def pages(ira: Documenter, rounds: int) -> dict[str, tuple[float, list[float]]]:
    """Each page that the events lead to, asked for in turn."""
    get = ira.staff.get

    def one_more(number: int) -> float:
        """Draws an assertion through the form, and opens the event."""
        event = ira.one()
        statement, found = ira.statement(event)
        name = ira.titles[event].removeprefix("Event ")
        said = {"once": str(uuid4()), "lines": ["1"], "subject": "new", "victim": f"Person {name}-1"}
        said |= {"what": f"happened:{KINDS[0]}", "source": f"Person {name}-2", "connection": "eyewitness"}
        said |= {"reliability": "B", "credibility": "2"}
        drawn = ira.post(f"/staff/statements/{statement}/events/{event}", said, 303)
        return drawn + get(f"/staff/events/{event}")

    def count(_number: int) -> float:
        said = {"once": str(uuid4()), "unit": ira.chance.choice(("victim", "act", "event")), "as_of": "2024"}
        return ira.post("/staff/figures/count", said | {"status": "reported", "do": "count"}, 200)

    def save(number: int) -> float:
        said = {"title": f"Event, named anew {number}", "version": 1, "once": str(uuid4()), "do": "done"}
        return ira.post(f"/staff/events/{ira.one()}/record", said, 303, 422)

    def count_after(number: int) -> float:
        one_more(number)
        return count(number)

    def matrix_after(number: int) -> float:
        """Nothing of it is kept from before."""
        one_more(number)
        return get("/staff/events/pictures")

    dense, told = ira.dense, ira.statement(ira.dense)[0]

    def beside() -> str:
        event = ira.one()
        return f"/staff/statements/{ira.statement(event)[0]}/events/{event}"

    jobs: dict[str, Callable[[int], float]] = {
        "open an event": lambda _number: get(f"/staff/events/{ira.one()}"),
        "one more assertion, and the event": one_more,
        "a testimony beside its form": lambda _number: get(beside()),
        "a statement line by line": lambda _number: get(f"/staff/statements/{ira.statement(ira.one())[0]}"),
        "what is known of somebody": lambda _number: get(f"/staff/people/{ira.statement(ira.one())[1].teller}"),
        "save an event": save,
        "list of events": lambda _number: get("/staff/events/"),
        "list of statements": lambda _number: get("/staff/statements/"),
        "list of people": lambda _number: get("/staff/people/"),
        "the page of counts": lambda _number: get("/staff/figures/count"),
        "a count": count,
        "the same, after one more assertion": count_after,
        "the map and the matrix of all acts": lambda _number: get("/staff/events/pictures"),
        "map and matrix, after one more assertion": matrix_after,
        "the pictures of an event": lambda _number: get(f"/staff/events/{ira.one()}/pictures"),
        "the dense event": lambda _number: get(f"/staff/events/{dense}"),
        "the dense event: its pictures": lambda _number: get(f"/staff/events/{dense}/pictures"),
        "the dense event: one screen to record": lambda _number: get(f"/staff/events/{dense}/record"),
        "the dense event: testimony beside its form": lambda _number: get(f"/staff/statements/{told}/events/{dense}"),
        "the dense event: line by line": lambda _number: get(f"/staff/statements/{told}"),
    }
    return {name: measured(job, rounds) for name, job in jobs.items()}


def sealed(events: int, rounds: int, folder: Path) -> None:
    """The pages of a whole installation."""
    from benchmarks.documented import fill
    from benchmarks.organisation import installation, resident
    from benchmarks.vault import Staff

    installation(folder / "data", 1)
    from waystation.documentation.models import ActRow, EventRow
    from waystation.documentation.statements.models import AssertionRow
    from waystation.site.server import settle

    if not EventRow.objects.exists():
        fill(Staff("ira").actor, events)
    ira = Documenter()
    made = (EventRow, ActRow, AssertionRow)
    print("{:,} events, {:,} acts, {:,} assertions".format(*(model.objects.count() for model in made)))
    settle()  # as the server does once everything is loaded
    head()
    for what in (
        "everything computed anew: the first count of a session",
        "the same once more, with what is open already",
    ):
        took, said = everything(ira)
        show([Row(what, [took], limit=WHOLE)])
        print(f"progress, as the pages told it: {', '.join(said) or 'none'}")
        ira.post("/staff/figures/anew", {}, 303)
    everything(ira)
    found = pages(ira, rounds)
    print(f"| page | first | median | p95 | limit {ONE:g} ms |\n|---|--:|--:|--:|---|")
    for name, (first, took) in found.items():
        met = "met" if p95(took) <= ONE else "MISSED"
        print(f"| {name} | {first:,.0f} | {median(took):,.0f} | {p95(took):,.0f} | {met} |")
    print(f"memory of this process: {resident():,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--folder", type=Path, help="where the installation is kept, or is already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-documentation-") as name:
        folder = asked.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        sealed(asked.events, asked.rounds, folder)


if __name__ == "__main__":
    main()
