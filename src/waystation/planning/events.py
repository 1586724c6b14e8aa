"""What has happened since a plan was told, as JSON: read with a clear error, and written so that it reads the same.

    {"now": 12, "told": ["P1", "P2"], "events": [{"event": "departure_cancelled", "leg": "L7", "slot": 14}]}

`now` is the slot in which the plan is made anew: what departed before it is done. `told` are those who know their way
already; without it, everybody who has one in the plan.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from waystation.planning.problem import SLOTS, Count, Day, Document, Id, Party, Plan, Probability, Problem, Step
from waystation.planning.reading import MOST as LARGEST
from waystation.planning.reading import MOST_PERSONS, Unreadable, faults_of_party, read_as, shown_id

MOST: Final = 10_000
"""Events that are told at once."""
MOST_SIGHTINGS: Final = 2_000_000
"""Parties of which it is said, all events together, that a pursuer is somewhere."""


class _Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="event"):
    """One thing that happened, told by its name in the field `event`."""


class DepartureCancelled(_Event, frozen=True, kw_only=True, tag="departure_cancelled"):
    """One leg does not leave in one slot."""

    leg: Id
    slot: Count


class HouseCompromised(_Event, frozen=True, kw_only=True, tag="house_compromised"):
    """Its people leave by the first departure that is possible, and nobody comes any more.

    `since`: the slot from which somebody may have watched it, not after now (now). Who was there then is named.
    """

    place: Id
    since: Count | None = None


class PursuerSighted(_Event, frozen=True, kw_only=True, tag="pursuer_sighted"):
    """A pursuer of these parties is at a place with this probability from now on."""

    parties: Annotated[tuple[Id, ...], Meta(min_length=1)]
    place: Id
    probability: Probability


class VisaChanged(_Event, frozen=True, kw_only=True, tag="visa"):
    """A visa is in hand on another day than was thought; 1000000 for never."""

    party: Id
    pathway: Id
    day: Day


class DocumentChanged(_Event, frozen=True, kw_only=True, tag="document"):
    """A document is in hand on another day than was thought; 1000000 for never."""

    party: Id
    document: Document
    day: Day


class PartyAdded(_Event, frozen=True, kw_only=True, tag="party_added"):
    """Somebody new, as format 1 says it, and from whom to keep them apart."""

    party: Party
    apart: tuple[Id, ...] = ()


class PartyWithdrawn(_Event, frozen=True, kw_only=True, tag="party_withdrawn"):
    """Somebody goes no further with us."""

    party: Id


class MissedCheckIn(_Event, frozen=True, kw_only=True, tag="missed_check_in"):
    """Nobody has heard of them. It changes nothing: a plan without what they know is prepared beside."""

    party: Id


class BedsChanged(_Event, frozen=True, kw_only=True, tag="beds"):
    """A house has so many beds a night."""

    place: Id
    beds: Count


class DriversChanged(_Event, frozen=True, kw_only=True, tag="drivers"):
    """A pool has so many drivers."""

    pool: str
    drivers: Count


class EscortsChanged(_Event, frozen=True, kw_only=True, tag="escorts"):
    """There are so many escorts."""

    escorts: Count


class MoneyChanged(_Event, frozen=True, kw_only=True, tag="money"):
    """The budget is so many euro, with what has been spent."""

    budget: Count


Event = (
    DepartureCancelled | HouseCompromised | PursuerSighted | VisaChanged | DocumentChanged | PartyAdded | PartyWithdrawn
    | MissedCheckIn | BedsChanged | DriversChanged | EscortsChanged | MoneyChanged
)  # fmt: skip


class Events(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that happened until `now`."""

    now: Count
    told: tuple[Id, ...] | None = None
    events: tuple[Event, ...] = ()

    def told_of(self, plan: Plan) -> frozenset[str]:
        """Who has been told a way of this plan."""
        return frozenset(party for party, steps in plan.items() if steps) if self.told is None else frozenset(self.told)


def read_events(raw: bytes, problem: Problem, plan: Plan) -> Events:
    """Events that can have happened to this plan of this problem. Raises Unreadable."""
    events = read_as(raw, Events)
    if len(events.events) > MOST:
        raise Unreadable("events", f"there are {len(events.events):,}; at most {MOST:,} can be told at once")
    for path, why in faults(problem, plan, events):
        raise Unreadable(path, why)
    return events


def write_events(events: Events) -> bytes:
    """The events as `read_events` takes them."""
    return msgspec.json.encode(events) + b"\n"


