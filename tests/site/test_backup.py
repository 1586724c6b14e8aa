"""The restore drill: two sets and the half bring everything back; one set alone opens nothing."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.apps import apps

from tests.canary import scan
from tests.e2e.harness import Program, mail
from tests.site.conftest import Installation
from waystation.site import backup
from waystation.vault import age

PHRASE = "seven words are enough for a backup"
TEXT = "Канарейка backup 51b7 тихо"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(tmp_path_factory.mktemp("backup")).start()
    assert program.smtp(mail(TEXT, Message_ID="<first@mail.example>")) == 250
    yield program
    program.kill()


def command(base: Path, *arguments: str, said: str = PHRASE) -> tuple[int, str, str]:
    return Installation(base, {}).run("backup", *arguments, said=f"{said}\n")


def sets(out: Path) -> dict[str, Path]:
    """The newest file of each set."""
    return {file.name.split(".")[1]: file for file in sorted(out.glob("*.age"))}


@pytest.fixture(scope="module")
def made(program: Program) -> dict[str, Path]:
    """Both sets, made while the installation runs."""
    code, said, errors = command(program.base, "create", "--data", str(program.data), "made")
    assert code == 0, errors
    assert "The vault half is in none of them" in errors
    found = sets(program.base / "made")
    assert sorted(found) == ["data", "keys"]
    assert all(str(file) in said for file in found.values())
    return found


def opened(file: Path) -> bytes:
    """What is inside a set."""
    return _opened(file.read_bytes())


@cache
def _opened(sealed: bytes) -> bytes:
    """A passphrase is slow to try, as it should be."""
    inside = io.BytesIO()
    age.from_passphrase(PHRASE)(io.BytesIO(sealed), inside)
    return inside.getvalue()


def test_the_drill(program: Program, made: dict[str, Path], tmp_path: Path) -> None:
    again = Program(tmp_path, ("run", "--port", "0", "--mail-port", "0"))
    code, said, errors = command(tmp_path, "restore", "--data", "data", *map(str, made.values()))
    assert code == 0, errors
    assert "put the vault half back" in said
    assert (again.data / "waystation.toml").read_bytes() == (program.data / "waystation.toml").read_bytes()
    shutil.copytree(program.data / "half", again.data / "half")
    again.facts["sign_ins"] = program.facts["sign_ins"]
    try:
        again.start()
        for person in program.facts["sign_ins"]:
            assert again.signed_in(person["name"]).get("/staff/").status == 200
        assert [one for one in again.opened()["messages"] if TEXT in mail_text(one["content"])]
        assert again.smtp(mail("After the restore.", Message_ID="<after@mail.example>")) == 250
        assert again.opened()["first_break"] is None
    finally:
        again.kill()


def mail_text(content: str) -> str:
    import email
    from email import policy

    message: Any = email.message_from_bytes(content.encode("latin-1"), policy=policy.default)
    text: str = message.get_content()
    return text


def test_the_data_set_holds_nothing_that_opens_it(program: Program, made: dict[str, Path]) -> None:
    data, keys = opened(made["data"]), opened(made["keys"])
    held = 0
    with sqlite3.connect(f"{(program.data / 'waystation.sqlite3').as_uri()}?mode=ro", uri=True) as live:
        for table in backup.KEY_TABLES:
            for row in live.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                for blob in (value for value in row if isinstance(value, bytes) and len(value) > 15):
                    held += blob[:64] in keys
                    assert blob[:64] not in data
    assert held > 20
    half = (program.data / "half" / "vault.half").read_bytes()
    assert half not in data
    assert half not in keys


TRIES = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from waystation.site.commands import open_installation
open_installation(Path(sys.argv[1]))
from waystation.site import installation
from waystation.staff import actions
from waystation.vault.errors import Locked
installation.open_existing()
opened = []
for person in json.load(sys.stdin):
    try:
        actions.sign_in(person["name"], person["passphrase"], now=datetime.now(UTC))
    except Locked:
        continue
    opened.append(person["name"])
print(json.dumps(opened))
"""


