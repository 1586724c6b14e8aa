"""Files of a case: who may put one where, who may open it, and that nothing tells of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.files import samples
from tests.hotline.helpers import envelope
from tests.stage import Organisation
from waystation.casework import access, actions
from waystation.casework.models import FileRow
from waystation.hotline import intake
from waystation.hotline.models import Message, Request
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault import files
from waystation.vault.compartments import Compartment

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]
MAIL = (
    "From: a@mail.example\r\nMessage-ID: <1@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: application/x-thing; "
    'name="letter.txt"\r\nContent-Disposition: attachment\r\n\r\nПисьмо\r\n'
).encode()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"
    return tmp_path / "files"


def on_disk(store: Path) -> int:
    return sum(path.is_file() for path in store.rglob("*"))


def add(browser: Client, case_id: UUID, compartment: Compartment | str, **more: Any) -> Any:
    url = reverse("casework:add-file", args=[case_id])
    upload = SimpleUploadedFile("scan.pdf", samples.pdf(pages=3), "application/pdf")
    value = compartment if isinstance(compartment, str) else str(int(compartment))
    return browser.post(url, {"files": upload, "description": "A paper", "compartment": value} | more)


def test_it_works(client_of: ClientOf, lev: Actor, accepted: Accepted) -> None:
    case_id, browser = accepted(lev), client_of("lev")
    assert add(browser, case_id, Compartment.MEDICAL).status_code == 303
    page = browser.get(reverse("casework:files", args=[case_id])).content.decode()
    assert "A paper" in page
    assert "look after health" in page
    ((row, _),) = access.files(lev, case_id)
    shown = browser.get(reverse("casework:file", args=[case_id, row.pk]) + "?page=2").content.decode()
    assert "Page 2 of 3" in shown
    picture = browser.get(reverse("casework:file-picture", args=[case_id, row.pk]) + "?page=2")
    assert picture["Content-Type"] == "image/png"
    taken = browser.post(reverse("casework:take-file", args=[case_id, row.pk]))
    assert b"".join(taken.streaming_content) == samples.pdf(pages=3)  # type: ignore[attr-defined]
    assert taken["Content-Disposition"] == 'attachment; filename="file-1.bin"'


def test_a_text_that_is_called_a_picture_is_said_to_be_a_text(
    client_of: ClientOf, lev: Actor, accepted: Accepted
) -> None:
    case_id, browser = accepted(lev), client_of("lev")
    upload = SimpleUploadedFile("pass.jpg", b"MZ, said the letter.", "image/jpeg")
    add(browser, case_id, Compartment.MEDICAL)
    add(browser, case_id, Compartment.MEDICAL, files=upload, description="Another")
    whole = {record.description: row.pk for row, record in access.files(lev, case_id)}
    shown = browser.get(reverse("casework:file", args=[case_id, whole["Another"]])).content.decode()
    assert "By its name it is “picture (JPEG)”" in shown
    assert "its content: “program”" in shown
    assert "MZ, said the letter." in shown
    shown = browser.get(reverse("casework:file", args=[case_id, whole["A paper"]])).content.decode()
    assert "is not what it is called" not in shown


def test_an_operator_puts_a_file_where_operators_may(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case_id, browser = accepted(dina), client_of("dina")
    page = browser.get(reverse("casework:add-file", args=[case_id])).context["form"]
    assert [int(value) for value, _ in page.fields["compartment"].choices] == [Compartment.CONTACT]
    for compartment in (Compartment.IDENTITY, Compartment.MEDICAL, Compartment.LOGISTICS, "0", "x", ""):
        assert add(browser, case_id, compartment).status_code == 422
    assert FileRow.objects.count() == 0
    assert add(browser, case_id, Compartment.CONTACT).status_code == 303


def test_what_a_coordinator_keeps_apart_an_operator_does_not_see(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case_id = accepted(lev)
    add(client_of("lev"), case_id, Compartment.IDENTITY)
    browser, row = client_of("dina"), FileRow.objects.get()
    assert "No file yet" in browser.get(reverse("casework:files", args=[case_id])).content.decode()
    nothing = browser.get(reverse("casework:file", args=[case_id, uuid4()]))
    for name, method in (("file", "get"), ("file-picture", "get"), ("take-file", "post")):
        answer = getattr(browser, method)(reverse(f"casework:{name}", args=[case_id, row.pk]))
        assert (answer.status_code, answer.content) == (404, nothing.content)
    with pytest.raises(Absent):
        actions.take_file(dina, case_id, row.pk)


def test_a_file_is_found_under_its_own_case_only(lev: Actor, accepted: Accepted) -> None:
    one, other = accepted(lev), accepted(lev, "Heron")
    file_id = actions.add_file(lev, one, files.keep([b"x"]), compartment=Compartment.CONTACT)
    assert actions.view_file(lev, one, file_id)
    with pytest.raises(Absent):
        actions.view_file(lev, other, file_id)


def test_a_form_sent_twice_keeps_one(client_of: ClientOf, lev: Actor, accepted: Accepted, store: Path) -> None:
    case_id, browser, once = accepted(lev), client_of("lev"), str(uuid4())
    for _ in range(2):
        assert add(browser, case_id, Compartment.CONTACT, once=once).status_code == 303
    assert (FileRow.objects.count(), on_disk(store)) == (1, 1)


def test_what_is_not_taken_leaves_nothing(
    client_of: ClientOf, lev: Actor, accepted: Accepted, store: Path, settings: Any
) -> None:
    case_id, browser = accepted(lev), client_of("lev")
    assert add(browser, case_id, "").status_code == 422
    assert add(browser, uuid4(), Compartment.CONTACT).status_code == 404
    assert add(client_of("ira"), case_id, Compartment.CONTACT).status_code == 404
    settings.WAYSTATION_FILE_LIMIT = 100
    answer = add(browser, case_id, Compartment.CONTACT)
    assert "at most 100 bytes" in answer.content.decode().replace("\xa0", " ")
    assert (FileRow.objects.count(), on_disk(store)) == (0, 0)


def test_an_attachment_of_a_mail_is_kept_in_the_case(
    organisation: Organisation, client_of: ClientOf, dina: Actor
) -> None:
    intake.receive(MAIL, envelope("a@mail.example"), now=utc_now())
    request_id, message_id = Request.objects.get().pk, Message.objects.get().pk
    case_id = actions.accept(dina, request_id, pseudonym="Birch")
    url = reverse("casework:keep-file", args=[case_id, request_id, message_id, 0])
    browser, lev = client_of("dina"), organisation.actor("lev")
    view = browser.get(reverse("hotline:view-attachment", args=[request_id, message_id, 0])).content.decode()
    assert url in view
    assert "Письмо" in view
    once = browser.get(url).context["form"].initial.get("once") or str(uuid4())
    for _ in range(2):
        assert browser.post(url, {"compartment": "3", "description": "x", "once": once}).status_code == 303
    ((row, record),) = access.files(lev, case_id)
    assert (record.name, record.by) == ("letter.txt", dina.account)
    assert b"".join(files.read(record.file, record.content)).decode().strip() == "Письмо"
    assert row.file == record.file
    wrong = reverse("casework:keep-file", args=[case_id, request_id, message_id, 1])
    assert browser.post(wrong, {"compartment": "3"}).status_code == 404


def test_a_row_that_points_at_another_file_opens_its_own(lev: Actor, accepted: Accepted) -> None:
    """The column is for the sweep alone: what is opened stands in the sealed record."""
    case_id = accepted(lev)
    file_id = actions.add_file(lev, case_id, files.keep([b"mine"]), compartment=Compartment.CONTACT)
    other = files.keep([b"other"])
    FileRow._base_manager.update(file=other.id)
    record, source = actions.view_file(lev, case_id, file_id)
    assert b"".join(source.read()) == b"mine"
    assert record.file != other.id


def test_many_files_stand_on_several_pages(client_of: ClientOf, lev: Actor, accepted: Accepted) -> None:
    case_id = accepted(lev)
    for number in range(51):
        actions.add_file(
            lev, case_id, files.keep([b"x"]), compartment=Compartment.CONTACT, description=f"paper {number:02d}"
        )
    browser, url = client_of("lev"), reverse("casework:files", args=[case_id])
    first, second = (browser.get(f"{url}?page={page}").content.decode() for page in (1, 2))
    assert "paper 50" in first
    assert "paper 00" not in first
    assert "paper 00" in second
