"""What happened to a way that somebody has, so that a coordinator decides whether it is made anew.

Nothing of it is kept apart: a compromised house, a missed check-in, a threat, a leg, a departure, a visa stand where
they were noted, by whoever or by the clock, and mean something to a way only for somebody whose keys open it. A
proposal says of each case for which events it was made, so that the same is not asked for again; it changes no journey.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from waystation.evacuation import access as evacuation
from waystation.evacuation import hands, rules, zones
from waystation.evacuation.houses import leaving
from waystation.evacuation.network import access as network
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.records import Part
from waystation.evacuation.pursuers import recheck
from waystation.evacuation.records import ABROAD
from waystation.evacuation.relocation import access as relocation
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import allows


class Kind(StrEnum):
    """What can happen to a way, in the order in which it is told."""

    HOUSE = "house"
    HELPER = "helper"
    PURSUER = "pursuer"
    CHECK_IN = "check_in"
    LEG = "leg"
    DEPARTURE = "departure"
    VISA_LATE = "visa_late"
    VISA_EARLY = "visa_early"


@dataclass(frozen=True)
class Event:
    """One thing that happened to a case; `of` is the house, the leg, the day it is about: a kind may happen again."""

    kind: Kind
    of: UUID | date

    def __str__(self) -> str:
        """As a part of a run names what it was made for."""
        return f"{self.kind}:{self.of}"


@dataclass(frozen=True)
class Happened:
    """What happened to a case, and the run in which its way was made anew for that, if there is one.

    `decided`: drafts were made of that proposal.
    """

    case: UUID
    events: frozenset[Event]
    run: UUID | None = None
    decided: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        said = {event.kind for event in self.events}
        return tuple(kind for kind in Kind if kind in said)

    @property
    def holds(self) -> bool:
        """Whether what they were told holds, and is only to go on."""
        return self.kinds == (Kind.VISA_EARLY,)

    @property
    def waits(self) -> bool:
        """Whether nobody has asked for a proposal since."""
        return self.run is None


def happened(actor: Actor) -> list[Happened]:
    """Every case whose way may not hold any more, as far as this person may open and plan it."""
    if not allows(actor, "evacuation.plan"):
        return []
    found: dict[UUID, set[Event]] = {}
    for case, event in _events(actor):
        found.setdefault(case, set()).add(event)
    made = _made(actor, found)
    return [Happened(case, frozenset(said), *_for(said, made.get(case, ()))) for case, said in found.items()]


def undecided(actor: Actor) -> list[Happened]:
    """Those of them for which drafts of a proposal were not made yet."""
    return [each for each in happened(actor) if not each.decided]


def _events(actor: Actor) -> Iterator[tuple[UUID, Event]]:
    for place, _record, _many in leaving.fallen(actor):
        yield from ((case, Event(Kind.HOUSE, place)) for case in leaving.leaving_cases(actor, place))
    yield from ((case, Event(Kind.HELPER, leg)) for case, leg in hands.lost(actor))
    yield from ((each.case, Event(Kind.PURSUER, each.subject)) for each in recheck.all_findings(actor) if each.refuses)
    for row, check_in in (*evacuation.alarms(actor), *evacuation.attended(actor)):
        yield check_in.case, Event(Kind.CHECK_IN, row.pk)
    yield from ((case, Event(Kind.LEG, pk)) for case, pk in evacuation.missed_legs(actor))
    cancelled = (*evacuation.gaps(actor), *_off(actor))
    yield from ((case, Event(Kind.DEPARTURE, pk)) for case, pk in cancelled)
    yield from _visas(actor)


def _off(actor: Actor) -> Iterator[tuple[UUID, UUID]]:
    """Case and id of every leg that is to come by a departure of which the network says that it does not leave."""
    now = actor.now()
    off = {
        (way.from_place, way.to_place, way.mode, change.departure)
        for way in network.connections(actor).values()
        for change in way.changes
        if change.late is None and change.departure >= now
    }
    for way in evacuation.board(actor) if off else ():
        for pk, leg in way.legs:
            if leg.status in rules.WAITING and (leg.from_place, leg.to_place, leg.mode, leg.departs) in off:
                yield way.case, pk


def _visas(actor: Actor) -> Iterator[tuple[UUID, Event]]:
    """Ways abroad before the visa is there; and visas that are there, to somebody who has a way and none abroad."""
    ready = relocation.visa_ready(actor)
    ways = evacuation.open_ways_of(actor, ready)
    abroad: dict[UUID, date] = {}
    for way in ways:
        if way.journey.phase == ABROAD and way.records:
            leaves = min(leg.departs for leg in way.records).astimezone(zones.zone()).date()
            abroad[way.case] = min(leaves, abroad.get(way.case, leaves))
    planned = {way.case for way in ways}
    for case, days in ready.items():
        if case in abroad and min(days.values()) > abroad[case]:
            yield case, Event(Kind.VISA_LATE, min(days.values()))
        elif case in planned and case not in abroad:
            yield case, Event(Kind.VISA_EARLY, min(days.values()))


def _made(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, list[Part]]:
    """The parts of proposals of these cases, whose runs are still there."""
    found: dict[UUID, list[Part]] = {}
    for row, part in stubs(actor, PartRow.objects.filter(locator__in=list(cases))):
        if part.because:
            found.setdefault(row.locator, []).append(part)
    runs = {part.run for parts in found.values() for part in parts}
    there = set(RunRow.objects.filter(pk__in=runs).values_list("pk", flat=True))
    return {case: [part for part in parts if part.run in there] for case, parts in found.items()}


def _for(said: Set[Event], parts: Sequence[Part]) -> tuple[UUID | None, bool]:
    """The run that was made for all of this, the one that was decided before others."""
    names = {str(event) for event in said}
    fitting = [part for part in parts if names <= set(part.because)]
    if not fitting:
        return None, False
    chosen = next((part for part in fitting if part.journeys), fitting[-1])
    return chosen.run, bool(chosen.journeys)


__all__ = ["Event", "Happened", "Kind", "happened", "undecided"]
