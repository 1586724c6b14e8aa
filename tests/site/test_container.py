"""The files for containers: their form is right, and what they name is there. Nobody could run them here."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.harness import ROOT
from waystation import __version__
from waystation.site.command import run
from waystation.site.commands import MACHINE

DEPLOY = ROOT / "deploy"
DCLINT = ROOT / "tests" / "node" / "node_modules" / ".bin" / "dclint"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()


def test_the_compose_file_is_one(tmp_path: Path) -> None:
    if not DCLINT.exists():
        if os.environ.get("CI"):
            pytest.fail("npm ci --prefix tests/node was not run")
        pytest.skip("npm ci --prefix tests/node brings what reads it")

    def found(file: Path) -> tuple[int, str]:
        done = subprocess.run([DCLINT, "--max-warnings", "0", file], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    code, said = found(DEPLOY / "compose.yaml")
    assert code == 0, said
    (tmp_path / "compose.yaml").write_text((DEPLOY / "compose.yaml").read_text().replace("restart:", "restrat:"))
    assert found(tmp_path / "compose.yaml")[0] != 0


def test_what_the_image_is_made_of_is_there() -> None:
    """That it can be made of what .dockerignore lets through, the test of the wheel shows."""
    assert f"waystation:{__version__} " in CONTAINERFILE
    for named in re.findall(r"^COPY (\S+) ", CONTAINERFILE, re.MULTILINE):
        assert named in (".", "--from=build") or (ROOT / named).exists()
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"src", "scripts", "requirements", "pyproject.toml"} <= kept
    assert {"data", ".git", "tests"} & kept == set()


def test_it_starts_what_there_is_as_a_user_who_owns_the_place() -> None:
    [command] = re.findall(r"^CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    name, *options = json.loads(command)
    assert name == "run"
    assert run.options().parse_args(options).host == "0.0.0.0"
    assert f"--home-dir {MACHINE} " in CONTAINERFILE
    assert f'VOLUME ["{MACHINE}"]' in CONTAINERFILE
    [uid] = re.findall(r"--uid (\d+)", CONTAINERFILE)
    assert f"\nUSER {uid}\n" in CONTAINERFILE
    assert f'user: "{uid}:{uid}"' in (DEPLOY / "compose.yaml").read_text()
