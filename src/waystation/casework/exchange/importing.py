"""Taking a table in: a look first, then case by case, going on from where it was stopped. The only writers of it.

The id of a case follows from what the row says (or from its own mark, where the table has one), keyed by the vault
half: the same row makes the same case, so that a table taken in twice, or stopped in the middle, makes nothing twice.
When all rows are taken their persons are compared with those who are known; then the cells are deleted, and what was
wrong stays, by row and column.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, pseudonyms
from waystation.casework.exchange import comparing, import_rules, reading
from waystation.casework.exchange.comparing import Met
from waystation.casework.exchange.import_rules import Problem, Said
from waystation.casework.exchange.models import ImportRow
from waystation.casework.exchange.reading import Sheet
from waystation.casework.exchange.records import Import
from waystation.casework.exchange.wording import BEGUN, PROBLEMS
from waystation.casework.models import Case, MoveRow, NeedRow, NoteRow
from waystation.casework.persons import actions as persons
from waystation.casework.records import Move, Note
from waystation.staff import teams
from waystation.staff.access import open_row, refresh, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.policy import COMPARTMENT_TEAMS, require
from waystation.staff.teams import COORDINATION
from waystation.vault import files, grants, half
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.files import Stored
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, rewrite

MAPPING, RUNNING, ENDED = "mapping", "running", "ended"
AT_ONCE = 100  # cases in one transaction
MOST_PROBLEMS = 500  # kept with an import
_Keys = Mapping[Compartment, Key]

replace = msgspec.structs.replace


@dataclass
class Outcome:
    """What a look at the whole table found."""

    new: list[Said] = field(default_factory=list, repr=False)
    known: list[Said] = field(default_factory=list, repr=False)
    twice: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list, repr=False)
    alike: list[int] = field(default_factory=list)


def begin(actor: Actor, chunks: Iterable[bytes], name: str, *, once: UUID | None = None) -> UUID:
    """Reads a file and keeps its cells, sealed. Returns the import's id. Raises Refused for what is no table."""
    require(actor, "exchange.import")
    if once and ImportRow.objects.filter(pk=once).exists():
        return once
    sheet = reading.read(chunks)
    if sheet.problem:
        raise Refused(PROBLEMS[sheet.problem])
    stored = files.keep([msgspec.json.encode(sheet.rows)])
    try:
        return _begun(actor, sheet, stored, name, once or uuid4())
    finally:
        files.forget(stored.id)


@transaction.atomic
def _begun(actor: Actor, sheet: Sheet, stored: Stored, name: str, row_id: UUID) -> UUID:
    record = Import(
        file=stored.id,
        content=stored.content,
        name=name,
        rows=len(sheet.rows),
        sheets=sheet.sheets,
        merged=tuple(sheet.merged[:50]),
        formulas=tuple(sheet.formulas[:50]),
        titles=import_rules.titles(sheet.rows, 1),
        columns=import_rules.guess(sheet.rows[0]) if sheet.rows else {},
        at=actor.now(),
        by=actor.account,
    )
    create(ImportRow, record, actor.keys.key(actor.team(COORDINATION)), id=row_id, file=stored.id)
    log(actor.account, "exchange.import_begun", subject=row_id)
    return row_id


def imports(actor: Actor) -> list[tuple[ImportRow, Import]]:
    """Every table that was taken in, the newest first."""
    require(actor, "exchange.import")
    found: list[tuple[ImportRow, Import]] = stubs(actor, ImportRow.objects.filter(locator=actor.team(COORDINATION)))
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def one(actor: Actor, import_id: UUID) -> tuple[ImportRow, Import]:
    """One of them. Raises Absent."""
    require(actor, "exchange.import")
    return open_row(actor, ImportRow.objects.filter(locator=actor.team(COORDINATION)), import_id)


def cells(record: Import) -> list[list[str]]:
    """The cells of a table. Raises Tampered."""
    return msgspec.json.decode(b"".join(files.read(record.file, record.content)), type=list[list[str]])


