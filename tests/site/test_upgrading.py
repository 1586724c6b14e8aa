"""Upgrades: never on a newer database, never without a copy of before, and rows that come through forward and back."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.e2e.harness import ROOT, Program
from tests.postgresql.cluster import programs, running
from tests.site.conftest import Installation
from tests.site.older import BEFORE as OLDER
from waystation import __version__
from waystation.site import folder, upgrading
from waystation.site.settings import database_of
from waystation.vault.errors import NotReady

NEWEST = ("casework", "0005")


def inside(installation: Installation, *line: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """A program that works on the installation's database."""
    environment = Program(installation.base).environment() | {"WAYSTATION_DATA": str(installation.data)}
    environment["PYTHONPATH"] += f":{ROOT}"
    return subprocess.run(
        [sys.executable, *line], input=said, capture_output=True, text=True, env=environment, timeout=180
    )


@pytest.fixture(scope="module")
def _older(founded: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation as the version before had made it."""
    base = tmp_path_factory.mktemp("older")
    shutil.copytree(founded.data, base / "data")
    older = Installation(base, founded.facts)
    done = inside(older, "-m", "waystation.site", "manage", "migrate", NEWEST[0], "0004")
    assert done.returncode == 0, done.stderr
    return older


@pytest.fixture
def older(_older: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(_older.data, tmp_path / "data")
    return Installation(tmp_path, _older.facts)


def applied(database: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as opened:
        return {(app, name[:4]) for app, name in opened.execute("SELECT app, name FROM django_migrations")}


def test_a_newer_database_is_left_as_it_is(installation: Installation) -> None:
    database = installation.data / "waystation.sqlite3"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('hotline', '0999_later', '2027-01-01')"
        )
        opened.execute("CREATE TABLE hotline_later (id INTEGER PRIMARY KEY)")
    for command in (["upgrade"], ["run", "--port", "0", "--mail-port", "-1"], ["mode"]):
        code, said, errors = installation.run(*command, "--data", str(installation.data))
        assert (code, said) == (78, "")
        assert "written by a newer version" in errors
        assert "hotline.0999_later" in errors
    assert ("hotline", "0999") in applied(database)
    assert upgrading.copies(installation.data) == []


def test_an_older_one_is_brought_up_after_a_copy_was_made(older: Installation) -> None:
    code, said, errors = older.run("upgrade", "--data", str(older.data))
    assert (code, errors) == (0, "")
    [copy] = upgrading.copies(older.data)
    assert said == f"The database is that of version {__version__}.\nA copy of before is kept for a week: {copy}\n"
    assert NEWEST in applied(older.data / "waystation.sqlite3")
    assert NEWEST not in applied(copy)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("SELECT count(*) FROM staff_account").fetchone()[0] == len(older.facts["sign_ins"])
    # The way back: the copy where the database was, and the version that knows it.
    assert older.run("upgrade", "--data", str(older.data))[1] == f"The database is that of version {__version__}.\n"
    assert upgrading.copies(older.data) == [copy]


def test_one_that_was_cut_off_keeps_the_copy_of_its_beginning(older: Installation) -> None:
    (older.data / upgrading.BEFORE).mkdir()
    kept = older.data / upgrading.BEFORE / f"{__version__}.sqlite3"
    kept.write_bytes(b"of the beginning")
    (older.data / upgrading.BEFORE / f"{__version__}.part").write_bytes(b"half a copy")
    assert older.run("upgrade", "--data", str(older.data))[0] == 0
    assert kept.read_bytes() == b"of the beginning"
    assert NEWEST in applied(older.data / "waystation.sqlite3")


def test_nothing_is_changed_under_a_running_server(older: Installation) -> None:
    with _held(older.data):
        code, _, errors = older.run("upgrade", "--data", str(older.data))
    assert (code, "stop it first" in errors) == (78, True)
    assert NEWEST not in applied(older.data / "waystation.sqlite3")


@contextmanager
def _held(data: Path) -> Iterator[None]:
    """Another process serves the folder."""
    program = "import sys; from pathlib import Path; from waystation.site import folder; "
    program += "assert folder.take(Path(sys.argv[1]), folder.PAGES); print(flush=True); sys.stdin.read()"
    line = [sys.executable, "-c", program, str(data)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stdout.readline()
        assert folder.server(data) == process.pid
        yield
        process.communicate()


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "db").write_bytes(b"x" * 2**21)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=2**22))
    with pytest.raises(NotReady, match="no room for 2 MiB"):
        upgrading._sqlite({"NAME": tmp_path / "db"}, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_copy_goes_after_a_week(tmp_path: Path) -> None:
    place = tmp_path / upgrading.BEFORE
    place.mkdir()
    now = datetime(2027, 3, 9, tzinfo=UTC)
    for name, days in (("old.sqlite3", 8), ("old.part", 8), ("new.sqlite3", 6)):
        (place / name).write_bytes(b"rows")
        then = (now - timedelta(days=days)).timestamp()
        os.utime(place / name, (then, then))
    upgrading.forget_old(tmp_path, now)
    assert [path.name for path in place.iterdir()] == ["new.sqlite3"]
    upgrading.forget_old(tmp_path / "nowhere", now)


@pytest.fixture(scope="module")
def _fewer_columns(founded: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A folder with check-ins, of the version before their steps."""
    base = tmp_path_factory.mktemp("fewer")
    shutil.copytree(founded.data, base / "data")
    older = Installation(base, founded.facts)
    passphrase = next(each["passphrase"] for each in founded.facts["sign_ins"] if each["name"] == "operator")
    written = inside(older, "-m", "tests.site.older", "write", said=passphrase)
    assert written.returncode == 0, written.stderr
    back = inside(older, "-m", "waystation.site", "manage", "migrate", *OLDER)
    assert back.returncode == 0, back.stderr
    return older


@pytest.fixture
def fewer_columns(_fewer_columns: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(_fewer_columns.data, tmp_path / "data")
    return Installation(tmp_path, _fewer_columns.facts)


def differing(installation: Installation) -> int:
    found = inside(installation, "-m", "tests.site.older", "differ")
    assert found.returncode == 0, found.stderr
    return int(found.stdout)


def test_columns_that_are_added_raise_no_alarm(fewer_columns: Installation) -> None:
    assert fewer_columns.run("upgrade", "--data", str(fewer_columns.data))[0] == 0
    assert differing(fewer_columns) == 0
    assert (fewer_columns.data / "upgrading").read_bytes() == b""


def test_what_was_changed_before_the_upgrade_is_noticed_after_it(fewer_columns: Installation) -> None:
    with closing(sqlite3.connect(fewer_columns.data / "waystation.sqlite3")) as opened, opened:
        silenced = opened.execute(
            "UPDATE evacuation_checkin SET alarm_at = '2099-01-01' WHERE id = (SELECT min(id) FROM evacuation_checkin)"
        )
        assert silenced.rowcount == 1
    assert fewer_columns.run("upgrade", "--data", str(fewer_columns.data))[0] == 0
    assert differing(fewer_columns) == 1


def test_without_the_half_or_cut_off_it_is_counted_at_the_next_start(fewer_columns: Installation) -> None:
    half = fewer_columns.data / "half" / "vault.half"
    half.rename(fewer_columns.base / "on a stick")
    assert fewer_columns.run("upgrade", "--data", str(fewer_columns.data))[0] == 0
    (fewer_columns.base / "on a stick").rename(half)
    assert differing(fewer_columns) == 1
    assert fewer_columns.run("upgrade", "--data", str(fewer_columns.data))[0] == 0
    assert differing(fewer_columns) == 0


def test_what_is_removed_is_overwritten_first(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"rows" * 1000)
    os.link(tmp_path / "copy", tmp_path / "seen")
    upgrading._overwrite(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert set((tmp_path / "seen").read_bytes()) == {0}


@pytest.mark.real
def test_of_postgresql_the_copy_is_pg_dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server programs are installed")
    with running(found) as url:
        settings = database_of(url)
        assert settings
        upgrading._postgresql(settings, tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes().startswith(b"PGDMP")
    with pytest.raises(NotReady, match="upgrade --backed-up"):
        upgrading._postgresql(settings, tmp_path / "copy")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotReady, match="pg_dump is missing"):
        upgrading._postgresql(settings, tmp_path / "copy")


@pytest.mark.long
def test_rows_come_through_every_migration_forward_and_back(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    walked = inside(Installation(tmp_path, {}), "-m", "tests.site.seeded", "--walk")
    assert walked.returncode == 0, walked.stderr
    told = json.loads(walked.stdout)
    assert told["filled"] > 300
    assert told["tables"] > 80
    assert (told["forward"], told["back"], told["again"]) == ([], [], [])
    assert told["dropped"] == ["casework_personrow"]  # before the first release: persons have a room of their own
