"""Threat zones: where, for whom, from when until when, how strong; derived from what is known, or stated by hand."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from waystation.evacuation import access as evacuation
from waystation.evacuation.pursuers import rules, threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Zone:
    """A place in which a pursuer of a case may be from `since` to `until` (None: no end is known).

    `strength` is the greatest in that time: people are shown `level`. `evidence` is the row on which it rests.
    """

    pursuer: UUID
    case: UUID
    place: UUID
    since: datetime
    until: datetime | None
    strength: float
    evidence: UUID | None = None

    @property
    def level(self) -> str:
        return rules.level(self.strength)


def zones(actor: Actor, now: datetime, cases: Collection[UUID] | None = None) -> list[Zone]:
    """Every zone that is not over, of some cases, or of every case that this person may open."""
    areas = Areas(evacuation.places(actor))
    known = threats.known(actor, cases)
    found: list[Zone] = []
    for threat in (each for of_case in known.places.values() for each in of_case):
        for place, share in threats.reaches(threat, areas).items():
            part = replace(threat, base=threat.base * share) if share != 1.0 else threat
            found += [
                Zone(part.pursuer, part.case, place, span.since, span.until, span.strength, part.evidence)
                for span in part.spans(now)
            ]
    return found
