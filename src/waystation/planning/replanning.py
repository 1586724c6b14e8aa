"""A plan made anew after something has happened, so that as few people as possible have to be told something new.

First only those plan anew whose ways are broken or were never told, beside everybody else (level 1); where somebody
finds no way so, the fewest others give up theirs (level 2); everybody is free only if that is asked for (level 3).
What departed before now is done, and everybody goes on from where they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from math import inf
from time import monotonic
from typing import Final

from msgspec import structs

from waystation.planning.beside import alone
from waystation.planning.changing import change, without_what_they_know
from waystation.planning.checking import Rule, Violation, check, evaluate
from waystation.planning.events import (
    Events,
    HouseCompromised,
    MissedCheckIn,
    PartyAdded,
    faults,
)
from waystation.planning.fewest import SMALL, Fewest, look, prove
from waystation.planning.ledger import Ledger
from waystation.planning.limits import Effort
from waystation.planning.network import Network, Way
from waystation.planning.pinning import History, Steps, begin, history, pin
from waystation.planning.placing import Placing, put_beside
from waystation.planning.pricing import reachable
from waystation.planning.problem import Plan, Problem
from waystation.planning.reading import Unreadable
from waystation.planning.replanned import Change, Replanned, once, stuck_in, watched
from waystation.planning.solving import WAYS, Progress, Solution, solve
from waystation.planning.tables import network

EVERYBODY: Final = inf
"""As many others as may change: then nobody keeps a way for its own sake."""
_STRANDED: Final = 10
"""How much worse it is to have no way on for who is on the way: they may not be able to remain where they are."""
_MAYBE_SMALL: Final = 10
"""How many times too many departures there may be for a proof before it is asked which of them lead nowhere."""
_PATIENCE: Final = 1.0
"""Seconds without a better plan after which no better one is looked for."""


def replan(
    problem: Problem,
    plan: Plan,
    events: Events,
    time_limit: float = 10,
    most_others: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], bool] = lambda _: True,
    work_limit: int | None = None,
) -> Replanned:
    """The plan after these events, in about `time_limit` seconds, or in `work_limit` rounds as `solve` counts them.

    With a limit of work and time to spare the plan is the same every time; that nobody else could change is not proved.

    `most_others`: how many persons may change at most whose own ways are not broken; None: as many as those need who
    had a way and have none; EVERYBODY: whoever gains by it. Where it is given, others also make room for those who are
    added. Raises Unreadable for what contradicts the problem or the plan.
    """
    began = monotonic()
    try:
        evaluate(problem, plan)
    except ValueError as error:
        raise Unreadable("", f"{error} (in the plan)") from None
    for path, why in faults(problem, plan, events):
        raise Unreadable(path, why)
    missing = [event.party for event in events.events if isinstance(event, MissedCheckIn)]
    first = began + time_limit / (2 if missing else 1)
    found = _Case(problem, plan, events, first, most_others, work_limit, seed, progress).solve()
    if not missing:
        return found
    aside = without_what_they_know(found.problem, found.plan, missing, events.told_of(plan), events.now)
    contingency = _Case(*aside, began + time_limit, None, work_limit, seed, progress).solve()
    return replace(found, contingency=contingency)


class _Case:
    """One call of `replan`."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        events: Events,
        until: float,
        most_others: float | None,
        work_limit: int | None,
        seed: int,
        progress: Callable[[Progress], bool],
    ) -> None:
        self.began, self.until, self.most, self.events = monotonic(), until, most_others, events
        self.work_limit, self.seed, self.progress = work_limit, seed, progress
        self.problem = change(problem, plan, events)
        parties = self.problem.parties
        self.plan: dict[str, Steps] = {party.id: tuple(plan.get(party.id, ())) for party in parties}
        self.size = {party.id: party.size for party in parties}
        self.number = {party.id: number for number, party in enumerate(parties)}
        self.told = events.told_of(plan) & self.plan.keys()
        self.added = {event.party.id for event in events.events if isinstance(event, PartyAdded)}
        self.history = history(self.problem, self.plan)
        self.why: dict[str, list[str]] = {}
        self.short: list[Violation] = []
        self.network = self.in_time = self._begun()
        """In the second, whoever leaves a compromised house does so by the first departure that is possible."""
        self.homes = self._homes()

    def _begun(self) -> Network:
        try:
            of = begin(network(self.problem), self.history)
        except ValueError as error:
            raise Unreadable("", f"{error} (in the plan)") from None
        stays = of.stays.copy()
        stays[list(of.begun)] *= _STRANDED
        return of.but(stays=stays)

    def _homes(self) -> dict[str, str]:
        """Parties in a compromised house, or on the way to one, with that house."""
        places = {event.place for event in self.events.events if isinstance(event, HouseCompromised)}
        legs = {leg.id: leg for leg in self.problem.legs}
        at = {party: legs[steps[-1].leg].b for party, steps in self.history.taken.items()}
        return {party: place for party, place in at.items() if place in places}

    @cached_property
    def _nobody(self) -> Placing:
        """Nobody is there."""
        return Placing(self.network, {})

    def _alone(self, party: str) -> bool:
        """Whether a party has a way if nobody else is there."""
        number = self.number[party]
        placed = self._nobody.place(number)
        self._nobody.ledger.take(number)
        return placed or self._has_any(number, self.history.taken.get(party, ()))

    def _has_any(self, number: int, taken: Steps) -> bool:
        """The same, asked of all ways that there are: that there is none is only said where it is certain."""
        found = alone(self.problem, number, taken).best()
        return found.steps is not None or not found.is_sure

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.until - monotonic())

    @property
    def effort(self) -> Effort:
        """What is spent next, of several things: a part of the time, or as much work as so many rounds."""
        if self.work_limit is None:
            return Effort(self.left / 3)
        return Effort(self.left, WAYS * self.work_limit * len(self.plan))

    def solve(self) -> Replanned:
        self._find_broken()
        self.until -= monotonic() - self.began  # what is told in the end takes about as long as finding what is broken
        kept = {party: self.plan[party] for party in self.told - self.why.keys()}
        if self.most == EVERYBODY:
            kept = {}
        kept |= self._leave_at_once(kept)
        level, found = self._fewest(kept)
        for number in found.freed:
            kept.pop(self.problem.parties[number].id, None)
        solution = self._solve(kept, found.ways)
        return self._told(solution, 3 if self.most == EVERYBODY else level, found)

    def _find_broken(self) -> None:
        """Whose own ways break a rule now, and why; and what does not suffice for all."""
        broken: dict[str, list[Violation]] = defaultdict(list)
        for each in check(self.problem, self.plan):
            if each.rule is Rule.APART or not each.parties:
                self.short.append(each)
                continue
            for party in each.parties:
                broken[party].append(each)
        self.why |= {party: [str(each) for each in once(rules)] for party, rules in broken.items()}
        for party, steps in self.plan.items():
            if party not in self.why and not self._could_keep(party, steps):
                self.why[party] = [str(each) for each in self._short_on(steps)] or ["the way cannot be kept"]
        for party in self.added:
            self.why.setdefault(party, []).append("they are new")
        for party, place in self.homes.items():
            self.why.setdefault(party, []).insert(0, f"they must leave {place} at once")

    def _could_keep(self, party: str, steps: Steps) -> bool:
        """Whether a way breaks no rule if all others only have what they have taken."""
        number = self.number[party]
        way = self.network.way_of(number, steps)
        return way is not None and (not way or self._nobody.ledger.fits(number, way))

    def _short_on(self, steps: Steps) -> list[Violation]:
        """What does not suffice for all on a way."""
        legs = {leg.id: leg for leg in self.problem.legs}
        used = {each for step in steps for each in (step.leg, legs[step.leg].b, legs[step.leg].pool)}
        return once(each for each in self.short if each.where in used)

    def _leave_at_once(self, kept: Mapping[str, Steps]) -> dict[str, Steps]:
        """Finds the first departure for each in a compromised house. Returns those who were to take it anyway."""
        keeps: dict[str, Steps] = {}
        if not self.homes:
            return keeps
        placing, leave_by = Placing(*self._pinned(kept)), dict[str, int]()
        for party in sorted(self.homes, key=lambda party: -float(self.network.stays[self.number[party]])):
            slot = placing.leave_first(self.number[party])
            if slot is None:
                continue
            leave_by[party] = slot
            if self._on_time(party, slot) and self._keep(placing, party):
                keeps[party] = self.plan[party]
                del self.why[party]
        self.in_time = begin(self.network, History(leave_by=leave_by))
        return keeps if self.most != EVERYBODY else {}

    def _on_time(self, party: str, slot: int) -> bool:
        """Whether nothing else is wrong with its way than that it must leave, and it leaves by then."""
        rest = self.plan[party][len(self.history.taken[party]) :]
        return len(self.why[party]) == 1 and bool(rest) and rest[0].departs <= slot and party in self.told

    def _keep(self, placing: Placing, party: str) -> bool:
        number = self.number[party]
        way = placing.of.way_of(number, self.plan[party])
        return way is not None and placing.restore(number, way)

    def _pinned(self, kept: Mapping[str, Steps]) -> tuple[Network, dict[int, Way]]:
        """Those who keep their ways may do nothing else, unless what there is does not suffice for all of them."""
        of, ways = pin(self.in_time, kept)
        if crowded := put_beside(Ledger(of), ways):
            ids = {self.problem.parties[number].id for number in crowded}
            of, _ = pin(self.in_time, {party: steps for party, steps in kept.items() if party not in ids})
        return of, ways

    def _fewest(self, kept: Mapping[str, Steps]) -> tuple[int, Fewest]:
        """Level 1, and level 2 if that leaves somebody without a way; whoever changes then, and how."""
        level, found = self._at_levels(kept)
        if self.in_time is not self.network and self._without(found.ways):
            before = self.in_time  # it is worse that somebody cannot leave than that somebody leaves a little later
            self.in_time = self.network
            later = self._at_levels(kept, found.ways)
            if self._without(later[1].ways) < self._without(found.ways):
                return later
            self.in_time = before
        return level, found

    def _at_levels(self, kept: Mapping[str, Steps], have: Sequence[Way] = ()) -> tuple[int, Fewest]:
        """`have`: the ways that were found before for those who do not keep theirs."""
        of, ways = self._pinned(kept)
        liked = _but(have, ways) or self._liked(of, kept)
        first = look(of, ways, liked, self._needs(), 0, self.effort)
        if not self._without(first.ways) and not first.freed:
            return 1, replace(first, proved=True)  # nobody but those who must
        if not self.left:
            return 1, first
        of, ways = self._loose(kept)
        small = len(of.usable) <= SMALL and self.work_limit is None  # a proof is as long as the time that it has
        if not small:
            first = self._searched(first, kept)
            if not self._without(first.ways):
                return 1, first
        most = inf if self.most is None else self.most
        crowded = self._persons(first.freed)
        if first.freed and small and (least := prove(of, ways, {}, inf, self.effort.seconds)):
            crowded = self._persons(least.freed)
        found = prove(of, ways, self._needs(), most + crowded, self.effort.seconds) if small else None
        if found is None:
            found = look(of, ways, _but(first.ways, ways), self._needs(), most, self.effort)
        if self._without(found.ways) >= self._without(first.ways) and (not first.freed or not small):
            return 1, replace(first, proved=found.proved)
        return (1 if self._persons(found.freed) <= crowded else 2), found

    def _persons(self, parties: Iterable[int]) -> int:
        return sum(self.problem.parties[number].size for number in parties)

    def _liked(self, of: Network, kept: Mapping[str, Steps]) -> dict[int, Way]:
        """The ways of those who were not told theirs, and could keep them."""
        free = self.plan.keys() - kept.keys() - self.why.keys()
        found = ((self.number[party], of.way_of(self.number[party], self.plan[party])) for party in free)
        return {number: way for number, way in found if way}

    def _loose(self, kept: Mapping[str, Steps]) -> tuple[Network, dict[int, Way]]:
        """Nobody is pinned, but for what they have done."""
        of = self.in_time
        if len(of.usable) <= _MAYBE_SMALL * SMALL:  # of so many those that lead nowhere are not worth the time
            of = reachable(of)
        found = ((self.number[party], of.way_of(self.number[party], steps)) for party, steps in kept.items())
        return of, {number: way for number, way in found if way is not None}

    def _needs(self) -> dict[int, int]:
        """Who should have a way, with how bad it is that one has none: worst where they cannot remain."""
        everybody = 1 + sum(self.size.values())
        due = {party for party, steps in self.plan.items() if steps} | (self.added if self.most else set())
        return {
            self.number[party]: self.size[party] * everybody * (everybody if party in self.history.taken else 1)
            for party in due
        }

    def _without(self, ways: Sequence[Steps | Way]) -> int:
        return sum(weight for party, weight in self._needs().items() if not ways[party])

    def _searched(self, first: Fewest, kept: Mapping[str, Steps]) -> Fewest:
        """The same, but that more have a way if a search finds how."""
        if not self._without(first.ways):
            return first
        them = {self.problem.parties[number].id for number in first.freed}
        held = {party: steps for party, steps in kept.items() if party not in them}
        found = self._look(self.in_time, held, first.ways, self.effort.seconds)
        ways = [self.network.way_of(number, found.plan[party]) or () for party, number in self.number.items()]
        return replace(first, ways=ways) if self._without(ways) < self._without(first.ways) else first

    def _solve(self, kept: dict[str, Steps], ways: list[Way]) -> Solution:
        """The best plan found in what is left of the time, in which no more are without a way than before."""
        of = self._beside_the_stuck(ways)
        found = self._look(of, kept, ways, self.left)
        if self._without([found.plan[party] for party in self.plan]) > self._without(ways):
            all_who_have = {party: steps for party, steps in self._steps(ways).items() if steps}
            found = self._look(of, kept | all_who_have, ways, self.left)
        return found

    def _look(self, of: Network, kept: Mapping[str, Steps], ways: list[Way], seconds: float) -> Solution:
        """The best plan found from these ways on, beside those who are kept."""
        nobody_moves = len(kept) == len(self.plan)
        return solve(
            self.problem, max(0.1, seconds), self._steps(ways), kept, self.seed,
            0 if nobody_moves else self.work_limit,
            progress=_until_idle(self.progress) if self.work_limit is None else self.progress, of=of,
        )  # fmt: skip

    def _steps(self, ways: list[Way]) -> dict[str, Steps]:
        return dict(zip(self.plan, map(self.network.steps_of, ways), strict=True))

    def _beside_the_stuck(self, ways: list[Way]) -> Network:
        """Without the beds of those who have no way on and are in a house, where others leave them these."""
        of = self.in_time
        beds = of.beds.copy()
        for number in of.begun.keys() - {number for number, way in enumerate(ways) if way}:
            beds[of.start[number]] -= of.size[number]
        if (beds.clip(0) == of.beds).all():
            return of
        fewer = of.but(beds=beds.clip(0))
        return of if Placing(fewer, dict(enumerate(ways))).crowded else fewer

    def _told(self, solution: Solution, level: int, found: Fewest) -> Replanned:
        found_ways = self._sooner(solution)
        plan = {party: steps or self.history.taken.get(party, ()) for party, steps in found_ways.items()}
        changes = tuple(
            Change(party, self.size[party], party in self.told, self._reasons(party, found), self.plan[party], steps)
            for party, steps in plan.items()
            if steps != self.plan[party]
        )
        broken = tuple(check(self.problem, plan))
        plain = structs.replace(self.problem, now=0)
        problem = plain if tuple(check(plain, plan)) == broken else self.problem
        solution = replace(solution, plan=plan, objective=evaluate(self.problem, plan))
        lost = {party for party, steps in found_ways.items() if not steps and (self.plan[party] or party in self.added)}
        stuck = stuck_in(self.problem, self.history.taken, lost, broken, self._alone)
        only_broken = not stuck and all(each.party in self.why or not each.told for each in changes)
        return Replanned(
            problem, solution, changes, level, found.proved or only_broken, stuck, broken,
            evaluate(self.problem, self.plan), watched(self.problem, self.history.taken, self.events), None,
        )  # fmt: skip

    def _sooner(self, solution: Solution) -> Plan:
        """The plan in which nobody could leave a compromised house earlier beside all others.

        Everybody is tried once however short the time is; again, since one makes room for another, while there is time.
        """
        if not self.homes:
            return solution.plan
        of, again = self.network, True
        ways = {self.number[party]: of.way_of(self.number[party], steps) for party, steps in solution.plan.items()}
        placing = Placing(of, {number: way for number, way in ways.items() if way})
        while again:
            again = sum(placing.leave_sooner(self.number[party]) for party in self.homes) > 0 and self.left > 0
        return of.plan_of(placing.ledger.ways)

    def _reasons(self, party: str, found: Fewest) -> tuple[str, ...]:
        if party in self.why:
            return tuple(self.why[party])
        if party not in self.told:
            return ("they were not told their way yet",)
        if self.number[party] not in found.freed:
            return ("it is better for all",)
        return ("they make room", *(str(each) for each in once(self.short)))


def _but(ways: Sequence[Way], kept: Mapping[int, Way]) -> dict[int, Way]:
    """The ways of all who have one and keep none."""
    return {number: way for number, way in enumerate(ways) if way and number not in kept}


def _until_idle(progress: Callable[[Progress], bool]) -> Callable[[Progress], bool]:
    """Goes on as long as the plan becomes better."""
    best, at, rounds = inf, 0.0, 0

    def go_on(so_far: Progress) -> bool:
        nonlocal best, at, rounds
        if so_far.objective < best:
            best, at, rounds = so_far.objective, so_far.seconds, so_far.rounds
        idle = so_far.seconds - at > _PATIENCE and so_far.rounds - rounds > 1
        return progress(so_far) and not idle

    return go_on
