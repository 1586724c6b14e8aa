"""What the rules of triage make of new messages, inside a session that can open them.

A message that arrives is sealed, and nobody without a key can look into it. So whoever opens the queue lends the rules
their keys for as long as the session lasts: those in danger come to the top before anybody has read them. It happens
between the pages, as nobody should wait for it.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, crowd_beginning, own_rules, rules, settling, triage, waiting
from waystation.hotline.models import Message, Request
from waystation.hotline.queue import UNREAD_BY_RULES
from waystation.hotline.records import MessageRecord, Proposed, RequestStub
from waystation.hotline.triage import Proposal
from waystation.staff import account, innocent
from waystation.staff.above import ask
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import sessions
from waystation.vault.errors import Stale
from waystation.vault.records import rewrite

AT_ONCE, SECONDS = 20, 0.1  # requests in a turn, and the time after which no further one is begun
NEWEST, REASONS, QUOTED = 5, 4, 60
_ORDER = ("now", "soon", "unknown", "normal", "aside")

replace = msgspec.structs.replace

Opened = Sequence[tuple[Message, MessageRecord]]

logger = logging.getLogger(__name__)

_lenders: dict[bytes, Actor] = {}  # by what their sessions are found by


def lend(actor: Actor) -> None:
    """Lets the rules use this session's keys until it ends."""
    _lenders.setdefault(account.here(actor).name, actor)


def run(now: datetime) -> None:
    """One turn, with the keys of the session that has lent them longest without a turn."""
    alive = sessions.alive(list(_lenders), now=now) if _lenders else set()
    for name in [name for name in list(_lenders) if name not in alive]:
        del _lenders[name]
    if name := next(iter(_lenders), None):
        actor = _lenders[name] = _lenders.pop(name)
        try:
            with innocent.hearing(actor):
                look_through(actor)
                ask("looked_through", actor)
        except Absent:  # their right was taken away meanwhile
            del _lenders[name]


def unseen(actor: Actor) -> int:
    """How many requests have messages that the rules have not looked at yet."""
    return max(0, len(access.queue(actor).group(UNREAD_BY_RULES)) - len(_failed(actor)))


def _failed(actor: Actor) -> set[UUID]:
    found: set[UUID] = actor.memory.setdefault("hotline:failed rules", set())
    return found


def look_through(actor: Actor, *, seconds: float = SECONDS) -> int:
    """Lets the rules look at requests with messages that they have not seen, the longest waiting first.

    Returns at how many. Nothing of it counts as read by a person.
    """
    crowd_beginning.take_in(actor)
    waiting = access.queue(actor).group(UNREAD_BY_RULES)
    failed = _failed(actor)
    until, done = time.monotonic() + seconds, 0
    for request_id in [line.id for line in waiting[: AT_ONCE + len(failed)] if line.id not in failed]:
        if time.monotonic() > until:
            break
        try:
            done += _look_at(actor, request_id)
        except Exception:  # one that the rules cannot take keeps no other from being looked at
            logger.exception("")  # where, for the administrator; the log's formatter leaves out what
            failed.add(request_id)
    return done


def _look_at(actor: Actor, request_id: UUID) -> bool:
    try:
        row, stub = access.request(actor, request_id)
        seen = access.records(actor, row.pk)
        known, settled = settling.heard(actor, with_proposal(actor, row, stub, seen), seen)
        with transaction.atomic():
            settling.write(actor, settled)
            rewrite(row, known, actor.keys)
            if rules.place_in_queue(known) == "now" != rules.place_in_queue(stub):
                waiting.hurry(row.pk, now=actor.now())
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
