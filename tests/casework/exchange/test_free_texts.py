"""Texts in people's own words: told before they go, and held back where they name somebody who does not go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.exchange.bundles import bundle_to
from tests.casework.persons.conftest import Scene, scene
from tests.people import in_roles, somebody
from waystation.casework import access, actions, releases
from waystation.casework.consent_rules import Other, Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, exporting, kinds, partners, told, transfers, updates
from waystation.casework.exchange.free_texts import FREE, HELD_BACK
from waystation.casework.persons import actions as persons
from waystation.casework.persons import asked, links
from waystation.casework.persons.consenting import record_answer
from waystation.casework.register import ALL
from waystation.casework.work import actions as work
from waystation.vault import age

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PARTS = frozenset({"list", "where", "who", "contact"})
TO_HARBOUR: dict[str, Any] = {"purpose": "share_ngo", "recipient": "Harbour"}
WANTED = Wanted("share_ngo", "Harbour", PARTS, without=True)
# Strings of records that are codes, ids, names of whoever the row is about, or words of the organisation.
NO_FREE_TEXTS = {
    "casework.case": {"pseudonym", "stage", "urgency", "milestones", "fields"},
    "casework.consentrow": {"purpose", "state", "recipient", "withhold", "text", "language", "given_to"},
    "casework.filerow": {"type"},
    "casework.moverow": {"stage", "reason"},
    "casework.needrow": {"code"},
    "casework.riskrow": {"factors", "imminence", "intent", "capability", "vulnerability", "points"},
    "persons.bondrow": {"travel", "live", "contact"},
    "persons.partrow": {"roles", "called"},
    "persons.personrow": {
        *("pseudonym", "text", "kind", "precision", "languages", "other_languages", "phone", "country", "number")
    },
    "persons.tierow": {"kind", "called", "credibility", "source"},
    "services.servicerow": {"code", "outcome"},
    "work.taskrow": {"team", "stage", "state", "fields"},
}


def strings(type_: Any) -> Iterator[str]:
    """The names of the fields of a record, at any depth, in which there are strings."""
    told: Any = msgspec.inspect.type_info(type_)
    for each in told.fields:
        inner = each.type.types if isinstance(each.type, msgspec.inspect.UnionType) else (each.type,)
        for one in inner:
            item = getattr(one, "item_type", one)
            if isinstance(item, msgspec.inspect.StructType):
                yield from strings(item.cls)
            elif "Str" in repr(one):
                yield each.name


def test_each_field_is_said_to_hold_a_free_text_or_none() -> None:
    """Whoever adds a field with a text says in `FREE` that it is one, or here why it is none."""
    going = {name: model for name, model in kinds.carried().items() if model not in kinds.OURS}
    free = {
        name: {field for each in FREE if each.model is model for field in each.names} for name, model in going.items()
    }
    told = {name: set(strings(model.record_type)) for name, model in going.items()}
    assert told == {name: free[name] | NO_FREE_TEXTS.get(name, set()) for name in going}
    assert not any(free[name] & NO_FREE_TEXTS.get(name, set()) for name in going)


@pytest.fixture
def allowed(scene: Scene) -> Scene:
    """The one of the case said yes; Rowan, who is Liza, was not asked. Three texts name her, one does not."""
    actions.record_consent(scene.lev, scene.birch_case, state="given", **TO_HARBOUR)
    actions.write_note(scene.lev, scene.birch_case, "Говорили с Лизой о дороге.")
    actions.write_note(scene.lev, scene.birch_case, "He wants to learn German.")
    actions.add_need(scene.lev, scene.birch_case, code="shelter", note="near Rowan")
    work.add_task(scene.lev, scene.birch_case, what="call liza")
    return scene


def given(scene: Scene, kind: str, wanted: Wanted = WANTED) -> str:
    raw = exporting.export_case(scene.lev, scene.birch_case, wanted, kind)
    if kind == "pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw))
    return json.dumps(json.loads(raw), ensure_ascii=False) if kind == "json" else raw.decode("utf-8-sig")


@pytest.mark.parametrize(("kind", "held"), [("json", 3), ("pdf", 2)])
def test_a_text_that_names_who_does_not_go_is_held_back(allowed: Scene, kind: str, held: int) -> None:
    text = given(allowed, kind)
    assert "learn German" in text
    assert text.count("held back") == held
    for word in ("Лизой", "near Rowan", "call liza"):
        assert word not in text
    record_answer(allowed.lev, allowed.birch_case, allowed.rowan, state="given", **TO_HARBOUR)
    text = given(allowed, kind)
    assert "Лизой" in text
    assert "held back" not in text


def test_in_tables_too(allowed: Scene) -> None:
    actions.set_next(allowed.lev, allowed.birch_case, next_action="fetch Rowan first")
    for only in (PARTS, frozenset({"list"})):
        wanted = replace(WANTED, parts=only, without=False)
        assert "fetch" not in exporting.export_table(allowed.lev, ALL, wanted, "csv")[0].decode("utf-8-sig")
        assert "fetch" not in given(allowed, "csv", replace(wanted, without=only == PARTS))
    record_answer(allowed.lev, allowed.birch_case, allowed.rowan, state="given", **TO_HARBOUR)
    assert "fetch Rowan" in exporting.export_table(allowed.lev, ALL, WANTED, "csv")[0].decode("utf-8-sig")


def test_what_they_keep_back_is_kept_back_in_texts_too(allowed: Scene) -> None:
    record_answer(
        allowed.lev, allowed.birch_case, allowed.rowan, state="given_with_limits", withhold=["contact"], **TO_HARBOUR
    )
    assert "Лизой" not in given(allowed, "json")


def test_somebody_of_another_case_is_not_named_either(allowed: Scene) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    record_answer(lev, case_id, allowed.rowan, state="given", **TO_HARBOUR)
    links.link(lev, case_id, allowed.heron, allowed.heron_case, roles=["witness"], called="Heron")
    actions.write_note(lev, case_id, "Ильёй интересовались.")
    assert "Ильёй" not in given(allowed, "json")


def test_the_name_of_the_family_and_who_hunts_may_be_told(allowed: Scene) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    persons.describe(lev, case_id, allowed.birch, somebody("Тимур Дадаев"))
    persons.add(lev, case_id, somebody("Амина Дадаева", pseudonym="Aspen"), roles=["companion"])
    persons.add(lev, case_id, somebody("Отец Рустам", pseudonym="Pike"), roles=["pursuer"])
    actions.write_note(lev, case_id, "Дадаева ищет Рустам.")
    assert "Дадаева ищет" in given(allowed, "json")


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_only_whoever_comes_along_is_named_as_such(allowed: Scene, kind: str) -> None:
    """Not who hunts them, nor who stays: by their roles, whatever they said yes to."""
    lev, case_id = allowed.lev, allowed.birch_case
    for called, roles in (
        ("Grey Uncle", ["pursuer"]),
        ("Old Heron", ["companion"]),
        ("Wren", ["witness"]),
        ("Aunt Alder", ["relative"]),
        ("Young Siskin", ["dependant"]),
        ("Plover", ["companion", "witness"]),
    ):
        person = persons.add(lev, case_id, somebody(called, pseudonym=called), roles=roles)
        if roles != ["pursuer"]:  # who is not asked
            record_answer(lev, case_id, person, state="given", **TO_HARBOUR)
        if called == "Old Heron":
            in_roles(lev, case_id, person, "companion", "pursuer")
    told = given(allowed, kind)
    assert "Young Siskin; Plover" in told
    for name in ("Grey Uncle", "Old Heron", "Wren", "Aunt Alder"):
        assert name not in told


def test_what_stays_with_us_is_whole(allowed: Scene) -> None:
    actions.record_consent(allowed.lev, allowed.birch_case, purpose="help", state="given")
    assert "Лизой" in given(allowed, "json", Wanted("help", "", PARTS))


@pytest.fixture
def harbour(allowed: Scene) -> tuple[UUID, str]:
    secret, public = age.new_identity()
    partners.make_own_key(allowed.lev)
    return partners.pin(allowed.lev, name="Harbour", recipient=public, how="read out"), secret


def handed(scene: Scene, partner: UUID, note: str = "") -> bytes:
    known: dict[str, Any] = {"kind": "transfer", "purpose": "share_ngo", "parts": PARTS, "without": True}
    return transfers.hand_on(scene.lev, scene.birch_case, partner, note=note, **known)


def test_what_is_written_for_the_partner_names_nobody_who_does_not_go(
    allowed: Scene, harbour: tuple[UUID, str]
) -> None:
    with pytest.raises(Refused) as refused:
        handed(allowed, harbour[0], "Rowan needs a doctor.")
    assert "Rowan" in str(refused.value.reasons[0])
    assert not access.uses(allowed.lev, allowed.birch_case)
    found, case = bundle.opened(handed(allowed, harbour[0], "They need a doctor."), [harbour[1]])
    assert found.note == "They need a doctor."
    assert HELD_BACK in str(case.rows)
    assert "Лизой" not in str(case.rows)
    actions.record_consent(
        allowed.lev, allowed.birch_case, state="given_with_limits", limits="do not ask Rowan", **TO_HARBOUR
    )
    seen = access.answers(allowed.lev, allowed.birch_case)[-1].id
    with pytest.raises(Refused):  # a limit cannot be held back: whoever gets the case must know it
        exporting.export_case(allowed.lev, allowed.birch_case, WANTED, "pdf", limits_seen=seen)


def test_what_was_held_back_is_no_change_when_the_case_comes_back(allowed: Scene, harbour: tuple[UUID, str]) -> None:
    found, _case = bundle.opened(handed(allowed, harbour[0]), [harbour[1]])
    there = transfers.receive(allowed.lev, bundle_to(allowed.lev, bytes(found.case)))
    update = updates.of(allowed.lev, transfers.one_incoming(allowed.lev, there)[1])
    assert update is not None
    assert not [each.fields for each in update.differences]


def test_two_people_let_what_tells_of_the_one_they_name_go_once(allowed: Scene, harbour: tuple[UUID, str]) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    second = replace(lev, account=UUID(int=7))
    others = asked.others(lev, case_id)
    made = releases.ask_second(
        lev, case_id, replace(WANTED, others=others, without=False), "She cannot be reached.", caller=False
    )
    releases.decide(second, case_id, made, agreed=True)
    found, case = bundle.opened(handed(allowed, harbour[0], "Rowan needs a doctor."), [harbour[1]])
    assert found.note == "Rowan needs a doctor."
    assert "Лизой" in str(case.rows)
    use = access.uses(lev, case_id)[-1][1]
    assert (use.release, use.people) == (made, (allowed.rowan,))
    assert "Лизой" not in given(allowed, "json")


def test_to_whom_else_somebody_said_yes_or_no_goes_to_nobody(allowed: Scene) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    record_answer(lev, case_id, allowed.rowan, state="given", **TO_HARBOUR)
    record_answer(lev, case_id, allowed.rowan, purpose="share_un", recipient="The committee", state="refused")
    actions.record_consent(lev, case_id, purpose="share_ngo", recipient="Anchor", state="refused")
    actions.record_consent(lev, case_id, purpose="help", state="given")
    told = json.loads(given(allowed, "json"))
    said = [row["record"] for row in told["rows"] if row["kind"] == "casework.consentrow"]
    assert {(each["purpose"], each["recipient"], each.get("person")) for each in said} == {
        ("share_ngo", "Harbour", None),
        ("share_ngo", "Harbour", str(allowed.rowan)),
    }
    kept = json.loads(given(allowed, "json", Wanted("help", "", PARTS)))
    assert len([row for row in kept["rows"] if row["kind"] == "casework.consentrow"]) == 5


def test_a_second_person_is_asked_for_somebody_by_name(client_of: Callable[[str], Client], allowed: Scene) -> None:
    browser, case_id = client_of("lev"), allowed.birch_case
    where = reverse("casework:second", args=[case_id])
    form = {"purpose": "share_ngo", "recipient": "Harbour", "parts": list(PARTS), "reason": "It cannot wait."}
    assert browser.post(where, form).status_code == 422  # for whom?
    assert browser.post(where, form | {"whom": [str(allowed.heron)]}).status_code == 422
    assert browser.post(where, form | {"whom": [str(allowed.rowan)]}).status_code == 303
    ((row, record),) = access.releases(allowed.lev, case_id)
    assert (record.caller, record.people) == (False, (allowed.rowan,))
    assert "For whom: Rowan" in browser.get(reverse("casework:uses", args=[case_id])).content.decode()
    page = browser.get(reverse("casework:decide", args=[case_id, row.pk])).content.decode()
    assert "Rowan" in page
    with pytest.raises(Refused):
        releases.ask_second(allowed.lev, case_id, WANTED, "why", caller=False)
    assert Other(allowed.rowan, "Rowan") in asked.others(allowed.lev, case_id)


def test_whoever_gives_it_out_is_told_before(client_of: Callable[[str], Client], allowed: Scene) -> None:
    found = {str(line.label): (line.number, line.names) for line in told.listed(allowed.lev, allowed.birch_case)}
    assert found["Notes"] == (2, "Rowan")
    assert found["Needs"] == (1, "Rowan")
    assert found["Tasks"] == (1, "Rowan")
    browser = client_of("lev")
    for name in ("exchange:export-case", "exchange:hand-on"):
        secret, public = age.new_identity()
        partners.pin(allowed.lev, name=f"P {public[:9]} {name}", recipient=public, how="read out")
        page = browser.get(reverse(name, args=[allowed.birch_case])).content.decode()
        assert "Free texts that go along" in page
        assert '<th scope="row">Notes</th>' in page
    assert "free texts" in browser.get(reverse("exchange:export")).content.decode()
