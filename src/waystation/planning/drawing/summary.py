"""What a plan comes to, in words: who leaves, what it costs in danger, delay and money, which rules it keeps."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from waystation.planning.checking import Objective, Rule, Violation
from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.markup import NOTHING, Markup, join, tag
from waystation.planning.drawing.words import headed, listed, many, paragraph, percent, section, table, when
from waystation.planning.problem import SLOTS, Problem

SHARED: Final = {Rule.BEDS, Rule.SEATS, Rule.DRIVERS, Rule.ESCORTS, Rule.QUOTA, Rule.BUDGET}
"""Rules about what all share. Where one is broken gives nobody away; of the others only the number is said."""
_MOST: Final = 8
_POINT: Final = 10_000
"""Units of the objective in a point."""


def summary(facts: Facts, broken: list[Violation], found: Objective | None) -> Markup:
    return section(
        "sum", "In short",
        _verdict(broken, facts.problem.now),
        paragraph(since(facts.problem)) if facts.problem.now else NOTHING,
        tag("dl", *_figures(facts, found), class_="figures") if found else NOTHING,
        paragraph(
            f"The ways of {many(facts.unfit, 'party', 'parties')} break off: they are in no number and no picture."
        ) if facts.unfit else NOTHING,
    )  # fmt: skip


def since(problem: Problem) -> str:
    """What a page says of a problem that goes on from the middle."""
    return f"Now it is {when(problem.now)}. What lies before has happened: it is counted and drawn, and judged no more."


def _verdict(broken: list[Violation], now: int) -> Markup:
    if not broken:
        said = f"{'From now on the' if now else 'The'} plan keeps all {len(Rule)} rules."
        return tag("p", tag("strong", said), class_="verdict good")
    said = f"The plan breaks rules {many(len(broken), 'time')}. It must not be used."
    ask = "Who breaks them is not in this file: plan check says it."
    return tag("div", tag("p", tag("strong", said)), listed(list(_said(broken))), tag("p", ask), class_="verdict bad")


def _said(broken: list[Violation]) -> Iterator[str]:
    """Each rule that is broken, how often, and where if that gives nobody away."""
    for rule in Rule:
        those = [each for each in broken if each.rule is rule]
        if those:
            where = _where(those) if rule in SHARED else ""
            yield f"{words(rule)}: {many(len(those), 'time')}" + (f" ({where})" if where else "")


def _where(those: list[Violation]) -> str:
    """Where it is broken most often; on which day too if there is only one."""
    if len(those) == 1 and those[0].slot is not None:
        return ", ".join(each for each in (those[0].where, when(those[0].slot)) if each)
    places = Counter(each.where for each in those if each.where).most_common()
    more = ["and elsewhere"] if len(places) > _MOST else []
    return ", ".join([f"{place}: {times}" for place, times in places[:_MOST]] + more)


def words(rule: Rule) -> str:
    """The rule in words."""
    return str(Violation(rule)).partition(": ")[2]


def _figures(facts: Facts, found: Objective) -> Iterator[Markup]:
    persons, problem = facts.persons, facts.problem
    last = max((departs for _, departs in facts.aboard), default=None)
    yield _figure(f"{persons - found.left_behind:,}", f"of {many(persons, 'person')} leave")
    yield _figure(f"{found.abroad:,}", "get to a destination")
    yield _figure(f"{found.left_behind:,}", "are left behind")
    if last is not None:
        yield _figure(f"{last // SLOTS}", f"is the day of the last departure, of {many(problem.days, 'day')}")
    yield _figure(f"{found.money:,} €", f"of {problem.budget:,} € are spent")


def _figure(value: str, said: str) -> Markup:
    return tag("div", tag("dt", said), tag("dd", value))


def objective(found: Objective | None) -> Markup:
    """The objective in its parts."""
    if found is None:
        return section("cost", "What it costs", paragraph("Not counted, since ways break off."))
    rows = (
        (join(name, tag("span", said, class_="note")), _points(cost), percent(cost, found.total))
        for name, said, cost in _parts(found)
    )  # fmt: skip
    return section(
        "cost", "What it costs",
        paragraph(
            f"All that the plan costs in danger, waiting and money comes to {_points(found.total)} points; the "
            "planner makes them as few as it can. Dangers are guesses that people made: what matters is which part "
            "is large, not the last digit."
        ),
        headed(table("What it costs", ("Part", "Points", "Of all"), rows)),
    )  # fmt: skip


def _points(cost: float) -> str:
    """No more digits than a guess deserves."""
    points = cost / _POINT
    return f"{points:,.0f}" if points >= 10 else f"{points:.1f}"


def _parts(found: Objective) -> list[tuple[str, str, float]]:
    return [
        ("Waiting at the origin", "danger where they are now, threefold from the deadline on", 10 * found.waiting),
        ("Waiting on the way", "danger in houses and other places, and of being looked for there", 10 * found.staying),
        ("Travelling", "danger on the road, at checks, and of being looked for where it ends", 10 * found.travelling),
        ("Not out, not abroad", "people who never leave, and people who are not yet at a destination at the end",
         10 * found.penalty),
        ("Delay", f"{many(found.delay // SLOTS, 'day')} of one person until a destination", 50.0 * found.delay),
        ("Money", f"{found.money:,} euro", found.money / 10),
    ]  # fmt: skip
