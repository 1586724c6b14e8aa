"""What of a track has a day, and when the duty team is called because of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from waystation.evacuation.relocation import deadlines, instances, rules
from waystation.evacuation.relocation.records import DISMISSED, IN_DANGER, NO_ANSWER, REFUSED, Application, CheckUp
from waystation.evacuation.relocation.rules import Whole
from waystation.vocabulary.vocabularies import label_of

CALLED_AT = time(6, tzinfo=UTC)  # of a day on which the duty team is called because of it
UNSAID_AFTER = timedelta(days=1)  # after an appointment of which nobody said how it went
CHECK_UP_LATE = 3  # days
APPEAL_CALLS, END_CALLS = (7, 2, 0), (30, 7, -1)  # days before the last day; -1: the day after it


@dataclass(frozen=True)
class Dated:
    """One thing that has a day: what it is (a code of wording.DATED), of which part, and what that part is called."""

    day: date
    code: str
    part: UUID
    what: str = field(default="", repr=False)
    starts: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """How many days before its day something stands on the page of today, and how urgent it is then, and after it."""

    lead: int = 0
    tone: str = "info"
    late: str = "warn"


NOTICES: dict[str, Notice] = {
    "step": Notice(),
    "paper": Notice(3),
    "paper_ends": Notice(30, "warn", "danger"),
    "appointment": Notice(1),
    "unsaid": Notice(0, "warn", "danger"),
    "decision": Notice(0, "warn"),
    "appeal": Notice(14, "danger", "danger"),
    "no_notice": Notice(0, "warn"),
    "visa_ends": Notice(30, "warn", "danger"),
    "ready": Notice(7, "good", "good"),
    "travel": Notice(7),
    "passport": Notice(3650, "warn", "danger"),  # at once: a new one takes weeks
    "check_up": Notice(),
}


@dataclass(frozen=True)
class Alarm:
    """A moment at which the duty team is called; the last of those that are past already calls at once."""

    part: UUID
    code: str
    day: date
    before: int
    at: datetime


def dated(whole: Whole, now: datetime) -> list[Dated]:
    """Everything of a track that has a day and is not over, in the order of the days."""
    if whole.track.ended_on is not None:
        return []
    found = [*_after_arrival(whole)] if whole.arrival else [*_before_arrival(whole, now)]
    found += [each for id_, one in whole.applications for each in _of_application(whole, id_, one)]
    found += [
        Dated(localtime(one.starts).date(), "appointment" if now < one.starts else "unsaid", id_, one.what, one.starts)
        for id_, one in whole.appointments
        if not one.outcome
    ]
    return sorted(found, key=lambda each: (each.day, each.starts or datetime.max.replace(tzinfo=UTC)))


def _before_arrival(whole: Whole, now: datetime) -> Iterator[Dated]:
    for id_, step in whole.steps:
        if step.done_on is None and step.due is not None:
            yield Dated(step.due, "step", id_, step.what)
    today = localtime(now).date()
    for id_, paper in whole.papers:
        what = label_of("document_types", paper.kind)
        if paper.due is not None and rules.is_lacking(paper, today):
            yield Dated(paper.due, "paper", id_, what)
        if paper.valid_until is not None:
            yield Dated(paper.valid_until, "paper_ends", id_, what)
    ready = rules.ready_on(whole, today)
    if ready is not None:
        yield Dated(ready, "ready", whole.id)
    if whole.track.travel_by is not None:
        yield Dated(whole.track.travel_by, "travel", whole.id)


def _after_arrival(whole: Whole) -> Iterator[Dated]:
    return (Dated(one.due, "check_up", id_) for id_, one in whole.check_ups if one.done_on is None)


def _of_application(whole: Whole, id_: UUID, one: Application) -> Iterator[Dated]:
    late, one = late_on(whole, one), instances.standing(one)
    if late is not None:
        yield Dated(late, "decision", id_, one.what)
    if instances.may_appeal(one):
        last = deadlines.appeal(one, whole.terms)
        if last is not None:
            yield Dated(last.day, "appeal", id_, one.what)
        elif one.told_on is None and one.decided_on is not None:
            yield Dated(one.decided_on, "no_notice", id_, one.what)
    if one.decision in rules.POSITIVE and one.valid_until is not None:
        yield Dated(one.valid_until, "visa_ends", id_, one.what)


def late_on(whole: Whole, application: Application) -> date | None:
    """From which day a decision that is waited for is late, by the weeks that it takes as a rule; None: not known."""
    weeks = whole.track.weeks
    if weeks is None and whole.terms is not None:
        weeks = whole.terms.weeks
    since = application.appeal_decided_on or application.filed_on
    if not instances.is_awaited(application) or weeks is None or since is None:
        return None
    return since + timedelta(weeks=weeks)


def stands(each: Dated, today: date) -> bool:
    """Whether something stands on the page of today."""
    # The days between them: a lead that is taken from the day itself may lie before the calendar begins.
    return each.day - today <= timedelta(days=NOTICES[each.code].lead)


def tone(each: Dated, today: date) -> str:
    """How urgent it is."""
    notice = NOTICES[each.code]
    return notice.late if today > each.day else notice.tone


def alarms(whole: Whole, now: datetime) -> list[Alarm]:
    """Every moment at which the duty team is to be called because of a track, as it stands now."""
    if whole.track.ended_on is not None:
        return []
    found = [*_of_appointments(whole), *_of_check_ups(whole, now)]
    for id_, one in whole.applications:
        found += _of_decision(whole, id_, one, now)
    return found


def _of_appointments(whole: Whole) -> Iterator[Alarm]:
    for id_, one in whole.appointments:
        if one.outcome:
            continue
        day = localtime(one.starts).date()
        if one.remind:
            yield Alarm(id_, "appointment", day, one.remind, one.starts - timedelta(hours=one.remind))
        yield Alarm(id_, "unsaid", day, 0, one.starts + UNSAID_AFTER)


def _of_check_ups(whole: Whole, now: datetime) -> Iterator[Alarm]:
    for id_, one in whole.check_ups:
        if one.done_on is None:
            yield _called(id_, "check_up", one.due, -CHECK_UP_LATE)
        elif is_alarming(one):
            yield Alarm(id_, "signs", one.done_on, 0, now)


def is_alarming(check_up: CheckUp) -> bool:
    """Whether what was found at a check-up must not wait."""
    return check_up.how in (IN_DANGER, NO_ANSWER) or bool(check_up.signs)


def _of_decision(whole: Whole, id_: UUID, one: Application, now: datetime) -> Iterator[Alarm]:
    one = instances.standing(one)
    if one.decision == REFUSED and one.decided_on is not None and one.appealed_on is None:
        yield Alarm(id_, "refused", one.decided_on, 0, now)
    if one.appeal_outcome == DISMISSED and one.appeal_decided_on is not None:
        yield Alarm(id_, "refused", one.appeal_decided_on, 0, now)
    last = deadlines.appeal(one, whole.terms) if instances.may_appeal(one) else None
    if last is not None:
        yield from _calls(id_, "appeal", last.day, APPEAL_CALLS, now)
    if one.decision in rules.POSITIVE and one.valid_until is not None:
        yield from _calls(id_, "visa_ends", one.valid_until, END_CALLS, now)


def _calls(id_: UUID, code: str, day: date, before: tuple[int, ...], now: datetime) -> Iterator[Alarm]:
    """Of those whose moment is past the last one alone."""
    every = [_called(id_, code, day, each) for each in before]
    past = [each for each in every if each.at <= now]
    yield from past[-1:]
    yield from (each for each in every if each.at > now)


def _called(id_: UUID, code: str, day: date, before: int) -> Alarm:
    # An end at the end of the calendar, as papers without one have it, has no day after it.
    called_on = date.fromordinal(min(max(day.toordinal() - before, date.min.toordinal()), date.max.toordinal()))
    return Alarm(id_, code, day, before, datetime.combine(called_on, CALLED_AT))