@transaction.atomic
def choose(actor: Actor, import_id: UUID, columns: Mapping[str, int], head: int, *, seen: int | None = None) -> None:
    """Says which column is what, before the first row is taken. Raises Stale, Refused once it has begun."""
    row, record = one(actor, import_id)
    if record.done > record.head or (seen is not None and seen != row.version):
        raise Refused(BEGUN)
    titles = import_rules.titles(cells(record), head)
    rewrite(row, replace(record, columns=dict(columns), head=head, titles=titles, done=0), actor.keys)
    log(actor.account, "exchange.import_begun", subject=import_id)


def look(actor: Actor, record: Import) -> Outcome:
    """What taking the table in would do. Nothing is written."""
    said, problems = import_rules.understood(_numbered(record, cells(record)), record.columns, actor.now().date())
    outcome, first = Outcome(problems=problems), dict[UUID, int]()
    for each in said:
        case_id = id_of(actor, each)
        if case_id in first:
            outcome.twice.append((each.row, first[case_id]))
            continue
        first[case_id] = each.row
        outcome.new.append(each)
    there = _there(first)
    outcome.known = [each for each in outcome.new if id_of(actor, each) in there]
    outcome.new = [each for each in outcome.new if id_of(actor, each) not in there]
    outcome.alike = comparing.like_known(actor, outcome.new)
    return outcome


