"""Sealed files in a bucket of a real store: the same promises as in the folder, and plain words where it is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from tests.canary import scan
from tests.e2e.harness import ROOT, Program
from tests.site.conftest import Installation
from tests.site.objects import Swift, swift
from tests.site.swift_server import SECRET
from waystation.files.uploads import Bounds
from waystation.site import folder
from waystation.site.doctor import checks
from waystation.vault import bucket, files, probing, stores
from waystation.vault.errors import Tampered
from waystation.vault.stores import Away

pytestmark = pytest.mark.real
TEXT = "канарейка-в-ведре 5127 ".encode()
LONG = TEXT * (20 * 1024 * 1024 // len(TEXT))  # three parts
PHRASE = "a phrase of seven words is enough\n"
THREAD = re.compile("/staff/requests/[0-9a-f-]{36}")
LATER = datetime.now(UTC) + files.GRACE + timedelta(days=1)  # also where hours pass before a test begins


@pytest.fixture(scope="module")
def store() -> Iterator[Swift]:
    with swift() as running:
        yield running


@pytest.fixture
def said(store: Swift, settings: Any, tmp_path: Path) -> dict[str, str]:
    """A bucket of its own, which the settings name."""
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.WAYSTATION_BUCKET = store.make(f"b{uuid4().hex[:12]}")
    return settings.WAYSTATION_BUCKET


def uploads(said: dict[str, str]) -> list[Any]:
    made = bucket.client(tuple(sorted(said.items())))
    return made.list_multipart_uploads(Bucket=said["bucket"]).get("Uploads", [])


@pytest.mark.parametrize("content", [b"small", TEXT * 900, LONG], ids=["small", "one-part", "three-parts"])
def test_it_works(store: Swift, said: dict[str, str], content: bytes, tmp_path: Path) -> None:
    stored = files.keep([content])
    assert b"".join(files.read(*stored)) == content
    assert files.is_whole(*stored)
    assert list(stores.chosen().names()) == [stored.id]
    assert not (tmp_path / "files").exists()
    assert not scan(store.folder / "drives", ["канарейка"])


def test_what_is_elsewhere_damaged_or_gone_is_told(said: dict[str, str]) -> None:
    one, two = files.keep([LONG]), files.keep([b"two"])
    made = bucket.client(tuple(sorted(said.items())))
    sealed = made.get_object(Bucket=said["bucket"], Key=one.id.hex)["Body"].read()
    with pytest.raises(Tampered):
        files.read(two.id, one.content)
    # Changed behind the first range: what is good before it comes, and then it is told.
    at = bucket.PART + 5000
    made.put_object(Bucket=said["bucket"], Key=one.id.hex, Body=sealed[:at] + b"\0\1" + sealed[at + 2 :])
    pieces = files.read(*one)
    with pytest.raises(Tampered):
        b"".join(pieces)
    made.put_object(Bucket=said["bucket"], Key=one.id.hex, Body=sealed[: bucket.PART])
    with pytest.raises(Tampered):
        b"".join(files.read(*one))
    stores.chosen().remove(two.id)
    stores.chosen().remove(two.id)
    assert not files.is_whole(*two)
    with pytest.raises(Tampered):
        files.read(*two)


def test_nothing_is_left_of_what_broke_off(said: dict[str, str]) -> None:
    def breaks() -> Iterator[bytes]:
        yield LONG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.keep(breaks())
    assert uploads(said) == []
    assert list(stores.chosen().names()) == []


@pytest.mark.django_db
def test_the_sweep_gives_up_what_was_begun_and_what_no_row_names(said: dict[str, str]) -> None:
    files.keep([b"named by nobody"])
    files.Draft().write(LONG)  # whoever wrote it was killed
    files.sweep(now=datetime.now(UTC))
    assert (len(uploads(said)), len(list(stores.chosen().names()))) == (1, 1)
    files.sweep(now=LATER)
    assert (len(uploads(said)), len(list(stores.chosen().names()))) == (0, 0)


def test_what_else_lies_in_the_bucket_is_left_alone(said: dict[str, str], settings: Any) -> None:
    """Another installation's prefix, and what is no file of ours."""
    ours = files.keep([b"ours"])
    settings.WAYSTATION_BUCKET = said | {"prefix": "other/"}
    theirs = files.keep([b"theirs"])
    bucket.client(tuple(sorted(said.items()))).put_object(Bucket=said["bucket"], Key="other/readme", Body=b"x")
    assert list(stores.chosen().names()) == [theirs.id]
    settings.WAYSTATION_BUCKET = said
    assert list(stores.chosen().names()) == [ours.id]


