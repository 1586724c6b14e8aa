"""What the rules of triage make of new messages, inside a session that can open them.

A message that arrives is sealed, and nobody without a key can look into it. So whoever has the queue open lends the
rules their keys for some messages each time: those in danger come to the top before anybody has read them.
"""

import time
from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, own_rules, rules, triage
from waystation.hotline.models import Message, Request
from waystation.hotline.queue import UNREAD_BY_RULES
from waystation.hotline.records import MessageRecord, Proposed, RequestStub
from waystation.hotline.triage import Proposal
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale
from waystation.vault.records import rewrite

AT_ONCE, SECONDS = 20, 0.1  # requests at each look at the queue, and the time after which no further one is begun
NEWEST, REASONS, QUOTED = 5, 4, 60
_ORDER = ("now", "soon", "unknown", "normal", "aside")

replace = msgspec.structs.replace

Opened = Sequence[tuple[Message, MessageRecord]]


def look_through(actor: Actor, *, seconds: float = SECONDS) -> int:
    """Lets the rules look at requests with messages that they have not seen, the longest waiting first.

    Returns at how many. Nothing of it counts as read by a person.
    """
    waiting = [line.id for line in access.queue(actor).group(UNREAD_BY_RULES)[:AT_ONCE]]
    until, done = time.monotonic() + seconds, 0
    for request_id in waiting:
        if time.monotonic() > until:
            break
        done += _look_at(actor, request_id)
    return done


def _look_at(actor: Actor, request_id: UUID) -> bool:
    try:
        row, stub = access.request(actor, request_id)
        known = with_proposal(actor, row, stub, access.records(actor, row.pk))
        with transaction.atomic():
            rewrite(row, known, actor.keys)
            log(actor.account, "hotline.looked_through", subject=row.pk)
    except (Absent, Stale):  # somebody else was faster
        return False
    return True


def with_proposal(actor: Actor, row: Request, stub: RequestStub, opened: Opened) -> RequestStub:
    """The stub with what the rules make of the messages that came since they last looked.

    The graver of two proposals stays until a person has judged.
    """
    total = Message.objects.filter(thread=row.pk).count()
    before = stub.proposed or Proposed()
    if before.count >= total:
        return stub
    new = [pair for pair in opened if _is_new(pair[1], before)]
    found = [before] if stub.proposed and not (before.judged and new) else []
    applied = own_rules.triage_of(actor)
    found += [_brief(applied.propose(text)) for text in _texts(actor, new)]
    gravest = min(found, key=lambda each: _ORDER.index(each.urgency), default=before)
    until = max((record.at for _, record in new), default=before.until)
    return replace(stub, proposed=replace(gravest, count=total, until=until))


def _is_new(record: MessageRecord, before: Proposed) -> bool:
    return record.direction == "in" and (before.until is None or record.at > before.until)


def _texts(actor: Actor, opened: Opened) -> list[str]:
    read = [access.readable(actor, message, record) for message, record in opened[-NEWEST:]]
    return [f"{said.subject}\n{said.text}" for said in read if said]


def language(text: str) -> str:
    """The language to answer in; Russian to who writes both Russian and Chechen, or Russian in Latin letters."""
    spoken = triage.propose(text).language
    return rules.language_of(text) if spoken == "other" else {"mixed": "ru"}.get(spoken, spoken)


def _brief(proposed: Proposal) -> Proposed:
    """What of a proposal is kept with the thread: the strongest reasons for what it says."""
    told = [reason for reason in proposed.reasons if not reason.denied and reason.effect in _told(proposed.urgency)]
    reasons = tuple((reason.code, reason.found[:QUOTED]) for reason in (*told[:REASONS], *proposed.marks))
    return Proposed(urgency=proposed.urgency, language=proposed.language, reasons=reasons)


def _told(urgency: str) -> tuple[str, ...]:
    return {"normal": ("calm",), "aside": ("aside",)}.get(urgency, ("danger", "hurry"))
