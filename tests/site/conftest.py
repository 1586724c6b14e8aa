"""One installation that is made once; each test has a copy of its own."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.site.test_commands import run


@dataclass(frozen=True)
class Installation:
    """A folder `data` within `base`, and what `init` printed."""

    base: Path
    facts: dict[str, Any]

    @property
    def data(self) -> Path:
        return self.base / "data"

    def run(self, *arguments: str, said: str = "") -> tuple[int, str, str]:
        return run(self.base, *arguments, data=said.encode())

    def shares(self, *numbers: int) -> str:
        """These shares, one a line."""
        words = {share["number"]: share["words"] for share in self.facts["recovery"]["shares"]}
        return "".join(f"{words[number]}\n" for number in numbers)

    def passphrase(self, name: str) -> str:
        found: str = next(one["passphrase"] for one in self.facts["sign_ins"] if one["name"] == name)
        return found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return _founded(tmp_path_factory.mktemp("founded"))


@pytest.fixture(scope="session")
def another(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Of another organisation; every test leaves it as it is."""
    return _founded(tmp_path_factory.mktemp("another"))


def _founded(base: Path) -> Installation:
    code, said, errors = run(base, "init", "--unattended", "--json", "--data", str(base / "data"))
    assert (code, errors) == (0, "")
    return Installation(base, json.loads(said))


@pytest.fixture
def installation(founded: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(founded.data, tmp_path / "data")
    return Installation(tmp_path, founded.facts)
