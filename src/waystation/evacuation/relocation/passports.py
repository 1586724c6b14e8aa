"""Whether somebody's passport lasts for a journey. Pure.

Many states let nobody in whose passport ends within six months of the journey: that is taken where the terms of the
country say nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from waystation.casework.persons.rules import TRAVEL, lasting
from waystation.evacuation.relocation.deadlines import months_later

MONTHS = 6
NONE, NO_DAY, ENDS_BEFORE, ENDS_WITHIN, LASTS = ("none", "no_day", "ends_before", "ends_within", "lasts")


@dataclass(frozen=True)
class Passport:
    """What is known of the travel document that somebody has: how it stands to the journey, until when it is valid."""

    code: str
    valid_until: date | None = None


class Lasting(Protocol):
    """A paper, among those of a person or on a track."""

    @property
    def kind(self) -> str: ...

    @property
    def valid_until(self) -> date | None: ...


def passport(papers: Iterable[Lasting], travel: date, months: int | None = None) -> Passport:
    """The travel document that lasts longest, for a journey on that day; `months` are what it must last beyond it."""
    own = [paper for paper in papers if lasting(paper.kind) == TRAVEL]
    days = [paper.valid_until for paper in own if paper.valid_until]
    if not own:
        return Passport(NONE)
    if not days:
        return Passport(NO_DAY)
    last = max(days)
    if last < travel:
        return Passport(ENDS_BEFORE, last)
    beyond = months_later(travel, MONTHS if months is None else months)
    return Passport(ENDS_WITHIN if last < beyond else LASTS, last)
