"""What is documented on a laptop in the field comes home, to the installation of the same organisation (decision 43).

As cases do: signed by the key of the laptop's log, sealed to a key of documentation at home, once, with a code that
only who took it in can tell. Records keep their ids, exhibits their custody logs. Each exhibit is a file of its own;
what is documented besides is another, and is taken in when the exhibits are there on which its statements stand.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID, uuid4, uuid5

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction

from waystation.audit import notes
from waystation.audit.log import log
from waystation.casework.exchange import home as cases
from waystation.casework.exchange import transfer_rules as answers
from waystation.casework.exchange.models import OwnKeyRow
from waystation.casework.exchange.records import OwnKey
from waystation.documentation import access
from waystation.documentation.errors import refuse
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import home as of_exhibits
from waystation.documentation.exhibits.models import OriginalRow
from waystation.documentation.formats import carried, exporting, reading, stored, taking, whole
from waystation.documentation.formats.carried import Head, Opened
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.models import ExportRow
from waystation.documentation.formats.records import Export, Upload
from waystation.documentation.formats.wording import (
    CHANGED_SINCE,
    NO_HOME,
    NOT_THE_CODE,
    NOTHING_THERE,
    TOO_MUCH_TOGETHER,
    WHY,
)
from waystation.documentation.terms.access import lists
from waystation.mail.words import one_line
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import age, files, half
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

HOME = "home"  # a kind of what is given out
HERE, CARRIED, AT_HOME = "here", "carried", "home"


@dataclass(frozen=True)
class Thing:
    """Something that goes home as one file. `exhibit`: its id and number, None for what is documented besides.

    That is one file, or several where one would be too large: `part` says which of how many. `standing` is a code of
    `wording.STANDS`; `export` names what was carried last of it.
    """

    standing: str
    exhibit: tuple[UUID, int] | None = None
    export: UUID | None = None
    part: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Came:
    """What a file from a laptop became: an upload that waits to be looked at, or an exhibit and its code."""

    upload: UUID | None = None
    exhibit: UUID | None = None
    answer: str = ""


def is_field() -> bool:
    """Whether this is a laptop's installation, from which what is documented goes home."""
    return bool(settings.WAYSTATION_FIELD_DOCUMENTATION)


# on the laptop


def things(actor: Actor) -> list[Thing]:
    """All that there is to carry home, and how far each is: what is documented first, then exhibits by their number."""
    require(actor, "formats.export")
    gone, found = _carried(actor), []
    if any((records := stored.everything(actor)).values()):
        packed, _needs = _packed(actor, records)
        for number, content in enumerate(packed, 1):
            code = _code(content)
            went = [pair for pair in gone if pair[1].exhibit is None and pair[1].code == code]
            found.append(replace(_thing(went, None), part=(number, len(packed))))
    there = sorted(exhibits.exhibits(actor), key=lambda pair: pair[1].number)
    open_still = set(OriginalRow.objects.values_list("pk", flat=True))
    for one, each in there:
        if one in open_still:
            found.append(_thing([pair for pair in gone if pair[1].exhibit == one], (one, each.number)))
    return found


def _thing(gone: list[tuple[ExportRow, Export]], exhibit: tuple[UUID, int] | None) -> Thing:
    if not gone:
        return Thing(HERE, exhibit)
    arrived = next((row.pk for row, each in gone if each.arrived), None)
    last = max(gone, key=lambda pair: pair[1].at)[0].pk
    return Thing(AT_HOME if arrived else CARRIED, exhibit, arrived or last)


def _carried(actor: Actor) -> list[tuple[ExportRow, Export]]:
    rows = stubs(actor, ExportRow.objects.filter(locator=actor.team(DOCUMENTATION)))
    return [(row, each) for row, each in rows if each.kind == HOME]


def _code(said: bytes) -> bytes:
    return half.digest(b"documented, carried home", said)[: answers.CODE_BYTES]


def _packed(actor: Actor, records: whole.Records) -> tuple[list[bytes], tuple[str, ...]]:
    """The records as files, one where they fit into one, and which exhibits have to be at home before any of them."""
    there = set(OriginalRow.objects.values_list("pk", flat=True))
    open_still = {each.sha256.hex() for one, each in exhibits.exhibits(actor) if one in there}
    named = {each.exhibit for each in records["statements"].values()}
    told = lists(actor).told()
    packed = exporting.in_files(records, lambda part: whole.packed(part, exporting.standing(part, told)))
    return packed, tuple(sorted(named & open_still))


def carry(actor: Actor, part: int = 1) -> Iterator[bytes]:
    """What is documented besides exhibits, or a part of it, in pieces of a file for the home alone. Raises Refused.

    Made twice of the same it is the same: one line of what was given out, one code.
    """
    _require_home(actor)
    records = stored.everything(actor)
    refuse([("", NOTHING_THERE)] if not any(records.values()) else [])
    packed, needs = _packed(actor, records)
    refuse([("", CHANGED_SINCE)] if not 1 <= part <= len(packed) else [])
    content = packed[part - 1]
    try:
        whole.unpacked(content)
    except NotRead as error:  # what home would not read is said here
        refuse([("", TOO_MUCH_TOGETHER if error.what in ("large", "many") else WHY[error.what])])
    sha256 = hashlib.sha256(content).digest()
    head = Head(code=_code(content), sender=_sender(), size=len(content), sha256=sha256, needs=needs)
    _note(actor, head, None)
    return _sealed(head, [content])


