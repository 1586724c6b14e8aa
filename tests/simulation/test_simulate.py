"""The command: a small operation through the real actions, whose rows and log hold what was promised."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from waystation.simulation.clock import repeatable_ids
from waystation.simulation.scenario import INCIDENTS, Scenario

pytestmark = pytest.mark.long

SOURCE = Path(__file__).resolve().parents[2] / "src"
MOSCOW = ZoneInfo("Europe/Moscow")


def simulated(*arguments: object, temporary: Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "waystation.site", "simulate", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "WAYSTATION"))}
    environment |= {"PYTHONPATH": str(SOURCE), "TMPDIR": str(temporary)}
    return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=300, cwd=temporary)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, Path]:
    """The figures of eight persons in twenty days, what it said meanwhile, and where it worked."""
    place = tmp_path_factory.mktemp("simulation")
    out = tmp_path_factory.mktemp("report") / "report.html"
    ended = simulated("--seed", 1, "--persons", 8, "--days", 20, "--json", "--out", out, temporary=place)
    assert "8 persons, 20 days" in out.read_text()
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    return json.loads(line), ended.stderr, place


def test_everybody_is_brought_out_and_nothing_is_wrong(small: tuple[dict[str, Any], str, Path]) -> None:
    found, _said, _place = small
    assert found["persons"] == 8
    assert found["evacuated_region"] >= 6
    assert 0 <= found["abroad"] <= found["evacuated_region"]
    assert found["incidents"] >= len(INCIDENTS)
    assert found["alarms"] > 0
    assert found["replans"] > 0
    assert found["violations"] == 0
    assert found["log_lines"] > 300
    assert found["report"].endswith("report.html")


def test_it_says_how_far_it_is_and_leaves_nothing_behind(small: tuple[dict[str, Any], str, Path]) -> None:
    _found, said, place = small
    assert "day 1 of 20" in said
    assert list(place.iterdir()) == []


def test_the_same_seed_is_the_same_run(tmp_path: Path) -> None:
    wish = ("--persons", 3, "--days", 12)
    one, again, other = (simulated("--seed", seed, *wish, temporary=tmp_path) for seed in (4, 4, 5))
    assert one.stdout == again.stdout != other.stdout
    assert "3 persons in 12 days, seed 4" in one.stdout
    assert [line.split() for line in one.stdout.splitlines()[-2:]] == [
        ["violations", "0"],
        ["report", "simulation-4.html"],
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"simulation-4.html", "simulation-5.html"}
    assert "3 persons, 12 days" in (tmp_path / "simulation-4.html").read_text()


@pytest.mark.parametrize("wrong", [["--persons", "0"], ["--days", "7"], ["--persons", "many"]])
def test_what_cannot_be_is_said(wrong: list[str], tmp_path: Path) -> None:
    ended = simulated(*wrong, temporary=tmp_path)
    assert ended.returncode == 2
    assert "a number from" in ended.stderr


@pytest.mark.parametrize("seed", range(5))
def test_a_scenario_has_everything_in_it(seed: int) -> None:
    scenario = Scenario(seed, 40, 90, MOSCOW)
    assert sum(party.size for party in scenario.parties) == 40
    assert {each.kind for each in scenario.incidents} == set(INCIDENTS)
    assert all(scenario.start <= each.at < scenario.end for each in scenario.incidents)
    assert all(scenario.start <= party.asks < scenario.end for party in scenario.parties)
    assert Scenario(seed, 40, 90, MOSCOW).parties == scenario.parties
    assert Scenario(seed + 1, 40, 90, MOSCOW).parties != scenario.parties


def test_ids_are_repeatable_only_for_a_while() -> None:
    found = []
    for _ in range(2):
        with repeatable_ids(random.Random(3)):
            found.append([uuid.uuid4() for _ in range(3)])
    assert found[0] == found[1]
    assert uuid.uuid4() not in found[0]
    with repeatable_ids(random.Random(3)):
        assert uuid.uuid4() == found[0][0]
    assert uuid.uuid4() != uuid.uuid4() != found[0][0]
