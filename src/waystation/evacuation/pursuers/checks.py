"""What of a way, a stay, a service lies within reach, and who would be together who must not be. Pure.

- No night is spent where a threat is medium or high. Nobody passes where it is high.
- Nobody can leave without passing where they are: until a way has left the region in which it begins, places of that
  region are told and are no hindrance, unless a night is spent there.
- Nobody takes a means of transport that shows them for certain to a power of the state which a pursuer has in a medium
  or high measure; one that may show them is told.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from waystation.evacuation import rules as evacuation
from waystation.evacuation.pursuers import rules
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.conflicts import Pair
from waystation.evacuation.pursuers.records import OverrideRecord
from waystation.evacuation.pursuers.threats import Threat
from waystation.evacuation.records import ABORTED, ARRIVED, BookingRecord, JourneyRecord, LegRecord
from waystation.vocabulary.vocabularies import term

LEG, STAY, HERE, SERVICE = KINDS = ("leg", "stay", "here", "service")
CERTAIN = "certain"
_BY_PAPER = frozenset({"ticket_sales", "wanted_list", "missing_list", "border_control"})
"""Powers that learn of whoever shows a paper."""
A_NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Visit:
    """A case at a place for a time: at the end of a leg, in a house, or where a journey ended."""

    case: UUID
    place: UUID
    start: datetime
    end: datetime
    night: bool
    kind: str
    subject: UUID
    leaving: bool = False
    moving: bool = False  # they are on the way there


class Coming(NamedTuple):
    """When somebody arrives where they have not been; `moving`: they have set out."""

    arrives: datetime
    moving: bool


@dataclass(frozen=True)
class Ride:
    """A leg as what it shows of who takes it; `checked`: everybody is asked for a paper."""

    case: UUID
    subject: UUID
    mode: str
    ends: tuple[UUID, UUID]
    start: datetime
    end: datetime
    moving: bool = False
    checked: bool = False


@dataclass(frozen=True)
class Finding:
    """That something of a case lies within reach. `refuses`: it must not be so; otherwise it is only told.

    `now`: somebody is there, or on the way there.
    """

    case: UUID
    kind: str
    subject: UUID
    threat: Threat
    strength: float
    start: datetime
    refuses: bool
    now: bool
    place: UUID | None = None
    power: str = ""

    @property
    def level(self) -> str:
        return rules.level(self.strength)

    @property
    def about(self) -> tuple[UUID | None, str]:
        """The place or the power: what an override names."""
        return self.place, self.power


@dataclass(frozen=True)
class Clash:
    """Two cases that would be together although they must not be: in a house, or with the same driver."""

    pair: Pair
    kind: str
    where: UUID
    start: datetime
    subjects: tuple[UUID, UUID]


# What is looked at


def visits(
    case: UUID, journey: JourneyRecord, legs: Iterable[tuple[UUID, LegRecord]], areas: Areas, zone: tzinfo
) -> Iterator[Visit]:
    """Where a way leads, from what has not arrived yet on; and where they wait after what has."""
    way = sorted((pair for pair in legs if pair[1].status != ABORTED), key=lambda pair: pair[1].departs)
    origin = areas.region(journey.origin) if journey.origin in areas.places else ("", "")
    leaving = True
    for number, (pk, leg) in enumerate(way):
        after = way[number + 1][1] if number + 1 < len(way) else None
        leaving = leaving and leg.to_place in areas.places and areas.region(leg.to_place) == origin
        if leg.status == ARRIVED and (after is None or after.status in (ARRIVED, *evacuation.ON_THE_WAY)):
            continue  # nobody waits there any more
        start = leg.arrived_at or leg.arrives
        end = max(after.departs, start) if after else start + A_NIGHT
        night = after is None or start.astimezone(zone).date() < after.departs.astimezone(zone).date()
        moving = leg.status in evacuation.ON_THE_WAY
        kind = HERE if leg.status == ARRIVED else LEG
        yield Visit(case, leg.to_place, start, end, night, kind, pk, leaving and not night, moving)


def rides(case: UUID, legs: Iterable[tuple[UUID, LegRecord]]) -> Iterator[Ride]:
    """The legs that are not over."""
    for pk, leg in legs:
        if leg.status not in (ARRIVED, ABORTED):
            ends = (leg.from_place, leg.to_place)
            yield Ride(case, pk, leg.mode, ends, leg.departs, leg.arrives, leg.status in evacuation.ON_THE_WAY)


def stay(booking_id: UUID, booking: BookingRecord, zone: tzinfo, coming: Coming | None = None) -> Visit:
    """A bed, from the first hour of its first day to the noon of the day on which it is left.

    Who is still `coming` on that day is there when they arrive, and counts as on the way once they have set out.
    """
    start = datetime.combine(booking.first, time(0), zone).astimezone(UTC)
    end = datetime.combine(booking.until, time(12), zone).astimezone(UTC)
    if coming is None or evacuation.night_of(coming.arrives, zone) != booking.first:
        return Visit(booking.case, booking.house, start, end, True, STAY, booking_id)
    return Visit(booking.case, booking.house, coming.arrives, end, True, STAY, booking_id, moving=coming.moving)


# What is found


class Judge:
    """Looks at visits and rides beside what is known of the pursuers of their cases."""

    def __init__(
        self,
        areas: Areas,
        places: Mapping[UUID, Sequence[Threat]],
        powers: Mapping[UUID, Sequence[Threat]],
        now: datetime,
        allowed: Iterable[tuple[UUID, OverrideRecord]] = (),
    ) -> None:
        self.areas, self._places, self._powers, self.now = areas, places, powers, now
        self._allowed = {
            (case, each.place, each.power, one)
            for case, each in allowed
            if each.agreed_by and not each.ended
            for one in each.evidence
        }

    def visit(self, visit: Visit) -> Iterator[Finding]:
        """What reaches somebody there; nothing of what is over."""
        if visit.end <= self.now and visit.kind == STAY:
            return
        start = max(visit.start, self.now)
        end = max(visit.end, start)
        limit = rules.MEDIUM_FROM if visit.night else rules.HIGH_FROM
        for threat in self._places.get(visit.case, ()):
            share = self.areas.share(threat.place, visit.place, spreads=threat.spreads)
            strength = share * threat.strength(start, end) if share else 0.0
            if strength < rules.FAINTEST or (strength < limit and not visit.night):
                continue
            allowed = (visit.case, visit.place, "", threat.evidence) in self._allowed
            refuses = strength >= limit and not visit.leaving and not allowed
            there = visit.kind == STAY and visit.start <= self.now < visit.end
            now = visit.moving or visit.kind == HERE or there
            yield Finding(
                visit.case, visit.kind, visit.subject, threat, strength, start, refuses, now, place=visit.place
            )

    def ride(self, ride: Ride) -> Iterator[Finding]:
        """By which power of the state somebody is seen on a leg."""
        shown = _seen_by(ride.mode)
        for threat in self._powers.get(ride.case, ()) if shown else ():
            sure = shown.get(threat.power)
            if sure and ride.checked and threat.power in _BY_PAPER:
                sure = CERTAIN
            strength = threat.strength(max(ride.start, self.now), max(ride.end, self.now))
            if sure is None or not strength or not self._holds_there(threat, ride.ends):
                continue
            allowed = (ride.case, None, threat.power, threat.evidence) in self._allowed
            refuses = sure == CERTAIN and strength >= rules.MEDIUM_FROM and not allowed
            start = max(ride.start, self.now)
            yield Finding(
                ride.case, LEG, ride.subject, threat, strength, start, refuses, ride.moving, power=threat.power
            )

    def _holds_there(self, threat: Threat, ends: Collection[UUID]) -> bool:
        return threat.place is None or not self.areas.inside(threat.place).isdisjoint(ends)


def _seen_by(mode: str) -> dict[str, str]:
    try:
        return dict(term("transport_modes", mode).extra.get("seen_by", {}))
    except KeyError:
        return {}


def worst(findings: Iterable[Finding]) -> list[Finding]:
    """Of each thing and each pursuer the strongest, what must not be first, then what is soonest."""
    found: dict[tuple[UUID, UUID, UUID | None, str], Finding] = {}
    for each in findings:
        key = (each.subject, each.threat.pursuer, *each.about)
        if key not in found or _rank(found[key]) < _rank(each):
            found[key] = each
    return sorted(found.values(), key=lambda each: (not each.now, not each.refuses, each.start, -each.strength))


def _rank(finding: Finding) -> tuple[bool, bool, float]:
    return finding.refuses, finding.now, finding.strength


# Who must not be together


def in_one_house(stays: Mapping[UUID, BookingRecord], pairs: set[Pair], zone: tzinfo) -> Iterator[Clash]:
    """Two stays in one house that share a night."""
    kept = {case for pair in pairs for case in pair}
    by_house: dict[UUID, list[tuple[UUID, BookingRecord]]] = {}
    for pk, booking in stays.items():
        if booking.case in kept and not booking.cancelled:
            by_house.setdefault(booking.house, []).append((pk, booking))
    for house, found in by_house.items():
        for (one, first), (other, second) in combinations(found, 2):
            pair = frozenset((first.case, second.case))
            if pair in pairs and first.first < second.until and second.first < first.until:
                night = datetime.combine(max(first.first, second.first), time(0), zone).astimezone(UTC)
                yield Clash(pair, STAY, house, night, (one, other))


def on_one_ride(legs: Iterable[tuple[UUID, UUID, LegRecord]], pairs: set[Pair]) -> Iterator[Clash]:
    """Two legs with the same driver or escort at one time, or of the same departure: case, id and leg of each."""
    kept = {case for pair in pairs for case in pair}
    together: dict[object, list[tuple[UUID, UUID, LegRecord]]] = {}
    for case, pk, leg in legs:
        if case in kept and leg.status not in (ARRIVED, ABORTED):
            for helper in leg.helpers:
                together.setdefault(helper, []).append((case, pk, leg))
            together.setdefault((leg.from_place, leg.to_place, leg.mode, leg.departs), []).append((case, pk, leg))
    seen: set[frozenset[UUID]] = set()
    for group in together.values():
        for (one, first_id, first), (other, second_id, second) in combinations(group, 2):
            both = frozenset((first_id, second_id))
            if frozenset((one, other)) in pairs and both not in seen and evacuation.overlap(first, second):
                seen.add(both)
                start = max(first.departs, second.departs)
                yield Clash(frozenset((one, other)), LEG, first.to_place, start, (first_id, second_id))
