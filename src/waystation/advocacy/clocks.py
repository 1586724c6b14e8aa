"""The clocks of authorities: until when a body must answer, and until when one may go to it. Pure.

A limit that ends on a day off ends on the next working day (Prosecutor General of Russia, order 45 of 30 January 2013,
section 5). Months and years are those of the calendar. Days off are a country's public holidays, with working days that
were moved, by the `holidays` library; where no country is known, Saturdays and Sundays.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from waystation.vault.records import Record

if TYPE_CHECKING:
    from holidays import HolidayBase

DAYS, WORKING_DAYS, MONTHS, YEARS = UNITS = ("days", "working_days", "months", "years")
ANSWER, REGISTERING, FORWARDING, FILING = USES = ("answer", "registering", "forwarding", "filing")
SENT, RECEIVED, REGISTERED, TRANSMITTED, EVENT = STARTS = ("sent", "received", "registered", "transmitted", "event")
MOST: Final = {DAYS: 3_660, WORKING_DAYS: 2_600, MONTHS: 120, YEARS: 10}


class Clock(Record, frozen=True):
    """One limit. `extended_to` are the longer limits that the law allows, each in whole, in the same unit.

    `read`: somebody has read the rule in a published source. `confirmed_on`, `confirmed_by`: a lawyer has said that it
    holds; without them it is shown as unconfirmed. Where the rule was changed, what began before the day `changed`
    has the limit `earlier`. `strict`: a day off at its end does not prolong it.
    """

    code: str
    use: str = ANSWER
    limit: int = 30
    unit: str = DAYS
    starts: str = RECEIVED
    extended_to: tuple[int, ...] = ()
    basis: str = ""
    read: bool = False
    confirmed_on: date | None = None
    confirmed_by: str = ""
    changed: date | None = None
    earlier: int = 0
    strict: bool = False

    def of(self, started: date) -> int:
        """The limit of what began on a day, by the rule as it stood then."""
        return self.earlier if self.changed is not None and started < self.changed else self.limit

    @property
    def longest(self) -> int:
        """The limit with the longest extension that the law allows."""
        return max((self.limit, *self.extended_to))


def due(clock: Clock, started: date, *, country: str = "", limit: int | None = None) -> date:
    """The last day of a limit that `started` on a day. `limit`: that of an extension, in the clock's unit."""
    much = clock.of(started) if limit is None else limit
    if clock.unit == WORKING_DAYS:
        return _working_days_later(started, much, country)
    end = started + timedelta(days=much) if clock.unit == DAYS else _months_later(started, _months(clock.unit, much))
    return end if clock.strict else next_working_day(end, country)


def next_working_day(day: date, country: str = "") -> date:
    """The day itself, or the first one after it on which people work."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def is_working_day(day: date, country: str = "") -> bool:
    """Whether people work on this day. In a country that is not known, from Monday to Friday."""
    calendar = _calendar(country)
    return day.weekday() < 5 if calendar is None else calendar.is_working_day(day)


def is_known(country: str) -> bool:
    """Whether the days off of a country (ISO 3166-1 alpha-2) are known."""
    return _calendar(country) is not None


@cache
def _calendar(country: str) -> "HolidayBase | None":
    if not country:
        return None
    import holidays  # the calendars of the world: no start of a program needs them

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def _working_days_later(day: date, much: int, country: str) -> date:
    for _ in range(much):
        day = next_working_day(day + timedelta(days=1), country)
    return next_working_day(day, country)


def _months(unit: str, much: int) -> int:
    return much * 12 if unit == YEARS else much


def _months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
