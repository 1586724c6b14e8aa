"""A plan at once, better ones as long as there is time, and a bound that says how much better one could be.

In each round two things go on beside each other, each on a core of its own: ascent of the relaxation (`duality`), whose
prices guide the search of the next round, and ruin and recreate (`improving`). Small problems then go to the integer
programme of all departures (`arcflow`), which proves.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from random import Random
from threading import Thread
from time import monotonic
from typing import Any, Final

from waystation.planning import arcflow
from waystation.planning.checking import Objective, check, evaluate
from waystation.planning.dispersing import disperse
from waystation.planning.duality import Relaxation
from waystation.planning.improving import Search
from waystation.planning.insertion import guide
from waystation.planning.limits import Effort, Limit
from waystation.planning.master import Master
from waystation.planning.network import MONEY, WHOLE, Network, Way
from waystation.planning.pinning import NOTHING, History, begin, pin
from waystation.planning.pricing import Prices, Pricing, reachable
from waystation.planning.problem import Plan, Problem, Step
from waystation.planning.reading import validated
from waystation.planning.recombining import Known, recombine
from waystation.planning.tables import network

_ASCENTS: Final = 6
_PROGRAMMES: Final = 8
"""Rounds after which a linear programme is asked for prices, when steps of ascent gain nothing any more."""
_GREEDY: Final = (2, 8)
"""Rounds before which everybody is placed anew, by what the relaxation has learnt until then."""
WAYS: Final = 4
"""How many ways are asked for in a round, for each party, about."""
_STEERING: Final = (MONEY, 10.0, 100.0, 1000.0)
"""Prices of money that the search tries, in units of the objective a euro."""
_GUIDANCE: Final = (0.0, 0.5, 1.0)
"""How much of what the relaxation says that everything else is worth."""
_HEAT: Final = 0.001
"""How much worse a plan may be, as a part of the objective, that the search goes on from at its beginning."""
_PLACES: Final = 0.1
"""The part of the time in which everybody is placed at one price after the other."""
_RECOMBINING: Final = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
"""When known ways are put together anew, as parts of the time,"""
_RECOMBINES: Final = 0.05
"""and the part of the time that this takes each time at most."""
_ENDS: Final = 0.05
"""The part of the time in which, at the end, everybody gets what is better for them alone, and then fewer people are
given away by the plan."""
_SHORTLY: Final = 1.0
"""Seconds for that where somebody waits for the end."""
_TELLS: Final = 0.5
"""Seconds after which it is told again how far it is, and asked whether to go on."""
_PROVING: Final = 4
"""How many steps of ascent it takes to look whether there is something to prove."""
_EXACT: Final = 6_000
"""Usable departures up to which the integer programme is tried,"""
_SOON: Final = 20
"""and after how many rounds, where there are so few from the beginning."""


class Stopped(StrEnum):
    """Why no better plan was looked for."""

    PROVED = "proved"
    TIME = "time"
    WORK = "work"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Progress:
    """How far a planner is: seconds since it began, its best objective and bound."""

    seconds: float
    objective: float
    bound: float
    rounds: int


@dataclass(frozen=True)
class Solution:
    """A plan that breaks no rule, what it costs, and that no plan costs less than `bound`."""

    plan: Plan
    objective: Objective
    bound: float
    seconds: float
    first: float
    """Seconds until the first plan."""
    rounds: int
    stopped: Stopped

    @property
    def gap(self) -> float:
        """By how much of its objective the plan may be worse than the best one, at most."""
        return max(0.0, 1 - self.bound / self.objective.total) if self.objective.total else 0.0


def solve(
    problem: Problem,
    time_limit: float = 30,
    warm_start: Plan | None = None,
    pinned: Mapping[str, tuple[Step, ...]] | None = None,
    seed: int = 0,
    work_limit: int | None = None,
    progress: Callable[[Progress], bool] = lambda _: True,
    within: float = 0.0,
    so_far: History = NOTHING,
    of: Network | None = None,
) -> Solution:
    """The best plan found in `time_limit` seconds, or in `work_limit` rounds: then it is the same every time, however
    busy the machine is, unless the seconds are over before (`stopped` says so).

    Of plans that cost at most `within` (a part of 1) more than it, one is drawn by `seed` that gives few people away:
    a seed that made a plan which will be used is a secret. Parties in `pinned` do exactly that, and those in `so_far`
    begin so: who has no way on from there has none at all in the plan. `of`: the tables of the problem, in which they
    have begun, where these are known. `progress` is called with each round and twice a second, and returns whether to
    go on. Everybody is looked at once however short the time is. Raises ValueError if what is pinned breaks a rule, and
    Unreadable for a problem that contradicts itself.
    """
    if not (time_limit > 0 and 0 <= within <= 1):
        raise ValueError("the time limit is a number of seconds, and `within` a part of 1")
    planner = _Planner(problem, time_limit, dict(pinned or {}), seed, work_limit, within, progress, so_far, of)
    return planner.run(warm_start)


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _beside() -> Executor:
    """Something that goes on beside us; where no thread may be started, one after the other."""
    thread = Thread(target=bool)
    try:
        thread.start()
    except RuntimeError:
        return _Here()
    thread.join()
    return ThreadPoolExecutor(1)


class _Planner:
    """One call of `solve`."""

    def __init__(
        self,
        problem: Problem,
        time_limit: float,
        pinned: dict[str, tuple[Step, ...]],
        seed: int,
        work_limit: int | None,
        within: float,
        progress: Callable[[Progress], bool],
        so_far: History,
        of: Network | None,
    ) -> None:
        self.began, self.time_limit, self.work_limit = monotonic(), time_limit, work_limit
        self.problem, self.progress, self.within, self.rounds = problem, progress, within, 0
        validated(problem)
        all_of_it, held = pin(of or begin(network(problem), so_far), pinned)
        self.of = reachable(all_of_it, held)
        self.relaxation = Relaxation(self.of)
        known = self.relaxation.known if work_limit is None else None  # programmes go by the clock alone
        self.master = Master(self.relaxation, known) if known else None
        self.prices = [Prices.free(self.of) for _ in range(len(_STEERING) * len(_GUIDANCE))]
        began = self.seconds
        self.search = Search(Pricing(self.of), self.prices, Random(seed), held)  # noqa: S311  # no secret
        self.first = self.told = 0.0  # seconds: until the first plan, until it was last told how far it is
        self.ascent = self.seconds - began  # seconds of a step, of placing everybody, of what is done with any plan
        self.placing = self.finishing = 0.0
        self.finished: tuple[list[Way], tuple[Plan, Objective]] | None = None
        self.cancelled = self.tried = self.over = self.alone = False
        self.recombined = 0
        self._bound = sum(self.search.least, 0.0)

    @property
    def seconds(self) -> float:
        return monotonic() - self.began

    @property
    def bound(self) -> float:
        return min(max(self._bound, self.relaxation.bound), self.search.value)

    @property
    def stopped(self) -> Stopped | None:
        if self.search.value - self.bound < WHOLE:
            return Stopped.PROVED
        if self.cancelled:
            return Stopped.CANCELLED
        if self.work_limit is not None and self.rounds >= self.work_limit:
            return Stopped.WORK
        return None if self._is_time_for(0.0) else Stopped.TIME

    def _is_time_for(self, seconds: float) -> bool:
        """Whether what takes so long ends before the end is made."""
        return seconds < self._left()

    def _left(self) -> float:
        """Seconds until the end is made."""
        return self.time_limit * (1 - _ENDS) - self.finishing - self.seconds

    def _part(self, part: float) -> float:
        """Seconds for something that may take this part of the time; all of it where work is counted, not time."""
        return part * self.time_limit if self.work_limit is None else self.time_limit

    def _ways(self) -> float:
        """How many ways may be asked for at the end."""
        return inf if self.work_limit is None else WAYS * max(1, self.work_limit) * len(self.of.size)

    def run(self, warm_start: Plan | None) -> Solution:
        with _beside() as beside:
            self.alone = isinstance(beside, _Here)
            try:
                return self._run(warm_start, beside)
            finally:
                self.over = True

    def _run(self, warm_start: Plan | None, beside: Executor) -> Solution:
        self._guide()
        if warm_start is not None:
            parties = enumerate(self.problem.parties)
            self.search.begin([self.of.way_of(number, warm_start.get(party.id, ())) or () for number, party in parties])
        if self.work_limit != 0:
            self._greedy()
        while self.stopped is None:
            self._round(beside)
        return self._solution()

    def _round(self, beside: Executor) -> None:
        """The two share nothing while both go on, so that a round is the same whichever is quicker."""
        liked, began = self._liked(), self.seconds
        asks = self._asks()
        ascents = beside.submit(self._ascend, self.search.value, asks)
        until = 2 * self.seconds - began  # where nothing goes on beside us, as long as that has taken
        if self.rounds in _GREEDY and self._is_time_for(self.placing):
            self._greedy()
        if liked:
            self._recombine(liked)
        self._improve()
        while asks and (self.seconds < until or not ascents.done()) and self._steps():
            pass
        ascents.result()
        self._guide()
        self.rounds += 1
        few = len(self.of.usable) <= _EXACT and self.rounds >= _SOON
        if not self.tried and (self.relaxation.done or few) and not self.stopped:
            self._prove()
        self._tell()

    def _improve(self) -> None:
        """As many steps of the search as a round has."""
        for _ in range(max(8, len(self.of.size) // 4)):
            if not self._steps():
                return

    def _steps(self) -> bool:
        """Takes a step of the search; False where there is none any more."""
        goes_on = bool(self._is_time_for(0.0) and self.search.free and self._goes_on())
        if goes_on:
            self.search.step(_HEAT * self.search.value * (1 - self._spent()) ** 2)
        return goes_on

    def _asks(self) -> bool:
        """Whether a linear programme is asked for prices in this round. Nobody knows how long that takes."""
        is_due = self.relaxation.done and self.rounds % _PROGRAMMES == 0
        return is_due and self.master is not None and not self.master.done

    def _ascend(self, known: float, asks: bool) -> None:
        if asks and self.master and known - self.relaxation.bound >= WHOLE:
            self.master.step(self._left(), self._is_ended)
        for _ in range(_ASCENTS):
            began = self.seconds
            if self.relaxation.done or known - self.relaxation.bound < WHOLE or not self._is_time_for(self.ascent):
                return
            if self._is_ended():
                return
            self.relaxation.ascend(known)
            self.ascent = max(self.ascent, self.seconds - began)

    def _is_ended(self) -> bool:
        """Whether what goes on beside the search is to end."""
        return self.over or self.cancelled or (self.alone and not self._goes_on())

    def _goes_on(self) -> bool:
        """Whether nobody has cancelled it; tells how far it is, now and then."""
        if self.seconds - self.told >= _TELLS:
            self._tell()
        return not self.cancelled

    def _tell(self) -> None:
        """Tells how far it is; nothing any more to who has cancelled it."""
        if not self.cancelled:
            self.cancelled = not self.progress(Progress(self.seconds, self.search.value, self.bound, self.rounds))
            self.told = self.seconds

    def _greedy(self) -> None:
        """Places everybody at each of the prices while there is time, but once at least; goes on from the best."""
        had, until = list(self.search.ledger.ways), self.seconds + self._part(_PLACES)
        for prices in reversed(self.prices):
            began = self.seconds
            self.search.place(had, prices, self._goes_on)
            self.placing = self.seconds - began
            if not self.first:
                self._have_first()
            is_over = self.seconds + self.placing > until or not self._is_time_for(self.placing)
            if is_over or self.cancelled:
                break
        self.search.begin(self.search.best)

    def _liked(self) -> Known | None:
        """What the relaxation likes best, where it is time to put known ways together anew."""
        due = _RECOMBINING[self.recombined :]
        is_due = bool(due) and self._spent() >= due[0] and self._is_time_for(0.0)
        return self.master.known.copy() if self.master and is_due else None

    def _recombine(self, liked: Known) -> None:
        """Goes on from the best that comes of the ways that parties had, or that the relaxation likes."""
        self.recombined += 1
        search, had = self.search, self.search.known or liked
        known = {party: [*had.of(party), *search.keeping(party, liked.of(party))] for party in search.free}
        seconds = min(self._part(_RECOMBINES), self._left())
        found = recombine(self.of, search.best, known, search.value, seconds, lambda: not self._goes_on())
        if found is not None:
            search.begin(found)

    def _have_first(self) -> None:
        """There is a plan; what will be done with the last one shows with it how long that takes."""
        self.first = self.seconds
        self._finished(self.search.best)
        self.finishing = self.seconds - self.first

    def _spent(self) -> float:
        by_time = self.seconds / self.time_limit
        return min(1.0, by_time if self.work_limit is None else self.rounds / self.work_limit)

    def _guide(self) -> None:
        """Sets the prices of the search by the relaxation's."""
        combined = ((money, weight) for weight in _GUIDANCE for money in _STEERING)
        for prices, (money, weight) in zip(self.prices, combined, strict=True):
            guide(prices, self.of, money, self.relaxation.prices, weight)

    def _prove(self) -> None:
        if not self._is_time_for(_PROVING * self.ascent):
            return
        self.tried = True
        useful = self.relaxation.useful(self.search.value - WHOLE)
        if useful.sum() > _EXACT:
            return
        best, value = self.search.best, self.search.value
        ways, bound = arcflow.solve(self.of.keep(useful), self._left(), best, value, lambda: not self._goes_on())
        self.search.begin(ways)
        self._bound = max(self._bound, min(bound, value))

    def _solution(self) -> Solution:
        """What makes the plan better at its end is begun only where there is time for it and for what follows."""
        left = min(self._part(_ENDS), self.time_limit - self.finishing - self.seconds)
        seconds = (_SHORTLY if self.cancelled else left) - self.finishing
        until = self.seconds + seconds
        limit = Limit(self.search.insertion.pricing, Effort(seconds / 2, self._ways()))
        self.search.place_left(self.prices[len(_STEERING) - 1 :: -1], limit)
        self.search.polish(limit)
        plan, objective = self._finished(disperse(self.search, self.within, lambda: self.seconds < until))
        stopped = self.stopped or Stopped.TIME
        return Solution(
            plan, objective, min(self.bound, objective.total), self.seconds, self.first, self.rounds, stopped
        )

    def _finished(self, ways: list[Way]) -> tuple[Plan, Objective]:
        """The plan, which breaks no rule."""
        if self.finished is None or ways != self.finished[0]:
            plan = self.of.plan_of(ways)
            if broken := check(self.problem, plan):
                raise AssertionError(f"the planner broke a rule: {broken[0]}")
            self.finished = list(ways), (plan, evaluate(self.problem, plan))
        return self.finished[1]
