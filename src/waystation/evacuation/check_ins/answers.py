"""Signs of life that come in the person's own threads: by e-mail, or on the caller's own pages.

What arrives is sealed, and nobody without a key can look into it: the page that takes it answers the same whatever was
written, since the program itself cannot tell. So whoever is signed in and may read the thread lends their session to
the comparison, between pages and before a page of check-ins is shown. What was written counts from when it arrived.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from waystation.evacuation import access, actions
from waystation.evacuation.check_ins import answering, words
from waystation.evacuation.check_ins.records import DURESS, EMAIL, OK_NO_WORD, WEB, Answer
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord
from waystation.hotline import access as hotline
from waystation.hotline.access import Entry
from waystation.hotline.models import Message
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows

AHEAD = timedelta(days=2)  # of a person's check-ins that are due later only the next is looked at
PAUSE = timedelta(seconds=5)  # between two looks of one session
_SEEN, _LOOKED = "evacuation:answers seen", "evacuation:answers looked"

Pair = tuple[CheckIn, CheckInRecord]


def take_in_sometimes(actor: Actor) -> None:
    """Between pages: as `take_in`, once in a while."""
    last: datetime | None = actor.memory.get(_LOOKED)
    now = actor.now()
    if last is None or not last <= now < last + PAUSE:
        actor.memory[_LOOKED] = now
        take_in(actor)


def take_in(actor: Actor) -> int:
    """Looks at what came since this session last looked, in threads of people whose sign of life is awaited.

    Returns how many messages were taken as an answer.
    """
    if not (allows(actor, "evacuation.check_in") and allows(actor, "hotline.read")):
        return 0
    waiting: dict[UUID, list[Pair]] = {}
    for pair in access.awaited(actor, actor.now() + AHEAD):
        waiting.setdefault(pair[1].case, []).append(pair)
    if not waiting:
        return 0
    refresh(actor)  # a session that is lent for long has not seen the keys of newer cases
    return sum(_of_thread(actor, *each, waiting) for each in _threads_with_news(actor, waiting))


def _threads_with_news(actor: Actor, cases: Iterable[UUID]) -> list[tuple[UUID, UUID, str, set[UUID]]]:
    """Thread, case, way, and the messages in it that this session has not looked at."""
    seen: set[UUID] = actor.memory.setdefault(_SEEN, set())
    threads = {row.pk: (row.locator, stub.channel) for row, stub in hotline.requests_of_cases(actor, cases)}
    threads = {pk: said for pk, said in threads.items() if said[1] in (WEB, EMAIL)}
    news: dict[UUID, set[UUID]] = {}
    for pk, thread in Message.objects.filter(thread__in=list(threads)).values_list("pk", "thread"):
        if pk not in seen:
            news.setdefault(thread, set()).add(pk)
    return [(thread, *threads[thread], new) for thread, new in news.items()]


def _of_thread(
    actor: Actor, thread: UUID, case_id: UUID, way: str, new: set[UUID], waiting: dict[UUID, list[Pair]]
) -> int:
    pairs = waiting[case_id]
    since = min(record.scheduled_at or record.due_at for _, record in pairs)
    inward = [
        (row, record)
        for row, record in hotline.records(actor, thread)
        if row.pk in new and record.direction == "in" and not record.automatic and record.at >= since
    ]
    taken = sum(_take(actor, pairs, entry, way) for entry in hotline.entries(actor, inward))
    actor.memory[_SEEN] |= new
    return taken


def _take(actor: Actor, pairs: list[Pair], entry: Entry, way: str) -> bool:
    """Whether a message was taken as an answer to something."""
    at = entry.record.at
    said = {
        row.pk: (words.heard(entry.text, record.ok_word, record.duress_word), record)
        for row, record in pairs
        if (record.scheduled_at or record.due_at) <= at
    }
    forced = sorted((record.due_at, pk) for pk, (heard, record) in said.items() if heard == DURESS)
    if forced:
        return _note(actor, forced[0][1], Answer(at=at, what=DURESS, way=way, message=entry.id))
    answered = answering.answered_by([record for _, record in said.values()], at)
    taken = False
    for pk, (heard, record) in said.items():
        if any(record is each for each in answered):
            what = answering.judged(record, heard, way)
            if what == OK_NO_WORD and record.way not in ("", way):
                continue  # an ordinary message, from somebody who was to answer another way
            taken |= _note(actor, pk, Answer(at=at, what=what, way=way, message=entry.id))
    return taken


def _note(actor: Actor, check_in_id: UUID, answer: Answer) -> bool:
    """Another session may have been faster, or the check-in be over: then there is nothing to do."""
    with suppress(Refused, Absent):
        return actions.take_message(actor, check_in_id, answer)
    return False