def carry_exhibit(actor: Actor, exhibit_id: UUID) -> Iterator[bytes]:
    """One exhibit with its custody log, in pieces of such a file. Raises Absent, and Refused of both rooms."""
    _require_home(actor)
    told, kept, pieces = of_exhibits.leave(actor, exhibit_id)
    code = _code(msgspec.json.encode(told))
    size, sha256 = kept.content.size, kept.content.sha256
    head = Head(code=code, sender=_sender(), size=size, sha256=sha256, exhibit=told)
    _note(actor, head, exhibit_id)
    return _sealed(head, pieces)


def _require_home(actor: Actor) -> None:
    require(actor, "formats.export")
    refuse([] if is_field() else [("", NO_HOME)])


def _sender() -> str:
    return settings.WAYSTATION_SITE_TITLE or "Waystation"


def _sealed(head: Head, content: Iterable[bytes]) -> Iterator[bytes]:
    signature = notes.carried(carried.digest(head.begins()))
    return carried.sealed(head, signature, content, settings.WAYSTATION_FIELD_DOCUMENTATION)


@transaction.atomic
def _note(actor: Actor, head: Head, exhibit_id: UUID | None) -> None:
    in_order()
    if any(each.code == head.code for _row, each in _carried(actor)):
        return
    record = Export(
        kind=HOME,
        to="",
        why="",
        sealed=True,
        statements=exhibit_id is None,
        code=head.code,
        exhibit=exhibit_id,
        at=actor.now(),
        by=actor.account,
    )
    row = create(ExportRow, record, access.key(actor))
    log(actor.account, "formats.carried_home", subject=row.pk)


@transaction.atomic
def arrived(actor: Actor, export_id: UUID, code: str) -> None:
    """Notes by the code from home that something arrived. Raises Absent, Refused."""
    require(actor, "formats.export")
    in_order()
    row, record = open_row(actor, ExportRow.objects.filter(locator=actor.team(DOCUMENTATION)), export_id)
    good = record.kind == HOME and answers.is_answer(record.code, answers.ACCEPTED, code)
    refuse([] if good else [("code", NOT_THE_CODE)])
    if record.arrived is None:
        rewrite(row, msgspec.structs.replace(record, arrived=actor.now()), actor.keys)
        log(actor.account, "formats.at_home", subject=export_id)


# at home


def own_keys(actor: Actor) -> list[OwnKey]:
    """The keys to which laptops seal what is documented, the one in use first. Documentation alone has them."""
    require(actor, "formats.import")
    found = [record for _row, record in stubs(actor, OwnKeyRow.objects.filter(locator=actor.team(DOCUMENTATION)))]
    return sorted(found, key=lambda record: record.at, reverse=True)


@transaction.atomic
def make_own_key(actor: Actor) -> None:
    """Makes the key in use; the one before goes on opening what was sealed to it. The same press makes one."""
    number, team = len(own_keys(actor)), actor.team(DOCUMENTATION)
    identity, recipient = age.new_identity()
    record = OwnKey(identity=identity, recipient=recipient, at=actor.now(), by=actor.account)
    try:
        with transaction.atomic():
            row = create(OwnKeyRow, record, actor.keys.key(team), id=uuid5(team, f"field key {number}"))
    except IntegrityError:
        return
    log(actor.account, "formats.field_key_made", subject=row.pk)


def receive(actor: Actor, chunks: Iterable[bytes]) -> Came:
    """Opens a file of a laptop of ours. An exhibit is taken in at once; all else waits to be looked at.

    Brought again it is what is there. Raises NotRead, Refused; then nothing of it is kept.
    """
    require(actor, "formats.import")
    found = Opened(chunks, [key.identity for key in own_keys(actor)])
    told = carried.digest(found.begins)
    if not any(notes.is_carried(key, told, found.signature) for key in cases.laptops()):
        raise NotRead("signature")
    return _exhibit(actor, found, found.head.exhibit) if found.head.exhibit else _records(actor, found)


def _exhibit(actor: Actor, found: Opened, told: of_exhibits.Carried) -> Came:
    kept = files.keep(found.content())
    try:
        made = of_exhibits.come_home(actor, kept, told)
    finally:
        files.forget(kept.id)
    return Came(exhibit=made, answer=answers.answer(found.head.code, answers.ACCEPTED))


def _records(actor: Actor, found: Opened) -> Came:
    if found.head.size > whole.MOST_BYTES:
        raise NotRead("large")
    data = b"".join(found.content())
    whole.unpacked(data)
    for one, each in taking.uploads(actor):
        if each.ours and each.code == found.head.code:
            return Came(upload=one)
    parsed = reading.Parsed(reading.JSON, json=data.decode())
    said = {"name": one_line(found.head.sender, 120), "ours": True, "code": found.head.code, "needs": found.head.needs}
    return Came(upload=taking.keep(actor, parsed, uuid4(), **said))


def answer(record: Upload) -> str:
    """What tells the laptop that a file of it was taken in; "" for one of somebody else."""
    return answers.answer(record.code, answers.ACCEPTED) if record.ours else ""
