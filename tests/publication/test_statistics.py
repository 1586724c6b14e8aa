"""Tables for outside, and the attack on all of them at once: linear programmes recover no small number."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import product

import pytest

from tests.publication.differencing import recovered
from waystation.publication.statistics import protecting
from waystation.publication.statistics.tables import ACTS, ALL, ANSWERS, Counts, Published, Table

REGIONS, MONTHS, KINDS = ("a", "b", "c", "d"), ("2017-02", "2017-03", "2017-04"), ("beaten", "held", "killed")


def counts(seed: int, moment: int = 0, until: str = "2017-04", before: Counts | None = None) -> Counts:
    """Counts of a look; of a later one, with a few more of what was there before."""
    drawn = random.Random(seed)
    numbers = Counter(before.numbers) if before else Counter[tuple[str, ...]]()
    for atom in product(REGIONS, MONTHS, KINDS):
        if atom[1] <= until:
            numbers[atom] += drawn.choice((0, 0, 0, 1, 2)) if before else drawn.choice((0, 0, 1, 3, 8, 15, 40))
    people = {
        atom: frozenset(bytes([*map(ord, "".join(atom)[:3]), at % 256]) for at in range(n))
        for atom, n in numbers.items()
    }
    return Counts(ACTS, moment, until, numbers, people)


def bare(table: Table) -> Published:
    """With small cells hidden and nothing else: what many who publish do."""
    small = table.small()
    return Published(table, {cell: None if cell in small else table.rounded(n) for cell, n in table.true().items()})


SPECS = (("region", "month"), ("region", "kind"), ("month", "kind"), ("region", ""), ("month", ""))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("least", "step"), [(10, 5), (5, 1)])
def test_no_small_number_is_recovered_from_all_tables(seed: int, least: int, step: int) -> None:
    published: list[Published] = []
    look = counts(seed, until="2017-03")
    for rows, columns in SPECS:
        published.append(protecting.protected(Table(look, rows, columns, least, step), published))
    look = counts(seed + 100, 1, "2017-04", look)
    for rows, columns in SPECS[:2]:
        published.append(protecting.protected(Table(look, rows, columns, least, step), published))
    assert recovered(published) == []
    assert protecting.given_away(published) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_is_made_beside_others_may_be_released_too(seed: int) -> None:
    """For partners and for everybody by turns: a table that would be refused at its release is made with less."""
    published: list[Published] = []
    look: Counts | None = None
    for moment, until in enumerate(("2017-03", "2017-04")):
        look = counts(seed + 200 + moment, moment, until, look)
        for number, (rows, columns) in enumerate((("month", "kind"), ("region", "kind"), ("kind", ""), ("region", ""))):
            least, step = ((10, 5), (5, 1))[(number + seed) % 2]
            with suppress(protecting.CannotHide):
                published.append(protecting.protected(Table(look, rows, columns, least, step), published))
            assert protecting.given_away(published) == []
    assert recovered(published) == []
    assert any(number for each in published for number in each.shown.values())


def test_before_the_attack_recovers_them_and_after_it_none() -> None:
    """The differencing attack before and after: small cells alone hidden, and as it is done here."""
    before, after = 0, 0
    for seed in range(4):
        first = counts(seed, until="2017-03")
        second = counts(seed + 100, 1, "2017-04", first)
        tables = [Table(first, *SPECS[0], 5, 1), Table(first, *SPECS[1], 5, 1), Table(second, *SPECS[0], 5, 1)]
        before += len(recovered([bare(each) for each in tables]))
        published: list[Published] = []
        for each in tables:
            published.append(protecting.protected(each, published))
        after += len(recovered(published))
    assert before > 20
    assert after == 0


def test_a_total_that_betrays_the_hidden_cell_goes() -> None:
    numbers = {("a", "2017-02", "held"): 3, ("b", "2017-02", "held"): 40, ("c", "2017-02", "held"): 50}
    table = Table(Counts(ACTS, 0, "2017-02", numbers), "region", "", 10, 1)
    assert recovered([bare(table)]) == [(3, 3)]
    found = protecting.protected(table, [])
    assert found.shown[("a", ALL)] is None
    assert sum(number is None for number in found.shown.values()) >= 2
    assert any(found.shown.values())


def test_many_acts_against_few_people_are_few() -> None:
    numbers = {("a", "2017-02", "held"): 30, ("b", "2017-02", "held"): 40}
    people = {atom: frozenset(bytes([at]) for at in range(2)) for atom in numbers}
    table = Table(Counts(ACTS, 0, "2017-02", numbers, people), "region", "", 10, 5)
    assert set(protecting.protected(table, []).shown.values()) == {None}


def test_what_was_added_between_two_days_is_not_told() -> None:
    numbers = {("a", "2017-02", "held"): 24, ("b", "2017-02", "held"): 60}
    first = protecting.protected(Table(Counts(ACTS, 0, "2017-02", numbers), "region", "", 5, 1), [])
    assert first.shown == {("a", ALL): 24, ("b", ALL): 60, (ALL, ALL): 84}
    more = Table(Counts(ACTS, 1, "2017-02", numbers | {("a", "2017-02", "held"): 25}), "region", "", 5, 1)
    assert recovered([first, bare(more)])
    second = protecting.protected(more, [first])
    assert second.shown[("a", ALL)] is None
    assert recovered([first, second]) == []


def test_enough_that_was_added_is_shown() -> None:
    numbers = {("a", "2017-02", "held"): 24, ("b", "2017-02", "held"): 60}
    first = protecting.protected(Table(Counts(ACTS, 0, "2017-02", numbers), "region", "", 5, 1), [])
    grown = {("a", "2017-02", "held"): 44, ("b", "2017-02", "held"): 90}
    second = protecting.protected(Table(Counts(ACTS, 1, "2017-02", grown), "region", "", 5, 1), [first])
    assert second.shown == {("a", ALL): 44, ("b", ALL): 90, (ALL, ALL): 134}


def test_a_count_that_shrank_is_no_contradiction() -> None:
    numbers = {("a", "2017-02", "held"): 24, ("b", "2017-02", "held"): 60}
    first = protecting.protected(Table(Counts(ACTS, 0, "2017-02", numbers), "region", "", 5, 1), [])
    less = Table(Counts(ACTS, 1, "2017-02", numbers | {("a", "2017-02", "held"): 22}), "region", "", 5, 1)
    assert recovered([first, protecting.protected(less, [first])]) == []


def test_answers_of_bodies_move_between_columns() -> None:
    numbers = {("a prosecutor", "silent"): 30, ("a prosecutor", "formal"): 12, ("a court", "silent"): 3}
    first = protecting.protected(Table(Counts(ANSWERS, 0, "", numbers), "body", "answer", 10, 1), [])
    moved = numbers | {("a prosecutor", "silent"): 28, ("a prosecutor", "formal"): 14}
    second = protecting.protected(Table(Counts(ANSWERS, 1, "", moved), "body", "answer", 10, 1), [first])
    assert first.shown[("a court", "silent")] is None
    assert recovered([first, second]) == []
    assert replace(second.table, least=10) == second.table
