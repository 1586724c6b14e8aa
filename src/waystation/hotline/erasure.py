"""How threads are erased: with their messages, letters, the caller's own copies, and every digest that finds them."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.hotline import access, intake, waiting
from waystation.hotline.models import (
    CallerMessage,
    CannedRow,
    ClockRow,
    ContactRow,
    DraftRow,
    MailKey,
    Message,
    Outgoing,
    PublishedKey,
    Request,
    Seen,
    Sent,
    TriageRow,
    Waiting,
)
from waystation.hotline.records import RequestStub
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.errors import Tampered
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    TriageRow: "the organisation's own rules; they name no case",
    CannedRow: "texts that fit anybody",
    ClockRow: "how long somebody may wait before others are woken",
    MailKey: "the hotline's own keys: of no caller",
    PublishedKey: "what anybody may have of them",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    # By the column, not by what opens: a damaged row goes too.
    return of_threads(actor, Request.objects.filter(locator=case_id).values_list("pk", flat=True))


def of_threads(actor: Actor, threads: Iterable[UUID]) -> set[UUID]:
    """The ids of these threads, of those that were joined into them, and of where their callers find them."""
    every: list[tuple[Request, RequestStub]] = stubs(actor, Request.objects.all())
    found = set(threads)
    while more := {row.pk for row, stub in every if stub.joined in found} - found:
        found |= more
    callers = Request.objects.filter(pk__in=found, caller__isnull=False).values_list("caller", flat=True)
    return found | {caller for caller in callers if caller}


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    found = alone(places)
    return [
        Sent.objects.filter(thread__in=found),
        Outgoing.objects.filter(thread__in=found) | under(Outgoing, places),
        Message.objects.filter(thread__in=found) | under(Message, places),
        CallerMessage.objects.filter(locator__in=found),
        ContactRow.objects.filter(pk__in=found) | under(ContactRow, places),
        DraftRow.objects.filter(pk__in=found) | under(DraftRow, places),
        Waiting.objects.filter(pk__in=[waiting.id_of(thread) for thread in found]),
        Request.objects.filter(pk__in=found) | under(Request, places),
    ]


def forget_seen(actor: Actor, threads: Iterable[UUID]) -> None:
    """Deletes the digests by which a message of these threads, that somebody already has, could be confirmed."""
    for thread in threads:
        for row, record in access.records(actor, thread):
            if record.mail and record.direction == "in":
                with suppress(Tampered):  # a message that was changed has no digest that anybody could have kept
                    Seen.objects.filter(digest=intake.seen_digest(access.raw(row, record))).delete()
