"""Estimates after linkage: one list is refused with what is needed, doubt about who is whom widens the interval."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import msgspec
import pytest

from waystation.documentation.estimates.program import answered
from waystation.documentation.estimates.protocol import PROGRAM, Line, Result, Task
from waystation.documentation.jobs import ENDED, Job

LISTS = ("Told to us", "Harbour Watch", "Lantern Daily")
# How many are on exactly which lists.
COUNTS = {1: 60, 2: 45, 4: 30, 3: 25, 5: 18, 6: 14, 7: 9}


def members(counts: dict[int, int] = COUNTS) -> tuple[int, ...]:
    return tuple(pattern for pattern, count in counts.items() for _ in range(count))


EVERYBODY = members()


def quick(
    lists: tuple[str, ...] = LISTS,
    people: tuple[int, ...] = EVERYBODY,
    pairs: tuple[tuple[int, int, float], ...] = (),
    **more: object,
) -> Task:
    left, right, chances = (tuple(pair[place] for pair in pairs) for place in range(3))
    made = Task(lists, people, left, right, chances, draws=3, seconds=0.1, repetitions=20)
    return msgspec.structs.replace(made, **more)


def result(task: Task) -> Result:
    lines = list(answered(task, lambda line: None))
    assert lines[-1].result is not None
    return lines[-1].result


def codes(found: Result, weight: str = "refuse") -> set[str]:
    return {each.code for each in found.findings if each.weight == weight}


@pytest.fixture(scope="module")
def whole() -> Result:
    return result(quick())


def test_one_list_is_no_estimate() -> None:
    found = result(quick(("Told to us",), (1,) * 120))
    assert found.whole is None
    assert found.observed == 120
    assert codes(found) == {"MSE-001"}
    assert "second and a third list are needed" in found.findings[0].text


@pytest.mark.parametrize(
    ("lists", "people", "code"),
    [
        (("—",), (), "MSE-002"),
        (LISTS[:2], (1, 1, 2, 2, 3, 3), "MSE-003"),
        (LISTS, (1,) * 20 + (2,) * 20 + (4,) * 20, "MSE-006"),
        (LISTS, (1, 2, 4, 7), "MSE-007"),
    ],
)
def test_what_says_too_little_is_refused(lists: tuple[str, ...], people: tuple[int, ...], code: str) -> None:
    found = result(quick(lists, people))
    assert found.whole is None
    assert code in codes(found)
    assert not [each for each in found.pictures if each.kind != "overlaps"]


def test_a_number_never_comes_without_its_interval_and_its_notes(whole: Result) -> None:
    assert whole.whole is not None
    assert whole.whole.low is not None
    assert whole.whole.high is not None
    assert whole.observed == sum(COUNTS.values())
    assert whole.observed <= whole.whole.low < whole.whole.high
    assert codes(whole, "note") == {"MSE-201", "MSE-202", "MSE-203"}
    assert {each.name for each in whole.methods} >= {"lcm", "dga", "loglinear"}
    assert whole.sizes == tuple(
        sum(count for pattern, count in COUNTS.items() if pattern >> place & 1) for place in range(3)
    )


def test_pictures_are_whole_and_say_in_words_what_they_show(whole: Result) -> None:
    assert {each.kind for each in whole.pictures} >= {"overlaps", "methods", "distribution", "models"}
    for each in whole.pictures:
        tree = ElementTree.fromstring(each.svg)  # noqa: S314  # our own
        assert tree.tag.endswith("svg")
        assert "<desc>" in each.svg
        assert not re.search(r"style=|<script|href", each.svg)  # nothing that the pages' policy stops


def test_those_decided_to_be_one_are_counted_once() -> None:
    found = result(quick(("a",), (1, 1, 1, 1), same=((0, 1), (2, 1))))
    assert found.observed == 2
    apart = result(quick(("a",), (1, 1), ((0, 1, 0.99),), different=((0, 1),)))
    assert apart.observed == 2
    likely = result(quick(("a",), (1, 1), ((0, 1, 0.99),)))
    assert likely.observed == 1


def test_doubt_about_who_is_whom_is_in_the_interval(whole: Result) -> None:
    """Twenty pairs of a record on one list and one on another, each as likely one person as not."""
    ones = [at for at, pattern in enumerate(members()) if pattern == 1][:20]
    twos = [at for at, pattern in enumerate(members()) if pattern == 2][:20]
    found = result(quick(pairs=tuple((one, two, 0.5) for one, two in zip(ones, twos, strict=True)), draws=6))
    assert found.clusterings == 6
    assert found.between is not None
    assert found.between > 0
    assert "clusterings" in {each.kind for each in found.pictures}
    assert whole.between == 0
    answer, one = found.whole, next(each for each in found.methods if each.name == found.method)
    assert None not in (answer, answer.low, answer.high, one.low, one.high)  # type: ignore[union-attr]
    assert answer.high - answer.low > one.high - one.low  # type: ignore[union-attr, operator]


class Listening(Job):
    def __init__(self, of: Task) -> None:
        super().__init__(PROGRAM, msgspec.json.encode(of), seconds=120, most=2**24)
        self.result: Result | None = None

    def hear(self, line: bytes) -> None:
        said = msgspec.json.decode(line, type=Line)
        if said.result:
            self.result, self.stopped = said.result, ENDED


def test_it_works_where_nothing_may_be_opened() -> None:
    job = Listening(quick(("a", "b", "c", "d"), (*members(), *(8,) * 30, *(9,) * 12, *(10,) * 11, *(12,) * 9, 15, 15)))
    job.start()
    assert job.is_over_in(120)
    assert job.result is not None
    assert job.result.whole is not None
    assert {each.name for each in job.result.without} == {"a", "b", "c", "d"}