def faults(problem: Problem, plan: Plan, events: Events) -> Iterator[tuple[str, str]]:
    """What contradicts the problem, the plan, or itself: the path of the field, and why."""
    if not problem.now <= events.now <= problem.slots:
        yield "now", f"the plan is made for slots {problem.now} to {problem.slots}"
        return
    look = _Look(problem, plan, events)
    for number, party in enumerate(events.told or ()):
        yield from ((f"told[{number}]", why) for why in look.party(party))
    yield from ((f"told[{number}]", "it is there twice") for number in _doubles(events.told or ()))
    told: dict[tuple[object, ...], int] = {}
    for number, event in enumerate(events.events):
        yield from ((f"events[{number}].{field}", why) for field, why in look.of(event))
        for about in _about(event):
            if (before := told.setdefault(about, number)) != number:
                yield f"events[{number}]", f"events[{before}] says it already, or otherwise"
    yield from _of_sightings(events)
    yield from _too_many(problem, events)


def _doubles(ids: Sequence[str]) -> Iterator[int]:
    seen: set[str] = set()
    for number, id_ in enumerate(ids):
        if id_ in seen:
            yield number
        seen.add(id_)


def _of_sightings(events: Events) -> Iterator[tuple[str, str]]:
    """In a house that is compromised everybody has a pursuer: who is said to have one there, or none, denies that."""
    compromised = {
        event.place: number for number, event in enumerate(events.events) if isinstance(event, HouseCompromised)
    }
    for number, event in enumerate(events.events):
        if isinstance(event, PursuerSighted) and event.place in compromised:
            yield f"events[{number}].place", f"by events[{compromised[event.place]}] nobody is safe there any more"


def _too_many(problem: Problem, events: Events) -> Iterator[tuple[str, str]]:
    """What a short file makes of a problem that no machine of ours plans."""
    new = [event.party for event in events.events if isinstance(event, PartyAdded)]
    parties, persons = len(problem.parties) + len(new), sum(each.size for each in (*problem.parties, *new))
    if parties > LARGEST["parties"]:
        yield "events", f"with those who are added there are {parties:,} parties; at most {LARGEST['parties']:,}"
    if persons > MOST_PERSONS:
        yield "events", f"with those who are added there are {persons:,} persons; at most {MOST_PERSONS:,}"
    sighted = sum(
        parties if isinstance(event, HouseCompromised) else len(event.parties)
        for event in events.events
        if isinstance(event, HouseCompromised | PursuerSighted)
    )
    if sighted > MOST_SIGHTINGS:
        yield "events", f"they say {sighted:,} times who has a pursuer somewhere; at most {MOST_SIGHTINGS:,}"


def _about(event: Event) -> list[tuple[object, ...]]:
    """What an event says something about: no other may say it too."""
    match event:
        case PursuerSighted(parties=parties, place=place):
            return [("sighted", party, place) for party in parties]
        case VisaChanged(party=party, pathway=of) | DocumentChanged(party=party, document=of):
            return [(type(event), party, of)]
        case PartyAdded(party=party):
            return [("party", party.id)]
        case PartyWithdrawn(party=id_) | MissedCheckIn(party=id_):
            return [("party", id_)]
        case DepartureCancelled(leg=leg, slot=slot):
            return [("cancelled", leg, slot)]
        case HouseCompromised(place=id_) | BedsChanged(place=id_):
            return [(type(event), id_)]
        case DriversChanged(pool=id_):
            return [("drivers", id_)]
    return [(type(event),)]


