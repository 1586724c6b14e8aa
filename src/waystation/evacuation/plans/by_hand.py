"""Journeys that somebody plans by hand, held against the same rules as plans: by `waystation.planning.check`.

A journey is made the one way of a problem in which its case alone is free, with the household to which it belongs. What
the connections of its legs ask for is asked of it: papers, visas, seats, departures, somebody who goes along.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from waystation.evacuation import access as evacuation
from waystation.evacuation import rules
from waystation.evacuation.access import Way
from waystation.evacuation.network import rules as network
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans import building, gathering, parties
from waystation.evacuation.plans.contingency import NO_LIMIT
from waystation.evacuation.plans.known import Crowd, Known
from waystation.evacuation.plans.unfinished import WITHOUT_END, Admitted, departure
from waystation.evacuation.records import APPROVED, DRAFT, UNDER_WAY, LegPlan, LegRecord
from waystation.planning import Leg, Pathway, Rule, Step, Violation, check
from waystation.planning.problem import SLOTS
from waystation.staff.actor import Actor

_OPEN: Final = (DRAFT, APPROVED, UNDER_WAY)
_FARTHEST: Final = 366
"""Days for which a problem is made."""
_MARGIN: Final = 3
"""Days beyond the last arrival that are known, so that the night after it is among them however slots are rounded."""


@dataclass(frozen=True)
class Broken:
    """A rule that a way breaks: on one of its legs, or at a place, in these nights or at the end."""

    rule: Rule
    leg: LegPlan | None = None
    place: UUID | None = None
    nights: tuple[date, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What came of it. `unknown` are legs of which no connection says what they ask for; `left` is the code of why
    nothing could be checked."""

    broken: tuple[Broken, ...] = ()
    unknown: tuple[LegPlan, ...] = ()
    left: str = ""


def checked(actor: Actor, case_id: UUID) -> dict[UUID, Checked]:
    """What comes of each journey of a case on which somebody still goes, by its id."""
    ways = [way for way in evacuation.ways_of(actor, case_id) if way.journey.status in _OPEN and _ahead(way)]
    if not ways:
        return {}
    last = max(leg.arrives for way in ways for leg in _ahead(way))
    days = max(0, (last - actor.now()).days) + _MARGIN
    if days > _FARTHEST:
        return {way.id: Checked(left="far") for way in ways}
    found = gathering.gather(actor, days=days, budget=NO_LIMIT, free=[case_id])
    crowd = next((each for each in found.known.crowds if case_id in each.cases), None)
    if crowd is None:
        left = next((each.why for each in found.left if each.case == case_id), "")
        return {way.id: Checked(left=left) for way in ways} if left else {}
    return {way.id: _of_way(found.known, crowd, way, ways) for way in ways}


def _of_way(known: Known, crowd: Crowd, way: Way, ways: Sequence[Way]) -> Checked:
    """What comes of a journey after those that lead to it; of these only a gap is told, since nobody comes beyond."""
    all_ = [*_before(way, ways), way]
    origin = crowd.origin if crowd.at else all_[0].journey.origin
    found = judged(known, replace(crowd, origin=origin, told=[leg for each in all_ for leg in _ahead(each)]))
    own = _ahead(way)
    places = {way.journey.origin, *(leg.to_place for leg in own)}
    broken = [each for each in found.broken if each.rule is Rule.CONTINUITY or each.leg in own or each.place in places]
    return replace(found, broken=tuple(broken), unknown=tuple(leg for leg in found.unknown if leg in own))


def _before(way: Way, ways: Sequence[Way]) -> list[Way]:
    """What somebody does before a journey: the ones on which they are, else one that ends where it begins."""
    others = [each for each in ways if each.id != way.id]
    begun = [each for each in others if each.journey.status == UNDER_WAY]
    if begun or way.journey.status == UNDER_WAY:
        return begun
    sets_out = _ahead(way)[0].departs
    leading = [
        each
        for each in others
        if each.journey.destination == way.journey.origin and _ahead(each)[-1].arrives <= sets_out
    ]
    return sorted(leading, key=lambda each: _OPEN.index(each.journey.status))[-1:]


def _ahead(way: Way) -> list[LegRecord]:
    return [leg for leg in rules.in_order(way.records) if leg.status in rules.WAITING]


def judged(known: Known, crowd: Crowd) -> Checked:
    """What comes of the legs that a crowd was told. Pure."""
    return _Judged(known, crowd).checked()


