"""Marked details: something told to one party alone, so that where it turns up shows who passed it on."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access as hotline
from waystation.staff.access import open_row, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.trust.models import MarkRow
from waystation.trust.records import Mark, Sighting
from waystation.trust.wording import GIVEN_ALREADY
from waystation.vault.records import create, rewrite

_WORD = re.compile(r"\w{4,}|\d+")


class Marked(NamedTuple):
    """One detail, and who alone was told it."""

    id: UUID
    record: Mark


def marks(actor: Actor, threads: Iterable[UUID] | None = None) -> list[Marked]:
    """Every marked detail, or those of some threads, the newest first."""
    require(actor, "trust.read")
    rows = MarkRow.objects.filter(locator=actor.team(DUTY))
    chosen = rows if threads is None else rows.filter(thread__in=list(threads))
    found = [Marked(row.pk, record) for row, record in stubs(actor, chosen) if _is_in_place(actor, row, record)]
    return sorted(found, key=lambda each: each.record.at, reverse=True)


def _is_in_place(actor: Actor, row: MarkRow, record: Mark) -> bool:
    """Whether nobody hung it on another thread in the database."""
    if row.thread != record.thread:
        tell_damage(actor, row.pk)
    return bool(row.thread == record.thread)


@transaction.atomic
def give(actor: Actor, detail: str, *, thread: UUID | None = None, name: str = "") -> UUID:
    """Notes that one party alone is told this. Raises Refused where another was, Absent for a thread not for them."""
    require(actor, "trust.vet")
    if thread is not None:
        hotline.request(actor, thread)
    if any(_words(each.record.detail) == _words(detail) for each in marks(actor)):
        raise Refused(GIVEN_ALREADY)
    record = Mark(detail=detail, at=actor.now(), by=actor.account, thread=thread, name=name)
    row = create(MarkRow, record, actor.keys.key(actor.team(DUTY)), thread=thread)
    log(actor.account, "trust.mark_given", subject=row.pk)
    return row.pk


@transaction.atomic
def turned_up(actor: Actor, mark_id: UUID, where: str) -> Mark:
    """Notes where a detail turned up. Returns it with whom it had been given to. Raises Absent, Stale."""
    row, record = open_mark(actor, mark_id)
    sighting = Sighting(where=where, at=actor.now(), by=actor.account)
    seen = msgspec.structs.replace(record, seen=(*record.seen, sighting))
    rewrite(row, seen, actor.keys)
    log(actor.account, "trust.mark_seen", subject=row.pk)
    return seen


def open_mark(actor: Actor, mark_id: UUID) -> tuple[MarkRow, Mark]:
    """One marked detail. Raises Absent."""
    require(actor, "trust.vet")
    row, record = open_row(actor, MarkRow.objects.filter(locator=actor.team(DUTY)), mark_id)
    if not _is_in_place(actor, row, record):
        raise Absent
    return row, record


def like(found: Iterable[Marked], heard: str) -> list[Marked]:
    """The details of which a word was heard, those with the most first."""
    words = _words(heard)
    shared = [(len(words & _words(each.record.detail)), each) for each in found]
    return [each for count, each in sorted(shared, key=lambda pair: -pair[0]) if count]


def _words(text: str) -> set[str]:
    """The words of a text, without their endings: in Russian these change."""
    return {word[: max(4, len(word) - 2)] for word in _WORD.findall(text.casefold().replace("ё", "е"))}
