"""What may be done with an exhibit, and how it stands. Pure."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from waystation.casework.wording import Words
from waystation.documentation.exhibits import wording
from waystation.documentation.exhibits.records import (
    CHANGED,
    CHECKED,
    DESTROYED,
    DESTRUCTION_ASKED,
    HANDED_OVER,
    KEPT,
    NOTED,
    TIMESTAMPED,
    Entry,
    Provenance,
)

WHOLE, ALTERED, GONE, MISSING, CLOSED = "whole", "altered", "gone", "missing", "closed"
BY_HAND = (HANDED_OVER, NOTED)


def provenance_faults(told: Provenance, why: str) -> Iterator[Words]:
    """What is missing when an exhibit is taken in."""
    if not told.what.strip():
        yield wording.SAY_WHAT
    yield from why_faults(why)


def why_faults(why: str) -> Iterator[Words]:
    """That nobody says why: it stands in the custody log."""
    if not why.strip():
        yield wording.SAY_WHY


def given_faults(to: str, why: str) -> Iterator[Words]:
    """What is missing when something is given to somebody."""
    if not to.strip():
        yield wording.SAY_TO_WHOM
    yield from why_faults(why)


def step_faults(deed: str, why: str, to: str) -> Iterator[Words]:
    """What is missing in an entry that somebody writes by hand."""
    if deed not in BY_HAND:
        yield wording.CHOOSE
    yield from why_faults(why)
    if deed == HANDED_OVER and not to.strip():
        yield wording.SAY_TO_WHOM


def stamp_faults(entries: Sequence[Entry], *, on: bool) -> Iterator[Words]:
    """What stands against asking for a timestamp. `on`: whether an authority is named."""
    if not on:
        yield wording.NO_AUTHORITY
    elif not entries or entries[-1].deed == TIMESTAMPED:
        yield wording.STAMPED_ALREADY


def asked_to_destroy(entries: Sequence[Entry]) -> Entry | None:
    """The request to destroy that nobody has answered."""
    answers = [entry for entry in entries if entry.deed in (DESTRUCTION_ASKED, KEPT, DESTROYED)]
    return answers[-1] if answers and answers[-1].deed == DESTRUCTION_ASKED else None


def destroy_faults(entries: Sequence[Entry], by: UUID) -> Iterator[Words]:
    """What stands against destroying the bytes: two people are needed."""
    asked = asked_to_destroy(entries)
    if asked is None:
        yield wording.NOT_ASKED
    elif asked.by == by:
        yield wording.SOMEBODY_ELSE


def is_destroyed(entries: Sequence[Entry]) -> bool:
    """Whether the log itself says that the bytes are gone."""
    return any(entry.deed == DESTROYED for entry in entries)


def standing(entries: Sequence[Entry], *, there: bool, erased: bool, opens: bool, full: bool) -> str:
    """How the original stands. `there`: its row is; `erased`: it was buried; `full`: its file has its size."""
    if not there:
        return GONE if erased or is_destroyed(entries) else MISSING
    if not opens:
        return CLOSED
    looked = [entry.deed for entry in entries if entry.deed in (CHECKED, CHANGED)]
    return WHOLE if full and looked[-1:] != [CHANGED] else ALTERED
