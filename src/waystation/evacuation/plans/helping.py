"""What single change would help everybody most, and why those stay who stay: in codes, for a page to put into words.

Plain Python: it runs in the process that has given up everything.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from time import monotonic
from typing import Final

from waystation.evacuation.plans.protocol import Helped, Helps, Steps, Why
from waystation.evacuation.plans.why import why
from waystation.planning import Plan, Problem
from waystation.planning.changes import Certainty, Change, Effect, what_if
from waystation.planning.pinning import History

_FOR_REASONS: Final = 0.3
"""The part of the time in which it is asked why somebody stays."""


def helps(
    problem: Problem,
    plan: Plan,
    told: Mapping[str, Steps],
    occupants: Collection[str],
    seconds: float,
    seed: int,
    progress: Callable[[float], bool],
) -> Helps:
    """Tries changes of what there is while those who know their way keep it. `progress` is told the part that is done,
    and says whether to go on: what was found by then is the answer."""
    reasons = _Reasons(problem, plan, occupants)
    reasons.look(_FOR_REASONS * seconds, lambda part: progress(_FOR_REASONS * part))
    spent = reasons.spent / seconds
    try:
        found = what_if(
            problem, plan, seconds - reasons.spent, seed,
            progress=lambda done, of, at: progress(spent + (1 - spent) * min(1.0, at / (seconds - reasons.spent))),
            pinned={party: plan[party] for party in occupants},
            so_far=History(_kept(problem, plan, told, occupants)),
        )  # fmt: skip
    except ValueError:
        return Helps(broken=True)
    return Helps(
        effects=tuple(_helped(each) for each in found.effects if each.certainty is not Certainty.NOTHING),
        untried=found.untried,
        better=found.better_by > 0,
        rules=dict(reasons.rules),
        full=dict(reasons.full),
        nowhere=reasons.nowhere,
        unknown=reasons.unknown,
    )


def _kept(problem: Problem, plan: Plan, told: Mapping[str, Steps], occupants: Collection[str]) -> dict[str, Steps]:
    """What of each way has departed, or is known to whoever takes it."""
    found: dict[str, Steps] = {}
    for party, steps in plan.items():
        known = 0 if party in occupants else _common(steps, told.get(party, ()))
        departed = sum(step.departs < problem.now for step in steps)
        if kept := steps[: max(known, departed)]:
            found[party] = kept
    return found


def _common(one: Steps, other: Steps) -> int:
    """How many steps two ways begin with alike."""
    found = 0
    while found < min(len(one), len(other)) and one[found] == other[found]:
        found += 1
    return found


def _helped(of: Effect) -> Helped:
    change: Change = of.change
    return Helped(
        str(change.kind), change.what, change.party, max(0, of.leave), max(0, of.abroad),
        of.certainty is Certainty.PROVED,
    )  # fmt: skip


class _Reasons:
    """Why those stay who stay, counted by persons: by rules and by what is full, never by what somebody is."""

    def __init__(self, problem: Problem, plan: Plan, occupants: Collection[str]) -> None:
        self.problem, self.plan = problem, plan
        self.staying = [each for each in problem.parties if each.id not in occupants and not plan.get(each.id)]
        self.rules, self.full = Counter[str](), Counter[str]()
        self.nowhere = self.unknown = 0
        self.spent = 0.0

    def look(self, seconds: float, progress: Callable[[float], bool]) -> None:
        began = monotonic()
        for number, party in enumerate(self.staying):
            if self.spent < seconds and progress(number / len(self.staying)):
                self._add(why(self.problem, self.plan, party.id), party.size)
            else:
                self.unknown += party.size
            self.spent = monotonic() - began

    def _add(self, found: Why, persons: int) -> None:
        rules = {each.code for one in found.forbidden[:1] for each in one}
        full = {each.code for each in found.full} | {code for each in found.lacking[:1] for code in each}
        if found.nowhere:
            self.nowhere += persons
        elif rules:
            self.rules.update(dict.fromkeys(rules, persons))
        elif full:
            self.full.update(dict.fromkeys(full, persons))
        else:
            self.unknown += persons