def opened_by(installation: Program, people: list[dict[str, str]]) -> list[str]:
    """Whose passphrases open it, tried one after the other."""
    line = [sys.executable, "-c", TRIES, str(installation.data)]
    done = subprocess.run(
        line, input=json.dumps(people).encode(), capture_output=True, env=installation.environment(), timeout=90
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_data_set_alone_with_all_passphrases_opens_nothing(
    program: Program, made: dict[str, Path], tmp_path: Path
) -> None:
    """The attacker has the data set opened, the half and every passphrase; the key tables are there, but empty."""
    thief = Program(tmp_path)
    thief.facts["sign_ins"] = program.facts["sign_ins"]
    thief.data.mkdir()
    shutil.copytree(program.data / "half", thief.data / "half")
    (thief.data / "waystation.toml").write_bytes((program.data / "waystation.toml").read_bytes())
    database = thief.data / "waystation.sqlite3"
    database.write_bytes(opened(made["data"]))
    with sqlite3.connect(database) as stolen, sqlite3.connect(program.data / "waystation.sqlite3") as live:
        for table in backup.KEY_TABLES:
            [[sql]] = live.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table])
            stolen.execute(sql)
        stolen.execute("DROP TABLE waystation_backup")
        # Even the public keys, without which the program would not start.
        rows = live.execute("SELECT * FROM vault_address").fetchall()
        marks = ", ".join("?" for _ in rows[0])
        stolen.executemany(f"INSERT INTO vault_address VALUES ({marks})", rows)  # noqa: S608  # question marks
    people = program.facts["sign_ins"]
    assert opened_by(thief, people) == []
    assert opened_by(program, people) == [person["name"] for person in people]


@pytest.mark.django_db
def test_what_somebody_else_put_into_the_database_is_in_no_set(program: Program, tmp_path: Path) -> None:
    """A trigger may have copied key pages into a table of its own: it must not be kept as long as the data is."""
    database = tmp_path / "waystation.sqlite3"
    with sqlite3.connect(program.data / "waystation.sqlite3") as running, sqlite3.connect(database) as live:
        running.backup(live)
        live.execute("CREATE TABLE keep_pages AS SELECT * FROM vault_ringpage")
    data = tmp_path / "data.sqlite3"
    keys = backup._taken_apart(backup.Source(database, b""), data, {"format": "1"})
    assert b"keep_pages" not in data.read_bytes() + keys


def test_each_table_is_in_the_set_where_it_belongs() -> None:
    """A new table comes into the data set by itself: whoever adds one that holds keys puts it into KEY_TABLES."""
    rooms = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("waystation.")]
    in_data = {table for table in rooms if table not in backup.KEY_TABLES | backup.EMPTIED}
    # A batch is sealed to an address, as the records posted with it are: keyrings open both.
    # Manifests and stamps are about rows of the data set.
    known = {"staff_profilerow", "staff_team", "staff_holderrow", "vault_batch", "vault_tombstone"}
    known |= {"vault_manifest", "vault_stamp", "vault_moderow", "staff_noticerow", "staff_diaryrow"}
    known |= {"staff_closingrow"}  # asks for new keys; it holds none
    known |= {"staff_feedrow"}  # its key is the feed's address, which stands nowhere
    assert {table for table in in_data if table.startswith(("vault_", "staff_"))} == known
    assert set(rooms) >= backup.KEY_TABLES | backup.EMPTIED
    kept = {table for table in in_data if table.startswith("audit_")}
    assert not {table for table in kept if "key" in table}


def test_nothing_readable_lies_about(program: Program, made: dict[str, Path]) -> None:
    settings = (program.data / "waystation.toml").read_text()
    passphrases = [person["passphrase"] for person in program.facts["sign_ins"]]
    assert not scan(program.base / "made", [TEXT, PHRASE, settings[:60], *passphrases])
    assert not list(program.data.glob(".backup-*"))
    assert not list((program.base / "made").glob("*.part"))
    assert {oct(file.stat().st_mode & 0o777) for file in made.values()} == {"0o600"}
    assert settings.encode() in opened(made["keys"])
    assert settings[:60].encode() not in opened(made["data"])


def test_sets_can_be_checked_without_restoring(program: Program, made: dict[str, Path]) -> None:
    code, said, errors = command(program.base, "verify", *map(str, made.values()))
    assert code == 0, errors
    assert said.count("whole") == 2
    assert sorted(os.listdir(program.base / "made")) == sorted(file.name for file in made.values())


def test_another_program_opens_them(made: dict[str, Path]) -> None:
    """The age format as pyrage's own reader sees it, without a line of ours."""
    inside = pyrage.passphrase.decrypt(made["data"].read_bytes(), PHRASE)
    assert inside.startswith(b"SQLite format 3\0")


