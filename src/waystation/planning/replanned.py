"""What comes of making a plan anew: who changes and why, who has no way, and what is prepared aside."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from waystation.planning.checking import Objective, Rule, Violation
from waystation.planning.events import Events, HouseCompromised
from waystation.planning.pinning import Steps
from waystation.planning.problem import Plan, Problem
from waystation.planning.solving import Solution


@dataclass(frozen=True)
class Change:
    """Somebody whose way is another now."""

    party: str
    persons: int
    told: bool
    """Whether they knew their way already."""
    why: tuple[str, ...]
    before: Steps
    after: Steps


@dataclass(frozen=True)
class Stuck:
    """Somebody for whom no way was found: who remains where they are, or stays though they were to leave."""

    party: str
    persons: int
    broken: tuple[Violation, ...]
    """The rules that are broken so; none where staying at the origin breaks none."""
    alone: bool
    """Whether there would be a way if nobody else were there."""

    @property
    def first(self) -> list[Violation]:
        """Of each rule and place the first time."""
        return once(self.broken)


@dataclass(frozen=True)
class Replanned:
    """The problem as it is now, the plan for it, and who has to be told what."""

    problem: Problem
    solution: Solution
    changes: tuple[Change, ...]
    level: int
    fewest: bool
    """Whether it is proved that no fewer told persons could change; else they are the fewest that were found."""
    stuck: tuple[Stuck, ...]
    broken: tuple[Violation, ...]
    """All rules that the plan breaks; none but where somebody is stuck."""
    kept: Objective
    """What the plan from before would cost as things are now, if it could be kept."""
    watched: Mapping[str, tuple[str, ...]]
    """Who was in a compromised house since it may have been watched."""
    contingency: "Replanned | None"
    """Prepared for a missed check-in, and to be told to nobody until somebody decides so: empties what they knew."""

    @property
    def plan(self) -> Plan:
        return self.solution.plan

    @property
    def told(self) -> int:
        """Persons who have been told something that is no longer so."""
        return sum(each.persons for each in self.changes if each.told)


def once(broken: Iterable[Violation]) -> list[Violation]:
    """The first of those that break the same rule at the same place."""
    first: dict[tuple[Rule, str], Violation] = {}
    for each in broken:
        first.setdefault((each.rule, each.where), each)
    return list(first.values())


def stuck_in(
    problem: Problem,
    taken: Mapping[str, Steps],
    lost: Container[str],
    broken: tuple[Violation, ...],
    alone: Callable[[str], bool],
) -> tuple[Stuck, ...]:
    """Those who break a rule where they are, and those who are lost: without a way though they had one or are new.

    `taken`: the departures that somebody has taken by now; `alone`: whether they have a way if nobody else is there.
    """
    own, full = defaultdict[str, list[Violation]](list), defaultdict[str, list[Violation]](list)
    for each in broken:
        for id_ in each.parties:
            own[id_].append(each)
        if each.rule is Rule.BEDS:
            full[each.where].append(each)
    stuck, ends = [], {leg.id: leg.b for leg in problem.legs}
    for party in problem.parties:
        before = taken.get(party.id, ())
        crowded = full[ends[before[-1].leg]] if before and party.id in lost else []
        rules = (*own[party.id], *crowded)
        if rules or party.id in lost:
            stuck.append(Stuck(party.id, party.size, rules, alone(party.id)))
    return tuple(stuck)


def watched(problem: Problem, taken: Mapping[str, Steps], events: Events) -> dict[str, tuple[str, ...]]:
    """Of each compromised house, who was there since it may have been watched, by the departures that they took."""
    found = {}
    for event in events.events:
        if isinstance(event, HouseCompromised):
            since = events.now if event.since is None else event.since
            found[event.place] = tuple(_were_in(problem, taken, event.place, since, events.now))
    return found


def _were_in(problem: Problem, taken: Mapping[str, Steps], place: str, since: int, now: int) -> Iterator[str]:
    legs = {leg.id: leg for leg in problem.legs}
    for party, steps in taken.items():
        rest = [step.departs for step in steps[1:]]
        for step, leaves in zip(steps, [*rest, now + 1], strict=True):
            if legs[step.leg].b == place and leaves > since and step.departs + legs[step.leg].dur <= now:
                yield party
                break
