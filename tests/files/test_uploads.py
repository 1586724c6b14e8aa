"""Files in forms: sealed while they come in, bounded before they are read, and gone if nobody keeps them."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory
from django.urls import path

from tests.canary import scan
from waystation.files import uploads
from waystation.files.uploads import Limits, Received, refused, takes_files
from waystation.vault import files
from waystation.vault.folder import Folder

TEXT = "канарейка в форме 7719 "
BIG = TEXT.encode() * 20_000
WATCHED: list[Any] = []


@takes_files(lambda: Limits(2, 2_000_000))
def taking(request: HttpRequest) -> HttpResponse:
    for found in request.FILES.getlist("files"):
        assert isinstance(found, Received)
        WATCHED.append((found, b"".join(files.read(found.id, found.content))))
    said = f"{refused(request)}|{len(request.FILES)}|{request.POST.get('text', '')}"
    return HttpResponse(said)


def taking_none(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.FILES)}|{request.POST.get('text', '')}")


def failing(request: HttpRequest) -> HttpResponse:
    assert len(request.FILES) == 1
    raise ValueError


takes_files(lambda: Limits(2, 2_000_000))(failing)
urlpatterns = [path("taking", taking), path("taking-none", taking_none), path("failing", failing)]
handler500 = "waystation.web.views.server_error"
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    WATCHED.clear()
    return tmp_path / "files"


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def sent(client: Client, where: str, *names_and_data: tuple[str, bytes], text: str = "words") -> Any:
    chosen = [SimpleUploadedFile(name, data, "image/jpeg") for name, data in names_and_data]
    return client.post(where, {"files": chosen, "text": text})


def test_it_works(client: Client) -> None:
    assert sent(client, "/taking", ("Магомед.jpg", BIG), ("b", b"2")).content == b"|1|words"
    (first, data), (second, _) = WATCHED
    assert data == BIG
    assert (first.claimed_name, first.claimed_type, first.size) == ("Магомед.jpg", "image/jpeg", len(BIG))
    assert second.claimed_name == "b"
    assert "Магомед" not in repr(first)


def test_what_nobody_keeps_is_gone_with_its_request(client: Client, store: Path) -> None:
    sent(client, "/taking", ("a", b"1"))
    assert len(WATCHED) == 1
    assert stored(store) == []


def test_even_where_the_page_failed(store: Path) -> None:
    client = Client(raise_request_exception=False)
    assert sent(client, "/failing", ("a", b"1")).status_code == 500
    assert stored(store) == []


def test_a_page_that_takes_no_files_stores_none(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "Draft", None)
    assert sent(client, "/taking-none", ("a", BIG)).content == b"0|words"


def test_too_many_and_too_large_are_left_out_and_the_words_kept(client: Client, store: Path) -> None:
    assert sent(client, "/taking", *[("a", b"1")] * 3).content == b"too-many|1|words"
    assert len(WATCHED) == 2
    assert sent(client, "/taking", ("a", b"x" * 2_000_001), text="слова").content.decode() == "too-large|0|слова"
    assert sent(client, "/taking", ("a", b"x" * 1_500_000), ("b", b"x" * 600_000)).content == b"too-large|1|words"
    assert stored(store) == []


def test_who_chose_a_whole_album_gets_their_words_back(client: Client, store: Path) -> None:
    assert sent(client, "/taking", *[("a", b"1")] * 500).content == b"too-many|1|words"
    assert stored(store) == []


@pytest.mark.parametrize("charset", ["idna", "zlib_codec", "utf-16", "no-such"])
def test_no_encoding_that_a_form_says_it_has_is_an_error_of_ours(client: Client, charset: str) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nслова\r\n--x--\r\n'.encode()
    answer = client.generic("POST", "/taking", body, f"multipart/form-data; boundary=x; charset={charset}")
    assert answer.content.decode() == "|0|слова"


def test_a_full_disk_costs_nobody_their_words(client: Client, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    for owner, name in ((files.Draft, "write"), (files.Draft, "finish"), (Folder, "begin")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, full)
            assert sent(client, "/taking", ("a", BIG)).content == b"no-room|0|words"
    assert stored(store) == []


def test_a_body_beyond_measure_is_refused_unread(client: Client) -> None:
    class Unread:
        def read(self, *args: Any) -> bytes:
            raise AssertionError("read")

        readline = read

    for where, length in (("/taking-none", 1_000_001), ("/taking", 21_000_001)):
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
            said = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind, "wsgi.input": Unread()}
            answer = client.generic("POST", where, **said)
            assert answer.status_code == 413


def test_the_forgery_check_reads_the_form_through_the_same_handler(store: Path) -> None:
    """It comes first of all, so the handler must stand by then: without a token, all is read, and nothing kept."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrf"] = "x" * 32
    answer = client.post("/taking", {"files": SimpleUploadedFile("a", BIG), "text": "words"})
    assert answer.status_code == 403
    assert stored(store) == []
    assert WATCHED == []
    assert not hasattr(CsrfViewMiddleware, "upload_handlers")


def test_nothing_readable_touches_the_disk_and_memory_holds_one_segment(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = 0

    def looked(self: uploads.Sealing, raw: bytes, start: int) -> None:
        nonlocal largest
        largest = max(largest, len(raw))
        return original(self, raw, start)

    original = uploads.Sealing.receive_data_chunk
    monkeypatch.setattr(uploads.Sealing, "receive_data_chunk", looked)
    monkeypatch.setattr(files, "forget", lambda file_id: None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    sent(Client(), "/taking", ("a", BIG * 2))
    assert largest <= 64 * 1024
    assert len(stored(tmp_path)) == 1
    assert not scan(tmp_path, [TEXT, "канарейка"])


def test_a_line_that_breaks_leaves_nothing(store: Path) -> None:
    class Breaks:
        def __init__(self) -> None:
            self.parts = iter([HEAD + b"x" * 100_000])

        def read(self, size: int = -1) -> bytes:
            for part in self.parts:
                return part
            raise ConnectionResetError

        readline = read

    HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    client = Client(raise_request_exception=False)
    client.generic(
        "POST",
        "/taking",
        **{"CONTENT_LENGTH": "900000", "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Breaks()},
    )
    assert (store / "").is_dir()
    assert stored(store) == []


def test_without_the_guard_the_settings_take_nothing() -> None:
    """Should a form be read outside the usual way, no file of it is written anywhere."""
    request = RequestFactory().post("/x", {"files": SimpleUploadedFile("a", BIG), "text": "words"})
    assert request.POST["text"] == "words"
    assert len(request.FILES) == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x\\evil.exe", "a\u202egpj.exe", "a\nb", "x" * 900])
def test_a_name_is_only_words(client: Client, name: str) -> None:
    sent(client, "/taking", (name, b"1"))
    claimed = WATCHED[0][0].claimed_name
    assert not {"/", "\\", "\n", "\u202e"} & set(claimed)
    assert len(claimed) <= 200
