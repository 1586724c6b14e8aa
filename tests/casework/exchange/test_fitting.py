"""What a file says that none of our forms could have made: refused with its place, before anything is written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.casework.exchange.bundles import STUB, bundle_to, elsewhere
from tests.casework.exchange.test_whole import full
from waystation.casework import access, alerts
from waystation.casework.exchange import comparing, fitting, form, kinds, partners, transfers, whole
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.models import IncomingRow
from waystation.casework.models import Case
from waystation.casework.register import NOBODYS, register
from waystation.casework.work import access as work
from waystation.casework.work import actions as tasks
from waystation.staff.access import lists_are_whole
from waystation.staff.actor import Actor
from waystation.vault.whole import compare_all

__all__ = ["full"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PERSON = "persons.personrow"
WRONG: dict[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    "a stage that is none": (STUB, {"stage": "zzz"}, {}),
    "an urgency that is none": (STUB, {"urgency": "zzz"}, {}),
    "a milestone that is none": (STUB, {"milestones": {"zzz": "2026-04-01"}}, {}),
    "a name of ten thousand letters": (STUB, {"pseudonym": "x" * 10_000}, {}),
    "a name that turns the line round": (STUB, {"pseudonym": "Silver\u202e Kestrel"}, {}),
    "a region of a thousand letters": (STUB, {"origin": "x" * 1000}, {}),
    "a need that is none": ("casework.needrow", {"code": "gold"}, {}),
    "an imminence that is none": ("casework.riskrow", {"imminence": "zzz"}, {}),
    "a purpose that is none": ("casework.consentrow", {"purpose": "nonsense"}, {}),
    "an answer that is none": ("casework.consentrow", {"state": "perhaps"}, {}),
    "a move to nowhere": ("casework.moverow", {"stage": "zzz"}, {}),
    "a role that is none": ("persons.partrow", {"roles": ["king"]}, {}),
    "a kind of name that is none": (PERSON, {"names": [{"text": "x", "kind": "zzz"}]}, {}),
    "a birthday that is none": (PERSON, {"birth": {"precision": "exact", "year": 1990, "month": 13, "day": 1}}, {}),
    "a service that is none": ("services.servicerow", {"code": "gold"}, {}),
    "a person for everybody": (PERSON, {}, {"compartment": "LIST"}),
    "a risk for everybody": ("casework.riskrow", {}, {"compartment": "LIST"}),
    "a file for everybody": ("casework.filerow", {}, {"compartment": "LIST"}),
    "what a person was called": ("casework.changerow", {"kind": "persons.PersonRow"}, {"compartment": "LIST"}),
    "a change of nothing": ("casework.changerow", {"kind": "nothing"}, {}),
}  # fmt: skip


def made_wrong(written: bytes, kind: str, record: Mapping[str, Any], row: Mapping[str, Any]) -> bytes:
    """The same file with one record another."""
    told = json.loads(written)
    one = next(each for each in told["rows"] if each["kind"] == kind)
    one |= {"record": one["record"] | record} | row
    return json.dumps(told).encode()


def test_every_text_of_every_record_is_held_to_what_a_form_takes() -> None:
    """A line has 200 characters at most; so a field that somebody adds has, until a text is said to stand in it."""
    for model in kinds.carried().values():
        for record in records_in(model.record_type):
            for name in texts_of(record):
                longest = fitting.most(record, name)
                assert longest <= 100_000
                assert longest <= 200 or name in TEXTS | {"fields", "name", "type", "what", "comment", "message"}, name


TEXTS = {"note", "text", "reason", "limits", "result", "conditions", "medicines", "known_to"}
LONG: dict[str, tuple[str, Mapping[str, Any], int]] = {
    "names": (PERSON, {"names": [{"text": "x"}]}, 200),
    "phone": (PERSON, {"phone": "x"}, 200),
    "note": (PERSON, {"note": "x"}, 20_000),
    "papers": (PERSON, {"papers": [{"id": str(uuid.UUID(int=1)), "kind": "ru.internal_passport", "number": "x"}]}, 80),
    "a need": ("casework.needrow", {"note": "x"}, 200),
    "a move": ("casework.moverow", {"place": "x"}, 80),
    "roles": ("persons.partrow", {"note": "x"}, 200),
    "how a consent was given": ("casework.consentrow", {"how": "x"}, 200),
}


@pytest.mark.parametrize("name", LONG)
def test_what_is_longer_than_the_form_takes_is_refused_with_its_field(lev: Actor, written: bytes, name: str) -> None:
    kind, record, most = LONG[name]
    longest, longer = (
        json.loads(json.dumps(record).replace('"x"', f'"{"x" * number}"')) for number in (most, most + 1)
    )
    with pytest.raises(NotOurs) as caught:
        whole.take_in(lev, form.unpacked(made_wrong(written, kind, longer, {})))
    field = caught.value.field.removeprefix(kind + " ")
    assert f'"{field}"' in json.dumps(record)
    assert whole.take_in(lev, form.unpacked(made_wrong(written, kind, longest, {})))


def test_more_names_than_fit_one_person_are_refused(lev: Actor, written: bytes) -> None:
    many = {"names": [{"text": "x"}] * 41}
    with pytest.raises(NotOurs) as caught:
        whole.take_in(lev, form.unpacked(made_wrong(written, PERSON, many, {})))
    assert caught.value.field == f"{PERSON} names"


def records_in(kind: Any) -> Iterator[Any]:
    """A kind of record and those that stand in it."""
    yield kind
    for each in msgspec.inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        inner = each.type.types if isinstance(each.type, msgspec.inspect.UnionType) else (each.type,)
        for one in inner:
            item = getattr(one, "item_type", one)
            if isinstance(item, msgspec.inspect.StructType):
                yield from records_in(item.cls)


def texts_of(kind: Any) -> list[str]:
    return [each.name for each in msgspec.inspect.type_info(kind).fields if "StrType" in repr(each.type)]  # type: ignore[attr-defined]


@pytest.fixture
def written(lev: Actor, full: UUID) -> bytes:
    return elsewhere(form.packed(whole.read_out(lev, full)))


@pytest.mark.parametrize("name", WRONG)
def test_what_no_form_makes_is_refused_before_anything_is_written(lev: Actor, written: bytes, name: str) -> None:
    kind, record, row = WRONG[name]
    with pytest.raises(NotOurs) as caught:
        whole.take_in(lev, form.unpacked(made_wrong(written, kind, record, row)))
    assert caught.value.row
    assert kind in caught.value.field
    assert Case.objects.count() == 1
    assert whole.take_in(lev, form.unpacked(written))


def test_a_partner_s_bundle_is_held_to_the_same(lev: Actor, written: bytes) -> None:
    partners.make_own_key(lev)
    told = json.loads(written)
    told["rows"] = [row for row in told["rows"] if row["kind"] != "casework.changerow"]
    good = json.dumps(told).encode()
    bad = made_wrong(good, STUB, {"stage": "zzz"}, {})
    with pytest.raises(NotOurs):
        transfers.receive(lev, bundle_to(lev, bad))
    assert not IncomingRow.objects.exists()
    assert transfers.receive(lev, bundle_to(lev, good))


def test_the_page_names_the_record(client_of: Callable[[str], Client], written: bytes) -> None:
    bad = made_wrong(written, STUB, {"stage": "zzz"}, {})
    answer = client_of("lev").post("/staff/exchange/take-in", {"files": SimpleUploadedFile("case.json", bad)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a word that is in no list" in page
    assert "Record 1 in the file: casework.case stage. Nothing was taken in." in page


def test_a_save_that_failed_leaves_nothing(lev: Actor, written: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it raise the alarm that somebody changed rows outside the program, nor stand in the way of the next."""
    before = len(access.cases(lev))
    with monkeypatch.context() as broken:
        broken.setattr(comparing, "arrived", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            whole.take_in(lev, form.unpacked(written))
    assert Case.objects.count() == 1
    assert not list(compare_all())
    made = whole.take_in(lev, form.unpacked(written))
    assert access.case(lev, made)
    assert len(access.cases(lev)) == before + 1
    assert lists_are_whole(lev)
    assert not list(compare_all())


def test_who_is_to_do_something_and_is_not_here_is_nobody(lev: Actor, full: UUID, client_of: Any) -> None:
    """Then it is everybody's: the case and its tasks stand on every page of today."""
    tasks.add_task(lev, full, what="call the aunt", due=lev.today, who=lev.account)
    there = json.loads(elsewhere(form.packed(whole.read_out(lev, full))))
    case_id = whole.take_in(lev, form.unpacked(foreign(there)))
    assert access.case(lev, case_id)[1].owner is None
    assert [held.pk for held in register(lev).group(NOBODYS)] == [case_id]
    (task,) = [held for held in work.tasks(lev).group(work.NOBODY_S) if held.locator == case_id]
    assert task.record.who is None
    page = client_of("dina").get("/staff/").content.decode()
    assert "Nobody is responsible" in page
    assert "call the aunt" in page
    page = client_of("lev").get(f"/staff/cases/{case_id}").content.decode()
    assert "Nobody here is responsible for this person yet" in page
    assert "somebody of another organisation" in page
    assert "Nobody here is responsible" not in client_of("lev").get(f"/staff/cases/{full}").content.decode()


def foreign(told: dict[str, Any]) -> bytes:
    """The same file with other people in it who did and do something."""
    stranger = str(uuid.uuid4())
    for row in told["rows"]:
        row["record"] |= {name: stranger for name in ("by", "owner", "who") if name in row["record"]}
    return json.dumps(told).encode()


def test_who_comes_out_of_sight_is_looked_for(lev: Actor, written: bytes) -> None:
    case_id = whole.take_in(lev, form.unpacked(made_wrong(written, STUB, {"stage": "lost_contact"}, {})))
    ((_row, search),) = alerts.of(lev, case_id, alerts.SEARCH)
    assert search.who == lev.account
    assert search.due is not None
