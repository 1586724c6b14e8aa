"""The verbs of exhibits, and the only writers. Each writes, adds to the custody log and logs, in one transaction."""

import hashlib
import uuid
from collections.abc import Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.audit import witness
from waystation.audit.log import log
from waystation.casework.errors import Refused, refuse
from waystation.documentation.exhibits import access, authority, bundle, custody, rules, wording
from waystation.documentation.exhibits.models import CopyRow, CustodyRow, ExhibitRow, OriginalRow
from waystation.documentation.exhibits.records import (
    CHANGED,
    CHECKED,
    COPIED,
    DESTROYED,
    DESTRUCTION_ASKED,
    EXPORTED,
    GIVEN_OUT,
    KEPT,
    REPORTED,
    TAKEN_IN,
    TIMESTAMPED,
    Copy,
    Entry,
    Exhibit,
    Original,
    Provenance,
)
from waystation.files import source, viewer, viewing
from waystation.files.source import Source
from waystation.staff import second
from waystation.staff.access import all_or_nothing, refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import erasure, files, grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.files import Stored
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create
from waystation.vault.streams import Content
from waystation.vault.timestamps import NotStamped


class Digests(NamedTuple):
    """The two hashes of some bytes."""

    sha256: bytes
    sha512: bytes


def take_in(
    actor: Actor,
    stored: Stored,
    told: Provenance,
    *,
    why: str,
    name: str = "",
    kind: str = "",
    case_id: UUID | None = None,
    once: UUID | None = None,
) -> UUID:
    """Makes a stored file an exhibit: its hashes are taken before anything else. Returns its id. Raises Refused.

    With a case it is sealed to whoever holds its testimony, and erased with it.
    """
    require(actor, "exhibits.write")
    made = once or uuid.uuid4()
    if ExhibitRow.objects.filter(pk=made).exists():
        return made
    try:
        found = digests(stored.id, stored.content)  # of what can be read back, before any row names it
    except Tampered:
        raise Refused([wording.NOT_AS_IT_CAME]) from None
    refuse([wording.EMPTY] if not stored.content.size else rules.provenance_faults(told, why))
    with all_or_nothing(actor, made):
        in_order()  # before looking: numbers are given once, and the same bytes taken in once
        if ExhibitRow.objects.filter(pk=made).exists():
            return made
        there = access.exhibits(actor)
        _refuse_again(there, found)
        kept = Original(file=stored.id, content=stored.content, provenance=told, name=name, type=kind)
        write(actor, made, kept, found, there, case_id)
        enter(actor, made, TAKEN_IN, why, sha256=found.sha256.hex())
        log(actor.account, "exhibits.taken_in", subject=made, case=case_id)
    return made


def write(
    actor: Actor,
    exhibit_id: UUID,
    kept: Original,
    found: Digests,
    there: Collection[tuple[UUID, Exhibit]],
    case_id: UUID | None,
) -> None:
    """Writes the original and its exhibit, which gets the number after all that are there. In the queue of writers."""
    create(OriginalRow, kept, key_of(actor, exhibit_id, case_id), id=exhibit_id, file=kept.file)
    record = Exhibit(
        number=max((each.number for _id, each in there), default=0) + 1,
        sha256=found.sha256,
        sha512=found.sha512,
        size=kept.content.size,
        at=actor.now(),
        by=actor.account,
        home=access.home(exhibit_id, case_id or exhibit_id),
    )
    create(ExhibitRow, record, actor.keys.key(actor.team(DOCUMENTATION)), id=exhibit_id)


def digests(file_id: UUID, content: Content) -> Digests:
    """The hashes of the exact bytes, read in constant memory. Raises Tampered where they are not what came in."""
    one, other = hashlib.sha256(), hashlib.sha512()
    for piece in files.read(file_id, content):
        one.update(piece)
        other.update(piece)
    return Digests(one.digest(), other.digest())


def _refuse_again(there: list[tuple[UUID, Exhibit]], found: Digests) -> None:
    for exhibit_id, each in there:
        if each.sha512 == found.sha512 and OriginalRow.objects.filter(pk=exhibit_id).exists():
            raise Refused([wording.SAME_BYTES % {"number": each.number}])


