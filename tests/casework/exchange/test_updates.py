"""A case that a partner took on comes back: both are shown, and only what is taken changes here."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.casework.exchange.bundles import STUB, bundle_to
from tests.people import names_of, write_down
from waystation.casework import access, actions, history
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, form, partners, transfers, updates, updates_shown, whole
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.models import NeedRow
from waystation.casework.persons import access as persons
from waystation.staff.actor import Actor
from waystation.vault import age

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    """Handed on to Harbour with everything."""
    case_id = accepted(lev, "Birch")
    write_down(lev, case_id, "Мовсар")
    actions.add_need(lev, case_id, code="shelter")
    partners.make_own_key(lev)
    return case_id


def told(actor: Actor, case_id: UUID, change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    """The case as somebody else has it by now."""
    written = json.loads(form.packed(whole.read_out(actor, case_id)))
    written["rows"] = [row for row in written["rows"] if row["kind"] != "casework.changerow"]
    change(written["rows"])
    return form.packed(form.unpacked(json.dumps(written).encode()))


def one(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(row for row in rows if row["kind"] == kind)


def moved(rows: list[dict[str, Any]]) -> None:
    one(rows, STUB)["record"] |= {"stage": "lost_contact", "next_action": "call the aunt", "owner": str(uuid4())}
    one(rows, "persons.personrow")["record"]["names"] = [{"text": "Мовсар А."}]
    note = {"text": "He did not come to the station.", "at": datetime(2026, 4, 3, tzinfo=UTC).isoformat()}
    rows.append({"kind": "casework.noterow", "id": str(uuid4()), "compartment": "CONTACT", "day": "2026-04-03"})
    rows[-1]["record"] = note


def received(actor: Actor, case_id: UUID, change: Callable[[list[dict[str, Any]]], None] = moved) -> UUID:
    return transfers.receive(actor, bundle_to(actor, told(actor, case_id, change)))


def looked(actor: Actor, there: UUID) -> updates.Update:
    found = updates.of(actor, transfers.one_incoming(actor, there)[1])
    assert found is not None
    return found


def names(update: updates.Update) -> set[tuple[str, str]]:
    return {(each.row.kind, one) for each in update.differences for one in (each.fields if not each.is_new else [""])}


def test_what_differs_is_found_and_what_is_ours_is_left(lev: Actor, case_id: UUID) -> None:
    found = looked(lev, received(lev, case_id))
    assert names(found) == {
        (STUB, "stage"),
        (STUB, "next_action"),
        ("persons.personrow", "names"),
        ("casework.noterow", ""),
    }
    transfers.reject(lev, transfers.incoming(lev)[0][0].pk)
    assert not looked(lev, received(lev, case_id, lambda rows: None)).differences
    assert access.case(lev, case_id)[1].stage == "accepted"


def test_only_what_is_chosen_changes_and_what_stood_is_kept(lev: Actor, case_id: UUID) -> None:
    there = received(lev, case_id)
    found = looked(lev, there)
    (stub,) = (each for each in found.differences if each.row.kind == STUB)
    updates.take(lev, there, [stub.name("next_action")], seen=found.seen)
    now = access.case(lev, case_id)[1]
    assert (now.next_action, now.stage, now.owner) == ("call the aunt", "accepted", lev.account)
    assert names_of(lev, case_id) == ["Мовсар"]
    ((_row, note),) = access.notes(lev, case_id)  # what was asked, and the limits; theirs was not taken
    assert note.text == "As told by a partner: Harbour\nPlease.\nno calls"
    assert history.changes(lev, case_id)[0][1].fields == {"next_action": ("", "call the aunt")}
    assert transfers.one_incoming(lev, there)[1].state == rules.ACCEPTED


def test_taken_whole_the_case_says_what_the_partner_says_and_lost_contact_raises_its_alarm(
    lev: Actor, case_id: UUID
) -> None:
    there = received(lev, case_id)
    updates.take(lev, there, None, seen=looked(lev, there).seen)
    row, stub = access.case(lev, case_id)
    assert (stub.stage, stub.owner) == ("lost_contact", lev.account)
    assert "lost_contact" in stub.milestones
    assert names_of(lev, case_id) == ["Мовсар А."]
    assert "He did not come to the station." in [note.text for _row, note in access.notes(lev, case_id)]
    assert access.moves(lev, case_id)[-1][1].stage == "lost_contact"
    assert actions.watching.alerts.of(lev, row.pk, actions.watching.alerts.SEARCH)
    actions.take_back(lev, case_id, note="it was another one")
    assert access.case(lev, case_id)[1].stage == "accepted"


def test_what_changed_since_it_was_looked_at_is_not_overwritten(lev: Actor, case_id: UUID) -> None:
    there = received(lev, case_id)
    seen = looked(lev, there).seen
    actions.set_next(lev, case_id, next_action="ours")
    with pytest.raises(Refused):
        updates.take(lev, there, None, seen=seen)
    assert access.case(lev, case_id)[1].next_action == "ours"
    updates.take(lev, there, None, seen=looked(lev, there).seen)
    with pytest.raises(Refused):  # decided
        updates.take(lev, there, None, seen=seen)


def test_nothing_chosen_decides_nothing(lev: Actor, case_id: UUID) -> None:
    there = received(lev, case_id)
    with pytest.raises(Refused):
        updates.take(lev, there, ["casework.case:x:stage"], seen=looked(lev, there).seen)
    assert transfers.one_incoming(lev, there)[1].state == rules.ASKED
    transfers.reject(lev, there)
    assert access.case(lev, case_id)[1].stage == "accepted"


def test_what_did_not_go_along_is_no_difference(lev: Actor, case_id: UUID) -> None:
    """A bundle without the place of somebody does not say that they are nowhere."""
    actions.advance(lev, case_id, "lost_contact", note="silent", place="Kazan")
    case = whole.read_out(lev, case_id, ["list", "contact"])
    rows = tuple(row for row in case.rows if row.kind not in ("casework.changerow", "casework.alertrow"))
    there = transfers.receive(lev, bundle_to(lev, form.packed(msgspec.structs.replace(case, rows=rows))))
    assert not looked(lev, there).differences


def test_an_answer_on_consent_is_not_turned_into_another(lev: Actor, case_id: UUID) -> None:
    actions.record_consent(lev, case_id, purpose="share_ngo", recipient="Harbour", state="refused")

    def turned(rows: list[dict[str, Any]]) -> None:
        one(rows, "casework.consentrow")["record"]["state"] = "given"

    assert not looked(lev, received(lev, case_id, turned)).differences


def elsewhere_answered(rows: list[dict[str, Any]]) -> None:
    """Somebody else asked, assessed and found the money."""
    rows[:] = [row for row in rows if row["kind"] != "casework.alertrow"]
    at = {"at": "2031-01-01T00:00:00Z", "by": str(uuid4())}
    said: dict[str, dict[str, Any]] = {
        "casework.consentrow": {"purpose": "help", "state": "given", "on": "2031-01-01", "how": "by letter"},
        "casework.riskrow": {"imminence": "none_known", "intent": "none_seen"},
        "casework.fundsrow": {"there": True},
    }
    for kind, record in said.items():
        row = {"kind": kind, "id": str(uuid4()), "compartment": "CONTACT", "day": "2031-01-01"}
        rows.append(row | {"record": record | at})


def test_what_was_answered_elsewhere_counts_for_nothing_here_and_is_kept_as_a_note(lev: Actor, case_id: UUID) -> None:
    actions.record_consent(lev, case_id, purpose="help", state="refused")
    actions.assess_risk(lev, case_id, factors=["held_before"], imminence="now")
    before = [access.answers(lev, case_id), access.risks(lev, case_id), access.funds(lev, case_id)]
    there = received(lev, case_id, elsewhere_answered)
    found = looked(lev, there)
    assert all(each.stays_a_note for each in found.differences)
    told = "\n".join(choice.there for piece in updates_shown.pieces(lev, found) for choice in piece.choices)
    assert "()" not in told
    for words in ("For what: Use my information to help me", "The person's answer: Given", "No sign of a near attack"):
        assert words in told
    updates.take(lev, there, None, seen=found.seen)
    assert [access.answers(lev, case_id), access.risks(lev, case_id), access.funds(lev, case_id)] == before
    assert "The person's answer: Given" in access.notes(lev, case_id)[-1][1].text


def test_an_id_of_another_case_is_refused(lev: Actor, case_id: UUID, accepted: Callable[..., UUID]) -> None:
    other = actions.add_need(lev, accepted(lev, "Heron"), code="visa")

    def foreign(rows: list[dict[str, Any]]) -> None:
        one(rows, "casework.needrow")["id"] = str(other)

    with pytest.raises(Refused):
        looked(lev, received(lev, case_id, foreign))
    assert NeedRow.objects.filter(locator=case_id).count() == 1


def test_whose_it_is_shows_by_the_code_of_the_hand_over(lev: Actor, case_id: UUID) -> None:
    secret, public = age.new_identity()
    partner = partners.pin(lev, name="Harbour", recipient=public, how="on the phone")
    actions.record_consent(lev, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    raw = transfers.hand_on(lev, case_id, partner, kind="transfer", purpose="share_ngo", parts=["list", "contact"])
    sent, _case = bundle.opened(raw, [secret])
    assert not sent.proof
    case = told(lev, case_id, lambda rows: rows.remove(one(rows, "casework.userow")))
    for proof, name in ((rules.answer(sent.code, rules.UPDATED), "Harbour"), ("AAAA-AAAA", ""), ("", "")):
        there = transfers.receive(lev, bundle_to(lev, case, proof=proof))
        assert updates.proved(lev, transfers.one_incoming(lev, there)[1]) == name
        transfers.reject(lev, there)
    ((handed, _record),) = transfers.of_case(lev, case_id)
    transfers.note_state(lev, case_id, handed.pk, rules.ACCEPTED, code=rules.answer(sent.code, rules.ACCEPTED))
    again = transfers.hand_on(lev, case_id, partner, kind="transfer", purpose="share_ngo", parts=["list"])
    assert bundle.opened(again, [secret])[0].proof == rules.answer(sent.code, rules.UPDATED)


def test_a_person_who_was_erased_does_not_come_back(lev: Actor, case_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    there = received(lev, case_id)
    (note,) = (each for each in looked(lev, there).differences if each.is_new)
    monkeypatch.setattr(updates.grants, "buried", lambda **_: {(note.row.id, 0)})
    assert not any(each.is_new for each in looked(lev, there).differences)


def test_the_pages(client_of: Callable[[str], Client], lev: Actor, case_id: UUID) -> None:
    browser = client_of("lev")
    raw = bundle_to(lev, told(lev, case_id, moved))
    opened = browser.post("/staff/exchange/incoming", {"files": SimpleUploadedFile("bundle.age", raw)})
    address = opened["Location"].partition("?")[0]
    page = browser.get(address).content.decode()
    for words in ("call the aunt", "He did not come", "Мовсар А.", "Nothing shows who wrote it", "Contact lost"):
        assert words in page
    assert browser.post(address, {"do": "take", "seen": "x"}).status_code == 422
    (person,) = (each for each in looked(lev, UUID(address[-36:])).differences if each.row.kind == "persons.personrow")
    seen = looked(lev, UUID(address[-36:])).seen
    taken = browser.post(address, {"do": "take", "take": [person.name("names")], "seen": seen})
    assert taken.status_code == 303
    assert names_of(lev, case_id) == ["Мовсар А."]
    assert persons.applicant(lev, case_id)
    assert "Tell the partner" in browser.get(address).content.decode()