class _Judged:
    """One call of `judged`."""

    def __init__(self, known: Known, crowd: Crowd) -> None:
        self.crowd, self.zone = crowd, known.zone
        self.legs = sorted(crowd.told, key=lambda leg: leg.departs)
        self.ways = {pk: way for pk, way in known.connections.items() if any(_is_by(leg, way) for leg in self.legs)}
        self.seats, self.escorts = known.seats, known.escorts
        ids = count()
        alone = replace(known, crowds=[crowd], connections=self.ways)
        self.of = building.begun(alone, lambda: f"n{next(ids)}", lead=0)
        self.told: dict[str, LegPlan] = {}
        self.unknown: list[LegPlan] = []

    def checked(self) -> Checked:
        of = self.of
        if not of.crowds:
            return Checked(left="no_place")
        [party] = of.crowds
        steps = of.told[party]
        begun = len(steps) - len(self.legs)
        way = (*steps[:begun], *(self._step(party, *each) for each in zip(steps[begun:], self.legs, strict=True)))
        ends = way[-1].departs + of.legs[way[-1].leg].dur
        # A day before now, or the coming night would not count; what was by then is not told.
        problem = structs.replace(
            building.problem(of), days=ends // SLOTS + 1, now=max(0, of.now - SLOTS), night_until_departure=True
        )
        others = {each: of.told[each] for each in of.occupants}
        before = set(check(problem, {**others, party: ()}))  # what others break is not for the page of this case
        found = [
            each
            for each in check(problem, {**others, party: way})
            if each not in before and (each.slot is None or each.slot >= of.now or each.rule is Rule.CONTINUITY)
        ]
        return Checked(tuple(self._broken(found)), tuple(self.unknown))

    def _step(self, party: str, told: Step, leg: LegPlan) -> Step:
        """A step by a leg of its own, of which all is asked that its connection asks for."""
        of, code = self.of, self.of.name()
        self.told[code] = leg
        of.legs[code] = own = structs.replace(of.legs[told.leg], id=code, departs=(departure(told.departs),))
        fitting = [
            (_refused(way, leg.departs, self.zone), pk, way) for pk, way in self.ways.items() if _is_by(leg, way)
        ]
        if not fitting:
            self.unknown.append(leg)
            return Step(code, told.departs)
        refused, pk, way = min(fitting, key=lambda each: _LEAVES.index(each[0]))
        own = self._like(party, own, leg, way)
        own = structs.replace(own, capacity=way.capacity - self._taken(pk, leg))
        if refused is Rule.TIMETABLE:
            own = structs.replace(own, departs=(departure(told.departs + 1),))
        elif refused is Rule.CLOSED:
            of.close(code, [told.departs])
        of.legs[code] = own
        return Step(code, told.departs)

    def _like(self, party: str, own: Leg, leg: LegPlan, way: ConnectionRecord) -> Leg:
        """The leg with the papers, the visa and the company that a connection asks for."""
        of = self.of
        document = of.classes.document(way.documents)
        if document is None:
            self.unknown.append(leg)
        pathway = ""
        if way.pathway and of.kind_of(leg.to_place) == "dest":
            pathway = self._pathway(party, Admitted(way.pathway, of.code[leg.to_place]))
        # Of a pool of its own, in which nobody is: whoever goes along is to be named.
        # Where nobody drives, who goes along may stand as the driver (older rows).
        alone = leg.escort is None and (way.needs_driver or leg.driver is None)
        nobody = (way.needs_driver and leg.driver is None) or (way.needs_escort and alone)
        return structs.replace(
            own, doc=document or "none", pathway=pathway, mode="car" if nobody else "bus", pool=own.id if nobody else ""
        )

    def _pathway(self, party: str, admitted: Admitted) -> str:
        of, code = self.of, self.of.name()
        of.own_pathways.append(Pathway(id=code, dest=admitted.dest, quota=WITHOUT_END, doc="none"))
        day = parties.enters(of, self.crowd, admitted)
        if day is not None:
            visas = {**of.parties[party].visas, code: max(0, of.calendar.number(day))}
            of.parties[party] = structs.replace(of.parties[party], visas=visas)
        return code

    def _taken(self, connection: UUID, leg: LegPlan) -> int:
        """Seats that others have on the same departure."""
        return sum(each.persons for each in self.seats if (each.connection, each.departs) == (connection, leg.departs))

    def _broken(self, found: Sequence[Violation]) -> Iterator[Broken]:
        """Each rule once for each leg or place, in the order of the way."""
        for leg in self.legs if self.crowd.escort else ():
            if leg.escort is None and leg.driver not in self.escorts:
                yield Broken(Rule.ESCORTS, leg)
        at: dict[tuple[Rule, str], list[date]] = {}
        for each in found:
            nights = at.setdefault((each.rule, each.where), [])
            if each.slot is not None and each.where not in self.told:
                nights.append(self.of.calendar.day(each.slot))
        place = {code: pk for pk, code in self.of.code.items()}
        for (rule, where), nights in at.items():
            if rule is Rule.NO_HOUSE and (Rule.END, where) in at:
                continue  # the same once more
            leg = self.told.get(where)
            yield Broken(rule, leg, place.get(where), tuple(nights))


_LEAVES: Final = (None, Rule.CLOSED, Rule.TIMETABLE)
"""What may be said of a departure, what fits best first."""


def _refused(way: ConnectionRecord, moment: datetime, zone: ZoneInfo) -> Rule | None:
    """Why a connection does not leave at a moment; None where it does."""
    late = {each.departure + timedelta(minutes=each.late[0]) for each in way.changes if each.late is not None}
    if network.is_on_demand(way) or moment in late:
        return None
    changed = {each.departure: each.late for each in way.changes}
    if moment in changed:
        return Rule.CLOSED if changed[moment] is None else Rule.TIMETABLE
    return None if network.is_listed(way, moment, zone) else Rule.TIMETABLE


def _is_by(leg: LegPlan, way: ConnectionRecord) -> bool:
    return (leg.from_place, leg.to_place, leg.mode) == (way.from_place, way.to_place, way.mode)
