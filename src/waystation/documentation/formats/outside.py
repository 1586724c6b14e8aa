"""Statements, assertions and reviews as a file has them, and as they are here. Pure.

In a file a statement and its words are one. Which of our accounts took something down, judged or withdrew it, and when,
means nothing elsewhere: whoever takes a file in is its collector, and reviews that come in one do not count. An exhibit
is known by the SHA-256 of its bytes, which are not in the file.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from waystation.documentation import assertions, reviews
from waystation.documentation.assertions import FURTHER, UNJUDGED_INFORMATION, UNJUDGED_SOURCE, Passage
from waystation.documentation.dates import PartialDate
from waystation.documentation.records import Part
from waystation.documentation.statements import records, rules


class Withdrawal(Part, frozen=True, kw_only=True):
    """That something does not stand any more: `withdrawn` by who said it, or `mistaken`, and why."""

    ground: str
    why: str = ""


class Statement(Part, frozen=True, kw_only=True):
    """What somebody told us with its words (ESF 25). `exhibit` is the SHA-256, in hex, of what is read here."""

    teller: UUID
    kind: str
    told: tuple[PartialDate, ...]
    language: str = ""
    interviewer: str = ""
    interpreter: str = ""
    note: str = ""
    events: tuple[UUID, ...] = ()
    exhibit: str = ""
    withdrawn: Withdrawal | None = None
    text: str
    translation: str = ""


class Assertion(Part, frozen=True, kw_only=True):
    """What a passage of a statement says of an act, or of the event as a whole; `graded` are grades before, as `F6`."""

    event: UUID
    statement: UUID
    subject: UUID
    property: str
    value: str
    source: UUID
    passage: Passage | None = None
    denies: bool = False
    hand: str = FURTHER
    connection: str = "unknown"
    heard_from: UUID | None = None
    reliability: str = UNJUDGED_SOURCE
    credibility: str = UNJUDGED_INFORMATION
    graded: tuple[str, ...] = ()
    prompted: bool = False
    told: date | None = None
    finding: bool = False
    withdrawn: Withdrawal | None = None


class StatusReview(Part, frozen=True, kw_only=True):
    """A reviewer's word on one claim: a `finding` of `reviews`, the `status` it is about, the assertions `seen`."""

    event: UUID
    subject: UUID
    property: str
    value: str
    finding: str
    status: str = ""
    seen: tuple[UUID, ...] = ()
    reason: str


class Comparison(Part, frozen=True, kw_only=True):
    """A reviewer's judgement of two sources; `ties` are what joins them."""

    first: UUID
    second: UUID
    independent: bool = False
    ties: tuple[str, ...] = ()
    reason: str


_STATEMENT = ("teller", "kind", "told", "language", "interviewer", "interpreter", "note")
_ASSERTION = (
    ("subject", "property", "value", "source", "passage", "denies", "hand", "connection", "heard_from")
    + ("reliability", "credibility", "prompted", "told", "finding")
)  # fmt: skip
_REVIEW = ("subject", "property", "value", "finding", "status", "reason")
_COMPARISON = ("first", "second", "independent", "ties", "reason")


def _fields(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _withdrawal(said: records.Retraction | None) -> Withdrawal | None:
    return Withdrawal(ground=said.ground, why=said.why) if said else None


def statement(found: records.Statement, words: records.Words, exhibits: Mapping[UUID, str]) -> Statement:
    """A statement as a file has it. `exhibits`: the SHA-256 of each, in hex."""
    return Statement(
        **_fields(found, _STATEMENT),
        events=found.events,
        exhibit=exhibits.get(found.exhibit, "") if found.exhibit else "",
        withdrawn=_withdrawal(found.retraction),
        text=words.text,
        translation=words.translation,
    )


def assertion(found: records.Asserted) -> Assertion | None:
    """The same of an assertion; None where it was drawn from no statement."""
    if found.said.statement is None:
        return None
    return Assertion(
        **_fields(found.said, _ASSERTION),
        event=found.event,
        statement=found.said.statement,
        graded=tuple(f"{each.reliability}{each.credibility}" for each in found.graded),
        withdrawn=_withdrawal(found.retraction),
    )


def status_review(found: records.Reviewed) -> StatusReview:
    """The same of a review of a claim."""
    return StatusReview(**_fields(found.said, _REVIEW), event=found.event, seen=found.said.seen)


def comparison(found: records.Compared) -> Comparison:
    """The same of a judgement of two sources."""
    return Comparison(**_fields(found.said, _COMPARISON))


class Inside:
    """Records of a file made into ours: taken in at a moment, by an account, which is the collector of all of it.

    Who is called as the one who asked is here perhaps: then they review nothing of what they were told.
    """

    def __init__(
        self, at: datetime, by: UUID, exhibits: Mapping[str, UUID], personas: Mapping[UUID, str] | None = None
    ) -> None:
        """`exhibits`: those here, by the SHA-256 of their bytes; `personas`: of all who are or were on the staff."""
        self._personas = personas or {}
        self._signed = {"at": at, "by": by}
        self._by = by
        self._exhibits = exhibits

    def statement(self, told: Statement) -> records.Statement:
        """A statement without its words."""
        return records.Statement(
            **_fields(told, _STATEMENT),
            **self._signed,
            asked_by=rules.asked_by(told.interviewer, self._personas),
            events=told.events,
            exhibit=self._exhibits.get(told.exhibit),
            retraction=self._retraction(told.withdrawn),
        )

    def assertion(self, one: UUID, said: Assertion, source: Statement) -> records.Asserted:
        """An assertion with its id, drawn from `source`."""
        exhibit = self._exhibits.get(source.exhibit)
        made = assertions.Assertion(
            **_fields(said, _ASSERTION),
            id=one,
            statement=said.statement,
            material=source.kind if exhibit else "",
            exhibit=exhibit,
            collector=self._by,
            asked_by=rules.asked_by(source.interviewer, self._personas),
        )
        grades = (records.Grading(reliability=each[:1], credibility=each[1:], **self._signed) for each in said.graded)
        return records.Asserted(
            event=said.event,
            said=made,
            graded=tuple(grades),
            retraction=self._retraction(said.withdrawn),
            **self._signed,
        )

    def status_review(self, said: StatusReview) -> records.Reviewed:
        """A review, which does not count here."""
        made = reviews.Review(**_fields(said, _REVIEW), **self._signed, seen=said.seen, brought=True)
        return records.Reviewed(event=said.event, said=made)

    def comparison(self, said: Comparison) -> records.Compared:
        """A judgement of two sources, which does not count here."""
        return records.Compared(said=reviews.Independence(**_fields(said, _COMPARISON), **self._signed, brought=True))

    def _retraction(self, said: Withdrawal | None) -> records.Retraction | None:
        return records.Retraction(ground=said.ground, why=said.why, **self._signed) if said else None


def words(told: Statement) -> records.Words:
    """The words of a statement."""
    return records.Words(text=told.text, translation=told.translation)


def moved(said: Assertion, before: str, after: str, tidy: Any) -> Assertion:
    """An assertion whose statement was put right by `tidy`, so that its passage marks what it marked."""
    if said.passage is None or before == after:
        return said
    start, end = (len(tidy(before[:place])) for place in (said.passage.start, said.passage.end))
    return msgspec.structs.replace(said, passage=Passage(start=start, end=max(end, start)))
