"""The files of a backup: all of them, in a set that opens nothing, and back in their places after a restore."""

from __future__ import annotations

import io
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tests.canary import scan
from tests.e2e.harness import Program
from tests.site.conftest import Installation
from tests.site.test_backup import command, sets
from waystation.site import backup_files
from waystation.vault import age
from waystation.vault.errors import Tampered

THREAD = re.compile("/staff/requests/[0-9a-f-]{36}")
TEXT = b"canary in a file of the backup 3107 " * 9000


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Any:
    program = Program(tmp_path_factory.mktemp("files")).start()
    browser = program.browser()
    form = browser.get("/en/write").form("text")
    fields = [(name, value) for name, value in form.values() if name != "text"] + [("text", "Two files.")]
    assert browser.upload("/en/write", fields, [("files", "a", TEXT), ("files", "b", b"small")]).status == 200
    yield program
    program.kill()


@pytest.fixture(scope="module")
def made(program: Program) -> dict[str, Path]:
    code, _, errors = command(program.base, "create", "--data", str(program.data), "made")
    assert code == 0, errors
    found = sets(program.base / "made")
    assert sorted(found) == ["data", "files", "keys"]
    return found


@pytest.fixture(scope="module")
def to_a_key(program: Program) -> tuple[Path, dict[str, Path]]:
    """The file of a secret key, and the sets that were made for it: without a passphrase nothing is stretched."""
    identity, key = pyrage.x25519.Identity.generate(), program.base / "key"
    key.write_text(str(identity))
    arguments = ["create", "--data", str(program.data), "out", "--recipient", str(identity.to_public())]
    assert command(program.base, *arguments)[0] == 0
    return key, sets(program.base / "out")


def stored(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "files").rglob("*") if path.is_file()}


def test_the_drill(program: Program, made: dict[str, Path], tmp_path: Path) -> None:
    code, said, errors = command(tmp_path, "restore", "--data", "data", *map(str, made.values()))
    assert (code, "2 attached files" in said) == (0, True), errors
    assert stored(tmp_path / "data") == stored(program.data)
    assert len(stored(tmp_path / "data")) == 2
    assert {oct(path.stat().st_mode & 0o77) for path in (tmp_path / "data" / "files").rglob("*")} == {"0o0"}
    again = Program(tmp_path, ("run", "--port", "0", "--mail-port", "0"))
    shutil.copytree(program.data / "half", again.data / "half")
    again.facts["sign_ins"] = program.facts["sign_ins"]
    try:
        browser = again.start().signed_in("dina")
        thread = next(link for link in browser.get("/staff/requests/?show=all").links if THREAD.fullmatch(link))
        view = next(link for link in browser.get(thread).links if link.endswith("/0/view"))
        page = browser.get(view)
        (form,) = [form for form in page.forms if form.action.endswith("/attachments/0")]
        assert browser.submit(form).body == TEXT
    finally:
        again.kill()


def test_without_its_files_a_restore_says_so_and_the_doctor_too(made: dict[str, Path], tmp_path: Path) -> None:
    code, _, errors = command(tmp_path, "restore", "--data", "data", str(made["data"]), str(made["keys"]))
    assert code == 0
    assert "2 attached files are missing" in errors
    said = Installation(tmp_path, {}).run("doctor", "--data", "data")[1]
    assert "2 attached files are missing" in said


def test_verify_reads_them_to_the_end(to_a_key: tuple[Path, dict[str, Path]], tmp_path: Path) -> None:
    key, made = to_a_key
    with_key = ("--identity", str(key))
    code, said, _ = command(tmp_path, "verify", *with_key, str(made["files"]))
    assert (code, "2 files" in said) == (0, True)
    whole = made["files"].read_bytes()
    for number, damaged in enumerate([whole[:-20], whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:], whole[:200], b""]):
        broken = tmp_path / f"{number}.files.age"
        broken.write_bytes(damaged)
        assert command(tmp_path, "verify", *with_key, str(broken))[0] == 65
        sound = [str(made["data"]), str(made["keys"])]
        assert command(tmp_path, "restore", "--data", "new", *with_key, *sound, str(broken))[0] == 65
        assert list((tmp_path / "new").iterdir()) == []


def test_nothing_readable_lies_about(program: Program, made: dict[str, Path]) -> None:
    assert scan(program.base / "made", ["canary in a file"]) == []
    inside = io.BytesIO()
    age.from_passphrase("seven words are enough for a backup")(io.BytesIO(made["files"].read_bytes()), inside)
    assert b"canary in a file" not in inside.getvalue()
    with tarfile.open(fileobj=io.BytesIO(inside.getvalue())) as tar:
        assert {member.name for member in tar} == {*stored(program.data), backup_files.MANIFEST}


