"""Makes tables out of what this session may count, beside every table that was ever released.

What was released counts for ever, also what was taken back: copies of it stay. A table holds its numbers sealed, so
that the next ones are tried against it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from uuid import UUID

import msgspec

from waystation.advocacy import shown as advocacy
from waystation.advocacy.scoreboard import COLUMNS
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.figures import gathering
from waystation.documentation.figures.counting import Counted as Act
from waystation.documentation.pictures.region_map import located
from waystation.documentation.rules import group_of
from waystation.publication import access, wording
from waystation.publication.records import Tabled
from waystation.publication.statistics.tables import (
    ACTS,
    ANSWERS,
    DIMENSIONS,
    LEAST,
    STEP,
    Atom,
    Counts,
    Published,
    Table,
)
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

DELAY = 2
"""So many whole months are over before one is counted: nobody is told by what happened last week."""
MOST_ATOMS = 2_500
"""Regions, months, kinds and looks, multiplied: so many are tried in ten seconds of the processor."""
ELSEWHERE = "-"
ALONG = {
    ACTS: (("region", ""), ("month", ""), ("kind", ""), ("region", "month"), ("region", "kind"), ("month", "kind")),
    ANSWERS: (("body", "answer"), ("answer", "")),
}
Tell = Callable[[float], None]
NEEDS = {ACTS: "documentation.read", ANSWERS: "advocacy.read"}


def sources(actor: Actor) -> list[str]:
    """What this person may count."""
    return [source for source, verb in NEEDS.items() if allows(actor, verb)]


def freeze(actor: Actor, *, source: str, rows: str, columns: str, audience: str, least: int) -> Tabled:
    """A table of what is counted now, with as much hidden as it takes. Takes seconds. Raises Refused."""
    asked = counted(actor, source=source, rows=rows, columns=columns, audience=audience, least=least)
    return protect(asked, released(actor))


def counted(actor: Actor, *, source: str, rows: str, columns: str, audience: str, least: int) -> Tabled:
    """What is counted now, of which nothing may be shown yet. Raises Refused."""
    known = DIMENSIONS.get(source, ())
    fits = rows in known and rows != columns and columns in (*known, "") and source in sources(actor)
    refuse([] if fits else [("rows", wording.NOT_A_TABLE)])
    refuse([] if least >= LEAST[audience] else [("least", wording.TOO_FEW % {"least": LEAST[audience]})])
    until = last_month(actor.today) if source == ACTS else ""
    numbers, people = _acts(actor, until) if source == ACTS else (_answers(actor), {})
    refuse([] if numbers else [("", wording.NOTHING_TO_COUNT)])
    counts = Counts(source, 0, until, numbers, people)
    table = Table(counts, rows, columns, least, STEP[audience] if source == ACTS else 1)
    few = table.small()
    return Tabled(
        source=source,
        rows=rows,
        columns=columns,
        audience=audience,
        least=least,
        step=table.step,
        until=until,
        numbers=tuple(sorted(numbers.items())),
        few=tuple(sorted(few)),
        shown=(),
        at=actor.now(),
    )


def protect(record: Tabled, earlier: Collection[Tabled], tell: Tell | None = None) -> Tabled:
    """The table with as much hidden as it takes beside those that are out. `tell` is told how far it is.

    Pure, and takes seconds. Raises Refused.
    """
    # What tries tables brings the solver, which a server does without until somebody makes one.
    from waystation.publication.statistics.protecting import CannotHide, protected

    *others, new = _published([*(each for each in earlier if each.source == record.source), record])
    refuse([] if _size([*others, new]) <= MOST_ATOMS else [("", wording.TOO_MANY_CELLS)])
    try:
        found = protected(new.table, others, *([tell] if tell else []))
    except CannotHide:
        raise Refused([("", wording.CANNOT_HIDE)]) from None
    if all(number is None for number in found.shown.values()):
        raise Refused([("", wording.CANNOT_HIDE)])
    return msgspec.structs.replace(record, shown=tuple(found.shown.items()))


def gives_away(table: Tabled, out: Collection[Tabled], tell: Tell | None = None) -> bool:
    """Whether a table beside those that are out by now would give somebody away. Pure, and takes seconds."""
    from waystation.publication.statistics.protecting import given_away

    others = [each for each in out if each.source == table.source]
    return bool(given_away(_published([*others, table]), *([tell] if tell else [])))


def released(actor: Actor) -> list[Tabled]:
    """Every table without noise that was ever released, for whomever."""
    return list(out(actor).values())


def out(actor: Actor, *, but: UUID | None = None) -> dict[UUID, Tabled]:
    """The same by the ids of their publications, without one of them. What has noise says nothing for certain."""
    found = access.publications(actor)
    return {
        one: each.table
        for one, each in found.items()
        if each.table and not each.table.noise and each.released_at and one != but
    }


def _published(records: Collection[Tabled]) -> list[Published]:
    """The tables with the looks at what was counted in their order; the last stays the last."""
    looks: dict[tuple[object, ...], int] = {}
    for each in sorted(records, key=lambda one: one.at):
        looks.setdefault((each.until, each.numbers), len(looks))
    return [
        Published(
            Table(
                Counts(each.source, looks[each.until, each.numbers], each.until, dict(each.numbers)),
                each.rows,
                each.columns,
                each.least,
                each.step,
                frozenset(each.few),
            ),
            dict(each.shown),
        )
        for each in records
    ]


def _size(published: Collection[Published]) -> int:
    size = len({each.table.counts.moment for each in published})
    for axis in range(len(DIMENSIONS[next(iter(published)).table.counts.source])):
        size *= len({label for each in published if axis in each.table.axes for label in each.table.labels(axis)}) or 1
    return size


def last_month(today: date) -> str:
    """The last month that is counted."""
    day = today.replace(day=1)
    for _month in range(DELAY + 1):
        day = (day - timedelta(days=1)).replace(day=1)
    return day.isoformat()[:7]


def _acts(actor: Actor, until: str) -> tuple[dict[Atom, int], dict[Atom, frozenset[bytes]]]:
    numbers, people = Counter[Atom](), dict[Atom, set[bytes]]()
    for act in gathering.documented(actor).acts:
        for atom in _atom(act, until):
            numbers[atom] += 1
            people.setdefault(atom, set()).add(act.victim)
    return dict(numbers), {atom: frozenset(those) for atom, those in people.items()}


def _atom(act: Act, until: str) -> Iterator[Atom]:
    """Where it is counted: nowhere without a month, or in one that is too young."""
    if act.first is None or act.last is None or act.first.isoformat()[:7] != act.last.isoformat()[:7]:
        return
    month = act.first.isoformat()[:7]
    if month <= until:
        yield region(*act.places), month, group_of(act.kind)


def region(country: str, name: str) -> str:
    """A region as the gazetteer calls it: what people typed themselves never stands in a table."""
    found = located(country, name)
    return found[1].en if found else ELSEWHERE


def _answers(actor: Actor) -> dict[Atom, int]:
    found: dict[Atom, int] = {}
    for line in advocacy.board(actor):
        for answer, number in zip(COLUMNS, line.cells, strict=True):
            found[str(line.name), answer] = found.get((str(line.name), answer), 0) + number
    return found
