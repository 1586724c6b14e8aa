"""Files that come with a message of the web form: sealed on arrival, to be opened by those on duty alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.files import samples
from tests.hotline.helpers import the_request
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.hotline import access, rules
from waystation.hotline.models import Message, MessageFile, Request
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.records import read

PHOTOGRAPH = samples.picture(exif=samples.exif())
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"
    return tmp_path / "files"


def on_disk(store: Path) -> int:
    return sum(path.is_file() for path in store.rglob("*"))


def form(client: Client, page: str = "/en/write") -> dict[str, Any]:
    return {"text": "See the picture.", "once": client.get(page).context["form"].initial["once"]}


def a_file(name: str = "Магомед.jpg", data: bytes = PHOTOGRAPH) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def wrote(client: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    return client.post("/en/write", form(client) | {"files": list(files)} | more)


def address(kind: str, index: int = 0) -> str:
    return reverse(f"hotline:{kind}", args=[the_request(), Message.objects.get().pk, index])


def test_it_works(client_of: ClientOf, dina: Actor, store: Path) -> None:
    client = Client()
    words = wrote(client, a_file(), a_file("b.txt", "Привет".encode())).context["words"]
    browser = client_of("dina")
    thread = browser.get(reverse("hotline:request", args=[the_request()])).content.decode()
    assert "Магомед.jpg" in thread
    assert address("view-attachment") in thread
    shown = browser.get(address("view-attachment")).content.decode()
    assert f'src="{address("picture")}?page=1"' in shown
    picture = browser.get(address("picture"))
    assert picture["Content-Type"] == "image/jpeg"
    assert samples.size_of(picture.content) == (40, 60)
    assert "sandbox" in picture["Content-Security-Policy"]
    assert picture["Cache-Control"] == "no-store"
    assert "Привет" in browser.get(address("view-attachment", 1)).content.decode()
    taken = browser.post(address("attachment"))
    assert b"".join(taken.streaming_content) == PHOTOGRAPH  # type: ignore[attr-defined]
    assert taken["Content-Length"] == str(len(PHOTOGRAPH))
    client.post("/en/return", {"phrase": " ".join(words)})
    assert "Files: 2" in client.get("/en/thread").content.decode()


def test_the_server_keeps_no_key_to_what_came(organisation: Organisation) -> None:
    wrote(Client(), a_file())
    with pytest.raises(Locked):
        read(Message.objects.get(), Keyring())
    assert {field.name for field in MessageFile._meta.get_fields()} == {"id", "message"}


def test_a_caller_sends_more_files_later(dina: Actor) -> None:
    client = Client()
    client.post("/en/return", {"phrase": " ".join(wrote(client).context["words"])})
    client.post("/en/thread", form(client, "/en/thread") | {"files": [a_file()]})
    opened = access.entries(dina, access.records(dina, the_request()))
    assert [len(entry.parsed.attachments) for entry in opened] == [0, 1]


def test_a_form_sent_twice_keeps_its_files_once(organisation: Organisation, store: Path) -> None:
    client = Client()
    sent = form(client)
    for _ in range(2):
        assert client.post("/en/write", sent | {"files": [a_file()]}).status_code == 200
    assert (Message.objects.count(), MessageFile.objects.count(), on_disk(store)) == (1, 1, 1)


def test_files_put_to_the_same_words_later_are_kept(organisation: Organisation, dina: Actor) -> None:
    """Somebody goes back, chooses a picture that was forgotten, and sends the same words once more."""
    client = Client()
    sent = form(client)
    first = client.post("/en/write", sent)
    second = client.post("/en/write", sent | {"files": [a_file()]})
    assert first.context["words"] == second.context["words"]
    assert (Request.objects.count(), Message.objects.count(), MessageFile.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize("wrong", ["no words", "too many", "too large"])
def test_what_cannot_be_taken_is_said_and_leaves_nothing(
    organisation: Organisation, store: Path, settings: Any, wrong: str
) -> None:
    settings.WAYSTATION_MESSAGE_LIMIT = 5000
    files = {"too many": [a_file()] * (rules.FILES + 1), "too large": [a_file(data=b"x" * 5001)]}.get(wrong, [a_file()])
    answer = wrote(Client(), *files, text="" if wrong == "no words" else "These are my words.")
    text = answer.content.decode()
    assert "choose" in text
    assert wrong == "no words" or "These are my words." in text
    assert (Request.objects.count(), on_disk(store)) == (0, 0)


def test_files_go_over_to_the_case_with_their_message(dina: Actor, lev: Actor, client_of: ClientOf) -> None:
    wrote(Client(), a_file())
    case_id = casework.accept(dina, the_request(), pseudonym="Birch")
    assert Request.objects.get().locator == case_id
    taken = client_of("lev").post(address("attachment"))
    assert b"".join(taken.streaming_content) == PHOTOGRAPH  # type: ignore[attr-defined]


def test_a_changed_or_missing_file_is_said_and_absent(client_of: ClientOf, dina: Actor, store: Path) -> None:
    wrote(Client(), a_file())
    browser = client_of("dina")
    (path,) = [path for path in store.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:-1])
    assert "changed outside this program" in browser.get(address("view-attachment")).content.decode()
    assert browser.get(address("picture")).status_code == 404
    path.unlink()
    assert browser.post(address("attachment")).status_code == 404
    assert browser.get(reverse("hotline:requests")).context["alarm"]


def test_a_download_that_is_found_changed_on_the_way_is_shorter_than_it_says(
    client_of: ClientOf, dina: Actor, store: Path
) -> None:
    wrote(Client(), a_file(data=b"x" * 200_000))
    (path,) = [path for path in store.rglob("*") if path.is_file()]
    data = bytearray(path.read_bytes())
    data[100_000] ^= 1
    path.write_bytes(bytes(data))
    taken = client_of("dina").post(address("attachment"))
    assert taken["Content-Length"] == "200000"
    with pytest.raises(Tampered):
        b"".join(taken.streaming_content)  # type: ignore[attr-defined]


def test_what_was_looked_at_and_taken_stands_in_the_log(dina: Actor, lev: Actor, client_of: ClientOf) -> None:
    wrote(Client(), a_file())
    browser = client_of("dina")
    browser.get(address("view-attachment"))
    browser.post(address("attachment"))
    verbs = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=6) if entry]
    assert {"hotline.attachment_viewed", "hotline.attachment_taken"} <= set(verbs)
