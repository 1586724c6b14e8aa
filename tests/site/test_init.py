"""`waystation init` asks and explains; what it writes are settings that the program takes."""

from __future__ import annotations

import io
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.site.test_commands import run
from waystation.site.command import init_questions as questions
from waystation.site.command.init_questions import QUESTIONS, Answers

HTTPS = "https://help.example.org"
AGE = f"age1{'q' * 58}"


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str, **given: str) -> Answers:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return questions.asked(given)


def test_every_question_is_one_of_the_answers_and_says_why() -> None:
    assert {question.name for question in QUESTIONS} == set(Answers.__dataclass_fields__)
    assert all(question.because.endswith(".") for question in QUESTIONS)


def test_nothing_answered_is_an_installation_to_look_at(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert answer(monkeypatch, *[""] * 8) == Answers()  # who names no mail server, no home is asked nothing of it
    said = capsys.readouterr()
    assert said.out == ""
    assert "Time zone [Europe/Moscow]: " in said.err
    assert "Password" not in said.err
    assert "Key of documentation" not in said.err


def test_what_is_wrong_is_said_and_asked_again(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    lines = ("somewhere", HTTPS, "nobody", "help@example.org", "", "Moscow", "Europe/Berlin", "smtp.example.org:25")
    more = ("smtp.example.org:465", "help", 'a"b\\c', "mysql://x/y", "", "1-of-1", "2-of-3", "age1", "")
    found = answer(monkeypatch, *lines, *more)
    assert found == Answers(
        HTTPS, "help@example.org", "", "Europe/Berlin", "smtp.example.org:465", "help", 'a"b\\c', "", "2-of-3"
    )
    said = capsys.readouterr().err
    for hint in ("https://example.org", "help@example.org", "Europe/Berlin", ":465", "postgresql://", "M-of-N", "age1"):
        assert hint in said
    assert 'a"b' not in said
    assert 'a"b' not in repr(found)


def test_what_was_given_is_not_asked(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert answer(monkeypatch, *[""] * 7, origin=HTTPS).origin == HTTPS
    assert "Address of the pages" not in capsys.readouterr().err
    with pytest.raises(EOFError):
        answer(monkeypatch, "")


@pytest.mark.parametrize(
    ("answers", "hint"),
    [
        (Answers(origin="ftp://example.org"), "https://"),
        (Answers(origin="https://[1"), "https://"),
        (Answers(origin="https://example.org/path"), "https://"),
        (Answers(address="a@b@c"), "mail address"),
        (Answers(duty_address="a"), "mail address"),
        (Answers(time_zone="../../etc/passwd"), "time zone"),
        (Answers(database="postgresql://host"), "postgresql://user"),
        (Answers(trustees="3-of-17"), "16"),
        (Answers(trustees="²-of-3"), "M-of-N"),
        (Answers(field_home="age1"), "age1"),
        (Answers(field_home=AGE, field_documentation=AGE.upper()), "age1"),
    ],
)
def test_what_cannot_be_is_told(answers: Answers, hint: str) -> None:
    assert hint in questions.objection(answers)


def test_the_settings_say_what_was_answered() -> None:
    written = tomllib.loads(questions.configuration(Answers()))
    assert "behind_proxy" not in written
    assert "smtp" not in written["mail"]
    assert written["staff"]["second_factor"] == "required"
    hostile = 'п"\\\t\n\x7f\U0001f511'
    full = Answers(HTTPS, "a@b.c", "d@e.f", "Asia/Tbilisi", "smtp.b.c:465", hostile, hostile, "postgresql://u:p@h/n")
    written = tomllib.loads(questions.configuration(full))
    assert (written["origin"], written["behind_proxy"], written["time_zone"]) == (HTTPS, True, "Asia/Tbilisi")
    assert written["database"] == "postgresql://u:p@h/n"
    assert written["mail"] == {
        "address": "a@b.c",
        "duty_address": "d@e.f",
        "smtp": {
            "host": "smtp.b.c", "port": 465, "security": "tls", "username": hostile, "password": hostile,
        },
    }  # fmt: skip
    assert "field" not in written
    of_a_laptop = tomllib.loads(questions.configuration(Answers(field_home=AGE)))
    assert of_a_laptop["field"] == {"home": AGE}
    plain = tomllib.loads(questions.configuration(Answers(smtp_host="smtp.b.c")))["mail"]["smtp"]
    assert plain == {"host": "smtp.b.c", "port": 587, "security": "starttls"}


def test_it_explains_and_makes_an_installation_that_starts(tmp_path: Path) -> None:
    """By answers on standard input; the last questions are about trustees and the field."""
    said = f"{HTTPS}\nhelp@example.org\n\n\nsmtp.example.org\nhelp\nhush-7f\n\n2-of-3\n{AGE}\n{AGE}\n".encode()
    code, out, errors = run(tmp_path, "init", "--data", "data", data=said)
    assert code == 0, errors
    assert "its configuration is written for you" in " ".join(errors.split())
    assert "Share 3 of 3" in out
    assert ("You are root" in out) == (os.geteuid() == 0)
    assert "hush-7f" not in out + errors
    settings = tomllib.loads((tmp_path / "data" / "waystation.toml").read_text())
    assert settings["mail"]["smtp"]["password"] == "hush-7f"
    assert settings["field"] == {"home": AGE, "documentation": AGE}
    key = run(tmp_path, "audit", "key", "--data", "data")[1].strip()
    assert f'laptops = ["{key}"]' in out  # for the settings at home
    assert "help.example.org" in (tmp_path / "data.server" / "Caddyfile").read_text()
    assert "hush-7f" not in "".join(path.read_text() for path in (tmp_path / "data.server").iterdir())
    code, out, _ = run(tmp_path, "doctor", "--data", "data")
    assert "problem  settings" not in out
    assert "proxy: The settings and the way to the pages agree." in out


def test_where_nothing_can_be_made_it_leaves_nothing(tmp_path: Path) -> None:
    code, _, errors = run(tmp_path, "init", "--unattended", "--data", "a b")
    assert (code, "choose another place" in errors) == (64, True)
    unreachable = "postgresql://nobody@127.0.0.1:1/none"
    code, _, errors = run(tmp_path, "init", "--unattended", "--data", "data", "--database", unreachable)
    assert (code, "cannot be reached" in errors) == (69, True)
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "a b").exists()
    code, _, errors = run(tmp_path, "init", "--unattended", "--data", "/proc/nowhere")
    assert (code, "nothing can be written there" in errors) == (73, True)