def _numbered(record: Import, rows: Sequence[Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    return [(number, row) for number, row in enumerate(rows, 1) if number > max(record.head, record.done)]


def id_of(actor: Actor, said: Said) -> UUID:
    """The id of the case that a row makes: of its own mark, or of all that it says."""
    told = said.reference or said.words
    return UUID(bytes=half.digest(b"imported case", actor.team(COORDINATION).bytes + told.encode()))


def _there(ids: Iterable[UUID]) -> set[UUID]:
    """Those of which there is a case, or was one that is erased."""
    wanted, found = list(ids), set[UUID]()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        found |= set(Case.objects.filter(pk__in=some).values_list("pk", flat=True))
        found |= {place[0] for place in grants.buried(locator__in=some)}
    return found


def take(actor: Actor, import_id: UUID) -> Generator[Import, None, None]:
    """Takes the table in from where it stands, AT_ONCE rows in a transaction; gives how it stands after each.

    Stopped at any point, it goes on from there when it is called again. Raises Absent, Stale.
    """
    require(actor, "exchange.import")
    _row, record = one(actor, import_id)
    rows, names = _numbered(record, cells(record)), _Names(actor)
    while rows and record.state != ENDED:
        some, rows = rows[:AT_ONCE], rows[AT_ONCE:]
        with transaction.atomic():
            in_order()
            record = _taken(actor, import_id, some, names)
        yield record
    refresh(actor)
    if record.state != ENDED:
        yield from _compared(actor, import_id, record)
        refresh(actor)


class _Names:
    """Words to call people by who have none, each drawn at random once, then again with a number."""

    def __init__(self, actor: Actor) -> None:
        self._taken = {stub.pseudonym.casefold() for _held, stub in access.cases(actor)}
        self._free = iter(pseudonyms.shuffled())

    def next(self) -> str:
        name = next(name for name in self._free if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return name


def _taken(actor: Actor, import_id: UUID, rows: list[tuple[int, Sequence[str]]], names: _Names) -> Import:
    row, record = one(actor, import_id)
    said, problems = import_rules.understood(rows, record.columns, actor.now().date())
    wanted = {id_of(actor, each): each for each in reversed(said)}  # of two that say the same, the first
    there = _there(wanted)
    new = {case_id: each for case_id, each in wanted.items() if case_id not in there}
    _make(actor, new, names)
    said_wrong = tuple((each.row, each.column, str(each.what)) for each in problems)
    changed = replace(
        record,
        done=rows[-1][0],
        made=record.made + len(new),
        known=record.known + len(said) - len(new),
        refused=record.refused + len({each.row for each in problems}),
        problems=(*record.problems, *said_wrong)[:MOST_PROBLEMS],
        state=RUNNING,
    )
    rewrite(row, changed, actor.keys)
    return changed


def _compared(actor: Actor, import_id: UUID, record: Import) -> Generator[Import, None, None]:
    """Queues who is likely the same as somebody else, then ends the import. Stopped, it compares again: once a pair."""
    met: list[Met] = []
    for number, found in enumerate(comparing.compared(actor, _made_of(actor, record, actor.now().date())), 1):
        met += found
        if number % AT_ONCE == 0:
            yield replace(record, compared=number)
    pairs = comparing.likeliest(met)
    some = pairs[: comparing.MOST_OF_A_TABLE]
    for start in range(0, len(some), AT_ONCE):
        with transaction.atomic():
            in_order()
            comparing.queue(actor, some[start : start + AT_ONCE])
        yield replace(record, compared=record.made)
    with transaction.atomic():
        in_order()
        row, record = one(actor, import_id)
        if record.state != ENDED:
            record = _ended(actor, row, replace(record, state=ENDED, alike=len(pairs), queued=len(some)))
    yield record


def _ended(actor: Actor, row: ImportRow, record: Import) -> Import:
    """Puts an empty table in the place of the cells."""
    empty = files.keep([b"[]"])
    changed = replace(record, file=empty.id, content=empty.content)
    move(row, changed, actor.keys.key(row.locator), file=empty.id)
    transaction.on_commit(lambda: files.forget(record.file))
    log(actor.account, "exchange.import_ended", subject=row.pk)
    return changed


def holding(actor: Actor, case_id: UUID) -> list[UUID]:
    """The unfinished imports whose cells tell of a case: they go with it."""
    found: list[tuple[ImportRow, Import]] = stubs(actor, ImportRow.objects.all())
    today = actor.now().date()
    return [row.pk for row, record in found if record.state != ENDED and case_id in _made_of(actor, record, today)]


def _made_of(actor: Actor, record: Import, today: date) -> dict[UUID, Said]:
    """What each case that the table makes is made of."""
    rows = list(enumerate(cells(record), 1))[record.head :]
    return {id_of(actor, each): each for each in reversed(import_rules.understood(rows, record.columns, today)[0])}


def _make(actor: Actor, new: Mapping[UUID, Said], names: _Names) -> None:
    """Cases with keys of their own; each team gets all of their keys in a few pages."""
    made = {case_id: grants.create_keys(case_id, CASE_COMPARTMENTS) for case_id in new}
    for team in teams.TEAMS:
        granted = [key for keys in made.values() for key in keys if team in COMPARTMENT_TEAMS[key.compartment]]
        if granted:
            grants.grant(granted, to=actor.team(team))
    for case_id, said in new.items():
        _case(actor, case_id, said, {key.compartment: key for key in made[case_id]}, names)
    for case_id in new:
        log(actor.account, "exchange.imported", subject=case_id, case=case_id)


def _case(actor: Actor, case_id: UUID, said: Said, keys: _Keys, names: _Names) -> None:
    who: dict[str, Any] = {"at": actor.now(), "by": actor.account}
    stub = replace(said.stub, pseudonym=said.stub.pseudonym or names.next(), owner=actor.account)
    contact = keys[Compartment.CONTACT]
    create(Case, stub, keys[Compartment.LIST], id=case_id)
    create(MoveRow, Move(stage=stub.stage, place=stub.place, country=stub.country, **who), contact)
    for need in said.needs:
        create(NeedRow, replace(need, **who), contact)
    note = "\n".join(filter(None, (said.reference, said.note)))
    if note:
        create(NoteRow, Note(text=note, **who), contact)
    persons.first(actor, keys, person=said.person)


@transaction.atomic
def forget(actor: Actor, import_id: UUID) -> None:
    """Deletes the table; the cases that it made stay. Raises Absent."""
    row, record = one(actor, import_id)
    delete(row)
    transaction.on_commit(lambda: files.forget(record.file))
    log(actor.account, "exchange.import_dropped", subject=import_id)
