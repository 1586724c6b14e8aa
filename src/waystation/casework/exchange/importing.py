"""Taking a table in: a look first, then case by case, going on from where it was stopped. The only writers of it.

A table taken in twice, or stopped in the middle, makes nothing twice (see `sorting`). When all rows are taken their
persons are compared with those who are known; then the cells are deleted: where rows were left out, once somebody has
looked at them.
"""

from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from waystation.audit.log import log, log_each
from waystation.casework import access, pseudonyms, watching
from waystation.casework.exchange import comparing, import_rules, reading, sorting
from waystation.casework.exchange.import_rules import Said
from waystation.casework.exchange.models import ImportRow
from waystation.casework.exchange.reading import Sheet
from waystation.casework.exchange.records import Import
from waystation.casework.exchange.sorting import LOOKED_AT
from waystation.casework.exchange.wording import BEGUN, EMPTY, PROBLEMS
from waystation.casework.models import Case, MoveRow, NeedRow, NoteRow
from waystation.casework.pairing import Met
from waystation.casework.persons import actions as persons
from waystation.casework.records import Move, Note
from waystation.staff import teams
from waystation.staff.access import open_row, refresh, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.policy import COMPARTMENT_TEAMS, require
from waystation.staff.teams import COORDINATION
from waystation.vault import files, grants
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import Tampered
from waystation.vault.files import Stored
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, rewrite, together

MAPPING, RUNNING, ENDED = "mapping", "running", "ended"
AT_ONCE = 100  # cases in one transaction
MOST_PROBLEMS = 500  # kept with an import
_Keys = Mapping[Compartment, Key]

replace = msgspec.structs.replace


def begin(actor: Actor, chunks: Iterable[bytes], name: str, *, once: UUID | None = None) -> UUID:
    """Reads a file and keeps its cells, sealed. Returns the import's id. Raises Refused for what is no table."""
    require(actor, "exchange.import")
    if once and ImportRow.objects.filter(pk=once).exists():
        return once
    sheet = reading.read(chunks)
    if sheet.problem:
        raise Refused(PROBLEMS[sheet.problem] % {"row": sheet.row} if sheet.row else PROBLEMS[sheet.problem])
    if not any(cell.strip() for row in sheet.rows for cell in row):
        raise Refused(EMPTY)
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
        columns=import_rules.guess(sheet.rows[0], sheet.rows[1:]) if sheet.rows else {},
        stage="",
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


@transaction.atomic
def choose(
    actor: Actor,
    import_id: UUID,
    columns: Mapping[str, int],
    head: int,
    *,
    source: str = "",
    stage: str = "",
    seen: int | None = None,
) -> None:
    """Says which column is what, whose its numbers are and where rows stand that say no stage ("": they are left out).

    It is said before the first row is taken.

    Raises Stale, Refused once it has begun.
    """
    row, record = one(actor, import_id)
    if record.done > record.head or (seen is not None and seen != row.version):
        raise Refused(BEGUN)
    titles = import_rules.titles(sorting.cells(record), head)
    chosen = replace(record, columns=dict(columns), head=head, titles=titles, source=source, stage=stage, done=0)
    rewrite(row, chosen, actor.keys)
    log(actor.account, "exchange.import_begun", subject=import_id)


def take(actor: Actor, import_id: UUID) -> Generator[Import, None, None]:
    """Takes the table in from where it stands, AT_ONCE rows in a transaction; gives how it stands after each.

    Stopped at any point, it goes on from there when it is called again. Raises Absent, Stale.
    """
    require(actor, "exchange.import")
    _row, record = one(actor, import_id)
    found, names = sorting.once(actor, record), _Names(actor)
    while record.done < record.rows and record.state in (MAPPING, RUNNING):
        with transaction.atomic():
            in_order()
            record = _taken(actor, import_id, found, names)
        yield record
    refresh(actor)
    if record.state in (MAPPING, RUNNING):
        yield from _compared(actor, import_id, record, sorting.by_case(actor, record, found.new))
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


