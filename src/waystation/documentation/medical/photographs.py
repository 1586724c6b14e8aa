"""The verbs of photographs of an evaluation, and the only writers.

Whoever evaluates takes them in here: hashes of the exact bytes first, then a copy that is drawn anew, each step in a
custody log of its own. They stand in the medical part of the case, so that nobody sees a body who does not evaluate
it. Of an exhibit a documenter brings a working copy here.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import actions as of_exhibits
from waystation.documentation.exhibits import bundle, custody
from waystation.documentation.exhibits.records import (
    BROUGHT,
    CHANGED,
    CHECKED,
    COPIED,
    DESTROYED,
    EXPORTED,
    REPORTED,
    TAKEN_IN,
    Entry,
    Exhibit,
)
from waystation.documentation.medical import access, rules, wording
from waystation.documentation.medical.models import AsItCameRow, PictureRow
from waystation.documentation.medical.records import AsItCame, Erased, Evaluation, Photograph, Picture
from waystation.files import source, viewer, viewing
from waystation.files.source import Source
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault import erasure, files, grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.files import Stored
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

JPEG = "image/jpeg"


def take_in(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    stored: Stored,
    *,
    shows: str,
    taken_by: str = "",
    tool: str = "",
    when: str = "",
    name: str = "",
    kind: str = "",
    once: UUID | None = None,
) -> UUID:
    """Makes a stored file a photograph of an evaluation. Returns its id. Raises Absent, Refused."""
    require(actor, "medical.record")
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    made = once or uuid.uuid4()
    if PictureRow.objects.filter(pk=made).exists():
        return made
    try:
        found = of_exhibits.digests(stored.id, stored.content)  # of what can be read back, before any row names it
    except Tampered:
        raise Refused([("files", wording.NOT_AS_IT_CAME)]) from None
    refuse(rules.photograph_faults(told.agreed, shows))
    came = AsItCame(file=stored.id, content=stored.content, name=name, type=kind)
    copy = files.keep([_drawn(came)])
    try:
        with transaction.atomic():
            in_order()
            if PictureRow.objects.filter(pk=made).exists():
                return made
            there = [each for _row, each in access.pictures(actor, case_id, evaluation_id)]
            refuse(rules.more_photographs_faults(there, found.sha512))
            picture = _new(
                actor,
                told,
                there,
                copy,
                evaluation=evaluation_id,
                shows=shows,
                sha256=found.sha256,
                sha512=found.sha512,
                size=stored.content.size,
                taken_by=taken_by,
                tool=tool,
                when=when,
            )
            picture = _entered(actor, made, picture, TAKEN_IN, sha256=found.sha256.hex())
            picture = _entered(actor, made, picture, COPIED, page=1, sha256=copy.content.sha256.hex())
            key = access.key(actor, case_id)
            create(AsItCameRow, came, key, id=made, file=stored.id, evaluation=evaluation_id)
            create(PictureRow, picture, key, id=made, file=copy.id, evaluation=evaluation_id, exhibit=None)
            log(actor.account, "medical.photograph_taken_in", subject=made, case=case_id)
    finally:
        files.forget(copy.id)
    return made


def _new(actor: Actor, told: Evaluation, there: Iterable[Picture], copy: Stored, **said: Any) -> Picture:
    """The next photograph of an evaluation, drawn anew as `copy`. One that was erased keeps its number."""
    return Picture(
        number=max((each.number for each in (*told.erased, *there)), default=0) + 1,
        file=copy.id,
        content=copy.content,
        at=actor.now(),
        by=actor.account,
        who=actor.persona,
        **said,
    )


def _drawn(came: AsItCame) -> bytes:
    """The photograph drawn anew, without what the file knows of its place, device or author. Raises Refused."""
    if came.content.size > viewer.LARGEST:
        raise Refused([("files", wording.NO_PHOTOGRAPH)])
    drawn = viewing.draw(_bytes(came).read(), 1, jpeg=True)
    if drawn is None or drawn[1] != JPEG:
        raise Refused([("files", wording.NO_PHOTOGRAPH)])
    return drawn[0]


def _bytes(came: AsItCame) -> Source:
    return source.stored(came.file, came.content, came.name, came.type)


def _entered(
    actor: Actor, photograph_id: UUID, picture: Picture, deed: str, why: str = "", **more: str | int
) -> Picture:
    """The same with one more entry at the end of its custody log."""
    entry = Entry(
        number=len(picture.custody) + 1,
        at=actor.now(),
        by=actor.account,
        who=actor.persona,
        deed=deed,
        why=why,
        previous=custody.head(photograph_id, picture.custody),
        **more,  # type: ignore[arg-type]
    )
    return msgspec.structs.replace(picture, custody=(*picture.custody, entry))


def _enter(
    actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID, deed: str, why: str = "", **more: str | int
) -> Picture:
    """Adds an entry to the custody log of a photograph, in the caller's transaction."""
    in_order()  # before looking at the last one: of two at the same moment one follows the other
    row, before = access.picture(actor, case_id, evaluation_id, photograph_id)
    after = _entered(actor, photograph_id, before, deed, why, **more)
    rewrite(row, after, actor.keys)
    return after


