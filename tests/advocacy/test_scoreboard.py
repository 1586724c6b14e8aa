"""The scoreboard, and that nobody works out a hidden cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.advocacy.hiding import hidden
from waystation.advocacy.rules import Standing
from waystation.advocacy.scoreboard import score
from waystation.highs import silent

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


def bounds(shown: list[list[int | None]], row: int, at: int) -> tuple[float, float]:
    """What a reader can say of one cell, who knows that cells are whole numbers from 0 and that lines add up."""
    height, width = len(shown), len(shown[0])
    found = []
    for sign in (1.0, -1.0):
        solver = silent()
        cost = np.zeros(height * width)
        cost[row * width + at] = sign
        for place, each in enumerate(cell for line in shown for cell in line):
            low, high = (0.0, 1e6) if each is None else (float(each), float(each))
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
    shown = hidden(rows, least=10)
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    for row, line in enumerate(shown):
        for at, cell in enumerate(line):
            assert cell is None or cell == whole[row][at]
            assert cell is not None or whole[row][at]
            if cell is None and whole[row][at] < 10:
                low, high = bounds(shown, row, at)
                assert high - low >= 8.5, (rows, shown, row, at)


@given(TABLES)
def test_what_is_large_everywhere_is_shown(rows: list[list[int]]) -> None:
    large = [[cell + 10 for cell in row] for row in rows]
    assert all(cell is not None for line in hidden(large, least=10) for cell in line)