def key_of(actor: Actor, exhibit_id: UUID, case_id: UUID | None) -> Key:
    """What the bytes are sealed with: the case's testimony, or a key of their own, which destroying them erases."""
    if case_id is None:
        (key,) = grants.create_keys(exhibit_id, [Compartment.TESTIMONY])
        grants.grant([key], to=actor.team(DOCUMENTATION))
        refresh(actor)
        return key
    if not is_current(actor.keys, case_id, Compartment.TESTIMONY):
        refresh(actor)
    if not is_current(actor.keys, case_id, Compartment.TESTIMONY):
        raise Refused([wording.OTHER_S_CASE])
    return actor.keys.key(case_id, Compartment.TESTIMONY)


def enter(
    actor: Actor,
    exhibit_id: UUID,
    deed: str,
    why: str = "",
    *,
    to: str = "",
    page: int = 0,
    sha256: str = "",
    token: bytes = b"",
) -> Entry:
    """Adds an entry at the end of the custody log, in the caller's transaction."""
    in_order()  # before looking at the last one: of two at the same moment one follows the other
    before = access.custody(actor, exhibit_id)
    entry = Entry(
        number=len(before) + 1,
        at=actor.now(),
        by=actor.account,
        who=actor.persona,
        deed=deed,
        why=why,
        to=to,
        page=page,
        sha256=sha256,
        previous=custody.head(exhibit_id, before),
        token=token,
    )
    create(CustodyRow, entry, actor.keys.key(actor.team(DOCUMENTATION)), exhibit=exhibit_id)
    return entry


def _original(actor: Actor, exhibit_id: UUID) -> tuple[OriginalRow, Original]:
    """Raises Absent, Refused where its bytes are gone."""
    access.exhibit(actor, exhibit_id)
    if not OriginalRow.objects.filter(pk=exhibit_id).exists():
        raise Refused([wording.GONE])
    return access.original(actor, exhibit_id)


def is_unchanged(actor: Actor, exhibit_id: UUID) -> bool:
    """Reads the original whole, compares both hashes with those of the taking in, and enters what came of it.

    Raises Absent, Refused where its bytes are gone.
    """
    require(actor, "exhibits.write")
    _row, kept = _original(actor, exhibit_id)
    return _compare(actor, exhibit_id, kept)


def _compare(actor: Actor, exhibit_id: UUID, kept: Original, *, quietly: bool = False) -> bool:
    """`quietly`: only a difference is entered, for what is entered anyway."""
    found = access.exhibit(actor, exhibit_id)
    try:
        same = digests(kept.file, kept.content) == (found.sha256, found.sha512)
    except Tampered:
        same = False
    if same and quietly:
        return True
    with transaction.atomic():
        enter(actor, exhibit_id, CHECKED if same else CHANGED, sha256=found.sha256.hex() if same else "")
        log(actor.account, "exhibits.checked" if same else "exhibits.found_changed", subject=exhibit_id)
    return same


def whole(actor: Actor, exhibit_id: UUID) -> tuple[OriginalRow, Original]:
    """The original, once it was read whole and is what came in. Raises Absent, Refused."""
    row, kept = _original(actor, exhibit_id)
    if not _compare(actor, exhibit_id, kept, quietly=True):
        raise Refused([wording.ALTERED])
    return row, kept


def make_copy(actor: Actor, exhibit_id: UUID, *, page: int, why: str, once: UUID | None = None) -> UUID:
    """Draws one page anew in a bounded process and keeps it as a working copy. Raises Absent, Refused."""
    require(actor, "exhibits.write")
    made = once or uuid.uuid4()
    if CopyRow.objects.filter(pk=made).exists():
        return made
    refuse(rules.why_faults(why))
    row, kept = whole(actor, exhibit_id)
    drawn, kind = _drawn(kept, page)
    stored = files.keep([drawn])
    try:
        with transaction.atomic():
            in_order()
            if CopyRow.objects.filter(pk=made).exists():
                return made
            copy = Copy(file=stored.id, content=stored.content, type=kind, page=page, at=actor.now(), by=actor.account)
            key = actor.keys.key(row.locator, Compartment(row.compartment))
            create(CopyRow, copy, key, id=made, file=stored.id, exhibit=exhibit_id)
            enter(actor, exhibit_id, COPIED, why, page=page, sha256=stored.content.sha256.hex())
            log(actor.account, "exhibits.copied", subject=exhibit_id)
    finally:
        files.forget(stored.id)
    return made


