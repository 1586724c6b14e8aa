"""Shell completion and the manual page come of the parsers that read the arguments, and shells and man take them."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.site.test_deployment import need, said
from waystation.site import arguments
from waystation.site.arguments import Command
from waystation.site.command import completion, manual
from waystation.site.commands import COMMANDS


@pytest.fixture(scope="module")
def found() -> list[Command]:
    return arguments.commands()


def test_every_command_is_known_with_what_it_takes(found: list[Command]) -> None:
    assert [command.words[0] for command in found] == list(COMMANDS)
    by_words = {command.words: command for command in arguments.flat(found)}
    assert {words[1] for words in by_words if words[0] == "backup" and len(words) > 1} == {
        "create",
        "verify",
        "restore",
    }
    create = {argument.names or (argument.value,): argument for argument in by_words["backup", "create"].arguments}
    assert create["OUT",].is_path
    assert (create["--recipient",].value, create["--recipient",].is_path) == ("age1...", True)
    [mode] = [each for each in by_words["mode",].arguments if not each.names]
    assert mode.choices == ("normal", "read-only", "closed")
    [json] = [each for each in by_words["doctor",].arguments if each.names == ("--json",)]
    assert (json.value, json.help) == ("", "print one line of JSON")


@pytest.fixture(scope="module")
def bash(found: list[Command], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bash")
    (folder / "completion").write_text(completion._bash(found))
    (folder / "key.txt").touch()
    return folder


@pytest.mark.real
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("do", {"doctor"}),
        ("backup ", {"create", "verify", "restore", "--help", "--data", "-h"}),
        ("backup cre", {"create"}),
        ("backup create --re", {"--recipient"}),
        ("backup verify --identity k", {"key.txt"}),
        ("backup verify k", {"key.txt"}),
        ("doctor --data k", {"key.txt"}),
        ("mode ", {"normal", "read-only", "closed", "--help", "--data", "-h"}),
        ("serve --pages ", {"all", "public", "staff"}),
        ("run --port ", set()),
        ("plan solve --o", {"--out"}),
    ],
)
def test_bash_offers_what_may_come_next(bash: Path, line: str, offered: set[str]) -> None:
    script = (
        "source ./completion\n"
        'COMP_WORDS=(waystation $1); [[ $1 == *" " ]] && COMP_WORDS+=("")\n'
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
        "_waystation\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-u", "-c", script, "bash", line], cwd=bash, capture_output=True, text=True, env={"PATH": os.defpath}
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) - {"completion"} == offered


@pytest.mark.real
def test_zsh_and_fish_take_theirs(found: list[Command], tmp_path: Path) -> None:
    (tmp_path / "z").write_text(completion._zsh(found))
    assert said(need("zsh"), "-n", tmp_path / "z") == (0, "")
    (tmp_path / "f").write_text(completion._fish(found))
    fish = need("fish")
    assert said(fish, "--no-config", "-n", tmp_path / "f") == (0, "")
    asked = f"source {tmp_path}/f; complete -C 'waystation backup '; complete -C 'waystation serve --pages '"
    offered = {line.split("\t")[0] for line in said(fish, "--no-config", "-c", asked)[1].splitlines()}
    assert {"create", "verify", "restore", "all", "public", "staff"} <= offered
    assert "doctor" not in offered


@pytest.mark.real
def test_the_manual_page_is_one_that_man_takes(found: list[Command], tmp_path: Path) -> None:
    text = manual.page(found, datetime(2026, 11, 9, tzinfo=UTC))
    (tmp_path / "waystation.1").write_text(text)
    assert said(need("mandoc"), "-T", "lint", "-W", "warning", tmp_path / "waystation.1") == (0, "")
    shown = said("mandoc", "-T", "ascii", tmp_path / "waystation.1")[1]
    plain = subprocess.run(["col", "-bx"], input=shown, capture_output=True, text=True, check=True).stdout
    for command in arguments.flat(found):
        assert f"   {' '.join(command.words)}\n" in plain
    assert "--trustees M-of-N" in plain
    assert "~/.local/share/waystation" in plain


def test_what_macros_would_be_read_in_is_text() -> None:
    assert manual._text(".TH 'x' \\fB - \"q\"") == "\\&.TH 'x' \\efB \\- \\(dqq\\(dq"
    assert completion._fish_quoted("it's \\") == "'it\\'s \\\\'"


def test_the_commands_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["bash"], ["zsh"], ["fish"]):
        assert completion.main(line) == 0
        assert "waystation" in capsys.readouterr().out
    assert manual.main([]) == 0
    assert capsys.readouterr().out.startswith(".TH WAYSTATION 1 ")
