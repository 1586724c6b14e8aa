"""How much a crowd of form posts may store, and who waits meanwhile.

Callers come over Tor: there is no address to count them by, and nothing tells one from a thousand. So nobody is turned
away. While posts come faster than people write, a post is stored once its sender has waited a little and sent it again,
which needs no script, or has done a small piece of work (hashcash: Back 2002), which a script does at once. What was
waited for is set aside as a group; what was worked for is not. All of it together is bounded, whoever sends how much.

It lives in this process's memory alone: it begins by itself, and ends by itself. What came before it was noticed is
stored like any other. So the first requests that are stored after that carry from when until when that was, and staff's
sessions put it among the crowd (`crowd_beginning`).
"""

import base64
import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from struct import Struct, error
from uuid import UUID

from django.conf import settings

from waystation.vault import half

WAIT = 20.0  # seconds from the first try on
VALID = 6 * 3600.0  # seconds for which a ticket counts
UNIT = 4096  # bytes of text that cost as much as a message with fewer
EASIEST, HARDEST = 15, 20  # bits of work: half a second to half a minute on an old phone
LONGEST = 3600.0  # seconds of a crowd's beginning
SLACK = 2.0  # seconds from being let through to being stored
TOLD = 5  # requests that carry the news of it: one may be erased, or never be stored
_DAY = 86_400.0
_THREADS = 5000  # whose own pace is remembered
_HEAD = Struct(">QB")


class Gauge:
    """How fast something happens: high once `most` came faster than `each_second`, until half of that has run off.

    `beginning`: from when on it rose, an hour at most, and when it was high for the first time; of the newest rise.
    """

    def __init__(self, most: float, each_second: float) -> None:
        self.most, self._each_second = most, each_second
        self._level, self._at, self._is_high = 0.0, 0.0, False
        self._since = 0.0
        self.beginning: tuple[float, float] | None = None

    def count(self, now: float) -> bool:
        """Counts one; whether it is too many."""
        left = max(0.0, self._level - max(0.0, now - self._at) * self._each_second)  # a clock may be set back
        self._since = self._since if left else now
        self._level, self._at = min(left + 1, 2 * self.most), now
        was_high, self._is_high = self._is_high, self._level > (self.most / 2 if self._is_high else self.most)
        if self._is_high and not was_high:
            self.beginning = max(self._since, now - LONGEST), now
        return self._is_high

    def is_high(self, now: float) -> bool:
        return self._is_high and self._level - max(0.0, now - self._at) * self._each_second > self.most / 2


class Allowance:
    """What may be taken: `most` at once, and as much again in each day."""

    def __init__(self, most: float) -> None:
        self.most = most
        self.forget()

    def forget(self) -> None:
        """Begins anew, as a restart does."""
        self._left = self.most
        self._at: float | None = None

    def left(self, now: float) -> float:
        since = 0.0 if self._at is None else max(0.0, now - self._at)
        self._left, self._at = min(self.most, self._left + since * self.most / _DAY), now
        return self._left

    def take(self, cost: float, now: float) -> bool:
        """Takes it if there is so much left."""
        if self.left(now) < cost:
            return False
        self._left -= cost
        return True


@dataclass(frozen=True)
class Passed:
    """It may be stored; `aside`: among what came in a crowd."""

    aside: bool = False


@dataclass(frozen=True)
class Held:
    """Not yet. `ticket` goes back into the form; it counts after `seconds`, or at once with `bits` of work, if any."""

    ticket: str
    seconds: int
    bits: int


@dataclass(frozen=True)
class Ticket:
    """When somebody first came, and how much work was asked for then. Nothing of it is kept here."""

    at: float
    bits: int

    def written(self, bound: bytes) -> str:
        head = _HEAD.pack(round(self.at * 1000), self.bits)
        return base64.urlsafe_b64encode(head + half.digest(b"line", head + bound)).decode()


def _read(ticket: str, bound: bytes, now: float) -> Ticket | None:
    """A ticket of ours for this form that still counts."""
    try:
        milliseconds, bits = _HEAD.unpack(base64.urlsafe_b64decode(ticket.encode())[: _HEAD.size])
    except (ValueError, error):
        return None
    found = Ticket(milliseconds / 1000, bits)
    # Compared as it is written, so that one ticket has one spelling and passes once.
    is_ours = hmac.compare_digest(found.written(bound).encode(), ticket.encode())
    return found if is_ours and now - found.at < VALID else None


def is_proof(ticket: str, proof: str, bits: int) -> bool:
    """Whether the SHA-256 of the ticket, a colon and the proof begins with so many zero bits."""
    if not proof.isascii() or not 0 < len(proof) <= 20:
        return False
    return int.from_bytes(hashlib.sha256(f"{ticket}:{proof}".encode()).digest()) >> (256 - bits) == 0