def _drawn(kept: Original, page: int) -> tuple[bytes, str]:
    if kept.content.size > viewer.LARGEST:
        raise Refused([wording.NO_COPY])
    seen = viewing.describe(_bytes(kept).read())
    if seen.kind == viewer.TEXT and page == 1:
        return seen.text.encode(), "text/plain; charset=utf-8"
    drawn = viewing.draw(_bytes(kept).read(), page) if 1 <= page <= seen.pages else None
    if drawn is None:
        raise Refused([wording.NO_COPY])
    return drawn


def _bytes(kept: Original) -> Source:
    return source.stored(kept.file, kept.content, kept.name, kept.type)


def give_out(actor: Actor, exhibit_id: UUID, *, to: str, why: str) -> Source:
    """The original as it came, for somebody, once it was found to be unchanged. Raises Absent, Refused."""
    require(actor, "exhibits.write")
    refuse(rules.given_faults(to, why))
    _row, kept = whole(actor, exhibit_id)
    with transaction.atomic():
        enter(actor, exhibit_id, GIVEN_OUT, why, to=to, sha256=kept.content.sha256.hex())
        log(actor.account, "exhibits.given_out", subject=exhibit_id)
    return _bytes(kept)


def export(actor: Actor, exhibit_id: UUID, *, to: str, why: str) -> Iterator[bytes]:
    """The pieces of a signed bundle for somebody, once the original was found to be unchanged.

    Raises Absent, Refused. Where the bytes are gone, the bundle holds the hashes and the custody log alone.
    """
    require(actor, "exhibits.write")
    refuse(rules.given_faults(to, why))
    found = access.exhibit(actor, exhibit_id)
    gone = access.standing(actor, exhibit_id) == rules.GONE
    kept = None if gone else whole(actor, exhibit_id)[1]
    with transaction.atomic():
        enter(actor, exhibit_id, EXPORTED, why, to=to, sha256=found.sha256.hex())
        log(actor.account, "exhibits.exported", subject=exhibit_id)
    return bundle.pieces(exhibit_id, found, access.custody(actor, exhibit_id), _bytes(kept) if kept else None)


@transaction.atomic
def write_down(actor: Actor, exhibit_id: UUID, *, deed: str, why: str, to: str = "") -> None:
    """An entry about what happened outside: handed over, or whatever else must be known. Raises Absent, Refused."""
    require(actor, "exhibits.write")
    access.exhibit(actor, exhibit_id)
    refuse(rules.step_faults(deed, why, to))
    enter(actor, exhibit_id, deed, why, to=to)
    log(actor.account, "exhibits.noted", subject=exhibit_id)


def timestamp(actor: Actor, exhibit_id: UUID) -> None:
    """Has an authority sign that the custody log was there, up to its last entry. Raises Absent, Refused.

    The authority is told a SHA-256 and nothing else. It is asked before anything is written.
    """
    require(actor, "exhibits.write")
    entries = access.custody(actor, exhibit_id)
    refuse(rules.stamp_faults(entries, on=authority.is_on()))
    line, head = custody.line(exhibit_id, entries[-1]), custody.head(exhibit_id, entries)
    try:
        token = authority.ask(line, bytes.fromhex(head))
    except (authority.NoAnswer, NotStamped):
        raise Refused([wording.NO_STAMP]) from None
    with transaction.atomic():
        in_order()
        refuse(
            [] if custody.head(exhibit_id, access.custody(actor, exhibit_id)) == head else [wording.WRITTEN_MEANWHILE]
        )
        enter(actor, exhibit_id, TIMESTAMPED, token=token)
        log(actor.account, "exhibits.timestamped", subject=exhibit_id)