def bring(
    actor: Actor, case_id: UUID, evaluation_id: UUID, number: int, *, shows: str, once: UUID | None = None
) -> UUID:
    """Puts the newest working copy of an exhibit into an evaluation, which its custody log says. Returns its id.

    Raises Absent, Refused.
    """
    require(actor, "medical.record")
    require(actor, "exhibits.write")
    made = once or uuid.uuid4()
    if PictureRow.objects.filter(pk=made).exists():
        return made
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    refuse(rules.photograph_faults(told.agreed, shows))
    exhibit_id, found = _exhibit(actor, case_id, number)
    with transaction.atomic():
        in_order()
        there = [each for _row, each in access.pictures(actor, case_id, evaluation_id)]
        refuse(rules.more_photographs_faults(there, found.sha512, "exhibit"))
        try:
            content = of_exhibits.newest_copy(actor, exhibit_id, BROUGHT)
        except Absent:
            content = None
        if content is None:
            raise Refused([("exhibit", wording.NO_COPY_TO_BRING % {"number": number})])
        copy = files.keep([content])
        try:
            picture = _new(
                actor,
                told,
                there,
                copy,
                evaluation=evaluation_id,
                shows=shows,
                sha256=found.sha256,
                sha512=found.sha512,
                size=found.size,
                exhibit=number,
            )
            key = access.key(actor, case_id)
            create(PictureRow, picture, key, id=made, file=copy.id, evaluation=evaluation_id, exhibit=exhibit_id)
            log(actor.account, "medical.photograph_brought", subject=made, case=case_id)
        finally:
            files.forget(copy.id)
    return made


def _exhibit(actor: Actor, case_id: UUID, number: int) -> tuple[UUID, Exhibit]:
    for exhibit_id, found in exhibits.exhibits(actor):
        if found.number == number:
            opened = exhibits.if_open(actor, exhibit_id)
            if opened is not None and exhibits.case_of(opened[0]) not in (None, case_id):
                raise Refused([("exhibit", wording.EXHIBIT_OF_OTHERS % {"number": number})])
            return exhibit_id, found
    raise Refused([("exhibit", wording.NO_EXHIBIT % {"number": number})])


def cited(actor: Actor, case_id: UUID, evaluation_id: UUID, wanted: Iterable[UUID]) -> list[Photograph]:
    """Photographs of the evaluation as a finding cites them. Raises Absent, Refused."""
    there = {row.pk: each for row, each in access.pictures(actor, case_id, evaluation_id)}
    found = []
    for one in dict.fromkeys(wanted):
        if one not in there:
            raise Refused([("pictures", wording.CHOOSE)])
        each = there[one]
        found.append(Photograph(exhibit=one, number=each.number, sha256=each.sha256.hex(), own=True, shows=each.shows))
    return found


