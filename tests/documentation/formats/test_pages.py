"""The pages on which events go in and out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from waystation.documentation.formats import taking
from waystation.documentation.formats.models import UploadRow
from waystation.documentation.models import EventRow, PersonRow
from waystation.staff.actor import Actor
from waystation.vault import age

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DATA = Path(__file__).resolve().parents[2] / "data" / "documentation" / "formats"
GIVEN = {"kind": "json", "to": "Harbour", "why": "They asked", "asked": "on"}


def bring(browser: Client, name: str, content: bytes | None = None) -> Any:
    data = (DATA / name).read_bytes() if content is None else content
    return browser.post("/staff/events/import", {"once": str(uuid4()), "files": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "openevsys.xml",
            ["OpenEvSys (XML)", "HURIDOCS 5: 770000000000", "Raid on Lantern street", "Addresses and telephone numbers"]
            + ["It would close a circle", "It names no event of the file", "act.type_of_act 020111110000"],
        ),
        ("martus.xml", ["Martus (XML)", "Five men in the depot", "Take each in as an exhibit", "Kind of place"]),
        ("uwazi.csv", ["Uwazi (CSV)", "Burning of books", "Colour of the door", "You chose to leave this column out"]),
    ],
)
def test_a_file_is_looked_at_then_taken_in(browser: Client, name: str, words: list[str]) -> None:
    answer = bring(browser, name)
    assert answer.status_code == 303
    shown = browser.get(answer["Location"]).content.decode()
    for word in ("What would be done", "Take it in", "What becomes what", *words):
        assert word in shown, word
    assert "<script" not in shown
    assert not EventRow.objects.exists()
    version = UploadRow.objects.get().version
    taken = browser.post(f"{answer['Location']}/take", {"version": str(version)})
    assert taken.status_code == 303
    assert "Records made" in browser.get(taken["Location"]).content.decode()
    assert EventRow.objects.count() >= 2
    again = browser.get(bring(browser, name)["Location"]).content.decode()
    assert "There is nothing new in it." in again
    assert "taken in" in browser.get("/staff/events/import").content.decode()


def test_which_column_is_what_can_be_said(browser: Client, ira: Actor) -> None:
    place = bring(browser, "uwazi.csv")["Location"]
    rows = UploadRow.objects.get()
    columns = {f"column-{at}": "remarks" for at in range(15)} | {"column-0": "title", "column-10": "locality"}
    sent = columns | {"version": str(rows.version)}
    assert browser.post(place, sent).status_code == 303
    (_one, record) = taking.uploads(ira)[0]
    assert record.columns[10] == "locality"
    overtaken = browser.post(place, sent)
    assert overtaken.status_code == 422
    assert "Somebody else changed this" in overtaken.content.decode()
    untitled = browser.post(place, {**sent, "version": str(UploadRow.objects.get().version), "column-0": ""})
    assert "Choose which column is the title" in untitled.content.decode()
    assert untitled.status_code == 422


UNITS = b"""<events><person><person_record_number>P-1</person_record_number><person_name>the brigade</person_name>
<counting_unit>770000000000</counting_unit></person></events>"""


def test_of_an_unknown_counting_unit_it_is_asked_before_anything_is_taken_in(browser: Client) -> None:
    place = bring(browser, "units.xml", UNITS)["Location"]
    shown = browser.get(place).content.decode()
    for word in ("HURIDOCS 7: 770000000000", "Counting unit 770000000000, people: 1", "Say first, below"):
        assert word in shown, word
    assert "Take it in</button>" not in shown
    version = str(UploadRow.objects.get().version)
    browser.post(f"{place}/take", {"version": version})
    assert not PersonRow.objects.exists()
    assert browser.post(place, {"version": version}).status_code == 422
    assert browser.post(place, {"version": version, "unit-0": "one"}).status_code == 303
    assert browser.post(place, {"version": version, "unit-0": "several"}).status_code == 422  # overtaken
    shown = browser.get(place).content.decode()
    assert "Take it in</button>" in shown
    assert "Say first, below" not in shown
    version = str(UploadRow.objects.get().version)
    assert browser.post(f"{place}/take", {"version": version}).status_code == 303
    assert PersonRow.objects.count() == 1


def test_only_chosen_templates_become_events(browser: Client, ira: Actor) -> None:
    place = bring(browser, "uwazi.csv")["Location"]
    row, record = taking.one(ira, UploadRow.objects.get().pk)
    sent = {f"column-{at}": code for at, code in enumerate(record.columns)}
    browser.post(place, sent | {"version": str(row.version), "templates": ["0"]})
    assert "You did not choose this template" in browser.get(place).content.decode()
    browser.post(f"{place}/take", {"version": str(UploadRow.objects.get().version)})
    assert EventRow.objects.count() == 2


@pytest.mark.parametrize("version", ["", "x", "99", "-1", "1" * 40])
def test_what_changed_meanwhile_is_shown_again(browser: Client, version: str) -> None:
    place = bring(browser, "martus.xml")["Location"]
    answer = browser.post(f"{place}/take", {"version": version}, follow=False)
    assert "upload-overtaken" in answer["Location"]
    assert not EventRow.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><events/>", "declares a document type"),
        (b"<events", "The file is broken"),
        (b"{}", "none of ours"),
        (b'{"format": "waystation-events", "version": 1, "events": [{"id": "x", "record": {}}]}', "Events, line 1"),
        (
            b'{"format": "waystation-events", "version": 1, "acts": [{"id": "00000000-0000-4000-8000-000000000001", '
            b'"record": {"event": "00000000-0000-4000-8000-000000000002", "kind": "other", '
            b'"victim": "00000000-0000-4000-8000-000000000003"}}]}',
            "names something that is not in the file",
        ),
        (b" ", "There is nothing in the file."),
    ],
)
def test_a_file_that_cannot_be_read_has_an_answer(browser: Client, content: bytes, sentence: str) -> None:
    answer = bring(browser, "x", content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not UploadRow.objects.exists()


def test_a_file_is_deleted_on_request(browser: Client) -> None:
    place = bring(browser, "martus.xml")["Location"]
    assert browser.get(f"{place}/drop").status_code == 405
    assert browser.post(f"{place}/drop").status_code == 303
    assert not UploadRow.objects.exists()
    assert browser.get(place).status_code == 404


def test_events_are_given_out(browser: Client, documented: UUID) -> None:
    page = browser.get("/staff/events/export").content.decode()
    assert "erase it from this computer" in page
    for wrong in ({}, {"kind": "json"}, GIVEN | {"to": " "}, {**GIVEN, "asked": ""}, GIVEN | {"kind": "pdf"}):
        assert browser.post("/staff/events/export", wrong or {"x": "y"}).status_code == 422
    answer = browser.post("/staff/events/export", GIVEN)
    assert answer["Content-Disposition"] == 'attachment; filename="events.json"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert len(json.loads(answer.content)["events"]) == 2
    told = browser.get("/staff/events/export").content.decode()
    assert "Harbour" in told
    assert "They asked" in told


def test_one_event_is_given_out(browser: Client, documented: UUID) -> None:
    answer = browser.post(f"/staff/events/{documented}/export", GIVEN | {"kind": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="events.zip"'
    assert answer.content.startswith(b"PK")
    assert browser.get(f"/staff/events/{uuid4()}/export").status_code == 404


def test_it_is_sealed_to_a_key(browser: Client, documented: UUID) -> None:
    _identity, recipient = age.new_identity()
    answer = browser.post("/staff/events/export", GIVEN | {"kind": "esf", "recipient": recipient})
    assert answer["Content-Disposition"] == 'attachment; filename="events.xml.age"'
    assert b"Rowan" not in answer.content
    wrong = browser.post("/staff/events/export", GIVEN | {"recipient": "age1x"})
    assert wrong.status_code == 422
    assert "This is no age key" in wrong.content.decode()


def test_the_pages_of_events_lead_there(browser: Client, documented: UUID) -> None:
    events = browser.get("/staff/events/").content.decode()
    assert 'href="/staff/events/import"' in events
    assert 'href="/staff/events/export"' in events
    assert f'href="/staff/events/{documented}/export"' in browser.get(f"/staff/events/{documented}").content.decode()


def test_what_is_hostile_in_a_file_is_only_text(browser: Client, brought: Callable[[str], UUID]) -> None:
    nasty = "<script>alert(1)</script>\u202e"
    field = f"<Field tag='title'><Value><![CDATA[{nasty}]]></Value></Field>"
    content = f"<MartusBulletins><MartusBulletin><FieldValues>{field}</FieldValues></MartusBulletin></MartusBulletins>"
    answer = bring(browser, "<b>x.xml", content.encode())
    shown = browser.get(answer["Location"]).content.decode()
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert "<b>x" not in shown
