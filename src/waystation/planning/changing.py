"""The problem as it is after something has happened: what to check a plan against that was made anew."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from waystation.planning.checking import evaluate
from waystation.planning.events import (
    BedsChanged,
    DepartureCancelled,
    DocumentChanged,
    DriversChanged,
    EscortsChanged,
    Event,
    Events,
    HouseCompromised,
    MoneyChanged,
    PartyAdded,
    PartyWithdrawn,
    PursuerSighted,
    VisaChanged,
)
from waystation.planning.problem import Away, Plan, Problem, Step

CERTAIN: Final = 1.0


def change(problem: Problem, plan: Plan, events: Events) -> Problem:
    """The problem from `events.now` on. What is said of places, parties and means holds from then, not before.

    A house that is compromised has a pursuer of everybody: nobody may arrive there or sleep there. Who comes in is wary
    of everything that is said; who goes leaves behind what has been spent. It takes no longer for many events than for
    one, beyond reading them.
    """
    all_of_it = events.events
    changed = _with_new(replace(problem, now=events.now), all_of_it)
    changed = _with_facts(changed, all_of_it)
    for event in all_of_it:
        changed = _with_means(changed, event)
    beds = {event.place: event.beds for event in all_of_it if isinstance(event, BedsChanged)}
    cancelled = (Step(event.leg, event.slot) for event in all_of_it if isinstance(event, DepartureCancelled))
    changed = replace(
        changed,
        places=tuple(replace(each, beds=beds.get(each.id, each.beds)) for each in changed.places),
        closed=(*changed.closed, *cancelled),
    )
    gone = frozenset(event.party for event in all_of_it if isinstance(event, PartyWithdrawn))
    return _without(changed, plan, gone) if gone else changed


def _with_new(problem: Problem, events: Sequence[Event]) -> Problem:
    new = [event for event in events if isinstance(event, PartyAdded)]
    pairs = ((event.party.id, other) for event in new for other in event.apart)
    parties = (*problem.parties, *(event.party for event in new))
    return replace(problem, parties=parties, conflicts=(*problem.conflicts, *pairs))


def _with_means(problem: Problem, event: Event) -> Problem:
    match event:
        case DriversChanged(pool=pool, drivers=drivers):
            return replace(problem, drivers={**problem.drivers, pool: drivers})
        case EscortsChanged(escorts=escorts):
            return replace(problem, escorts=escorts)
        case MoneyChanged(budget=budget):
            return replace(problem, budget=budget)
    return problem


def _with_facts(problem: Problem, events: Sequence[Event]) -> Problem:
    """With other facts about some parties: where their pursuers are, and when they have their papers."""
    pursuit: dict[str, dict[str, float]] = defaultdict(dict)
    visas: dict[str, dict[str, int]] = defaultdict(dict)
    days: dict[str, dict[str, Any]] = defaultdict(dict)
    everybody = [party.id for party in problem.parties]
    for event in events:
        match event:
            case HouseCompromised(place=place):
                for id_ in everybody:
                    pursuit[id_][place] = CERTAIN
            case PursuerSighted(parties=parties, place=place, probability=probability):
                for id_ in parties:
                    pursuit[id_][place] = probability
            case VisaChanged(party=id_, pathway=pathway, day=day):
                visas[id_][pathway] = day
            case DocumentChanged(party=id_, document=document, day=day):
                days[id_][f"{document}_day"] = day
    about = pursuit.keys() | visas.keys() | days.keys()
    return replace(
        problem,
        parties=tuple(
            replace(
                party, pursuit={**party.pursuit, **pursuit[party.id]}, visas={**party.visas, **visas[party.id]},
                **days[party.id],
            ) if party.id in about else party
            for party in problem.parties
        ),
    )  # fmt: skip


def _without(problem: Problem, plan: Plan, gone: frozenset[str]) -> Problem:
    """Without parties that go no further: what they have used is used up, and their drivers are back when they are."""
    now, pathway = problem.now, {leg.id: leg.pathway for leg in problem.legs}
    done = {each: tuple(step for step in steps if step.departs < now) for each, steps in plan.items()}
    taken = Counter[str]()
    for party in problem.parties:
        if party.id in gone:
            for step in done.get(party.id, ()):
                taken[pathway[step.leg]] += party.size
    rest = replace(
        problem,
        parties=tuple(each for each in problem.parties if each.id not in gone),
        conflicts=tuple(pair for pair in problem.conflicts if gone.isdisjoint(pair)),
        pathways=tuple(replace(each, quota=max(0, each.quota - taken[each.id])) for each in problem.pathways),
    )
    spent = evaluate(problem, done).money - evaluate(rest, done).money
    away = (*problem.away, *_away_with(problem, done, gone))
    return replace(rest, budget=max(0, problem.budget - spent), away=tuple(each for each in away if each.until > now))


def _away_with(problem: Problem, done: Mapping[str, Sequence[Step]], gone: frozenset[str]) -> Iterator[Away]:
    """Who is on the way with them, or back from it, and with nobody else."""
    legs, aboard, of_them = {leg.id: leg for leg in problem.legs}, Counter[Step](), Counter[Step]()
    for party in problem.parties:
        for step in done.get(party.id, ()):
            aboard[step] += party.size
            of_them[step] += party.size if party.id in gone else 0
            if party.escort and party.id in gone:
                yield Away("", step.departs + legs[step.leg].dur)
    for step, persons in of_them.items():
        leg = legs[step.leg]
        if persons and leg.mode == "car":
            cars = -(-aboard[step] // leg.capacity) + (persons - aboard[step]) // leg.capacity
            yield from [Away(leg.pool, step.departs + 2 * leg.dur)] * cars


def without_what_they_know(
    problem: Problem, plan: Plan, missing: Sequence[str], told: frozenset[str], now: int
) -> tuple[Problem, Plan, Events]:
    """What empties the houses and departures that those know of whom nothing is heard, to be planned without them."""
    legs, places = {leg.id: leg for leg in problem.legs}, {place.id: place for place in problem.places}
    known: dict[Step, None] = {}
    for party in missing:
        known |= dict.fromkeys(step for step in plan[party] if party in told or step.departs < now)
    houses = {legs[step.leg].b for step in known if places[legs[step.leg].b].kind == "house"}
    events = Events(
        now=now,
        told=tuple(sorted(told - set(missing))),
        events=(
            *(PartyWithdrawn(party=party) for party in missing),
            *(HouseCompromised(place=house) for house in sorted(houses)),
            *(DepartureCancelled(leg=leg, slot=slot) for leg, slot in known if slot >= now),
        ),
    )
    return replace(problem, now=0), plan, events