@pytest.mark.parametrize("phrase", ["wrong words", ""])
def test_another_passphrase_opens_nothing(made: dict[str, Path], tmp_path: Path, phrase: str) -> None:
    for arguments in (["verify"], ["restore", "--data", "fresh"]):
        code, said, errors = command(tmp_path, *arguments, *map(str, made.values()), said=phrase)
        assert (code, said) == (65 if phrase else 78, "")
        assert "passphrase" in errors
    assert not (tmp_path / "fresh" / "waystation.toml").exists()
    assert not (tmp_path / "fresh" / "waystation.sqlite3").exists()


@pytest.fixture(scope="module")
def by_key(program: Program) -> tuple[dict[str, Path], Path]:
    """Both sets sealed to a public key, which is quicker to try than a passphrase; and the file with the secret one."""
    identity = pyrage.x25519.Identity.generate()
    line = ("create", "--data", str(program.data), "by_key", "--recipient", str(identity.to_public()))
    code, _, errors = command(program.base, *line)
    assert code == 0, errors
    key = program.base / "key.txt"
    key.write_text(f"{identity}\n")
    return sets(program.base / "by_key"), key


@pytest.mark.parametrize("damage", ["none", "cut", "flip", "empty", "noise", "swapped"])
def test_damaged_sets_are_refused(by_key: tuple[dict[str, Path], Path], tmp_path: Path, damage: str) -> None:
    made, key = by_key
    files = [shutil.copy(file, tmp_path) for file in made.values()]
    whole = Path(files[0]).read_bytes()
    changed = {
        "none": whole,
        "cut": whole[:-20],
        "flip": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
        "empty": b"",
        "noise": b"noise" * 999,
    }
    Path(files[0]).write_bytes(changed.get(damage) or (Path(files[1]).read_bytes() if damage == "swapped" else b""))
    code, _, errors = command(tmp_path, "restore", "--data", "fresh", "--identity", str(key), *map(str, files))
    if damage == "none":
        assert code == 0, errors
        return
    assert code == 65
    assert "does not open" in errors
    assert [path.name for path in (tmp_path / "fresh").iterdir()] == []


def test_an_installation_is_never_replaced(program: Program, made: dict[str, Path], tmp_path: Path) -> None:
    assert command(tmp_path, "restore", "--data", str(program.data), *map(str, made.values()))[0] == 73
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "waystation.sqlite3-wal").write_bytes(b"somebody's")
    assert command(tmp_path, "restore", "--data", "data", *map(str, made.values()))[0] == 73
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["waystation.sqlite3-wal"]


def test_it_seals_to_public_keys_without_a_secret_on_the_server(installation: Installation) -> None:
    identity = pyrage.x25519.Identity.generate()
    with (installation.data / "waystation.toml").open("a") as settings:
        settings.write(f'\n[backup]\nrecipients = ["{identity.to_public()}"]\n')
    code, _, errors = installation.run("backup", "create", "--data", str(installation.data), "out")
    assert code == 0, errors
    key = installation.base / "key.txt"
    key.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    files = [str(file) for file in sets(installation.base / "out").values()]
    assert installation.run("backup", "verify", "--identity", str(key), *files)[0] == 0
    assert installation.run("backup", "restore", "--data", "new", "--identity", str(key), *files)[0] == 0
    key.write_text(str(pyrage.x25519.Identity.generate()))
    assert installation.run("backup", "verify", "--identity", str(key), *files)[0] == 65
    key.write_text("no key")
    assert installation.run("backup", "verify", "--identity", str(key), *files)[0] == 78
    code, _, errors = installation.run("backup", "create", "--data", str(installation.data), "o", "--recipient", "me")
    assert (code, "no age public key" in errors) == (78, True)


DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from waystation.site.commands import open_installation
data, out, place = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
open_installation(data)
from waystation.site import backup
begun = []
def seal(source, target):
    begun.append(source)
    whole = source.read()
    target.write(whole[:1000])
    target.flush()
    if len(begun) == place:
        os.kill(os.getpid(), signal.SIGKILL)
    target.write(whole[1000:])
