"""The clock of injuries: how long they can still be recorded well, and what contradicts itself in a need. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from waystation.casework import wording
from waystation.casework.records import Need
from waystation.casework.wording import Words

FORENSIC = "medical.forensic"
# Traces on the body are to be taken within 72 hours of the act: WHO, Guidelines for medico-legal care for victims of
# sexual violence (2003), section 4. Bruises change from hour to hour: Istanbul Protocol (2022), chapter V.
WINDOW = timedelta(hours=72)
ALARM_BEFORE = timedelta(hours=12)  # the duty team is called while somebody can still be driven to a doctor
LONG_AGO = timedelta(days=5 * 366)  # an act before that is a mistyped year


@dataclass(frozen=True)
class Clock:
    """The time in which injuries can still be recorded well. `ends` is None where nobody knows when it happened."""

    ends: datetime | None
    now: datetime

    @property
    def over(self) -> bool:
        return self.ends is not None and self.ends <= self.now

    @property
    def hours(self) -> int:
        """Whole hours that are left, or that it is over by."""
        return 0 if self.ends is None else abs(self.ends - self.now) // timedelta(hours=1)


def clock(need: Need, now: datetime) -> Clock | None:
    """The clock of an open need; None for a need that has none."""
    if need.code != FORENSIC or need.met_on is not None:
        return None
    return Clock(need.act_at + WINDOW if need.act_at else None, now)


def alarm_at(found: Clock) -> datetime | None:
    """When the duty team is called; None where there is nothing left to call for."""
    if found.ends is None or found.over:
        return None
    return max(found.ends - ALARM_BEFORE, found.now)


def faults(need: Need, now: datetime) -> Iterator[tuple[str, Words]]:
    """What contradicts itself in a need: the field, and a sentence."""
    if need.act_at is None:
        return
    if need.code != FORENSIC:
        yield "act_at", wording.NO_ACT_HERE
    elif need.act_at > now:
        yield "act_at", wording.NOT_YET
    elif need.act_at < now - LONG_AGO:
        yield "act_at", wording.TOO_LONG_AGO
    elif need.due is not None and need.due < localtime(need.act_at).date():
        yield "due", wording.DUE_BEFORE_ACT
