"""Dates as testimony has them: a day, a month or a year, perhaps about. Pure.

Written as in ISO 8601-2: `2017-03-12`, `2017-03`, `2017`; with a tilde, `2017-03~`, it is about then.
"""

import re
from calendar import monthrange
from datetime import date

import msgspec

DAY, MONTH, YEAR = PRECISIONS = ("day", "month", "year")

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_DOTTED = re.compile(r"(?:(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.)(?P<year>\d{4})")


class PartialDate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """`day` is the first day that it may be; `precision` says how much of it is known."""

    day: date
    precision: str = DAY
    about: bool = False

    @property
    def last(self) -> date:
        """The last day that it may be, where it is not only about then."""
        if self.precision == YEAR:
            return date(self.day.year, 12, 31)
        if self.precision == MONTH:
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        return self.day

    def __str__(self) -> str:
        known = {YEAR: 4, MONTH: 7}.get(self.precision, 10)
        return self.day.isoformat()[:known] + ("~" if self.about else "")


def read(text: str) -> PartialDate | None:
    """The date that a text says, None for an empty one. Raises ValueError for one that there is not."""
    said = text.strip()
    if not said:
        return None
    about = said.startswith("~") or said.endswith("~")
    found = _ISO.fullmatch(said.strip("~ ")) or _DOTTED.fullmatch(said.strip("~ "))
    if not found:
        raise ValueError("no date")
    year, month, day = (int(found[part]) if found[part] else 0 for part in ("year", "month", "day"))
    precision = DAY if day else MONTH if month else YEAR
    if found["month"] and not month or found["day"] and not day:
        raise ValueError("no date")
    return PartialDate(day=date(year, month or 1, day or 1), precision=precision, about=about)


def read_known(text: str) -> PartialDate:
    """The date that a text says. Raises ValueError for one that there is not, and for none."""
    found = read(text)
    if found is None:
        raise ValueError("no date")
    return found


def surely_before(one: PartialDate, other: PartialDate) -> bool:
    """Whether the first is over before the other begins, whatever they leave open."""
    return not (one.about or other.about) and one.last < other.day
