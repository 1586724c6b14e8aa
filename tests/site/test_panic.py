"""The panic of a running installation, and the way back: the trustees, with or without a backup."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from tests.canary import scan
from tests.e2e.harness import Program, mail
from tests.e2e.web import Browser
from tests.site.conftest import Installation
from tests.site.test_backup import command, sets
from waystation.site import folder
from waystation.site.command import panic as panic_command
from waystation.vault import panic

SERVE = ("run", "--port", "0", "--mail-port", "0")
TEXT = "Канарейка panic 7b1e тихо"


@pytest.fixture
def served(installation: Installation) -> Iterator[Program]:
    program = Program(installation.base, SERVE)
    program.facts["sign_ins"] = installation.facts["sign_ins"]
    program.start()
    yield program
    program.kill()


def ended(program: Program) -> int:
    assert program.process is not None
    return program.process.wait(60)


def test_the_folder_names_its_server(served: Program) -> None:
    assert folder.server(served.data) == served.pid
    served.stop()
    assert folder.server(served.data) is None


def test_the_command_needs_a_folder_by_name(installation: Installation) -> None:
    code, _, errors = installation.run("panic")
    assert (code, "--data" in errors) == (2, True)
    assert (installation.data / "half" / "vault.half").exists()
    assert installation.run("panic", "--data", "nowhere")[0] == 66


def test_without_a_server_it_works_too_and_twice(installation: Installation) -> None:
    assert installation.run("panic", "--data", "data")[0] == 0
    code, said, _ = installation.run("panic", "--data", "data")
    assert (code, "There was no vault half" in said) == (0, True)


def test_a_half_that_cannot_be_destroyed_is_told_and_the_server_stops(
    served: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAYSTATION_VAULT_HALF", "/proc/version")  # which nobody can write
    assert panic_command.main(["--data", str(served.data)]) == 74
    assert "could not be destroyed" in capsys.readouterr().err
    assert ended(served) == panic.EXIT


def test_a_server_that_hangs_is_ended_by_force(served: Program) -> None:
    os.kill(served.pid, 19)  # SIGSTOP: it hears nothing
    assert Installation(served.base, {}).run("panic", "--data", "data")[0] == 0
    assert ended(served) == -9


def test_mail_is_for_later_meanwhile(served: Program) -> None:
    assert Installation(served.base, {}).run("panic", "--data", "data")[0] == 0
    assert served.pipe(mail("After."))[0] == 75


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_drill(served: Program, installation: Installation, tmp_path: Path, elsewhere: bool) -> None:
    """Where the machine is lost as well, both backup sets stand in for it."""
    assert served.smtp(mail(TEXT, Message_ID="<drill@mail.example>")) == 250
    assert command(served.base, "create", "--data", "data", "made")[0] == 0
    assert installation.run("mode", "--data", "data", "read-only")[0] == 0
    assert installation.run("panic", "--data", "data")[0] == 0
    assert ended(served) == panic.EXIT

    base = tmp_path / "elsewhere" if elsewhere else served.base
    if elsewhere:
        base.mkdir()
        code, _, errors = command(base, "restore", "--data", "data", *map(str, sets(served.base / "made").values()))
        assert code == 0, errors
    back = Installation(base, installation.facts)
    refused = back.run("recover", "person", "--everybody", "--new-half", "--data", "data", said=back.shares(2, 5))
    assert refused[0] == 65
    trustees = back.shares(1, 2, 5)
    code, said, errors = back.run(
        "recover", "person", "--everybody", "--new-half", "--json", "--data", "data", said=trustees
    )
    assert code == 0, errors
    again = Program(base, SERVE)
    again.facts["sign_ins"] = json.loads(said)["sign_ins"]
    again.start()
    try:
        work_goes_on(again, closed=not elsewhere)
    finally:
        again.kill()


@pytest.mark.parametrize("way", ["command", "signal"])
def test_what_was_being_written_is_there_whole_or_was_not_taken(
    served: Program, installation: Installation, tmp_path: Path, way: str
) -> None:
    """Mail comes in by three doors at once when it happens; the half comes back from where it was kept apart."""
    kept = tmp_path / "vault.half"
    kept.write_bytes((served.data / "half" / "vault.half").read_bytes())
    taken, stop = [list[str]() for _ in range(3)], threading.Event()

    def sends(door: int) -> None:
        for number in itertools.count():
            text = f"Of door {door} the letter {number}."
            if stop.is_set() or served.smtp(mail(text, Message_ID=f"<{door}.{number}@mail.example>")) != 250:
                return
            taken[door].append(text)

    senders = [threading.Thread(target=sends, args=[door]) for door in range(3)]
    for each in senders:
        each.start()
    until = time.monotonic() + 60
    while min(map(len, taken)) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    if way == "signal":
        os.kill(served.pid, signal.SIGUSR2)
    else:
        assert installation.run("panic", "--data", "data")[0] == 0
    assert ended(served) == panic.EXIT
    stop.set()
    for each in senders:
        each.join(60)
    assert min(map(len, taken)) >= 5
    assert not (served.data / "half" / "vault.half").exists()

    (served.data / "half" / "vault.half").write_bytes(kept.read_bytes())
    (served.data / "half" / "vault.half").chmod(0o600)
    again = Program(served.base, SERVE)
    again.facts["sign_ins"] = installation.facts["sign_ins"]
    again.start()
    try:
        found = again.opened("operator")
        texts = [body(one["content"]).strip() for one in found["messages"]]
        assert {text for door in taken for text in door} <= set(texts)
        assert len(texts) == len(set(texts)) <= sum(map(len, taken)) + len(taken)
        assert found["first_break"] is None
        log = set_up(again).get("/staff/log")
        assert log.url == "/staff/log"
        assert "outside this program" not in log.text
        assert "помимо программы" not in log.text
    finally:
        again.kill()
    with sqlite3.connect(served.data / "waystation.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not scan(served.data, ["the letter"])


def work_goes_on(again: Program, closed: bool) -> None:
    """Nothing that people wrote is lost, and new mail is taken in. A mode that nobody can vouch for is closed."""
    coordinator = set_up(again)
    if closed:
        assert coordinator.get("/staff/log").status == 503
        assert coordinator.submit(coordinator.get("/staff/mode").form("mode"), mode="0").status == 200
    page = coordinator.get("/staff/log")
    assert (page.status, page.url) == (200, "/staff/log")
    assert [one for one in again.opened("operator")["messages"] if TEXT in body(one["content"])]
    assert again.smtp(mail("After the panic.", Message_ID="<after@mail.example>")) == 250


def set_up(again: Program) -> Browser:
    """A coordinator, whose second factor went with the old passphrase, and who has to set up a new one first."""
    browser = again.signed_in("coordinator")
    assert browser.get("/staff/mode").url == "/staff/account"
    page = browser.get("/staff/account/app")
    secret = re.search(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}\b", page.text)
    assert secret is not None
    code = pyotp.TOTP(secret[0].replace(" ", "")).now()
    assert browser.submit(page.form("code"), code=code).status == 200
    return browser


def body(raw: str) -> str:
    from email import message_from_bytes, policy

    said: str = message_from_bytes(raw.encode("latin-1"), policy=policy.default).get_content()
    return said


def test_the_mode_by_command(installation: Installation) -> None:
    assert installation.run("mode", "--data", "data")[:2] == (0, "normal\n")
    for wanted in ("closed", "read-only", "normal"):
        assert installation.run("mode", "--data", "data", wanted)[:2] == (0, f"{wanted}\n")
        assert installation.run("mode", "--data", "data")[:2] == (0, f"{wanted}\n")
    assert installation.run("mode", "--data", "data", "open")[0] == 2
    assert installation.run("mode", "--data", "nowhere")[0] == 66


def test_a_half_that_the_settings_put_elsewhere_is_destroyed_from_any_shell(
    installation: Installation, tmp_path: Path
) -> None:
    """As an administrator who never heard of the unit's environment."""
    away = tmp_path / "stick" / "vault.half"
    away.parent.mkdir()
    (installation.data / "half" / "vault.half").rename(away)
    settings = installation.data / "waystation.toml"
    settings.write_text(settings.read_text() + f'\n[vault]\nhalf = "{away}"\n')
    assert installation.run("mode", "--data", "data")[:2] == (0, "normal\n")
    assert installation.run("panic", "--data", "data")[0] == 0
    assert not away.exists()


def test_settings_that_cannot_be_read_do_not_keep_the_half(installation: Installation) -> None:
    (installation.data / "waystation.toml").write_text("[vault\n")
    assert installation.run("panic", "--data", "data")[0] == 0
    assert not (installation.data / "half" / "vault.half").exists()


def test_a_half_that_was_not_found_is_not_called_destroyed(installation: Installation, tmp_path: Path) -> None:
    here = installation.data / "half" / "vault.half"
    here.rename(tmp_path / "away")
    code, said, _ = installation.run("panic", "--data", "data")
    assert code == 0
    assert str(here) in said
    assert "elsewhere was not destroyed" in " ".join(said.split())
