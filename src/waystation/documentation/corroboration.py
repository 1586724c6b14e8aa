"""How sure a fact is: computed from the assertions that speak for it, with the reasons. Pure.

The rules, for each claim (a property of a subject has a value):

- *reported*: somebody says so. *reported_multiple*: several do, none at first hand.
- *first_hand*: one account of somebody who was there.
- *corroborated*: two sources, one of them at first hand, whom a reviewer judged independent of each other.
- *documented*: corroborated, and there is material evidence in unbroken custody.
- *officially_confirmed*: a finding of a court or an authority is attached.
- *contradicted*: somebody denies it, and nobody has weighed that yet.
- *refuted*: reviewers found that it did not happen.
- *retracted*: whoever said so has withdrawn it.

A source that is unreliable or deceives (E, G) and information that is improbable (5) raise nothing. One that cannot be
judged (F, 6) is heard, but corroborates nobody until it is judged. A death stays *reported* on hearsay alone, however
many tell of it. Somebody who is recorded twice is one source. Sources are not independent until a reviewer who took
down neither of them says so and why. Everything above *reported* is published only when a reviewer who collected none
of it agrees; deaths and named perpetrators need two.

What is shown side by side for disagreeing is no status: stories of what hurt differ, and that makes nobody less
reliable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final
from uuid import UUID

from waystation.documentation.assertions import (
    AFTERMATH,
    BY_AN_AUTHORITY,
    FIRST,
    FURTHER,
    HAND_OF,
    HANDS,
    HAPPENED,
    OWN,
    PERPETRATOR,
    SAW_AFTERWARDS,
    SECOND,
    SINGLE,
    STATUS,
    UNJUDGED_INFORMATION,
    UNJUDGED_SOURCE,
    Assertion,
    Claim,
)
from waystation.documentation.reviews import CONFIRMS, REFUTES, SETS_ASIDE, Judged, Review, latest, pair

REPORTED, REPORTED_MULTIPLE, FIRST_HAND = "reported", "reported_multiple", "first_hand"
CORROBORATED, DOCUMENTED, OFFICIAL = "corroborated", "documented", "officially_confirmed"
CONTRADICTED, REFUTED, RETRACTED = "contradicted", "refuted", "retracted"
LADDER: Final = (REPORTED, REPORTED_MULTIPLE, FIRST_HAND, CORROBORATED, DOCUMENTED, OFFICIAL)
"""How sure a fact is, upwards. The other three are beside it: nothing is published of them."""

LIFE: Final = "life"
SURVIVED: Final = frozenset({"life.attempted_killing", "life.incitement_relatives"})
"""Kinds of act against life of which nobody died."""
DEAD: Final = "dead"
EVIDENCE: Final = frozenset(
    {
        "medical_report",
        "forensic_report",
        "autopsy",
        "death_certificate",
        "court_record",
        "official_letter",
        "photo",
        "video",
    }
)
"""Material that supports what people say: medical, forensic, a picture, or an official record."""

UNRELIABLE: Final = frozenset({"E", "G"})
IMPROBABLE: Final = frozenset({"5"})

REASONS: Final = (
    "hearsay",
    "first_hand",
    "independent",
    "not_judged_independent",
    "same_origin",
    "cannot_be_judged",
    "does_not_count",
    "evidence",
    "custody_broken",
    "finding",
    "death_on_hearsay",
    "death_on_one_account",
    "denied",
    "denial_set_aside",
    "refuted",
    "withdrawn",
    "prompted",
)
"""Why a status is what it is, in the order in which it is told."""


@dataclass(frozen=True, order=True)
class Reason:
    """One reason, a code of REASONS, and the assertions that it is about."""

    code: str
    assertions: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Status:
    """How sure a claim is. `code` is what the rules give; `public` what may be said of it, "" for nothing.

    `stands_on` are the assertions that speak for it; `reviewers` those who agree to this very status, of `needed`.
    """

    claim: Claim
    code: str
    reasons: tuple[Reason, ...]
    stands_on: tuple[UUID, ...]
    reviewers: frozenset[UUID] = frozenset()
    needed: int = 0
    tellers: tuple[str, ...] = ()
    """How those who were there know it: the connections of what counts at first hand, each once."""

    @property
    def agreed(self) -> bool:
        """Whether as many reviewers agree as it takes."""
        return len(self.reviewers) >= self.needed

    @property
    def public(self) -> str:
        """The status by which it may be spoken of: never more than *reported* before reviewers agree."""
        if self.code not in LADDER:
            return ""
        return self.code if self.agreed else REPORTED


@dataclass(frozen=True)
class Discrepancy:
    """A property that has one value, of which assertions say several: all of them, in the order of their telling."""

    subject: UUID
    property: str
    told: tuple[Assertion, ...]


def is_death(claim: Claim) -> bool:
    """Whether it says that somebody died; of a term that the organisation added nobody can tell that it does not."""
    if claim.property == STATUS:
        return claim.value == DEAD or claim.value.startswith(OWN)
    return claim.property == HAPPENED and claim.value.partition(".")[0] == LIFE and claim.value not in SURVIVED


def hand(assertion: Assertion) -> str:
    """How near its source is to what it says: never nearer than the connection allows for this property."""
    allowed = HAND_OF.get(assertion.connection, FURTHER)
    if assertion.connection == SAW_AFTERWARDS and assertion.property not in AFTERMATH and not is_death(assertion.claim):
        allowed = SECOND
    said = assertion.hand if assertion.hand in HANDS else FURTHER
    return max(said, allowed, key=HANDS.index)


def counts(assertion: Assertion) -> bool:
    """Whether it can raise anything: its source is not known to be unreliable, nor what it says improbable."""
    return assertion.reliability not in UNRELIABLE and assertion.credibility not in IMPROBABLE


def is_judged(assertion: Assertion) -> bool:
    """Whether there is a basis to judge both the source and the information."""
    return assertion.reliability != UNJUDGED_SOURCE and assertion.credibility != UNJUDGED_INFORMATION


def is_evidence(assertion: Assertion) -> bool:
    """Whether it is read from material, and is not somebody's account."""
    return assertion.material in EVIDENCE or is_finding(assertion)


