"""The wheel: everything is in it, and what it installs works away from the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import ROOT, Program
from waystation import __version__

pytestmark = [pytest.mark.long, pytest.mark.real]


def _done(*line: str | Path) -> None:
    """Runs it to its end. On a user's machine that reaches no package index, the tests are skipped."""
    done = subprocess.run(line, capture_output=True, text=True, timeout=300)
    away = "No matching distribution|(Could not|Failed to) fetch|connection|ensurepip"
    if done.returncode and re.search(away, done.stderr):
        if os.environ.get("CI"):
            pytest.fail(done.stderr)
        pytest.skip("no package index can be reached, or Python makes no environments here")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built of what an image of a container is built of, too, and of nothing else."""
    folder, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if (name := line.removeprefix("!")) != line:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, source / name)
    _done("env", f"PYTHON={sys.executable}", source / "scripts" / "wheel", folder)
    [made] = folder.iterdir()
    return made


class Installed(Program):
    """The program of a fresh environment, in a home of its own, with nothing of the checkout to be seen."""

    def __init__(self, base: Path, program: Path, command: tuple[str, ...] = ("run", "--port", "0")) -> None:
        super().__init__(base, command)
        self.program, self.data = program, base / "home" / ".local" / "share" / "waystation"
        self.mailbox = Path(f"{self.data}.mailbox")

    def environment(self) -> dict[str, str]:
        ours = super().environment()
        kept = {name: ours[name] for name in ("HOME", "TMPDIR", "LANG")}
        return kept | {
            "PATH": os.defpath,
            "WAYSTATION_DATA": str(self.data),
        }  # else a real one of this machine is found

    def _line(self, command: str, *arguments: str) -> list[str]:
        return [str(self.program), command, *arguments]

    def said(self, *line: str) -> tuple[int, str, str]:
        """A command's exit code, output and errors."""
        done = subprocess.run(
            self._line(*line), capture_output=True, text=True, env=self.environment(), cwd=self.base, timeout=90
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Installed with all that it asks for, founded and running."""
    folder = tmp_path_factory.mktemp("environment")
    python, uv = folder / "venv" / "bin" / "python", shutil.which("uv")
    if uv:  # as the launcher does: it takes from its cache what pip would unpack anew
        _done(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
        _done(uv, "pip", "install", "--quiet", "--python", python, wheel)
    else:
        _done(sys.executable, "-m", "venv", folder / "venv")
        _done(python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", wheel)
    installed = Installed(folder, folder / "venv" / "bin" / "waystation", ("run", "--port", "0", "--mail-port", "0"))
    installed.found()
    yield installed.start()
    installed.kill()


def test_everything_that_git_keeps_of_the_package_is_in_it_and_nothing_else(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "src/waystation"], capture_output=True, text=True, cwd=ROOT, check=True)
    ours = {name.removeprefix("src/") for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert len(ours) > 1000
    assert ours - packed == set()
    assert {name for name in packed - ours if not (ROOT / "src" / name).exists()} == set()
    assert not [name for name in packed if name.endswith((".pyc", ".so"))]


def test_it_asks_for_the_tested_versions_and_has_the_one_version(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as whole:
        [name] = [each for each in whole.namelist() if each.endswith("/METADATA")]
        said = whole.read(name).decode()
    asked = {line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("Requires-Dist")}
    pinned = re.findall(r"^([a-z0-9.-]+==[^ ;\\]+)", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    assert len(pinned) > 30
    assert {each.split(";")[0] for each in asked if "extra ==" not in each} == set(pinned)
    assert any(each.startswith("psycopg-binary==") and "extra == 'postgresql'" in each for each in asked)
    assert f"\nVersion: {__version__}\n" in said


def test_the_command_is_that_of_a_checkout_but_for_what_needs_one(program: Installed) -> None:
    assert program.said("--version") == (0, f"waystation {__version__}\n", "")
    code, said, _ = program.said("help")
    assert code == 0
    assert said.startswith("usage: waystation COMMAND")
    assert "  doctor " in said
    assert "  test " not in said
    assert program.said("evacuate")[0] == 64


def test_it_serves_pages_in_their_languages_with_all_that_they_load(program: Installed) -> None:
    assert (program.data / "waystation.toml").exists()
    browser = program.browser()
    page = browser.get("/")
    assert page.status == 200
    assert re.search("[а-я]{5}", page.text)
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert loaded
    assert {browser.get(each).status for each in loaded} == {200}
    assert program.signed_in("coordinator").get("/staff/").status == 200


def test_the_doctor_knows_the_tested_packages_there(program: Installed) -> None:
    _, said, _ = program.said("doctor", "--json")
    found: dict[str, Any] = {each["check"]: each for each in json.loads(said)}
    assert found["packages"]["state"] == "ok", found["packages"]
    assert found["database"]["state"] == "ok"
    assert "`waystation backup create`" in found["backup"]["do"]
