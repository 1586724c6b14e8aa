"""How long the pages of documentation take, with what people told us sealed: python -m benchmarks.statements

    .venv/bin/python -m benchmarks.statements [--events 5000] [--rounds 40]

Each event has twelve acts, three statements of ten lines, and forty assertions drawn from them by three sources, two of
whom were compared: with 5,000 events that is 60,000 acts and 200,000 assertions. Told is our own time, that of the
thread's processor, in a session that has asked for that kind of page before, and the first of each in a session. The
process makes an installation in a temporary folder, with rows like those that the actions leave.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from benchmarks.casework import measured  # noqa: E402
from benchmarks.table import own  # noqa: E402

LIMIT = 200.0  # ms
ACTS, STATEMENTS, ASSERTIONS = 12, 3, 40
KINDS = ("integrity.beating", "integrity.torture", "liberty.arbitrary_detention", "life.death_under_torture")
AT = datetime(2025, 5, 4, tzinfo=UTC)
TEXT = "\n".join(f"T. They came again on the day of number {number}, and it was as before." for number in range(10))
SEED = 7


def fill(actor: Any, events: int) -> list[UUID]:
    """Everything of so many events, a hundred at a time. Returns their ids."""
    from waystation.documentation import access
    from waystation.vault.records import together

    chance, key, made = random.Random(SEED), access.key(actor), []
    for start in range(0, events, 100):
        with together():
            made += [_event(actor, key, chance, number) for number in range(start, min(events, start + 100))]
    return made


def _event(actor: Any, key: Any, chance: random.Random, number: int) -> UUID:
    from waystation.documentation.dates import PartialDate
    from waystation.documentation.models import ActRow, EventRow, PersonRow
    from waystation.documentation.records import Act, Event, Person
    from waystation.documentation.reviews import Independence
    from waystation.documentation.statements.models import AssertionRow, IndependenceRow, StatementRow, WordsRow
    from waystation.documentation.statements.records import Asserted, Compared, Statement, Words
    from waystation.vault.records import create

    event = create(EventRow, Event(title=f"Event {number}", at=AT, by=actor.account), key).pk
    people = [create(PersonRow, Person(called=f"Person {number}-{each}", at=AT), key).pk for each in range(6)]
    kinds = [chance.choice(KINDS) for _ in range(ACTS)]
    acts = [
        create(ActRow, Act(event=event, victim=people[3 + each % 3], kind=kind, at=AT), key, event=event).pk
        for each, kind in enumerate(kinds)
    ]
    told, statements = (PartialDate(day=date(2025, 5, 4)),), []
    for teller in people[:STATEMENTS]:
        said = Statement(teller=teller, kind="interview", told=told, events=(event,), at=AT, by=actor.account)
        statements.append(create(StatementRow, said, key).pk)
        create(WordsRow, Words(text=TEXT), key, id=statements[-1])
    for asserted in _assertions(actor, acts, kinds, people, statements):
        record = Asserted(event=event, said=asserted, at=AT, by=actor.account)
        create(AssertionRow, record, key, id=asserted.id, event=event, statement=asserted.statement)
    compared = Independence(
        first=people[0], second=people[1], independent=True, reason="Other towns.", by=uuid4(), at=AT
    )
    create(IndependenceRow, Compared(said=compared), key)
    return event


def _assertions(
    actor: Any, acts: list[UUID], kinds: list[str], people: list[UUID], statements: list[UUID]
) -> Iterator[Any]:
    from waystation.documentation.assertions import Assertion, Passage

    for number in range(ASSERTIONS):
        yield Assertion(
            id=uuid4(),
            subject=acts[number % ACTS],
            property="happened",
            value=kinds[number % ACTS],
            source=people[number // ACTS % STATEMENTS],
            statement=statements[number // ACTS % STATEMENTS],
            passage=Passage(start=0, end=20),
            hand="first",
            connection="eyewitness",
            reliability="B",
            credibility="2",
            collector=actor.account,
        )


def pages(events: int, rounds: int) -> dict[str, tuple[float, list[float]]]:
    """Our pages, asked for by a documenter."""
    from benchmarks.vault import Staff
    from waystation.documentation.statements import access

    staff = Staff("ira")
    began = time.monotonic()
    made = fill(staff.actor, events)
    print(f"filled in {time.monotonic() - began:,.0f} s")
    chance = random.Random(SEED)
    at = iter(chance.choices(made, k=rounds * 20))

    def one_more(number: int) -> float:
        """Draws an assertion through the form, and opens the event."""
        event = next(at)
        statement, _found = access.statements_on(staff.actor, event)[0]
        said = {"once": str(uuid4()), "lines": ["1"], "subject": "new", "victim": f"Person {number}-1"}
        said |= {"what": f"happened:{KINDS[0]}", "source": f"Person {number}-2", "connection": "eyewitness"}
        said |= {"reliability": "B", "credibility": "2"}

        def draw() -> None:
            answer = staff.client.post(f"/staff/statements/{statement}/events/{event}", said)
            assert answer.status_code == 303, answer.status_code

        return own(draw) + staff.get(f"/staff/events/{event}")

    def testimony(_number: int) -> float:
        event = next(at)
        statement, _found = access.statements_on(staff.actor, event)[0]
        return staff.get(f"/staff/statements/{statement}/events/{event}")

    def lines(_number: int) -> float:
        return staff.get(f"/staff/statements/{access.statements_on(staff.actor, next(at))[0][0]}")

    def person(_number: int) -> float:
        return staff.get(f"/staff/people/{access.statements_on(staff.actor, next(at))[0][1].teller}")

    def save(number: int) -> float:
        event, version = next(at), 1
        said = {"title": f"Event, named anew {number}", "version": version, "once": str(uuid4()), "do": "done"}

        def post() -> None:
            assert staff.client.post(f"/staff/events/{event}/record", said).status_code in (303, 422)

        return own(post)

    jobs: dict[str, Callable[[int], float]] = {
        "open an event": lambda _number: staff.get(f"/staff/events/{next(at)}"),
        "one more assertion, and the event": one_more,
        "a testimony beside its form": testimony,
        "a statement line by line": lines,
        "what is known of somebody": person,
        "save an event": save,
        "list of statements": lambda _number: staff.get("/staff/statements/"),
        "list of people": lambda _number: staff.get("/staff/people/"),
    }
    return {name: measured(job, rounds) for name, job in jobs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=40)
    said = parser.parse_args()
    from benchmarks.organisation import installation

    with tempfile.TemporaryDirectory(prefix="waystation-statements-") as name:
        installation(Path(name) / "data", 1)
        found = pages(said.events, said.rounds)
    print(f"{said.events:,} events, {said.events * ACTS:,} acts, {said.events * ASSERTIONS:,} assertions")
    print(f"| page | first | median | p95 | limit {LIMIT:g} ms |\n|---|--:|--:|--:|---|")
    for page, (first, took) in found.items():
        p95 = quantiles(took, n=20)[-1]
        print(f"| {page} | {first:,.1f} | {median(took):,.1f} | {p95:,.1f} | {'met' if p95 <= LIMIT else 'MISSED'} |")


if __name__ == "__main__":
    main()
