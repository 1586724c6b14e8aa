"""Why a party has the way that it has, what another one would cost, and what keeps it from any.

All that is said of one party while everybody else keeps the way of the plan, or is absent, is exact unless it says that
it is not. Whether everybody could be placed anew so that one more has room is another question: see `solving`.
Of a problem with `now` it is said of what is left: of who has set out the rest of the way, from where it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from msgspec.structs import replace

from waystation.planning.beside import ANY, FULL, Found, Full, Wish, alone, among_all
from waystation.planning.checking import Objective, check, evaluate
from waystation.planning.levels import Level, of_part, of_way
from waystation.planning.obstacles import Obstacles, obstacles, smallest
from waystation.planning.problem import NIGHT, SLOTS, Plan, Problem, Step
from waystation.planning.reading import Unreadable


@dataclass(frozen=True)
class Way:
    """A way as if nobody else were there, part by part from now on: exposure a person as levels, slots, euro, and the
    objective."""

    steps: tuple[Step, ...]
    """All of them, also those before now."""
    waiting: Level
    """In the origin."""
    staying: Level
    travelling: Level
    exposure: Level
    leaves: int | None
    """The slot in which it leaves the origin, and in which it arrives at a destination."""
    abroad: int | None
    on_the_road: int
    """Nights that it spends on legs: no rule forbids that, and people who are tired should see it."""
    money: int
    objective: float


@dataclass(frozen=True)
class Difference:
    """How much more a plan costs than another in which one party has another way. Negative: less."""

    exposure: int
    """1, 0 or -1: that it is more, the same, or less; how much is a level of the ways."""
    delay: float
    """Days of each person until it is abroad."""
    money: int
    objective: float
    left_behind: int
    abroad: int


@dataclass(frozen=True)
class Shortage:
    """What is full: of which leg, pool, house or pathway, in which slots. Kept apart: neither where nor when."""

    full: Full
    where: str = ""
    slots: tuple[int, ...] = ()


@dataclass(frozen=True)
class Detour:
    """The best way that does as is wished."""

    wish: Wish
    way: Way | None
    """With everybody else as planned; what the plan then costs more than it does."""
    costs: Difference | None
    lacking: tuple[frozenset[Full], ...]
    """If there is none: smallest sets of what is full that would open one."""
    alone: Way | None
    """With everybody else absent; what it then costs more than the given way."""
    costs_alone: Difference | None
    obstacles: Obstacles | None
    """If there is none even then."""
    slack: float
    """No way that is called the best is worse than the best by more than this; infinite where that is not known."""


@dataclass(frozen=True)
class Explanation:
    """Of one party."""

    party: str
    given: Way
    ideal: Way | None
    """The best way if nobody else were there; None: there is none. What the given one costs more than it."""
    costs: Difference | None
    full: tuple[Shortage, ...]
    """What the ideal way would need and others have."""
    open: Way | None
    """A better way that is open although everybody else keeps theirs; what the plan then costs more (that is: less)."""
    gains: Difference | None
    lacking: tuple[frozenset[Full], ...]
    """Of one that stays and has an ideal way: smallest sets of what is full that would open any."""
    obstacles: Obstacles | None
    """Of one that has no way even alone."""
    detour: Detour | None
    slack: float
    """No way that is called the best is worse than the best by more than this; infinite where that is not known."""


def explain(problem: Problem, plan: Plan, party: str, wish: Wish = ANY) -> Explanation:
    """Explains the way of one party in a plan that breaks no rule, and what a wish would cost. Raises Unreadable for a
    party, place or leg that the problem does not have, and ValueError for a plan that breaks a rule."""
    number = _number(problem, party)
    if broken := check(problem, plan):
        raise ValueError(f"the plan breaks a rule: {broken[0]}")
    _known(problem, plan, number, wish)
    return _Explaining(problem, plan, number).explanation(wish)


def _number(problem: Problem, party: str) -> int:
    numbers = {each.id: number for number, each in enumerate(problem.parties)}
    if party not in numbers:
        raise Unreadable("party", f"the problem has no party {party}")
    return numbers[party]


def _known(problem: Problem, plan: Plan, number: int, wish: Wish) -> None:
    known = {place.id for place in problem.places} | {leg.id for leg in problem.legs}
    ends, party = {leg.id: leg.b for leg in problem.legs}, problem.parties[number]
    taken = taken_by(problem, plan[party.id])
    begins = {party.origin, *(ends[step.leg] for step in taken[-1:])}
    if wish.through and wish.through == wish.avoiding:
        raise Unreadable("not-through", f"a way goes through {wish.through} or not")
    for name, wished in (("through", wish.through), ("not-through", wish.avoiding)):
        if wished and wished not in known:
            raise Unreadable(name, f"the problem has neither a place nor a leg {wished}")
        if wished in begins:
            raise Unreadable(
                name, f"every way of {party.id} begins in {wished}" + (" or goes on from there" if taken else "")
            )


class _Explaining:
    """One call of `explain`."""

    def __init__(self, problem: Problem, plan: Plan, number: int) -> None:
        self.problem, self.plan, self.number, self.slack = problem, plan, number, 0.0
        self.party = problem.parties[number]
        self.only = replace(problem, parties=(self.party,), conflicts=())
        self.given = plan[self.party.id]
        self.taken = taken_by(problem, self.given)
        self.alone = alone(problem, number, self.taken)
        self.beside = among_all(problem, plan, number)

    def explanation(self, wish: Wish) -> Explanation:
        ideal, open_ = self._asked(self.alone.best()), self._asked(self.beside.best())
        if ideal is not None and not self.taken and self._alone(ideal).total >= self._alone(()).total:
            ideal = ()
        better = open_ if open_ is not None and self._more(open_).objective < 0 else None
        return Explanation(
            party=self.party.id,
            given=self._way(self.given),
            ideal=self._or_none(ideal),
            costs=None if ideal is None else self._more_alone(self.given, than=ideal),
            full=tuple(self._full(ideal or ())),
            open=self._or_none(better),
            gains=None if better is None else self._more(better),
            lacking=self._lacking(ANY) if ideal and open_ is None else (),
            obstacles=self._obstacles(ANY) if ideal is None else None,
            detour=None if wish == ANY else self._detour(wish),
            slack=self.slack,
        )

    def _detour(self, wish: Wish) -> Detour:
        beside, absent = self._asked(self.beside.best(wish)), self._asked(self.alone.best(wish))
        return Detour(
            wish=wish,
            way=self._or_none(beside),
            costs=None if beside is None else self._more(beside),
            lacking=self._lacking(wish) if beside is None and absent is not None else (),
            alone=self._or_none(absent),
            costs_alone=None if absent is None else self._more_alone(absent, than=self.given),
            obstacles=self._obstacles(wish) if absent is None else None,
            slack=self.slack,
        )

    def _asked(self, found: Found) -> tuple[Step, ...] | None:
        self.slack = max(self.slack, found.slack)
        return found.steps

    def _lacking(self, wish: Wish) -> tuple[frozenset[Full], ...]:
        return smallest(Full, lambda lifted: self._opens(self.beside.best(wish, lifted)))

    def _opens(self, found: Found) -> bool:
        self.slack = self.slack if found.is_sure else inf
        return found.steps is not None

    def _obstacles(self, wish: Wish) -> Obstacles:
        found = obstacles(self.problem, self.number, wish, self.taken)
        self.slack = self.slack if found.exact else inf
        return found

    def _alone(self, steps: tuple[Step, ...]) -> Objective:
        return evaluate(self.only, {self.party.id: steps}, self.problem.now)

    def _more_alone(self, steps: tuple[Step, ...], than: tuple[Step, ...]) -> Difference:
        return _difference(self._alone(than), self._alone(steps), self.party.size)

    def _more(self, steps: tuple[Step, ...]) -> Difference:
        """What the whole plan costs more with other steps of this party."""
        other = evaluate(self.problem, self.beside.plan_with(steps))
        return _difference(evaluate(self.problem, self.plan), other, self.party.size)

    def _full(self, steps: tuple[Step, ...]) -> Iterator[Shortage]:
        found: dict[tuple[Full, str], list[int]] = {}
        for broken in check(self.problem, self.beside.plan_with(steps)):
            full = FULL[broken.rule]
            at = found.setdefault((full, "" if full is Full.APART else broken.where), [])
            at += [] if full is Full.APART or broken.slot is None else [broken.slot]
        for (full, where), slots in found.items():
            yield Shortage(full, where, tuple(slots))

    def _or_none(self, steps: tuple[Step, ...] | None) -> Way | None:
        return None if steps is None else self._way(steps)

    def _way(self, steps: tuple[Step, ...]) -> Way:
        found, size = self._alone(steps), self.party.size
        legs = {leg.id: leg for leg in self.problem.legs}
        arrives = steps[-1].departs + legs[steps[-1].leg].dur if steps else None
        return Way(
            steps=steps,
            waiting=of_part(found.waiting / size),
            staying=of_part(found.staying / size),
            travelling=of_part(found.travelling / size),
            exposure=of_way(found.exposure / size),
            leaves=steps[0].departs if steps else None,
            abroad=arrives if found.abroad else None,
            on_the_road=sum(
                _nights(step.departs, step.departs + legs[step.leg].dur) for step in steps[len(self.taken) :]
            ),
            money=found.money,
            objective=found.total,
        )


def taken_by(problem: Problem, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Those of a way that were taken before now."""
    return tuple(step for step in steps if step.departs < problem.now)


def _nights(begins: int, ends: int) -> int:
    return sum(slot % SLOTS == NIGHT for slot in range(begins, ends))


def _difference(before: Objective, after: Objective, size: int) -> Difference:
    exposure = after.exposure - before.exposure
    return Difference(
        exposure=(exposure > 0) - (exposure < 0),
        delay=(after.delay - before.delay) / size / SLOTS,
        money=after.money - before.money,
        objective=round(after.total - before.total, 1),
        left_behind=after.left_behind - before.left_behind,
        abroad=after.abroad - before.abroad,
    )
