"""The problem as it is after something has happened: what to check a plan against that was made anew."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

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
from waystation.planning.problem import Away, Party, Plan, Problem, Step

CERTAIN: Final = 1.0


def change(problem: Problem, plan: Plan, events: Events) -> Problem:
    """The problem from `events.now` on. What is said of places, parties and means holds from then, not before.

    A house that is compromised has a pursuer of everybody: nobody may arrive there or sleep there.
    """
    changed = replace(problem, now=events.now)
    for event in sorted(events.events, key=_order):
        changed = _after(changed, plan, event)
    return changed


def _order(event: Event) -> int:
    """Who comes in is wary of everything that is said; who goes leaves behind what has been spent."""
    return 0 if isinstance(event, PartyAdded) else 2 if isinstance(event, PartyWithdrawn) else 1


def _after(problem: Problem, plan: Plan, event: Event) -> Problem:
    match event:
        case DepartureCancelled(leg=leg, slot=slot):
            return replace(problem, closed=(*problem.closed, Step(leg, slot)))
        case HouseCompromised(place=place):
            return _sighted(problem, {party.id for party in problem.parties}, place, CERTAIN)
        case PursuerSighted(parties=parties, place=place, probability=probability):
            return _sighted(problem, parties, place, probability)
        case VisaChanged(party=id_, pathway=pathway, day=day):
            return _with(problem, (replace(_party(problem, id_), visas={**_party(problem, id_).visas, pathway: day}),))
        case DocumentChanged(party=id_, document=document, day=day):
            return _with(problem, (replace(_party(problem, id_), **{f"{document}_day": day}),))
        case PartyAdded(party=party, apart=apart):
            pairs = (*problem.conflicts, *((party.id, other) for other in apart))
            return replace(problem, parties=(*problem.parties, party), conflicts=pairs)
        case PartyWithdrawn(party=id_):
            return _without(problem, plan, id_)
        case BedsChanged(place=id_, beds=beds):
            places = (replace(each, beds=beds) if each.id == id_ else each for each in problem.places)
            return replace(problem, places=tuple(places))
        case DriversChanged(pool=pool, drivers=drivers):
            return replace(problem, drivers={**problem.drivers, pool: drivers})
        case EscortsChanged(escorts=escorts):
            return replace(problem, escorts=escorts)
        case MoneyChanged(budget=budget):
            return replace(problem, budget=budget)
    return problem


def _party(problem: Problem, id_: str) -> Party:
    return next(party for party in problem.parties if party.id == id_)


def _with(problem: Problem, parties: Iterable[Party]) -> Problem:
    """With other facts about some parties."""
    new = {party.id: party for party in parties}
    return replace(problem, parties=tuple(new.get(party.id, party) for party in problem.parties))


def _sighted(problem: Problem, of: Iterable[str], place: str, probability: float) -> Problem:
    them = set(of)
    return _with(
        problem,
        (
            replace(party, pursuit={**party.pursuit, place: probability})
            for party in problem.parties
            if party.id in them
        ),
    )


def _without(problem: Problem, plan: Plan, id_: str) -> Problem:
    """Without a party that goes no further: what it has used is used up, and its drivers are back when they are."""
    party, now = _party(problem, id_), problem.now
    done = {each: tuple(step for step in steps if step.departs < now) for each, steps in plan.items()}
    taken = Counter(leg.pathway for leg in problem.legs for step in done.get(id_, ()) if step.leg == leg.id)
    rest = replace(
        problem,
        parties=tuple(each for each in problem.parties if each.id != id_),
        conflicts=tuple(pair for pair in problem.conflicts if id_ not in pair),
        pathways=tuple(
            replace(each, quota=max(0, each.quota - party.size * taken[each.id])) for each in problem.pathways
        ),
    )
    spent = evaluate(problem, done).money - evaluate(rest, done).money
    away = (*problem.away, *_away_with(problem, done, party))
    return replace(rest, budget=max(0, problem.budget - spent), away=tuple(each for each in away if each.until > now))


def _away_with(problem: Problem, done: Mapping[str, Sequence[Step]], party: Party) -> Iterator[Away]:
    """Who is on the way with a party, or back from it, and with nobody else."""
    legs, sizes = {leg.id: leg for leg in problem.legs}, {each.id: each.size for each in problem.parties}
    for step in done.get(party.id, ()):
        leg, aboard = legs[step.leg], sum(sizes[id_] for id_, steps in done.items() if id_ in sizes and step in steps)
        cars = -(-aboard // leg.capacity) + (party.size - aboard) // leg.capacity if leg.mode == "car" else 0
        yield from [Away(leg.pool, step.departs + 2 * leg.dur)] * cars
        if party.escort:
            yield Away("", step.departs + leg.dur)