backup.create(backup.Source(data / "waystation.sqlite3", b""), out, seal, now=datetime.now(UTC))
"""


@pytest.mark.parametrize("place", [1, 2])
def test_a_killed_backup_leaves_nothing_under_the_final_names(installation: Installation, place: int) -> None:
    out = installation.base / "out"
    line = [sys.executable, "-c", DIES, str(installation.data), str(out), str(place)]
    done = subprocess.run(line, env=Program(installation.base).environment())
    assert done.returncode == -signal.SIGKILL
    assert not sets(out)
    left = list(installation.data.glob(".backup-*"))
    assert left
    parts = list(out.glob("*.part"))
    for part in parts:
        os.utime(part, (0, 0))
    assert parts
    assert installation.run("backup", "create", "--data", str(installation.data), "out", said=f"{PHRASE}\n")[0] == 0
    assert sorted(sets(out)) == ["data", "keys"]
    assert not [path for path in [*left, *parts] if path.exists()]


def test_backups_killed_at_any_moment_leave_whole_files_alone(installation: Installation) -> None:
    identity = pyrage.x25519.Identity.generate()
    out = installation.base / "out"
    line = [sys.executable, "-m", "waystation.site", "backup", "create", "--data", str(installation.data), str(out)]
    line += ["--recipient", str(identity.to_public())]
    environment = Program(installation.base).environment()
    started = time.monotonic()
    subprocess.run(line, check=True, capture_output=True, env=environment)
    whole = time.monotonic() - started
    for part in range(1, 6):
        process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.6 + part / 12))
        process.kill()
        process.wait()
    unseal = age.from_identities(str(identity))
    for file in out.glob("*.age"):
        assert backup.verify(file, unseal).rows > 0


def test_two_at_a_time_are_one(installation: Installation, tmp_path: Path) -> None:
    with backup._alone(installation.data, tmp_path):
        code, _, errors = installation.run(
            "backup", "create", "--data", str(installation.data), "out", said=f"{PHRASE}\n"
        )
    assert code == 75
    assert "another backup" in errors
    assert not sets(installation.base / "out")


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_a_full_disk_leaves_nothing_under_the_final_name(installation: Installation, tmp_path: Path) -> None:
    def full(source: Any, target: Any) -> None:
        target.write(b"the beginning")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup.create(backup.Source(installation.data / "waystation.sqlite3", b""), tmp_path / "o", full, now=_now())
    assert list((tmp_path / "o").iterdir()) == []
    assert not list(installation.data.glob(".backup-*"))


def test_it_wants_an_installation_and_two_files(installation: Installation, made: dict[str, Path]) -> None:
    assert installation.run("backup", "create", "--data", "nothing", "out")[0] == 66
    assert installation.run("backup", "verify", "nothing.data.age", said="x\n")[0] == 66
    assert installation.run("backup", "verify", str(installation.data / "waystation.toml"), said="x\n")[0] == 65
    code, _, errors = installation.run("backup", "restore", "--data", "new", str(made["data"]), str(made["data"]))
    assert code == 64
    assert ".keys.age" in errors
    assert installation.run("backup")[0] == 2


def test_a_short_passphrase_is_refused(program: Program) -> None:
    code, _, errors = command(program.base, "create", "--data", str(program.data), "short", said="correct horse")
    assert code == 78
    assert "at least 20 characters" in errors
    assert not sets(program.base / "short")


def test_the_file_that_does_not_open_is_named(made: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / made["data"].name
    cut.write_bytes(made["data"].read_bytes()[:-1])
    for action in (["verify"], ["restore", "--data", "data"]):
        code, _, errors = command(tmp_path, *action, str(made["keys"]), str(cut))
        assert (code, f"{cut.name} does not open" in errors) == (65, True)
        assert made["keys"].name not in errors


def test_the_way_on_is_that_of_the_settings_that_came_back(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the usual places, where nobody would look for a witness or a half that the settings put elsewhere."""
    monkeypatch.setenv("WAYSTATION_VAULT_HALF", str(program.data / "half" / "vault.half"))
    settings = program.data / "waystation.toml"
    before = settings.read_text()
    settings.write_text(before + '\n[audit]\nwitness = "/mnt/far/heads"\n\n[vault]\nhalf = "/media/stick/h"\n')
    try:
        code, _, errors = command(program.base, "create", "--data", str(program.data), "named")
        assert code == 0, errors
    finally:
        settings.write_text(before)
    monkeypatch.delenv("WAYSTATION_VAULT_HALF")
    code, said, errors = command(
        tmp_path, "restore", "--data", "fresh", *map(str, sets(program.base / "named").values())
    )
    assert code == 0, errors
    for line in ("as /mnt/far/heads :", "as /media/stick/h (", "--new-half --data"):
        assert line in said
