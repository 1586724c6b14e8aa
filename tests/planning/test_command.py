"""`waystation plan` as somebody uses it who has two files."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.planning.test_dispersing import twins
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


def test_a_plan_is_made_and_told_in_one_line(files: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert command.main(["solve", files[0], "--out", files[1], "--time-limit", "60", "--json"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    told = json.loads(line)
    assert set(told) == {
        "objective", "bound", "gap", "seconds", "placed", "abroad", "one_host_knows", "one_driver_knows",
    }  # fmt: skip
    assert (told["placed"], told["abroad"], told["gap"]) == (1, 1, 0)
    assert command.main(["check", *files]) == 0
    assert f"objective {told['objective']:,.1f}" in capfd.readouterr().out


def test_a_plan_is_told_in_words(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["solve", files[0], "--out", files[1]]) == 0
    assert capsys.readouterr().out.startswith("No plan is better. objective ")


def test_without_a_seed_nobody_can_make_the_same_plan_again(tmp_path: Path) -> None:
    """Four parties and two houses that are the same: any two of them go to one."""
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_bytes(write_problem(twins()))
    solve = ["solve", str(problem), "--out", str(plan), "--json"]
    by_chance, by_seed = (
        {plan.read_bytes() for _ in range(10) if command.main([*solve, *more]) == 0} for more in ([], ["--seed", "3"])
    )
    assert len(by_chance) > 1
    assert len(by_seed) == 1


def test_in_rounds_the_same_seed_finds_the_same_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(tmp_path / name) for name in ("problem.json", "plan.json")]
    assert command.main(["generate", "--parties", "20", "--days", "12", "--seed", "1", "--out", names[0]]) == 0
    solve = ["solve", names[0], "--out", names[1], "--rounds", "2", "--time-limit", "600", "--seed"]
    found = [Path(names[1]).read_bytes() for seed in "334" if command.main([*solve, seed]) == 0]
    assert found[0] == found[1] != found[2]
    assert capsys.readouterr().out.startswith("The rounds are over. ")
    again = []
    for _ in range(2):
        assert replanned(names, tmp_path, {"now": 3}, "--rounds", "1", "--seed", "5", "--time-limit", "600") == 0
        again.append((tmp_path / "new.json").read_bytes())
    assert again[0] == again[1]


@pytest.mark.parametrize("percent", ["-1", "nan", "101", "x"])
def test_how_much_worse_is_a_number_of_per_cent(files: list[str], percent: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["solve", files[0], "--out", files[1], "--within", percent])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_interrupts_gets_the_plan_so_far(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [str(tmp_path / name) for name in ("problem.json", "plan.json")]
    assert command.main(["generate", "--parties", "20", "--seed", "1", "--out", names[0]]) == 0
    monkeypatch.setattr(command.sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(command, "_tell", lambda _: os.kill(os.getpid(), number))
    assert command.main(["solve", names[0], "--out", names[1], "--time-limit", "600"]) == 0
    assert command.main(["check", *names]) == 0


def test_a_problem_is_invented_the_same_for_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    made = []
    for seed in ("1", "1", "2"):
        assert command.main(["generate", "--parties", "3", "--days", "5", "--seed", seed]) == 0
        made.append(capsys.readouterr().out)
    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize(
    "wrong", [["--time-limit", "0"], ["--time-limit", "nan"], ["--seed", "x"], ["--rounds", "0"], []]
)
def test_options_that_mean_nothing_are_refused(files: list[str], wrong: list[str]) -> None:
    out = ["--out", files[1]] if wrong else []
    with pytest.raises(SystemExit) as ended:
        command.main(["solve", files[0], *out, *wrong])
    assert ended.value.code == 2


def test_where_nothing_can_be_written(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["solve", files[0], "--out", files[1] + "/there", "--time-limit", "1"]) == 2
    assert "cannot be written: Not a directory" in capsys.readouterr().err


def test_what_cannot_be_read_is_told_with_its_field(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[1]).write_text('{"P": [["X", 0]]}')
    assert command.main(["check", *files]) == 2
    assert capsys.readouterr().err == "waystation: P[0][0]: the problem has no leg X (in the plan)\n"
    assert command.main(["check", files[0] + ".gone", files[1]]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_a_plan_is_drawn_as_a_page(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.html"
    assert command.main(["draw", *files, "--out", str(out)]) == 0
    assert "The plan keeps all 23 rules." in out.read_text()
    assert command.main(["draw", *files, "--out", str(out), "--party", "P"]) == 0
    assert "<h1>Way of one party</h1>" in out.read_text()
    assert out.stat().st_mode & 0o077 == 0
    Path(files[0]).write_bytes(write_problem(problem(budget=1)))
    assert command.main(["draw", *files, "--out", str(out)]) == 1
    assert "It must not be used." in out.read_text()
    assert capsys.readouterr().err == "waystation: this plan breaks rules and must not be used; the page says which.\n"


def replanned(files: list[str], tmp_path: Path, events: object, *more: str) -> int:
    (tmp_path / "events.json").write_text(json.dumps(events))
    out = ["--out", str(tmp_path / "new.json"), "--problem-out", str(tmp_path / "changed.json")]
    return command.main(["replan", *files, str(tmp_path / "events.json"), *out, *more])


CANCELLED = {"now": 2, "events": [{"event": "departure_cancelled", "leg": "H-B", "slot": 4}]}


def test_a_plan_is_made_anew(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replanned(files, tmp_path, CANCELLED) == 0
    changed, told, objective = capsys.readouterr().out.splitlines()
    assert changed == "P (1 person, told already) changes: closed: this departure is cancelled (H-B, day 1, slot 0, P)"
    assert told.startswith("1 person to be told something new (no fewer could be). Only those change")
    assert objective.startswith("objective ")
    assert command.main(["check", str(tmp_path / "changed.json"), str(tmp_path / "new.json")]) == 0
    assert json.loads((tmp_path / "new.json").read_text())["P"][0] == ["O-H", 0]
    assert "now" not in json.loads((tmp_path / "changed.json").read_text())


def test_it_is_told_in_one_line(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replanned(files, tmp_path, CANCELLED, "--json", "--others", "0") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["told"], told["changed"], told["level"], told["fewest"]) == (1, ["P"], 1, True)


def test_who_has_no_way_is_named(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(files[0]).write_bytes(write_problem(problem(budget=60)))
    assert replanned(files, tmp_path, {"now": 2, "events": [{"event": "house_compromised", "place": "H"}]}) == 1
    said = capsys.readouterr().out
    assert "P (1 person) remain where they are: nothing leads on, even if nobody else were there\n  " in said
    assert said.splitlines()[-1].endswith("violations: somebody has to decide about those who have no way.")
    assert command.main(["check", str(tmp_path / "changed.json"), str(tmp_path / "new.json")]) == 1


def test_what_is_prepared_stands_beside(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replanned(files, tmp_path, {"now": 2, "events": [{"event": "missed_check_in", "party": "P"}]}) == 0
    assert "Prepared, and to be told to nobody until two have decided so: " in capsys.readouterr().out
    assert (tmp_path / "new.json").read_bytes() == Path(files[1]).read_bytes()
    beside = [str(tmp_path / f"new.contingency{more}.json") for more in (".problem", "")]
    assert command.main(["check", *beside]) == 0


MISSED = {"now": 2, "events": [{"event": "missed_check_in", "party": "P"}]}


def test_what_is_prepared_is_not_written_over_what_was_read(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who goes on from what was prepared gives it as the problem and the plan, and may name the new one as before."""
    assert replanned(files, tmp_path, MISSED) == 0
    for number, more in enumerate((".problem", "")):
        beside = tmp_path / f"new.contingency{more}.json"
        again, before = files.copy(), Path(files[number]).read_bytes()
        again[number] = str(beside)
        beside.write_bytes(before)
        assert replanned(again, tmp_path, MISSED) == 2
        assert f"{beside} cannot be written: it is what is read" in capsys.readouterr().err
        assert beside.read_bytes() == before
        assert replanned(again, tmp_path, CANCELLED) == 0  # which prepares nothing


@pytest.mark.parametrize("more", ["new.json", "new.contingency.json", "new.contingency.problem.json"])
def test_no_file_is_written_over_another(
    files: list[str], tmp_path: Path, more: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replanned(files, tmp_path, MISSED, "--problem-out", str(tmp_path / more)) == 2
    assert "cannot be written: something else is written there" in capsys.readouterr().err
    assert not (tmp_path / more).exists()


@pytest.mark.parametrize(("events", "said"), [
    ({"now": 2, "events": [{"event": "visa", "party": "X", "pathway": "V", "day": 1}]},
     "events[0].party: the problem has no party X (in the events)"),
    ({"now": -1}, "now: Expected `int` >= 0 (in the events)"),
])  # fmt: skip
def test_events_that_contradict_are_told_with_their_field(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], events: object, said: str
) -> None:
    assert replanned(files, tmp_path, events) == 2
    assert capsys.readouterr().err == f"waystation: {said}\n"
    assert not (tmp_path / "new.json").exists()


def test_the_format_of_events_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["replan", "--help"])
    assert ended.value.code == 0
    assert '{"event": "departure_cancelled", "leg": "L7", "slot": 14}' in capsys.readouterr().out
