"""A smallest set of rules that stand in a party's way: what would have to be otherwise so that it had one at all.

A set is smallest if no smaller one opens a way; all are tried, but for rules without which nothing opens, which every
set has. (This is a minimum hitting set, as of Reiter, A theory of diagnosis from first principles, Artificial
Intelligence 32 (1987), for at most as many rules as there are families here.)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Final, TypeVar

from msgspec.structs import replace

from waystation.planning.beside import ANY, Wish, alone
from waystation.planning.checking import ENDS_UNDER, SLEEPS_UNDER, Rule, Violation, check
from waystation.planning.problem import Document, Party, Place, Problem, Step

_Family = TypeVar("_Family")
_ENOUGH: Final = 1_000_000
_PLENTY: Final = 1_000_000_000


@dataclass(frozen=True, order=True)
class Obstacle:
    """A rule in the way; of documents, which one."""

    rule: Rule
    document: Document = "none"


@dataclass(frozen=True)
class Obstacles:
    """All smallest sets of rules; what the way that opens without the first of them breaks, as `check` says it.

    No set: no departures lead from the origin to a house or destination within the horizon, whatever the rules.
    """

    sets: tuple[frozenset[Obstacle], ...]
    way: tuple[Step, ...]
    breaks: tuple[Violation, ...]
    exact: bool


def smallest(
    families: Iterable[_Family], opens: Callable[[frozenset[_Family]], bool]
) -> tuple[frozenset[_Family], ...]:
    """All sets of the smallest size that open a way; none if all of them together do not. More never open less."""
    whole = frozenset(families)
    if not opens(whole):
        return ()
    needed = frozenset(each for each in whole if not opens(whole - {each}))
    rest = sorted(whole - needed, key=str)
    for more in range(len(rest) + 1):
        found = (needed | set(chosen) for chosen in combinations(rest, more))
        if opening := tuple(each for each in found if opens(each)):
            return opening
    raise AssertionError("all together open a way")


def obstacles(problem: Problem, number: int, wish: Wish = ANY, taken: tuple[Step, ...] = ()) -> Obstacles:
    """What keeps a party from every way, or from every one that is wished, even if nobody else were there, from where
    the departures that it has taken lead."""
    exact = True

    def way(without: frozenset[Obstacle]) -> tuple[Step, ...] | None:
        nonlocal exact
        found = alone(_without(problem, number, without), number, taken).best(wish)
        exact = exact and found.is_sure
        return found.steps

    sets = smallest(_families(problem.parties[number]), lambda without: way(without) is not None)
    steps = way(sets[0]) if sets else None
    only = replace(problem, parties=(problem.parties[number],), conflicts=())
    broken = check(only, {only.parties[0].id: steps}) if steps else []
    return Obstacles(sets, steps or (), tuple(broken), exact)


def _families(party: Party) -> list[Obstacle]:
    """Rules that may forbid something to this party."""
    needs = {
        Rule.ACCESSIBLE: party.accessible, Rule.MEDICAL: party.medical, Rule.ESCORTS: party.escort,
        Rule.PURSUIT_SLEEP: any(party.pursuit.values()), Rule.PURSUIT_PASS: any(party.pursuit.values()),
    }  # fmt: skip
    documents = [Obstacle(Rule.DOCUMENT, "internal"), Obstacle(Rule.DOCUMENT, "foreign")]
    return documents + [Obstacle(rule) for rule in _LIFTS if needs.get(rule, True)]


def _without(problem: Problem, number: int, rules: frozenset[Obstacle]) -> Problem:
    """The problem in which these rules forbid nothing to the party."""
    for document in ("internal", "foreign"):
        if Obstacle(Rule.DOCUMENT, document) in rules:
            problem = _change_party(problem, number, **{f"{document}_day": 0})
    for rule, lift in _LIFTS.items():
        if Obstacle(rule) in rules:
            problem = lift(problem, number)
    return problem


def _change_party(problem: Problem, number: int, **fields: object) -> Problem:
    parties = list(problem.parties)
    parties[number] = replace(parties[number], **fields)
    return replace(problem, parties=tuple(parties))


def _change_places(problem: Problem, change: Callable[[Place], Place]) -> Problem:
    return replace(problem, places=tuple(change(each) if each.kind == "house" else each for each in problem.places))


def _accepted(problem: Problem, number: int) -> Problem:
    """Every house takes one more category, and the party is of it."""
    problem = _change_places(problem, lambda house: replace(house, accepts=(*house.accepts, "")))
    return _change_party(problem, number, cats=(*problem.parties[number].cats, ""))


def _unpursued(rule: Rule, problem: Problem, number: int) -> Problem:
    """As if pursuers were nowhere too likely to sleep, where a leg may end at all; or to end a leg there."""
    least, just_under = (SLEEPS_UNDER, 0.0) if rule is Rule.PURSUIT_SLEEP else (ENDS_UNDER, SLEEPS_UNDER)
    most = ENDS_UNDER if rule is Rule.PURSUIT_SLEEP else 1.1
    pursuit = problem.parties[number].pursuit
    lifted = {place: just_under if least <= each < most else each for place, each in pursuit.items()}
    return _change_party(problem, number, pursuit=lifted)


_LIFTS: Final[Mapping[Rule, Callable[[Problem, int], Problem]]] = {
    Rule.CLOSED: lambda problem, _: replace(problem, closed=()),
    Rule.VISA: lambda problem, number: _change_party(problem, number, visas={each.id: 0 for each in problem.pathways}),
    # In this order: who may end there may sleep there only if that is lifted too.
    Rule.PURSUIT_PASS: partial(_unpursued, Rule.PURSUIT_PASS),
    Rule.PURSUIT_SLEEP: partial(_unpursued, Rule.PURSUIT_SLEEP),
    Rule.ACCEPTS: _accepted,
    Rule.ACCESSIBLE: lambda problem, number: _change_party(problem, number, accessible=False),
    Rule.MEDICAL: lambda problem, number: _change_party(problem, number, medical=False),
    Rule.MAX_STAY: lambda problem, _: _change_places(problem, lambda house: replace(house, max_stay=problem.days)),
    Rule.BEDS: lambda problem, _: _change_places(problem, lambda house: replace(house, beds=_ENOUGH)),
    Rule.SEATS: lambda problem, _: replace(
        problem, legs=tuple(each if each.mode == "car" else replace(each, capacity=_ENOUGH) for each in problem.legs)
    ),
    Rule.DRIVERS: lambda problem, _: replace(problem, drivers=dict.fromkeys(problem.drivers, _ENOUGH)),
    Rule.ESCORTS: lambda problem, number: _change_party(problem, number, escort=False),
    Rule.QUOTA: lambda problem, _: replace(
        problem, pathways=tuple(replace(each, quota=_ENOUGH) for each in problem.pathways)
    ),
    Rule.BUDGET: lambda problem, _: replace(problem, budget=_PLENTY),
}  # fmt: skip
