"""The history that goes with a case is of the records that go: whatever room adds a kind of row, its history stays."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.casework.exchange.bundles import elsewhere
from tests.casework.exchange.test_whole import full
from waystation.casework import access, history
from waystation.casework.exchange import form, kinds, whole
from waystation.casework.models import ChangeRow
from waystation.casework.records import Change
from waystation.staff.actor import Actor
from waystation.vault import sets
from waystation.vault.compartments import Compartment
from waystation.vault.records import create

__all__ = ["full"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

OTHERS = [model for model in sets.kinds() if model not in kinds.carried().values()]


@pytest.fixture
def changed(lev: Actor, full: UUID) -> UUID:
    """A case with a change of a record of every kind there is that stays: relocation, money, medical and the rest."""
    for number, model in enumerate(OTHERS):
        place = (Compartment.CONTACT, Compartment.MEDICAL, Compartment.MONEY)[number % 3]
        if not lev.keys.holds(full, place):
            place = Compartment.CONTACT
        change = Change(kind=model._meta.label, version=2, fields={"note": ("", "чужая комната")})
        create(ChangeRow, change, access.key(lev, full, place), of=uuid.uuid4())
    return full


def test_a_case_whose_other_records_changed_comes_in_from_its_own_file(lev: Actor, changed: UUID) -> None:
    assert {"relocation.steprow", "money.fundrow"} & {model._meta.label_lower for model in OTHERS}
    before = len(history.changes(lev, changed))
    written = form.packed(whole.read_out(lev, changed))
    assert "чужая комната" not in written.decode()
    case_id = whole.take_in(lev, form.unpacked(elsewhere(written)))
    assert len(history.changes(lev, case_id)) == before - len(OTHERS) > 0


def test_a_file_that_holds_such_a_history_already_is_read_without_it(
    client_of: Callable[[str], Client], lev: Actor, full: UUID
) -> None:
    told = json.loads(elsewhere(form.packed(whole.read_out(lev, full))))
    one = next(row for row in told["rows"] if row["kind"] == "casework.changerow")
    stray = one | {"id": str(uuid.uuid4()), "columns": {"of": str(uuid.uuid4())}}
    stray["record"] = one["record"] | {"kind": "relocation.ApplicationRow"}
    more = json.dumps(told | {"rows": [*told["rows"], stray]}).encode()
    answer = client_of("lev").post(
        "/staff/exchange/take-in", {"files": SimpleUploadedFile("case.json", more)}, follow=True
    )
    assert "Changes of records that the file does not hold were left out." in answer.content.decode()
    assert not ChangeRow.objects.filter(pk=stray["id"]).exists()
    assert ChangeRow.objects.filter(pk=one["id"]).exists()


def test_without_its_files_nor_goes_what_they_were_called(lev: Actor, full: UUID) -> None:
    ((row, record),) = access.files(lev, full)
    place = Compartment(row.compartment)
    change = Change(kind=row._meta.label, version=2, fields={"description": ("снимок руки", record.description)})
    create(ChangeRow, change, access.key(lev, full, place), of=row.pk)
    everything = form.packed(whole.read_out(lev, full)).decode()
    without = form.packed(whole.read_out(lev, full, set(whole.PARTS) - {"files"})).decode()
    assert ("снимок руки" in everything, "снимок руки" in without) == (True, False)
