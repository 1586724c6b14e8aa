"""The status of everything that was asserted, kept up to date as assertions come, are judged and withdrawn. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from waystation.documentation.assertions import Assertion, Claim
from waystation.documentation.corroboration import Status, statuses
from waystation.documentation.reviews import Judged


class Facts:
    """Every claim with its status, kept up to date: what changes is weighed again, and nothing else."""

    def __init__(
        self,
        assertions: Iterable[Assertion] = (),
        given: Judged | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Weighs everything. `progress` is told how many subjects are done, of how many."""
        self.given = given or Judged()
        self._by_subject: dict[UUID, dict[Claim, Status]] = {}
        self._of_subject: defaultdict[UUID, dict[UUID, Assertion]] = defaultdict(dict)
        self._subject_of: dict[UUID, UUID] = {}
        self._of_statement: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._of_source: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._of_exhibit: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for each in assertions:
            self._keep(each)
        self._weigh(self._of_subject, progress)

    def __iter__(self) -> Iterator[Status]:
        return (each for of_one in self._by_subject.values() for each in of_one.values())

    def get(self, claim: Claim) -> Status | None:
        """The status of one claim; None where nothing was ever said of it."""
        return self._by_subject.get(claim.subject, {}).get(claim)

    def put(self, *assertions: Assertion) -> dict[Claim, Status | None]:
        """Adds assertions, or puts them in the place of those with the same ids.

        Returns the statuses that changed, None where nothing is left of a claim.
        """
        before = {self._subject_of[each.id] for each in assertions if each.id in self._subject_of}
        for each in assertions:
            self._keep(each)
        return self._weigh(before | {each.subject for each in assertions})

    def retract(self, statement: UUID, at: datetime) -> dict[Claim, Status | None]:
        """Withdraws everything that was said in one statement. Returns the statuses that changed."""
        said = [self._of_subject[self._subject_of[each]][each] for each in self._of_statement.get(statement, ())]
        return self.put(*(msgspec.structs.replace(each, retracted=at) for each in said if each.stands))

    def judge(self, given: Judged) -> dict[Claim, Status | None]:
        """Puts other judgements in place of those there were, and weighs again what they are about."""
        before, self.given = self.given, given
        pairs = {one for one in {*before.pairs, *given.pairs} if before.pairs.get(one) != given.pairs.get(one)}
        claims = {one for one in {*before.reviews, *given.reviews} if before.reviews.get(one) != given.reviews.get(one)}
        of_pairs = {each for one in pairs for each in self._of_source[one[0]] & self._of_source[one[1]]}
        touched = of_pairs | {claim.subject for claim in claims if claim.subject in self._of_subject}
        for one in before.persons.items() ^ given.persons.items():
            touched |= self._of_source[one[0]]
        if exhibits := before.custody ^ given.custody:
            touched |= {each for one in exhibits for each in self._of_exhibit[one]}
        return self._weigh(touched)

    def _keep(self, one: Assertion) -> None:
        if (before := self._subject_of.get(one.id)) is not None:
            old = self._of_subject[before].pop(one.id)
            if old.statement is not None:
                self._of_statement[old.statement].discard(one.id)
        self._subject_of[one.id] = one.subject
        self._of_subject[one.subject][one.id] = one
        for each in filter(None, (one.source, one.heard_from)):
            self._of_source[each].add(one.subject)
        if one.exhibit is not None:
            self._of_exhibit[one.exhibit].add(one.subject)
        if one.statement is not None:
            self._of_statement[one.statement].add(one.id)

    def _weigh(
        self, subjects: Iterable[UUID], progress: Callable[[int, int], None] | None = None
    ) -> dict[Claim, Status | None]:
        wanted = list(subjects)
        changed: dict[Claim, Status | None] = {}
        for done, subject in enumerate(wanted, 1):
            changed |= self._changes(subject)
            if progress:
                progress(done, len(wanted))
        return changed

    def _changes(self, subject: UUID) -> dict[Claim, Status | None]:
        before = self._by_subject.get(subject, {})
        self._by_subject[subject] = found = statuses(self._of_subject[subject].values(), self.given)
        gone: dict[Claim, Status | None] = {claim: None for claim in before if claim not in found}
        return gone | {claim: each for claim, each in found.items() if before.get(claim) != each}
