"""Departures as people write them: `Mon 08:30; Thu 22:00` of every week, `2031-05-12 08:30` once. Pure.

What was told of single ones: `2031-05-12 08:30` does not leave, `2031-05-12 08:30 +90` is 90 minutes late; with
`+30/90` it leaves 30 minutes late and arrives 90 minutes late.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from waystation.evacuation.network.records import Change, Weekly

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RUSSIAN = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_DAILY = ("daily", "ежедневно")
_NAMES = {name: number for names in (DAYS, _RUSSIAN) for number, name in enumerate(names)}
_BETWEEN = re.compile(r"[;\n]+")
_LATE = re.compile(r"([+-]\d{1,5})(?:/([+-]?\d{1,5}))?")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
MOST = 200


class Unreadable(ValueError):
    """What was written is no departure. `args[0]` is the part that was not understood."""


def read(text: str, zone: ZoneInfo) -> tuple[tuple[Weekly, ...], tuple[datetime, ...]]:
    """The weekly and the single departures, each once, in order. Raises Unreadable."""
    weekly: set[Weekly] = set()
    dates: set[datetime] = set()
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        day, _, at = part.partition(" ")
        minute = _minute(part, at)
        if day.casefold() in _DAILY:
            weekly |= {Weekly(number, minute) for number in range(7)}
        elif (number := _NAMES.get(day.casefold().rstrip(".")[:3], _NAMES.get(day.casefold()[:2]))) is not None:
            weekly.add(Weekly(number, minute))
        else:
            dates.add(_date(part, day, minute, zone))
    if len(weekly) + len(dates) > MOST:
        raise Unreadable(text[:40])
    return tuple(sorted(weekly)), tuple(sorted(dates))


def _minute(part: str, at: str) -> int:
    found = _TIME.fullmatch(at.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unreadable(part)
    return int(found[1]) * 60 + int(found[2])


def _date(part: str, day: str, minute: int, zone: ZoneInfo) -> datetime:
    try:
        midnight = datetime.fromisoformat(day)
    except ValueError:
        raise Unreadable(part) from None
    return midnight.replace(hour=minute // 60, minute=minute % 60, tzinfo=zone).astimezone(UTC)


def write(weekly: Iterable[Weekly], dates: Iterable[datetime], zone: ZoneInfo) -> str:
    """The same as text, a line each; what `read` reads again."""
    lines = [f"{DAYS[each.weekday].title()} {_clock(each.minute)}" for each in weekly]
    return "\n".join([*lines, *(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") for moment in dates)])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def read_changes(text: str, zone: ZoneInfo) -> tuple[Change, ...]:
    """What was told of single departures, in order. Raises Unreadable."""
    parts = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    if len(parts) > MOST:
        raise Unreadable(text[:40])
    return tuple(sorted((_change(part, zone) for part in parts), key=lambda change: change.departure))


def _change(part: str, zone: ZoneInfo) -> Change:
    day, at, late, *rest = [*part.split(), "", ""][: max(3, len(part.split()))]
    found = _LATE.fullmatch(late)
    if rest or (late and not found):
        raise Unreadable(part)
    leaves = (int(found[1]), int(found[2] or found[1])) if found else None
    return Change(_date(part, day, _minute(part, at), zone), leaves)


def write_changes(changes: Iterable[Change], zone: ZoneInfo) -> str:
    """The same as text, a line each; what `read_changes` reads again."""
    return "\n".join(f"{change.departure.astimezone(zone):%Y-%m-%d %H:%M}{_late(change)}" for change in changes)


def _late(change: Change) -> str:
    if change.late is None:
        return ""
    leaves, arrives = change.late
    return f" {leaves:+}" if leaves == arrives else f" {leaves:+}/{arrives}"