@dataclass(frozen=True)
class _Used:
    """What those have of our means who are on their way: drivers and escorts that are not back, and money spent."""

    drivers: Mapping[str, int]
    escorts: int
    money: int

    @classmethod
    def by(cls, problem: Problem, done: Mapping[str, Sequence[Step]], now: int) -> "_Used":
        legs, aboard, money = {leg.id: leg for leg in problem.legs}, Counter[Step](), 0
        drivers = Counter(pool for pool, until in problem.away if until > now)
        escorts = drivers.pop("", 0)
        for party in problem.parties:
            for step in done.get(party.id, ()):
                aboard[step] += party.size
                escorts += party.escort and step.departs + legs[step.leg].dur > now
        for step, persons in aboard.items():
            leg = legs[step.leg]
            cars = -(-persons // leg.capacity)
            money += leg.cost * (cars if leg.mode == "car" else persons)
            drivers[leg.pool] += cars if leg.mode == "car" and step.departs + 2 * leg.dur > now else 0
        return cls(drivers, escorts, money)


class _Look:
    """One event against the problem and the plan: which field is wrong, and why."""

    def __init__(self, problem: Problem, plan: Plan, events: Events) -> None:
        self.problem, self.now = problem, events.now
        self.parties = {party.id for party in problem.parties}
        self.legs, self.places = {leg.id: leg for leg in problem.legs}, {place.id: place for place in problem.places}
        self.pathways, self.cancelled = {each.id for each in problem.pathways}, set(problem.closed)
        self.done = {id_: [step for step in steps if step.departs < self.now] for id_, steps in plan.items()}
        self.coming = {event.party.id for event in events.events if isinstance(event, PartyAdded)}
        self.used = _Used.by(problem, self.done, events.now)

    def party(self, id_: str) -> Iterator[str]:
        if id_ not in self.parties:
            yield f"the problem has no party {shown_id(id_)}"

    def of(self, event: Event) -> Iterator[tuple[str, str]]:
        match event:
            case DepartureCancelled():
                yield from self._cancelled(event)
            case HouseCompromised():
                yield from (("place", why) for why in self._house(event.place))
                if event.since is not None and event.since > self.now:
                    yield "since", "it is after now: say it when it has happened, or now, so that they leave in time"
            case PursuerSighted():
                yield from self._sighted(event)
            case VisaChanged():
                yield from self._visa(event)
            case DocumentChanged():
                yield from self._document(event)
            case PartyAdded():
                yield from self._added(event)
            case PartyWithdrawn() | MissedCheckIn():
                yield from (("party", why) for why in self.party(event.party))
            case BedsChanged():
                yield from (("place", why) for why in self._house(event.place))
            case DriversChanged() | EscortsChanged() | MoneyChanged():
                yield from self._means(event)

    def _means(self, event: DriversChanged | EscortsChanged | MoneyChanged) -> Iterator[tuple[str, str]]:
        """What is out or spent cannot be gone."""
        match event:
            case DriversChanged(pool=pool) if pool not in self.problem.drivers:
                yield "pool", f"there is no pool of drivers {shown_id(pool)}"
            case DriversChanged(pool=pool, drivers=drivers) if drivers < (out := self.used.drivers[pool]):
                yield "drivers", f"{out} are on the way by the plan"
            case EscortsChanged(escorts=escorts) if escorts < (out := self.used.escorts):
                yield "escorts", f"{out} are on the way by the plan"
            case MoneyChanged(budget=budget) if budget < (spent := self.used.money):
                yield "budget", f"{spent:,} euro are spent by the plan"

    def _house(self, id_: str) -> Iterator[str]:
        if id_ not in self.places:
            yield f"there is no place {shown_id(id_)}"
        elif self.places[id_].kind != "house":
            yield f"{shown_id(id_)} is no house"

    def _cancelled(self, event: DepartureCancelled) -> Iterator[tuple[str, str]]:
        if event.leg not in self.legs:
            yield "leg", f"the problem has no leg {shown_id(event.leg)}"
        elif event.slot < self.now:
            yield "slot", "it left before now"
        elif not self.legs[event.leg].departs_at(event.slot) or event.slot >= self.problem.slots:
            yield "slot", f"{shown_id(event.leg)} does not depart then"
        elif Step(event.leg, event.slot) in self.cancelled:
            yield "slot", "it is cancelled already"

    def _sighted(self, event: PursuerSighted) -> Iterator[tuple[str, str]]:
        for number, party in enumerate(event.parties):
            yield from ((f"parties[{number}]", why) for why in self.party(party))
        yield from ((f"parties[{number}]", "it is there twice") for number in _doubles(event.parties))
        if event.place not in self.places:
            yield "place", f"there is no place {shown_id(event.place)}"
        elif self.places[event.place].kind == "origin":
            yield "place", "at an origin it changes nothing: an earlier deadline or more urgency would"

    def _visa(self, event: VisaChanged) -> Iterator[tuple[str, str]]:
        yield from (("party", why) for why in self.party(event.party))
        if event.pathway not in self.pathways:
            yield "pathway", f"there is no pathway {shown_id(event.pathway)}"
        used = [step for step in self.done.get(event.party, ()) if self.legs[step.leg].pathway == event.pathway]
        yield from self._used(used, event.day)

    def _document(self, event: DocumentChanged) -> Iterator[tuple[str, str]]:
        yield from (("party", why) for why in self.party(event.party))
        if event.document == "none":
            yield "document", "it is internal or foreign"
        used = [step for step in self.done.get(event.party, ()) if self.legs[step.leg].doc == event.document]
        yield from self._used(used, event.day)

    def _used(self, used: list[Step], day: int) -> Iterator[tuple[str, str]]:
        for step in used:
            if step.departs // SLOTS < day:
                yield "day", f"by the plan it was used on day {step.departs // SLOTS} already"

    def _added(self, event: PartyAdded) -> Iterator[tuple[str, str]]:
        if event.party.id in self.parties:
            yield "party.id", "there is such a party already"
        for number, other in enumerate(event.apart):
            if other == event.party.id:
                yield f"apart[{number}]", "it cannot be kept apart from itself"
            elif other not in self.parties | self.coming:
                yield f"apart[{number}]", f"there is no party {shown_id(other)}"
        yield from ((f"apart[{number}]", "it is there twice") for number in _doubles(event.apart))
        yield from ((f"party.{field}", why) for field, why in faults_of_party(event.party, self.problem))
