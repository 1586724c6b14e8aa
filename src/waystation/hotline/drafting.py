"""Answers that are not sent yet: one for each thread, for all who have the thread to see.

Only whoever writes it changes or discards it; a colleague takes it over first. `seen` is the moment of the draft that
the person had before them: if it was kept anew since, Stale is raised. Nobody loses what they wrote by what another
does.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access
from waystation.hotline.errors import KeptByAnother, Overtaken
from waystation.hotline.models import DraftRow, Request
from waystation.hotline.records import Draft, RequestStub
from waystation.staff.access import index, sound
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, rewrite

replace = msgspec.structs.replace

_ALL = "all"


@dataclass(frozen=True)
class Kept:
    """The draft of a thread. `row` is None where there is none, `record` where the row does not open as it stands."""

    row: DraftRow | None = None
    record: Draft | None = field(default=None, repr=False)

    @property
    def at(self) -> datetime | None:
        return self.record.at if self.record else None


def of(actor: Actor, request: Request) -> Kept:
    """The draft of a thread that `access.request` opened."""
    return Kept(*access.beside(actor, DraftRow, request))


def writers(actor: Actor) -> dict[UUID, UUID]:
    """Who keeps a draft, by thread: of the threads that this person's keys open."""
    return {held.id: held.record.by for held in index(actor, DraftRow, _standing).group(_ALL)}


def _standing(_held: Held) -> Standing:
    return b"", [_ALL]


@transaction.atomic
def keep(
    actor: Actor, request_id: UUID, text: str, *, seen: datetime | None, protection: str = "", sender: str = ""
) -> None:
    """Keeps an answer that is not ready. Raises Absent, Stale, KeptByAnother where it would replace a colleague's."""
    row, stub, found = _open_to_write(actor, request_id)
    draft = Draft(text=text, by=actor.account, at=actor.now(), protection=protection, sender=sender)
    if found.record is not None:
        if found.record.by != actor.account:
            raise KeptByAnother
        if replace(found.record, at=draft.at) == draft:
            return
        if found.at != seen:
            raise Stale
    _write(actor, row, found, draft)
    log(actor.account, "hotline.draft_kept", subject=row.pk, case=stub.case)


@transaction.atomic
def take_over(actor: Actor, request_id: UUID, *, seen: datetime | None, text: str = "") -> None:
    """A colleague's draft becomes one's own, with what one has typed behind it. Raises Absent, Stale."""
    row, stub, found = _open_to_write(actor, request_id)
    if found.record is None:
        raise Absent
    if found.record.by == actor.account:
        return
    if found.at != seen:
        raise Stale
    both = "\n\n".join(filter(None, (found.record.text.rstrip(), text.strip())))
    _write(actor, row, found, replace(found.record, text=both, by=actor.account, at=actor.now()))
    log(actor.account, "hotline.draft_taken", subject=row.pk, case=stub.case)


@transaction.atomic
def discard(actor: Actor, request_id: UUID, *, seen: datetime | None) -> None:
    """Deletes one's own draft. Raises Absent, Stale, KeptByAnother."""
    row, stub, found = _open_to_write(actor, request_id)
    if found.row is None:
        return
    if found.record is not None and found.record.by != actor.account:
        raise KeptByAnother
    if found.at != seen:
        raise Stale
    delete(found.row)
    log(actor.account, "hotline.draft_gone", subject=row.pk, case=stub.case)


def leaves(actor: Actor, request: Request, text: str, seen: datetime | None, *, checked: bool) -> None:
    """An answer leaves: the draft that it was goes, in the caller's transaction; a colleague's stays.

    Where it is `checked`, Overtaken is raised for a draft that was kept since the page was made; else it goes only
    where it is this very text.
    """
    found = of(actor, request)
    if found.row is None or found.record is None:
        return
    if checked and found.at != seen:
        raise Overtaken
    if found.record.by == actor.account and (checked or found.record.text.strip() == text.strip()):
        delete(found.row)


def follow(actor: Actor, request: Request, target: Request, key: Key) -> None:
    """The draft of a thread that is joined into another one goes there, behind the one that is there."""
    found, there = of(actor, request), of(actor, target)
    if found.row is None or found.record is None:
        return
    before = there.record or replace(found.record, text="")
    both = "\n\n".join(filter(None, (before.text.rstrip(), found.record.text)))
    _write(actor, target, there, replace(before, text=both, at=actor.now()), key)
    delete(found.row)


def hand_over(actor: Actor, request: Request, key: Key) -> None:
    """Re-seals the draft with its thread."""
    for row, draft in sound(actor, DraftRow.objects.filter(pk=request.pk)):
        move(row, draft, key)


def _open_to_write(actor: Actor, request_id: UUID) -> tuple[Request, RequestStub, Kept]:
    """A thread and its draft, and nobody else writes until the transaction ends."""
    require(actor, "hotline.answer")
    in_order()  # before looking: no answer leaves meanwhile, and it becomes no case
    row, stub = access.request(actor, request_id)
    if stub.joined:
        raise Absent
    return row, stub, of(actor, row)


def _write(actor: Actor, request: Request, found: Kept, draft: Draft, key: Key | None = None) -> None:
    if found.row is not None and found.record is not None:
        rewrite(found.row, draft, actor.keys)
        return
    if found.row is not None:
        delete(found.row)  # it was changed past the program, and opens for nobody
    create(DraftRow, draft, key or actor.keys.key(request.locator, Compartment(request.compartment)), id=request.pk)
