"""How strong a threat is, how it fades, and what is too strong. Pure.

A strength is a number from 0 to 1 that only the program sees: people are shown three levels, with source and date. The
numbers are guesses, the same for everybody and written down here alone:

- A sighting begins with what its source is worth, letter times digit. Who cannot be judged (F, 6) is not taken for
  middling: a warning loses strength by a known reason to doubt it, and by nothing else.
- It keeps that strength for three days after the pursuer was last seen, and then halves every fourteen days. Below one
  twentieth it is gone.
- Whoever travels at all is half as likely elsewhere in the region where they were seen.
- What somebody reaches through others, and what one of us states, has the strength of its level and does not fade: it
  holds for the time that it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2, nextafter

from waystation.evacuation.pursuers.records import HIGH, LEVELS, LOW, MEDIUM

MEDIUM_FROM = 0.25  # no night is spent where it is as likely as that
HIGH_FROM = 0.6  # nobody passes where it is as likely as that
FAINTEST = 0.05
FRESH = timedelta(days=3)
HALVES_IN = timedelta(days=14)
NEARBY = 0.5
OF_LEVEL = {LOW: 0.2, MEDIUM: 0.5, HIGH: 0.8}
OF_SOURCE = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.3, "F": 1.0, "G": 0.0}
OF_WORD = {"1": 1.0, "2": 0.9, "3": 0.75, "4": 0.4, "5": 0.2, "6": 1.0}


def level(strength: float) -> str:
    """One of the three levels that people are shown."""
    if strength >= HIGH_FROM:
        return HIGH
    return MEDIUM if strength >= MEDIUM_FROM else LOW


def is_higher(one: str, other: str) -> bool:
    """Whether a level is above another."""
    return LEVELS.index(one) > LEVELS.index(other)


def weight(reliability: str, credibility: str) -> float:
    """What a sighting is worth on the day: by its source and by itself. Unknown codes weaken nothing."""
    return OF_SOURCE.get(reliability, 1.0) * OF_WORD.get(credibility, 1.0)


def faded(base: float, last_seen: datetime, at: datetime) -> float:
    """What is left of a sighting at a moment; 0 once it is gone."""
    age = at - last_seen - FRESH
    left = base if age <= timedelta(0) else base * 0.5 ** (age / HALVES_IN)
    return left if left >= FAINTEST else 0.0


def fades_below(base: float, last_seen: datetime, strength: float) -> datetime:
    """The moment after which a sighting is weaker than that; before it began where it never was as strong."""
    if base < strength:
        return datetime.min.replace(tzinfo=last_seen.tzinfo)
    return last_seen + FRESH + HALVES_IN * log2(base / strength)


@dataclass(frozen=True)
class Span:
    """A time in which a threat has one level; `strength` is the greatest in it."""

    since: datetime
    until: datetime | None
    strength: float


def spans(base: float, since: datetime, last_seen: datetime, now: datetime) -> Iterator[Span]:
    """A fading threat from `now` on, cut where its level changes."""
    start, most = max(since, now), base
    for bound in (HIGH_FROM, MEDIUM_FROM, FAINTEST):
        end = fades_below(base, last_seen, bound)
        if end > start:
            yield Span(start, end, min(faded(base, last_seen, start), most))
            start = end
        most = min(most, nextafter(bound, 0))  # what follows is of the next level


def covers(since: datetime | None, until: datetime | None, start: datetime, end: datetime) -> bool:
    """Whether two times share a moment; None is open."""
    return (since is None or since < end or since == start) and (until is None or until > start)
