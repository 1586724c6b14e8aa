"""Photographs of an evaluation: taken in by whoever evaluates, hashes first, absent without the medical part."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.casework.conftest import waiting_request
from tests.documentation.medical.conftest import ALL, PHRASE, mark
from tests.stage import Organisation
from waystation.audit import notes
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import access as of_exhibits
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits import custody, verify_bundle
from waystation.documentation.exhibits.records import DESTROYED, Provenance
from waystation.documentation.medical import access, actions, photographs, wording
from waystation.documentation.medical.models import AsItCameRow, PictureRow
from waystation.documentation.medical.records import Picture
from waystation.staff.access import refresh
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name
from waystation.vault import files
from waystation.vault.compartments import Compartment

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def only(actor: Actor, case_id: UUID, evaluation_id: UUID) -> Picture:
    """The one photograph that is there."""
    ((_row, found),) = access.pictures(actor, case_id, evaluation_id)
    return found


def photograph(colour: str = "red", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG", comment=b"Camera of Doctor Reed", **more)
    return out.getvalue()


def address(name: str, *ids: UUID) -> str:
    return reverse(f"medical:{name}", args=ids)


def taken(actor: Actor, case_id: UUID, one: UUID, data: bytes | None = None, shows: str = "Left wrist") -> UUID:
    return photographs.take_in(actor, case_id, one, files.keep([data or photograph()]), shows=shows, tool="A phone")


@pytest.fixture
def doctor(ada: Actor) -> Client:
    client = Client()
    client.cookies[cookie_name()] = sign_in("ada", PHRASE, now=utc_now())
    return client


def sent(client: Client, path: str, data: bytes, **said: str) -> Any:
    return client.post(path, {"files": SimpleUploadedFile("IMG_1.jpg", data, "image/jpeg"), **said})


def test_a_clinician_takes_one_in_names_it_in_a_finding_and_shows_it_in_the_report(
    doctor: Client, lev: Actor, ada: Actor, case_id: UUID, begun: UUID
) -> None:
    page = doctor.get(address("evaluation", case_id, begun)).content.decode()
    assert "Take in a photograph" in page
    assert "Bring a copy" not in page
    assert "Numbers of exhibits" not in doctor.get(address("finding-new", case_id, begun)).content.decode()
    data = photograph()
    said = {"shows": "Left wrist, with a ruler", "tool": "A phone"}
    assert sent(doctor, address("photograph-new", case_id, begun), data, **said).status_code == 303
    one = PictureRow.objects.get().pk
    page = doctor.get(address("photograph", case_id, begun, one)).content.decode()
    for word in (
        hashlib.sha256(data).hexdigest(),
        hashlib.sha512(data).hexdigest(),
        "Left wrist",
        "Taken in",
        "A phone",
    ):
        assert word in page, word
    shown = doctor.get(address("photograph-picture", case_id, begun, one))
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Doctor Reed" not in shown.content
    form = doctor.get(address("finding-new", case_id, begun)).content.decode()
    assert "Photograph 1: Left wrist, with a ruler" in form
    found = {
        "kind": "skin.electric", "place": "front.fingers.right", "description": "Two scars.", "known": "not_asked",
        "pictures": [str(one)],
    }  # fmt: skip
    assert doctor.post(address("finding-new", case_id, begun), found).status_code == 303
    ((row, finding),) = access.findings(ada, case_id, begun)
    assert [(each.own, each.exhibit, each.shows) for each in finding.photographs] == [
        (True, one, "Left wrist, with a ruler")
    ]
    assert (
        address("finding", case_id, begun, row.pk)
        in doctor.get(address("photograph", case_id, begun, one)).content.decode()
    )
    assert 'name="photographs"' in doctor.get(address("report", case_id, begun)).content.decode()
    report = doctor.post(address("report", case_id, begun), {"language": "en", "photographs": "on"})
    assert shown.content in report.content
    assert [each.deed for each in access.picture(ada, case_id, begun, one)[1].custody] == [
        "taken_in", "copied", "reported",
    ]  # fmt: skip
    # The form of the finding keeps what was chosen, and takes it off.
    again = doctor.get(address("finding", case_id, begun, row.pk))
    assert again.context["form"]["pictures"].value() == [str(one)]
    off = {**found, "pictures": [], "version": str(row.version)}
    assert doctor.post(address("finding", case_id, begun, row.pk), off).status_code == 303
    assert access.finding(ada, case_id, begun, row.pk)[1].photographs == ()


def test_nobody_sees_one_without_the_medical_part(
    client_of: ClientOf, organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    one = taken(lev, case_id, begun)
    other = actions.begin(lev, case_id)
    for who in ("dina", "ira", "out"):
        for name in ("photograph", "photograph-picture", "photograph-export", "photograph-remove"):
            assert client_of(who).get(address(name, case_id, begun, one)).status_code == 404, (who, name)
        assert client_of(who).post(address("photograph-check", case_id, begun, one)).status_code == 404
    assert client_of("lev").get(address("photograph", case_id, other, one)).status_code == 404
    refused = sent(client_of("ira"), address("photograph-new", case_id, begun), photograph(), shows="x")
    assert refused.status_code == 404
    with pytest.raises(Absent):
        taken(organisation.actor("ira"), case_id, begun)


@pytest.mark.parametrize("said", ["no", "not_asked"])
def test_without_a_yes_to_photographs_none_is_taken_in(lev: Actor, case_id: UUID, begun: UUID, said: str) -> None:
    actions.note_agreed(lev, case_id, begun, msgspec.structs.replace(ALL, photographs=said))
    with pytest.raises(Refused) as no:
        taken(lev, case_id, begun)
    assert no.value.reasons == (("", wording.NO_PHOTOGRAPHS),)


@pytest.mark.parametrize("data", [b"A text.", b"\xff\xd8\xff broken", b"%PDF-1.4 broken"])
def test_what_is_no_photograph_is_refused_and_leaves_nothing(
    doctor: Client, case_id: UUID, begun: UUID, data: bytes, settings: Any
) -> None:
    refused = sent(doctor, address("photograph-new", case_id, begun), data, shows="x")
    assert refused.status_code == 422
    assert "No picture can be drawn" in refused.content.decode()
    assert not PictureRow.objects.exists()
    assert not [path for path in Path(settings.WAYSTATION_FILES).rglob("*") if path.is_file()]


def test_the_same_bytes_and_the_same_form_make_one(lev: Actor, case_id: UUID, begun: UUID) -> None:
    once = UUID(int=77)
    for _ in range(2):
        stored = files.keep([photograph()])
        assert photographs.take_in(lev, case_id, begun, stored, shows="A", once=once) == once
    with pytest.raises(Refused) as no:
        taken(lev, case_id, begun)
    assert "photograph 1" in str(no.value.reasons[0][1])
    assert PictureRow.objects.count() == 1
    taken(lev, case_id, begun, photograph("blue"))
    assert [each.number for _row, each in access.pictures(lev, case_id, begun)] == [1, 2]


def test_the_bundle_is_whole_and_a_changed_byte_is_found(
    lev: Actor, case_id: UUID, begun: UUID, tmp_path: Path, settings: Any
) -> None:
    one = taken(lev, case_id, begun)
    made = b"".join(photographs.export(lev, case_id, begun, one, to="A court", why="They ask"))
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(made)
    program = [sys.executable, verify_bundle.__file__, str(bundle), str(notes.key())]
    assert "WHOLE" in subprocess.run(program, capture_output=True, text=True, check=True).stdout
    at = made.index(photograph()) + 30
    bundle.write_bytes(made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :])
    assert subprocess.run(program, capture_output=True, text=True, check=False).returncode != 0
    assert photographs.is_unchanged(lev, case_id, begun, one)
    came = access.as_it_came(lev, case_id, begun, one)
    assert came is not None
    (path,) = [
        path for path in Path(settings.WAYSTATION_FILES).rglob("*") if came.file.hex in path.name.replace("-", "")
    ]
    raw = bytearray(path.read_bytes())
    raw[40] ^= 1
    path.chmod(0o600)
    path.write_bytes(raw)
    assert not photographs.is_unchanged(lev, case_id, begun, one)
    with pytest.raises(Refused):
        photographs.export(lev, case_id, begun, one, to="A court", why="They ask")
    kept = access.picture(lev, case_id, begun, one)[1].custody
    assert [each.deed for each in kept] == ["taken_in", "copied", "exported", "checked", "changed", "changed"]
    assert custody.first_fault(one, kept) is None


def test_a_bundle_leaves_only_with_consent_to_share(lev: Actor, case_id: UUID, begun: UUID) -> None:
    one = taken(lev, case_id, begun)
    actions.note_agreed(lev, case_id, begun, msgspec.structs.replace(ALL, sharing="no"))
    with pytest.raises(Refused) as no:
        photographs.export(lev, case_id, begun, one, to="A court", why="They ask")
    assert no.value.reasons == (("", wording.NO_SHARING),)


def test_a_documenter_brings_a_working_copy_and_the_clinician_names_it(
    organisation: Organisation, doctor: Client, client_of: ClientOf, lev: Actor, ada: Actor, case_id: UUID, begun: UUID
) -> None:
    ira = organisation.actor("ira")
    data = photograph("green")
    exhibit = exhibits.take_in(ira, files.keep([data]), Provenance(what="A hand"), why="x", case_id=None)
    browser, path = client_of("ira"), address("photograph-bring", case_id, begun)
    said = {"exhibit": "1", "shows": "Right hand"}
    assert browser.get(path).status_code == 404  # until a coordinator gives her the medical part
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    assert browser.get(path).status_code == 200
    assert doctor.get(path).status_code == 404
    assert "has no working copy" in browser.post(path, said).content.decode()
    exhibits.make_copy(ira, exhibit, page=1, why="For the evaluation")
    assert browser.post(path, said).status_code == 303
    assert [each.deed for each in of_exhibits.custody(ira, exhibit)][-1] == "brought"
    ((row, one),) = access.pictures(ada, case_id, begun)
    assert (one.exhibit, one.sha256) == (1, hashlib.sha256(data).digest())
    page = doctor.get(address("photograph", case_id, begun, row.pk)).content.decode()
    assert "Exhibit 1" in page
    assert "Export as a signed bundle" not in page  # the original stays with documentation
    actions.add_finding(ada, case_id, begun, mark(), pictures=[row.pk])
    assert actions.make_report(ada, case_id, begun, "en", photographs=True)


def test_of_another_case_none_is_brought(organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID) -> None:
    other = casework.accept(lev, waiting_request(), pseudonym="Heron")
    ira = organisation.actor("ira")
    exhibits.take_in(ira, files.keep([photograph()]), Provenance(what="A hand"), why="x", case_id=other)
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    with pytest.raises(Refused) as no:
        photographs.bring(ira, case_id, begun, 1, shows="x")
    assert "another case" in str(no.value.reasons[0][1])


def test_one_is_erased_alone_by_a_coordinator_and_all_with_the_evaluation(
    client_of: ClientOf, doctor: Client, lev: Actor, case_id: UUID, begun: UUID, settings: Any
) -> None:
    one = taken(lev, case_id, begun)
    finding = actions.add_finding(lev, case_id, begun, mark(), pictures=[one])
    path = address("photograph-remove", case_id, begun, one)
    assert doctor.get(path).status_code == 404
    refused = client_of("lev").post(path, {"sure": "on", "why": "Of somebody else"})
    assert "It belongs to finding 1" in refused.content.decode()
    assert client_of("lev").post(path, {"sure": "on", "why": " "}).status_code == 422
    refresh(lev)
    actions.remove_finding(lev, case_id, begun, finding)
    digest, before = only(lev, case_id, begun).sha256, only(lev, case_id, begun).custody
    assert client_of("lev").post(path, {"sure": "on", "why": "Of somebody else"}).status_code == 303
    assert not PictureRow.objects.exists()
    assert not AsItCameRow.objects.exists()
    assert not [path for path in Path(settings.WAYSTATION_FILES).rglob("*") if path.is_file()]
    refresh(lev)
    (left,) = access.evaluation(lev, case_id, begun)[1].erased
    assert (left.number, left.sha256, left.custody[:-1]) == (1, digest, before)
    assert (left.custody[-1].deed, left.custody[-1].why) == (DESTROYED, "Of somebody else")
    assert custody.first_fault(one, left.custody) is None
    shown = client_of("lev").get(address("evaluation", case_id, begun)).content.decode()
    assert digest.hex() in shown
    assert "Of somebody else" in shown
    taken(lev, case_id, begun, photograph("blue"))
    assert only(lev, case_id, begun).number == 2  # a number means one photograph for ever
    actions.erase(lev, case_id, begun)
    assert not PictureRow.objects.exists()
    assert not AsItCameRow.objects.exists()


def test_a_destroyed_exhibit_is_gone_from_evaluations(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID, settings: Any, tmp_path: Path
) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    ira = organisation.actor("ira")
    exhibit = exhibits.take_in(ira, files.keep([photograph()]), Provenance(what="A hand"), why="x")
    exhibits.make_copy(ira, exhibit, page=1, why="x")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    photographs.bring(ira, case_id, begun, 1, shows="A hand")
    exhibits.ask_to_destroy(ira, exhibit, why="They ask")
    add_account(organisation.founding, name="yan", passphrase=PHRASE, persona="Osip", roles=["documenter"])
    yan = resume(sign_in("yan", PHRASE, now=utc_now()), now=utc_now())
    assert yan is not None
    exhibits.destroy(yan, exhibit, why="So be it")
    assert not PictureRow.objects.exists()


def test_the_store_holds_no_photograph_that_can_be_seen(lev: Actor, case_id: UUID, begun: UUID, settings: Any) -> None:
    taken(lev, case_id, begun)
    for path in Path(settings.WAYSTATION_FILES).rglob("*"):
        if path.is_file():
            assert not path.read_bytes().startswith(b"\xff\xd8\xff")


def test_a_picture_of_another_form_is_a_photograph_too(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    """A screenshot, a scan: as JPEG, since a report takes nothing else. Whoever brings one is in no dead end."""
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), "green").save(out, "PNG")
    one = taken(lev, case_id, begun, out.getvalue())
    assert b"".join(photographs.look_at(lev, case_id, begun, one).read()).startswith(b"\xff\xd8\xff")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    ira = organisation.actor("ira")
    exhibit = exhibits.take_in(ira, files.keep([out.getvalue()]), Provenance(what="A hand"), why="x")
    exhibits.make_copy(ira, exhibit, page=1, why="x")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    brought = photographs.bring(ira, case_id, begun, 1, shows="A hand")
    shown = b"".join(photographs.look_at(ira, case_id, begun, brought).read())
    assert shown.startswith(b"\xff\xd8\xff")
    assert of_exhibits.custody(ira, exhibit)[-1].sha256 == hashlib.sha256(shown).hexdigest()
    actions.add_finding(ira, case_id, begun, mark(), pictures=[one, brought])
    assert shown in actions.make_report(ira, case_id, begun, "en", photographs=True)
