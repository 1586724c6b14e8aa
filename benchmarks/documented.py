"""What an organisation has documented, made in bulk: the same rows as the actions make, sealed by the same functions.

Each event has twelve acts against three of its six people, three statements of ten lines, and forty assertions drawn
from them by three sources, two of whom were compared: with 5,000 events that is 60,000 acts and 200,000 assertions. One
event more is as dense as one gets: DENSE acts, and DENSE_ASSERTIONS drawn from the interview of a day. Left out is what
the actions cost, not what they leave.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

ACTS, PEOPLE, TELLERS, ASSERTIONS = 12, 6, 3, 40
DENSE, DENSE_LINES, DENSE_ASSERTIONS = 500, 400, 2_000
DENSE_TITLE = "The night on which they came to every house"
AT = datetime(2025, 5, 4, tzinfo=UTC)
FIRST = date(2017, 2, 1)
KINDS = ("integrity.beating", "integrity.torture", "liberty.arbitrary_detention", "life.death_under_torture")
OF_ACT = (("happened", ""),) * 3 + (("method", "electric.hand_crank"), ("condition", "food"), ("injury", "burns"))
PERPETRATORS = ("state.security_service", "state.police", "family", "")
REGIONS = ("Dagestan", "Ingushetia", "Chechnya", "Stavropol Krai", "Far Valley")
AT_ONCE = 200
SEED = 7


def fill(actor: Any, events: int) -> None:
    """So many events, and the dense one, in the installation that is open."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.documentation import access
    from waystation.vault import manifest

    began, chance, key = time.monotonic(), random.Random(SEED), access.key(actor)
    for start in range(0, events, AT_ONCE):
        rows: dict[Any, list[Any]] = defaultdict(list)
        for number in range(start, min(events, start + AT_ONCE)):
            for model, record, columns in _event(actor.account, chance, number):
                rows[model].append(_sealed(model, record, key, columns))
        _store(rows)
    rows = defaultdict(list)
    for model, record, columns in _dense(actor.account, chance):
        rows[model].append(_sealed(model, record, key, columns))
    _store(rows)
    with transaction.atomic():
        manifest.adopt()
        log(None, "benchmark.line")
    print(f"filled with {events:,} events in {time.monotonic() - began:,.0f} s")


def _sealed(model: Any, record: Any, key: Any, columns: dict[str, Any]) -> Any:
    from benchmarks.organisation import _sealed as sealed

    return sealed(model, record, key, **columns)


