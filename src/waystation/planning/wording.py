"""Times, ways, rules and differences in plain words, for somebody who is tired."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from waystation.planning.beside import Full
from waystation.planning.checking import Rule
from waystation.planning.explaining import Difference, Shortage, Way
from waystation.planning.levels import Level, of_leg, of_place, of_pursuit
from waystation.planning.obstacles import Obstacle, Obstacles
from waystation.planning.problem import SLOTS, Party, Problem, Step

_SLOT: Final = ("morning", "afternoon", "evening", "night")
_MANY: Final = 3
"""Times that are named one by one, at most."""
_FULL: Final = {
    Full.SEAT: "a seat", Full.DRIVER: "a driver", Full.BED: "a bed", Full.ESCORT: "an escort",
    Full.QUOTA: "a place in the programme", Full.MONEY: "money", Full.APART: "to be kept apart from somebody",
}  # fmt: skip


def count(number: int, of: str) -> str:
    return f"{number:,} {of}" if number == 1 else f"{number:,} {of}s"


def when(slot: int) -> str:
    day, of_day = divmod(slot, SLOTS)
    return f"day {day}, {_SLOT[of_day]}"


def listed(words: Iterable[str], last: str = "and") -> str:
    *before, end = [*words] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def way(problem: Problem, party: Party, told: Way) -> Iterator[str]:
    """A line for each leg and each stay, from now on."""
    if not told.steps:
        yield f"  stays in {party.origin}"
        return
    legs = {leg.id: leg for leg in problem.legs}
    places = {place.id: place for place in problem.places}
    until = [step.departs for step in told.steps[1:]] + [problem.slots]
    for step, leaves in zip(told.steps, until, strict=True):
        leg = legs[step.leg]
        to, arrives = places[leg.b], max(step.departs + leg.dur, problem.now)
        if step.departs >= problem.now:
            exposure = of_leg(leg, party)
            yield f"  {when(step.departs):<19} {leg.mode} {leg.id} from {leg.a} to {leg.b}, exposure {exposure}"
        if to.kind != "dest" and leaves > arrives:
            pursuer = of_pursuit(party.pursuit.get(to.id, 0))
            near = "" if pursuer is Level.NONE else f", a pursuer there: {pursuer}"
            ends = "the end" if leaves == problem.slots else when(leaves)
            yield f"  {when(arrives):<19} waits in {to.id} until {ends}, exposure {of_place(to, party)}{near}"


def so_far(problem: Problem, party: Party, steps: tuple[Step, ...]) -> str:
    """Where it is now."""
    now = f"Now it is {when(problem.now)}: what follows is said from then on."
    legs = {leg.id: leg for leg in problem.legs}
    done = [step for step in steps if step.departs < problem.now]
    if not done:
        return f"{now} {party.id} is still in {party.origin}."
    left, leg, arrives = done[0].departs, legs[done[-1].leg], done[-1].departs + legs[done[-1].leg].dur
    there = (
        f"is in {leg.b} since {when(arrives)}" if arrives <= problem.now else f"arrives in {leg.b} on {when(arrives)}"
    )
    return f"{now} {party.id} left {party.origin} on {when(left)}, and {there}."


def part_by_part(origin: str, ways: Mapping[str, Way]) -> Iterator[str]:
    """A table of what ways cost, by what they are called. Exposure is of a person, in levels."""
    yield f"  {'':<28}{''.join(f'{name:<22}' for name in ways)}".rstrip()
    rows: dict[str, Callable[[Way], str]] = {
        f"exposure in {origin}": lambda way: way.waiting,
        "exposure where it waits": lambda way: way.staying,
        "exposure on the way": lambda way: way.travelling,
        "leaves": lambda way: "stays" if way.leaves is None else when(way.leaves),
        "abroad": lambda way: "not" if way.abroad is None else when(way.abroad),
        "nights on the road": lambda way: str(way.on_the_road),
        "money, riding alone": lambda way: f"{way.money:,} euro",
    }
    for name, cell in rows.items():
        yield f"  {name:<28}{''.join(f'{cell(way):<22}' for way in ways.values())}".rstrip()


def difference(more: Difference, before: Way, after: Way) -> str:
    """What the way after costs more or less than the one before, in the order of what matters."""
    said = []
    if more.left_behind:
        said.append("it stays" if more.left_behind > 0 else "it leaves")
    if more.abroad:
        said.append("it gets abroad" if more.abroad > 0 else "it does not get abroad")
    if before.exposure != after.exposure:
        said.append(f"exposure {after.exposure} instead of {before.exposure}")
    elif more.exposure:
        said.append("somewhat more exposure" if more.exposure > 0 else "somewhat less exposure")
    if more.delay:
        said.append(f"{days(abs(more.delay))} {'later' if more.delay > 0 else 'earlier'}")
    if more.money:
        said.append(f"{abs(more.money):,} euro {'more' if more.money > 0 else 'less'}")
    return f"{listed(said or ['no difference'])} (objective {more.objective:+,.1f})"


def days(number: float) -> str:
    return f"{number:g} day" if number == 1 else f"{number:g} days"


def shortage(of: Shortage) -> str:
    """What is full, where and when."""
    what = {
        Full.SEAT: f"no seat on {of.where}", Full.DRIVER: f"no driver of {of.where}", Full.BED: f"no bed in {of.where}",
        Full.ESCORT: "no escort", Full.QUOTA: f"no place in programme {of.where}", Full.MONEY: "not enough money",
        Full.APART: "it would meet somebody from whom it is to be kept apart",
    }[of.full]  # fmt: skip
    if not of.slots:
        return what
    if of.full is Full.BED:
        return f"{what} in the {_nights([slot // SLOTS for slot in of.slots])}"
    if of.full is Full.SEAT:
        return f"{what} on {listed(map(when, of.slots))}"
    runs = _runs(of.slots)
    if len(runs) > _MANY:
        return f"{what}, {len(runs)} times between {when(of.slots[0])}, and {when(of.slots[-1])}"
    return f"{what} on {listed(_until(*run) for run in runs)}"


def _until(first: int, last: int) -> str:
    return when(first) if first == last else f"{when(first)}, to {when(last)}"


def _nights(days: list[int]) -> str:
    runs = [f"{one} to {other}" if one != other else f"{one}" for one, other in _runs(days)]
    return f"{'night' if len(days) == 1 else 'nights'} of {'day' if len(days) == 1 else 'days'} {listed(runs)}"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of all that follow each other."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def lacking(sets: Iterable[frozenset[Full]]) -> str:
    """What there would have to be more of: "a bed and a driver, or an escort"."""
    return ", or ".join(listed(_FULL[each] for each in sorted(one)) for one in sets)


def in_the_way(problem: Problem, party: Party, found: Obstacles) -> Iterator[str]:
    """The first smallest set, a rule to a line, by what the way breaks that opens without it; the others shortly."""
    if len(found.sets[0]) > 1:
        yield "  each of these is enough to forbid it:"
    for obstacle in sorted(found.sets[0]):
        yield f"  - {_obstacle(problem, party, found, obstacle)}"
    rest = (step for step in found.way if step.departs >= problem.now)
    yield f"  Without that it could go: {'; '.join(f'{step.leg} on {when(step.departs)}' for step in rest)}"
    for other in found.sets[1:4]:
        rules = (_SHORT[each.rule].format(document=each.document) for each in sorted(other))
        yield f"  Or, instead of that: {listed(rules)}"
    if len(found.sets) > 4:
        yield f"  Or one of {len(found.sets) - 4} further sets of as many rules"


def _obstacle(problem: Problem, party: Party, found: Obstacles, obstacle: Obstacle) -> str:
    legs = {leg.id: leg for leg in problem.legs}
    broken = [each for each in found.breaks if each.rule is obstacle.rule]
    if obstacle.rule is Rule.DOCUMENT:
        broken = [each for each in broken if legs[each.where].doc == obstacle.document]
    where = listed(dict.fromkeys(each.where for each in broken))
    if obstacle.rule is Rule.VISA:
        return _visa(party, [legs[each.where].pathway for each in broken])
    return _LONG[obstacle.rule].format(
        document=obstacle.document, where=where, day=_ready(problem, party, obstacle),
        cats=listed(party.cats or ["no category"]), persons=count(party.size, "person"), budget=f"{problem.budget:,}",
    )  # fmt: skip


def _ready(problem: Problem, party: Party, obstacle: Obstacle) -> str:
    day = party.internal_day if obstacle.document == "internal" else party.foreign_day
    return f"not in hand before day {day}" if day < problem.days else "not in hand within these days"


def _visa(party: Party, pathways: Iterable[str]) -> str:
    said = (
        f"the visa for {each} is not in hand before day {party.visas[each]}" if each in party.visas
        else f"it has no visa for {each}" for each in dict.fromkeys(pathways)
    )  # fmt: skip
    return listed(said)


_SHORT: Final = {
    Rule.DOCUMENT: "the {document} passport", Rule.VISA: "a visa", Rule.CLOSED: "cancelled departures",
    Rule.PURSUIT_PASS: "pursuers where a leg ends", Rule.PURSUIT_SLEEP: "pursuers where it would sleep",
    Rule.ACCEPTS: "whom houses take", Rule.ACCESSIBLE: "houses that are not accessible",
    Rule.MEDICAL: "houses without medical care", Rule.MAX_STAY: "how long houses let somebody stay",
    Rule.BEDS: "houses with too few beds", Rule.SEATS: "too few seats", Rule.DRIVERS: "too few drivers",
    Rule.ESCORTS: "no escort", Rule.QUOTA: "too few places in a programme", Rule.BUDGET: "the money",
}  # fmt: skip
_LONG: Final = {
    Rule.DOCUMENT: "the {document} passport is {day} (needed for {where})",
    Rule.CLOSED: "departures of {where} are cancelled",
    Rule.PURSUIT_PASS: "a pursuer is too likely at the end of {where}",
    Rule.PURSUIT_SLEEP: "a pursuer is too likely in {where}, where it would have to sleep",
    Rule.ACCEPTS: "no house that it could use takes it ({cats}); the nearest would be {where}",
    Rule.ACCESSIBLE: "no house that it could use is accessible; the nearest would be {where}",
    Rule.MEDICAL: "no house that it could use gives medical care; the nearest would be {where}",
    Rule.MAX_STAY: "houses do not let it stay long enough, such as {where}",
    Rule.BEDS: "no house that it could use has beds for {persons}; the nearest would be {where}",
    Rule.SEATS: "no departure that it could use has seats for {persons}, such as {where}",
    Rule.DRIVERS: "there are too few drivers for {persons} at once in {where}",
    Rule.ESCORTS: "it needs an escort, and there is none",
    Rule.QUOTA: "the programme {where} takes fewer than {persons}",
    Rule.BUDGET: "even the cheapest way costs more than the {budget} euro that there are",
}
