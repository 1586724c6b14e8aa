"""Handing a case to a partner: sealed to a pinned key, through the gate, answered by a code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.casework.exchange.bundles import a_case, bundle_to, elsewhere
from tests.people import names_of, write_down
from waystation.casework import access, actions
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, erasure, form, kinds, partners, transfers
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.form import Row
from waystation.casework.gate import gate
from waystation.casework.models import Case
from waystation.desk.pressing import Pressing
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import age, files
from waystation.vault.errors import Stale
from waystation.vault.models import Sealed, today

WANTED: dict[str, Any] = {"kind": "transfer", "purpose": "share_ngo", "parts": ["list", "contact", "who"]}


@pytest.fixture
def theirs() -> tuple[str, str]:
    """The partner's key: secret and public."""
    return age.new_identity()


@pytest.fixture
def partner(lev: Actor, theirs: tuple[str, str]) -> UUID:
    partners.make_own_key(lev)
    return partners.pin(lev, name="Harbour", recipient=theirs[1], how="read out on the phone")


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    case_id = accepted(lev, "Birch")
    write_down(lev, case_id, "Мовсар")
    return case_id


def allow(actor: Actor, case_id: UUID, state: str = "given", **more: Any) -> UUID:
    return actions.record_consent(actor, case_id, purpose="share_ngo", recipient="Harbour", state=state, **more)


def test_a_case_goes_to_a_partner_and_comes_to_be_theirs(
    lev: Actor, partner: UUID, theirs: tuple[str, str], case_id: UUID
) -> None:
    allow(lev, case_id, limits="no calls", state="given_with_limits")
    seen = access.answers(lev, case_id)[0].id
    gate(lev, case_id, Wanted("share_ngo", "Harbour"), limits_seen=seen)
    raw = transfers.hand_on(lev, case_id, partner, **WANTED, note="Until May.", limits_seen=seen)
    assert "Мовсар".encode() not in raw
    found, case = bundle.opened(raw, [theirs[0]])
    assert (found.note, found.limits, case.case) == ("Until May.", "no calls", case_id)
    assert not [
        row for row in case.rows if row.kind in ("casework.userow", "casework.releaserow", "exchange.transferrow")
    ]
    # As if their organisation were this one: the ids are others.
    there = transfers.receive(lev, bundle_to(lev, elsewhere(bytes(found.case))))
    made = transfers.accept(lev, there)
    assert names_of(lev, made) == ["Мовсар"]
    assert access.case(lev, made)[1].owner == lev.account
    assert transfers.one_incoming(lev, there)[1].state == rules.ACCEPTED
    ((_row, note),) = access.notes(lev, made)
    assert "Please." in note.text
    assert "no calls" in note.text


def test_without_consent_nothing_is_sealed(lev: Actor, dina: Actor, partner: UUID, case_id: UUID) -> None:
    with pytest.raises(Refused):
        transfers.hand_on(lev, case_id, partner, **WANTED)
    allow(lev, case_id, withhold=["who"])
    with pytest.raises(Refused):
        transfers.hand_on(lev, case_id, partner, **WANTED)
    with pytest.raises(Absent):
        transfers.hand_on(dina, case_id, partner, **WANTED)
    assert transfers.of_case(lev, case_id) == []


def test_another_partner_opens_nothing(lev: Actor, partner: UUID, case_id: UUID) -> None:
    allow(lev, case_id)
    raw = transfers.hand_on(lev, case_id, partner, **WANTED)
    with pytest.raises(NotOurs):
        bundle.opened(raw, [age.new_identity()[0]])
    with pytest.raises(NotOurs):
        transfers.receive(lev, raw)  # our own key is not theirs


def test_an_older_key_of_ours_still_opens(lev: Actor) -> None:
    partners.make_own_key(lev)
    raw = bundle_to(lev)
    partners.make_own_key(lev)
    assert len({key.recipient for key in partners.own_keys(lev)}) == 2
    assert transfers.receive(lev, raw)


def test_a_key_is_pinned_once_and_compared(lev: Actor, partner: UUID, theirs: tuple[str, str]) -> None:
    other = age.new_identity()[1]
    for wrong in (
        {"name": "Anchor", "recipient": theirs[1], "how": "x"},
        {"name": " HARBOUR", "recipient": other, "how": "x"},
        {"name": "Anchor", "recipient": other, "how": " "},
        {"name": "Anchor", "recipient": "age1notakey", "how": "x"},
        {"name": "Anchor", "recipient": theirs[0], "how": "x"},
        {"name": "Us", "recipient": partners.own_key(lev).recipient, "how": "x"},
    ):
        with pytest.raises(Refused):
            partners.pin(lev, **wrong)
    print_ = rules.fingerprint(theirs[1])
    assert len(print_.replace(" ", "")) == 32
    assert print_ != rules.fingerprint(other)


def test_nothing_goes_to_a_partner_whose_exchange_was_ended(lev: Actor, partner: UUID, case_id: UUID) -> None:
    allow(lev, case_id)
    partners.drop(lev, partner)
    with pytest.raises(Refused):
        transfers.hand_on(lev, case_id, partner, **WANTED)


