"""How sure each act is by what statements assert of it, kept in step with statements, reviews and custody."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

import msgspec

from waystation.documentation.assertions import HAPPENED, Assertion, Claim
from waystation.documentation.corroboration import Status, statuses
from waystation.documentation.exhibits.models import CustodyRow, OriginalRow
from waystation.documentation.exhibits.records import Original
from waystation.documentation.reviews import Independence, Review, judged
from waystation.documentation.statements.access import in_unbroken_custody
from waystation.documentation.statements.models import AssertionRow, IndependenceRow, StatementRow, StatusReviewRow
from waystation.documentation.statements.records import MISTAKEN, Asserted, Retraction, Statement
from waystation.staff.actor import Actor
from waystation.staff.opened import Held, Opened
from waystation.staff.ranked import Changes, Follower
from waystation.vault.files import is_whole

_AT_ONCE = 500


class Table(Follower):
    """One table of rows; what changed in it is told on."""

    def __init__(self, told: Callable[[Changes[Held]], None]) -> None:
        super().__init__()
        self._told = told

    def changed(self, changes: Changes[Held]) -> None:
        self._told(changes)


class Weighing:
    """Which assertions, judgements and exhibits each act stands on. What they say is opened when it is weighed."""

    def __init__(self) -> None:
        self._saying: defaultdict[UUID, set[UUID]] = defaultdict(set)  # assertions, by their act
        self._reviews: defaultdict[UUID, dict[UUID, Review]] = defaultdict(dict)  # by their act
        self._compared: defaultdict[UUID, dict[UUID, Independence]] = defaultdict(dict)  # by each of their sources
        self._on: defaultdict[UUID, set[UUID]] = defaultdict(set)  # acts, by statement, by source and by exhibit
        self._whole: dict[UUID, bool] = {}  # exhibits, and whether their custody is unbroken
        self._to_look_at: set[UUID] = set()  # exhibits of which that may be another by now
        self._originals: dict[UUID, Original] = {}  # by their exhibit
        self._on_disk: dict[UUID, bool] = {}  # exhibits, and whether the file was there in its full size
        self._entered: set[UUID] = set()  # lines of custody logs that came or changed
        self._stale: set[UUID] = set()
        self._withdrawn: dict[UUID, Retraction] = {}  # statements that do not stand
        self._assertions: Opened | None = None
        self.tables = {
            StatementRow: Table(self._statements_changed),
            IndependenceRow: Table(self._compared_changed),
            StatusReviewRow: Table(self._reviews_changed),
            CustodyRow: Table(self._custody_changed),
            OriginalRow: Table(self._originals_changed),
            AssertionRow: Table(self._assertions_changed),
        }
        """What follows the rows of each kind on which an act stands."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that was opened is in it."""
        return all(table.is_whole for table in self.tables.values())

    def stale(self) -> set[UUID]:
        """The acts that may be of another certainty than when this was asked last."""
        stale, self._stale = self._stale, set()
        return stale

    def status(self, act: UUID, kind: str) -> Status | None:
        """How sure it is that an act of a kind was done; None where no statement says so."""
        told = list(self._told(act))
        if not told:
            return None
        sources = {each.source for each in told}
        compared = {one: said for source in sources for one, said in self._compared.get(source, {}).items()}
        unbroken = [each.exhibit for each in told if each.exhibit and self._whole.get(each.exhibit)]
        given = judged(compared.values(), self._reviews.get(act, {}).values(), unbroken)
        return statuses(told, given).get(Claim(act, HAPPENED, kind))

    def _told(self, act: UUID) -> Iterator[Assertion]:
        assert self._assertions is not None
        for one in self._saying.get(act, ()):
            held = self._assertions.get(one)
            if held is None:
                continue
            asserted: Asserted = held.record
            gone = self._withdrawn.get(asserted.said.statement) if asserted.said.statement else None
            if (said := standing(asserted, gone)) is not None:
                yield said

    def _assertions_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None or (said := held.record.said).property != HAPPENED:
                    continue
                self._stale.add(said.subject)
                if there:
                    self._saying[said.subject].add(UUID(bytes=key))
                    for one in filter(None, (said.statement, said.source, said.exhibit)):
                        self._on[one].add(said.subject)
                    if said.exhibit and said.exhibit not in self._whole:
                        self._whole[said.exhibit] = False
                        self._to_look_at.add(said.exhibit)
                else:
                    self._saying[said.subject].discard(UUID(bytes=key))

    def _statements_changed(self, changes: Changes[Held]) -> None:
        for key, (_before, after) in changes.items():
            one = UUID(bytes=key)
            statement: Statement | None = after.record if after else None
            self._withdrawn.pop(one, None)
            if statement is not None and statement.retraction is not None:
                self._withdrawn[one] = statement.retraction
            self._stale |= self._on.get(one, set())

    def _compared_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Independence = held.record.said
                for source in (said.first, said.second):
                    if there:
                        self._compared[source][UUID(bytes=key)] = said
                    else:
                        self._compared[source].pop(UUID(bytes=key), None)
                self._stale |= self._on.get(said.first, set()) & self._on.get(said.second, set())

    def _reviews_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Review = held.record.said
                self._stale.add(said.subject)
                if there:
                    self._reviews[said.subject][UUID(bytes=key)] = said
                else:
                    self._reviews[said.subject].pop(UUID(bytes=key), None)

    def _custody_changed(self, changes: Changes[Held]) -> None:
        self._entered |= {UUID(bytes=key) for key in changes}

    def _originals_changed(self, changes: Changes[Held]) -> None:
        for key, (_before, after) in changes.items():
            exhibit = UUID(bytes=key)  # the bytes stand under the id of their exhibit
            self._originals.pop(exhibit, None)
            if after is not None:
                self._originals[exhibit] = after.record
            self._to_look_at.add(exhibit)

    def weigh_with(self, assertions: Opened) -> None:
        """Where what is said is opened from now on."""
        self._assertions = assertions

    def look_at_exhibits(self, actor: Actor, until: float) -> bool:
        """Looks anew at exhibits of which something changed, until a moment; returns whether at all of them."""
        self._to_look_at |= self._exhibits_of_entered() | self._changed_on_disk()
        self._to_look_at &= self._whole.keys()
        while self._to_look_at:
            one = self._to_look_at.pop()
            unbroken = in_unbroken_custody(actor, one)
            if unbroken != self._whole[one]:
                self._whole[one] = unbroken
                self._stale |= self._on.get(one, set())
            if time.monotonic() >= until:
                break
        return not self._to_look_at

    def _changed_on_disk(self) -> set[UUID]:
        """Exhibits whose file went, was cut or came back: no row tells of that."""
        found = {one: is_whole(kept.file, kept.content) for one in self._whole if (kept := self._originals.get(one))}
        changed = {one for one, there in found.items() if self._on_disk.get(one) != there}
        self._on_disk = found
        return changed

    def _exhibits_of_entered(self) -> set[UUID]:
        """Whose custody logs have lines that came or changed; all, where it is not known of one that went."""
        entered, self._entered = list(self._entered), set()
        found: dict[UUID, UUID] = {}
        if self._whole:
            for start in range(0, len(entered), _AT_ONCE):
                rows = CustodyRow.objects.filter(pk__in=entered[start : start + _AT_ONCE])
                found |= dict(rows.values_list("pk", "exhibit"))
        return set(found.values()) if len(found) == len(entered) else set(self._whole)


def standing(asserted: Asserted, of_statement: Retraction | None) -> Assertion | None:
    """An assertion as it stands now: withdrawn with its statement, and None where it was taken down by mistake."""
    retractions = [each for each in (asserted.retraction, of_statement) if each is not None]
    if not retractions:
        return asserted.said
    if any(each.ground == MISTAKEN for each in retractions):
        return None
    return msgspec.structs.replace(asserted.said, retracted=min(each.at for each in retractions))
