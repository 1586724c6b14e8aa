"""What is known of the pursuers of each case, brought together: where they are, may be, or find somebody."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from waystation.evacuation.pursuers import access, rules
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.records import POWER, STAYS, PursuerRecord
from waystation.staff.actor import Actor

SIGHTING, REACH, STATED = ("sighting", "reach", "zone")


@dataclass(frozen=True)
class Threat:
    """A pursuer of a case at a place, or a power of the state that finds it (`place` None: everywhere).

    `at` is the day of what it rests on. A sighting fades from `until` on; the others hold from `since` until then.
    """

    pursuer: UUID
    case: UUID
    place: UUID | None
    base: float
    since: datetime | None
    until: datetime | None
    kind: str
    evidence: UUID
    at: datetime | None = None
    spreads: bool = False
    power: str = ""

    def strength(self, start: datetime, end: datetime) -> float:
        """The greatest within a time."""
        if self.kind != SIGHTING:
            return self.base if rules.covers(self.since, self.until, start, end) else 0.0
        if self.since is None or self.until is None or self.since > end:
            return 0.0
        return rules.faded(self.base, self.until, max(start, self.since))

    def spans(self, now: datetime) -> Iterator[rules.Span]:
        """The same from now on, cut where the level changes."""
        if self.kind != SIGHTING:
            if self.until is None or self.until > now:
                yield rules.Span(max(self.since or now, now), self.until, self.base)
        elif self.since is not None and self.until is not None:
            yield from rules.spans(self.base, self.since, self.until, now)


@dataclass
class Known:
    """Everything that somebody may know of pursuers, by the case that is hunted."""

    pursuers: dict[UUID, PursuerRecord] = field(default_factory=dict)
    hunted: dict[UUID, UUID] = field(default_factory=dict)  # whose pursuer it is
    places: dict[UUID, list[Threat]] = field(default_factory=dict)
    powers: dict[UUID, list[Threat]] = field(default_factory=dict)

    @property
    def cases(self) -> set[UUID]:
        return {*self.places, *self.powers}


def known(actor: Actor, cases: Collection[UUID] | None = None) -> Known:
    """What counts now, of some cases or of all that this person may open.

    What was noted of a person in one case is a threat to everybody whom the same person hunts.
    """
    found, wanted = Known(), None if cases is None else set(cases)
    alike: dict[UUID, list[UUID]] = {}
    for held in access.pursuers(actor):
        found.pursuers[held.id], found.hunted[held.id] = held.record, held.locator
        if wanted is None or held.locator in wanted:
            alike.setdefault(held.record.person or held.id, []).append(held.id)
    for threat in _threats(actor, found, alike):
        if wanted is None or threat.case in wanted:
            by_case = found.powers if threat.power else found.places
            by_case.setdefault(threat.case, []).append(threat)
    return found


def _threats(actor: Actor, found: Known, alike: dict[UUID, list[UUID]]) -> Iterator[Threat]:
    def same(pursuer: UUID) -> list[UUID]:
        record = found.pursuers.get(pursuer)
        return alike.get(record.person or pursuer, []) if record else []

    for held in access.standing(actor, SIGHTING):
        seen, evidence = held.record, held.id
        base = rules.weight(seen.reliability, seen.credibility)
        for one in same(seen.pursuer) if base else ():
            spreads = found.pursuers[one].travels != STAYS
            yield Threat(
                one, found.hunted[one], seen.place, base, seen.since, seen.until, SIGHTING, evidence, seen.at, spreads
            )
    for held in access.standing(actor, REACH):
        reach, evidence = held.record, held.id
        power = reach.power if reach.kind == POWER else ""
        for one in same(reach.pursuer) if power or reach.place else ():
            base, where = rules.OF_LEVEL[reach.level], (reach.place, reach.since, reach.until)
            yield Threat(
                one, found.hunted[one], where[0], base, *where[1:], REACH, evidence, reach.at, power=power
            )  # fmt: skip
    for held in access.standing(actor, STATED):
        zone = held.record
        if zone.pursuer in found.pursuers:
            base, time = rules.OF_LEVEL[zone.level], (zone.since, zone.until)
            yield Threat(zone.pursuer, held.locator, zone.place, base, *time, STATED, held.id, zone.at)


def reaches(threat: Threat, areas: Areas) -> dict[UUID, float]:
    """Every place at which a threat counts, with how much of it."""
    return areas.reached(threat.place, spreads=threat.spreads) if threat.place else {}
