"""The scoreboard, and that nobody works out a hidden cell."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import cast
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.advocacy.scoreboard_attack import IGNORED, IN_TIME, LATE, LATE_AND_IGNORED, PARTS, Line, Part, recovered
from waystation.advocacy import shown
from waystation.advocacy.hiding import hidden
from waystation.advocacy.rules import Standing
from waystation.advocacy.scoreboard import score
from waystation.highs import silent
from waystation.staff.actor import Actor

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 90)), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


def test_each_submission_stands_in_one_column() -> None:
    states = ["answered", "formal", "ignored", "passed_on", "waiting", "extended", "withdrawn", "asked_back"]
    found = score([Standing(state) for state in states] + [Standing("answered", substance=2, days=8, late=True)])
    assert found.asked == 9
    assert found.cells == {"substance": 1, "nothing": 1, "ungraded": 2, "silent": 1, "onward": 1, "open": 3}
    assert (found.late, found.days, found.due) == (1, 8, 5)


def test_a_small_cell_is_hidden_and_another_with_it() -> None:
    assert hidden([[3, 20, 30], [40, 50, 60]], least=10) == [
        [None, None, 30, 53],
        [None, None, 60, 150],
        [43, 70, 90, 203],
    ]


def bounds(table: list[list[int | None]], row: int, at: int) -> tuple[float, float]:
    """What a reader can say of one cell, who knows that cells are whole numbers from 0 and that lines add up."""
    height, width = len(table), len(table[0])
    found = []
    for sign in (1.0, -1.0):
        solver = silent()
        cost = np.zeros(height * width)
        cost[row * width + at] = sign
        for place, each in enumerate(cell for line in table for cell in line):
            low, high = (1.0, 1e6) if each is None else (float(each), float(each))
            solver.addCol(cost[place], low, high, 0, np.array([], dtype=np.int32), np.array([]))
        for line in range(height):
            columns = np.arange(line * width, (line + 1) * width, dtype=np.int32)
            solver.addRow(0, 0, width, columns, np.array([1.0] * (width - 1) + [-1.0]))
        for column in range(width):
            rows = np.arange(column, height * width, width, dtype=np.int32)
            solver.addRow(0, 0, height, rows, np.array([1.0] * (height - 1) + [-1.0]))
        solver.run()
        found.append(sign * solver.getInfo().objective_function_value)
    return found[0], found[1]


@settings(max_examples=40)
@given(TABLES)
def test_no_hidden_cell_can_be_worked_out(rows: list[list[int]]) -> None:
    seen_ = hidden(rows, least=10)
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    for row, line in enumerate(seen_):
        for at, cell in enumerate(line):
            assert cell is None or cell == whole[row][at]
            assert cell is not None or whole[row][at]
            if cell is None and whole[row][at] < 10:
                low, high = bounds(seen_, row, at)
                assert high - low >= 8.5, (rows, seen_, row, at)


@given(TABLES)
def test_what_is_large_everywhere_is_shown(rows: list[list[int]]) -> None:
    large = [[cell + 10 for cell in row] for row in rows]
    assert all(cell is not None for line in hidden(large, least=10) for cell in line)


# The whole board, attacked


def drawn(seed: int, bodies: int) -> dict[Part, int]:
    """How so many bodies answered: now much, now little, now nothing."""
    chance = random.Random(seed)
    return {
        (body, column, part): chance.choice((0, 0, 0, 1, 2, 3, 9, 10, 11, 14, 25, 60))
        for body in range(bodies)
        for column in range(6)
        for part in PARTS[column]
        if chance.random() < 0.7
    }


def told(truth: dict[Part, int], bodies: int) -> list[shown.ScoreLine]:
    """The board as we see it ourselves, named so that it stands in the order of its bodies."""

    def of(body: int, columns: Iterable[int], *parts: str) -> int:
        return sum(n for (b, column, part), n in truth.items() if b == body and column in columns and part in parts)

    every = (IN_TIME, LATE, LATE_AND_IGNORED, IGNORED)
    return [
        shown.ScoreLine(
            uuid4(),
            f"Body {body}",
            [of(body, [column], *every) for column in range(6)],
            of(body, range(6), *every),
            of(body, range(4), *every),
            of(body, range(6), LATE, LATE_AND_IGNORED),
            of(body, range(6), IGNORED, LATE_AND_IGNORED),
            12.0,
        )
        for body in range(bodies)
    ]


def seen(lines: Sequence[shown.ScoreLine]) -> list[Line]:
    return [Line(each.cells, each.asked, each.due, each.late, each.ignored) for each in lines]


def bare(lines: Sequence[shown.ScoreLine], least: int) -> list[Line]:
    """With small numbers hidden and nothing else: what many who publish do."""

    def small(number: int) -> int | None:
        return None if 0 < number < least else number

    found = [
        Line([*map(small, each.cells)], *map(small, (each.asked, each.due, each.late, each.ignored))) for each in lines
    ]
    total = [sum(each.cells[at] for each in lines) for at in range(6)]
    return [*found, Line([*map(small, total)], small(sum(total)))]


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[Part, int], int, int], list[Line]]:
    """`board(truth, bodies, least)`: as it is shown outside."""

    def made(truth: dict[Part, int], bodies: int, least: int) -> list[Line]:
        monkeypatch.setattr(shown, "board", lambda _actor: told(truth, bodies))
        return seen(shown.public_board(cast(Actor, None), least))

    return made


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("least", [10, 5])
def test_linear_programmes_recover_no_small_number_of_the_board(
    board: Callable[..., list[Line]], seed: int, least: int
) -> None:
    bodies = 1 + seed % 4
    truth = drawn(seed, bodies)
    assert recovered([board(truth, bodies, least)], truth, least) == []


@pytest.mark.parametrize("seed", range(12))
def test_nor_those_who_have_the_board_of_partners_and_that_of_everybody(
    board: Callable[..., list[Line]], seed: int
) -> None:
    bodies = 2 + seed % 3
    truth = drawn(100 + seed, bodies)
    boards = [board(truth, bodies, 5), board(truth, bodies, 10)]
    assert recovered(boards, truth, 5) == []


def test_before_the_attack_recovers_them_and_after_it_none(board: Callable[..., list[Line]]) -> None:
    before = after = 0
    for seed in range(6):
        truth = drawn(200 + seed, 3)
        before += len(recovered([bare(told(truth, 3), 10)], truth, 10))
        after += len(recovered([board(truth, 3, 10)], truth, 10))
    assert before > 20
    assert after == 0
    assert any(number for line in board(drawn(201, 3), 3, 10) for number in line.cells)
