"""What would help most, and who is left behind, in plain words."""

from collections.abc import Iterator
from typing import Final

from waystation.planning.changes import EURO, WEEK, Certainty, Change, Changes, Effect, Kind
from waystation.planning.fairness import SMALLEST, Fairness, Group
from waystation.planning.problem import Problem
from waystation.planning.wording import count, days, listed

_MORE: Final = 1.25
"""How many times as much as everybody a group waits, or loses, before words are said about it."""
_FEW: Final = 0.75
"""The part of what the category with the most beds has, of which another has fewer, before words are said about it."""


def of_changes(problem: Problem, changes: Changes) -> str:
    """The report on what single change would help, the most certain first."""
    return "\n".join(_of_changes(problem, changes)) + "\n"


def _of_changes(problem: Problem, changes: Changes) -> Iterator[str]:
    now = changes.objective
    yield f"As it is: {count(now.left_behind, 'person')} left behind, {now.abroad} of {_persons(problem)} get abroad;"
    yield f"objective {now.total:,.1f}, and no plan costs less than {changes.bound:,.1f}."
    if changes.better_by:
        yield f"This is a plan that costs {changes.better_by:,.1f} less than the given one, without any change:"
        yield "first solve the problem again, for longer."
    told = [each for each in changes.effects if each.certainty is not Certainty.NOTHING]
    yield ""
    yield "What would help, each by itself:" if told else "No change that was tried helps by as much as can be told."
    yield from (f"  - {_change(each.change)}: {_effect(each)}" for each in told)
    if rest := [each for each in changes.effects if each.certainty is Certainty.NOTHING]:
        yield ""
        yield "Tried, and no difference that can be told:"
        yield from (f"  - {_change(each.change)}" for each in rest)
    if changes.untried:
        yield f"There was no time for {changes.untried} more: give it some with --time-limit."


def _persons(problem: Problem) -> int:
    return sum(party.size for party in problem.parties)


def _change(change: Change) -> str:
    return {
        Kind.BED: f"one more bed in {change.what}",
        Kind.DRIVER: f"one more driver of {change.what}",
        Kind.ESCORT: "one more escort",
        Kind.QUOTA: f"one more place in programme {change.what}",
        Kind.MONEY: f"{EURO:,} euro more",
        Kind.VISA: f"the visa of {change.party} for {change.what} {WEEK} days earlier",
        Kind.DOCUMENT: f"the {change.what} passport of {change.party} {WEEK} days earlier",
    }[change.kind]


def _effect(effect: Effect) -> str:
    said = [f"{_more(effect.leave)} can leave"] if effect.leave > 0 else []
    said += [f"{_more(effect.abroad)} get abroad"] if effect.abroad > 0 else []
    if effect.certainty is Certainty.PROVED:
        less = f"about {effect.less:,.1f} less, {effect.at_least:,.1f} less for certain"
        return listed([*said, f"the objective is {less}"])
    return f"{listed(said)} (estimated: a longer search may find as much without it)"


def _more(persons: int) -> str:
    return f"{persons} more {'person' if persons == 1 else 'persons'}"


def of_fairness(report: Fairness) -> str:
    """The report on who is left behind and waits longest."""
    return "\n".join([*_of_groups(report), "", *_houses(report), "", _URGENCY]) + "\n"


def _of_groups(report: Fairness) -> Iterator[str]:
    all_, average, longest = report.everybody, _rounded(report.everybody.waits), _rounded(report.everybody.longest)
    yield f"{count(all_.persons, 'person')}, {all_.left_behind} left behind."
    yield f"Until they leave they wait {average} on average, {longest} at most."
    yield f"Groups of fewer than {SMALLEST} persons are counted with the next smallest, so that nobody is told apart."
    for kind, groups in report.groups.items():
        yield ""
        yield f"{'by ' + kind:<36} persons      left behind      days until they leave"
        yield f"{'':<36} (of all)     (of all left)    average  longest"
        yield from map(_row, groups)
        if not groups:
            yield f"  fewer than {SMALLEST} persons: not counted here"
        yield from (f"  ! {each}" for each in _behind(groups, all_))
    if any(len(group.names) > 1 for groups in report.groups.values() for group in groups):
        yield ""
        yield "Who is in a small group is easily the last: look at the parties of those counted together one by one."


def _rounded(number: float) -> str:
    return days(round(number, 1))


def _row(group: Group) -> str:
    return (
        f"  {', '.join(group.names):<34} {group.persons:>3} {group.share:>5.0%}"
        f" {group.left_behind:>8} {group.share_left_behind:>6.0%} {group.waits:>14.1f} {group.longest:>8.1f}"
    )


def _behind(groups: tuple[Group, ...], everybody: Group) -> Iterator[str]:
    for group in groups:
        name = listed(group.names)
        if group.left_behind and group.share_left_behind > _MORE * group.share:
            yield f"{name}: {group.share:.0%} of all persons, but {group.share_left_behind:.0%} of those left behind"
        if group.waits > max(_MORE * everybody.waits, everybody.waits + 1):
            yield f"{name}: they wait {_rounded(group.waits - everybody.waits)} longer than everybody on average"


def _houses(report: Fairness) -> Iterator[str]:
    yield f"Of {count(report.houses, 'house')} with {count(report.beds, 'bed')} take"
    for each in sorted(report.takes, key=lambda each: each.beds):
        yield f"  {each.category:<34} {count(each.houses, 'house')} with {count(each.beds, 'bed')}"
    most = max((each.beds for each in report.takes), default=0)
    if fewest := [each.category for each in report.takes if each.beds < _FEW * most]:
        yield f"Fewest beds are open to: {listed(fewest)}. Lists of whom a house takes make small groups the last to be"
        yield "placed, whatever the plan: ask houses to take more people before anybody is asked to wait longer."


_URGENCY: Final = """\
Urgency says who goes first: a rule of this organisation, no rank of lives. Look at it again for whoever waits longest.
Who is left behind two people decide, with a reason and a day on which they look at it again."""