def _store(rows: dict[Any, list[Any]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        for model, some in rows.items():
            model.objects.bulk_create(some)


Made = tuple[Any, Any, dict[str, Any]]


def _event(by: UUID, chance: random.Random, number: int) -> Iterator[Made]:
    from waystation.documentation.dates import PartialDate
    from waystation.documentation.models import ActRow, EventRow, InvolvementRow, PersonRow
    from waystation.documentation.records import Act, Event, Involvement, Person, PlaceName
    from waystation.documentation.reviews import Independence
    from waystation.documentation.statements.models import IndependenceRow, StatusReviewRow
    from waystation.documentation.statements.records import Compared, Reviewed

    event = uuid4()
    place = PlaceName(country="Russia", region=chance.choice(REGIONS), locality=f"Village {number % 300}")
    day = PartialDate(day=FIRST + timedelta(days=chance.randrange(2_000)))
    record = Event(title=f"Event {number}", began=day, place=place, at=AT, by=by)
    yield EventRow, record, {"id": event}
    people = [uuid4() for _ in range(PEOPLE)]
    for each, one in enumerate(people):
        yield PersonRow, Person(called=f"Person {number}-{each}", at=AT, by=by), {"id": one}
    acts = [(uuid4(), chance.choice(KINDS)) for _ in range(ACTS)]
    for each, (act, kind) in enumerate(acts):
        said = Act(event=event, victim=people[TELLERS + each % 3], kind=kind, at=AT, by=by)
        yield ActRow, said, {"id": act, "event": event}
        kinds = chance.choice(PERPETRATORS)
        who = Involvement(event=event, act=act, perpetrator=people[5 - each % 3], kind=kinds, at=AT, by=by)
        yield InvolvementRow, who, {"id": uuid4(), "event": event}
    tellings = []
    for teller in people[:TELLERS]:
        statement = uuid4()
        yield from _statement(by, event, statement, teller, 10)
        tellings.append((teller, statement))
    for place_ in range(ASSERTIONS):
        teller, statement = tellings[place_ // ACTS % TELLERS]
        yield _assertion(by, chance, event, acts[place_ % ACTS], teller, statement, place_ % 10)
    words = Independence(first=people[0], second=people[1], independent=True, reason="Other towns.", by=uuid4(), at=AT)
    yield IndependenceRow, Compared(said=words), {"id": uuid4()}
    yield StatusReviewRow, Reviewed(event=event, said=_review(*acts[0])), {"id": uuid4(), "event": event}


def _review(act: UUID, kind: str) -> Any:
    from waystation.documentation.reviews import Review

    return Review(
        subject=act, property="happened", value=kind, finding="confirms", status="corroborated", by=uuid4(), at=AT,
        reason="Read both statements.",
    )  # fmt: skip


def _statement(by: UUID, event: UUID, statement: UUID, teller: UUID, lines: int) -> Iterator[Made]:
    from waystation.documentation.dates import PartialDate
    from waystation.documentation.statements.models import StatementRow, WordsRow
    from waystation.documentation.statements.records import Statement, Words

    told = (PartialDate(day=date(2025, 5, 4)),)
    said = Statement(teller=teller, kind="interview", told=told, events=(event,), at=AT, by=by)
    yield StatementRow, said, {"id": statement}
    yield WordsRow, Words(text="\n".join(_line(number) for number in range(lines))), {"id": statement}


def _line(number: int) -> str:
    return f"T. They came again on the day of number {number:04}, and it was as before."


def _assertion(
    by: UUID, chance: random.Random, event: UUID, act: tuple[UUID, str], teller: UUID, statement: UUID, line: int
) -> Made:
    from waystation.documentation.assertions import Assertion, Passage
    from waystation.documentation.statements.models import AssertionRow
    from waystation.documentation.statements.records import Asserted

    start, one = line * (len(_line(0)) + 1), uuid4()
    aspect, value = chance.choice(OF_ACT)
    said = Assertion(
        id=one,
        subject=act[0],
        property=aspect,
        value=value or act[1],
        source=teller,
        statement=statement,
        passage=Passage(start=start, end=start + 20),
        hand="first",
        connection="eyewitness",
        reliability="B",
        credibility="2",
        collector=by,
    )
    record = Asserted(event=event, said=said, at=AT, by=by)
    return AssertionRow, record, {"id": one, "event": event, "statement": statement}


def _dense(by: UUID, chance: random.Random) -> Iterator[Made]:
    """One event of very many acts, and one statement from which everything of it was drawn."""
    from waystation.documentation.models import ActRow, EventRow, InvolvementRow, PersonRow
    from waystation.documentation.records import Act, Event, Involvement, Person

    event, statement, teller, hunter = (uuid4() for _ in range(4))
    yield EventRow, Event(title=DENSE_TITLE, at=AT, by=by), {"id": event}
    for one, name in ((teller, "Teller of that night"), (hunter, "The one with the lists")):
        yield PersonRow, Person(called=name, at=AT, by=by), {"id": one}
    acts = [(uuid4(), KINDS[number % 3]) for number in range(DENSE)]
    for number, (act, kind) in enumerate(acts):
        victim = uuid4()
        yield PersonRow, Person(called=f"House {number}", at=AT, by=by), {"id": victim}
        yield ActRow, Act(event=event, victim=victim, kind=kind, at=AT, by=by), {"id": act, "event": event}
        who = Involvement(event=event, act=act, perpetrator=hunter, kind="state.police", at=AT, by=by)
        yield InvolvementRow, who, {"id": uuid4(), "event": event}
    yield from _statement(by, event, statement, teller, DENSE_LINES)
    for number in range(DENSE_ASSERTIONS):
        yield _assertion(by, chance, event, acts[number % DENSE], teller, statement, number % DENSE_LINES)
