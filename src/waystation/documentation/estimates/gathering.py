"""Who told us of whom, of those whom a count means; and the estimate, which lies in the session's memory."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from waystation.documentation import access as documentation
from waystation.documentation.estimates import lists, protocol, wording
from waystation.documentation.estimates.protocol import Line, Result, Task
from waystation.documentation.figures import counting
from waystation.documentation.figures import gathering as counted
from waystation.documentation.figures.records import Definition
from waystation.documentation.jobs import ENDED, Job
from waystation.documentation.matching import gathering as matching
from waystation.documentation.matching import rules
from waystation.documentation.models import InformationRow
from waystation.documentation.records import NAMED, Information
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require

_KEPT = "estimates:asked"
SECONDS = 700.0
_MOST_BYTES = 16 * 2**20
LOOKS = 60.0
"""Seconds that the slowest method may take, for one table and for all the draws together."""
DRAWS = protocol.DRAWS


@dataclass(frozen=True)
class Told:
    """Of whom each source told us, of the victims with a name whom a count means; how many have none."""

    of: dict[UUID, set[UUID]] = field(repr=False)
    known_as: dict[UUID, set[str]] = field(repr=False)
    victims: int
    unnamed: int


def told(actor: Actor, wanted: Definition) -> Told:
    """Who told us of whom a definition means. Raises ValueError for a definition that is not ours."""
    require(actor, "figures.read")
    meant = counting.meant(wanted, counted.documented(actor).acts, actor.today)
    people = documentation.persons(actor)
    events: defaultdict[UUID, set[UUID]] = defaultdict(set)
    without: set[UUID] = set()
    for act in meant:
        victim = UUID(bytes=act.victim)
        if victim in people and people[victim].kind == NAMED:
            events[UUID(bytes=act.event)].add(victim)
        else:
            without.add(victim)
    of: dict[UUID, set[UUID]] = {}
    for event, sources in matching.who_told(actor).items():
        for source in sources if event in events else ():
            of.setdefault(source, set()).update(events[event])
    known_as: defaultdict[UUID, set[str]] = defaultdict(set)
    for held in opened(actor, InformationRow):
        said: Information = held.record
        known_as[said.source].add(said.connection)
    return Told(of, dict(known_as), len(set().union(*events.values())), len(without))


def tellers(actor: Actor, found: Told) -> list[lists.Teller]:
    """Those who told us, as a page shows them."""
    return lists.tellers(found.of, documentation.called(actor, found.of), found.known_as)


def list_of(every: list[lists.Teller], said: Mapping[UUID, str], others: str) -> dict[UUID, str]:
    """To which list each source belongs: as was said, and `others` for everybody of whom it was not asked."""
    asked = {each.id for each in lists.shown(every)}
    return {each.id: said.get(each.id, "") if each.id in asked else others for each in every}


class Estimating(Job):
    """One estimate."""

    def __init__(self, task: Task) -> None:
        super().__init__(protocol.PROGRAM, msgspec.json.encode(task), seconds=SECONDS, most=_MOST_BYTES)
        self.lists, self.seed = task.lists, task.seed
        self.result: Result | None = None

    def hear(self, line: bytes) -> None:
        said = msgspec.json.decode(line, type=Line)
        self.done = max(self.done, said.done)
        if said.result is not None:
            self.result, self.stopped = said.result, ENDED


class Asked:
    """What somebody asked to be estimated, and the work on it, once it has begun."""

    def __init__(self, wanted: Definition, said: Mapping[UUID, str], others: str, at: datetime) -> None:
        self.wanted, self.said, self.others, self.at = wanted, dict(said), others, at
        self.job: Estimating | None = None
        self.victims = self.unnamed = 0

    def begin(self, actor: Actor, comparison: matching.Comparison) -> Estimating:
        """The work, begun if it was not: it stands on what is recorded and decided now."""
        if self.job is None:
            found = told(actor, self.wanted)
            self.victims, self.unnamed = found.victims, found.unnamed
            task = _task(actor, found, list_of(tellers(actor, found), self.said, self.others), comparison)
            self.job = Estimating(task)
            self.job.start()
        return self.job

    def put_away(self) -> None:
        """Ends the work: the session that asked has ended."""
        if self.job is not None:
            self.job.put_away()


def _task(actor: Actor, found: Told, belongs: Mapping[UUID, str], comparison: matching.Comparison) -> Task:
    names, bits = lists.on_lists(found.of, belongs)
    people = sorted(bits, key=lambda one: one.bytes)
    numbers = {one: number for number, one in enumerate(people)}
    every = matching.Candidates(actor, comparison)
    settled = (rules.SAME, rules.DIFFERENT)
    pairs = [
        (numbers[each.first], numbers[each.second], each.probability)
        for each in every.every
        if each.first in numbers and each.second in numbers and each.verdict not in settled
    ]
    said = rules.decided(every.matches.values())
    same = []
    for group in rules.groups(said):  # also those who are one through somebody whom the count does not mean
        there = [numbers[one] for one in group if one in numbers]
        same += [(there[0], other) for other in there[1:]]
    apart = [(numbers[one], numbers[other]) for one, other in said.different if one in numbers and other in numbers]
    return Task(
        tuple(names) or ("—",),
        tuple(bits[one] for one in people),
        tuple(one for one, _, _ in pairs),
        tuple(other for _, other, _ in pairs),
        tuple(chance for _, _, chance in pairs),
        tuple(same),
        tuple(apart),
        draws=DRAWS,
        seconds=LOOKS,
        words=wording.in_pictures(),
    )


def keep(actor: Actor, asked: Asked) -> None:
    """What this session asked last; what it asked before is forgotten."""
    actor.memory[_KEPT] = asked


def asked(actor: Actor) -> Asked | None:
    """What this session asked last, if anything."""
    require(actor, "figures.read")
    found: Asked | None = actor.memory.get(_KEPT)
    return found
