"""The store of files: durable before it is named, never readable, and nothing left behind for long."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.canary import scan
from waystation.hotline.models import Message, MessageFile
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered

TEXT = "канарейка-в-хранилище 4471 "
LATER = datetime.now(UTC) + files.GRACE + timedelta(days=1)  # also where hours pass before a test begins


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    return tmp_path / "files"


def whole(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def named(file_id: Any) -> MessageFile:
    """A row that names a file."""
    message = Message.objects.create(
        locator=uuid4(), compartment=Compartment.SELF, epoch=0, sealed=b"", body=b"", thread=uuid4()
    )
    return MessageFile.objects.create(id=file_id, message=message)


def test_it_works(store: Path) -> None:
    stored = files.keep([TEXT.encode() * 9000, b"end"])
    assert b"".join(files.read(*stored)) == TEXT.encode() * 9000 + b"end"
    assert files.is_whole(*stored)
    (path,) = whole(store)
    assert path.relative_to(store) == Path(stored.id.hex[:2]) / stored.id.hex
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not scan(store, [TEXT, "канарейка"])


def test_a_file_in_another_s_place_is_refused(store: Path) -> None:
    one, two = files.keep([b"one"]), files.keep([b"two"])
    (store / one.id.hex[:2] / one.id.hex).write_bytes((store / two.id.hex[:2] / two.id.hex).read_bytes())
    with pytest.raises(Tampered):
        files.read(one.id, one.content)
    with pytest.raises(Tampered):
        files.read(one.id, two.content)


def test_what_is_missing_is_told_at_once(store: Path) -> None:
    stored = files.keep([b"one"])
    whole(store)[0].unlink()
    assert not files.is_whole(*stored)
    with pytest.raises(Tampered):
        files.read(*stored)


def test_while_it_comes_in_only_sealed_bytes_are_there(store: Path) -> None:
    draft = files.Draft()
    for _ in range(2000):
        draft.write(TEXT.encode())
    (part,) = whole(store)
    assert part.name.startswith(".")
    assert part.stat().st_size > 0
    assert not scan(store, [TEXT])
    draft.drop()
    assert whole(store) == []


def test_nothing_is_left_of_what_broke_off(store: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"x" * 200_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.keep(breaks())
    assert whole(store) == []


@pytest.mark.django_db
def test_the_sweep_takes_what_no_row_names_once_it_is_old(store: Path) -> None:
    kept, orphan = files.keep([b"kept"]), files.keep([b"orphan"])
    files.Draft()
    named(kept.id)
    files.sweep(now=datetime.now(UTC))
    assert len(whole(store)) == 3
    files.sweep(now=LATER)
    assert [path.name for path in whole(store)] == [kept.id.hex]
    assert not files.is_whole(*orphan)
    assert b"".join(files.read(*kept)) == b"kept"


@pytest.mark.django_db
def test_a_file_goes_with_its_message(store: Path) -> None:
    stored = files.keep([b"x"])
    row = named(stored.id)
    files.forget(stored.id)
    assert files.missing() == 0
    row.message.delete()
    files.sweep(now=LATER)
    assert whole(store) == []


@pytest.mark.django_db
def test_missing_files_are_counted(store: Path) -> None:
    named(files.keep([b"x"]).id)
    named(uuid4())
    assert files.missing() == 1


KILLED = """
import os, sys, django
os.environ["WAYSTATION_DATA"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
django.setup()
from waystation.vault import files
print("ready", flush=True)
while True:
    files.keep([b"canary of the killed" * 5000 for _ in range(40)])
"""


def test_killed_at_any_moment_every_file_under_its_name_is_whole(tmp_path: Path, settings: Any) -> None:
    """What is half there has another name, and nothing that is there can be read or counts for long."""
    settings.WAYSTATION_FILES = tmp_path / "data" / "files"
    sizes = set()
    for number in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path / "data")],
            env={"PYTHONPATH": "src", "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + number * 0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    for path in whole(settings.WAYSTATION_FILES):
        if not path.name.startswith("."):
            sizes.add(path.stat().st_size)
    assert len(sizes) == 1
    assert not scan(tmp_path, ["canary of the killed"])
