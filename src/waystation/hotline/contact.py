"""The one door to how somebody may be reached: what staff wrote down, and what the caller said since.

Until somebody on duty has saved the page anew, both count and the stricter wins: whoever holds a caller's twelve words
can forbid, and cannot allow.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from uuid import UUID

from waystation.hotline import access
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact_rules import Heard
from waystation.hotline.models import ContactRow, Request
from waystation.hotline.records import Asked, Contact, Hours, RequestStub, SafeContact
from waystation.staff.above import ask
from waystation.staff.access import index, stubs
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing

LOOKED_AT = 10  # of the other threads with the same address in which agreed words are looked for
READ = 30  # of the newest messages of theirs in which agreed words are looked for
REMEMBERED = 1000  # messages of a session in which they were looked for
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """How the counterpart of a thread may be reached. `row` is None before anything was written down.

    `terms` count together, the oldest first; `news` says when the caller said what nobody has taken over yet.
    `damaged` is a row that somebody changed past the program: until it is written anew, nothing leaves. `elsewhere` are
    other threads with the same address in which something is written down: it holds here as well, since an answer goes
    to the same place, whoever wrote. `turned_away` is HOSTILE, REJECTED or empty.
    """

    request: Request
    stub: RequestStub = field(repr=False)
    row: ContactRow | None
    record: SafeContact = field(repr=False)
    terms: tuple[Contact, ...] = field(repr=False)
    heard: tuple[Heard, ...] = field(repr=False)
    news: datetime | None = None
    damaged: ContactRow | None = None
    elsewhere: tuple[UUID, ...] = ()
    damaged_elsewhere: bool = False
    turned_away: str = ""
    here: tuple[Contact, ...] = field(default=(), repr=False)  # those of the terms that were said in this thread

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def contact(self) -> Contact:
        return rules.merged(self.terms)

    @property
    def language(self) -> str:
        """The language to write in: as the caller asked, else as they wrote."""
        asked = rules.one_of(self.terms, "language")
        return asked if asked in rules.WRITTEN else self.stub.language

    def against(self, text: str, now: datetime) -> tuple[str, ...]:
        """Codes of what stands against this answer leaving now."""
        if self.damaged is not None or self.damaged_elsewhere:
            return (rules.DAMAGED,)
        against = rules.against(self.terms, self.stub, text, self.heard, now)
        return (self.turned_away, *against) if self.turned_away else against

    @property
    def holds_back(self) -> tuple[tuple[Hours, ...], str]:
        """What a letter that is on its way is bound to."""
        return rules.holds_back(self.terms, self.stub, self.turned_away)


def known(actor: Actor, request: Request, stub: RequestStub) -> Known:
    """What is known of a thread that `access.request` opened."""
    row, record, damaged = _stored(actor, request)
    since = record.at or _LONG_AGO
    said = sorted([*_said(actor, request, since), *_joined(actor, request, since)], key=lambda pair: pair[0])
    others = access.of_same_address(actor, request, stub)
    elsewhere, damaged_elsewhere = _elsewhere(actor, others)
    here = (*record.beside, record.contact if row else rules.first(stub), *(contact for _, contact in said))
    terms = (*(said for _, said in elsewhere), *here)
    threads = [request, *(other for other, _ in others[:LOOKED_AT])]
    return Known(
        request,
        stub,
        row,
        record,
        terms,
        tuple(each for thread in threads for each in _heard(actor, thread, terms)),
        said[-1][0] if said else None,
        damaged,
        tuple(dict.fromkeys(thread for thread, _ in elsewhere)),
        damaged_elsewhere,
        _turned_away(actor, [request, *(other for other, _ in others)]),
        here,
    )


def _turned_away(actor: Actor, threads: Iterable[Request]) -> str:
    ids = [one for thread in threads for one in (thread.pk, *access.joined_into(actor, thread.pk))]
    states = (ask("turned_away", actor, ids) or {}).values()
    return next((state for state in (rules.HOSTILE, rules.REJECTED) if state in states), "")


def _elsewhere(actor: Actor, others: Iterable[tuple[Request, RequestStub]]) -> tuple[list[tuple[UUID, Contact]], bool]:
    """What is written down in other threads with the same address, and whether some of it is damaged."""
    rows = [row for row, _ in others]
    written = set(ContactRow.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    found = [(row, *_stored(actor, row)) for row in rows if row.pk in written]
    told = [
        (record.at or _LONG_AGO, thread.pk, said)
        for thread, row, record, _ in found
        if row
        for said in (*record.beside, record.contact)
    ]
    since = {pk: at for at, pk, _ in told}
    told += [(at, row.pk, said) for row in rows for at, said in _joined(actor, row, since.get(row.pk, _LONG_AGO))]
    return [(pk, said) for _at, pk, said in sorted(told, key=itemgetter(0))], any(damaged for *_, damaged in found)


def _stored(actor: Actor, request: Request) -> tuple[ContactRow | None, SafeContact, ContactRow | None]:
    """The row and its record, or the row that is damaged: altered, or an older copy that was put back elsewhere."""
    row, record = access.beside(actor, ContactRow, request)
    return (row, record, None) if record else (None, SafeContact(), row)


def _said(actor: Actor, request: Request, since: datetime) -> Iterable[tuple[datetime, Contact]]:
    """What the caller said on the public pages."""
    for row, kept in access.records(actor, request.pk):
        record = access.as_open(actor, row, kept) if kept.at > since else kept
        if record.contact is not None and record.direction == "in" and record.at > since:
            yield record.at, record.contact


def _joined(actor: Actor, request: Request, since: datetime) -> Iterable[tuple[datetime, Contact]]:
    """What was written down in threads that were joined into this one."""
    rows = ContactRow.objects.filter(pk__in=access.joined_into(actor, request.pk))
    for _row, record in stubs(actor, rows):
        if record.at is not None and record.at > since:
            yield record.at, record.contact


def _heard(actor: Actor, request: Request, terms: tuple[Contact, ...]) -> tuple[Heard, ...]:
    """The agreed words in what they wrote, the oldest first."""
    wanted = frozenset(kept for each in terms for name in rules.WORDS if (kept := getattr(each, name)))
    if not wanted:
        return ()
    inward = [pair for pair in access.records(actor, request.pk) if pair[1].direction == "in"][-READ:]
    return tuple(
        Heard(word, entry.record.at, entry.id)
        for entry in access.entries(actor, inward)
        for word in sorted(_words(actor, entry, terms, wanted))
    )


def _words(actor: Actor, entry: access.Entry, terms: tuple[Contact, ...], wanted: frozenset[bytes]) -> set[str]:
    """The agreed words in one message, looked for once in a session: a long one takes a tenth of a second."""
    known: dict[tuple[UUID, int, frozenset[bytes]], set[str]] = actor.memory.setdefault("hotline:heard", {})
    place = entry.id, hash(entry.text), wanted
    if place not in known:
        while len(known) >= REMEMBERED:
            known.pop(next(iter(known)))
        known[place] = rules.hears(terms, entry.text)
    return known[place]


def of(actor: Actor, request_id: UUID) -> Known:
    """The same by the thread's id. Raises Absent."""
    require(actor, "hotline.answer")
    return known(actor, *access.request(actor, request_id))


def waiting(actor: Actor) -> list[tuple[UUID, Asked]]:
    """What waits for a second person, in which thread, the oldest first."""
    require(actor, "hotline.answer")
    now = actor.now()
    held = index(actor, ContactRow, _undecided).group(_UNDECIDED)
    found = [(each.id, asked) for each in held for asked in each.record.asked if rules.is_waiting(asked, now)]
    return sorted(found, key=lambda pair: pair[1].at)


_UNDECIDED = "undecided"


def _undecided(held: Held) -> Standing:
    record: SafeContact = held.record
    return b"", [_UNDECIDED] if any(asked.decided_at is None for asked in record.asked) else []