@pytest.mark.parametrize("model", kinds.OURS, ids=lambda model: model.__name__)
def test_no_decision_alert_or_history_comes_from_a_partner(lev: Actor, model: type[Sealed]) -> None:
    """An agreement of two people here would stand in for a consent, an alert call our duty team."""
    partners.make_own_key(lev)
    case = form.unpacked(a_case())
    foreign = Row(model._meta.label_lower, uuid4(), "CONTACT", today(), {})
    raw = bundle_to(lev, form.packed(msgspec.structs.replace(case, rows=(*case.rows, foreign))))
    with pytest.raises(NotOurs, match="kind"):
        transfers.receive(lev, raw)


@pytest.fixture
def handed(lev: Actor, partner: UUID, case_id: UUID) -> UUID:
    allow(lev, case_id)
    transfers.hand_on(lev, case_id, partner, **WANTED)
    return transfers.of_case(lev, case_id)[0][0].pk


def test_an_answer_is_known_by_its_code(lev: Actor, case_id: UUID, handed: UUID) -> None:
    code = transfers.one(lev, case_id, handed)[1].code
    said = rules.answer(code, rules.ACCEPTED)
    for wrong in ({"code": "AAAA-AAAA"}, {"code": rules.answer(code, rules.REJECTED)}, {"note": " "}):
        with pytest.raises(Refused):
            transfers.note_state(lev, case_id, handed, rules.ACCEPTED, **wrong)
    transfers.note_state(lev, case_id, handed, rules.ACCEPTED, code=said.lower().replace("-", " "))
    record = transfers.one(lev, case_id, handed)[1]
    assert (record.state, record.steps[-1].proved) == (rules.ACCEPTED, True)
    with pytest.raises(Refused):
        transfers.note_state(lev, case_id, handed, rules.REJECTED, note="no")
    transfers.note_state(lev, case_id, handed, rules.DONE, note="They wrote that he has a room.")
    with pytest.raises(Refused):
        transfers.note_state(lev, case_id, handed, rules.REVOKED, note="too late")


