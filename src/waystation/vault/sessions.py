"""Short-lived sessions that a stolen session table does not open.

The browser holds 32 random bytes. Their hash finds the row; they themselves, with a key that this process keeps in
memory alone, open it. Restarting the process therefore ends every session. When exactly a session ends stands in that
memory too: the row tells it to the next full hour only, so that it does not say when somebody signed in or wrote.

A session is over when the machine's clock says so, or the one that nobody sets: no session lasts longer because the
former was set back.
"""

import base64
import gc
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.db.models import Q

from waystation.vault import models, suite
from waystation.vault.errors import Tampered
from waystation.vault.rows import newest

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
_ROUND = timedelta(hours=1)
_SWEEP = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC) + _SWEEP

_process_key = os.urandom(suite.KEY_SIZE)
_memories: dict[bytes, dict[str, Any]] = {}


def _passed() -> timedelta:
    """Since the machine started, asleep or not; where a system does not say, since some moment."""
    return timedelta(seconds=time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


class _Ends(NamedTuple):
    """By the machine's clock; `idle_passed` and `passed` are the same by `_passed`."""

    began: datetime
    idle_until: datetime
    at: datetime
    idle: timedelta
    idle_passed: timedelta
    passed: timedelta

    @classmethod
    def after(cls, now: datetime, lasting: timedelta, idle: timedelta) -> "_Ends":
        passed = _passed()
        return cls(now, now + idle, now + lasting, idle, passed + idle, passed + lasting)

    def is_over(self, now: datetime) -> bool:
        return now >= min(self.idle_until, self.at) or _passed() >= min(self.idle_passed, self.passed)

    def is_new(self, now: datetime) -> bool:
        """Whether it began less than a minute ago."""
        return timedelta() <= now - self.began < _SWEEP

    def looked_at(self, now: datetime) -> "_Ends":
        return self._replace(idle_until=now + self.idle, idle_passed=_passed() + self.idle)


_ends: dict[bytes, _Ends] = {}
_sweeping = threading.Lock()
_next_sweep = _LONG_AGO

_CLEAR_UP_AFTER = 1.0  # seconds, in which the page that ended a session is answered
_CLEAR_UP_EVERY = 60.0  # seconds at least: with very many cases it holds every page up for a moment
_clear_up_at: float | None = None
_cleared_up = -_CLEAR_UP_EVERY


@runtime_checkable
class PutAway(Protocol):
    """What lies in a session's memory and must not outlast it: keys, and work that goes on beside its pages."""

    def put_away(self) -> None:
        """Lets go of all that it has, and does nothing more. It must not raise."""


@dataclass(frozen=True)
class Session:
    """One opened session; `memory` is this process's alone and goes with the session."""

    payload: bytes = field(repr=False)
    memory: dict[str, Any] = field(repr=False)
    idle_until: datetime
    ends_at: datetime


def _coarse(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + _ROUND


def _secret(cookie: str) -> bytes | None:
    try:
        secret = base64.urlsafe_b64decode(cookie)
    except ValueError:
        return None
    return secret if len(secret) == suite.KEY_SIZE else None


def _id(secret: bytes) -> bytes:
    return hashlib.sha256(b"sid" + secret).digest()


def _key(secret: bytes, kind: str) -> bytes:
    return suite.derive(secret + _process_key, b"session", kind.encode())


def start(
    kind: str,
    payload: bytes,
    *,
    now: datetime,
    lasting: timedelta = ABSOLUTE,
    idle: timedelta = IDLE,
    memory: dict[str, Any] | None = None,
) -> str:
    """Opens a session and returns its cookie value. Sweeps those that have ended.

    `memory` is what the session begins with: it never leaves this process.
    """
    sweep(now=now)
    secret = suite.new_secret()
    sid = _id(secret)
    models.Session.objects.create(
        id=sid,
        sealed=suite.encrypt(_key(secret, kind), sid, payload),
        ends_at=_coarse(now + lasting),
    )
    _memories[sid], _ends[sid] = memory if memory is not None else {}, _Ends.after(now, lasting, idle)
    return base64.urlsafe_b64encode(secret).decode()


def resume(kind: str, cookie: str, *, now: datetime) -> Session | None:
    """The session of a cookie, or None: unknown, ended, of another kind, or from before a restart."""
    sweep_sometimes(now)
    secret = _secret(cookie)
    ends = _ends.get(_id(secret)) if secret else None
    if secret is None or ends is None or ends.is_over(now):
        return None
    sid = _id(secret)
    row = newest(models.Session, "sealed", by="id", id=sid)
    if row is None:  # ended by another process
        _drop(sid)
        return None
    try:
        payload = suite.decrypt(_key(secret, kind), sid, bytes(row[0]))
    except Tampered:
        return None
    ends = ends.looked_at(now)
    if sid in _ends:  # not ended meanwhile by another request
        _ends[sid] = ends
    return Session(payload, _memories.setdefault(sid, {}), ends.idle_until, ends.at)


def remembered(cookie: str, *, now: datetime) -> dict[str, Any] | None:
    """The memory of a session, by what this process knows of it: the database is not asked, and need not answer.

    One that was ended past this process is known for a minute more (`sweep_sometimes`).
    """
    sid = name(cookie)
    ends = _ends.get(sid)
    return _memories.get(sid) if ends and not ends.is_over(now) else None


def end(cookie: str) -> None:
    """Ends a session; its cookie opens nothing from now on."""
    if secret := _secret(cookie):
        models.Session.objects.filter(id=_id(secret)).delete()
        _drop(_id(secret))


def end_those(ended: Callable[[dict[str, Any]], bool]) -> None:
    """Ends the sessions of this process of whose memory `ended` is true."""
    end_named([sid for sid, memory in list(_memories.items()) if ended(memory)])


def silence(ended: Callable[[dict[str, Any]], bool]) -> None:
    """The same in this process's memory alone: the rows stay until they are swept, and say of nothing that it ended."""
    for sid in [sid for sid, memory in list(_memories.items()) if ended(memory)]:
        _drop(sid)


def name(cookie: str) -> bytes:
    """What a session is found by; its cookie does not follow from it. Empty for what is no cookie."""
    secret = _secret(cookie)
    return _id(secret) if secret else b""


def alive(names: Iterable[bytes], *, now: datetime) -> set[bytes]:
    """Those of the named sessions that have not ended."""
    running = [sid for sid in names if sid in _ends and not _ends[sid].is_over(now)]
    return {bytes(sid) for sid in models.Session.objects.filter(id__in=running).values_list("id", flat=True)}


def stored(names: Iterable[bytes], *, now: datetime) -> set[bytes]:
    """Those of the named sessions that may not have ended, also those of other processes: their rows are there."""
    rows = models.Session.objects.filter(id__in=list(names), ends_at__gt=now)
    return {bytes(sid) for sid in rows.values_list("id", flat=True)}


def end_named(names: Iterable[bytes]) -> None:
    """Ends sessions by what they are found by."""
    ending = list(names)
    models.Session.objects.filter(id__in=ending).delete()
    for sid in ending:
        _drop(sid)


def _drop(sid: bytes) -> None:
    """Forgets a session that was ended, and stops what goes on for it: a thread, another page of it, a process."""
    _ends.pop(sid, None)
    _put_away(_memories.pop(sid, {}))


def _put_away(memory: dict[str, Any]) -> None:
    _leaves_circles(memory)
    for name, each in list(memory.items()):
        if isinstance(each, PutAway):
            each.put_away()
        if ":" in name:  # so is named what was opened
            memory.pop(name, None)


def _let_run_out(sid: bytes) -> None:
    """Forgets a session whose time is over. What somebody is still sending, longer than that, is taken to its end."""
    _ends.pop(sid, None)
    _leaves_circles(_memories.pop(sid, {}))


def _leaves_circles(memory: dict[str, Any]) -> None:
    if any(isinstance(each, PutAway) for each in memory.values()):
        clear_up_soon()


def clear_up_soon() -> None:
    """What sessions had opened and nobody has any more is to go: pages leave circles, which stay until they are looked
    for, in a server at rest for hours.
    """
    global _clear_up_at
    _clear_up_at = max(time.monotonic() + _CLEAR_UP_AFTER, _cleared_up + _CLEAR_UP_EVERY)


def clear_up(_now: datetime) -> None:
    """Does that, where it is due: for a timer."""
    global _clear_up_at, _cleared_up
    if _clear_up_at is not None and time.monotonic() >= _clear_up_at:
        _clear_up_at, _cleared_up = None, time.monotonic()
        gc.collect()


def sweep(*, now: datetime) -> None:
    """Deletes sessions that have ended, and what this process's memory holds of any that is gone.

    The row of one that begins at this moment is seen by its own transaction alone: it is left in peace for a minute.
    """
    held = [sid for sid in list(_memories) if not ((ends := _ends.get(sid)) and ends.is_new(now))]
    over = [sid for sid, ends in list(_ends.items()) if ends.is_over(now)]
    models.Session.objects.filter(Q(id__in=over) | Q(ends_at__lte=now)).delete()
    alive = {bytes(sid) for sid in models.Session.objects.values_list("id", flat=True)}
    for sid in over:
        _let_run_out(sid)
    for sid in held:
        if sid not in alive:
            _drop(sid)


def sweep_sometimes(now: datetime) -> None:
    """Sweeps, once a minute at most: for every visit, and for a timer where nobody visits."""
    global _next_sweep
    with _sweeping:
        if _next_sweep - _SWEEP <= now < _next_sweep:  # a clock that was set back keeps nothing
            return
        _next_sweep = now + _SWEEP
    sweep(now=now)


def lose() -> None:
    """Ends every session at once: their memory goes, and the key without which no row opens."""
    global _process_key
    _process_key = os.urandom(suite.KEY_SIZE)
    for sid in {*_memories, *_ends}:
        _drop(sid)
    forget()


def forget() -> None:
    """Drops the memory of every session: another database is in use."""
    global _next_sweep
    _memories.clear()
    _ends.clear()
    _next_sweep = _LONG_AGO
