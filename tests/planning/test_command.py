"""`waystation plan` as somebody uses it who has two files."""

from pathlib import Path

import pytest

from tests.planning.world import problem, ways
from waystation.planning import write_plan, write_problem
from waystation.site.command import plan as command


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "problem.json").write_bytes(write_problem(problem(budget=90)))
    (tmp_path / "plan.json").write_bytes(write_plan(ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)])))
    return [str(tmp_path / "problem.json"), str(tmp_path / "plan.json")]


def test_a_valid_plan_is_said_to_be_one(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", *files]) == 0
    assert capsys.readouterr().out.startswith("valid: objective ")


def test_what_a_plan_breaks_is_listed(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[0]).write_bytes(write_problem(problem(budget=1, drivers={"drivers": 0})))
    assert command.main(["check", *files]) == 1
    drivers, *_, money, summing = capsys.readouterr().out.splitlines()
    assert drivers.startswith("drivers: ")
    assert money.startswith("budget: ")
    assert summing == "3 violations: this plan must not be used."


def test_what_cannot_be_read_is_told_with_its_field(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[1]).write_text('{"P": [["X", 0]]}')
    assert command.main(["check", *files]) == 2
    assert capsys.readouterr().err == "waystation: P[0][0]: the problem has no leg X (in the plan)\n"
    assert command.main(["check", files[0] + ".gone", files[1]]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
