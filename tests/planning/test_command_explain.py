"""`waystation plan explain` as somebody uses it who has two files and a question."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.planning.world import party, problem, ways
from waystation.planning import write_plan, write_problem
from waystation.site.command import plan as command
from waystation.site.command import plan_explain

STEPS = [("O-H", 0), ("H-B", 4), ("B-D", 5)]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "problem.json").write_bytes(write_problem(problem(party("P"), party("Q"), budget=90)))
    (tmp_path / "plan.json").write_bytes(write_plan(ways(P=STEPS, Q=[])))
    return [str(tmp_path / "problem.json"), str(tmp_path / "plan.json")]


def test_a_way_is_explained(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", *files, "P", "--through", "I"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("P: 1 person from O, urgency 2, to be out by day 2\n\nIts way in the plan:\n")
    assert "The best way through I, with everybody else as planned:" in said


def test_all_of_it_fits_on_one_line(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", *files, "P", "--not-through", "H", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["party"] == "P"
    assert told["given"]["steps"] == [list(each) for each in STEPS]
    assert told["given"]["exposure"] in ("none", "low", "raised", "high")
    assert told["detour"]["wish"] == {"avoiding": "H", "through": ""}


def test_what_would_help_is_told_without_anybody_s_way(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", *files, "--changes", "--time-limit", "5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"objective", "better_by", "bound", "effects", "untried"}
    assert {each["certainty"] for each in told["effects"]} <= {"proved", "estimated", "nothing that can be told apart"}
    assert told["better_by"] > 0
    assert command.main(["explain", *files, "--changes", "--time-limit", "5"]) == 0
    assert "without any change:\nfirst solve the problem again" in capsys.readouterr().out


def test_who_interrupts_gets_what_was_found(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan_explain.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(plan_explain, "_tell", lambda _: os.kill(os.getpid(), signal.SIGINT))
    before = signal.getsignal(signal.SIGINT)
    try:
        assert command.main(["explain", *files, "--changes", "--time-limit", "600"]) == 0
    finally:
        signal.signal(signal.SIGINT, before)
    assert "As it is:" in capsys.readouterr().out


def test_who_is_left_behind_is_told_by_group(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", *files, "--fairness"]) == 0
    assert capsys.readouterr().out.startswith("2 persons, 1 left behind.\n")
    assert command.main(["explain", *files, "--fairness", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["everybody"]["left_behind"] == 1


@pytest.mark.parametrize("what", [["P"], ["--changes"], ["--fairness"]])
def test_a_plan_that_breaks_a_rule_is_refused(
    files: list[str], what: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(files[1]).write_bytes(write_plan(ways(P=STEPS, Q=STEPS[1:])))
    assert command.main(["explain", *files, *what]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("continuity: ")
    assert said[-1] == "1 violation: this plan must not be used."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["X"], "party: the problem has no party X"),
        (["P", "--through", "X"], "through: the problem has neither a place nor a leg X"),
        (["P", "--not-through", "O"], "not-through: every way of P begins in O"),
        (["--fairness", "--through", "H"], "PARTY: whose way is to go through there, or not?"),
    ],
)
def test_what_is_not_there_is_told_by_name(
    files: list[str], wrong: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["explain", *files, *wrong]) == 2
    assert capsys.readouterr().err == f"waystation: {said}\n"


@pytest.mark.parametrize("wrong", [[], ["P", "--fairness"], ["--changes", "--fairness"], ["P", "--time-limit", "x"]])
def test_one_thing_is_asked_at_a_time(files: list[str], wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["explain", *files, *wrong])
    assert ended.value.code == 2


def test_what_goes_on_from_the_middle_is_explained_too(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[0]).write_bytes(write_problem(problem(party("P"), party("Q"), budget=90, now=1)))
    assert command.main(["explain", *files, "P"]) == 0
    assert "P left O on day 0, morning, and is in H since day 0, afternoon.\n" in capsys.readouterr().out
    assert command.main(["explain", *files, "--changes", "--time-limit", "5"]) == 0
    assert "As it is: " in capsys.readouterr().out
    assert command.main(["explain", *files, "--fairness"]) == 0
