"""What the package's own words show of it, as somebody types it."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.planning.world import party, problem, ways
from waystation import planning
from waystation.planning import write_plan, write_problem

STEPS = [("O-H", 0), ("H-B", 4), ("B-D", 5)]


def test_what_it_shows_works(tmp_path: Path) -> None:
    assert planning.__doc__ is not None
    shown = [line for line in planning.__doc__.splitlines() if line.startswith("    ")]
    places = tuple(replace(each, id=_named(each.id)) for each in problem().places)
    legs = tuple(replace(each, a=_named(each.a), b=_named(each.b)) for each in problem().legs)
    given_ = problem(party("P8"), party("P3"), places=places, legs=legs)
    (tmp_path / "problem.json").write_bytes(write_problem(given_))
    (tmp_path / "plan.json").write_bytes(write_plan(ways(P8=STEPS, P3=[])))
    typed = "\n".join(["from pathlib import Path", *(line.strip() for line in shown)])
    typed = typed.replace("time_limit=30", "time_limit=1").replace("time_limit=60", "time_limit=1")
    done = subprocess.run([sys.executable, "-c", typed], cwd=tmp_path, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")


def _named(place: str) -> str:
    return "H2" if place == "H" else place


def test_whoever_only_checks_loads_neither_numpy_nor_a_solver() -> None:
    typed = (
        "import sys; from waystation import planning; planning.check; assert not {'numpy', 'highspy'} & {*sys.modules};"
        "planning.solve; assert {'numpy', 'highspy'} <= {*sys.modules}"
    )
    assert subprocess.run([sys.executable, "-c", typed], timeout=60).returncode == 0


def test_what_it_has_not_it_says_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute solved"):
        planning.solved  # noqa: B018
