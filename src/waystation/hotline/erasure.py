"""How threads are erased: with their messages, letters, the caller's own copies, and every digest that finds them."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.hotline import access, intake
from waystation.hotline.models import CallerMessage, Message, Outgoing, Request, Seen, Sent
from waystation.hotline.records import RequestStub
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone, under
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return of_threads(actor, (row.pk for row, _ in access.requests_of_case(actor, case_id)))


def of_threads(actor: Actor, threads: Iterable[UUID]) -> set[UUID]:
    """The ids of these threads, of those that were joined into them, and of where their callers find them."""
    every: list[tuple[Request, RequestStub]] = stubs(actor, Request.objects.all())
    found = set(threads)
    while more := {row.pk for row, stub in every if stub.joined in found} - found:
        found |= more
    return found | {row.caller for row, _ in every if row.pk in found and row.caller}


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    found = alone(places)
    return [
        Sent.objects.filter(thread__in=found),
        Outgoing.objects.filter(thread__in=found) | under(Outgoing, places),
        Message.objects.filter(thread__in=found) | under(Message, places),
        CallerMessage.objects.filter(locator__in=found),
        Request.objects.filter(pk__in=found) | under(Request, places),
    ]


def forget_seen(actor: Actor, threads: Iterable[UUID]) -> None:
    """Deletes the digests by which a message of these threads, that somebody already has, could be confirmed."""
    for thread in threads:
        mails = [pair for pair in access.records(actor, thread) if pair[1].mail and pair[1].direction == "in"]
        digests = [intake.seen_digest(access.raw(*pair)) for pair in mails]
        Seen.objects.filter(digest__in=digests).delete()
