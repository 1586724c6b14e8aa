"""What was recorded, as it is counted: every act with its certainty, kept in step with the records."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from waystation.documentation.assertions import FIRST, HAPPENED, Assertion, Claim
from waystation.documentation.corroboration import LADDER, Status, status
from waystation.documentation.figures.counting import Counted, place_key
from waystation.documentation.figures.links import Links
from waystation.documentation.figures.moved import Moved
from waystation.documentation.figures.weighing import Table, Weighing
from waystation.documentation.models import ActRow, EventRow, InformationRow, PersonRow
from waystation.documentation.records import Act, Event, Information, Person, PlaceName
from waystation.documentation.reviews import judged
from waystation.documentation.statements.models import AssertionRow
from waystation.staff.access import looked_at, opened
from waystation.staff.actor import Actor
from waystation.staff.beforehand import forget
from waystation.staff.opened import Held, Opened
from waystation.staff.policy import require
from waystation.staff.ranked import Changes
from waystation.vault.models import Sealed

NAME = "figures"
"""What the first look of a session at everything is called."""
MANY = 5_000  # acts and assertions: with fewer the page is there sooner than somebody would read that it is coming
_KEPT = "figures:documented"
_OPENING = 0.5  # of the whole work


def documented(actor: Actor) -> "Documented":
    """Every act that this person may read, as it stands now. The first time in a session it looks at everything."""
    found = _kept(actor)
    found.follow(actor)
    return found


def is_near(actor: Actor) -> bool:
    """Whether it is there at once: somebody has looked at everything in this session, or there is not much."""
    return _kept(actor).is_through or ActRow.objects.count() + AssertionRow.objects.count() < MANY


def share(actor: Actor) -> float:
    """How much of the first look is done, from 0 to 1."""
    return _kept(actor).share(actor)


def begin_anew(actor: Actor) -> None:
    """Forgets how sure each act is, so that all of it is computed once more; `compared` then says what differs."""
    before = documented(actor).acts
    actor.memory[_KEPT] = Documented(before)
    forget(actor, NAME)


def _kept(actor: Actor) -> "Documented":
    require(actor, "documentation.read")
    found: Documented = actor.memory.get(_KEPT) or actor.memory.setdefault(_KEPT, Documented())
    return found


def certainty(event: UUID, kind: str, told: Iterable[tuple[UUID, Information]]) -> Status | None:
    """How sure it is that something of a kind was done in an event, from who told us of it; None where nobody did.

    A source of an event speaks for each of its acts, and knows of it as it knows of the event.
    """
    said = [
        Assertion(
            id=one,
            subject=event,
            property=HAPPENED,
            value=kind,
            source=each.source,
            hand=FIRST,  # as near as the connection allows
            connection=each.connection,
            reliability=each.reliability,
            credibility=each.credibility,
            collector=each.by,
        )
        for one, each in told
    ]
    return status(Claim(event, HAPPENED, kind), said, judged()) if said else None


class Compared(NamedTuple):
    """What came out when everything was computed anew: of how many acts, and how many are counted otherwise."""

    acts: int
    otherwise: int


class Documented:
    """Acts as they are counted, by id. What changes is looked at again, and nothing else."""

    def __init__(self, before: Iterable[Counted] | None = None) -> None:
        """`before`: what another look came to, to be compared with this one as soon as it is through."""
        self.compared: Compared | None = None
        self.is_through = False  # whether it has looked at everything once
        self._before = None if before is None else {each.act: each for each in before}
        self._counted: dict[bytes, Counted] = {}
        self._moved = Moved()
        self._certain: Counter[str] = Counter()  # acts by their status
        self._undated = 0
        self._names: dict[str, str] = {}
        self._of = Links()  # acts, by their event and by their victim
        self._told: defaultdict[bytes, dict[bytes, Information]] = defaultdict(dict)  # information, by its event
        self._stale: set[bytes] = set()
        self._sure: dict[tuple[bytes, str], Status | None] = {}  # of one look
        self._weighing = Weighing()
        self._lock = threading.Lock()
        self._rows: dict[type[Sealed], Opened] = {}
        self._tables = {
            EventRow: Table(self._subjects_changed),
            PersonRow: Table(self._subjects_changed),
            InformationRow: Table(self._information_changed),
            ActRow: Table(self._acts_changed),
            **self._weighing.tables,
        }

    @property
    def is_whole(self) -> bool:
        """Whether everything that was opened is in it."""
        return all(each.is_whole for each in self._tables.values())

    @property
    def acts(self) -> list[Counted]:
        """Every act."""
        return list(self._counted.values())

    @property
    def undated(self) -> int:
        """How many acts have no date."""
        return self._undated

    @property
    def beside(self) -> int:
        """How many acts stand beside the ladder, or have no source."""
        return sum(number for status, number in self._certain.items() if status not in LADDER)

    def find(self, act: bytes) -> Counted | None:
        """An act by the bytes of its id."""
        return self._counted.get(act)

    def since(self, number: int) -> tuple[int, list[bytes]]:
        """The acts that are another, or gone, since its number was this; and its number now. 0: all there were."""
        with self._lock:
            return self._moved.number, self._moved.since(number)

    @property
    def places(self) -> list[str]:
        """The names of all countries and regions in which something was recorded, in order."""
        return sorted(self._names.values(), key=str.casefold)

    def called(self, key: str) -> str:
        """A country or region as it was typed."""
        return self._names.get(key, key)

    def follow(self, actor: Actor) -> None:
        """Takes in what changed since the last time."""
        with self._lock:
            for model, table in self._tables.items():
                self._rows[model] = opened(actor, model)
                table.follow(self._rows[model])
            self._weighing.weigh_with(self._rows[AssertionRow])
            self._weighing.look_at_exhibits(actor)
            self._stale |= self._weighing.stale()
            self._sure.clear()
            while self._stale:
                actor.keys.go_on()
                self._count(one := self._stale.pop())
                self._moved.note(one)
            self._compare()
            self.is_through = True

    def share(self, actor: Actor) -> float:
        """How much is done while somebody follows for the first time, from 0 to 1."""
        if self.is_through:
            return 1
        rows = sum(each.objects.count() for each in self._tables)
        seen = min(1.0, looked_at(actor, self._tables.keys()) / max(1, rows))
        acts = self._rows.get(ActRow, ())
        return _OPENING * seen + (1 - _OPENING) * len(self._counted) / max(1, len(acts))

    def _compare(self) -> None:
        if self._before is not None:
            every = self._before.keys() | self._counted.keys()
            otherwise = sum(self._before.get(one) != self._counted.get(one) for one in every)
            self.compared, self._before = Compared(len(self._counted), otherwise), None

    def _subjects_changed(self, changes: Changes[Held]) -> None:
        for key in changes:
            self._stale.update(self._of.get(key))

    def _information_changed(self, changes: Changes[Held]) -> None:
        for key, (before, after) in changes.items():
            for held, there in ((before, False), (after, True)):
                if held is None:
                    continue
                said: Information = held.record
                event = said.event.bytes
                if there:
                    self._told[event][key] = said
                else:
                    self._told[event].pop(key, None)
                self._stale.update(self._of.get(event))

    def _acts_changed(self, changes: Changes[Held]) -> None:
        self._stale |= changes.keys()

    def _count(self, one: bytes) -> None:
        if (before := self._counted.pop(one, None)) is not None:
            self._sum(before, -1)
            self._of.drop(before.event, one)
            self._of.drop(before.victim, one)
        held = self._rows[ActRow].find(one)
        if held is None:
            return
        act: Act = held.record
        found = self._rows[EventRow].get(act.event)
        victim = self._rows[PersonRow].get(act.victim)
        self._counted[one] = now = counted(
            one,
            act,
            found.record if found else None,
            victim.record if victim else None,
            self._weighing.status(one, act.kind) or self._certainty(act.event, act.kind),
        )
        self._sum(now, 1)
        self._of.put(now.event, one)
        self._of.put(now.victim, one)
        place = place_of(act, found.record if found else None)
        self._names |= {place_key(name): " ".join(name.split()) for name in (place.country, place.region) if name}

    def _sum(self, act: Counted, number: int) -> None:
        self._certain[act.status] += number
        self._undated += number * (act.when is None)

    def _certainty(self, event: UUID, kind: str) -> Status | None:
        """By who told us of the event, where no statement says anything of the act itself."""
        known = event.bytes, kind
        if known not in self._sure:
            told = self._told.get(event.bytes, {})
            self._sure[known] = certainty(event, kind, ((UUID(bytes=key), said) for key, said in told.items()))
        return self._sure[known]


def counted(one: bytes, act: Act, event: Event | None, victim: Person | None, sure: Status | None) -> Counted:
    """One act as it is counted: where it says no day or place itself, it has those of its event."""
    day, latest, place = act.began, None, place_of(act, event)
    if day is None and event is not None:
        day, latest = event.began, event.ended
    return Counted(
        act=one,
        event=act.event.bytes,
        victim=act.victim.bytes,
        kind=act.kind,
        status=sure.code if sure else "",
        agreed=sure.public if sure else "",
        when=day,
        latest=latest,
        places=(place_key(place.country), place_key(place.region)),
        least=victim.minimum if victim else 1,
        most=victim.maximum if victim else 1,
    )


def place_of(act: Act, event: Event | None) -> PlaceName:
    """Where an act was. It is counted by country and region and nothing smaller: no count points to a village."""
    return event.place if event is not None and not str(act.place) else act.place
