"""Who is one person, of pairs with a weight each: greedy additive contraction of edges (Keuper et al. 2015).

The pair that speaks most for being one is taken first, then what the two have with everybody else is added up, until
nothing speaks for joining any more. So A and C stay apart where they contradict each other more than B joins them
(correlation clustering), and two records of which somebody decided that they are not the same never meet in a cluster.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import Final

APART: Final = float("-inf")


class Contradiction(ValueError):
    """Decisions that cannot all hold: some are the same as each other, and yet decided not to be."""


def clusters(
    count: int,
    pairs: Iterable[tuple[int, int, float]],
    *,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
) -> list[int]:
    """For each of `count` records the smallest number of its cluster's records.

    A pair has the weight by which it speaks for one person (above 0) or against it; pairs that are not given say
    nothing. Ties are broken by the records' numbers, so that the answer is always the same. Raises Contradiction.
    """
    leads = list(range(count))
    for one, other in same:
        _join(leads, one, other)
    edges: dict[int, dict[int, float]] = {}

    def add(one: int, other: int, weight: float) -> None:
        if one != other:
            known = edges.setdefault(one, {}).get(other, 0.0)
            edges[one][other] = edges.setdefault(other, {})[one] = known + weight

    for one, other in different:
        if _lead(leads, one) == _lead(leads, other):
            raise Contradiction(f"records {one} and {other} were decided to be the same, and not to be")
        add(_lead(leads, one), _lead(leads, other), APART)
    for one, other, weight in pairs:
        add(_lead(leads, one), _lead(leads, other), weight)
    heap = [
        (-weight, one, other) for one, of in edges.items() for other, weight in of.items() if one < other and weight > 0
    ]
    heapify(heap)
    while heap:
        negative, one, other = heappop(heap)
        if edges.get(one, {}).get(other) != -negative:
            continue  # it was joined, or is no longer as heavy
        if len(edges[one]) < len(edges[other]):
            one, other = other, one
        _join(leads, one, other)
        del edges[one][other]
        for third, weight in edges.pop(other).items():
            if third == one:
                continue
            del edges[third][other]
            total = edges[one].get(third, 0.0) + weight
            edges[one][third] = edges[third][one] = total
            if total > 0:
                heappush(heap, (-total, min(one, third), max(one, third)))
    smallest: dict[int, int] = {}
    return [smallest.setdefault(_lead(leads, record), record) for record in range(count)]


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each record a number that it shares with everybody whom a chain of pairs leads to."""
    leads = list(range(count))
    for one, other in pairs:
        _join(leads, one, other)
    return [_lead(leads, record) for record in range(count)]


def _lead(leads: list[int], record: int) -> int:
    while leads[record] != record:
        leads[record] = leads[leads[record]]
        record = leads[record]
    return record


def _join(leads: list[int], one: int, other: int) -> None:
    """The first one's lead leads both."""
    leads[_lead(leads, other)] = _lead(leads, one)
