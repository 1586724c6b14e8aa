"""What somebody said of one property of one thing, and how they know. Pure.

A record's values are views over assertions: nothing is overwritten, each says where it comes from, and one that is
withdrawn stays, marked. Codes are those of the vocabularies `source_connections`, `source_types`, `reliability` and
`credibility`. Times are UTC.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

HANDS = FIRST, SECOND, FURTHER = "first", "second", "further"
UNJUDGED_SOURCE: Final = "F"
UNJUDGED_INFORMATION: Final = "6"
DECEPTIVE: Final = "G"

RELIABILITY: Final = ("A", "B", "C", "D", "E", UNJUDGED_SOURCE, DECEPTIVE)
CREDIBILITY: Final = ("1", "2", "3", "4", "5", UNJUDGED_INFORMATION)

HAPPENED: Final = "happened"
"""That the act took place; its value is the kind of act."""
STATUS: Final = "status_at_end"
"""What became of the victim: a code of `victim_status`."""
METHOD, CONDITION, INJURY, PERPETRATOR = "method", "condition", "injury", "perpetrator"
DATE, ENDED, PLACE, NUMBER = "date", "ended", "place", "number"
SINGLE: Final = frozenset({DATE, ENDED, PLACE, NUMBER, STATUS})
"""Properties of which a thing has one value, so that two values disagree."""

OWN: Final = "own_"
"""How the code of a term begins that the organisation added itself; of an act, after its group."""
BY_AN_AUTHORITY: Final = frozenset(
    {
        "court_record",
        "official_letter",
        "official_statement",
        "death_certificate",
        "autopsy",
        "forensic_report",
    }
)
"""Material in which a court or an authority itself can establish something."""

SAW_AFTERWARDS: Final = "relative_saw_after"
AFTERMATH: Final = frozenset({INJURY, STATUS})
"""What somebody who saw the person only afterwards knows at first hand."""

HAND_OF: Final[Mapping[str, str]] = {
    "self": FIRST,
    "eyewitness": FIRST,
    "co_detainee": FIRST,
    "perpetrator": FIRST,
    SAW_AFTERWARDS: FIRST,
    "relative_told": SECOND,
    "friend_told": SECOND,
    "heard_in_custody": SECOND,
    "professional": SECOND,
    "official_inside": SECOND,
    "reporter": FURTHER,
    "community_talk": FURTHER,
    "unknown": FURTHER,
}
"""The nearest hand that a connection allows. Where it is not known how a source knows, nothing is first-hand."""


class Passage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Where a statement says it: characters of its text, the end not included."""

    start: int
    end: int


class Claim(NamedTuple):
    """What assertions agree or disagree about: that a property of a subject has a value."""

    subject: UUID
    property: str
    value: str


class Assertion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One source says in one statement that a property of a subject has a value; where it `denies`, that it has not.

    `source` is the person who says it, `heard_from` the one they have it from, where they name one. `told` is the day
    of this telling. `hand` is as the documenter judged it; what counts is never nearer than `connection` allows.
    `reliability` is of the source, `credibility` of this piece of information: F and 6 say that there is no basis to
    judge, and have no place in the order of the others. `prompted`: said when asked for just this, not told freely.
    `material` is a code of `source_types` where it is read from a document or a picture, whose exhibit is `exhibit`;
    `finding`: a court or an authority itself establishes it there. `collector` is the account that took it down,
    `asked_by` those who asked for it, `drawn_by` the one that drew it out of the statement.
    """

    id: UUID
    subject: UUID
    property: str
    value: str
    source: UUID
    statement: UUID | None = None
    passage: Passage | None = None
    denies: bool = False
    hand: str = FURTHER
    connection: str = "unknown"
    heard_from: UUID | None = None
    reliability: str = UNJUDGED_SOURCE
    credibility: str = UNJUDGED_INFORMATION
    prompted: bool = False
    told: date | None = None
    material: str = ""
    exhibit: UUID | None = None
    finding: bool = False
    collector: UUID | None = None
    asked_by: tuple[UUID, ...] = ()
    drawn_by: UUID | None = None
    retracted: datetime | None = None

    @builtins.property
    def claim(self) -> Claim:
        """What it speaks for, or against."""
        return Claim(self.subject, self.property, self.value)

    @builtins.property
    def collectors(self) -> frozenset[UUID]:
        """Who had a hand in it here, and judges neither its source nor what it says."""
        return frozenset(each for each in (self.collector, *self.asked_by, self.drawn_by) if each is not None)

    @builtins.property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.retracted is None


def faults(assertion: Assertion) -> list[str]:
    """What is wrong with it, by code; nothing where it can be kept.

    Codes: property, value, passage (ends before it begins, or of no statement), hand, connection, hand_too_near
    (nearer than the connection allows), own_source (heard from whoever says it), reliability, credibility, finding (of
    no paper of a court or an authority).
    """
    place = assertion.passage
    hands = dict(zip(HANDS, range(3), strict=True))
    nearest = HAND_OF.get(assertion.connection)
    known = assertion.hand in HANDS and nearest is not None
    wrong = {
        "property": not assertion.property.strip(),
        "value": not assertion.value.strip(),
        "passage": place is not None and (assertion.statement is None or not 0 <= place.start < place.end),
        "hand": assertion.hand not in HANDS,
        "connection": nearest is None,
        "hand_too_near": known and hands[assertion.hand] < hands[nearest or FURTHER],
        "own_source": assertion.heard_from == assertion.source,
        "reliability": assertion.reliability not in RELIABILITY,
        "credibility": assertion.credibility not in CREDIBILITY,
        "finding": assertion.finding and assertion.material not in BY_AN_AUTHORITY,
    }
    return [code for code, is_so in wrong.items() if is_so]
