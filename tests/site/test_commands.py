"""The command line, as a person or a mail server calls it: processes, exit codes, sentences, files."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.canary import encodings, scan
from tests.e2e.harness import ROOT, Program, mail
from waystation.site import commands

CANARY = "Канарейка Ожидание 7f3a9 осторожно"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A running demo without people, shared by the tests that leave it as it is."""
    program = Program(tmp_path_factory.mktemp("site")).start()
    yield program
    program.kill()


def run(base: Path, *arguments: str, data: bytes = b"", prefix: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """A command's exit code, output and errors."""
    line = [*prefix, sys.executable, "-m", "waystation.site", *arguments]
    done = subprocess.run(line, input=data, capture_output=True, env=Program(base).environment(), cwd=base, timeout=90)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def modes(folder: Path) -> set[tuple[str, str]]:
    """The kinds and permissions of everything in a folder, itself included."""
    paths = [folder, *folder.rglob("*")]
    return {("folder" if path.is_dir() else "file", oct(stat.S_IMODE(path.stat().st_mode))) for path in paths}


def test_it_works_and_tells_what_it_can_do(tmp_path: Path) -> None:
    code, said, errors = run(tmp_path, "help")
    assert (code, errors) == (0, "")
    assert all(command in said for command in ("demo", "init", "run", "receive", "test"))
    assert run(tmp_path)[0] == 0


def test_an_unknown_command_is_refused_with_the_list(tmp_path: Path) -> None:
    code, said, errors = run(tmp_path, "evacuate")
    assert (code, said) == (64, "")
    assert "no command of that name" in errors
    assert "receive" in errors


def _launcher_environment(folder: Path) -> dict[str, str]:
    """An environment in which the launcher finds everything installed."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    sums = subprocess.run(["cksum"], stdin=(ROOT / "requirements" / "run.txt").open("rb"), capture_output=True)
    (folder / ".run.stamp").write_bytes(sums.stdout)
    return {"PATH": os.environ["PATH"], "WAYSTATION_VENV": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def test_help_tells_the_defaults(tmp_path: Path) -> None:
    code, said, _errors = run(tmp_path, "run", "--help")
    assert code == 0
    assert "(default: 8000)" in " ".join(said.split())
    assert "(default: None)" not in " ".join(said.split())


@pytest.mark.parametrize(("command", "code"), [("help", 0), ("evacuate", 64)])
def test_the_launcher_hands_over_the_exit_code(tmp_path: Path, command: str, code: int) -> None:
    environment = _launcher_environment(tmp_path / "venv")
    done = subprocess.run([ROOT / "waystation", command], capture_output=True, env=environment)
    assert done.returncode == code, done.stderr
    assert b"receive" in done.stdout + done.stderr


def test_the_launcher_says_when_there_is_no_python(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname", "cksum", "cat", "date"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    environment = {"PATH": str(tools), "WAYSTATION_VENV": str(tmp_path / "none")}
    done = subprocess.run([ROOT / "waystation", "help"], capture_output=True, env=environment)
    assert done.returncode != 0
    assert b"Python 3.11 or newer is needed" in done.stderr


def test_the_demo_says_in_one_line_where_everything_is(program: Program) -> None:
    facts = program.facts
    assert facts["public"].startswith("http://127.0.0.1:")
    assert facts["staff"] == f"{facts['public']}staff/"
    assert facts["mail"]["port"] > 0
    assert [person["role"] for person in facts["sign_ins"]] == [
        "operator", "operator", "coordinator", "coordinator", "documenter", "documenter", "documenter",
        "clinician", "advocate", "administrator",
    ]  # fmt: skip
    assert all(len(person["passphrase"].split()) == 7 for person in facts["sign_ins"])
    assert program.signed_in("dina").get("/staff/").status == 200


def test_only_the_owner_may_look_into_the_folder(program: Program) -> None:
    assert program.smtp(mail("Somebody wrote.", Message_ID="<modes@mail.example>")) == 250
    found = modes(program.data)
    assert found == {("folder", "0o700"), ("file", "0o600")}


def test_a_crash_leaves_no_memory_on_the_disk(program: Program) -> None:
    limits = Path(f"/proc/{program.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_the_environment_of_the_process_has_no_secret(program: Program) -> None:
    environment = Path(f"/proc/{program.pid}/environ").read_bytes()
    for person in program.facts["sign_ins"]:
        assert person["passphrase"].encode() not in environment


def test_a_taken_port_is_said_plainly(program: Program, tmp_path: Path) -> None:
    port = program.facts["public"].rstrip("/").rpartition(":")[2]
    code, said, errors = run(tmp_path, "demo", "--empty", "--json", "--data", "other", "--port", port)
    assert (code, said) == (69, "")
    assert "that port is taken" in errors


def test_a_taken_port_is_said_before_anything_is_made(program: Program, tmp_path: Path) -> None:
    number = program.facts["public"].rstrip("/").rpartition(":")[2]
    assert run(tmp_path, "demo", "--data", "other", "--port", number, "--mail-port", "-1")[0] == 69
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("command", ["demo", "run"])
def test_what_is_no_port_is_said(tmp_path: Path, command: str) -> None:
    code, _, errors = run(tmp_path, command, "--data", "other", "--port", "99999")
    assert code == 2
    assert "from 0 to 65535" in errors


def test_a_demo_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    program = Program(tmp_path).start()
    try:
        assert program.smtp(mail("Half of it.", Message_ID="<half@mail.example>")) == 250
        assert program.stop() == 0
        assert not (program.data / "unfinished").exists()
        (program.data / "unfinished").touch()  # as a Ctrl-C in the middle leaves it
        program.start()
        assert not program.opened()["messages"]
    finally:
        program.kill()


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ('[[mail.imap]]\nhost="localhost"\nusername="a"\npassword="canary-3f"\ncafile="x"', "'cafile'"),
        ('[[mail.imap]]\nhost="localhost"\nusername="a"', "'password'"),
        ('[[mail.imap]]\nhost="imap.example.org"\nusername="a"\npassword="canary-3f"\ntls=false', "without TLS"),
        ('[mail.smtp]\nhost="smtp.example.org"\nsecurity="ssl"\npassword="canary-3f"', 'security is "tls"'),
        ("[mail.smtp]\nhost=", "cannot be read"),
        (
            '[mail.smtp]\nhost="localhost"\nport="canary-3f"',
            "[mail.smtp] in waystation.toml cannot be used: 'port' is a ",
        ),
        ('[mail.smtp]\nhost="localhost"\nport=99999', "'port' is a number from 1 to 65535."),
        ('[mail.smtp]\nhost="localhost"\nusername=5', "'username' is words in quotes."),
        ('[mail.smtp]\nhost="localhost"\nprt=25\npassword="canary-3f"', "no setting 'prt'; 'port' may be meant."),
        ("[mail.smtp]\nport=25", "'host' is missing."),
        ('[[mail.imap]]\nhost="localhost"\nusername="a"\npassword="canary-3f"\ntls="no"', "'tls' is true or false."),
        ('[mail.imap]\nhost="localhost"', "'imap' is a list"),
        ('[[mail.imap]]\nhost="localhost"\nusername="a"\noauth="canary-3f"', "'oauth' is a table."),
        ('[[mail.mailbox]]\nadress="canary-3f"', "no setting 'adress'; 'address' may be meant."),
        ('[[mail.mailbox]]\naddress="canary-3f"', "are e-mail addresses."),
        (
            '[mail]\nsubject="a"',
            "[mail] in waystation.toml cannot be used: there is no setting 'subject'; 'subjects' may be meant.",
        ),
        ('[vault]\ncipher="canary-3f"', "'cipher' is one of: aes-256-gcm, chacha20-poly1305."),
        ('[mail]\nlimit_bytes="canary-3f"', "waystation.toml cannot be used: 'limit_bytes' is a whole number."),
    ],
)
def test_settings_that_cannot_be_used_are_said_at_the_start(installation: Any, settings: str, reason: str) -> None:
    file = installation.data / "waystation.toml"
    kept, more = file.read_text(), settings.removeprefix("[mail]\n")
    file.write_text(kept.replace("[mail]\n", settings + "\n") if more != settings else kept + settings)
    code, said, errors = installation.run("run", "--data", "data", "--port", "0", "--mail-port", "0")
    assert (code, said) == (78, "")
    assert reason in errors
    assert "canary-3f" not in errors
    assert errors.count("\n") == 1


def test_fresh_never_removes_what_is_no_demo(tmp_path: Path) -> None:
    holiday = tmp_path / "holiday"
    holiday.mkdir()
    (holiday / "picture.jpg").write_bytes(b"not ours")
    code, _, errors = run(tmp_path, "demo", "--fresh", "--empty", "--json", "--data", str(holiday))
    assert code == 73
    assert "holds no demo" in errors
    assert (holiday / "picture.jpg").read_bytes() == b"not ours"


def test_init_makes_an_installation_once(tmp_path: Path) -> None:
    made = ("init", "--unattended", "--json", "--data", str(tmp_path / "data"))
    code, said, errors = run(tmp_path, *made)
    assert (code, errors) == (0, "")
    sign_ins = json.loads(said)["sign_ins"]
    assert len({person["passphrase"] for person in sign_ins}) == 6
    assert modes(tmp_path / "data") == {("folder", "0o700"), ("file", "0o600")}
    assert not scan(tmp_path / "data", [person["passphrase"] for person in sign_ins])
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()}

    code, said, errors = run(tmp_path, *made)
    assert (code, said) == (73, "")
    assert "left as it is" in errors
    assert run(tmp_path, "demo", "--fresh", "--json", "--data", str(tmp_path / "data"))[0] == 73
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()} == before


def test_init_says_what_it_needs(tmp_path: Path) -> None:
    code, _, errors = run(tmp_path, "init", "--data", "data")
    assert code == 64
    assert "--unattended" in errors
    assert run(tmp_path, "init", "--unattended", "--data", "data", "--address", "nobody")[0] == 64
    assert run(tmp_path, "init", "--unattended", "--data", "data", "--origin", "somewhere")[0] == 64
    assert not (tmp_path / "data").exists()


def test_a_folder_of_somebody_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "data").mkdir(mode=0o700)
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and there is no setpriv to be somebody else")
        prefix = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--")
    else:
        (tmp_path / "theirs" / "data").chmod(0)
    if os.geteuid() == 0:
        os.chown(tmp_path / "theirs" / "data", 65534, 65534)
    code, said, errors = run(tmp_path, "doctor", "--data", "theirs/data", prefix=prefix)
    assert (code, said) == (77, "")
    assert "may not read or write theirs/data" in errors


def test_an_installation_is_where_people_expect_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MACHINE", tmp_path / "machine")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("WAYSTATION_DATA", "/named")
    assert commands.default_data() == Path("/named")
    monkeypatch.delenv("WAYSTATION_DATA")
    assert commands.default_data() == ROOT / "data"
    monkeypatch.setattr(commands, "IN_CHECKOUT", False)
    assert commands.default_data() == tmp_path / "home" / ".local" / "share" / "waystation"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert commands.default_data() == tmp_path / "xdg" / "waystation"
    (tmp_path / "machine").mkdir()
    assert commands.default_data() == tmp_path / "machine" / "data"


def test_run_wants_an_installation(tmp_path: Path) -> None:
    code, _, errors = run(tmp_path, "run", "--data", str(tmp_path / "nothing"))
    assert code == 66
    assert "there is no installation in that folder" in errors
    assert not (tmp_path / "nothing").exists()


def test_run_does_not_start_without_the_vault_half(installation: Any) -> None:
    (installation.data / "half" / "vault.half").unlink()
    code, _, errors = installation.run("run", "--data", "data", "--port", "0", "--mail-port", "-1")
    assert code == 78
    assert "vault half is missing" in errors


def test_an_error_page_and_the_log_say_nothing_of_what_was_written(tmp_path: Path) -> None:
    program = Program(tmp_path).start()
    try:
        browser = program.browser()
        form, sign_in = browser.get("/en/write").form("text"), browser.get("/staff/sign-in").form("passphrase")
        with sqlite3.connect(program.data / "waystation.sqlite3", timeout=20) as connection:
            connection.execute("ALTER TABLE hotline_message RENAME TO hotline_message_gone")
            connection.execute("ALTER TABLE staff_account RENAME TO staff_account_gone")
        assert browser.submit(form, text=CANARY).status == 503  # the words stay on the page, to be sent again
        page = browser.submit(sign_in, name=CANARY, passphrase=CANARY)
        assert page.status == 500
        assert program.smtp(mail(CANARY, subject=CANARY, Message_ID="<canary@mail.example>")) == 451
    finally:
        program.kill()
    assert "Error" in program.logs()  # that something went wrong is told,
    assert not scan(tmp_path, [CANARY])  # and nothing of what
    assert not [name for name, found in encodings(CANARY).items() if found in page.body]


def test_a_stopped_demo_goes_on_where_it_was(tmp_path: Path) -> None:
    program = Program(tmp_path).start()
    try:
        first = program.facts["sign_ins"]
        assert program.smtp(mail("Still here?", Message_ID="<still@mail.example>")) == 250
        assert program.stop() == 0
        program.start()
        assert program.facts["sign_ins"] == first
        assert [one["content"] for one in program.opened()["messages"] if "Still here?" in one["content"]]
    finally:
        program.kill()


def test_one_process_serves_a_folder(program: Program, tmp_path: Path) -> None:
    code, _said, errors = run(tmp_path, "run", "--data", str(program.data), "--port", "0", "--mail-port", "0")
    assert code == 75
    assert "another process serves that folder" in errors


@pytest.mark.parametrize("command", [["init", "--unattended"], ["demo", "--empty", "--port", "0", "--mail-port", "0"]])
def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, command: list[str]) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "letter.txt").write_text("dear brother")
    code, _said, errors = run(tmp_path, *command, "--data", str(home))
    assert code == 73
    assert "left as it is" in errors
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


def test_a_folder_of_a_development_version_is_left_as_it_is(installation: Any) -> None:
    """The tables begin anew with the first release: what was made before is told apart from what is damaged."""
    database = installation.data / "waystation.sqlite3"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("DROP TABLE vault_manifest")
    code, _said, errors = installation.run("run", "--port", "0", "--mail-port", "-1", "--data", str(installation.data))
    assert code == 78
    assert "earlier development version" in errors


def test_a_demo_never_opens_an_installation(installation: Any) -> None:
    for more in ([], ["--fresh"]):
        code, said, errors = installation.run("demo", "--data", "data", "--port", "0", "--mail-port", "-1", *more)
        assert (code, said) == (73, "")
        assert "holds no demo" in errors


def test_a_demo_that_is_being_served_is_not_forgotten(program: Program, tmp_path: Path) -> None:
    more = ["--fresh", "--port", "0", "--mail-port", "-1"]
    code, _, errors = run(tmp_path, "demo", "--data", str(program.data), *more)
    assert code == 75
    assert "another process serves that folder" in errors
    assert program.signed_in("dina").get("/staff/").status == 200


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    code, _, errors = run(tmp_path, "demo", "--data", "/proc/nowhere", "--port", "0", "--mail-port", "-1")
    assert code == 73
    assert "nothing can be written there" in errors