def is_finding(assertion: Assertion) -> bool:
    """Whether a court or an authority establishes it: in a paper of theirs, and not in what somebody tells of it."""
    return assertion.finding and assertion.material in BY_AN_AUTHORITY


def grades(assertions: Iterable[Assertion]) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """The best and the worst letter, and the best and the worst digit, of those that were judged; None of nobody."""
    letters = sorted({each.reliability for each in assertions if each.reliability != UNJUDGED_SOURCE})
    digits = sorted({each.credibility for each in assertions if each.credibility != UNJUDGED_INFORMATION})
    return (letters[0], letters[-1]) if letters else None, (digits[0], digits[-1]) if digits else None


def independent(first: Assertion, second: Assertion, given: Judged, origins: Mapping[UUID, frozenset[UUID]]) -> bool:
    """Whether a reviewer who took down neither calls their sources independent, and neither has it of the other.

    Where reviewers differ, the latest word holds; of two at the same moment, the one against.
    """
    one, other = given.person(first.source), given.person(second.source)
    if one == other or _of(one, origins) & _of(other, origins):
        return False
    collectors = first.collectors | second.collectors
    words = [each for each in given.pairs.get(pair(first.source, second.source), ()) if each.by not in collectors]
    return bool(words) and max(words, key=lambda each: (each.at, not each.independent)).independent


def status(claim: Claim, assertions: Sequence[Assertion], given: Judged, *, of_death: bool = False) -> Status:
    """How sure one claim is, from all assertions about it. `of_death`: its subject is an act that somebody died of."""
    return _Weighing(claim, assertions, given, of_death or is_death(claim)).status()