def test_many_are_listed_page_by_page(said: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {files.keep([b"x"]).id for _ in range(5)}
    ask = bucket.Bucket.ask

    def two_at_a_time(self: bucket.Bucket, verb: str, **more: Any) -> Any:
        return ask(self, verb, **more, **({"MaxKeys": 2} if verb == "list_objects_v2" else {}))

    monkeypatch.setattr(bucket.Bucket, "ask", two_at_a_time)
    assert set(stores.chosen().names()) == kept


MEMORY = """
import os, resource, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
django.setup()
from waystation.vault import files
files.keep([bytes(9 << 20)])
def held(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before, piece = held(), os.urandom(1 << 20)
stored = files.keep(piece for _ in range(150))
assert sum(map(len, files.read(*stored))) == 150 << 20
print(held() - before)
"""


def test_a_long_file_goes_through_little_memory(said: dict[str, str], tmp_path: Path) -> None:
    """150 MiB there and back: what is held more than for 9 MiB is a small part of it."""
    table = "".join(f'{name} = "{value}"\n' for name, value in said.items())
    (tmp_path / "waystation.toml").write_text(f"[files.s3]\n{table}")
    env = {"PYTHONPATH": str(ROOT / "src"), "WAYSTATION_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", MEMORY], env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 60  # MiB


def with_secret(said: dict[str, str]) -> dict[str, str]:
    return said | {"secret_key": "another"}


def without_bucket(said: dict[str, str]) -> dict[str, str]:
    return said | {"bucket": "nowhere-there"}


def nobody(said: dict[str, str]) -> dict[str, str]:
    return said | {"endpoint": "http://127.0.0.1:1"}


def unencrypted(said: dict[str, str]) -> dict[str, str]:
    return said | {"endpoint": "http://s3.example.org"}


def no_tls(said: dict[str, str]) -> dict[str, str]:
    return said | {"endpoint": said["endpoint"].replace("http:", "https:")}


@pytest.mark.parametrize(
    ("change", "found", "words"),
    [
        (dict, "well", "nobody else may look into it"),
        (with_secret, "credentials", "`secret_key`"),
        (without_bucket, "no-bucket", "no bucket of that name"),
        (nobody, "unreachable", "`endpoint`"),
        (unencrypted, "plain", "Take https"),
        (no_tls, "certificate", "certificate is not right"),
    ],
)
def test_the_doctor_says_what_is_wrong(said: dict[str, str], change: Any, found: str, words: str) -> None:
    assert probing.probe(change(said)) == found
    finding = checks.bucket(found)
    assert words in finding.said + finding.do
    assert finding.state == (checks.OK if found == "well" else checks.PROBLEM)
    assert list(bucket.of(said).names()) == []


def test_the_doctor_says_that_the_clock_is_wrong(said: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime.now(UTC) + timedelta(hours=1))
    assert probing.probe(said) == "clock"
    assert "Set the clock" in checks.bucket("clock").do


def test_the_doctor_says_that_the_bucket_is_public(store: Swift, said: dict[str, str]) -> None:
    assert probing.probe(said) == "well"
    bucket.client(tuple(sorted(said.items()))).put_bucket_acl(Bucket=said["bucket"], ACL="public-read")
    assert probing.probe(said) == "public"
    assert "Make it private" in checks.bucket("public").do


class Open(BaseHTTPRequestHandler):
    """Gives anybody anything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


def test_what_gives_to_a_stranger_without_a_key_is_public(said: dict[str, str]) -> None:
    """By whatever policy: it is asked, not read."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Open)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        lax = said | {"endpoint": f"http://127.0.0.1:{server.server_port}"}
        assert probing._open_to_all(bucket.of(lax), lax, uuid4()) == "public"
    finally:
        server.shutdown()
        server.server_close()
    assert probing._open_to_all(bucket.of(said), said, uuid4()) == ""


def test_the_doctor_says_that_versions_are_kept(store: Swift, said: dict[str, str]) -> None:
    made = bucket.client(tuple(sorted(said.items())))
    made.put_bucket_versioning(Bucket=said["bucket"], VersioningConfiguration={"Status": "Enabled"})
    assert probing.probe(said) == "versions"


def test_what_is_away_is_told_without_a_word_of_the_store(
    said: dict[str, str], settings: Any, caplog: pytest.LogCaptureFixture, client: Any
) -> None:
    stored = files.keep([TEXT])
    settings.WAYSTATION_BUCKET = said | {"endpoint": "http://127.0.0.1:1"}
    with pytest.raises(Away) as away:
        files.read(*stored)
    assert away.value.why == stores.UNREACHABLE
    assert away.value.__cause__ is None
    draft = files.Draft()
    draft.write(TEXT)
    with pytest.raises(Away):
        draft.finish()
    draft.drop()
    assert SECRET not in f"{away.value!s} {away.value!r} {caplog.text} {bucket.of(settings.WAYSTATION_BUCKET)!r}"


def test_a_page_that_needs_a_file_says_not_now(said: dict[str, str], settings: Any, rf: Any) -> None:
    """503 with a page of ours, not 500; and any other error stays one."""
    bounds = Bounds(lambda request: pytest.fail("not asked"))
    assert bounds.process_exception(rf.get("/staff/"), Away(stores.UNREACHABLE)).status_code == 503
    assert bounds.process_exception(rf.get("/staff/"), OSError()) is None


@pytest.mark.django_db
def test_what_cannot_be_deleted_now_is_swept_later(said: dict[str, str], settings: Any) -> None:
    stored = files.keep([TEXT])
    settings.WAYSTATION_BUCKET = said | {"endpoint": "http://127.0.0.1:1"}
    files.forget(stored.id)
    settings.WAYSTATION_BUCKET = said
    files.sweep(now=LATER)
    assert list(stores.chosen().names()) == []


def named(installation: Installation, said: dict[str, str]) -> None:
    """The settings of an installation name the bucket; a second factor is not asked for."""
    path = installation.data / folder.CONFIGURATION
    table = "".join(f'{name} = "{value}"\n' for name, value in said.items())
    text = path.read_text().replace('"required"', '"offered"')
    path.write_text(f"{text}\n[files.s3]\n{table}")


def uploaded(program: Program) -> None:
    browser = program.browser()
    form = browser.get("/en/write").form("text")
    fields = [(name, value) for name, value in form.values() if name != "text"] + [("text", "Two files.")]
    page = browser.upload("/en/write", fields, [("files", "a", TEXT * 9000), ("files", "b", b"small")])
    assert page.status == 200


def attached(program: Program) -> Any:
    """The page of what came with the message, and the form that gives it out."""
    browser = program.signed_in("operator")
    thread = next(link for link in browser.get("/staff/requests/?show=all").links if THREAD.fullmatch(link))
    view = next(link for link in browser.get(thread).links if link.endswith("/0/view"))
    page = browser.get(view)
    [form] = [form for form in page.forms if form.action.endswith("/attachments/0")]
    return browser.submit(form), browser, form


def into_the_folder_again(installation: Installation, program: Program, said: dict[str, str]) -> None:
    """Back from the bucket, where something half was there; served from the folder once the settings name no bucket."""
    data, here = str(installation.data), stores.Folder(installation.data / "files")
    wrong = here.begin(next(bucket.of(said).names()))
    wrong.file.write(b"half of it")
    wrong.keep()
    code, words, errors = installation.run("files", "back", "--data", data)
    assert (code, "2 files are in the folder, 2 of them brought now" in words) == (0, True), errors
    again = installation.run("files", "back", "--data", data)
    assert "2 files are in the folder, 0 of them brought now" in again[1]
    assert installation.run("run", "--data", data, "--port", "0", "--mail-port", "-1")[0] == 78
    settings = installation.data / "waystation.toml"
    named_one = settings.read_text()
    settings.write_text(re.sub(r"(?s)\n\[files\.s3\].*?(?=\n\[|\Z)", "\n", named_one))
    assert attached(program.start())[0].body == TEXT * 9000
    program.stop()
    settings.write_text(named_one)
    assert len(list(bucket.of(said).names())) == len(list(here.names())) == 2  # nothing was deleted there


@pytest.mark.long
def test_from_the_folder_into_the_bucket_away_and_back_and_out_of_a_backup(
    installation: Installation, store: Swift, said: dict[str, str], tmp_path: Path
) -> None:
    """One installation's whole way, by its commands alone."""
    data = str(installation.data)
    program = Program(installation.base, ("run", "--port", "0", "--mail-port", "0"))
    program.facts |= installation.facts
    uploaded(program.start())
    program.stop()
    named(installation, said)
    code, _, errors = installation.run("run", "--data", data, "--port", "0", "--mail-port", "-1")
    assert (code, "`./waystation files move` brings them" in errors) == (78, True)

    # Begun once, and cut off while something half was there: a file that is not what it should be is brought anew.
    folder_of = stores.Folder(installation.data / "files")
    wrong = bucket.of(said).begin(next(folder_of.names()))
    wrong.write(b"half of it")
    wrong.keep()
    code, words, errors = installation.run("files", "move", "--data", data)
    assert (code, "2 files are in the bucket, 2 of them brought now" in words) == (0, True), errors
    assert (installation.data / "files.moved").is_dir()
    assert not (installation.data / "files").exists()
    assert installation.run("files", "move", "--data", data)[:2] == (0, "There are no files in the folder.\n")

    page, browser, form = attached(program.start())
    assert page.body == TEXT * 9000
    code, words, errors = installation.run("backup", "create", "--data", data, "made", said=PHRASE)
    assert (code, ".files.age" in words) == (0, True), errors
    said_by_doctor = installation.run("doctor", "--data", data)[1]
    assert "ok       file store" in said_by_doctor
    assert "ok       attached files" in said_by_doctor
    assert "files.moved" in said_by_doctor

    store.stop()
    try:
        assert browser.submit(form).status == 503
        form = browser.get("/en/write").form("text")
        fields = [(name, value) for name, value in form.values() if name != "text"] + [("text", "My words stay.")]
        refused = browser.upload("/en/write", fields, [("files", "a", TEXT)])
        assert "My words stay." in refused.text
        assert "cannot take files at this moment" in refused.text
        assert "It does not answer" in installation.run("doctor", "--data", data)[1]
    finally:
        store.start()
    assert attached(program)[0].body == TEXT * 9000
    program.stop()
    assert SECRET not in program.logs()
    assert not scan(program.base / "logs", [SECRET, "канарейка"])
    into_the_folder_again(installation, program, said)

    made = [str(each) for each in sorted((installation.base / "made").glob("*.age"))]
    again = Installation(tmp_path / "again", installation.facts)
    again.base.mkdir()
    code, words, errors = again.run("backup", "restore", "--data", "data", *made, said=PHRASE)
    assert (code, "2 attached files" in words, "files move" in errors) == (0, True, True), errors
    code, words, errors = again.run("files", "move", "--data", "data")
    assert (code, "2 files are in the bucket, 0 of them brought now" in words) == (0, True), errors
