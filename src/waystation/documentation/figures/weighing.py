"""How sure each act is by what statements assert of it, kept in step with statements, reviews and custody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import msgspec

from waystation.documentation.assertions import HAPPENED, Assertion, Claim
from waystation.documentation.corroboration import Status, statuses
from waystation.documentation.exhibits.models import CustodyRow, OriginalRow
from waystation.documentation.exhibits.records import Original
from waystation.documentation.figures.links import Links
from waystation.documentation.matching import rules
from waystation.documentation.matching.models import MatchRow
from waystation.documentation.matching.records import Match
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
        # All by the bytes of ids, and not by the ids: the garbage collector looks at none of them.
        self._saying = Links()  # assertions, by their act
        self._reviews: defaultdict[bytes, dict[bytes, Review]] = defaultdict(dict)  # by their act
        self._compared: defaultdict[bytes, dict[bytes, Independence]] = defaultdict(dict)  # by each of their sources
        self._on = Links()  # acts, by statement, by source, by whom that has it from, and by exhibit
        self._matches: defaultdict[bytes, dict[bytes, Match]] = defaultdict(dict)  # by each of the two persons
        self._withdrawn: dict[bytes, Retraction] = {}  # statements that do not stand
        self._whole: dict[bytes, bool] = {}  # exhibits, and whether their custody is unbroken
        self._to_look_at: set[bytes] = set()  # exhibits of which that may be another by now
        self._originals: dict[bytes, Original] = {}  # by their exhibit
        self._on_disk: dict[bytes, bool] = {}  # exhibits, and whether the file was there in its full size
        self._entered: set[bytes] = set()  # lines of custody logs that came or changed
        self._stale: set[bytes] = set()  # acts
        self._assertions: Opened | None = None
        self.tables = {
            StatementRow: Table(self._statements_changed),
            IndependenceRow: Table(self._compared_changed),
            MatchRow: Table(self._matches_changed),
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

    def stale(self) -> set[bytes]:
        """The acts that may be of another certainty than when this was asked last."""
        stale, self._stale = self._stale, set()
        return stale

    def weigh_with(self, assertions: Opened) -> None:
        """Where what is said is opened from now on."""
        self._assertions = assertions

    def status(self, act: bytes, kind: str) -> Status | None:
        """How sure it is that an act of a kind was done; None where no statement says so."""
        told = list(self._told(act))
        if not told:
            return None
        sources = {each.source.bytes for each in told}
        compared = {one: said for source in sources for one, said in self._compared.get(source, {}).items()}
        unbroken = [each.exhibit for each in told if each.exhibit and self._whole.get(each.exhibit.bytes)]
        given = judged(compared.values(), self._reviews.get(act, {}).values(), unbroken, self._persons(told))
        return statuses(told, given).get(Claim(UUID(bytes=act), HAPPENED, kind))

    def _persons(self, told: Iterable[Assertion]) -> dict[UUID, UUID]:
        """Of each source that is recorded more than once, who stands for all of that person."""
        if not self._matches:
            return {}
        groups = {one: self._one_with(one) for each in told for one in (each.source, each.heard_from) if one}
        return {one: min(group) for one, group in groups.items() if len(group) > 1}

    def _one_with(self, person: UUID) -> set[UUID]:
        return rules.reached(person, lambda each: self._matches.get(each.bytes, {}).values())

    def _told(self, act: bytes) -> Iterator[Assertion]:
        assert self._assertions is not None
        for one in self._saying.get(act):
            if (held := self._assertions.find(one)) is None:
                continue
            asserted: Asserted = held.record
            from_ = asserted.said.statement
            if (said := standing(asserted, self._withdrawn.get(from_.bytes) if from_ else None)) is not None:
                yield said

    def _assertions_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None or (said := held.record.said).property != HAPPENED:
                    continue
                act = said.subject.bytes
                self._stale.add(act)
                if not there:
                    self._saying.drop(act, key)
                    continue
                self._saying.put(act, key)
                for one in filter(None, (said.statement, said.source, said.heard_from, said.exhibit)):
                    self._on.put(one.bytes, act)
                if said.exhibit and said.exhibit.bytes not in self._whole:
                    self._whole[said.exhibit.bytes] = False
                    self._to_look_at.add(said.exhibit.bytes)

    def _statements_changed(self, changes: Changes[Held]) -> None:
        for key, (_before, after) in changes.items():
            statement: Statement | None = after.record if after else None
            self._withdrawn.pop(key, None)
            if statement is not None and statement.retraction is not None:
                self._withdrawn[key] = statement.retraction
            self._stale.update(self._on.get(key))

    def _compared_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Independence = held.record.said
                sources = said.first.bytes, said.second.bytes
                for source in sources:
                    if there:
                        self._compared[source][key] = said
                    else:
                        self._compared[source].pop(key, None)
                first, second = (self._on.get(source) for source in sources)
                self._stale |= set(first).intersection(second)

    def _matches_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                match: Match = held.record
                touched = self._one_with(match.first) | self._one_with(match.second)
                for person in (match.first, match.second):
                    if there:
                        self._matches[person.bytes][key] = match
                    else:
                        self._matches[person.bytes].pop(key, None)
                touched |= self._one_with(match.first) | self._one_with(match.second)
                self._stale.update(act for each in touched for act in self._on.get(each.bytes))

    def _reviews_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Review = held.record.said
                act = said.subject.bytes
                self._stale.add(act)
                if there:
                    self._reviews[act][key] = said
                else:
                    self._reviews[act].pop(key, None)

    def _custody_changed(self, changes: Changes[Held]) -> None:
        self._entered |= changes.keys()

    def _originals_changed(self, changes: Changes[Held]) -> None:
        for exhibit, (_before, after) in changes.items():  # the bytes stand under the id of their exhibit
            self._originals.pop(exhibit, None)
            if after is not None:
                self._originals[exhibit] = after.record
            self._to_look_at.add(exhibit)

    def look_at_exhibits(self, actor: Actor) -> None:
        """Looks anew at exhibits of which something changed."""
        self._to_look_at |= self._exhibits_of_entered() | self._changed_on_disk()
        self._to_look_at &= self._whole.keys()
        while self._to_look_at:
            one = self._to_look_at.pop()
            unbroken = in_unbroken_custody(actor, UUID(bytes=one))
            if unbroken != self._whole[one]:
                self._whole[one] = unbroken
                self._stale.update(self._on.get(one))

    def _changed_on_disk(self) -> set[bytes]:
        """Exhibits whose file went, was cut or came back: no row tells of that."""
        found = {one: is_whole(kept.file, kept.content) for one in self._whole if (kept := self._originals.get(one))}
        changed = {one for one, there in found.items() if self._on_disk.get(one) != there}
        self._on_disk = found
        return changed

    def _exhibits_of_entered(self) -> set[bytes]:
        """Whose custody logs have lines that came or changed; all, where it is not known of one that went."""
        entered, self._entered = [UUID(bytes=each) for each in self._entered], set()
        found: dict[UUID, UUID] = {}
        if self._whole:
            for start in range(0, len(entered), _AT_ONCE):
                rows = CustodyRow.objects.filter(pk__in=entered[start : start + _AT_ONCE])
                found |= dict(rows.values_list("pk", "exhibit"))
        return {each.bytes for each in found.values()} if len(found) == len(entered) else set(self._whole)


def standing(asserted: Asserted, of_statement: Retraction | None) -> Assertion | None:
    """An assertion as it stands now: withdrawn with its statement, and None where it was taken down by mistake."""
    retractions = [each for each in (asserted.retraction, of_statement) if each is not None]
    if any(each.ground == MISTAKEN for each in retractions):
        return None
    retracted = min((each.at for each in retractions), default=None)
    return msgspec.structs.replace(asserted.said, retracted=retracted, drawn_by=asserted.by)
