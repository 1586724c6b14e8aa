"""One solver serves plans and estimates in one process."""

import subprocess
import sys

BOTH = """
from tests.estimation.known import table
from tests.planning.world import party, problem
from waystation.estimation import fit, read_model
from waystation.planning.solving import solve
print(int(fit(table("artificial_3"), read_model("[12,3]", 3)).fault))
print(solve(problem(*(party(f"P{number}") for number in range(5))), work_limit=60).stopped)
"""


def test_whoever_asks_first_is_in_nobodys_way() -> None:
    """HiGHS refuses to solve where another number of threads was settled for the process before."""
    done = subprocess.run([sys.executable, "-c", BOTH], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["1", "proved"], done.stderr
