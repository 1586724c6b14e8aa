"""The verbs of safe contact, and its only writers. Each writes and logs in one transaction.

`seen` is the version that the person had before them; if somebody changed it since, Stale is raised.
"""

import dataclasses
import uuid
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, actions, canned, contact, contact_terms, outbox
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact import Known
from waystation.hotline.errors import Unfilled, Unsayable
from waystation.hotline.models import ContactRow, Outgoing
from waystation.hotline.records import Asked, Contact, Letter, SafeContact
from waystation.staff import second
from waystation.staff.above import ask
from waystation.staff.access import able, open_row
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite

KEPT = 20  # requests to a second person, the newest, which stay to be read

replace = msgspec.structs.replace


def _open_to_write(actor: Actor, request_id: UUID, seen: int | None = None) -> Known:
    """How somebody may be reached, and nobody else writes until the transaction ends. Raises Absent, Stale."""
    in_order()  # before looking: it becomes no case meanwhile, and no answer leaves
    found = contact.of(actor, request_id)
    if found.stub.joined:
        raise Absent
    if seen is not None and seen != found.version:
        raise Stale
    return found


def _keep(actor: Actor, found: Known, record: SafeContact, verb: str) -> None:
    now = actor.now()
    asked = [each if rules.is_waiting(each, now) else replace(each, text="") for each in record.asked]
    record = replace(record, asked=tuple(asked[-KEPT:]))
    if found.damaged is not None:
        delete(found.damaged)
    if found.row is None:
        key = actor.keys.key(found.request.locator, Compartment(found.request.compartment))
        create(ContactRow, record, key, id=found.request.pk)
    else:
        rewrite(found.row, record, actor.keys)
    log(actor.account, verb, subject=found.request.pk, case=found.stub.case)


@transaction.atomic
def save(actor: Actor, request_id: UUID, said: Contact, *, seen: int | None = None, settled: bool = True) -> None:
    """Writes down how somebody may be reached: from now on this counts alone, also for letters that have not left.

    Unless it was `settled` with the person, what was said otherwise before counts too. Raises Absent, Stale.
    """
    found = _open_to_write(actor, request_id, seen)
    others = () if settled else contact_terms.beside(found.here, said)
    written = replace(found.record, contact=said, beside=others, at=actor.now(), by=actor.account)
    _keep(actor, found, written, "hotline.contact_changed")
    bind(actor, found.request.pk)


def bind(actor: Actor, request_id: UUID) -> None:
    """Holds the letters to this address that have not left to what is known now, in the caller's transaction."""
    row, stub = access.request(actor, request_id)
    threads = {each.pk: (each, said) for each, said in [(row, stub), *access.of_same_address(actor, row, stub)]}
    for thread in outbox.with_unsent(threads):
        outbox.bind(actor, thread, *contact.known(actor, *threads[thread]).holds_back)


@transaction.atomic
def ask_second(
    actor: Actor,
    request_id: UUID,
    text: str,
    reason: str,
    *,
    protection: str = "",
    sender: str = "",
    once: UUID | None = None,
) -> UUID:
    """Asks a second person to let this answer leave against what the counterpart asked for. Returns the request's id.

    Raises Absent, Refused where nothing stands against it, Unfilled, Unsayable as `actions.answer`.
    """
    found = _open_to_write(actor, request_id)
    if left := canned.unfilled(text):
        raise Unfilled(left)
    if refused := ask("answer_refused", actor, request_id, text):
        raise Unsayable(refused)
    why = found.against(text, actor.now())
    return _ask(actor, found, why, reason, once or uuid.uuid4(), text=text, protection=protection, sender=sender)


@transaction.atomic
def ask_for_letter(actor: Actor, outgoing_id: UUID, reason: str) -> UUID:
    """Asks a second person to let a letter go that is held. Raises Absent, Refused where it is not."""
    require(actor, "hotline.answer")
    in_order()
    row, letter = open_row(actor, Outgoing.objects.all(), outgoing_id)
    if letter.thread is None:
        raise Absent
    if row.state != outbox.WAITING:
        raise Refused(rules.NOTHING_AGAINST)
    found = _open_to_write(actor, letter.thread)
    waits = [asked for asked in found.record.asked if asked.letter == row.pk and rules.is_waiting(asked, actor.now())]
    if waits:
        return waits[0].id
    return _ask(actor, found, _held_by(letter, actor.now()), reason, uuid.uuid4(), letter=row.pk)


