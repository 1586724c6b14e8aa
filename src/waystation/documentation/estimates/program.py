"""Estimates in a process that has given up everything. Plain Python; the methods are those of `waystation.estimation`.

Who may be whom is drawn again and again by how probable it is; each time the lists are counted, and the interval is of
all these tables together, so that it has what is not known of who is the same person.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any, Final

from waystation.documentation import reckoning  # first: it keeps numpy from starting threads
from waystation.documentation.estimates.protocol import Line, Picture, Result, Row, Said, Task
from waystation.estimation import drawing
from waystation.estimation.answers import Answer, in_json
from waystation.estimation.estimating import Estimate, Options, estimate, leave_one_out
from waystation.estimation.tables import Table
from waystation.estimation.together import Together, combined
from waystation.estimation.wording import Finding
from waystation.linkage import resampling

SECONDS: Final = 600
_NEWS: Final = 0.5
_AGAIN: Final = 0.4
"""How much of the work the likeliest clustering is, with everything that is shown of it; the draws are the rest."""

Tell = Callable[[Any], None]


def main(arguments: list[str]) -> None:
    reckoning.run(Task, SECONDS, _warm_up, answered)


def _warm_up() -> None:
    """Estimates something small: libraries load parts of themselves when these are first used."""
    members = (1, 1, 1, 2, 2, 2, 4, 4, 4, 3, 3, 5, 5, 6, 6, 7)
    task = Task(("a", "b", "c"), members, (0,), (1,), (0.5,), draws=1, seconds=0.01, repetitions=20)
    list(answered(task, lambda line: None))


def answered(task: Task, tell: Tell) -> Iterator[Line]:
    """The answer to a task; `tell` is told how far it is meanwhile."""
    count = len(task.members)
    given = {"same": task.same, "different": task.different}
    likeliest = _table(task, resampling.clustered(count, task.left, task.right, task.chances, **given))
    if not likeliest.observed:
        yield Line(1.0, _nothing(task, likeliest))
        return
    found = estimate(likeliest, **_options(task, _progress(tell, 0.0, _AGAIN)))
    if found.is_refused:
        yield Line(1.0, _result(task, found, None, {}))
        return
    less = leave_one_out(likeliest, seed=task.seed)
    drawn = [
        _table(task, resampling.drawn(count, task.left, task.right, task.chances, task.seed + number, **given))
        for number in range(task.draws if task.chances else 1)
    ]
    whole = combined(drawn, **_options(task, _progress(tell, _AGAIN, 1 - _AGAIN)))
    yield Line(1.0, _result(task, found, whole, less))


def _options(task: Task, progress: Callable[[str, float], None]) -> Options:
    return Options(seed=task.seed, seconds=task.seconds, repetitions=task.repetitions, progress=progress)


def _progress(tell: Tell, before: float, share: float) -> Callable[[str, float], None]:
    """Methods come one after another; how far the slowest is says it well enough."""
    last, most = 0.0, 0.0

    def said(_what: str, part: float) -> None:
        nonlocal last, most
        most = max(most, part)
        if monotonic() - last >= _NEWS:
            last = monotonic()
            tell(Line(min(0.99, before + share * most)))

    return said


def _table(task: Task, clusters: Sequence[int]) -> Table:
    """How many are on exactly which lists, where those of one cluster are one."""
    patterns: dict[int, int] = {}
    for person, cluster in enumerate(clusters):
        patterns[cluster] = patterns.get(cluster, 0) | task.members[person]
    return Table(task.lists, Counter(pattern for pattern in patterns.values() if pattern))


def _nothing(task: Task, table: Table) -> Result:
    return _result(task, estimate(table), None, {})


def _result(task: Task, found: Estimate, whole: Together | None, less: dict[str, Estimate]) -> Result:
    table = found.table
    with drawing.in_words(task.words):
        pictures = tuple(_pictures(found, whole, less))
    told = list(found.findings)
    told += [each for each in (whole.findings if whole else ()) if each.code not in {one.code for one in told}]
    head = whole if whole is not None else found
    said = None
    if not math.isnan(head.low) and not any(each.weight == "refuse" for each in told):
        middle = None if head.is_range else in_json(head.estimate)
        said = Row("", middle, in_json(head.low), in_json(head.high), not head.is_unstable)
    return Result(
        observed=table.observed,
        sizes=tuple(table.on(1 << place) for place in range(len(table.lists))),
        patterns=tuple(sorted(table.counts.items(), key=lambda each: (-each[1], each[0]))),
        whole=said,
        is_range=head.is_range,
        level=head.level,
        method=found.method,
        clusterings=task.draws if task.chances and whole else 1,
        between=in_json(whole.between) if whole else None,
        findings=tuple(map(_said, told)),
        methods=tuple(_method(each) for each in found.answers),
        without=tuple(_row(name, each) for name, each in less.items()),
        pictures=pictures,
    )


def _said(each: Finding) -> Said:
    return Said(each.code, str(each.weight), dict(each.said), each.text)


def _method(each: Answer) -> Row:
    return Row(each.method, in_json(each.estimate), in_json(each.low), in_json(each.high), each.is_sound, each.terms)


def _row(name: str, each: Estimate) -> Row:
    return Row(name, in_json(each.estimate), in_json(each.low), in_json(each.high), not each.is_unstable)


def _pictures(found: Estimate, whole: Together | None, less: dict[str, Estimate]) -> Iterator[Picture]:
    if not found.table.observed:
        return
    yield Picture("overlaps", "", drawing.overlaps(found.table))
    if found.is_refused:
        return
    yield Picture("methods", "", drawing.methods(found))
    for each in found.answers:
        if each.method == found.method and (svg := drawing.distribution(each)):
            yield Picture("distribution", each.method, svg)
    for each in found.answers:
        if each.details.get("best"):
            yield Picture("models", each.method, drawing.models(each))
    if less:
        yield Picture("without", "", drawing.without(found, less))
    if whole is not None and len(whole.parts) > 1:
        yield Picture("clusterings", "", drawing.together(whole))
