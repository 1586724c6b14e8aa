"""The pages of exhibits: taken in, looked at, copied, given out, destroyed by two; absent to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.documentation.exhibits.conftest import PHRASE, on_disk
from tests.files import samples
from waystation.audit.models import Line
from waystation.documentation.exhibits import access, actions
from waystation.documentation.exhibits.models import CopyRow, ExhibitRow
from waystation.staff.actions import sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
Taken = Callable[..., UUID]


def address(name: str, *ids: UUID) -> str:
    return reverse(f"exhibits:{name}", args=ids)


def send(browser: Client, data: bytes = b"", **more: str) -> Any:
    upload = SimpleUploadedFile("door.jpg", data or samples.picture(), "image/jpeg")
    told = {"files": upload, "what": "Film of a door", "why": "Sent to us"} | more
    return browser.post(address("take-in"), told)


def test_it_works(client_of: ClientOf, ira: Actor, yan: Actor) -> None:
    browser = client_of("ira")
    assert "No exhibit yet" in browser.get(address("exhibits")).content.decode()
    assert send(browser, source="A neighbour's phone").status_code == 303
    one = ExhibitRow.objects.get().pk
    page = browser.get(address("exhibit", one)).content.decode()
    assert access.exhibit(ira, one).sha256.hex() in page
    for word in ("Exhibit 1", "Film of a door", "neighbour&#x27;s phone", "Taken in", "Sent to us", "Nora"):
        assert word in page
    assert "Exhibit 1" in browser.get(address("exhibits")).content.decode()
    assert browser.post(address("check", one)).status_code == 303
    assert browser.post(address("copy-new", one), {"page": 1, "why": "To look"}).status_code == 303
    copy = CopyRow.objects.get().pk
    assert browser.get(address("copy", one, copy)).status_code == 200
    picture = browser.get(address("copy-bytes", one, copy))
    assert picture["Content-Type"] in ("image/png", "image/jpeg")
    assert "sandbox" in picture["Content-Security-Policy"]
    given = browser.post(address("give-out", one), {"to": "A court", "why": "It asked"})
    assert b"".join(given.streaming_content) == samples.picture()  # type: ignore[attr-defined]
    bundle = browser.post(address("export", one), {"to": "A court", "why": "It asked"})
    assert b"".join(bundle.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    step = {"deed": "handed_over", "to": "A laboratory", "why": "By hand"}
    assert browser.post(address("step", one), step).status_code == 303
    assert browser.post(address("ask-to-destroy", one), {"why": "They ask"}).status_code == 303
    assert "You asked to destroy" in browser.get(address("exhibit", one)).content.decode()
    assert "somebody else" in browser.post(address("destroy", one), {"why": "Me"}).content.decode().lower()
    other = Client()
    other.cookies[cookie_name()] = sign_in("yan", PHRASE, now=utc_now())
    assert "A colleague asks" in other.get(address("exhibit", one)).content.decode()
    assert other.post(address("destroy", one), {"why": "Agreed"}).status_code == 303
    page = browser.get(address("exhibit", one)).content.decode()
    assert "The bytes are destroyed" in page
    assert "Film of a door" not in page
    assert access.exhibit(ira, one).sha256.hex() in page
    assert browser.get(address("copy", one, copy)).status_code == 404
    assert "not here any more" in browser.post(address("copy-new", one), {"page": 1, "why": "x"}).content.decode()


def test_a_changed_original_is_said_clearly(client_of: ClientOf, taken: Taken, store: Path) -> None:
    one, browser = taken(), client_of("ira")
    (file,) = on_disk(store)
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    answer = browser.post(address("check", one), follow=True)
    assert "The stored original is not what was taken in" in answer.content.decode()
    given = browser.post(address("give-out", one), {"to": "A court", "why": "It asked"})
    assert given.status_code == 422
    assert "Changed or missing on the disk" in browser.get(address("exhibits")).content.decode()


def test_a_broken_log_is_said_clearly(client_of: ClientOf, ira: Actor, taken: Taken, monkeypatch: Any) -> None:
    one = taken()
    monkeypatch.setattr("waystation.documentation.exhibits.custody.head", lambda *args: "f" * 64)
    actions.write_down(ira, one, deed="noted", why="Forged")
    monkeypatch.undo()
    assert "broken at entry 2" in client_of("ira").get(address("exhibit", one)).content.decode()


def test_what_is_not_taken_leaves_nothing(client_of: ClientOf, store: Path, settings: Any) -> None:
    browser = client_of("ira")
    assert send(browser, what="").status_code == 422
    assert send(browser, why="").status_code == 422
    assert browser.post(address("take-in"), {"what": "x", "why": "x"}).status_code == 422
    settings.WAYSTATION_FILE_LIMIT = 100
    assert send(browser).status_code == 422
    assert (ExhibitRow.objects.count(), on_disk(store)) == (0, [])


def test_words_in_forms_get_an_answer(client_of: ClientOf, taken: Taken) -> None:
    one, browser = taken(), client_of("ira")
    for name, said in (
        ("step", {"deed": "destroyed", "why": "x"}),
        ("step", {"deed": "handed_over", "why": "x"}),
        ("copy-new", {"page": "0", "why": "x"}),
        ("copy-new", {"page": "999", "why": "x"}),
        ("copy-new", {"page": "x", "why": ""}),
        ("give-out", {"to": "", "why": "x"}),
        ("keep", {"why": "nobody asked"}),
        ("destroy", {"why": "nobody asked"}),
        ("ask-to-destroy", {"why": " "}),
    ):
        assert browser.post(address(name, one), said).status_code == 422, name


def test_script_in_what_is_typed_stays_text(client_of: ClientOf, taken: Taken) -> None:
    one = taken(what="<script>alert(1)</script>", why="<img src=x>")
    page = client_of("ira").get(address("exhibit", one)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_absent_and_forbidden_are_alike(client_of: ClientOf, taken: Taken) -> None:
    one = taken()
    for who in ("dina", "lev", "out"):
        browser = client_of(who)
        for name in ("exhibit", "step", "copy-new", "give-out", "ask-to-destroy", "keep", "destroy"):
            there, nothing = (browser.get(address(name, each)) for each in (one, uuid4()))
            assert there.status_code == nothing.status_code == 404, (who, name)
            assert there.content == nothing.content
        assert browser.get(address("exhibits")).status_code == 404
    browser = client_of("ira")
    for name in ("exhibit", "step", "copy-new", "give-out", "ask-to-destroy", "keep", "destroy"):
        assert browser.get(address(name, uuid4())).status_code == 404


def test_reading_is_a_line_in_the_log(client_of: ClientOf, taken: Taken) -> None:
    one, browser = taken(), client_of("ira")
    before = Line.objects.count()
    browser.get(address("exhibit", one))
    assert Line.objects.count() == before + 1
