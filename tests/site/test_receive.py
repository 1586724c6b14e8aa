"""`waystation receive`: the exit codes that mail servers act on (sysexits.h), each with a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import HOTLINE, ROOT, Program, mail

MESSAGE = mail("By the pipe.", Message_ID="<pipe@mail.example>")
# Without these two, root is refused like anybody else.
NOBODY_SPECIAL = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was founded and is not running."""
    program = Program(tmp_path_factory.mktemp("made")).start()
    program.stop()
    return program.data


@pytest.fixture
def program(made: Path, tmp_path: Path) -> Iterator[Program]:
    """The same installation, to be broken."""
    program = Program(tmp_path)
    shutil.copytree(made, program.data)
    yield program
    program.kill()


def test_it_works_and_says_nothing(program: Program) -> None:
    assert program.pipe(MESSAGE, "--recipient", HOTLINE, "--sender", "caller@mail.example") == (0, "")
    assert program.pipe(MESSAGE, "--recipient", HOTLINE, "--sender", "caller@mail.example") == (0, "")
    program.start()
    assert [one["content"].encode("latin-1") for one in program.opened()["messages"]] == [MESSAGE]


def test_nothing_at_all_is_a_message_too(program: Program) -> None:
    assert program.pipe(b"") == (0, "")


def test_a_message_over_the_limit_is_65(program: Program) -> None:
    settings = program.data / "waystation.toml"
    settings.write_text(settings.read_text() + "limit_bytes = 20000\n")
    code, said = program.pipe(mail("x" * 30_000))
    assert code == 65
    assert "larger than" in said
    assert "send" in said  # what the sender can do
    assert program.pipe(MESSAGE)[0] == 0


def test_an_address_that_is_not_ours_is_67(program: Program) -> None:
    code, said = program.pipe(MESSAGE, "--recipient", "somebody@elsewhere.example")
    assert code == 67
    assert "no mailbox of that name" in said
    assert "somebody" not in said


def test_no_installation_is_69(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letters.txt").touch()
    code, said = Program(tmp_path).pipe(MESSAGE)
    assert code == 69
    assert "no installation" in said


@pytest.mark.parametrize("mounted", [True, False])
def test_a_folder_that_is_not_there_now_is_75(tmp_path: Path, mounted: bool) -> None:
    if mounted:
        (tmp_path / "data").mkdir()
    code, said = Program(tmp_path).pipe(MESSAGE)
    assert code == 75
    assert "not there now" in said
    assert not list(tmp_path.glob("data/*"))


def test_a_missing_vault_half_is_75(program: Program) -> None:
    (program.data / "half" / "vault.half").unlink()
    code, said = program.pipe(MESSAGE)
    assert code == 75
    assert "vault half is missing" in said


def test_a_broken_database_is_75(program: Program) -> None:
    (program.data / "waystation.sqlite3").write_bytes(b"this is no database" * 1000)
    for rest in program.data.glob("waystation.sqlite3-*"):
        rest.unlink()
    code, said = program.pipe(MESSAGE)
    assert code == 75
    assert "offer it again later" in said


def test_settings_that_cannot_be_read_are_75(program: Program) -> None:
    with (program.data / "waystation.toml").open("a") as settings:
        settings.write("x = [\n")
    code, said = program.pipe(MESSAGE)
    assert code == 75
    assert "again later" in said


def test_an_option_that_does_not_exist_is_75(program: Program) -> None:
    assert program.pipe(MESSAGE, "--recipients", HOTLINE)[0] == 75


def test_no_standard_input_is_75(program: Program) -> None:
    line = ["sh", "-c", '"$@" <&-', "sh", *program._line("receive")]
    done = subprocess.run(line, capture_output=True, env=program.environment(), cwd=program.base)
    assert done.returncode == 75


def test_the_launcher_installs_nothing_for_a_pipe(tmp_path: Path) -> None:
    line = [str(ROOT / "waystation"), "receive", "--data", str(tmp_path)]
    environment = {"PATH": os.environ["PATH"], "WAYSTATION_VENV": str(tmp_path / "venv")}
    done = subprocess.run(line, input=MESSAGE, capture_output=True, env=environment)
    assert done.returncode == 75
    assert not (tmp_path / "venv").exists()


def test_a_folder_that_may_not_be_read_is_77(program: Program) -> None:
    (program.data / "waystation.toml").chmod(0)
    line = program._line("receive")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and there is no setpriv to take that away")
        line = [*NOBODY_SPECIAL, *line]
    done = subprocess.run(line, input=MESSAGE, capture_output=True, env=program.environment(), cwd=program.base)
    assert done.returncode == 77
    assert b"may not read" in done.stderr