def _held_by(letter: Letter, now: datetime) -> tuple[str, ...]:
    if rules.may_leave(letter, now):
        return ()
    return (letter.stopped or rules.HOURS,)


def _ask(
    actor: Actor,
    found: Known,
    why: tuple[str, ...],
    reason: str,
    once: UUID,
    *,
    text: str = "",
    protection: str = "",
    sender: str = "",
    letter: UUID | None = None,
) -> UUID:
    if once in {asked.id for asked in found.record.asked}:
        return once
    if not why:
        raise Refused(rules.NOTHING_AGAINST)
    now = actor.now()
    asked = Asked(
        id=once,
        by=actor.account,
        persona=actor.persona,
        at=now,
        until=now + rules.ASK_LASTS,
        reason=reason,
        why=why,
        text=text,
        protection=protection,
        sender=sender,
        letter=letter,
    )
    _keep(actor, found, replace(found.record, asked=(*found.record.asked, asked)), "hotline.second_asked")
    return once


@transaction.atomic
def agree(actor: Actor, request_id: UUID, asked_id: UUID) -> None:
    """The second person agrees: the very answer or letter that was asked for leaves now, and nothing else does.

    Raises Absent; Refused for whoever asked, after its time, or where more stands against it than the two knew;
    Stale; and what `actions.answer` raises.
    """
    found = _open_to_write(actor, request_id)
    asked = _waiting(found, asked_id, actor)
    if asked.by == actor.account:
        raise Refused(rules.NOT_BY_THE_SAME)
    if new := second.against(actor, asked.by):
        raise Refused(new)
    _decide(actor, found, asked, "hotline.second_agreed", agreed=True)
    if asked.letter is not None:
        _let_go(actor, asked)
        return
    if not set(found.against(asked.text, actor.now())) <= set(asked.why):
        raise Refused(rules.MORE_AGAINST)
    author = dataclasses.replace(actor, account=asked.by, persona=asked.persona)
    actions.answer(
        author,
        request_id,
        asked.text,
        message_id=asked.id,
        protection=asked.protection,
        sender=asked.sender,
        lifted=asked.why,
    )


@transaction.atomic
def refuse(actor: Actor, request_id: UUID, asked_id: UUID) -> None:
    """Somebody says no, or whoever asked takes it back. Raises Absent, Refused after its time, Stale."""
    found = _open_to_write(actor, request_id)
    _decide(actor, found, _waiting(found, asked_id, actor), "hotline.second_refused", agreed=False)


def _waiting(found: Known, asked_id: UUID, actor: Actor) -> Asked:
    asked = next((each for each in found.record.asked if each.id == asked_id), None)
    if asked is None:
        raise Absent
    gone = asked.by not in able(actor, "hotline.answer")
    if gone or not rules.is_waiting(asked, actor.now()):
        raise Refused(rules.TOO_LATE)
    return asked


def _decide(actor: Actor, found: Known, asked: Asked, verb: str, *, agreed: bool) -> None:
    """Notes who decided. The text goes: it stands in the thread from now on, or nowhere."""
    done = replace(asked, decided_by=actor.account, decided_at=actor.now(), agreed=agreed)
    every = tuple(done if each.id == asked.id else each for each in found.record.asked)
    _keep(actor, found, replace(found.record, asked=every), verb)


def _let_go(actor: Actor, asked: Asked) -> None:
    """For an hour the letter may leave whatever the clock says. Raises Refused where more holds it than was known."""
    row, letter = open_row(actor, Outgoing.objects.all(), asked.letter or asked.id)
    if row.state != outbox.WAITING:
        raise Refused(rules.TOO_LATE)
    if not set(_held_by(letter, actor.now())) <= set(asked.why):
        raise Refused(rules.MORE_AGAINST)
    free = replace(letter, free_until=actor.now() + rules.FREE_FOR)
    outbox.keep(rewrite(row, free, actor.keys), free)


def is_said(actor: Actor, request_id: UUID, word: str) -> set[str]:
    """Which agreed words this is: of somebody who says it on the phone. Noted in the log. Raises Absent."""
    found = contact.of(actor, request_id)
    with transaction.atomic():
        log(actor.account, "hotline.word_compared", subject=found.request.pk, case=found.stub.case)
    return {name for each in found.terms for name in rules.WORDS if rules.is_agreed(word, getattr(each, name))}
