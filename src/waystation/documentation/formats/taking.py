"""Taking a file in: it is read and kept, sealed; then looked at, where nothing is written; then taken, all or nothing.

A record that came once is known again, by what its file says of it and the vault half: nothing is made twice, nothing
that stands here is overwritten, and what was erased here stays erased.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.formats import csv_tables, martus, openevsys, own, reading, sorting, stored, uwazi, whole
from waystation.documentation.formats.drafting import Draft, Ids, known_codes, replace, settle
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.models import UploadRow
from waystation.documentation.formats.parts import size
from waystation.documentation.formats.reading import JSON, MARTUS, OPENEVSYS, TABLES, UWAZI, Parsed
from waystation.documentation.formats.records import TAKEN, WAITING, Upload
from waystation.documentation.formats.sorting import Outcome
from waystation.documentation.formats.whole import Records
from waystation.documentation.formats.wording import BEGUN, EXHIBITS_FIRST, NO_TITLE, SAY_UNITS
from waystation.documentation.terms.access import lists
from waystation.staff.access import open_row, opened
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import files, half
from waystation.vault.errors import Stale
from waystation.vault.files import Stored
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, rewrite


def begin(actor: Actor, chunks: Iterable[bytes], name: str, *, once: UUID | None = None) -> UUID:
    """Reads a file and keeps what it says, sealed. Returns the upload's id. Raises NotRead."""
    require(actor, "formats.import")
    if once and UploadRow.objects.filter(pk=once).exists():
        return once
    parsed = reading.read(chunks)
    if parsed.form == TABLES:
        csv_tables.from_tables(parsed.tables)  # whatever is wrong with it is said now
    elif parsed.form in (OPENEVSYS, MARTUS) and size(_of_xml(parsed).records) > whole.MOST_RECORDS:
        raise NotRead("many")
    return keep(actor, parsed, once or uuid4(), name=name)


def keep(actor: Actor, parsed: Parsed, row_id: UUID, **said: Any) -> UUID:
    """Keeps what was read of a file, to be looked at. Returns the upload's id."""
    kept = files.keep([msgspec.json.encode(parsed)])
    try:
        return _begun(actor, parsed, kept, row_id, said)
    finally:
        files.forget(kept.id)


@transaction.atomic
def _begun(actor: Actor, parsed: Parsed, kept: Stored, row_id: UUID, said: dict[str, Any]) -> UUID:
    record = Upload(
        file=kept.id,
        content=kept.content,
        form=parsed.form,
        columns=tuple(uwazi.guess(parsed.rows[0])) if parsed.form == UWAZI else (),
        at=actor.now(),
        by=actor.account,
        **said,
    )
    create(UploadRow, record, actor.keys.key(actor.team(DOCUMENTATION)), id=row_id, file=kept.id)
    log(actor.account, "formats.upload_begun", subject=row_id)
    return row_id


def uploads(actor: Actor) -> list[tuple[UUID, Upload]]:
    """Every file that waits or was taken in, the newest first."""
    require(actor, "formats.import")
    found = [(held.id, held.record) for held in opened(actor, UploadRow) if held.locator == actor.team(DOCUMENTATION)]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def one(actor: Actor, upload_id: UUID) -> tuple[UploadRow, Upload]:
    """One of them. Raises Absent."""
    require(actor, "formats.import")
    return open_row(actor, UploadRow.objects.filter(locator=actor.team(DOCUMENTATION)), upload_id)


def parsed(record: Upload) -> Parsed:
    """What was read of a file that waits. Raises Tampered."""
    return msgspec.json.decode(b"".join(files.read(record.file, record.content)), type=Parsed)


def _to_say_of(actor: Actor, upload_id: UUID, form: str, seen: int | None) -> tuple[UploadRow, Upload]:
    """A file of this form that waits, in the caller's transaction. Raises Absent, Refused, Stale."""
    in_order()
    row, record = one(actor, upload_id)
    if seen is not None and row.version != seen:
        raise Stale
    if record.state != WAITING or record.form != form:
        raise Refused(BEGUN)
    return row, record


@transaction.atomic
def choose(
    actor: Actor,
    upload_id: UUID,
    columns: Sequence[str],
    templates: Sequence[str] | None,
    *,
    seen: int | None = None,
) -> None:
    """Says what each column of a table is, and which of its templates are wanted. Raises Absent, Refused, Stale."""
    row, record = _to_say_of(actor, upload_id, UWAZI, seen)
    if uwazi.TITLE not in columns:
        raise Refused(NO_TITLE)
    wanted = None if templates is None else tuple(templates)
    rewrite(row, replace(record, columns=tuple(columns), templates=wanted), actor.keys)
    log(actor.account, "formats.upload_begun", subject=upload_id)


@transaction.atomic
def answer(actor: Actor, upload_id: UUID, units: Mapping[str, str], *, seen: int | None = None) -> None:
    """Says of counting units that no list has whether each is one person or several. Raises Absent, Refused, Stale."""
    row, record = _to_say_of(actor, upload_id, OPENEVSYS, seen)
    if not set(units.values()) <= {openevsys.ONE, openevsys.SEVERAL}:
        raise Refused(SAY_UNITS)
    rewrite(row, replace(record, units=tuple(sorted(units.items()))), actor.keys)
    log(actor.account, "formats.upload_begun", subject=upload_id)


