"""The planner in a process that has given up everything: no database, no key, no file, no network. Plain Python.

A request stands on standard input, its length before it. While the input stays open it goes on; when it is closed, it
tells the best that it has. On standard output each line is one `Line`: how far it is, or a plan. A later plan of the
same choice is a better one.
"""

import os
import sys
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_name] = "1"  # before numpy is loaded: a process that is forked starts no thread

import msgspec  # noqa: E402
from msgspec.structs import replace  # noqa: E402

from waystation.bounded import confine, seccomp  # noqa: E402
from waystation.evacuation.plans.helping import helps  # noqa: E402
from waystation.evacuation.plans.protocol import (  # noqa: E402
    CHEAPEST,
    FEWEST,
    HELPS,
    LENGTH,
    SAFEST,
    WHY,
    Line,
    Steps,
    Task,
)
from waystation.evacuation.plans.why import why  # noqa: E402
from waystation.planning import Plan, Step, check, evaluate, generate  # noqa: E402
from waystation.planning.checking import Objective, Rule  # noqa: E402
from waystation.planning.events import Events, HouseCompromised, MissedCheckIn  # noqa: E402
from waystation.planning.pinning import History  # noqa: E402
from waystation.planning.reading import Unreadable  # noqa: E402
from waystation.planning.replanning import replan  # noqa: E402
from waystation.planning.solving import Progress, Solution, Stopped, solve  # noqa: E402

MEMORY: Final = 3 * 2**30  # bytes of address space; what it uses is a small part of it
SPARE: Final = 60  # seconds of the processor beyond those that were asked for
WITHIN: Final = 0.01
"""By how much of its objective a plan may be worse than the best one found, to give fewer people away."""
CHEAPER: Final = 0.02
"""The same, to be cheaper."""
_TRIES: Final = 4
_FIRST: Final = 3.0
_NEWS: Final = 0.5
"""Seconds: for the first plan at most, and between two words on how far it is."""
_GOES_ON: Final = (Rule.MAX_STAY, Rule.END)
"""What a way that was told may break at its end: it is to be continued."""


def main(arguments: list[str]) -> None:
    """Plans what stands on standard input in as many seconds as the first of the `arguments` says.

    Followed by WHY, a party, and a place or nothing, it says instead why that party has its way in the plan of the
    task; by HELPS, what would help everybody most beside that plan.
    """
    confine.limits(seconds=int(float(arguments[0])) + SPARE, memory=MEMORY)
    os.set_blocking(0, True)
    raw = _read(0)
    os.set_blocking(0, False)
    _warm_up()
    out = os.dup(1)
    os.dup2(2, 1)  # what a library says goes where errors go
    try:
        confine.no_calls()
    except seccomp.Unavailable:
        return  # not held back: it plans nothing
    task = msgspec.json.decode(raw, type=Task)
    match arguments[1:]:
        case [verb, party, *through] if verb == WHY:
            _write(out, why(task.problem, task.plan, party, *through))
        case [verb] if verb == HELPS:
            _write(out, helped(task, _hurries, lambda line: _write(out, line)))
        case _:
            for line in answer(task, _hurries, lambda line: _write(out, line)):
                _write(out, line)


def _warm_up() -> None:
    """Plans something small: libraries load parts of themselves when these are first used. By rounds, not by seconds:
    on a busy machine these would be over before all of it was used."""
    problem = generate(2, days=6)
    plan = solve(problem, SPARE, work_limit=1, within=WITHIN).plan
    replan(problem, plan, Events(now=1), SPARE, work_limit=1)
    why(problem, plan, problem.parties[0].id)
    helps(problem, plan, {}, (), 0.1, 1, lambda part: True)


def _read(pipe: int) -> bytes:
    head = _exactly(pipe, LENGTH.size)
    return _exactly(pipe, LENGTH.unpack(head)[0])


def _exactly(pipe: int, many: int) -> bytes:
    found = bytearray()
    while len(found) < many:
        more = os.read(pipe, min(many - len(found), 1 << 20))
        if not more:
            sys.exit(1)
        found += more
    return bytes(found)


