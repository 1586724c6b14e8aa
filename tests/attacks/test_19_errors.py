"""Attack 19, its basis: an error writes what it was working on into a log, a page or a core file."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tests.canary import scan, search
from waystation.site import logs, settings
from waystation.vault import half
from waystation.vault.errors import NotReady, VaultError

CANARY = "Канарейка-в-ошибке 8813640275"


def failing(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("name", CANARY)
    people = {"known": name}
    return HttpResponse(people[name])


def chained(request: HttpRequest) -> HttpResponse:
    try:
        return failing(request)
    except KeyError as error:
        raise ValueError(f"could not find {CANARY}") from error


urlpatterns = [
    path("staff/", include("waystation.site.staff_urls")),
    path(f"staff/{'x' * 8}/failing", failing),
    path("public/failing", failing),
    path("public/chained", chained),
]
handler500 = "waystation.web.views.server_error"
handler404 = "waystation.web.views.not_found"


@pytest.fixture
def product_s_logs() -> Iterator[None]:
    """The product's logging for as long as a test takes."""
    root = logging.getLogger()
    before = (root.handlers, root.level, logging.raiseExceptions, sys.excepthook)
    logs.configure()
    yield
    root.handlers, root.level, logging.raiseExceptions, sys.excepthook = before


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("page", ["/public/failing", "/public/chained", "/staff/xxxxxxxx/failing"])
def test_an_error_tells_neither_log_nor_page(
    client_of: Callable[[str], Client], capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, page: str
) -> None:
    client = client_of("dina")
    client.raise_request_exception = False
    request.getfixturevalue("product_s_logs")
    answer = client.post(f"{page}?q={CANARY}", {"name": CANARY}, headers={"user-agent": CANARY})
    written = "".join(capsys.readouterr())
    assert answer.status_code == 500
    assert "Error" in written
    assert list(search(written.encode() + answer.content, [CANARY, "Канарейка", "8813640275"])) == []


def test_a_forged_host_writes_no_line(
    client: Client, db: None, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("product_s_logs")
    for host in ("evil.example", "x" * 300, "a b"):
        assert client.get("/en/", headers={"host": host}).status_code == 400
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.urls(__name__)
def test_an_unknown_address_is_not_written_down(
    client: Client, db: None, capsys: pytest.CaptureFixture[str], product_s_logs: None
) -> None:
    client.get(f"/{CANARY}")
    written = "".join(capsys.readouterr())
    assert list(search(written.encode(), [CANARY, "Канарейка", "8813640275"])) == []


def test_debug_is_off() -> None:
    assert settings.DEBUG is False
    assert settings.FILE_UPLOAD_HANDLERS == ["waystation.files.uploads.NoFiles"]


def test_the_vault_s_errors_say_nothing_of_what_they_met(settings: object, tmp_path: object) -> None:
    for kind in VaultError.__subclasses__():
        assert str(kind()) == ""
    settings.WAYSTATION_VAULT_HALF = f"{tmp_path}/{CANARY}"  # type: ignore[attr-defined]
    with pytest.raises(NotReady) as caught:
        half.subkey(b"use")
    assert CANARY not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_crash_leaves_no_core_file() -> None:
    import subprocess

    asked = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    program = f"import sys; sys.argv=['waystation','help']; from waystation.site.commands import main; main(); {asked}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": "src"}, check=True
    )
    assert done.stdout.splitlines()[-1] == "(0, 0)"


def test_an_error_over_a_file_says_nothing_of_it(
    client_of: Callable[[str], Client],
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> None:
    """Half of a file is there when the disk is full, and again when the row cannot be written."""
    settings.WAYSTATION_FILES = tmp_path / "files"
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    client = client_of("dina")
    client.raise_request_exception = False
    request.getfixturevalue("product_s_logs")
    places = {"waystation.vault.files.Draft.finish": _no_room, "waystation.hotline.callers.insert": _no_row}
    for place, broken in places.items():
        with monkeypatch.context() as patch:
            patch.setattr(place, broken)
            upload = SimpleUploadedFile(f"{CANARY}.jpg", CANARY.encode() * 9000, "image/jpeg")
            answer = client.post("/en/write", {"text": "words", "files": upload})
        assert answer.status_code in (200, 503)
        assert CANARY not in answer.content.decode()
    written = "".join(capsys.readouterr())
    assert "OSError" in written
    assert "DatabaseError" in written
    assert list(search(written.encode(), [CANARY, "Канарейка", "8813640275"])) == []
    assert scan(tmp_path, [CANARY, "8813640275"]) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _no_room(*args: object) -> None:
    raise OSError(28, CANARY)


def _no_row(*args: object) -> None:
    raise DatabaseError(CANARY)
