"""A place is compromised: who is there, on the way to it or booked, and where each of them could sleep instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import hypot
from uuid import UUID

import msgspec

from waystation.evacuation import access, guests, house_rules, placing, rules, zones
from waystation.evacuation.access import Way
from waystation.evacuation.errors import Refused
from waystation.evacuation.house_rules import Guests
from waystation.evacuation.pursuers import checks, conflicts, recheck, threats
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.records import (
    ACTIVE,
    COMPROMISED,
    HELPER_COMPROMISED,
    SAFE_HOUSE,
    BookingRecord,
    PlaceRecord,
)
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

THERE, COMING, BOOKED = KINDS = ("there", "coming", "booked")
NIGHTS = 3  # for whom no bed was booked: until somebody plans anew
Places = Mapping[UUID, PlaceRecord]
Pairs = set[frozenset[UUID]]


@dataclass(frozen=True)
class Leaver:
    """A case that must not stay in a place, or not come to it.

    `needs` are the beds it needs elsewhere, from tonight on; None where it passes the place and sleeps there not.
    `stay_id` is the stay it has, `way` the journey that still comes there.
    """

    case: UUID
    how: str
    needs: BookingRecord | None = field(repr=False, default=None)
    stay_id: UUID | None = None
    way: Way | None = field(repr=False, default=None)

    @property
    def id(self) -> str:
        """What a form calls it by: the stay, else the journey."""
        return str(self.stay_id or (self.way.id if self.way else self.case))


def leavers(actor: Actor, place_id: UUID) -> list[Leaver]:
    """Everybody who is in a place, on the way to it or booked: who is there first, then by the first night."""
    tonight = zones.tonight(actor.now())
    ways = {way.case: way for way in access.heading_for(actor, place_id)}
    found = [_of_stay(pk, stay, ways.get(stay.case), tonight) for pk, stay in _not_over(actor, place_id).items()]
    booked = {each.case for each in found}
    is_house = access.place(actor, place_id)[1].kind == SAFE_HOUSE
    found += [
        _of_way(actor, way, place_id, tonight, is_house=is_house) for case, way in ways.items() if case not in booked
    ]
    return sorted(found, key=lambda each: (KINDS.index(each.how), each.needs.first if each.needs else tonight))


def _of_stay(stay_id: UUID, stay: BookingRecord, way: Way | None, tonight: date) -> Leaver:
    how = COMING if way else THERE if stay.first <= tonight else BOOKED
    return Leaver(stay.case, how, msgspec.structs.replace(stay, first=max(stay.first, tonight)), stay_id, way)


def _of_way(actor: Actor, way: Way, place_id: UUID, tonight: date, *, is_house: bool) -> Leaver:
    if not is_house:
        return Leaver(way.case, COMING, way=way)
    leg = next(leg for leg in way.records if leg.to_place == place_id and leg.status not in ("arrived", "aborted"))
    first = max(tonight, rules.night_of(leg.arrives, zones.zone()))
    following = [
        other.departs for other in way.records if other.from_place == place_id and other.departs >= leg.arrives
    ]
    until = max(first + timedelta(days=1), _day(min(following))) if following else first + timedelta(days=NIGHTS)
    beds = guests.number(actor, way.case)
    needs = BookingRecord(house=place_id, case=way.case, first=first, until=until, beds=beds, journey=way.id)
    return Leaver(way.case, COMING, needs, way=way)


def _day(moment: datetime) -> date:
    return moment.astimezone(zones.zone()).date()


def fallen(actor: Actor) -> list[tuple[UUID, PlaceRecord, int]]:
    """The compromised places that somebody has not left yet, with how many cases."""
    lost = [(pk, place) for pk, place in access.places(actor).items() if place.state == COMPROMISED]
    counted = ((pk, place, len(leaving_cases(actor, pk))) for pk, place in lost)
    return [each for each in counted if each[2]]


def leaving_cases(actor: Actor, place_id: UUID) -> list[UUID]:
    """The cases of its leavers, of very many at once: who has a bed first. What they need elsewhere is not asked."""
    stays = sorted(_not_over(actor, place_id).values(), key=lambda stay: stay.first)
    return list(dict.fromkeys([*(stay.case for stay in stays), *access.cases_heading_for(actor, place_id)]))


def _not_over(actor: Actor, place_id: UUID) -> dict[UUID, BookingRecord]:
    """The stays in a place from tonight on, but those of the night that it is of whoever has a bed elsewhere by now."""
    tonight = zones.tonight(actor.now())
    found = {pk: stay for pk, stay in access.bookings(actor, place_id).items() if stay.until > tonight}
    if tonight < actor.today:
        others = (stay for stay in access.bookings(actor).values() if stay.house != place_id)
        gone = {stay.case for stay in others if stay.first <= tonight < stay.until}
        found = {pk: stay for pk, stay in found.items() if stay.until > actor.today or stay.case not in gone}
    return found


# Where they could sleep instead


@dataclass(frozen=True)
class Proposal:
    """A household that must leave, where it could sleep (`house`, None where no bed fits), and every house that fits.

    `closed`: one of its cases is not open to this person, who cannot move it.
    """

    leavers: tuple[Leaver, ...]
    house: UUID | None = None
    fitting: tuple[UUID, ...] = ()
    closed: bool = False


def proposals(actor: Actor, place_id: UUID) -> list[Proposal]:
    """A bed for each who must leave, so that all of them fit together."""
    search = Search(actor, place_id)
    return [search.propose(household) for household in _households(actor, leavers(actor, place_id))]


def _households(actor: Actor, found: Iterable[Leaver]) -> list[tuple[Leaver, ...]]:
    """Leavers in the order in which they came, each with those of its household."""
    groups: list[tuple[set[UUID], list[Leaver]]] = []
    for leaver in found:
        there = next((members for cases, members in groups if leaver.case in cases), None)
        if there is None:
            groups.append(({leaver.case, *_household(actor, leaver.case)}, [leaver]))
        else:
            there.append(leaver)
    return [tuple(members) for _cases, members in groups]


def _household(actor: Actor, case_id: UUID) -> set[UUID]:
    try:
        access.case(actor, case_id)
        return guests.household(actor, case_id)
    except Absent:
        return set()


class Search:
    """Free beds in other houses. What it proposed it counts as taken."""

    def __init__(self, actor: Actor, place_id: UUID) -> None:
        self.actor, self.lost = actor, place_id
        self.places: Places = access.places(actor)
        self._lost_hosts = [pk for pk, host in access.helpers(actor).items() if host.state == HELPER_COMPROMISED]
        self.held: dict[UUID, list[BookingRecord]] = {}
        for stay in access.bookings(actor).values():
            self.held.setdefault(stay.house, []).append(stay)
        self.apart = conflicts.apart(actor)
        self.hunted = threats.known(actor)
        self.judge = recheck.judge_of(actor, self.hunted, Areas(self.places))
        self.houses = sorted(
            (pk for pk, place in self.places.items() if pk != place_id and self._is_open(place)), key=self._distance
        )

    def _is_open(self, place: PlaceRecord) -> bool:
        """Takes people, and is in no hand that is as compromised as the house itself."""
        lost = {*self.places[self.lost].hosts, *self._lost_hosts}
        return place.kind == SAFE_HOUSE and place.state == ACTIVE and lost.isdisjoint(place.hosts)

    def _distance(self, house: UUID) -> tuple[bool, float]:
        """The nearest first: those in the same country, then by coordinates as far as they are known."""
        here, there = (placing.located(pk, self.places) for pk in (self.lost, house))
        abroad = self.places[house].country != self.places[self.lost].country
        return abroad, _apart(here[1], there[1]) if here and there else float("inf")

    def propose(self, household: tuple[Leaver, ...]) -> Proposal:
        """The nearest house in which all of a household fit under every rule of it, for all their nights if one can."""
        wanted = [leaver.needs for leaver in household if leaver.needs]
        try:
            coming = {stay.case: guests.guests(self.actor, stay.case, stay.guests, self.hunted) for stay in wanted}
        except Absent:
            return Proposal(household, closed=True)
        fitting = [house for house in self.houses if wanted and self._fits(house, wanted, coming)]
        if not fitting:
            return Proposal(household)
        fitting.sort(key=lambda house: self._is_short(house, wanted))
        self.held.setdefault(fitting[0], []).extend(self._there(fitting[0], wanted))
        return Proposal(household, fitting[0], tuple(fitting))

    def _is_short(self, house: UUID, wanted: Sequence[BookingRecord]) -> bool:
        """Whether a house takes them for fewer nights than they need."""
        return any(there.until < stay.until for there, stay in zip(self._there(house, wanted), wanted, strict=True))

    def _there(self, house: UUID, wanted: Sequence[BookingRecord]) -> list[BookingRecord]:
        return [instead(self.places[house], house, stay) for stay in wanted]

    def _fits(self, house_id: UUID, wanted: Sequence[BookingRecord], coming: Mapping[UUID, Guests]) -> bool:
        house, held, stays = self.places[house_id], self.held.get(house_id, []), self._there(house_id, wanted)
        try:
            for number, stay in enumerate(stays):
                rules.check_stay(house, stay, [*held, *stays[:number]])
        except Refused:
            return False
        if any(self._is_in_danger(stay, [*held, *stays]) for stay in stays):
            return False
        return not house_rules.against(house_id, house, stays, held, coming)

    def _is_in_danger(self, stay: BookingRecord, others: Iterable[BookingRecord]) -> bool:
        """Within reach of those who hunt them, or beside somebody who must be kept apart."""
        nights = checks.stay(stay.house, stay, zones.zone())
        return any(each.refuses for each in self.judge.visit(nights)) or any(
            frozenset((stay.case, other.case)) in self.apart and rules.overlapping(stay, other) for other in others
        )


def instead(house: PlaceRecord, house_id: UUID, stay: BookingRecord) -> BookingRecord:
    """The same nights in another house, as far as that one takes anybody for so long."""
    longest = stay.first + timedelta(days=house.max_nights) if house.max_nights else stay.until
    return msgspec.structs.replace(stay, house=house_id, until=min(stay.until, longest), despite="")


def _apart(one: PlaceRecord, other: PlaceRecord) -> float:
    """How far two places are, in degrees: enough to say which of them are near."""
    return hypot((one.latitude or 0) - (other.latitude or 0), (one.longitude or 0) - (other.longitude or 0))
