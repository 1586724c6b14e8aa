"""Timestamps of custody logs by an authority on 127.0.0.1: what it is told, what is believed, what a bundle says."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.documentation.exhibits.tsa import Authority, serving
from waystation.audit import notes
from waystation.casework.errors import Refused
from waystation.documentation.exhibits import access, actions, authority, custody, shown, verify_bundle
from waystation.documentation.exhibits import bundle as bundles
from waystation.documentation.exhibits.records import NOTED, TIMESTAMPED
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import timestamps

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for the authority"),
]
Taken = Callable[..., UUID]


@pytest.fixture
def tsa(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    with serving(tmp_path / "tsa") as one:
        settings.WAYSTATION_TIMESTAMPS = {"authority": one.address, "roots": str(one.roots)}
        yield one


def test_the_log_up_to_its_last_line_is_signed(ira: Actor, taken: Taken, tsa: Authority) -> None:
    one = taken()
    actions.timestamp(ira, one)
    first, stamped = access.custody(ira, one)
    assert stamped.deed == TIMESTAMPED
    assert stamped.previous == custody.digest(one, first)
    when = timestamps.said(stamped.token, bytes.fromhex(stamped.previous), tsa.roots.read_bytes())
    assert abs((when - ira.now()).total_seconds()) < 600
    assert custody.first_fault(one, [first, stamped]) is None
    assert shown.Step(stamped, "").stamp.startswith("Signed by a time-stamping authority")


def test_openssl_believes_the_token_too(ira: Actor, taken: Taken, tsa: Authority, tmp_path: Path) -> None:
    one = taken()
    actions.timestamp(ira, one)
    stamped = access.custody(ira, one)[-1]
    (tmp_path / "token").write_bytes(stamped.token)
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", stamped.previous, "-token_in", "-in", str(tmp_path / "token")]
        + ["-CAfile", str(tsa.roots)],
        capture_output=True,
        text=True,
    )
    assert "Verification: OK" in done.stdout + done.stderr


def test_the_authority_is_told_a_hash_and_nothing_else(ira: Actor, taken: Taken, tsa: Authority) -> None:
    one = taken(what="Film of a door")
    actions.timestamp(ira, one)
    (question,) = tsa.heard
    head = custody.digest(one, access.custody(ira, one)[0])
    assert bytes.fromhex(head) in question
    assert len(question) < 100
    for word in (b"Film", b"Nora", one.bytes, str(one).encode()):
        assert word not in question


def test_nobody_is_asked_unless_an_authority_is_named(ira: Actor, taken: Taken, settings: Any) -> None:
    one = taken()
    assert settings.WAYSTATION_TIMESTAMPS == {}
    with pytest.raises(Refused) as no:
        actions.timestamp(ira, one)
    assert "No time-stamping authority" in str(no.value.reasons[0])
    assert len(access.custody(ira, one)) == 1


def test_a_second_one_over_nothing_new_is_refused(ira: Actor, taken: Taken, tsa: Authority) -> None:
    one = taken()
    actions.timestamp(ira, one)
    with pytest.raises(Refused):
        actions.timestamp(ira, one)
    actions.write_down(ira, one, deed=NOTED, why="Sealed in an envelope")
    actions.timestamp(ira, one)
    assert [entry.deed for entry in access.custody(ira, one)].count(TIMESTAMPED) == 2


@pytest.mark.parametrize(
    "says",
    [(200, b""), (200, b"<html>no</html>"), (500, b"x"), (302, b""), (200, b"\x30" * 70_000), (200, b"0\x030\x01\x02")],
)
def test_what_is_no_answer_writes_nothing(ira: Actor, taken: Taken, tsa: Authority, says: tuple[int, bytes]) -> None:
    one, tsa.says = taken(), says
    with pytest.raises(Refused) as no:
        actions.timestamp(ira, one)
    assert "No valid timestamp" in str(no.value.reasons[0])
    assert len(access.custody(ira, one)) == 1


def test_an_old_answer_is_not_believed(ira: Actor, taken: Taken, tsa: Authority) -> None:
    one, two = taken(), taken(b"Another film.")
    actions.timestamp(ira, one)
    tsa.says = (200, tsa.last)
    with pytest.raises(Refused):
        actions.timestamp(ira, two)


def test_of_another_authority_nothing_is_believed(
    ira: Actor, taken: Taken, tsa: Authority, tmp_path: Path, settings: Any
) -> None:
    one = taken()
    with serving(tmp_path / "other") as other:
        settings.WAYSTATION_TIMESTAMPS = {"authority": other.address, "roots": str(tsa.roots)}
        with pytest.raises(Refused):
            actions.timestamp(ira, one)
        settings.WAYSTATION_TIMESTAMPS = {"authority": other.address, "roots": str(other.roots)}
        actions.timestamp(ira, one)
    settings.WAYSTATION_TIMESTAMPS = {"authority": tsa.address, "roots": str(tsa.roots)}
    assert "not of an authority that is believed" in shown.Step(access.custody(ira, one)[-1], "").stamp


def test_a_token_of_another_line_is_not_believed(ira: Actor, taken: Taken, tsa: Authority) -> None:
    one = taken()
    actions.timestamp(ira, one)
    stamped = access.custody(ira, one)[-1]
    with pytest.raises(timestamps.NotStamped):
        timestamps.said(stamped.token, hashlib.sha256(b"another").digest(), tsa.roots.read_bytes())
    for place in (10, len(stamped.token) // 2, len(stamped.token) - 5):
        changed = bytearray(stamped.token)
        changed[place] ^= 1
        with pytest.raises(timestamps.NotStamped):
            timestamps.said(bytes(changed), bytes.fromhex(stamped.previous), tsa.roots.read_bytes())
    with pytest.raises(timestamps.NotStamped):
        timestamps.said(stamped.token, bytes.fromhex(stamped.previous), b"")


def test_nobody_is_asked_over_a_network_in_clear(ira: Actor, taken: Taken, settings: Any) -> None:
    for address in ("http://tsa.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "x"):
        settings.WAYSTATION_TIMESTAMPS = {"authority": address}
        with pytest.raises(authority.NoAnswer):
            authority.ask(b"x", hashlib.sha256(b"x").digest())


def test_without_certificates_nothing_is_believed(ira: Actor, taken: Taken, tsa: Authority, settings: Any) -> None:
    one = taken()
    for roots in ({}, {"roots": "/nowhere/roots.pem"}, {"roots": str(tsa.folder / "tsa.cnf")}):
        settings.WAYSTATION_TIMESTAMPS = {"authority": tsa.address} | roots
        with pytest.raises(Refused):
            actions.timestamp(ira, one)
    assert len(access.custody(ira, one)) == 1


def test_where_nobody_answers_it_is_said(ira: Actor, taken: Taken, settings: Any, unused_port: int) -> None:
    one = taken()
    settings.WAYSTATION_TIMESTAMPS = {"authority": f"http://127.0.0.1:{unused_port}/"}
    with pytest.raises(Refused):
        actions.timestamp(ira, one)


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_what_was_written_meanwhile_is_not_covered(
    ira: Actor, yan: Actor, taken: Taken, tsa: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, ask = taken(), authority.ask

    def slow(message: bytes, digest: bytes) -> bytes:
        actions.write_down(yan, one, deed=NOTED, why="Meanwhile")
        return ask(message, digest)

    monkeypatch.setattr(authority, "ask", slow)
    with pytest.raises(Refused):
        actions.timestamp(ira, one)
    assert [entry.deed for entry in access.custody(ira, one)] == ["taken_in", "noted"]


def test_only_documentation_may_ask(organisation: Any, taken: Taken, tsa: Authority) -> None:
    one = taken()
    for who in ("lev", "dina", "out"):
        with pytest.raises(Absent):
            actions.timestamp(organisation.actor(who), one)
    assert not tsa.heard


def test_it_is_a_button_where_an_authority_is_named(
    client_of: Callable[[str], Client], taken: Taken, tsa: Authority, settings: Any
) -> None:
    one, browser = taken(), client_of("ira")
    page, address = reverse("exhibits:exhibit", args=[one]), reverse("exhibits:timestamp", args=[one])
    assert address in browser.get(page).content.decode()
    assert browser.post(address).status_code == 303
    assert "Signed by a time-stamping authority" in browser.get(page).content.decode()
    again = browser.post(address)
    assert again.status_code == 422
    assert "nothing was written since" in again.content.decode()
    settings.WAYSTATION_TIMESTAMPS = {}
    assert address not in browser.get(page).content.decode()


def test_the_bundle_tells_it_and_refuses_one_of_another_log(
    ira: Actor, taken: Taken, tsa: Authority, tmp_path: Path
) -> None:
    one = taken()
    actions.timestamp(ira, one)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(b"".join(actions.export(ira, one, to="A court", why="It asked")))
    done = checked(bundle)
    assert done.returncode == 0
    head = access.custody(ira, one)[1].previous
    assert "TIMESTAMP: entry 2" in done.stdout
    assert head in done.stdout
    # What it tells to be typed is typed, beside what was unpacked.
    with zipfile.ZipFile(bundle) as unpacked:
        unpacked.extractall(tmp_path)
    commands = [line.split() for line in done.stdout.splitlines() if line.startswith("  openssl")]
    said = [
        subprocess.run(
            [str(tsa.roots) if word == "ROOTS.pem" else word for word in each],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        for each in commands
    ]
    assert "Verification: OK" in said[0].stdout + said[0].stderr
    assert "Time stamp: " in said[1].stdout
    line = zipfile.ZipFile(bundle).read("custody.jsonl").splitlines()[1]
    assert base64.b64decode(json.loads(line)["token"]) == access.custody(ira, one)[1].token


def test_before_somebody_outside_is_asked_the_page_says_so(
    client_of: Callable[[str], Client], taken: Taken, tsa: Authority, settings: Any
) -> None:
    page = reverse("exhibits:exhibit", args=[taken()])
    assert "An authority outside is asked now" in client_of("ira").get(page).content.decode()
    settings.WAYSTATION_TIMESTAMPS = {}
    assert "An authority outside" not in client_of("ira").get(page).content.decode()


def test_a_token_that_is_of_another_log_makes_the_bundle_refused(
    ira: Actor, taken: Taken, tsa: Authority, tmp_path: Path
) -> None:
    one, two = taken(), taken(b"Another film.")
    actions.timestamp(ira, one)
    actions.enter(ira, two, TIMESTAMPED, token=access.custody(ira, one)[1].token)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(b"".join(actions.export(ira, two, to="A court", why="It asked")))
    done = checked(bundle)
    assert done.returncode == 1
    assert "REFUSED: custody.jsonl: the timestamp of entry 2" in done.stderr


def test_a_token_file_that_is_not_that_of_its_entry_makes_the_bundle_refused(
    ira: Actor, taken: Taken, tsa: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that we signed ourselves: what openssl is shown is what stands in the log."""
    one = taken()
    actions.timestamp(ira, one)
    entries = access.custody(ira, one)
    lines = [custody.line(one, entry) for entry in entries]
    other = [*entries[:1], msgspec.structs.replace(entries[1], token=b"another")]
    monkeypatch.setattr(custody, "line", lambda _exhibit, entry: lines[entry.number - 1])
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(b"".join(bundles.pieces(one, access.exhibit(ira, one), other, None)))
    done = checked(bundle)
    assert (done.returncode, "entry-2.tst is not the token of its entry" in done.stderr) == (1, True), done.stderr


def checked(bundle: Path) -> Any:
    program = Path(verify_bundle.__file__ or "")
    return subprocess.run([sys.executable, str(program), str(bundle), str(notes.key())], capture_output=True, text=True)


def test_old_entries_read_as_before(ira: Actor, taken: Taken) -> None:
    entry = access.custody(ira, taken())[0]
    assert entry.token == b""
    assert b"token" not in custody.line(UUID(int=1), msgspec.structs.replace(entry))
