"""The desk's doors: what can be erased, what was decided about it, and the receipts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.timezone import make_aware

from waystation.casework import access as casework
from waystation.casework.models import Case
from waystation.casework.persons import access as persons
from waystation.casework.records import CaseStub
from waystation.desk.models import ReceiptRow, ReviewRow, TallyRow
from waystation.desk.records import CASE, ERASE, INDIVIDUAL, PERSON, REQUEST, Receipt, Review, Tally
from waystation.desk.retention import ENDED_REQUESTS, Due, Ended, Rules, due, kept_since, oldest_first
from waystation.desk.rules import Counts, count
from waystation.hotline import access as hotline
from waystation.hotline.queue import without_case
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import Line
from waystation.staff.access import index, open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing
from waystation.staff.teams import DUTY
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried

_TALLY = "tally of what was erased"


@dataclass(frozen=True)
class Subject:
    """A case, a request that led to none, or one person: then `home` is the case. One of the three is there."""

    id: UUID
    name: str
    case: CaseStub | None = field(default=None, repr=False)
    request: RequestStub | None = field(default=None, repr=False)
    home: UUID | None = None

    @property
    def in_case(self) -> UUID | None:
        """The case of which something is erased."""
        return self.id if self.case else self.home

    @property
    def extents(self) -> tuple[str, ...]:
        """How much of it can be erased."""
        if self.case is None:
            return (INDIVIDUAL,) if self.home else (REQUEST,)
        return (CASE,) if is_buried(self.id, Compartment.CONTACT) else (PERSON, CASE)


def tally_id(actor: Actor) -> UUID:
    """One tally for the organisation; an innocent view has its own."""
    return uuid5(actor.team(DUTY) if actor.apart else UUID(int=0), _TALLY)


def subject(actor: Actor, subject_id: UUID) -> Subject:
    """What can be erased under this id. Raises Absent."""
    require(actor, "erasure.propose")
    try:
        _row, stub = casework.case(actor, subject_id)
    except Absent:
        return _person(actor, subject_id) or _request(actor, subject_id)
    return Subject(subject_id, stub.pseudonym, case=stub)


def _person(actor: Actor, person_id: UUID) -> Subject | None:
    try:
        home, called = persons.at_home(actor, person_id)
    except Absent:
        return None
    return Subject(person_id, called, home=home)


def _request(actor: Actor, request_id: UUID) -> Subject:
    _row, stub = hotline.request(actor, request_id)
    if stub.case is not None or stub.joined is not None:
        raise Absent
    return Subject(request_id, stub.name or stub.who, request=stub)


def reviews(actor: Actor) -> dict[UUID, tuple[ReviewRow, Review]]:
    """What was decided, by what it was decided about."""
    require(actor, "erasure.propose")
    found: list[tuple[ReviewRow, Review]] = stubs(actor, ReviewRow.objects.all())
    return {review.subject: (row, review) for row, review in found}


def proposal(actor: Actor, review_id: UUID) -> tuple[ReviewRow, Review]:
    """One proposal to erase. Raises Absent."""
    require(actor, "erasure.propose")
    row, review = open_row(actor, ReviewRow.objects.all(), review_id)
    if review.what != ERASE:
        raise Absent
    return row, review


def rules() -> Rules:
    """How long what is kept, by the settings. Raises ValueError, TypeError for what is no number of days."""
    return Rules.of(settings.WAYSTATION.get("retention", {}))


class Waiting:
    """What is due by the rules and about which nobody decided, or whose longer time is over too.

    There may be very many: they are counted without being looked at.
    """

    def __init__(self, actor: Actor) -> None:
        self._today, self._rules = actor.today, rules()
        decided = {subject for subject, found in reviews(actor).items() if _decided(found, self._today)}
        self._decided = {subject.bytes for subject in decided}
        self._cases = _ended(actor, self._today - self._rules.case.after)
        ended = _day_after(self._today - self._rules.request.after)
        both = [hotline.queue(actor).quiet(without_case(status), ended) for status in ENDED_REQUESTS]
        self._quiet = [quiet for _unread, quiet in both]
        self._unread = [due for unread, _quiet in both for due in self._of_requests(unread)]

    def __len__(self) -> int:
        return len(self._unread) + sum(self._open(group.ids()) for group in (self._cases, *self._quiet))

    def _open(self, ids: Collection[bytes]) -> int:
        return len(ids) - len(self._decided.intersection(ids))

    def first(self, most: int) -> list[Due]:
        """The oldest."""
        enough = most + len(self._decided)
        cases = ((held.pk, held.record) for held in self._cases[:enough])
        found = [*due(self._rules, cases, [], self._today), *self._unread]
        for group in self._quiet:
            found += self._of_requests(group[-enough:])
        return oldest_first(each for each in found if each.subject.bytes not in self._decided)[:most]

    def _of_requests(self, lines: Iterable[Line]) -> list[Due]:
        return due(self._rules, [], ((line.id, line.stub) for line in lines), self._today)


def waiting(actor: Actor) -> Waiting:
    """What waits for somebody to say keep or erase. Raises Absent."""
    require(actor, "erasure.propose")
    return Waiting(actor)


def _ended(actor: Actor, by: date) -> Group[Held]:
    """The cases that ended by a day."""
    require(actor, "casework.read")
    return index(actor, Case, _ending).group("ended").before(_day(by + timedelta(days=1)))


_ENDED = ["ended"]


def _ending(held: Held) -> Standing:
    day = kept_since(held.told(Ended))
    return (_day(day), _ENDED) if day else (b"", [])


def _day_after(day: date) -> datetime:
    """The first moment of the next day."""
    return make_aware(datetime.combine(day + timedelta(days=1), time()))


def _day(day: date) -> bytes:
    return f"{day.toordinal():07}".encode()


def _decided(found: tuple[ReviewRow, Review] | None, today: Any) -> bool:
    return found is not None and (found[1].what == ERASE or (found[1].until is not None and found[1].until > today))


def proposals(actor: Actor) -> list[tuple[ReviewRow, Review]]:
    """What waits for a second person, the oldest first."""
    found = [pair for pair in reviews(actor).values() if pair[1].what == ERASE]
    return sorted(found, key=lambda pair: pair[1].at)


def receipts(actor: Actor) -> list[tuple[ReceiptRow, Receipt]]:
    """Every receipt, the newest first."""
    require(actor, "audit.read")
    return sorted(stubs(actor, ReceiptRow.objects.all()), key=lambda pair: -pair[1].line)


def receipt(actor: Actor, receipt_id: UUID) -> Receipt:
    """One receipt. Raises Absent."""
    require(actor, "audit.read")
    found: Receipt = open_row(actor, ReceiptRow.objects.all(), receipt_id)[1]
    return found


def erased(actor: Actor) -> Counts:
    """How many were erased, as the counts page counts."""
    found = stubs(actor, TallyRow.objects.filter(pk=tally_id(actor)))
    tally = found[0][1] if found else Tally(count([], []))
    return tally.counts
