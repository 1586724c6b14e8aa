"""A whole case as JSON: out and in again, the same; and what is no such file."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.casework.conftest import with_consent_and_risk
from tests.casework.exchange.bundles import STUB, elsewhere
from tests.people import names_of, write_down
from waystation.casework import access, actions, erasure, stages
from waystation.casework.errors import Refused
from waystation.casework.exchange import erasure as exchange_erasure
from waystation.casework.exchange import fitting, form, kinds, whole
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.form import CaseFile, Row
from waystation.casework.exchange.people import Going
from waystation.casework.models import Case, NoteRow
from waystation.casework.persons import access as persons
from waystation.casework.persons import actions as person_actions
from waystation.casework.persons import erasure as persons_erasure
from waystation.casework.persons import links
from waystation.casework.persons.records import Birth, Bond, Health, Person, Sogiesc
from waystation.casework.records import CaseStub, Change
from waystation.casework.services import actions as services
from waystation.casework.services import erasure as services_erasure
from waystation.casework.services.models import ServiceRow, SlotRow
from waystation.casework.services.records import Provider
from waystation.casework.work import erasure as work_erasure
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import files, grants, sets
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed
from waystation.vault.streams import Content

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=40)
DAYS = some.dates(date(1, 1, 1))
TIMES = some.datetimes(timezones=some.just(UTC))
CONTENTS = some.binary(max_size=200)
BEDS = Provider(name="Beds", offers=("shelter",), vetting="checked")
ALWAYS = (CaseStub,)  # whose codes are never empty
BIRTHS = (Birth(), Birth("exact", 1990, 5, 3), Birth("month", 1999, 2), Birth("year", 1980), Birth("about", 1970))
ROOMS = (erasure, exchange_erasure, persons_erasure, services_erasure, work_erasure)


def fields_of(kind: type[Any]) -> dict[str, some.SearchStrategy[Any]]:
    """Any value that a form may have put into each field of a record."""
    hints = get_type_hints(kind)
    return {name: _field(kind, name, hints[name]) for name in kind.__struct_fields__}


def _field(kind: type[Any], name: str, hint: Any) -> some.SearchStrategy[Any]:
    if name in fitting.NAMES:
        line = some.text("абвгѰ xyz’-", max_size=fitting.NAMES[name]).map(lambda text: " ".join(text.split()))
        return some.tuples(line, line) if hint == tuple[str, str] else line
    if name not in fitting.CODES.get(kind, {}):
        return some.from_type(hint)
    known = set(fitting.CODES[kind][name]())
    if (kind, name) == (CaseStub, "stage"):
        known -= {*stages.ALARMS}  # whoever is out of sight gets somebody who looks for them
    codes = some.sampled_from(sorted(known))
    if hint is str:
        return codes if kind in ALWAYS else codes | some.just("")
    if get_origin(hint) is dict:
        return some.dictionaries(codes, some.from_type(get_args(hint)[1]), max_size=3)
    return some.lists(codes, max_size=3).map(tuple)


@cache
def know_types() -> None:
    """What is inside of records, said once: that takes longer than any example."""
    some.register_type_strategy(str, TEXTS)
    some.register_type_strategy(date, DAYS)
    some.register_type_strategy(datetime, TIMES)
    some.register_type_strategy(Birth, some.sampled_from(BIRTHS))
    for inside in fitting.CODES.keys() - {Birth}:
        some.register_type_strategy(inside, some.builds(inside, **fields_of(inside)))


@cache
def records_of(kind: type[Any], column: str) -> some.SearchStrategy[dict[str, Any]]:
    """Any record of a kind that our forms could have made, with its file left out, as it stands in the JSON."""
    know_types()
    fields = {name: told for name, told in fields_of(kind).items() if not column or name not in (column, "content")}
    if kind is Change:  # of anything that JSON holds
        values = some.none() | some.booleans() | TEXTS | some.lists(TEXTS, max_size=2)
        fields["fields"] = some.dictionaries(TEXTS, some.tuples(values, values), max_size=3)
        fields["kind"] = some.sampled_from([model._meta.label for model in kinds.carried().values()])
    return some.fixed_dictionaries(fields)


def columns_of(draw: Any, model: type[Sealed], column: str) -> dict[str, Any]:
    """Any values of what a row says in clear, as they stand in the JSON."""
    kinds_of = {models.UUIDField: some.uuids(), models.BooleanField: some.booleans(), models.DateTimeField: TIMES}
    names = [name for name in model.clear_columns() if name != column]
    return {name: msgspec.to_builtins(draw(kinds_of[type(model._meta.get_field(name))])) for name in names}


def _record(model: type[Sealed], told: dict[str, Any], column: str) -> Any:
    filled = told | ({column: uuid.uuid4(), "content": Content(b"", 0, b"")} if column else {})
    return msgspec.convert(msgspec.to_builtins(filled), type=model.record_type)


def tidy(model: type[Sealed], told: dict[str, Any], column: str) -> dict[str, Any]:
    """As `read_out` writes it: without defaults."""
    said: dict[str, Any] = msgspec.to_builtins(_record(model, told, column))
    return {key: value for key, value in said.items() if not column or key not in (column, "content")}


@some.composite
def cases(draw: Any) -> CaseFile:
    """Any case: any number of rows of every kind that goes along, wherever they may stand."""
    case_id = draw(some.uuids(version=4))
    rows, contents = [], {}
    for name, model in kinds.carried().items():
        column = getattr(model, "names_files", "")
        for number in range(1 if name == STUB else draw(some.integers(0, 2))):
            told = tidy(model, draw(records_of(model.record_type, column)), column)
            part = draw(some.sampled_from(sorted(fitting.places(model, _record(model, told, column)))))
            row_id = case_id if name == STUB else uuid.uuid5(case_id, f"{name} {number}")
            held = ""
            if column:
                content = draw(CONTENTS)
                held = hashlib.sha256(content).hexdigest()
                contents[held] = base64.b64encode(content).decode()
            if name == STUB:
                told.pop("request", None)  # of a thread that is not here
            told.pop(kinds.STAFF.get(model, ""), None)  # nobody of ours
            told = {field: value for field, value in told.items() if field not in kinds.BOUND_HERE.get(model, ())}
            clear = columns_of(draw, model, column)
            rows.append(Row(name, row_id, part.name, draw(DAYS), told, clear, held))
    for row in rows:
        if row.kind == "casework.changerow":  # of something that goes
            row.columns["of"] = str(draw(some.sampled_from([each.id for each in rows if each.kind != row.kind])))
    return CaseFile(case_id, tuple(sorted(whole.PARTS)), tuple(rows), contents)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_whatever_a_case_holds_comes_back_the_same(lev_with_everything: Actor, case: CaseFile) -> None:
    if Case.objects.filter(pk=case.case).exists():
        return
    written = form.packed(case)
    whole.take_in(lev_with_everything, form.unpacked(written))
    assert form.packed(whole.read_out(lev_with_everything, case.case)) == written


@pytest.fixture
def lev_with_everything(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """A coordinator who holds every part of what they take in, also what documenters hold."""
    real = grants.create_keys

    def create_keys(*args: Any) -> Any:
        keys = real(*args)
        for key in keys:
            lev.keys.add(key)
        return keys

    monkeypatch.setattr(grants, "create_keys", create_keys)
    return lev


@pytest.fixture
def full(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    """A case with something of every kind, made by the actions of casework."""
    case_id = accepted(lev)
    with_consent_and_risk(lev, case_id)
    actions.add_need(lev, case_id, code="shelter", note="=cmd|' /C calc'!A0")
    actions.write_note(lev, case_id, "Он пишет до шести. Ӏаьржа \u202eтсет")
    services.plan_service(lev, case_id, code="shelter", provider=services.add_provider(lev, BEDS))
    write_down(lev, case_id, "Мовсар", birth=Birth("year", 1990))
    actions.advance(lev, case_id, "planning_exit", place="Grozny", country="Russia")
    part = Compartment.MEDICAL
    actions.add_file(lev, case_id, files.keep([b"x-ray" * 30_000]), compartment=part, name="снимок.jpg")
    return case_id


def test_a_case_goes_out_and_comes_in_the_same(lev: Actor, full: UUID) -> None:
    written = elsewhere(form.packed(whole.read_out(lev, full)))
    case_id = whole.take_in(lev, form.unpacked(written))
    assert form.packed(whole.read_out(lev, case_id)) == written
    assert names_of(lev, case_id) == ["Мовсар"]
    ((_row, file),) = access.files(lev, case_id)
    assert b"".join(files.read(file.file, file.content)) == b"x-ray" * 30_000


def test_no_key_of_ours_goes_out(lev: Actor, full: UUID) -> None:
    written = form.packed(whole.read_out(lev, full))
    ((_row, file),) = access.files(lev, full)
    for secret in (file.content.key, *(key.secret for key in lev.keys.epochs(full, Compartment.CONTACT))):
        assert base64.b64encode(secret) not in written
        assert secret.hex().encode() not in written


def rows_of(case: CaseFile, kind: str) -> list[Row]:
    return [row for row in case.rows if row.kind == kind]


def test_what_is_ours_and_what_others_were_not_asked_about_does_not_go_to_others(
    lev: Actor, full: UUID, accepted: Callable[..., UUID]
) -> None:
    ours = persons.applicant(lev, full)
    elsewhere_ = accepted(lev, "Rowan")
    other = persons.applicant(lev, elsewhere_)
    links.link(lev, full, other, elsewhere_, roles=["companion"], called="Rowan")
    links.bind(lev, full, Bond(first=ours, second=other, travel="must"))
    child = person_actions.add(lev, full, Person(pseudonym="Aspen"), roles=["dependant"])
    links.bind(lev, full, Bond(first=ours, second=child, travel="must"))
    everything = frozenset(whole.PARTS)
    kept = whole.read_out(lev, full)
    given_on = whole.read_out(lev, full, going=Going({ours: everything, child: everything}))
    assert [len(rows_of(each, "persons.bondrow")) for each in (kept, given_on)] == [2, 1]
    assert [len(rows_of(each, "persons.partrow")) for each in (kept, given_on)] == [3, 2]
    assert rows_of(kept, "casework.changerow")
    assert not rows_of(given_on, "casework.changerow")
    assert str(other) not in form.packed(given_on).decode()


def test_the_history_does_not_tell_where_somebody_was(lev: Actor, full: UUID) -> None:
    told = rows_of(whole.read_out(lev, full, set(whole.PARTS) - {"where"}), "casework.changerow")
    assert any("stage" in row.record["fields"] for row in told)
    assert "Grozny" not in str(told)


def test_no_place_with_a_provider_of_ours_is_taken_by_what_comes_in(lev: Actor, full: UUID) -> None:
    """Who ends such a service, or erases its case, would free the place of somebody else."""
    (service,) = rows_of(whole.read_out(lev, full), "services.servicerow")
    assert "slot" not in service.record
    slot = str(SlotRow.objects.get().pk)
    case = form.unpacked(elsewhere(form.packed(whole.read_out(lev, full))))
    rows = [
        msgspec.structs.replace(row, record=row.record | {"slot": slot}) if row.kind == service.kind else row
        for row in case.rows
    ]
    case_id = whole.take_in(lev, msgspec.structs.replace(case, rows=tuple(rows)))
    (taken,) = [record for _row, record in stubs(lev, ServiceRow.objects.filter(locator=case_id))]
    assert (taken.code, taken.slot) == ("shelter", None)


@pytest.mark.parametrize(
    ("part", "canary"),
    [("who", "Мовсар"), ("where", "Grozny"), ("contact", "до шести"), ("files", "снимок"), ("medical", "снимок")],
)
def test_a_part_that_is_left_out_is_not_there(lev: Actor, full: UUID, part: str, canary: str) -> None:
    assert canary in form.packed(whole.read_out(lev, full)).decode()
    assert canary not in form.packed(whole.read_out(lev, full, set(whole.PARTS) - {part})).decode()


@pytest.mark.parametrize(("part", "goes", "stays"), [("medical", "insulin", "Timur"), ("sogiesc", "Timur", "insulin")])
def test_health_and_orientation_go_each_alone(lev: Actor, full: UUID, part: str, goes: str, stays: str) -> None:
    """With what stood in them before, for whoever keeps the case."""
    at = (full, persons.applicant(lev, full))
    for more in ("", " still"):
        person_actions.write_apart(lev, *at, Health(medicines="insulin" + more))
        person_actions.write_apart(lev, *at, Sogiesc(address="Timur" + more))
    for going in (None, Going({at[1]: frozenset(whole.PARTS)}, unasked=frozenset({at[1]}))):
        written = form.packed(whole.read_out(lev, full, {"list", part}, going=going)).decode()
        assert (goes in written, stays in written) == (True, False)
        assert f"{goes} still" in written
        assert ("casework.changerow" in written) is (going is None)


def test_one_that_is_here_is_left_as_it_is(lev: Actor, full: UUID) -> None:
    case = whole.read_out(lev, full)
    with pytest.raises(Refused):
        whole.take_in(lev, case)


def test_what_was_erased_does_not_come_back(lev: Actor, full: UUID) -> None:
    case = form.unpacked(elsewhere(form.packed(whole.read_out(lev, full))))
    grants.bury([(case.case, Compartment.IDENTITY)], lev.keys)
    with pytest.raises(Refused):
        whole.take_in(lev, case)


def test_nothing_of_ours_is_written_over(lev: Actor, full: UUID) -> None:
    """A file that names a row of another case."""
    case = form.unpacked(elsewhere(form.packed(whole.read_out(lev, full))))
    mine = NoteRow.objects.filter(locator=full).first()
    before = bytes(mine.sealed)
    rows = [msgspec.structs.replace(row, id=mine.pk) if row.kind == "casework.noterow" else row for row in case.rows]
    with pytest.raises(Refused):
        whole.take_in(lev, msgspec.structs.replace(case, rows=tuple(rows)))
    assert not Case.objects.filter(pk=case.case).exists()
    assert bytes(NoteRow.objects.get(pk=mine.pk).sealed) == before


def test_an_operator_takes_nothing_in(dina: Actor, lev: Actor, full: UUID) -> None:
    case = form.unpacked(elsewhere(form.packed(whole.read_out(lev, full))))
    with pytest.raises(Absent):
        whole.take_in(dina, case)


def changed(written: bytes, **what: Any) -> bytes:
    return json.dumps(json.loads(written) | what).encode()


def test_what_is_no_such_file(lev: Actor, full: UUID) -> None:
    written = elsewhere(form.packed(whole.read_out(lev, full)))
    told = json.loads(written)
    for bad in (
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        written[:-20],
        changed(written, version=2),
        changed(written, format="other"),
        changed(written, rows=told["rows"] * 2),
        changed(written, files=dict.fromkeys(told["files"], "AAAA")),
    ):
        with pytest.raises(NotOurs):
            form.unpacked(bad)
    for rows in (
        [],
        [row | {"kind": "staff.profilerow"} for row in told["rows"]],
        [row | {"compartment": "SELF"} for row in told["rows"]],
        [row | {"columns": {"sealed": "x"}} for row in told["rows"]],
        [row | {"record": {}} for row in told["rows"]],
        [row | {"record": row["record"] | {"more": 1}} for row in told["rows"]],
    ):
        with pytest.raises(NotOurs):
            whole.take_in(lev, form.unpacked(changed(written, rows=rows)))
    assert Case.objects.count() == 1


def test_every_kind_of_casework_goes_along_by_itself() -> None:
    """A new kind of row needs no line here; one that must stay is named with the reason."""
    assert {"casework.case", "persons.personrow", "casework.filerow", "casework.userow"} <= set(kinds.carried())
    assert all(kinds.STAYS.values())
    casework = {model for model in sets.kinds() if model.__module__.startswith(kinds.ROOM)}
    under_no_case = {model for room in ROOMS for model in room.KEPT}
    assert casework == set(kinds.carried().values()) | set(kinds.STAYS)
    assert under_no_case <= set(kinds.STAYS)
    assert set(kinds.OURS) <= set(kinds.carried().values())


def test_the_pages(client_of: Callable[[str], Client], lev: Actor, full: UUID, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    browser = client_of("lev")
    assert client_of("dina").get(f"/staff/cases/{full}/export").status_code == 404
    asked = {"purpose": "share_ngo", "recipient": "Harbour", "parts": list(whole.PARTS), "kind": "json"}
    refused = browser.post(f"/staff/cases/{full}/export", asked)
    assert refused.status_code == 422
    assert "not asked means no" in refused.content.decode()
    actions.record_consent(
        lev, full, purpose="share_ngo", recipient="Harbour", state="given_with_limits", limits="no town"
    )
    refused = browser.post(f"/staff/cases/{full}/export", asked)
    assert "no town" in refused.content.decode()
    given_out = browser.post(f"/staff/cases/{full}/export", asked | {"keeps": "on", "seen": refused.context["seen"]})
    assert given_out["Content-Type"] == "application/json"
    written = elsewhere(given_out.content)
    upload = {"files": SimpleUploadedFile("case.json", written)}
    answer = browser.post("/staff/exchange/take-in", upload)
    assert answer.status_code == 303, answer.content.decode()
    assert browser.post("/staff/exchange/take-in", {"files": SimpleUploadedFile("x", b"{}")}).status_code == 422
