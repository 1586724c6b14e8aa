"""What is public: written in clear when it is released, emptied when it is taken out. It needs no key to be read."""

import hmac
from collections.abc import Collection
from datetime import UTC, datetime, time
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.interfaces import STATISTICS, hooks
from waystation.publication import rules
from waystation.publication.models import PublicRow
from waystation.publication.records import TABLE, Public, Publication, Shown, Tabled
from waystation.publication.statistics.tables import PUBLIC
from waystation.staff.actor import Actor
from waystation.vault import half, suite
from waystation.vault.errors import NotReady, Tampered

USE = "publication"
replace = msgspec.structs.replace


def everything() -> dict[UUID, Public]:
    """All of it by id, also what was taken out; what was released last first. Raises Tampered, NotReady."""
    found = {row.pk: _read(row) for row in PublicRow.objects.all()}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].day, pair[1].name), reverse=True))


def tables() -> list[tuple[UUID, Public]]:
    """The tables that were ever released. Raises Tampered, NotReady."""
    return [(id_, said) for id_, said in everything().items() if said.kind == TABLE]


def one(publication_id: UUID) -> Public | None:
    """One of them; None where it was never released. Raises Tampered."""
    row = PublicRow.objects.filter(pk=publication_id).first()
    return _read(row) if row else None


def told_to_the_public() -> list[Public]:
    """What stands there now; nothing where some of it was put there by force, which is told elsewhere."""
    try:
        return [said for said in everything().values() if said.out is None]
    except (Tampered, NotReady):
        return []


def as_released(said: Public) -> Publication:
    """What can be told of the sealed row of something public by whoever has nothing but what is public."""
    told = Publication(said.kind, said.titles, said.texts, said.speakers, aloud=said.aloud)
    if said.table is None:
        return told
    table = Tabled(
        source=said.table.source,
        rows=said.table.rows,
        columns=said.table.columns,
        audience=PUBLIC,
        least=said.table.least,
        step=said.table.step,
        until=said.table.until,
        numbers=(),
        few=(),
        shown=said.table.cells,
        at=datetime.combine(said.day, time(), UTC),
        noise=said.table.noise,
    )
    return replace(told, table=table)


def _read(row: PublicRow) -> Public:
    if not hmac.compare_digest(bytes(row.mark), _mark(row)):
        raise Tampered
    return msgspec.json.decode(bytes(row.content), type=Public)


def _mark(row: PublicRow) -> bytes:
    return half.digest(b"public", suite.bind(row.pk.bytes, bytes(row.content)))


def _write(publication_id: UUID, said: Public, *, new: bool) -> None:
    row = PublicRow(pk=publication_id, content=msgspec.json.encode(said))
    row.mark = _mark(row)
    row.save(force_insert=new, force_update=not new)


def publish(actor: Actor, publication_id: UUID, said: Publication) -> None:
    """Writes the words of it for anybody to read, in the caller's transaction."""
    name = f"{actor.today.isoformat()}-{publication_id.hex[:8]}"
    languages = tuple(rules.languages(said))

    def told(texts: dict[str, str]) -> dict[str, str]:
        return {language: text for language, text in texts.items() if language in languages}

    titles, texts, speakers = map(told, (said.titles, said.texts, said.speakers))
    table = shown(said.table) if said.table else None
    new = Public(said.kind, name, actor.today, languages, titles, texts, speakers, table=table, aloud=said.aloud)
    _write(publication_id, new, new=True)
    _tell(new)


def shown(table: Tabled) -> Shown:
    """What goes out of a table."""
    return Shown(
        source=table.source,
        rows=table.rows,
        columns=table.columns,
        least=table.least,
        step=table.step,
        until=table.until,
        cells=table.shown,
        noise=table.noise,
    )


def is_of(said: Public, publication: Publication) -> bool:
    """Whether these are the very words that were released."""
    told = ((said.titles, publication.titles), (said.texts, publication.texts), (said.speakers, publication.speakers))
    table = shown(publication.table) if publication.table else None
    return (said.kind, said.table, said.aloud) == (publication.kind, table, publication.aloud) and all(
        public == {language: text for language, text in texts.items() if language in said.languages}
        for public, texts in told
    )


def empty(actor: Actor, publication_id: UUID) -> bool:
    """Takes the words of it out, in the caller's transaction; whether they were still there."""
    found = one(publication_id)
    if found is None or found.out is not None:
        return False
    left = Public(kind=found.kind, name=found.name, day=found.day, languages=found.languages, out=actor.today)
    _write(publication_id, left, new=False)
    _tell(left)
    return True


def _tell(said: Public) -> None:
    """Partners' programs that show our statistics come and fetch them."""
    if said.kind == TABLE:
        hooks.changed(STATISTICS)


def take_out(actor: Actor, case_id: UUID, purposes: Collection[str]) -> None:
    """Somebody in a case said no to these purposes: what tells of the case by them goes off the public site.

    It takes the case's key and no other, so that whoever writes down the no does it with that. In their transaction.
    """
    for _row, use in casework.uses(actor, case_id):
        if use.what == USE and use.of is not None and use.purpose in purposes and empty(actor, use.of):
            log(actor.account, "publication.taken_out", subject=use.of)
