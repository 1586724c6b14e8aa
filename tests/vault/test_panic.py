"""The vault half destroyed, and all that this process knows of it."""

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from waystation.vault import batches, directory, grants, half, panic, passphrases, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady
from waystation.vault.keyring import Key
from waystation.vault.shred import destroy

NOW = datetime(2031, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def path(settings: Any, tmp_path: Path) -> Path:
    """A vault half of this test's own."""
    path = tmp_path / "half" / "vault.half"
    half.create(path)
    settings.WAYSTATION_VAULT_HALF = str(path)
    half.subkey(b"in memory")
    return path


def test_it_works(path: Path, db: None) -> None:
    cookie = sessions.start("staff", b"payload", now=NOW)
    panic.now()
    assert not list(path.parent.iterdir())
    assert sessions.resume("staff", cookie, now=NOW) is None
    with pytest.raises(NotReady):
        half.subkey(b"in memory")
    with pytest.raises(NotReady):
        passphrases.stretch("right", bytes(16))


def test_nothing_that_follows_from_it_stays_in_memory(path: Path, db: None) -> None:
    """Neither the ratchet of a batch, nor what proved public keys and graves."""
    holder = Key.new(uuid4())
    directory.publish(holder)
    _, public = directory.address(holder.locator)
    with transaction.atomic():
        place = (holder.locator, Compartment.SELF, 0)
        batches._keep("table", place, batches._Pen(place, public))
    grants._is_true(half.subkey(b"tombstone"), (holder.locator, 0), bytes(16))
    held = [lambda: batches._pens, lambda: directory._right, lambda: grants._is_true.cache_info().currsize]
    assert all(look() for look in held)
    panic.now()
    assert not any(look() for look in held)
    assert not half._subkey.cache_info().currsize


def test_what_was_there_is_written_over(path: Path) -> None:
    """Whoever had the file open, or another name of it, finds other bytes."""
    other = path.with_name("elsewhere")
    os.link(path, other)
    before = path.read_bytes()
    with path.open("rb") as opened:
        assert destroy(path)
        assert opened.read() != before
    assert other.read_bytes() != before
    assert len(other.read_bytes()) == len(before)


def test_it_goes_after_a_link(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    half.create(stick / "vault.half")
    link = tmp_path / "vault.half"
    link.symlink_to(stick / "vault.half")
    assert destroy(link)
    assert not list(stick.iterdir())
    assert not link.is_symlink()


def test_a_draft_of_an_interrupted_making_goes_too(path: Path) -> None:
    path.with_name("vault.half.123").write_bytes(b"x" * 32)
    assert destroy(path)
    assert not list(path.parent.iterdir())


def test_twice_is_once(path: Path) -> None:
    assert destroy(path)
    assert not destroy(path)


def test_sessions_end_even_where_the_half_cannot_be_written(
    path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bool:
        raise OSError("read-only")

    forgotten, stopped = [], []
    monkeypatch.setattr(panic, "destroy", refused)
    monkeypatch.setattr(panic, "_also", [lambda: forgotten.append(1)])
    monkeypatch.setattr(panic, "_last", [lambda: stopped.append(1)])
    cookie = sessions.start("staff", b"payload", now=NOW)
    with pytest.raises(OSError, match="read-only"):
        panic.now()
    assert sessions.resume("staff", cookie, now=NOW) is None
    assert (forgotten, stopped) == ([1], [1])


def test_a_row_of_an_ended_session_opens_with_no_cookie(path: Path, db: None) -> None:
    """Not only is the memory gone: the key that the row was sealed with is another one."""
    cookie = sessions.start("staff", b"payload", now=NOW)
    ends = dict(sessions._ends)
    sessions.lose()
    sessions._ends.update(ends)
    assert sessions.resume("staff", cookie, now=NOW) is None


def test_the_server_stops_whatever_is_left_to_forget(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has to be forgotten may lie behind a thread that waits for the database."""
    stopped, let_go = threading.Event(), threading.Event()
    monkeypatch.setattr(panic, "_also", [let_go.wait])
    monkeypatch.setattr(panic, "_last", [stopped.set])
    waits = threading.Thread(target=panic.now)
    waits.start()
    try:
        assert stopped.wait(10)
        assert not path.exists()
    finally:
        let_go.set()
        waits.join()
