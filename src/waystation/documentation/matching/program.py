"""Compares people with each other in a process that has given up everything. Plain Python.

The comparisons and their weights are those of `waystation.linkage`; where these come from when nobody has taught them
anything, `linkage.presuming` says.
"""

from collections.abc import Iterator
from math import log2
from time import monotonic
from typing import Final

from waystation.documentation import reckoning  # first: it keeps numpy from starting threads
from waystation.documentation.matching.protocol import (
    DISTRICT,
    EVENT,
    NAME,
    PLACE,
    ROLES,
    TOGETHER,
    Field,
    Line,
    Mention,
    Near,
    Task,
)
from waystation.linkage.index import Index
from waystation.linkage.model import LEAST
from waystation.linkage.persons import Reader
from waystation.linkage.presuming import presumed

OFTEN_APART: Final = {"event_day": 0.4, "event_span": 0.4, "place": 0.3}
"""One person may suffer several things, on other days and in other places."""
SMOOTHED: Final = 200
"""Records as any others, beside which it is counted how rare a name is."""
TWICE: Final = 0.1
"""How many more records than people there are thought to be, before anybody decided anything."""
LEAST_CHANCE: Final = 0.005
"""A pair that is less likely one person is not shown; sought with odds that may be moved by four bits."""
ROOM: Final = 4.0
EACH, MOST = 40, 20_000
"""Pairs of one mention, and of all."""
SECONDS: Final = 600
_NEWS: Final = 0.5
_OF_A_NAME: Final = frozenset(("given", "initial", "surname", "father", "further", "nickname"))


def main(arguments: list[str]) -> None:
    reckoning.run(Task, SECONDS + 60, _warm_up, lambda task, _tell: compared(task, SECONDS))


def _warm_up() -> None:
    said = {NAME: "Wren Ash", EVENT: "2017-03-12", PLACE: "Aldan", DISTRICT: "Sel"}
    list(compared(Task(tuple(Mention(number, said) for number in range(3)), (1, 1, 1)), 10))


def prior(people: int) -> float:
    """The odds that two of so many are one person, in bits, before they are looked at."""
    share = min(0.3, 2 * TWICE / max(1, people - 1))
    return log2(share / (1 - share))


def compared(task: Task, seconds: float) -> Iterator[Line]:
    """How far it is, and at last the pairs that may be one person, the likeliest first."""
    started = told = monotonic()
    reader = Reader(ROLES)
    reader.learn([mention.said for mention in task.mentions])
    read = [reader.person(mention.said) for mention in task.mentions]
    # Of whom initials alone are known, nobody can say whether it is somebody else.
    kept = sorted(
        (number for number, person in enumerate(read) if person.is_named),
        key=lambda number: (read[number].given or "", read[number].surname or "", number),
    )
    people = len({task.mentions[number].person for number in kept})
    before = prior(people)
    persons = [read[number] for number in kept]
    index = Index(ROLES, presumed(ROLES, persons, apart=OFTEN_APART), 0.5, smoothed=SMOOTHED)
    for person in persons:
        index.add(person)
    least = log2(LEAST_CHANCE / (1 - LEAST_CHANCE)) - before - ROOM
    apart = {(min(pair), max(pair)) for pair in task.apart}
    best: dict[tuple[int, int], Near] = {}
    left = 0
    for at, person in enumerate(persons):
        if monotonic() - started > seconds:
            left = len(persons) - at
            break
        for other, _bits, said in index.above(person, least, EACH):
            fields = tuple(Field(*each) for each in said)
            near = _near(task, kept[at], kept[other], fields)
            if near and (near.one, near.other) not in apart and near.bits >= least:
                known = best.get((near.one, near.other))
                if known is None or near.bits > known.bits:
                    best[near.one, near.other] = near
        if monotonic() - told >= _NEWS:
            told = monotonic()
            yield Line(done=min(0.99, at / len(persons)))
    found = sorted(best.values(), key=lambda near: (-near.bits, near.one, near.other))[:MOST]
    yield Line(done=1.0, over=True, prior=before, pairs=tuple(found), left=left)


def _near(task: Task, one: int, other: int, fields: tuple[Field, ...]) -> Near | None:
    """The pair of two mentions; None of one person, of two who have no part in common, or where nothing of their names
    speaks for it: that many were taken on one day and in one place makes nobody somebody else.
    """
    if not any(field.bits > 0 for field in fields if field.comparison in _OF_A_NAME):
        return None
    first, second = task.mentions[one], task.mentions[other]
    if first.person == second.person or not task.parts[first.person] & task.parts[second.person]:
        return None
    if first.person > second.person:
        one, other, first, second = other, one, second, first
    if not set(first.listed).isdisjoint(second.listed):
        fields += (Field(TOGETHER, 0, LEAST),)
    return Near(first.person, second.person, (one, other), fields)
