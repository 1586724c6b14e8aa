"""Many doors at once, on a database in a file, as installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the crowd did to a fresh installation."""
    folder = tmp_path_factory.mktemp("crowd") / "data"
    folder.mkdir(mode=0o700)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("WAYSTATION", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.hotline.crowd", str(folder)],
        cwd=ROOT,
        env=known | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_same_message_at_eight_doors_is_stored_once(told: dict[str, Any]) -> None:
    assert (told["same"], told["same_messages"]) == ([], 1)


def test_eight_different_messages_are_all_stored(told: dict[str, Any]) -> None:
    assert (told["different"], told["all_messages"]) == ([], 9)


def test_one_form_sent_eight_times_gives_one_phrase(told: dict[str, Any]) -> None:
    assert (told["web"], told["words"], told["web_copies"], told["requests"]) == ([], 1, 1, 10)


def test_one_letter_with_eight_senders_leaves_once(told: dict[str, Any]) -> None:
    assert (told["sending"], told["sent"], told["states"]) == ([], 1, ["sent"])
