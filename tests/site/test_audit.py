"""`waystation audit`, as an administrator and an outsider call it: processes, exit codes, sentences."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import Installation
from waystation.audit import verifier
from waystation.site.command.run import _wrong_settings

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def run(*arguments: str | Path, said: str = "") -> tuple[int, str, str]:
    line = [sys.executable, "-m", "waystation.site", *map(str, arguments)]
    done = subprocess.run(line, input=said, capture_output=True, text=True, env=ENVIRONMENT, timeout=90, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def data(founded: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit") / "data"
    shutil.copytree(founded.data, folder)
    return folder


@pytest.fixture(scope="module")
def outside(data: Path) -> Path:
    """A folder with what the commands wrote: the log, a head, the key."""
    folder = data.parent
    for what in ("export", "checkpoint", "key"):
        code, said, errors = run("audit", what, "--data", data)
        assert (code, errors) == (0, "")
        (folder / what).write_text(said)
    return folder


def test_it_works(data: Path, outside: Path) -> None:
    code, said, errors = run("audit", "verify", outside / "export", outside / "checkpoint", "--data", data)
    assert (code, errors) == (0, "")
    assert said.startswith("All agrees: lines 1 to ")


def test_it_works_where_there_is_no_installation(outside: Path) -> None:
    files = [outside / "export", outside / "checkpoint"]
    assert run("audit", "verify", *files, "--key", outside / "key")[0] == 0
    alone = [sys.executable, "-I", "-S", verifier.__file__, *files, (outside / "key").read_text()]
    assert subprocess.run(alone, capture_output=True, env={}, check=False).returncode == 0


def test_a_changed_log_is_told(outside: Path) -> None:
    lines = (outside / "export").read_text().splitlines(keepends=True)
    short = outside / "short"
    short.write_text("".join(lines[:-2]))
    code, said, _ = run("audit", "verify", short, outside / "checkpoint", "--key", outside / "key")
    assert (code, "are missing" in said) == (1, True)
    earlier = run(
        "audit", "verify", short, outside / "checkpoint", "--key", outside / "key", "--earlier", outside / "export"
    )
    assert (earlier[0], "earlier export" in earlier[1]) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("checkpoint", "checkpoint", "key"), 2),
        (("export", "missing", "key"), 2),
        (("missing", "checkpoint", "key"), 2),
        (("export", "checkpoint", "export"), 2),
    ],
)
def test_what_cannot_be_checked_is_told_apart(outside: Path, arguments: tuple[str, str, str], expected: int) -> None:
    log, head, key = (outside / name for name in arguments)
    code, said, errors = run("audit", "verify", log, head, "--key", key)
    assert (code, said) == (expected, "")
    assert errors.startswith("waystation: ")
    assert "Traceback" not in errors


def test_there_must_be_an_installation(tmp_path: Path) -> None:
    assert run("audit", "export", "--data", tmp_path)[0] == 66


def test_a_proof_is_written_and_checked(data: Path, outside: Path) -> None:
    """With `verify` on an installation, and with the one file alone; then changed."""
    (proof := outside / "proof").write_text(run("audit", "prove", "--line", "2", "--data", data)[1])
    assert run("audit", "verify", proof, proof, "--data", data)[0] == 0
    alone = [sys.executable, "-I", "-S", verifier.__file__, proof, proof, (outside / "key").read_text()]
    done = subprocess.run(alone, capture_output=True, text=True, env={}, check=False)
    assert (done.returncode, "line 2 stands" in done.stdout) == (0, True)
    proof.write_text(proof.read_text().replace("index 1", "index 2"))
    assert run("audit", "verify", proof, proof, "--data", data)[0] == 1
    assert run("audit", "prove", "--line", "99999", "--data", data)[0] == 1


def test_two_organisations_over_pipes(data: Path, outside: Path, another: Installation, tmp_path: Path) -> None:
    """prove | cosign | accept; afterwards heads count only with the other's signature, for whoever asks for it."""
    other = tmp_path / "other"
    shutil.copytree(another.data, other)
    ours, theirs = run("audit", "key", "--data", data)[1], run("audit", "key", "--cosigner", "--data", other)[1]
    with (other / "waystation.toml").open("a") as file:
        file.write(f"\n[audit]\ncosigns = [{json.dumps(ours.strip())}]\n")
    with (data / "waystation.toml").open("a") as file:
        file.write(f'\n[[audit.cosigners]]\nname = "Partner"\nkey = {json.dumps(theirs.strip())}\n')
    request = run("audit", "prove", "--since", "0", "--data", data)[1]
    code, line, errors = run("audit", "cosign", "--data", other, said=request)
    assert (code, errors) == (0, "")
    assert run("audit", "accept", "--data", data, said=request + line)[0] == 0
    assert run("audit", "accept", "--data", data, said=request)[0] == 1
    assert run("audit", "cosign", "--data", other, said=request)[0] == 1
    proof = tmp_path / "proof"
    proof.write_text(run("audit", "prove", "--line", "1", "--data", data)[1])
    (tmp_path / "cosigner").write_text(theirs)
    asked = ("audit", "verify", proof, proof, "--data", data, "--cosigner", tmp_path / "cosigner")
    assert run(*asked)[0] == 0
    plain = tmp_path / "plain"
    plain.write_text(proof.read_text().replace(line, ""))
    assert run(*asked[:2], plain, plain, *asked[4:])[0] == 1


def test_no_head_is_signed_against_the_witness(data: Path, outside: Path) -> None:
    """The database is put back to before the head that the witness holds."""
    witness, database = Path(f"{data}.witness"), data / "waystation.sqlite3"
    size = (outside / "checkpoint").read_text().splitlines()[1]
    witness.write_bytes((outside / "checkpoint").read_bytes())
    assert run("audit", "checkpoint", "--data", data)[0] == 0
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM audit_line WHERE number = ?", [size])
    code, said, errors = run("audit", "checkpoint", "--data", data)
    assert (code, said) == (1, "")
    assert "disagrees with its witness" in errors


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"cosigns": ["no key"]}, "[audit] cosigns"),
        ({"cosigners": [{"name": "Partner", "key": "no key"}]}, "[[audit.cosigners]]"),
        ({"cosigners": [{"name": "Partner"}]}, "[[audit.cosigners]]"),
    ],
)
def test_wrong_keys_are_told_before_anything_starts(settings: Any, table: dict[str, Any], said: str) -> None:
    assert _wrong_settings() == ""
    settings.WAYSTATION_AUDIT = table
    assert said in _wrong_settings()


def test_a_wrong_time_for_keeping_is_told_before_anything_starts(settings: Any) -> None:
    settings.WAYSTATION = {"retention": {"case_days": "long"}}
    assert "[retention]" in _wrong_settings()