def _taken(actor: Actor, import_id: UUID, found: sorting.Outcome, names: _Names) -> Import:
    """The next rows, as they stand beside the cases that there are now."""
    row, record = one(actor, import_id)
    first = max(record.done, record.head) + 1
    last = min(record.rows, first + AT_ONCE - 1)
    some = found.of_rows(first, last)
    said, some.new = some.new, []
    sorting.beside_cases(actor, record, said, some)
    told = tuple(
        (each.row, each.column, str(each.what)) for each in sorted((*some.problems, *some.left), key=sorting.place)
    )
    changed = replace(
        record,
        done=last,
        made=record.made + len(some.new),
        known=record.known + len(some.known),
        refused=record.refused + len({each.row for each in some.problems}),
        left=record.left + len(some.left),
        problems=(*record.problems, *told)[:MOST_PROBLEMS],
        past=dict(Counter(record.past) + Counter(sorting.past(actor, some.new))),
        state=RUNNING,
    )
    if record.state == MAPPING:
        unread = import_rules.unread(sorting.cells(record), record.head, record.columns)
        changed = replace(changed, unread=unread)
    rewrite(row, changed, actor.keys)
    _make(actor, sorting.by_case(actor, record, some.new), names)
    log(actor.account, "exchange.import_went_on", subject=import_id)
    return changed


def _compared(
    actor: Actor, import_id: UUID, record: Import, made: Mapping[UUID, Said]
) -> Generator[Import, None, None]:
    """Queues who is likely the same as somebody else, then ends the import. Stopped, it compares again: once a pair."""
    met: list[Met] = []
    for number, found in enumerate(comparing.compared(actor, made), 1):
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
        if record.state == RUNNING:
            record = replace(record, alike=len(pairs), queued=len(some))
            record = (_waits if record.refused or record.left else _ended)(actor, row, record)
    yield record


def _waits(actor: Actor, row: ImportRow, record: Import) -> Import:
    """Keeps the cells until somebody has looked at the rows that were left out."""
    changed = replace(record, state=LOOKED_AT)
    rewrite(row, changed, actor.keys)
    log(actor.account, "exchange.import_ended", subject=row.pk)
    return changed


@transaction.atomic
def have_looked(actor: Actor, import_id: UUID) -> None:
    """Somebody has seen which rows were left out, and why: the cells are deleted. Raises Absent."""
    row, record = one(actor, import_id)
    if record.state == LOOKED_AT:
        _ended(actor, row, record)


def _ended(actor: Actor, row: ImportRow, record: Import) -> Import:
    """Puts an empty table in the place of the cells."""
    empty = files.keep([b"[]"])
    changed = replace(record, file=empty.id, content=empty.content, state=ENDED)
    move(row, changed, actor.keys.key(row.locator), file=empty.id)
    transaction.on_commit(lambda: files.forget(record.file))
    log(actor.account, "exchange.import_ended", subject=row.pk)
    return changed


def holding(actor: Actor, case_id: UUID) -> list[UUID]:
    """The imports whose cells are kept and tell of a case: they go with it."""
    found: list[tuple[ImportRow, Import]] = stubs(actor, ImportRow.objects.all())
    return [row.pk for row, record in found if record.state != ENDED and _tells(actor, record, case_id)]


def _tells(actor: Actor, record: Import, case_id: UUID) -> bool:
    try:
        return case_id in sorting.made_of(actor, record)
    except Tampered:  # cells that are gone or damaged cannot say of whom they tell, and keep nobody from erasing
        return True


def _make(actor: Actor, new: Mapping[UUID, Said], names: _Names) -> None:
    """Cases with keys of their own; each team gets all of their keys in a few pages."""
    made = grants.create_keys_of(new, CASE_COMPARTMENTS)
    for team in teams.TEAMS:
        granted = [key for keys in made.values() for key in keys if team in COMPARTMENT_TEAMS[key.compartment]]
        if granted:
            grants.grant(granted, to=actor.team(team))
    with together():
        for case_id, said in new.items():
            _case(actor, case_id, said, {key.compartment: key for key in made[case_id]}, names)
    log_each(actor.account, "exchange.imported", [(case_id, case_id) for case_id in new])


def _case(actor: Actor, case_id: UUID, said: Said, keys: _Keys, names: _Names) -> None:
    who: dict[str, Any] = {"at": actor.now(), "by": actor.account}
    stub = replace(said.stub, pseudonym=said.stub.pseudonym or names.next(), owner=actor.account)
    contact = keys[Compartment.CONTACT]
    create(Case, stub, keys[Compartment.LIST], id=case_id)
    first = Move(stage=stub.stage, place=stub.place, country=stub.country, **who)
    create(MoveRow, first, contact, id=sorting.first_move(case_id, said))
    watching.begin(actor, stub, contact)
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
