"""What is due on which day, from all rooms, for the calendar and for a person's feed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import stages
from waystation.casework.instead import looks_after
from waystation.casework.models import Case
from waystation.casework.register import register
from waystation.casework.work import access as work
from waystation.casework.work import deadlines
from waystation.casework.work.records import OPEN
from waystation.desk import papers
from waystation.evacuation import access as evacuation
from waystation.evacuation.relocation import shown as relocation
from waystation.staff.access import index
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Group, Standing
from waystation.vocabulary.vocabularies import label_of
from waystation.web.pages import each

AHEAD = timedelta(days=60)  # of a feed
MOST_CHECK_INS = 20  # of one day in a feed

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


Rows = Callable[[date], Sequence[Any]]


class Dates:
    """What this person may see from `first` to `last`: everybody's, or what is theirs to look after.

    A day of very many costs no more than what is shown of it: only that is looked up.
    """

    def __init__(self, actor: Actor, first: date, last: date, *, mine: bool) -> None:
        require(actor, "casework.read")
        self.actor, self.first, self.last, self.mine = actor, first, last, mine
        self._called = casework.Pseudonyms(actor)
        self._owners: list[UUID | None] = [*looks_after(actor)] if mine else [None]
        self._case, self._task, self._flag = each("casework:case"), each("work:task"), each("work:flag")
        self._check_in, self._journey = each("evacuation:check-in"), each("evacuation:journey")

    @cached_property
    def _own(self) -> set[UUID]:
        """The open cases for which these are responsible."""
        return {case for one in self._owners if one for case in register(self.actor).owned(one)}

    def days(self, most: int | None = None) -> dict[date, tuple[list[Item], int]]:
        """For each day on which something is due, the first of it (what has a time before the rest), and how much."""
        sources, found = list(self._sources()), {}
        for day in self._each_day():
            rows = [(some, make) for source, make in sources if (some := source(day))]
            if rows:
                found[day] = _first(rows, most), sum(len(some) for some, _make in rows)
        return found

    def items(self) -> list[Item]:
        """All of it, in order."""
        return [item for items, _number in self.days().values() for item in items]

    def times(self) -> set[date | datetime]:
        """The same as times alone: of check-ins the moment, of the rest the day. Nothing of it is looked up."""
        (check_ins, _make), (appointments, _make), *others = self._sources()
        days = list(self._each_day())
        moments = {record.due_at for day in days for _row, record in check_ins(day)[:MOST_CHECK_INS]}
        moments |= {due.dated.starts for day in days for _line, due in appointments(day)[:MOST_CHECK_INS]}
        return moments | {day for day in self._each_day() if any(source(day) for source, _make in others)}

    def _each_day(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    def _sources(self) -> Iterator[tuple[Rows, Callable[[Any], Item]]]:
        """Everything that has a day: what of it stands on one, and how it is shown; first what has a time, by it."""
        yield _listed(self._check_ins(), lambda pair: localtime(pair[1].due_at).date()), self._of_check_in
        abroad = self._abroad()
        timed = [pair for pair in abroad if pair[1].dated.starts]
        yield _listed(timed, lambda pair: localtime(pair[1].dated.starts).date()), self._of_track
        days = [pair for pair in abroad if not pair[1].dated.starts]
        yield _listed(days, lambda pair: pair[1].dated.day), self._of_track
        steps = index(self.actor, Case, _of_step)
        for owner in self._owners:
            yield _of_days(steps.group(owner or OPEN)), self._of_step
        tasks = work.tasks(self.actor)
        for name in work.mine(self.actor) if self.mine else [OPEN]:
            yield _of_days(tasks.group(name)), self._of_task
        yield self._of_flags(), self._of_flag
        for kind, make in self._kinds():
            for group in deadlines.of_each(self.actor, kind, self._owners):
                yield _of_days(group), make
        for group, leads in papers.groups(self.actor, self._owners):
            for lead in (*leads, 0):
                yield _of_days(group, timedelta(days=lead)), self._of_paper(timedelta(days=lead))
        yield _listed(self._beds(), lambda stay: stay.until), self._of_bed

    def _kinds(self) -> list[tuple[deadlines.Kind, Callable[[Held], Item]]]:
        return [
            (deadlines.NEEDS, self._of_need),
            (deadlines.CONSENTS, self._lapsing(_("consent ends"))),
            (deadlines.RISKS, self._lapsing(_("risk assessment ends"))),
        ]

    def _lapsing(self, what: str) -> Callable[[Held], Item]:
        return lambda held: self._item(held.record.valid_until, held, what)

    def _of_flags(self) -> Rows:
        """Those that are up from a day on; where only these are asked for, of one's own cases and raised by oneself."""
        group = work.flags(self.actor).group(OPEN)
        if not self.mine:
            return _of_days(group)
        own = [
            held
            for held in work.between(group, self.first, self.last)
            if held.locator in self._own or held.record.by == self.actor.account
        ]
        return _listed(own, lambda held: held.record.on)

    def _check_ins(self) -> list[Any]:
        if not allows(self.actor, "evacuation.check_in"):
            return []
        now = self.actor.now()
        ahead = max(timedelta(), self.last - now.date()) + timedelta(days=2)
        found = evacuation.expected(self.actor, now, within=ahead)
        return [pair for pair in found if not self.mine or pair[1].case in self._own]

    def _abroad(self) -> list[Any]:
        if not allows(self.actor, "evacuation.read"):
            return []
        return [pair for pair in relocation.due(self.actor) if not self.mine or pair[0].case in self._own]

    def _beds(self) -> list[Any]:
        if not allows(self.actor, "evacuation.read"):
            return []
        stays = evacuation.ending(self.actor, self.first, self.last)
        return [stay for stay in stays if not self.mine or stay.case in self._own]

    def _item(self, day: date, held: Held, what: Text, tone: str = "neutral") -> Item:
        return Item(day, self._case(held.locator), self._called.get(held.locator, "—"), what, tone)

    def _of_check_in(self, pair: Any) -> Item:
        row, record = pair
        day = localtime(record.due_at).date()
        return Item(day, self._check_in(row.pk), record.pseudonym, _("check-in"), "warn", record.due_at)

    def _of_step(self, held: Held) -> Item:
        return self._item(held.record.next_due, held, held.record.next_action or _("next step"))

    def _of_need(self, held: Held) -> Item:
        return self._item(held.record.due, held, label_of("needs", held.record.code))

    def _of_task(self, held: Held) -> Item:
        case = work.case_of(self.actor, held)
        who = self._called.get(case) if case else ""
        return Item(held.record.due, self._task(held.pk), who or _("Task"), held.record.what, "info")

    def _of_flag(self, held: Held) -> Item:
        flag, who = held.record, self._called.get(held.locator, "—")
        return Item(flag.on, self._flag(held.pk), who, flag.message, "warn")

    def _of_paper(self, lead: timedelta) -> Callable[[papers.Running], Item]:
        def make(running: papers.Running) -> Item:
            case, day = running.locator, running.record.valid_until - lead  # type: ignore[operator]
            who = running.called or self._called.get(case, "—")
            url = reverse("persons:person", args=[case, running.person])
            return Item(day, url, who, running.ends_in(lead.days), "neutral" if lead else "warn")

        return make

    def _of_track(self, pair: Any) -> Item:
        line, due = pair
        starts, url = due.dated.starts, reverse("relocation:track", args=[line.case, line.id])
        day = localtime(starts).date() if starts else due.dated.day
        return Item(day, url, line.who, due.label, due.tone, starts)

    def _of_bed(self, stay: Any) -> Item:
        case = stay.case
        return Item(stay.until, self._journey(case), self._called.get(case, "—"), _("bed ends"), "warn")


def _of_days(group: Group[Any], lead: timedelta = timedelta()) -> Rows:
    """What of a group in the order of days stands on a day, or so long after it."""
    return lambda day: work.between(group, day + lead, day + lead)


def _listed(found: Iterable[Any], day_of: Callable[[Any], date | None]) -> Rows:
    by_day: defaultdict[date | None, list[Any]] = defaultdict(list)
    for one in found:
        by_day[day_of(one)].append(one)
    return lambda day: by_day.get(day, [])


def _first(rows: list[tuple[Sequence[Any], Callable[[Any], Item]]], most: int | None) -> list[Item]:
    """What has a time, in its order, then the rest as it comes. No more of the rest is put into words than is shown."""
    items: list[Item] = []
    for item in (make(row) for some, make in rows for row in some[:most]):
        if item.at is None and most is not None and len(items) >= most:
            break
        items.append(item)
    return sorted(items, key=_hour)[:most]


def _hour(item: Item) -> tuple[bool, float]:
    return item.at is None, item.at.timestamp() if item.at else 0.0