def statuses(assertions: Iterable[Assertion], given: Judged) -> dict[Claim, Status]:
    """How sure each claim about one subject is, from all assertions about that subject."""
    by_claim: defaultdict[Claim, list[Assertion]] = defaultdict(list)
    for each in assertions:
        by_claim[each.claim].append(each)
    dead = {claim.subject for claim, each in by_claim.items() if _of_death(claim, each)}
    return {claim: status(claim, each, given, of_death=claim.subject in dead) for claim, each in by_claim.items()}


def discrepancies(assertions: Iterable[Assertion]) -> list[Discrepancy]:
    """Where assertions give several values of what has one; nothing is said of which of them is right."""
    told: defaultdict[tuple[UUID, str], list[Assertion]] = defaultdict(list)
    for each in assertions:
        if each.property in SINGLE and each.stands and not each.denies:
            told[each.subject, each.property].append(each)
    return [
        Discrepancy(*of, tuple(sorted(each, key=_in_order)))
        for of, each in sorted(told.items(), key=lambda one: (one[0][0].int, one[0][1]))
        if len({one.value for one in each}) > 1
    ]


class _Weighing:
    """One claim with what is said of it, sorted into what each rule asks for."""

    def __init__(self, claim: Claim, assertions: Sequence[Assertion], given: Judged, of_death: bool) -> None:
        standing = sorted((each for each in assertions if each.stands), key=_in_order)
        self.claim, self.given, self.of_death = claim, given, of_death
        self.withdrawn = sorted((each for each in assertions if not each.stands), key=_in_order)
        self.all = standing
        self.saying = [each for each in standing if not each.denies]
        self.denying = [each for each in standing if each.denies and counts(each)]
        self.origins = _origins(standing, given)
        self.reasons: dict[str, Sequence[Assertion]] = {}
        counting = [each for each in self.saying if counts(each)]
        accounts = [each for each in counting if not is_evidence(each)]
        self.first = [each for each in accounts if hand(each) == FIRST]
        self.hearsay = [each for each in accounts if hand(each) != FIRST]
        material = [each for each in counting if is_evidence(each)]
        self.evidence = [each for each in material if each.exhibit in given.custody]
        self.loose = [each for each in material if each.exhibit not in given.custody]
        self.apart = self._apart(accounts)

    def status(self) -> Status:
        code = self._code()
        supports = [each for each in self.saying if counts(each)] or self.saying
        return Status(
            claim=self.claim,
            code=code,
            reasons=tuple(Reason(each, _ids(self.reasons[each])) for each in REASONS if each in self.reasons),
            stands_on=_ids(supports),
            reviewers=self._who(CONFIRMS, lambda each: each.status == code and self._holds(each)),
            needed=self._needed() if code in LADDER[1:] else 0,
            tellers=tuple(sorted({each.connection for each in self.first})),
        )

    def _code(self) -> str:
        self._explain()
        if not self.saying:
            return CONTRADICTED if self.all else RETRACTED
        if len(self._who(REFUTES, lambda _each: True)) >= self._needed():
            self.reasons["refuted"] = self.denying
            return REFUTED
        if self.denying and not self._set_aside():
            self.reasons["denied"] = self.denying
            return CONTRADICTED
        return self._capped(self._rung())

    def _rung(self) -> str:
        if any(is_finding(each) for each in self.evidence):
            return OFFICIAL
        if self.apart:
            return DOCUMENTED if self.evidence else CORROBORATED
        if self.first:
            return FIRST_HAND
        return REPORTED_MULTIPLE if len(self._tellers(self.hearsay)) > 1 else REPORTED

    def _capped(self, code: str) -> str:
        """Of a death, hearsay says only that it was reported; so does one account that nothing supports."""
        if not self.of_death or code == OFFICIAL or (self.first and self.evidence):
            return code
        if any(each.connection == SAW_AFTERWARDS and hand(each) == FIRST for each in self.first):
            return code
        if any(hand(one) == hand(other) == FIRST for one, other in self.apart):
            return code
        self.reasons["death_on_one_account" if self.first else "death_on_hearsay"] = self.first or self.hearsay
        return REPORTED

    def _apart(self, accounts: Sequence[Assertion]) -> list[tuple[Assertion, Assertion]]:
        """Pairs of accounts, one of them at first hand, whose sources are independent and judged."""
        able: defaultdict[UUID, list[Assertion]] = defaultdict(list)
        for each in accounts:
            if is_judged(each):
                able[each.source].append(each)
        compared = [
            (one, other)
            for source in able
            for beside in self.given.beside.get(source, frozenset()) & able.keys()
            if source.int < beside.int
            for one, other in product(able[source], able[beside])
        ]
        return [
            (one, other)
            for one, other in compared
            if FIRST in (hand(one), hand(other)) and independent(one, other, self.given, self.origins)
        ]

    def _explain(self) -> None:
        heard, there = self._tellers(self.hearsay), self._tellers(self.first)
        told = [*self.first, *self.hearsay]
        said = {
            "hearsay": self.hearsay,
            "first_hand": self.first,
            "independent": [each for two in self.apart for each in two],
            "not_judged_independent": told if there and len(heard | there) > 1 and not self.apart else [],
            "same_origin": [
                each
                for each in self.hearsay
                if each.heard_from is not None and self.given.person(each.heard_from) in heard | there
            ],
            "cannot_be_judged": [each for each in told if not is_judged(each)],
            "does_not_count": [each for each in self.all if not counts(each)],
            "evidence": self.evidence,
            "custody_broken": self.loose,
            "finding": [each for each in self.evidence if is_finding(each)],
            "withdrawn": self.withdrawn,
            "prompted": [each for each in told if each.prompted],
        }
        self.reasons.update({code: each for code, each in said.items() if each})

    def _tellers(self, told: Iterable[Assertion]) -> set[UUID]:
        return {self.given.person(each.source) for each in told}

    def _needed(self) -> int:
        return 2 if self.of_death or self.claim.property == PERPETRATOR else 1

    def _who(self, finding: str, holds: Callable[[Review], bool]) -> frozenset[UUID]:
        """Reviewers with this finding whose word still holds, without anybody who collected what it is about."""
        collectors = frozenset[UUID]().union(*(each.collectors for each in self.all))
        words = self.given.reviews.get(self.claim, ())
        if finding != SETS_ASIDE:
            words = latest(words)
        return frozenset(each.by for each in words if each.finding == finding and holds(each)) - collectors

    def _holds(self, review: Review) -> bool:
        there, read = {each.id for each in self.all}, {each.exhibit for each in self.all}
        return bool(review.seen) and there.issuperset(review.seen) and read.issuperset(review.exhibits)

    def _set_aside(self) -> bool:
        """Whether each denial was weighed and set aside by as many as it takes."""
        if all(len(self._who(SETS_ASIDE, _about(each.id))) >= self._needed() for each in self.denying):
            self.reasons["denial_set_aside"] = self.denying
            return True
        return False


