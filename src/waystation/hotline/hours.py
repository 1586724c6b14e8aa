"""When a message may reach somebody, on that person's own clock. Pure.

Windows are wall-clock times of a week (`records.Window`); summer time follows the zone of the IANA database.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from waystation.hotline.records import Hours, Window
from waystation.vocabulary.written import instead_of

WEEK = tuple(range(7))
DAY = 24 * 60
_DAYS = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
}
_BEGINNINGS = {name: day for names in _DAYS.values() for day, name in enumerate(names)} | {
    "пон": 0, "чет": 3, "пят": 4, "суб": 5, "вос": 6, "mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6,
}  # fmt: skip
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_DASH = re.compile(r"\s*[-–—]\s*")


@cache
def zones() -> frozenset[str]:
    """All zones of the database on this machine. To look for them opens six hundred files, each time."""
    return frozenset(available_timezones())


class NotHours(ValueError):
    """A line that says no days and times."""


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether a message may arrive at this moment. Where the zone is none that we know, it may not."""
    try:
        here = moment.astimezone(ZoneInfo(hours.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return not (hours.when or hours.never)
    return (not hours.when or _in_any(hours.when, here)) and not _in_any(hours.never, here)


def _in_any(windows: Iterable[Window], here: datetime) -> bool:
    return any(_in(window, here) for window in windows)


def _in(window: Window, here: datetime) -> bool:
    day, minute = here.weekday(), here.hour * 60 + here.minute
    if window.start < window.end:
        return day in window.days and window.start <= minute < window.end
    evening = day in window.days and minute >= window.start
    return evening or ((day - 1) % 7 in window.days and minute < window.end)


def opens(hours: Iterable[Hours], moment: datetime) -> datetime | None:
    """The first moment from now on at which all of these are open; None if there is none within eight days."""
    every = list(hours)
    candidates = sorted({moment, *(edge for each in every for edge in _edges(each, moment))})
    return next((edge for edge in candidates if all(is_open(each, edge) for each in every)), None)


def _edges(hours: Hours, moment: datetime) -> Iterable[datetime]:
    """Every moment of the next eight days at which a window begins or ends."""
    try:
        here = moment.astimezone(ZoneInfo(hours.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    minutes = {edge for window in (*hours.when, *hours.never) for edge in (window.start, window.end)}
    for day in range(9):
        for minute in minutes:
            edge = midnight + timedelta(days=day, minutes=minute)
            if (found := edge.astimezone(moment.tzinfo)) > moment:
                yield found


def understand(text: str) -> tuple[Window, ...]:
    """The windows of lines such as `mon-fri 14:00-17:00`, `сб, вс 9-11` or `22-6`. Raises NotHours."""
    lines = [line.strip() for line in re.split(r"[\n;]", text.casefold())]
    return tuple(_window(line) for line in lines if line)


def _window(line: str) -> Window:
    times = _TIMES.search(line)
    if times is None:
        raise NotHours
    rest = (line[: times.start()] + line[times.end() :]).strip(" ,:")
    start, end = _minute(*times.group(1, 2)), _minute(*times.group(3, 4))
    if start == DAY or (start == end and start):
        raise NotHours
    return Window(days=_days(rest), start=start, end=end % DAY if start else end or DAY)


def _minute(hour: str, minute: str | None) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if found > DAY or int(minute or 0) > 59:
        raise NotHours
    return found


def _days(text: str) -> tuple[int, ...]:
    """Days by name, from one to another, or all where none is named."""
    if not text:
        return WEEK
    days: set[int] = set()
    for part in re.split(r"[,\s]+", _DASH.sub("-", text)):
        first, _, last = part.partition("-")
        start, end = _day(first), _day(last or first)
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return tuple(sorted(days))


def _day(name: str) -> int:
    for start, number in _BEGINNINGS.items():
        if name.startswith(start):
            return number
    raise NotHours


def written(windows: Iterable[Window], language: str) -> str:
    """The windows as lines that `understand` reads."""
    names = _DAYS[instead_of(language)]
    return "\n".join(f"{_named(each.days, names)} {_clock(each.start)}–{_clock(each.end)}".strip() for each in windows)


def _named(days: tuple[int, ...], names: tuple[str, ...]) -> str:
    if days == WEEK:
        return ""
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]}–{names[days[-1]]}"
    return ", ".join(names[day] for day in days)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
