"""Messages go into another thread, or a thread into a case's hands. Part of the list of verbs in `actions`."""

from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, contact, drafting, intake, outbox, rules, settling, threads, waiting
from waystation.hotline.errors import NotPossible
from waystation.hotline.models import ContactRow, Message, Request, Sent
from waystation.hotline.records import MessageRecord
from waystation.staff.access import sound
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import move, read, rewrite

replace = msgspec.structs.replace


def join(actor: Actor, request_id: UUID, *, into: UUID) -> None:
    """Puts another request's messages into a thread of the same person; the emptied request points there.

    Raises NotPossible for a web caller's request, who would lose the way back, and where it is somebody else's thread:
    two counterparts never meet in one.
    """
    row, stub = threads.deciding(actor, request_id)
    target, target_stub = access.request(actor, into)
    if row.pk == target.pk or row.caller is not None:
        raise NotPossible
    if not rules.may_join(threads.identified(actor, row, stub), threads.identified(actor, target, target_stub)):
        raise NotPossible
    key = actor.keys.key(target.locator, Compartment(target.compartment))
    with transaction.atomic():
        in_order()  # before looking: no message arrives in these threads meanwhile
        moved = _move_messages(actor, row.pk, target.pk, key)
        intake.answers_go_to(target.pk, Sent.objects.filter(thread=row.pk))
        newest = max(filter(None, (stub.last_in, target_stub.last_in)), default=None)
        gathered = replace(target_stub, count=target_stub.count + moved, last_in=newest)
        waiting.over(row.pk)
        drafting.follow(actor, row, target, key)
        rewrite(target, gathered, actor.keys)
        rewrite(row, replace(stub, status="closed", joined=target.pk, count=0), actor.keys)
        both = contact.known(actor, target, gathered)
        outbox.bind(actor, target.pk, *both.holds_back)
        for joined in (target, row):
            log(actor.account, "hotline.joined", subject=joined.pk)


def _move_messages(actor: Actor, thread: UUID, target: UUID, key: Key) -> int:
    """Re-seals the messages and letters of a thread to a key, in another thread or the same."""
    rows = list(sound(actor, Message.objects.filter(thread=thread).defer("body")))
    for row, known in rows:
        record, body = _with_body(actor, row, known)
        move(row, replace(record, thread=target), key, thread=target, **body)
    for held, said in outbox.letters_of(actor, thread):
        letter = replace(said, thread=target)
        outbox.keep(move(held, letter, key, thread=target), letter)
    return len(rows)


def _with_body(actor: Actor, row: Message, record: MessageRecord) -> tuple[MessageRecord, dict[str, bytes]]:
    """What a message moves with: what a caller's browser sealed to those on duty, its new keepers may not open."""
    settled = settling.found(actor, [(row, record)])
    return settling.columns(settled[0]) if settled else (record, {})


def hand_over(actor: Actor, row: Request, contact_key: Key) -> None:
    """Re-seals a request with its messages and letters to a case's CONTACT key, inside the caller's transaction."""
    require(actor, "hotline.decide")
    known = threads.identified(actor, row, read(row, actor.keys))
    stub, _ = settling.heard(actor, known, access.records(actor, row.pk))
    in_order()  # before looking: no message arrives in this thread meanwhile
    _move_messages(actor, row.pk, row.pk, contact_key)
    for written, how in sound(actor, ContactRow.objects.filter(pk=row.pk)):
        move(written, how, contact_key)
    drafting.hand_over(actor, row, contact_key)
    move(row, replace(stub, status="accepted", case=contact_key.locator), contact_key)
    waiting.over(row.pk)
    log(actor.account, "hotline.handed_over", subject=row.pk, case=contact_key.locator)