def unanswered(record: Upload, outcome: Outcome) -> bool:
    """Whether it has to be said first what some counting units of the file are."""
    return not outcome.draft.units.keys() <= dict(record.units).keys()


def wanting(actor: Actor, record: Upload) -> bool:
    """Whether exhibits are still to come home on which its statements stand."""
    return not set(record.needs) <= stored.exhibits_here(actor).keys()


def look(actor: Actor, record: Upload) -> Outcome:
    """What taking a file in would do. Nothing is written. Raises Tampered, NotRead."""
    return _sorted(actor, record, stored.everything(actor))


def _sorted(actor: Actor, record: Upload, here: Records) -> Outcome:
    own_terms = lists(actor).own
    draft = _drafted(parsed(record), record, here, own_terms, stored.exhibits_here(actor))
    wanted = [one for found in draft.records.values() for one in found]
    faults = sorting.faults(own_terms, actor.today, here, draft.records)
    return sorting.sort(draft, here, stored.erased(wanted), faults)


def _drafted(
    found: Parsed,
    record: Upload,
    here: Records,
    own_terms: Mapping[str, Collection[str]],
    exhibits: Collection[str],
) -> Draft:
    """The draft of a file, by its form."""
    meanings: dict[tuple[str, str], whole.OwnTerm] = {}
    if found.form in (JSON, TABLES):
        records, terms = (
            whole.unpacked(found.json.encode()) if found.form == JSON else csv_tables.from_tables(found.tables)
        )
        meanings = {(each.vocabulary, each.code): each for each in terms}
        gone = stored.erased(each for found_ in records.values() for each in found_)
        ids = _as_they_are if record.ours else _ids(JSON, "", {name: {*here[name], *gone} for name in here})
        draft = own.drafted(records, terms, ids, exhibits)
    elif found.form in (OPENEVSYS, MARTUS):
        draft = _of_xml(found, dict(record.units))
    else:
        draft = uwazi.drafted(found.rows, record.columns, _ids(UWAZI, "", {}), record.templates)
    settle(draft, known_codes(own_terms), meanings)
    return draft


def _as_they_are(_kind: str, mark: str) -> UUID:
    """What our own laptop made keeps its id: what is changed there later is known again."""
    return UUID(mark)


def _of_xml(found: Parsed, units: Mapping[str, str] | None = None) -> Draft:
    if found.form == OPENEVSYS:
        return openevsys.drafted(found.tree, _ids(OPENEVSYS, openevsys.instance(found.tree), {}), units)
    return martus.drafted(found.tree, _ids(MARTUS, "", {}))


def _ids(form: str, source: str, ours: Mapping[str, Collection[UUID]]) -> Ids:
    """Ids that follow from what a file says, keyed by the vault half; what is, or was, here keeps its own."""

    def id_of(kind: str, mark: str) -> UUID:
        if ours and (own_id := UUID(mark)) in ours[kind]:
            return own_id
        told = "\0".join((form, source, kind, mark)).encode()
        return UUID(bytes=half.digest(b"imported record", told), version=4)

    return id_of


@transaction.atomic
def take(actor: Actor, upload_id: UUID, *, seen: int | None = None) -> int:
    """Takes a file in: all that is new, or nothing. Returns how many records it made.

    Raises Absent, Refused where it was taken in, Stale where its mapping changed meanwhile, Tampered, NotRead.
    """
    require(actor, "formats.import")
    require(actor, "documentation.record")
    in_order()  # before looking: of two who take the same in, one finds it here
    row, record = one(actor, upload_id)
    if seen is not None and row.version != seen:
        raise Stale
    if record.state != WAITING:
        raise Refused(BEGUN)
    here = stored.everything(actor)
    outcome = _sorted(actor, record, here)
    if unanswered(record, outcome):
        raise Refused(SAY_UNITS)
    if wanting(actor, record):
        raise Refused(EXHIBITS_FIRST)
    stored.write(actor, outcome.new, here)
    empty = files.keep([b"{}"])
    ended = replace(
        record,
        file=empty.id,
        content=empty.content,
        state=TAKEN,
        made=outcome.made,
        known=outcome.known.total(),
        left=outcome.otherwise.total() + outcome.erased.total() + outcome.left.total(),
    )
    move(row, ended, actor.keys.key(row.locator), file=empty.id)
    transaction.on_commit(lambda: files.forget(record.file))
    log(actor.account, "formats.taken_in", subject=upload_id)
    return outcome.made


@transaction.atomic
def drop(actor: Actor, upload_id: UUID) -> None:
    """Deletes a file that waits, or the line of one that was taken in; its records stay. Raises Absent."""
    in_order()
    row, record = one(actor, upload_id)
    delete(row)
    transaction.on_commit(lambda: files.forget(record.file))
    log(actor.account, "formats.upload_dropped", subject=upload_id)
