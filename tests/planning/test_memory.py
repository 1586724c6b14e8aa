"""A problem that does not fit is refused before it takes the memory; what fits takes no more than was said."""

import tracemalloc
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.planning.world import change, party, problem, ways
from waystation.planning import Step, generate, memory, write_plan, write_problem
from waystation.planning.memory import TooLarge, departures, must_fit
from waystation.planning.problem import Departure
from waystation.planning.solving import solve
from waystation.planning.tables import network
from waystation.site.command import plan as command


def test_departures_are_counted_before_they_are_made() -> None:
    for given_ in (
        generate(40, 28, 1),
        change(problem(days=28), "legs", "O-H", departs=(Departure(-1, 0), Departure(3, 0))),
    ):
        made = len(network(given_).leg)
        assert made <= departures(given_) <= 1.2 * made + 100


def test_no_more_is_taken_than_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    given_, said = generate(300, 30, 1), list[float]()
    real = memory.must_fit
    monkeypatch.setattr("waystation.planning.tables.must_fit", lambda *asked: (said.append(asked[-1]), real(*asked)))
    tracemalloc.start()
    solve(given_, 1e-3, work_limit=1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    usable = said[-1]
    monkeypatch.setattr(memory, "memory", lambda: most)
    with pytest.raises(TooLarge):
        must_fit(given_, usable)
    monkeypatch.setattr(memory, "memory", lambda: 4 * most)
    must_fit(given_, usable)


def test_what_cannot_be_numbered_is_refused_however_large_the_machine() -> None:
    with pytest.raises(TooLarge):
        must_fit(problem(), 2**31)


@pytest.mark.parametrize("what", [["solve"], ["explain", "P"], ["explain", "--changes"], ["replan"]])
def test_it_is_said_what_to_do(
    what: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "problem").write_bytes(write_problem(problem(party("P"))))
    (tmp_path / "plan").write_bytes(write_plan(ways(P=[])))
    (tmp_path / "events").write_text('{"now": 0}')
    monkeypatch.setattr(memory, "memory", lambda: 1000.0)
    name, *more = what
    files = [str(tmp_path / "problem"), *([] if name == "solve" else [str(tmp_path / "plan")])]
    more += [str(tmp_path / "events")] if name == "replan" else []
    more += ["--out", str(tmp_path / "out")] if name != "explain" else []
    assert command.main([name, *files, *more]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "this needs about 0.0 GB of memory" in said.err
    assert said.err.endswith("give it fewer parties, days or departures at once\n")
    assert not (tmp_path / "out").exists()


def test_what_is_large_and_harmless_is_planned() -> None:
    """Many closed departures and days that nobody can use are no reason."""
    given_ = replace(problem(days=366), closed=tuple(Step("O-H", slot) for slot in range(1400)))
    assert solve(given_, 1, work_limit=1).objective.left_behind == 0
