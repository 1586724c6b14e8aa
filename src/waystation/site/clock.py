"""The clock by which alarms ring: never behind the time that has really passed, whatever the machine's clock is set to.

A clock that is set back would have alarms wait, with nobody knowing. So each reading is at least the one before it and
what has passed since by the clock that nobody sets, which goes on while the machine sleeps. What was read last is kept
in a file: after a start, too, alarms go on from there, and ring early rather than late. It stays ahead until the
machine's clock has caught up, or until somebody who knows that the earlier time was the wrong one removes the file.

The other way round, a clock that is set ahead would make everything old at once, and what is old is deleted. So there
is a second reading, for that alone, which follows no jump.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAME, AGE = "clock", "clock-age"
KEPT_EVERY = timedelta(minutes=1)
BEHIND = timedelta(minutes=2)  # a machine's clock that is further back than that is told of
AHEAD = timedelta(days=1)  # and one that is further ahead of what things become old by
CATCHES_UP = 4.0  # times as fast as time passes: after a week in which the server stood still, in two days and a half


def _wall() -> datetime:
    return datetime.now(UTC)


def _passed() -> float:
    """Seconds since the machine started, asleep or not; where a system does not say, since some moment."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Clock:
    """Readings that never fall behind what has passed since the last one."""

    def __init__(self, data: Path, wall: Callable[[], datetime] = _wall, passed: Callable[[], float] = _passed) -> None:
        self._data, self._wall, self._passed = data, wall, passed
        self._last = read(data) or wall()
        self._at = passed()
        self._kept: datetime | None = None

    def now(self) -> datetime:
        """The machine's time, or a later one where that was set back."""
        at = self._passed()
        self._last, self._at = max(self._wall(), self._last + timedelta(seconds=at - self._at)), at
        if self._kept is None or self._last >= self._kept + KEPT_EVERY:
            self._keep()
        return self._last

    def _keep(self) -> None:
        _write(self._data, NAME, self._last)
        self._kept = self._last


class Ageing:
    """Readings by which things become old: never later than the machine's time, and after a jump of it, or a time in
    which nothing ran, they catch up no faster than CATCHES_UP times what passes. The two cannot be told apart.

    So a clock that is a month ahead by mistake makes nothing a month old before a week has passed, in which no one-time
    code fits. What was kept last never goes back: a clock that is set back for a moment costs nothing.
    """

    def __init__(self, data: Path, wall: Callable[[], datetime] = _wall, passed: Callable[[], float] = _passed) -> None:
        self._data, self._wall, self._passed = data, wall, passed
        self._last = read(data, AGE) or read(data) or wall()
        self._at = passed()
        self._kept: datetime | None = None

    def now(self) -> datetime:
        """The machine's time, or an earlier one where that went ahead."""
        wall, at = self._wall(), self._passed()
        most = self._last + timedelta(seconds=CATCHES_UP * (at - self._at))
        self._last, self._at = max(self._last, min(wall, most)), at
        if self._kept is None or self._last >= self._kept + KEPT_EVERY:
            _write(self._data, AGE, self._last)
            self._kept = self._last
        return min(wall, self._last)


def _write(data: Path, name: str, moment: datetime) -> None:
    """To the minute. Where nothing can be written, a clock goes on by itself."""
    draft = data / f"{name}.part"
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(moment.isoformat(timespec="minutes"))
        draft.replace(data / name)
    except OSError:
        pass


def read(data: Path, name: str = NAME) -> datetime | None:
    """What was read last, to the minute; None where nothing was, or nothing that makes sense."""
    try:
        found = datetime.fromisoformat((data / name).read_text())
    except (OSError, ValueError):
        return None
    return found if found.tzinfo is not None else None


def behind(data: Path, now: datetime) -> timedelta:
    """How far the machine's clock is behind what was read last; nothing where it is right, or nobody can tell."""
    last = read(data)
    return last - now if last is not None and last - now > BEHIND else timedelta()


def ahead(data: Path, now: datetime) -> timedelta:
    """How far the machine's clock is ahead of what things become old by; nothing where that is not known."""
    last = read(data, AGE)
    return now - last if last is not None and now - last > AHEAD else timedelta()
