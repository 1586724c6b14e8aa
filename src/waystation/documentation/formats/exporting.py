"""What is given out of documentation, and the record of it: to whom, why, by whom. The only writer of both."""

import io
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access
from waystation.documentation.errors import refuse
from waystation.documentation.formats import csv_tables, esf, parts, stored, whole
from waystation.documentation.formats.kinds import CODED
from waystation.documentation.formats.models import ExportRow
from waystation.documentation.formats.records import Export
from waystation.documentation.formats.whole import OwnTerm, Records
from waystation.documentation.formats.wording import NO_KEY, NOTHING_THERE, SAY_TO_WHOM, SAY_WHY
from waystation.documentation.terms.access import lists
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import age
from waystation.vault.errors import NotReady
from waystation.vault.records import create

JSON, TABLES, ESF = KINDS = ("json", "csv", "esf")
DOSSIER = "dossier"
ENDINGS = {JSON: "json", TABLES: "zip", ESF: "xml"}


@dataclass(frozen=True)
class Given:
    """A file that is given out, and how its name ends."""

    content: bytes
    ending: str

    def __repr__(self) -> str:
        return f"Given({self.ending!r})"


@transaction.atomic
def give_out(
    actor: Actor,
    kind: str,
    *,
    to: str,
    why: str,
    recipient: str = "",
    events: Collection[UUID] | None = None,
    statements: bool = False,
) -> Given:
    """All that is documented, or some events with what belongs to them. With a recipient it is sealed to their age key.

    With `statements` what people told goes along in their own words. Raises Absent, Refused.
    """
    require(actor, "formats.export")
    refuse([("to", SAY_TO_WHOM)] if not to.strip() else [])
    refuse([("why", SAY_WHY)] if not why.strip() else [])
    for one in events or ():
        access.event(actor, one)
    records = stored.everything(actor, statements=statements)
    if events is not None:
        records = stored.of_events(records, events)
    refuse([("", NOTHING_THERE)] if not any(records.values()) else [])
    file = given_as(*_written(records, kind, lists(actor).told()), recipient)
    kept = keep(
        actor,
        kind,
        to=to,
        why=why,
        sealed=bool(recipient.strip()),
        statements=statements,
        events=None if events is None else tuple(events),
    )
    log(actor.account, "formats.exported", subject=kept)
    return file


def _written(records: Records, kind: str, terms: Collection[OwnTerm]) -> tuple[bytes, str]:
    """The bytes of a file and how its name ends; a ZIP of parts where there is more than is taken in at once."""

    def pack(part: Records) -> bytes:
        return {JSON: whole.packed, TABLES: csv_tables.to_zip, ESF: esf.written}[kind](part, standing(part, terms))

    files = [pack(records)] if kind == ESF else in_files(records, pack)
    return (parts.as_zip(files, ENDINGS[kind]), "zip") if len(files) > 1 else (files[0], ENDINGS[kind])


def in_files(records: Records, pack: Callable[[Records], bytes]) -> list[bytes]:
    """One file, or parts where there is more than is taken in at once; events that hang together stay in one."""
    content = pack(records)
    if parts.size(records) <= whole.MOST_RECORDS and len(content) <= whole.MOST_BYTES:
        return [content]
    return list(parts.as_files(records, stored.of_events, pack, whole.MOST_RECORDS))


def keep(actor: Actor, kind: str, **said: Any) -> UUID:
    """Keeps what was given out, to whom and why, in the caller's transaction. Returns its id."""
    record = Export(kind=kind, **said, at=actor.now(), by=actor.account)
    return create(ExportRow, record, access.key(actor)).pk


def given_as(content: bytes, ending: str, recipient: str) -> Given:
    """A file, sealed to the age key of a recipient where there is one. Raises Refused."""
    if recipient.strip():
        return Given(_sealed(content, recipient), f"{ending}.age")
    return Given(content, ending)


def check_recipient(recipient: str) -> None:
    """Raises Refused where this is no age key; nothing is said of none."""
    given_as(b"", "", recipient)


def standing(records: Records, terms: Iterable[OwnTerm]) -> list[OwnTerm]:
    """The terms of our own that stand in some records."""
    used: set[tuple[str, str]] = set()
    for (kind, field), vocabulary in CODED.items():
        for record in records[kind].values():
            value = getattr(record, field)
            used |= {(vocabulary, code) for code in (value if isinstance(value, tuple) else (value,))}
    conditions = (act.arrest.conditions for act in records["acts"].values() if act.arrest)
    used |= {("deprivation_conditions", code) for codes in conditions for code in codes}
    return [each for each in terms if (each.vocabulary, each.code) in used]


def given(actor: Actor) -> list[Export]:
    """What was given out so far, the newest first."""
    require(actor, "formats.export")
    found = [record for _id, record in _kept(actor) if record.wish is None]
    return sorted(found, key=lambda each: each.at, reverse=True)


def wished(actor: Actor) -> list[tuple[UUID, Export]]:
    """What somebody wants to give out and nobody has given out as the second one, with its id; the newest first."""
    require(actor, "formats.export")
    kept = dict(_kept(actor))
    left = [(kept.get(each.second_to), each.at) for each in kept.values() if each.second_to]
    ended = {first.wish.digest: at for first, at in left if first and first.wish}
    found = [
        (one, each)
        for one, each in kept.items()
        if each.wish and (each.wish.digest not in ended or each.at > ended[each.wish.digest])
    ]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def _kept(actor: Actor) -> list[tuple[UUID, Export]]:
    return [(held.id, held.record) for held in opened(actor, ExportRow) if held.locator == actor.team(DOCUMENTATION)]


def _sealed(content: bytes, recipient: str) -> bytes:
    target = io.BytesIO()
    try:
        age.to_recipients([recipient])(io.BytesIO(content), target)
    except NotReady:
        refuse([("recipient", NO_KEY)])
    return target.getvalue()
