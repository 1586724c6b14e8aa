"""What reviewers say: whether two sources are independent, and whether a status is right. Pure.

A reviewer is never who collected what is judged; `corroboration` leaves out the words of one who is.
"""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from waystation.documentation.assertions import Claim

TIES: Final = ("family", "cell", "chat", "referrer", "quotes", "contact")
"""Why two sources may know it from the same place, or spoke before telling."""

FINDINGS = CONFIRMS, SETS_ASIDE, REFUTES = ("confirms", "sets_aside", "refutes")


class _Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What every word of a reviewer has: whose, when, why. Without a reason it does not count.

    Nor does one that was `brought` in a file, by whoever took that in: a file cannot show who said it.
    """

    by: UUID
    at: datetime
    reason: str
    brought: bool = False


class Independence(_Said, frozen=True, kw_only=True):
    """A reviewer's judgement of two sources: different origins of what they know, no contact before they told.

    `ties` are what is known to join them, codes of TIES.
    """

    first: UUID
    second: UUID
    independent: bool
    ties: tuple[str, ...] = ()


class Review(_Said, frozen=True, kw_only=True):
    """A reviewer's word on one claim: that it has this `status`, that denials are set aside, or that it is refuted.

    `seen` are the assertions that it is about: those that the status stands on, or the denials; `exhibits` what these
    were read from. A confirmation falls with any of them; one that sets aside covers no denial that came later.
    """

    subject: UUID
    property: str
    value: str
    finding: str = CONFIRMS
    status: str = ""
    seen: tuple[UUID, ...] = ()
    exhibits: tuple[UUID, ...] = ()

    @builtins.property
    def claim(self) -> Claim:
        """What it is about."""
        return Claim(self.subject, self.property, self.value)


def counts(said: _Said) -> bool:
    """Whether a word of a reviewer is weighed at all."""
    return bool(said.reason.strip()) and not said.brought


Pair = tuple[UUID, UUID]


def pair(first: UUID, second: UUID) -> Pair:
    """Two sources, in whichever order they are named."""
    return (first, second) if first.int <= second.int else (second, first)


@dataclass(frozen=True)
class Judged:
    """What reviewers said, and which exhibits' custody is unbroken. Make one with `judged`."""

    pairs: Mapping[Pair, Sequence[Independence]] = field(default_factory=dict)
    beside: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """With whom each source was compared."""
    reviews: Mapping[Claim, Sequence[Review]] = field(default_factory=dict)
    custody: frozenset[UUID] = frozenset()
    persons: Mapping[UUID, UUID] = field(default_factory=dict)
    """Of each record that is held to be one person with others: which of them stands for all."""

    def person(self, source: UUID) -> UUID:
        """Who a source is: one record for all that are held to be the same person."""
        return self.persons.get(source, source)


def judged(
    independences: Iterable[Independence] = (),
    reviews: Iterable[Review] = (),
    custody: Iterable[UUID] = (),
    persons: Mapping[UUID, UUID] | None = None,
) -> Judged:
    """What reviewers said, found by what they spoke of.

    `custody`: exhibits of which no hand is missing. `persons`: who is recorded more than once, each by the same one.
    """
    pairs: defaultdict[Pair, list[Independence]] = defaultdict(list)
    of_claims: defaultdict[Claim, list[Review]] = defaultdict(list)
    for one in independences:
        if counts(one):
            pairs[pair(one.first, one.second)].append(one)
    for each in reviews:
        if counts(each):
            of_claims[each.claim].append(each)
    beside: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for first, second in pairs:
        beside[first].add(second)
        beside[second].add(first)
    compared = {source: frozenset(others) for source, others in beside.items()}
    return Judged(dict(pairs), compared, dict(of_claims), frozenset(custody), persons or {})


def latest(reviews: Iterable[Review]) -> list[Review]:
    """What each reviewer said last of whether it happened; of two words at the same moment, that it did not."""
    words = sorted((each for each in reviews if each.finding != SETS_ASIDE), key=_moment)
    return list({each.by: each for each in words}.values())


def _moment(review: Review) -> tuple[datetime, bool, str]:
    return (review.at, review.finding == REFUTES, review.status)
