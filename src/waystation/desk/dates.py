"""What is due on which day, from all rooms, for the calendar and for a person's feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.models import Case
from waystation.casework.work import access as work
from waystation.casework.work import deadlines
from waystation.casework.work.records import OPEN
from waystation.evacuation import access as evacuation
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Standing
from waystation.vocabulary.vocabularies import term
from waystation.web.pages import each

AHEAD = timedelta(days=60)  # of a feed

Text = str | Promise


@dataclass(frozen=True)
class Item:
    """One thing that is due on a day, or at a time of it; `time` in words."""

    day: date
    url: str
    who: Text = field(repr=False)
    what: Text = field(repr=False)
    tone: str = "neutral"
    at: datetime | None = None

    @property
    def time(self) -> str:
        return date_format(localtime(self.at), "TIME_FORMAT") if self.at else ""


def _of_step(held: Held) -> Standing:
    stub = held.record
    if stub.next_due is None or stub.erased or not stages.is_open(stub.stage):
        return b"", []
    return work.day_rank(stub.next_due), [OPEN, *([stub.owner] if stub.owner else [])]


class Dates:
    """What this person may see: everybody's, or their own."""

    def __init__(self, actor: Actor, *, mine: bool) -> None:
        require(actor, "casework.read")
        self.actor, self.mine = actor, mine
        self._called = casework.Pseudonyms(actor)
        self._case, self._task, self._flag = each("casework:case"), each("work:task"), each("work:flag")

    def between(self, first: date, last: date) -> list[Item]:
        """All that is due from `first` to `last`, in order; what has a time comes first on its day."""
        sources = (self._check_ins, self._steps, self._needs, self._tasks, self._flags, self._lapsing, self._beds)
        found = [item for source in sources for item in source(first, last)]
        return sorted(found, key=lambda item: (item.day, item.at is None, item.at.timestamp() if item.at else 0.0))

    def times(self, first: date, last: date) -> set[date | datetime]:
        """The same as times alone."""
        return {item.at or item.day for item in self.between(first, last)}

    def _is_mine(self, case: UUID | None) -> bool:
        return not self.mine or self._called.owner(case) == self.actor.account

    def _item(self, day: date, held: Held, what: Text, tone: str = "neutral") -> Item:
        return Item(day, self._case(held.locator), self._called.get(held.locator, "—"), what, tone)

    def _check_ins(self, first: date, last: date) -> Iterator[Item]:
        if not allows(self.actor, "evacuation.check_in"):
            return
        now, url = self.actor.now(), each("evacuation:check-in")
        ahead = max(timedelta(), last - now.date()) + timedelta(days=2)
        for row, record in evacuation.expected(self.actor, now, within=ahead):
            day = localtime(record.due_at).date()
            if first <= day <= last and self._is_mine(record.case):
                yield Item(day, url(row.pk), record.pseudonym, _("check-in"), "warn", record.due_at)

    def _steps(self, first: date, last: date) -> Iterable[Item]:
        group = index(self.actor, Case, _of_step).group(self.actor.account if self.mine else OPEN)
        found = work.between(group, first, last)
        return [self._item(held.record.next_due, held, held.record.next_action or _("next step")) for held in found]

    def _needs(self, first: date, last: date) -> Iterable[Item]:
        found = work.between(deadlines.of(self.actor, deadlines.NEEDS), first, last)
        return [
            self._item(held.record.due, held, term("needs", held.record.code).label)
            for held in found
            if self._is_mine(held.locator)
        ]

    def _tasks(self, first: date, last: date) -> Iterator[Item]:
        ranked = work.tasks(self.actor)
        for name in work.mine(self.actor) if self.mine else [OPEN]:
            for held in work.between(ranked.group(name), first, last):
                case = work.case_of(self.actor, held)
                who = self._called.get(case) if case else ""
                yield Item(held.record.due, self._task(held.pk), who or _("Task"), held.record.what, "info")

    def _flags(self, first: date, last: date) -> Iterable[Item]:
        for held in work.between(work.flags(self.actor).group(OPEN), first, last):
            if self._is_mine(held.locator) or held.record.by == self.actor.account:
                who = self._called.get(held.locator, "—")
                yield Item(held.record.on, self._flag(held.pk), who, held.record.message, "warn")

    def _lapsing(self, first: date, last: date) -> Iterator[Item]:
        for kind, label in ((deadlines.CONSENTS, _("consent ends")), (deadlines.RISKS, _("risk assessment ends"))):
            for held in work.between(deadlines.of(self.actor, kind), first, last):
                if self._is_mine(held.locator):
                    yield self._item(held.record.valid_until, held, label)

    def _beds(self, first: date, last: date) -> Iterator[Item]:
        stays: list[Any] = []
        if allows(self.actor, "evacuation.read"):
            stays = evacuation.ending(self.actor, first, last)
        url = each("evacuation:journey")
        for stay in stays:
            if self._is_mine(stay.case):
                yield Item(stay.until, url(stay.case), self._called.get(stay.case, "—"), _("bed ends"), "warn")
