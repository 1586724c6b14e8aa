"""What happened to a way that somebody has, so that a coordinator decides whether it is made anew.

Nothing of it is kept apart: a compromised house, a missed check-in, a threat, a leg, a visa stand where they were
noted, by whoever or by the clock, and mean something to a way only for somebody whose keys open it. A proposal says of
each case for which events it was made, so that the same is not asked for again; it changes no journey.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.houses import leaving
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.records import Part
from waystation.evacuation.pursuers import recheck
from waystation.evacuation.records import ABROAD
from waystation.evacuation.relocation import access as relocation
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

HOUSE, PURSUER, CHECK_IN, LEG, VISA_LATE, VISA_EARLY = KINDS = (
    "house", "pursuer", "check_in", "leg", "visa_late", "visa_early"
)  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """What happened to a case, and the run in which its way was made anew for that, if there is one.

    `events` are kinds with what it happened to: the same kind may happen again. `decided`: drafts were made of that
    proposal.
    """

    case: UUID
    events: tuple[str, ...]
    run: UUID | None = None
    decided: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        said = {event.partition(":")[0] for event in self.events}
        return tuple(kind for kind in KINDS if kind in said)

    @property
    def waits(self) -> bool:
        """Whether nobody has asked for a proposal since."""
        return self.run is None


def happened(actor: Actor) -> list[Happened]:
    """Every case whose way may not hold any more, as far as this person may open and plan it."""
    if not allows(actor, "evacuation.plan"):
        return []
    found: dict[UUID, set[str]] = {}
    for case, kind, to in _events(actor):
        found.setdefault(case, set()).add(f"{kind}:{to}")
    made = _made(actor, found)
    return [Happened(case, tuple(sorted(said)), *_for(said, made.get(case, ()))) for case, said in found.items()]


def undecided(actor: Actor) -> list[Happened]:
    """Those of them for which drafts of a proposal were not made yet."""
    return [each for each in happened(actor) if not each.decided]


def _events(actor: Actor) -> Iterator[tuple[UUID, str, object]]:
    for place, _record, _many in leaving.fallen(actor):
        yield from ((case, HOUSE, place) for case in leaving.leaving_cases(actor, place))
    yield from ((each.case, PURSUER, each.subject) for each in recheck.all_findings(actor) if each.refuses)
    for row, check_in in (*evacuation.alarms(actor), *evacuation.attended(actor)):
        yield check_in.case, CHECK_IN, row.pk
    yield from ((case, LEG, pk) for case, pk in evacuation.missed_legs(actor))
    yield from _visas(actor)


def _visas(actor: Actor) -> Iterator[tuple[UUID, str, object]]:
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
            yield case, VISA_LATE, min(days.values())
        elif case in planned and case not in abroad:
            yield case, VISA_EARLY, min(days.values())


def _made(actor: Actor, cases: Mapping[UUID, set[str]]) -> dict[UUID, list[Part]]:
    """The parts of proposals of these cases, whose runs are still there."""
    found: dict[UUID, list[Part]] = {}
    for row, part in stubs(actor, PartRow.objects.filter(locator__in=list(cases))):
        if part.because:
            found.setdefault(row.locator, []).append(part)
    runs = {part.run for parts in found.values() for part in parts}
    there = set(RunRow.objects.filter(pk__in=runs).values_list("pk", flat=True))
    return {case: [part for part in parts if part.run in there] for case, parts in found.items()}


def _for(said: set[str], parts: "list[Part] | tuple[Part, ...]") -> tuple[UUID | None, bool]:
    """The run that was made for all of this, the one that was decided before others."""
    fitting = [part for part in parts if said <= set(part.because)]
    if not fitting:
        return None, False
    chosen = next((part for part in fitting if part.journeys), fitting[-1])
    return chosen.run, bool(chosen.journeys)


__all__ = ["KINDS", "Happened", "happened", "undecided"]