def _write(pipe: int, line: msgspec.Struct) -> None:
    raw = msgspec.json.encode(line) + b"\n"
    while raw:
        raw = raw[os.write(pipe, raw) :]


def _hurries() -> bool:
    """Whether whoever asked has closed the input."""
    try:
        return os.read(0, 1) == b""
    except BlockingIOError:
        return False


def answer(task: Task, hurries: Callable[[], bool], tell: Callable[[Line], None]) -> Iterator[Line]:
    """Plans of a task as they are found, the last line last; `tell` is told how far it is meanwhile."""
    return _Answering(task, hurries, tell).lines()


def helped(task: Task, hurries: Callable[[], bool], tell: Callable[[Line], None]) -> Line:
    """What would help most, as far as it was found before somebody was in a hurry."""
    last, hurried = 0.0, False

    def progress(part: float) -> bool:
        nonlocal last, hurried
        hurried = hurried or hurries()
        if monotonic() - last >= _NEWS:
            last = monotonic()
            tell(Line(done=min(0.99, part)))
        return not hurried

    found = helps(task.problem, task.plan, task.told, task.occupants, task.seconds, task.seed, progress)
    return Line(done=1.0, stopped="cancelled" if hurried else "time", helps=found)


class _Answering:
    """One task."""

    def __init__(self, task: Task, hurries: Callable[[], bool], tell: Callable[[Line], None]) -> None:
        self.task, self.problem, self.hurries, self.tell = task, task.problem, hurries, tell
        self.spent, self.hurried, self.last = 0.0, False, 0.0
        self.legs = {leg.id: leg for leg in self.problem.legs}
        self.told: Plan = {party.id: task.told.get(party.id, ()) for party in self.problem.parties}
        broken = check(self.problem, self.told)
        self.broken = {party for each in broken if each.rule not in _GOES_ON for party in each.parties}
        self.crowded = any(not each.parties for each in broken)
        kept = {party: steps for party, steps in task.told.items() if party not in self.broken}
        begun = {party: self._departed(steps) for party, steps in task.told.items() if party in self.broken}
        self.pinned = {party: steps for party, steps in kept.items() if party in task.occupants}
        self.so_far = History(
            {party: steps for party, steps in {**kept, **begun}.items() if steps and party not in self.pinned}
            | {party: self._departed(steps) for party, steps in self.pinned.items() if self._departed(steps)}
        )
        self.apart = self._apart()

    def _departed(self, steps: Steps) -> Steps:
        """What they have taken by now, as far as it hangs together: of a way that was given up in its middle nobody can
        have taken the end.
        """
        taken: list[Step] = []
        for step in steps:
            before = self.legs[taken[-1].leg] if taken else None
            follows = before is None or (
                before.b == self.legs[step.leg].a and taken[-1].departs + before.dur <= step.departs
            )
            if step.departs >= self.problem.now or not follows:
                break
            taken.append(step)
        return tuple(taken)

    def _apart(self) -> float:
        """What those cost who only stand for beds."""
        them = tuple(party for party in self.problem.parties if party.id in self.task.occupants)
        return evaluate(replace(self.problem, parties=them, conflicts=()), self.told).total if them else 0.0

    def _cost(self, objective: Objective) -> float:
        return objective.total - self.apart

    def lines(self) -> Iterator[Line]:
        stopped = Stopped.TIME
        if self.broken or self.crowded or self.task.missing or self.task.compromised:
            yield from self._fewest(0.4)
        if not self.crowded and self.task.rounds:
            only = self._solve(self.task.seconds, within=WITHIN)
            stopped = only.stopped
            yield self._line(SAFEST, only)
        elif not self.crowded:
            first = self._solve(min(_FIRST, 0.1 * self.task.seconds))
            yield self._line(SAFEST, first)
            best, stopped = first, first.stopped
            if not self.hurried and first.stopped is not Stopped.PROVED:
                best = self._solve(0.8 * (self.task.seconds - self.spent), first.plan, within=WITHIN)
                stopped = best.stopped
                yield self._line(SAFEST, best)
            if not self.hurried and (cheaper := self._cheaper(best)):
                yield self._line(CHEAPEST, cheaper)
        yield Line(done=1.0, stopped="cancelled" if self.hurried else str(stopped))

    def _solve(
        self, seconds: float, warm: Plan | None = None, within: float = 0.0, budget: int | None = None
    ) -> Solution:
        problem = self.problem if budget is None else replace(self.problem, budget=budget)
        found = solve(
            problem, max(0.5, seconds), warm, self.pinned, self.task.seed, self.task.rounds or None,
            progress=self._progress, within=within, so_far=self.so_far,
        )  # fmt: skip
        self.spent += found.seconds
        return found

    def _progress(self, at: Progress) -> bool:
        self.hurried = self.hurried or self.hurries()
        if monotonic() - self.last >= _NEWS:
            self.last = monotonic()
            self.tell(Line(done=min(0.99, (self.spent + at.seconds) / self.task.seconds)))
        return not self.hurried

    def _cheaper(self, best: Solution) -> Solution | None:
        """The cheapest plan that is nearly as safe and leaves nobody behind for it; None if that is this one."""
        low, high, found = 0, best.objective.money, None
        for _ in range(_TRIES):
            budget = (low + high) // 2
            left = self.task.seconds - self.spent
            if budget in (low, high) or self.hurried or left <= 0:
                break
            tried = self._solve(left / _TRIES, best.plan, budget=budget)
            if self._is_as_good(tried.objective, best.objective):
                found, high = tried, tried.objective.money
            else:
                low = budget
        return found

    def _is_as_good(self, one: Objective, best: Objective) -> bool:
        as_many = one.left_behind <= best.left_behind and one.abroad >= best.abroad
        return as_many and self._cost(one) <= (1 + CHEAPER) * self._cost(best)

    def _line(self, choice: str, found: Solution) -> Line:
        """A plan in which those who find no way on keep what is fixed of theirs."""
        fixed = self.so_far.taken
        plan = {party: steps or fixed.get(party, ()) for party, steps in found.plan.items()}
        stuck = tuple(party for party, steps in found.plan.items() if not steps and fixed.get(party))
        changed = tuple(
            party for party, steps in self.task.told.items() if plan[party][: len(steps)] != steps
        )  # fmt: skip
        return Line(
            done=min(0.99, self.spent / self.task.seconds),
            choice=choice,
            plan=plan,
            bound=_bound(found),
            proved=found.stopped is Stopped.PROVED,
            changed=changed,
            stuck=stuck,
        )

    def _fewest(self, part: float) -> Iterator[Line]:
        """The plan in which the fewest of those who know their way are told another; and one without the missing."""
        events = Events(
            now=self.problem.now,
            told=tuple(self.task.told),
            events=(
                *(HouseCompromised(place=place) for place in self.task.compromised),
                *(MissedCheckIn(party=party) for party in self.task.missing),
            ),
        )
        seconds = max(1.0, part * self.task.seconds)
        try:
            found = replan(
                self.problem, self.told, events, seconds, seed=self.task.seed, progress=self._progress,
                work_limit=self.task.rounds or None,
            )  # fmt: skip
        except Unreadable:
            return
        self.spent += seconds
        for each, contingency in ((found, False), (found.contingency, True)):
            if each is not None:
                yield Line(
                    done=min(0.99, self.spent / self.task.seconds),
                    choice=FEWEST,
                    plan=dict(each.plan),
                    bound=_bound(each.solution),
                    changed=tuple(change.party for change in each.changes if change.told),
                    stuck=tuple(stuck.party for stuck in each.stuck),
                    contingency=contingency,
                )


def _bound(found: Solution) -> float:
    """What no plan costs less than: nothing at the least, also where nothing was looked for since nobody may change."""
    return max(0.0, round(found.bound, 1))