def test_who_else_works_on_a_case_stands_on_it_and_who_does_not_answer_on_today(
    client_of: Callable[[str], Client], lev: Actor, case_id: UUID, handed: UUID, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"

    def waits(days: int) -> list[str]:
        later = replace(lev, now=lambda: lev.now() + timedelta(days=days))
        parts = {part.code: part for part in Pressing(later, mine=False).parts()}
        return [str(entry.why) for entry in parts["handed-on"].entries] if "handed-on" in parts else []

    case = f"/staff/cases/{case_id}"
    assert "Harbour was asked on" in client_of("dina").get(case).content.decode()
    assert waits(2) == []
    assert waits(4) == ["no answer yet"]
    transfers.note_state(lev, case_id, handed, rules.ACCEPTED, note="they wrote")
    assert waits(0) == ["taken over, and open here"]
    page = client_of("dina").get(case).content.decode()
    assert "Harbour took this case over on" in page
    assert "?to=closed_referred" in page
    transfers.note_state(lev, case_id, handed, rules.DONE, note="they wrote")
    assert waits(9) == []
    assert "Harbour took" not in client_of("dina").get(case).content.decode()


def test_of_two_who_note_the_second_is_told(lev: Actor, case_id: UUID, handed: UUID) -> None:
    seen = transfers.one(lev, case_id, handed)[0].version
    transfers.note_state(lev, case_id, handed, rules.ACCEPTED, note="on the phone", seen=seen)
    with pytest.raises(Stale):
        transfers.note_state(lev, case_id, handed, rules.DONE, note="on the phone", seen=seen)


def test_what_is_not_taken_on_is_deleted(lev: Actor, django_capture_on_commit_callbacks: Any) -> None:
    partners.make_own_key(lev)
    there = transfers.receive(lev, bundle_to(lev))
    record = transfers.one_incoming(lev, there)[1]
    assert list(erasure.ids(lev, record.case)) == [there]
    with django_capture_on_commit_callbacks(execute=True):
        transfers.reject(lev, there)
    assert not files.is_whole(record.file, record.content)
    assert not Case.objects.filter(pk=record.case).exists()
    with pytest.raises(Refused):
        transfers.accept(lev, there)


@pytest.mark.usefixtures("in_english")
def test_a_bundle_that_was_not_taken_on_says_so_when_it_is_opened_again(
    client_of: Callable[[str], Client], lev: Actor
) -> None:
    partners.make_own_key(lev)
    raw = bundle_to(lev, a_case())
    first = transfers.receive(lev, raw)
    address = "/staff/exchange/incoming/"
    browser = client_of("lev")
    assert "opened before, and not taken on" not in browser.get(f"{address}{first}").content.decode()
    transfers.reject(lev, first)
    assert "opened before, and not taken on" not in browser.get(f"{address}{first}").content.decode()
    again = transfers.receive(lev, raw)
    page = browser.get(f"{address}{again}").content.decode()
    assert "opened before, and not taken on" in page
    assert "Take it on after all" in page
    other = transfers.receive(lev, bundle_to(lev, a_case()))
    assert "opened before, and not taken on" not in browser.get(f"{address}{other}").content.decode()
    assert browser.post(f"{address}{again}", {"do": "accept"}).status_code == 303
    assert transfers.one_incoming(lev, again)[1].state == rules.ACCEPTED


def test_who_took_a_case_on_after_all_can_be_noted(
    client_of: Callable[[str], Client], lev: Actor, case_id: UUID, handed: UUID
) -> None:
    code = transfers.one(lev, case_id, handed)[1].code
    transfers.note_state(lev, case_id, handed, rules.REJECTED, code=rules.answer(code, rules.REJECTED))
    address = f"/staff/cases/{case_id}/hand-on/{handed}"
    browser = client_of("lev")
    assert browser.post(address, {"state": "revoked", "note": "x"}).status_code == 422
    told = {"state": "accepted", "code": rules.answer(code, rules.ACCEPTED)}
    assert browser.post(address, told).status_code == 303
    assert [step.state for step in transfers.one(lev, case_id, handed)[1].steps] == ["asked", "rejected", "accepted"]


def test_the_same_bundle_twice_is_one_and_a_case_here_is_left(lev: Actor) -> None:
    partners.make_own_key(lev)
    case = a_case()
    first = transfers.receive(lev, bundle_to(lev, case))
    assert transfers.receive(lev, bundle_to(lev, case)) == first
    transfers.accept(lev, first)
    again = transfers.receive(lev, bundle_to(lev, case))
    with pytest.raises(Refused):
        transfers.accept(lev, again)


def test_hostile_bundles(lev: Actor) -> None:
    partners.make_own_key(lev)
    recipient = partners.own_key(lev).recipient
    for bad in (
        b"",
        b"age-encryption.org/v1\n",
        bundle_to(lev)[:-1],
        bundle_to(lev, b"{}"),
        bundle_to(lev, b"[" * 9_000),
    ):
        with pytest.raises(NotOurs):
            transfers.receive(lev, bad)
    made = bundle.Bundle("x", "x", "x", "x", b"", msgspec.Raw(a_case()), version=2)
    with pytest.raises(NotOurs):
        transfers.receive(lev, bundle.sealed(made, recipient))
    there = transfers.receive(lev, bundle_to(lev, sender="x" * 9_999 + "\n\u202e", kind="other", note="\u202e"))
    record = transfers.one_incoming(lev, there)[1]
    assert (len(record.sender) <= 120, record.kind, record.note) == (True, "referral", "[U+202E]")


def test_the_pages(client_of: Callable[[str], Client], lev: Actor, case_id: UUID, theirs: Any, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    browser = client_of("lev")
    assert client_of("dina").get("/staff/exchange/partners").status_code == 404
    assert browser.post("/staff/exchange/partners/key").status_code == 303
    form = {"name": "Harbour", "recipient": theirs[1], "how": "on the phone"}
    assert browser.post("/staff/exchange/partners", form | {"recipient": "x"}).status_code == 422
    assert browser.post("/staff/exchange/partners", form).status_code == 303
    assert rules.fingerprint(theirs[1]) in browser.get("/staff/exchange/partners").content.decode()
    ((partner, _record),) = partners.partners(lev)
    address = f"/staff/cases/{case_id}/hand-on"
    wish = {
        "partner": str(partner.pk),
        "does": "referral",
        "purpose": "share_ngo",
        "parts": ["list"],
        "note": "A room.",
    }
    assert browser.get(address).status_code == 200
    assert browser.post(address, wish).status_code == 422
    allow(lev, case_id)
    answer = browser.post(address, wish)
    assert answer["Content-Disposition"] == 'attachment; filename="bundle.age"'
    found, _case = bundle.opened(answer.content, [theirs[0]])
    one = f"{address}/{transfers.of_case(lev, case_id)[0][0].pk}"
    assert browser.get(one).status_code == 200
    assert browser.post(one, {"state": "accepted", "code": "wrong"}).status_code == 422
    assert browser.post(one, {"state": "accepted", "code": rules.answer(found.code, "accepted")}).status_code == 303
    upload = {"files": SimpleUploadedFile("bundle.age", bundle_to(lev))}
    opened = browser.post("/staff/exchange/incoming", upload)
    assert opened.status_code == 303
    assert browser.post("/staff/exchange/incoming", {"files": SimpleUploadedFile("x", b"x")}).status_code == 422
    assert browser.get("/staff/exchange/incoming").status_code == 200
    there = opened["Location"].partition("?")[0]
    assert "no calls" in browser.get(there).content.decode()
    assert browser.post(there, {"do": "accept"}).status_code == 303
    decided = browser.get(there).content.decode()
    assert rules.answer(b"0123456789abcdef", "accepted") in decided
    assert "The limits that the person set" not in decided  # they stand in the case now, and here would say: none
    assert browser.post(f"/staff/exchange/partners/{partner.pk}/drop").status_code == 303
