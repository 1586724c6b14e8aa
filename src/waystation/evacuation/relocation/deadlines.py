"""The last day for an appeal, of terms that somebody entered. Pure; what nobody entered is not computed.

A period counts as Regulation (EEC, Euratom) No 1182/71, article 3, has it: the day from which it runs is not counted.
One of days ends with its last day, one of weeks on the same day of the week, one of months on the same date, or on the
last day of a month that has no such date. Working days are Monday to Friday. Public holidays are known to nobody here,
so a day that falls on one counts as any other: the page says so.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from waystation.evacuation.relocation.records import (
    DAYS,
    DECISION,
    DISMISSED,
    MONTHS,
    NEXT_WORKING_DAY,
    WEEKS,
    Application,
    Round,
    Terms,
)

_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True)
class Deadline:
    """A last day, whence it is known, and as of which day; `computed`: counted here from terms, not stated."""

    day: date
    source: str = field(repr=False)
    as_of: date | None = None
    computed: bool = False


def last_day(since: date, length: int, unit: str, at_weekend: str) -> date:
    """The last day of a period. Raises ValueError for a length below 1, OverflowError beyond the calendar."""
    if length < 1:
        raise ValueError(length)
    day = _counted(since, length, unit)
    return _working(day) if at_weekend == NEXT_WORKING_DAY else day


def _counted(since: date, length: int, unit: str) -> date:
    if unit == DAYS:
        return since + length * _DAY
    if unit == WEEKS:
        return since + length * 7 * _DAY
    if unit == MONTHS:
        return months_later(since, length)
    day = since
    for _ in range(length):
        day = _working(day + _DAY)
    return day


def _working(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    while day.weekday() > _FRIDAY:
        day += _DAY
    return day


def months_later(day: date, months: int) -> date:
    """The same date so many months later, or the last day of a month that has none. Raises OverflowError."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def appeal(application: Application, terms: Terms | None) -> Deadline | None:
    """The last day for an appeal against the decision of an application as it stands in it (see `instances.standing`).

    None where no term is known, or not the day from which it runs.
    """
    return _of(application, application.earlier, terms)


def of_earlier(application: Application, number: int, terms: Terms | None) -> Deadline | None:
    """The last day that an appeal had in an instance that is over, by its place among the earlier ones."""
    return _of(application.earlier[number], application.earlier[:number], terms)


def _of(one: Application | Round, before: tuple[Round, ...], terms: Terms | None) -> Deadline | None:
    if one.appeal_by is not None:
        return Deadline(one.appeal_by, one.appeal_source)
    if terms is None:
        return None
    # What they decide anew after an appeal that was allowed is a first instance again.
    is_further = bool(before) and before[-1].appeal_outcome == DISMISSED
    length, unit = (
        (terms.further_length, terms.further_unit) if is_further else (terms.appeal_length, terms.appeal_unit)
    )
    since = one.decided_on if terms.appeal_from == DECISION else one.told_on
    if length is None or since is None:
        return None
    return Deadline(last_day(since, length, unit, terms.at_weekend), terms.source, terms.as_of, computed=True)
