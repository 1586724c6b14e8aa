"""The moments of a series of check-ins: every so many hours, or at times of day, but for unsafe hours. Pure.

Times of day are those of a clock on the wall: where summer time begins, a time that the clock leaves out is an hour
later; where it ends, the first of two.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from waystation.evacuation.errors import Refused
from waystation.hotline import hours
from waystation.hotline.records import Hours

MOST = 200  # check-ins of one series
LONGEST = timedelta(days=370)


def moments(
    since: datetime,
    until: datetime,
    *,
    every_hours: int = 0,
    at: Sequence[time] = (),
    every_days: int = 1,
    zone: tzinfo,
    unsafe: Iterable[Hours] = (),
    after: datetime | None = None,
) -> list[datetime]:
    """When check-ins are due, in order, of those `after` a moment. Raises Refused for none, for too many, and for a
    series without a rhythm.
    """
    if not since < until <= since + LONGEST:
        raise Refused("series_too_long" if since < until else "series_ends_before_it_starts")
    if bool(every_hours) == bool(at) or every_hours < 0 or every_days < 1:
        raise Refused("series_without_rhythm")
    found = _by_hours(since, until, every_hours) if every_hours else _by_days(since, until, at, every_days, zone)
    every, closed = sorted({each for each in found if after is None or each > after}), list(unsafe)
    due = [moment for moment in every if all(hours.is_open(each, moment) for each in closed)]
    if not due:
        raise Refused("series_all_unsafe" if every else "series_empty")
    if len(due) > MOST:
        raise Refused("series_too_many")
    return due


def _by_hours(since: datetime, until: datetime, every: int) -> Iterator[datetime]:
    moment = since + timedelta(hours=every)
    while moment <= until:
        yield moment
        moment += timedelta(hours=every)


def _by_days(since: datetime, until: datetime, at: Sequence[time], every: int, zone: tzinfo) -> Iterator[datetime]:
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    for day in _days(first, last, every):
        for each in at:
            moment = datetime.combine(day, each, tzinfo=zone).astimezone(UTC)
            if since < moment <= until:
                yield moment


def _days(first: date, last: date, every: int) -> Iterator[date]:
    for number in range(0, (last - first).days + 1, every):
        yield first + timedelta(days=number)
