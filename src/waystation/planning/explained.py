"""An explanation in plain words."""

from collections.abc import Iterator
from math import inf
from typing import Final

from waystation.planning import wording
from waystation.planning.explaining import Detour, Difference, Explanation, Way
from waystation.planning.problem import Party, Problem

_ESTIMATE: Final = "Not everything could be tried: what is said to be the best, or not to be there, is an estimate."
_NEARLY: Final = """\
Money is short, so the best is an estimate: no way is better by more than {slack:,.0f} of the objective."""


def in_words(problem: Problem, explanation: Explanation) -> str:
    """What there is to say about one party, for whoever may see its way."""
    party = next(each for each in problem.parties if each.id == explanation.party)
    lines = [_head(party), *([wording.so_far(problem, party, explanation.given.steps)] if problem.now else [])]
    lines += ["", "Its way in the plan:", *wording.way(problem, party, explanation.given)]
    lines += [*wording.part_by_part(party.origin, {"": explanation.given}), ""]
    lines += _beside_ideal(problem, party, explanation)
    if explanation.open and explanation.gains:
        lines += ["", "A better way is open to it, although everybody else keeps theirs:"]
        lines += _compared(problem, party, explanation, explanation.open, explanation.gains)
    if explanation.detour:
        lines += ["", *_detour(problem, party, explanation, explanation.detour)]
    if explanation.slack:
        lines += ["", _NEARLY.format(slack=explanation.slack) if explanation.slack < inf else _ESTIMATE]
    return "\n".join(lines) + "\n"


def _compared(
    problem: Problem, party: Party, told: Explanation, other: Way, more: Difference, whose: str = "the whole plan"
) -> Iterator[str]:
    yield from wording.way(problem, party, other)
    yield from wording.part_by_part(party.origin, {"in the plan": told.given, "this way": other})
    yield f"  With it, for {whose}: {wording.difference(more, told.given, other)}"


def _head(party: Party) -> str:
    needs = [word for word in ("accessible", "medical", "escort") if getattr(party, word)]
    said = f", needs: {wording.listed(needs)}" if needs else ""
    persons = wording.count(party.size, "person")
    return (
        f"{party.id}: {persons} from {party.origin}, urgency {party.urgency}, to be out by day {party.deadline}{said}"
    )


def _beside_ideal(problem: Problem, party: Party, told: Explanation) -> Iterator[str]:
    if told.obstacles and not told.obstacles.sets:
        yield "It has no way even alone: no departures within these days lead from there to a house or destination."
        return
    if told.obstacles:
        yield "It has no way even if nobody else were there. In the way:"
        yield from wording.in_the_way(problem, party, told.obstacles)
        return
    if told.ideal is None or told.costs is None:
        return
    if told.costs.objective == 0:
        yield "It would have no better way if nobody else were there."
        return
    yield "The best way if nobody else were there:"
    yield from wording.way(problem, party, told.ideal)
    yield from wording.part_by_part(party.origin, {"alone": told.ideal, "in the plan": told.given})
    yield f"  Because of the others, for {party.id}: {wording.difference(told.costs, told.ideal, told.given)}"
    yield ""
    if told.full:
        yield "Why it does not have that way: others have what it needs."
        yield from (f"  - {wording.shortage(each)}" for each in told.full)
    elif not told.open:
        yield "That way is open, but the whole plan would cost more with it (vehicles are shared, for instance)."
    if told.lacking:
        yield "It lost to others: alone it could go, but with everybody else as planned it has no way at all."
        yield f"One would open if it had {wording.lacking(told.lacking)}."
        yield "That it must stay is an estimate: others could be placed anew."


def _detour(problem: Problem, party: Party, told: Explanation, detour: Detour) -> Iterator[str]:
    wish = detour.wish
    said = [f"through {wish.through}"] if wish.through else []
    said += [f"not through {wish.avoiding}"] if wish.avoiding else []
    name = wording.listed(said)
    if detour.way and detour.costs:
        if detour.way.steps == told.given.steps:
            yield f"The way in the plan is the best one {name}."
        else:
            yield f"The best way {name}, with everybody else as planned:"
            yield from _compared(problem, party, told, detour.way, detour.costs)
    elif detour.alone:
        yield f"With everybody else as planned there is no way {name}."
        yield f"  One would open if it had {wording.lacking(detour.lacking)}."
    if detour.alone and detour.costs_alone:
        yield ""
        if detour.way and detour.way.steps == detour.alone.steps:
            yield "It would be the same if nobody else were there."
        elif told.ideal and told.ideal.steps == detour.alone.steps:
            yield f"The best way {name} if nobody else were there is the one above: the best of all."
        else:
            yield f"The best way {name} if nobody else were there:"
            yield from _compared(problem, party, told, detour.alone, detour.costs_alone, party.id)
    if detour.obstacles:
        yield from _forbidden(problem, party, detour, name)


def _forbidden(problem: Problem, party: Party, detour: Detour, name: str) -> Iterator[str]:
    kinds = {place.id: place.kind for place in problem.places}
    if detour.obstacles and detour.obstacles.sets:
        yield f"It has no way {name}, even if nobody else were there. What forbids it:"
        yield from wording.in_the_way(problem, party, detour.obstacles)
    elif kinds.get(detour.wish.through) == "origin":
        yield f"It has no way {name}: nobody returns into an origin."
    else:
        yield f"It has no way {name}: no departures within these days make one, whatever the rules."
