"""Everybody of whom events tell, made ready to be compared; and the comparison, which lies in the session's memory."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import msgspec

from waystation.documentation import access as documentation
from waystation.documentation.jobs import ENDED, Job
from waystation.documentation.matching import access, protocol, rules
from waystation.documentation.matching.protocol import DISTRICT, EVENT, NAME, PLACE, Line, Mention, Near, Task
from waystation.documentation.matching.records import Match
from waystation.documentation.matching.rules import PERPETRATOR_PART, SOURCE_PART, VICTIM_PART, Side
from waystation.documentation.models import ActRow, BiographicRow, EventRow, InformationRow, InvolvementRow, PersonRow
from waystation.documentation.records import NAMED, Act, Event, Information, Involvement
from waystation.documentation.statements.models import StatementRow
from waystation.documentation.statements.records import Statement
from waystation.linkage.reviewing import chance, shift
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.models import Sealed

_KEPT = "matching:comparison"
_SEEN: tuple[type[Sealed], ...] = (
    PersonRow,
    EventRow,
    ActRow,
    InvolvementRow,
    InformationRow,
    StatementRow,
    BiographicRow,
)
MOST_MENTIONS = 12
"""Events of one person at which they are compared."""
SECONDS = 700.0
_MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Everybody:
    """All who have a name, by numbers; what a task says of them; and on what an answer to it stands."""

    ids: list[UUID]
    sides: dict[UUID, Side]
    task: Task = field(repr=False)
    at: list[tuple[UUID, UUID | None]] = field(repr=False)
    """Whose each mention is, and at which event."""
    unnamed: int


def everybody(actor: Actor) -> Everybody:
    """Everybody who may be compared with somebody. Who has no name is left out: nobody could tell them apart."""
    require(actor, "matching.read")
    documentation.key(actor)
    every = documentation.persons(actor)
    names = {one: person.called for one, person in every.items() if person.kind == NAMED}
    events: dict[UUID, Event] = {held.id: held.record for held in opened(actor, EventRow)}
    acts: dict[UUID, Act] = {held.id: held.record for held in opened(actor, ActRow)}
    parts: defaultdict[UUID, int] = defaultdict(int)
    there: defaultdict[UUID, dict[UUID, Act]] = defaultdict(dict)
    for act in acts.values():
        parts[act.victim] |= VICTIM_PART
        there[act.victim].setdefault(act.event, act)
    for held in opened(actor, InvolvementRow):
        part: Involvement = held.record
        parts[part.perpetrator] |= PERPETRATOR_PART
        if part.act in acts:
            there[part.perpetrator].setdefault(part.event, acts[part.act])
    told = who_told(actor)
    for one in set().union(*told.values()):
        parts[one] |= SOURCE_PART
    ids = sorted(names, key=lambda one: one.bytes)
    numbers = {one: number for number, one in enumerate(ids)}
    of_one = {event: number for number, event in enumerate(sorted(one for one, by in told.items() if len(by) == 1))}
    mentions, at = [], []
    for number, one in enumerate(ids):
        listed = tuple(of_one[event] for event in there[one] if event in of_one and _is_victim(there[one][event], one))
        seen = list(there[one].items())[:MOST_MENTIONS]
        for event, act in seen or [(None, None)]:
            where = events.get(event) if event else None
            mentions.append(Mention(number, {NAME: names[one], **_said(act, where)}, listed))
            at.append((one, event))
    apart = [
        (numbers[held.record.person], numbers[held.record.related])
        for held in opened(actor, BiographicRow)
        if held.record.related in numbers and held.record.person in numbers
    ]
    sides = {one: Side(parts[one], frozenset().union(*(told[event] for event in there[one]))) for one in ids}
    task = Task(tuple(mentions), tuple(parts[one] for one in ids), tuple(apart))
    return Everybody(ids, sides, task, at, len(every) - len(names))


def who_told(actor: Actor) -> defaultdict[UUID, set[UUID]]:
    """Who told us of each event, on the one screen or in a statement."""
    told: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for held in opened(actor, InformationRow):
        said: Information = held.record
        told[said.event].add(said.source)
    for held in opened(actor, StatementRow):
        statement: Statement = held.record
        for event in statement.events:
            told[event].add(statement.teller)
    return told


def _is_victim(act: Act, one: UUID) -> bool:
    return act.victim == one


def _said(act: Act | None, event: Event | None) -> dict[str, str]:
    """When and where it was, as `linkage` reads it; what is not known is left out."""
    if act is None:
        return {}
    when = act.began or (event.began if event else None)
    where = act.place if str(act.place) or event is None else event.place
    said = {EVENT: str(when) if when else "", PLACE: where.locality, DISTRICT: where.region}
    return {column: text for column, text in said.items() if text}


class Comparison(Job):
    """Everybody compared with everybody."""

    def __init__(self, of: Everybody, stands_on: tuple[int, ...]) -> None:
        super().__init__(protocol.PROGRAM, msgspec.json.encode(of.task), seconds=SECONDS, most=_MOST_BYTES)
        self.of, self.stands_on = of, stands_on
        self.prior, self.left = 0.0, 0
        self.pairs: dict[tuple[UUID, UUID], Near] = {}

    @cached_property
    def match_ids(self) -> dict[tuple[UUID, UUID], UUID]:
        """The id of each pair: of twenty thousand it takes a while, so once."""
        return {pair: access.match_id(*pair) for pair in self.pairs}

    def hear(self, line: bytes) -> None:
        self.take(msgspec.json.decode(line, type=Line))

    def take(self, said: Line) -> None:
        """Takes in what was found so far."""
        self.done = max(self.done, said.done)
        if said.over:
            ids = self.of.ids
            self.pairs = {(ids[near.one], ids[near.other]): near for near in said.pairs}
            self.prior, self.left = said.prior, said.left
            self.stopped = ENDED


def comparison(actor: Actor) -> Comparison:
    """The comparison of all as they stand now, begun if there is none."""
    require(actor, "matching.read")
    documentation.key(actor)
    stands_on = tuple(opened(actor, model).number for model in _SEEN)
    found: Comparison | None = actor.memory.get(_KEPT)
    if found is None or found.stands_on != stands_on:
        found = actor.memory[_KEPT] = Comparison(everybody(actor), stands_on)
        found.start()
    return found


def begin_anew(actor: Actor) -> None:
    """Forgets a comparison that came to nothing, so that the next page begins another."""
    actor.memory.pop(_KEPT, None)


@dataclass(frozen=True)
class Candidate:
    """Two who may be one person: how probable that is, what deciding it is worth, and what was decided so far."""

    id: UUID
    first: UUID
    second: UUID
    probability: float
    bits: float
    value: float
    match: Match | None = field(repr=False)

    @property
    def verdict(self) -> str:
        return rules.verdict(self.match) if self.match else rules.UNDECIDED


class Candidates:
    """All pairs that were compared, with what was decided of them: `moved` is by how much that moved all odds."""

    def __init__(self, actor: Actor, found: Comparison) -> None:
        self.matches = access.matches(actor)
        self.found = found
        ids = found.match_ids
        self.moved = shift(self._decided(ids))
        self.every = [self._candidate(pair, near, ids[pair]) for pair, near in found.pairs.items()]

    def _decided(self, ids: dict[tuple[UUID, UUID], UUID]) -> Iterator[tuple[float, bool]]:
        for pair, near in self.found.pairs.items():
            match = self.matches.get(ids[pair])
            said = rules.verdict(match) if match else rules.UNDECIDED
            if said in (rules.SAME, rules.DIFFERENT):
                yield near.bits + self.found.prior, said == rules.SAME

    def _candidate(self, pair: tuple[UUID, UUID], near: Near, found: UUID) -> Candidate:
        bits = near.bits + self.found.prior + self.moved
        probability = chance(bits)
        sides = self.found.of.sides
        worth = rules.value(probability, sides[pair[0]], sides[pair[1]])
        return Candidate(found, *pair, probability, bits, worth, self.matches.get(found))

    def of(self, one: UUID, other: UUID) -> tuple[Candidate, Near] | None:
        """What was found of two, from whichever side; None where they share too little to be shown."""
        pair = access.in_order(one, other)
        near = self.found.pairs.get(pair)
        return (self._candidate(pair, near, access.match_id(*pair)), near) if near else None

    @property
    def labelled(self) -> Iterator[tuple[float, bool | None]]:
        """Each pair's probability and what was decided of it, to be measured by."""
        said = {rules.SAME: True, rules.DIFFERENT: False}
        return ((each.probability, said.get(each.verdict)) for each in self.every)