@transaction.atomic
def ask_to_destroy(actor: Actor, exhibit_id: UUID, *, why: str) -> None:
    """Asks that the bytes be destroyed; somebody else decides. Raises Absent, Refused."""
    require(actor, "exhibits.write")
    in_order()
    _original(actor, exhibit_id)
    refuse(rules.why_faults(why))
    refuse([wording.ASKED_ALREADY] if rules.asked_to_destroy(access.custody(actor, exhibit_id)) else [])
    enter(actor, exhibit_id, DESTRUCTION_ASKED, why)
    log(actor.account, "exhibits.destruction_asked", subject=exhibit_id)


@transaction.atomic
def keep(actor: Actor, exhibit_id: UUID, *, why: str) -> None:
    """Declines to destroy, or takes the request back. Raises Absent, Refused."""
    require(actor, "exhibits.write")
    in_order()
    access.exhibit(actor, exhibit_id)
    refuse([] if rules.asked_to_destroy(access.custody(actor, exhibit_id)) else [wording.NOT_ASKED])
    refuse(rules.why_faults(why))
    enter(actor, exhibit_id, KEPT, why)
    log(actor.account, "exhibits.kept", subject=exhibit_id)


def destroy(actor: Actor, exhibit_id: UUID, *, why: str) -> None:
    """Destroys bytes, copies and provenance for good, with their key; the hashes and the custody log stay.

    Raises Absent, Refused to whoever asked for it, or where it cannot be written down outside the database.
    """
    require(actor, "exhibits.write")
    with transaction.atomic():
        in_order()
        row, kept = _original(actor, exhibit_id)
        stored = [kept.file, *(copy.file for _row, copy in access.copies(actor, exhibit_id))]
        entries = access.custody(actor, exhibit_id)
        refuse(rules.destroy_faults(entries, actor.account))
        asked = rules.asked_to_destroy(entries)
        refuse([new] if asked and (new := second.against(actor, asked.by)) else [])
        refuse(rules.why_faults(why))
        places = {(exhibit_id, Compartment.SELF)}
        if access.case_of(row) is None:
            places.add((exhibit_id, Compartment.TESTIMONY))
        grants.bury(places, actor.keys)
        erasure.delete(places)
        try:
            witness.keep_erased(erasure.packed(places))
        except OSError:
            raise Refused([wording.NO_WITNESS]) from None
        digest = access.exhibit(actor, exhibit_id).sha256.hex()
        enter(actor, exhibit_id, DESTROYED, why, sha256=digest)
        log(actor.account, "exhibits.destroyed", subject=exhibit_id, case=access.case_of(row))
    for file_id in stored:
        files.forget(file_id)
    refresh(actor)
    erasure.leave_the_files()


def look_at_copy(actor: Actor, exhibit_id: UUID, copy_id: UUID) -> Source:
    """The bytes of a working copy. Raises Absent."""
    copy = access.copy(actor, exhibit_id, copy_id)
    if not files.is_whole(copy.file, copy.content):
        raise Absent
    return source.stored(copy.file, copy.content, "", copy.type)


def newest_copy(actor: Actor, exhibit_id: UUID, deed: str = REPORTED) -> bytes | None:
    """The newest working copy of a picture, as JPEG, which a report (REPORTED) or a medical evaluation (BROUGHT) then
    shows; None where there is none. Raises Absent.
    """
    require(actor, "exhibits.write")
    there = [(row.pk, copy) for row, copy in access.copies(actor, exhibit_id) if copy.type.startswith("image/")]
    if not there:
        return None
    one, copy = there[-1]
    source = look_at_copy(actor, exhibit_id, one)
    content = b"".join(source.read())
    if copy.type != "image/jpeg":
        drawn = viewing.draw([content], 1, jpeg=True)
        if drawn is None:
            return None
        content = drawn[0]
    with transaction.atomic():
        enter(actor, exhibit_id, deed, page=copy.page, sha256=hashlib.sha256(content).hexdigest())
        verb = "exhibits.put_into_report" if deed == REPORTED else "exhibits.put_into_evaluation"
        log(actor.account, verb, subject=exhibit_id)
    return content
