"""What a plan uses up: drivers, escorts, money; and how many one arrest could give away."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from waystation.planning.blast_radius import blast_radius
from waystation.planning.drawing.charts import Frame
from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.layout import Size
from waystation.planning.drawing.map import LOOKS, Look
from waystation.planning.drawing.markup import NOTHING, Inside, Markup, code, join, tag
from waystation.planning.drawing.words import figure, longest, many, numbers, paragraph, percent, section, table
from waystation.planning.problem import SLOTS


def means(facts: Facts) -> Markup:
    """Money and escorts day by day, and each pool of drivers."""
    spent, escorts = list(accumulate(facts.spent())), _escorts(facts)
    label = (
        f"Money spent until each day, of {facts.problem.budget:,} euro, and escorts on the way on each day, "
        f"of {facts.problem.escorts}. The same numbers stand in the table below."
    )
    pictures = join(*(_picture(facts, spent, escorts, look, label) for look in LOOKS))
    days = ((str(day), spent[day], escorts[day]) for day in range(facts.problem.days))
    by_day = table("Until and on each day", ("Day", "Euro spent until then", "Most escorts at once"), days)
    return section(
        "means", "Drivers, escorts, money",
        paragraph(_said(facts, spent[-1], max(escorts))),
        figure(pictures, numbers(by_day)),
        longest("Pools of drivers", ("Pool", "Drivers", "Most away at once", "Cars", "Time away"), list(_pools(facts))),
    )  # fmt: skip


def _said(facts: Facts, money: int, most: int) -> str:
    problem = facts.problem
    return (
        f"{money:,} of {problem.budget:,} euro are spent{_share(money, problem.budget)}. At most {most} of "
        f"{many(problem.escorts, 'escort')} {'is' if most == 1 else 'are'} on the way at once."
    )


def _share(part: int, whole: int) -> str:
    return f" ({percent(part, whole)})" if whole else ""


def _escorts(facts: Facts) -> list[int]:
    """The most escorts at once on each day."""
    slots = range(SLOTS)
    return [max(facts.escorting[day * SLOTS + slot] for slot in slots) for day in range(facts.problem.days)]


def _picture(facts: Facts, spent: list[int], escorts: list[int], look: Look, label: str) -> Markup:
    letter, problem = look.letter, facts.problem
    left = letter * max(3.1, 0.72 * len(f"{max(spent[-1], problem.budget):,}"))
    width = look.width - left - letter
    most = max(1, spent[-1], min(problem.budget, 2 * spent[-1]))
    money = Frame(left, letter * 2, Size(width, look.width * 0.12 + 60), problem.days, most, letter)
    at_once = max(1, *escorts, min(problem.escorts, 2 * max(escorts)))
    below = Frame(left, money.top + money.size.height + letter * 4, Size(width, 48), problem.days, at_once, letter)
    return tag(
        "svg", money.scale(), money.bars(spent, "dest"),
        money.limit(problem.budget, f"there are {problem.budget:,}") if problem.budget <= most else NOTHING,
        money.headed("Euro spent until each day"), money.dates(), below.scale(), below.bars(escorts, "way"),
        below.limit(problem.escorts, f"there are {problem.escorts}") if problem.escorts <= at_once else NOTHING,
        below.headed("Most escorts at once on each day"),
        viewBox=f"0 0 {look.width} {below.top + below.size.height + letter:.0f}", class_=f"picture {look.name}",
        role="img", aria_label=label,
    )  # fmt: skip


def _pools(facts: Facts) -> Iterator[tuple[Inside, ...]]:
    """The busiest first; a pool that nobody asks for does not appear."""
    for pool, cars in facts.trips.most_common():
        busy, drivers = facts.driving[pool], facts.problem.drivers.get(pool, 0)
        away = percent(sum(busy.values()), drivers * facts.problem.slots)
        yield join(code(pool)), drivers, max(busy.values()), cars, away


def given_away(facts: Facts, sound: bool) -> Markup:
    """How many persons one host and one driver could give away; counted of a plan that keeps the rules alone."""
    if not sound:
        return section("arrest", _ARREST, paragraph("Not counted for a plan that breaks rules."))
    found, everybody = blast_radius(facts.problem, facts.plan), facts.persons
    houses = sorted(found.houses.items(), key=lambda each: (-each[1], each[0]))
    drivers = sorted(found.drivers.items(), key=lambda each: (-max(each[1]), each[0]))
    of_houses: list[Sequence[Inside]] = [(join(code(id_)), known, percent(known, everybody)) for id_, known in houses]
    of_drivers: list[Sequence[Inside]] = [
        (join(code(pool)), len(known), max(known), percent(max(known), everybody)) for pool, known in drivers
    ]
    return section(
        "arrest", _ARREST,
        paragraph(
            f"One host could give away {many(found.house, 'person')} at most, one driver {found.driver:,}: a host "
            "knows who slept in the house, a driver those whom they drove and who sleeps where they drove to."
        ),
        tag(
            "div",
            longest("Houses", ("House", "Persons known", "Of all"), of_houses),
            longest("Drivers", ("Pool", "Who drive", "Most known to one", "Of all"), of_drivers),
            class_="beside",
        ),
    )  # fmt: skip


_ARREST: Final = "If somebody is arrested"