def look_at(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> Source:
    """The photograph as it was drawn anew (JPEG). Raises Absent."""
    _row, picture = access.picture(actor, case_id, evaluation_id, photograph_id)
    if not files.is_whole(picture.file, picture.content):
        raise Absent
    return source.stored(picture.file, picture.content, "", JPEG)


def put_into_report(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> bytes:
    """The same for a report, which its custody log says. Raises Absent."""
    content = b"".join(look_at(actor, case_id, evaluation_id, photograph_id).read())
    with transaction.atomic():
        _row, picture = access.picture(actor, case_id, evaluation_id, photograph_id)
        _enter(actor, case_id, evaluation_id, photograph_id, REPORTED, page=1, sha256=picture.content.sha256.hex())
    return content


def is_unchanged(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> bool:
    """Reads the original whole, compares both hashes with those of the taking in, and enters what came of it.

    Raises Absent where nothing came here.
    """
    require(actor, "medical.record")
    _row, picture = access.picture(actor, case_id, evaluation_id, photograph_id)
    same = _is_whole(_came(actor, case_id, evaluation_id, photograph_id), picture)
    _say_checked(actor, case_id, evaluation_id, photograph_id, picture, same=same)
    return same


def _came(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> AsItCame:
    came = access.as_it_came(actor, case_id, evaluation_id, photograph_id)
    if came is None:
        raise Absent
    return came


def _is_whole(came: AsItCame, picture: Picture) -> bool:
    try:
        return of_exhibits.digests(came.file, came.content) == (picture.sha256, picture.sha512)
    except Tampered:
        return False


def _say_checked(
    actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID, picture: Picture, *, same: bool
) -> None:
    digest = picture.sha256.hex() if same else ""
    with transaction.atomic():
        _enter(actor, case_id, evaluation_id, photograph_id, CHECKED if same else CHANGED, sha256=digest)
        log(actor.account, "medical.photograph_checked", subject=photograph_id, case=case_id)


def export(
    actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID, *, to: str, why: str
) -> Iterator[bytes]:
    """The pieces of a signed bundle, as of an exhibit, once the original was found to be unchanged.

    Raises Absent, Refused without consent to share it.
    """
    require(actor, "medical.record")
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    _row, picture = access.picture(actor, case_id, evaluation_id, photograph_id)
    came = _came(actor, case_id, evaluation_id, photograph_id)
    refuse(rules.giving_faults(told, to, why))
    if not _is_whole(came, picture):
        _say_checked(actor, case_id, evaluation_id, photograph_id, picture, same=False)
        raise Refused([("", wording.ALTERED)])
    with transaction.atomic():
        after = _enter(actor, case_id, evaluation_id, photograph_id, EXPORTED, why, to=to, sha256=picture.sha256.hex())
        log(actor.account, "medical.photograph_exported", subject=photograph_id, case=case_id)
    said = Exhibit(
        number=picture.number,
        sha256=picture.sha256,
        sha512=picture.sha512,
        size=picture.size,
        at=picture.at,
        by=picture.by,
        home=b"",
    )
    return bundle.pieces(photograph_id, said, after.custody, _bytes(came))


def remove(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID, *, why: str) -> None:
    """Erases a photograph that belongs to no finding, for good; its hash and its custody log stay.

    Raises Absent, Refused.
    """
    require(actor, "medical.erase")
    with transaction.atomic():
        in_order()
        row, told = access.evaluation(actor, case_id, evaluation_id)
        _row, picture = access.picture(actor, case_id, evaluation_id, photograph_id)
        came = access.as_it_came(actor, case_id, evaluation_id, photograph_id)
        findings = [found for _row, found in access.findings(actor, case_id, evaluation_id)]
        refuse(rules.removing_faults(findings, photograph_id, why))
        gone = _entered(actor, photograph_id, picture, DESTROYED, why, sha256=picture.sha256.hex())
        left = Erased(number=picture.number, sha256=picture.sha256, custody=gone.custody)
        rewrite(row, msgspec.structs.replace(told, erased=(*told.erased, left)), actor.keys)
        places = {(photograph_id, int(Compartment.SELF))}
        erasure.delete(places)
        grants.bury(places, actor.keys)
        log(actor.account, "medical.photograph_erased", subject=photograph_id, case=case_id)
    files.forget(picture.file)
    if came is not None:
        files.forget(came.file)