def test_they_stream_to_a_public_key_and_older_files_are_never_replaced(
    program: Program, to_a_key: tuple[Path, dict[str, Path]], tmp_path: Path
) -> None:
    key, made = to_a_key
    restore = ["restore", "--data", "new", "--identity", str(key), *map(str, made.values())]
    (tmp_path / "new" / "files").mkdir(parents=True)
    assert command(tmp_path, *restore)[0] == 73
    (tmp_path / "new" / "files").rmdir()
    assert command(tmp_path, *restore)[0] == 0
    assert stored(tmp_path / "new") == stored(program.data)


CUT_OFF = """
import os, signal, sys
from waystation.site.command import backup
replace, left = os.replace, [int(sys.argv[1])]
def dying(old, new):
    if ".restore-" in str(old):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
    return replace(old, new)
os.replace = dying
sys.exit(backup.main(sys.argv[2:]))
"""


@pytest.mark.parametrize("placed", [0, 1, 2])
def test_one_that_was_cut_off_is_begun_again(
    program: Program, to_a_key: tuple[Path, dict[str, Path]], tmp_path: Path, placed: int
) -> None:
    """Wherever it was: files in place without their rows, or rows without the settings, are no installation."""
    key, made = to_a_key
    restore = ["restore", "--data", "new", "--identity", str(key), *map(str, made.values())]
    line = [sys.executable, "-c", CUT_OFF, str(placed), *restore]
    assert subprocess.run(line, env=Program(tmp_path).environment(), cwd=tmp_path).returncode == -signal.SIGKILL
    there = {path.name for path in (tmp_path / "new").iterdir() if not path.name.startswith(".restore-")}
    assert len(there) == placed
    assert "waystation.toml" not in there
    code, _, errors = command(tmp_path, *restore)
    assert code == 0, errors
    assert stored(tmp_path / "new") == stored(program.data)
    assert not list((tmp_path / "new").glob(".restore-*"))
    assert (tmp_path / "new" / "waystation.toml").read_bytes() == (program.data / "waystation.toml").read_bytes()
    assert command(tmp_path, *restore)[0] == 73


def test_what_was_put_there_meanwhile_is_not_replaced(to_a_key: tuple[Path, dict[str, Path]], tmp_path: Path) -> None:
    """A restore was cut off before it put its files into place; then they were brought by other means."""
    key, made = to_a_key
    restore = ["restore", "--data", "new", "--identity", str(key), *map(str, made.values())]
    line = [sys.executable, "-c", CUT_OFF, "0", *restore]
    assert subprocess.run(line, env=Program(tmp_path).environment(), cwd=tmp_path).returncode == -signal.SIGKILL
    (tmp_path / "new" / "files").mkdir()
    (tmp_path / "new" / "files" / "theirs").touch()
    assert command(tmp_path, *restore)[0] == 73
    assert (tmp_path / "new" / "files" / "theirs").exists()


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "ab", "A" * 32, "g" * 32, "0" * 31 + "/"])
def test_a_made_up_set_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    """Whoever makes the restorer take their set chooses no place for what is in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for member, data in ((backup_files.MANIFEST, b'{"format": "1", "set": "files"}'), (name, b"evil")):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    packed.seek(0)
    with pytest.raises(backup_files.NotOurs):
        backup_files.read(packed, _copied, tmp_path / "into")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_only_files_are_files(tmp_path: Path, kind: bytes) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        info = tarfile.TarInfo("0" * 32)
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)
    packed.seek(0)
    with pytest.raises(backup_files.NotOurs):
        backup_files.read(packed, _copied, tmp_path / "into")


def _copied(source: Any, target: Any) -> None:
    shutil.copyfileobj(source, target)


def test_a_full_disk_ends_it_and_a_wrong_key_too(tmp_path: Path) -> None:
    store = tmp_path / "files"
    (store / "00").mkdir(parents=True)
    (store / "00" / ("0" * 32)).write_bytes(b"x" * 3_000_000)

    def full(source: Any, target: Any) -> None:
        source.read(10)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup_files.write(store, {}, full, io.BytesIO())

    def wrong(source: Any, target: Any) -> None:
        raise Tampered

    with pytest.raises((Tampered, backup_files.NotOurs)):
        backup_files.read(io.BytesIO(b"x"), wrong, None)
