"""Whether a problem fits into this machine: asked before anything is made of it that would not.

Measured on invented problems of 100 to 2,000 parties: nearly all is what each party could take.
"""

import os
import resource
from functools import cache
from typing import Final

from waystation.planning.problem import SLOTS, Problem

_USABLE: Final = 24
"""Bytes of one departure that one party may take, of one departure, and of a party's leg, place or slot."""
_DEPARTURE: Final = 1_000
_TABLE: Final = 48
_ROWS: Final = 2**31 - 1
"""Departures that all parties together may take are numbered in 32 bits."""
_PART: Final = 0.9
"""Of the machine's memory: the system needs some too."""


class TooLarge(MemoryError):
    """The problem cannot be planned at once on this machine."""


def departures(problem: Problem) -> int:
    """About how many departures there are."""
    weekly = (
        len({(day, each.slot) for each in leg.departs for day in (range(7) if each.weekday < 0 else [each.weekday])})
        for leg in problem.legs
    )
    return sum(weekly) * problem.days // 7


def must_fit(problem: Problem, usable: float = 0) -> None:
    """Raises TooLarge. `usable`: how many departures all parties together may take, where that is known."""
    parties, legs, places, slots = len(problem.parties), len(problem.legs), len(problem.places), problem.days * SLOTS
    tables = _TABLE * parties * (legs + places + slots) + 8 * 16 * places * slots
    needed, there_is = tables + _DEPARTURE * departures(problem) + _USABLE * usable, memory()
    if needed > there_is or usable > _ROWS:
        raise TooLarge(
            f"this needs about {needed / 1e9:,.1f} GB of memory, and there are {there_is / 1e9:,.1f}: "
            f"give it fewer parties, days or departures at once"
        )


@cache
def memory() -> float:
    """Bytes that may be used; asked for once, since a process that gives up everything may not ask again."""
    machine = _PART * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return machine if limit == resource.RLIM_INFINITY else min(machine, limit)