def _about(assertion: UUID) -> Callable[[Review], bool]:
    return lambda review: assertion in review.seen


def _of_death(claim: Claim, assertions: Iterable[Assertion]) -> bool:
    """Whether an act is said to have been somebody's death: then all that is said of it is as hard to know."""
    return claim.property == HAPPENED and is_death(claim) and any(each.stands for each in assertions)


def _origins(assertions: Iterable[Assertion], given: Judged) -> dict[UUID, frozenset[UUID]]:
    """Of each source of hearsay, everybody from whom it came, as far as that is told; each person once."""
    heard: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for each in assertions:
        if each.heard_from is not None:
            heard[given.person(each.source)].add(given.person(each.heard_from))
    return {source: _reached(source, heard) for source in heard}


def _reached(source: UUID, heard: Mapping[UUID, set[UUID]]) -> frozenset[UUID]:
    found, ahead = {source}, [source]
    while ahead:
        new = heard.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return frozenset(found)


def _of(source: UUID, origins: Mapping[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    return origins.get(source) or frozenset({source})


def _in_order(assertion: Assertion) -> tuple[str, int]:
    """By the day of telling, those without one last."""
    return (assertion.told.isoformat() if assertion.told else "~", assertion.id.int)


def _ids(assertions: Iterable[Assertion]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(each.id for each in assertions))