class Gate:
    """One kind of form. `free`, `proved` and `waited` are units that each way may store: at once, and in each day."""

    def __init__(self, name: str, pace: Callable[[], Gauge], *, free: int, proved: int, waited: int) -> None:
        self._name, self._new_pace = name.encode(), pace
        self._limits = (free, proved, waited)
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begins anew, as a restart does."""
        self._pace = self._new_pace()
        self.free, self.proved, self.waited = map(Allowance, self._limits)
        self._paces: OrderedDict[UUID, Gauge] = OrderedDict()
        self._used: OrderedDict[str, tuple[bytes, bool, float]] = OrderedDict()
        self._told: tuple[tuple[float, float] | None, int] = None, 0

    @property
    def most(self) -> int:
        """Units that all ways together may store at once, and again in each day."""
        return sum(self._limits)

    def is_crowded(self, now: float) -> bool:
        """Whether a post would be held at this moment."""
        with self._lock:
            return self._pace.is_high(now) or self.free.left(now) < 1

    def beginning(self, now: float) -> tuple[float, float] | None:
        """From when until when the newest crowd came unnoticed, in seconds; for a day, and to the first who ask."""
        with self._lock:
            found = self._pace.beginning
            before, count = self._told
            count = count if before == found else 0
            if found is None or not found[1] <= now < found[1] + _DAY or count >= TOLD:
                return None
            self._told = found, count + 1
            return found

    def ask(
        self, text: str, *, now: float, form: str = "", ticket: str = "", proof: str = "", thread: UUID | None = None
    ) -> Passed | Held:
        """Whether `text` may be stored. `now`: seconds; `form`: what tells this form from others; `thread`: whose.

        The same text with a ticket that has passed passes again, as somebody does whose line broke.
        """
        bound, content = self._name + b"\0" + form.encode(), hashlib.sha256(text.encode("utf-8", "replace")).digest()
        cost = 1 + len(text.encode("utf-8", "replace")) // UNIT
        with self._lock:
            crowded = self._count(thread, now)
            if used := self._used.get(ticket):
                return Passed(used[1]) if used[0] == content else self._held(Ticket(now, self._bits(now)), bound, now)
            if not crowded and self.free.take(cost, now):
                return Passed()
            given = _read(ticket, bound, now)
            if given is None:
                return self._held(Ticket(now, self._bits(now)), bound, now)
            worked = is_proof(ticket, proof, given.bits)
            if worked and self.proved.take(cost, now):
                return self._passed(ticket, content, False, now)
            if now - given.at >= WAIT and self.waited.take(cost, now):
                return self._passed(ticket, content, True, now)
            said = self._held(given, bound, now)
            return replace(said, bits=0) if worked else said

    def _count(self, thread: UUID | None, now: float) -> bool:
        """Whether it is too many. Whoever writes too fast in one thread waits alone."""
        if thread is not None:
            own = self._paces.setdefault(thread, Gauge(30, 1 / 30))
            self._paces.move_to_end(thread)
            while len(self._paces) > _THREADS:
                self._paces.popitem(last=False)
            if own.count(now):
                return True
        return self._pace.count(now)

    def _bits(self, now: float) -> int:
        """The fewer there are left, the more work is asked for."""
        return EASIEST + round((HARDEST - EASIEST) * (1 - self.proved.left(now) / self.proved.most))

    def _held(self, ticket: Ticket, bound: bytes, now: float) -> Held:
        left = WAIT - (now - ticket.at)
        return Held(ticket.written(bound), round(left) + 1 if left > 0 else round(WAIT), ticket.bits)

    def _passed(self, ticket: str, content: bytes, aside: bool, now: float) -> Passed:
        while self._used and next(iter(self._used.values()))[2] < now - VALID:
            self._used.popitem(last=False)
        self._used[ticket] = (content, aside, now)
        return Passed(aside)


# As the settings come, twenty times the load of a bad week, 2,000 messages in ten minutes, holds nobody up.
def _pace() -> Gauge:
    return Gauge(settings.WAYSTATION_FORMS_AT_ONCE, 3.5)


FIRST = Gate("first message", _pace, free=5_000, proved=5_000, waited=20_000)
AGAIN = Gate("message in a thread", _pace, free=5_000, proved=5_000, waited=5_000)
FILES = Allowance(2 * 1024**3)
"""Bytes of files that callers may send."""


def beginning(now: datetime) -> tuple[datetime, datetime] | None:
    """For a request that is stored now: when the newest crowd of first messages began, and when it was noticed."""
    found = FIRST.beginning(now.timestamp())
    if found is None:
        return None
    first, last = (datetime.fromtimestamp(each, UTC) for each in found)
    return first, last


def forget() -> None:
    """Clears this process's memory, as a restart does."""
    for each in (FIRST, AGAIN, FILES):
        each.forget()
