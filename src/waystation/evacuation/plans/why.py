"""Why a party has its way and not another one, in codes: what the planner says, for a page to put into words.

Plain Python: it runs in the process that has given up everything.
"""

from collections.abc import Iterable

from waystation.evacuation.plans.protocol import FORBIDDEN, OPEN, SAME, TAKEN, Cost, Detour, Reason, Why
from waystation.planning import Plan, Problem
from waystation.planning.beside import ANY, Wish
from waystation.planning.explaining import Difference, Explanation, Shortage, explain
from waystation.planning.obstacles import Obstacles
from waystation.planning.reading import Unreadable


def why(problem: Problem, plan: Plan, party: str, through: str = "") -> Why:
    """The reasons; `broken` where the plan breaks a rule, so that there is nothing to explain."""
    try:
        found = explain(problem, plan, party, Wish(through=through) if through else ANY)
    except (Unreadable, ValueError):
        return Why(broken=True)
    worse = found.costs is not None and found.costs.objective > 0
    return Why(
        stays=not found.given.steps,
        loses=_cost(found.costs) if worse and found.costs else None,
        full=tuple(map(_shortage, found.full)),
        lacking=_codes(found.lacking),
        forbidden=_rules(found.obstacles),
        nowhere=found.obstacles is not None and not found.obstacles.sets,
        detour=_detour(found),
        sure=found.slack == 0,
    )


def _cost(of: Difference) -> Cost:
    return Cost(of.exposure, round(of.delay, 1), of.money, of.left_behind, of.abroad)


def _shortage(of: Shortage) -> Reason:
    return Reason(str(of.full), (of.where,) if of.where else (), of.slots)


def _codes(sets: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(map(str, each))) for each in sets)


def _rules(of: Obstacles | None) -> tuple[tuple[Reason, ...], ...]:
    if of is None:
        return ()
    where: dict[str, dict[str, None]] = {}
    for each in of.breaks:
        where.setdefault(str(each.rule), {})[each.where] = None
    return tuple(
        tuple(
            Reason(str(each.rule), tuple(where.get(str(each.rule), ())) if not number else ()) for each in sorted(one)
        )
        for number, one in enumerate(of.sets)
    )


def _detour(found: Explanation) -> Detour | None:
    of = found.detour
    if of is None:
        return None
    if of.way is not None:
        same = of.way.steps == found.given.steps
        return Detour(SAME if same else OPEN, _cost(of.costs) if of.costs and not same else None)
    if of.alone is not None:
        return Detour(TAKEN, lacking=_codes(of.lacking))
    return Detour(FORBIDDEN, forbidden=_rules(of.obstacles))
