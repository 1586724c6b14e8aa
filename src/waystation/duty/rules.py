"""Who is on duty when, and when nobody is: pure functions."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from waystation.duty.records import Shift

AHEAD = timedelta(hours=48)
WEEK = timedelta(days=7)
Span = tuple[datetime, datetime]


def on_duty(shifts: Iterable[Shift], now: datetime) -> list[Shift]:
    """Whose shift runs, the longest running first."""
    return sorted((shift for shift in shifts if shift.start <= now < shift.end), key=lambda shift: shift.start)


def gaps(shifts: Iterable[Shift], since: datetime, until: datetime) -> list[Span]:
    """When nobody is on duty between two moments, in order."""
    found: list[Span] = []
    covered = since
    for shift in sorted(shifts, key=lambda each: each.start):
        if shift.end <= covered:
            continue
        if shift.start >= until:
            break
        if shift.start > covered:
            found.append((covered, shift.start))
        covered = shift.end
    return [*found, (covered, until)] if covered < until else found


def planned(account: UUID, days: Iterable[date], since: time, until: time, zone: tzinfo) -> list[Shift]:
    """A shift on each of these days; one that ends no later than it begins ends on the next day."""
    later = timedelta(days=1) if until <= since else timedelta()
    return [
        Shift(
            account=account,
            start=datetime.combine(day, since, tzinfo=zone),
            end=datetime.combine(day + later, until, tzinfo=zone),
        )
        for day in days
    ]


def overlaps(shift: Shift, others: Iterable[Shift]) -> bool:
    """Whether the same person is on duty then already."""
    return any(
        other.account == shift.account and other.start < shift.end and shift.start < other.end for other in others
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_week(shift: Shift, zone: tzinfo) -> Shift:
    """The same hours a week later, by the clock on the wall."""

    def later(moment: datetime) -> datetime:
        wall = moment.astimezone(zone).replace(tzinfo=None) + WEEK
        return wall.replace(tzinfo=zone)

    return Shift(account=shift.account, start=later(shift.start), end=later(shift.end))
