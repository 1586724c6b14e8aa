"""Erasing a case or a person: what goes, what stays, who may, what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from tests import people
from tests.casework.conftest import waiting_request
from tests.evacuation.conftest import build
from tests.hotline.helpers import mail, receive
from tests.people import names_of, write_down
from tests.stage import Organisation, clear
from waystation.audit import witness
from waystation.audit.log import entries
from waystation.casework import access as casework_access
from waystation.casework import actions as casework
from waystation.casework.models import Case, FileRow, NoteRow
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.models import ApartRow, BondRow, PartRow, PersonRow, TieRow
from waystation.casework.persons.records import Bond, Health, Tie
from waystation.casework.records import Note
from waystation.casework.work import actions as work
from waystation.desk import access, actions, due, figures, now
from waystation.desk.errors import Refused
from waystation.desk.models import ReceiptRow, ReviewRow
from waystation.evacuation import actions as evacuation
from waystation.evacuation.models import CheckIn
from waystation.hotline import actions as hotline
from waystation.hotline import callers, drafting
from waystation.hotline.models import CallerMessage, Message, Outgoing, Request, Seen, Sent
from waystation.staff import actions as staff
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, DOCUMENTATION, DUTY, locator
from waystation.trust import marks, vouches
from waystation.trust.models import MarkRow, VettingRow, VoucherRow
from waystation.vault import erasure, files, grants, half, recovery
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import Locked
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage, Sealed, Tombstone
from waystation.vault.records import create

pytestmark = pytest.mark.django_db


def whole_case(lev: Actor, dina: Actor) -> UUID:
    """A case with a row of every kind that a case can have, and a second thread joined into its first."""
    receive(mail())
    request = Request.objects.get().pk
    hotline.answer(dina, request, "We read you.")
    drafting.keep(dina, request, "We will write", seen=None)
    receive(mail("It is me again.", message_id="<2@mail.example>"))
    (second,) = Request.objects.exclude(pk=request).values_list("pk", flat=True)
    case_id = casework.accept(dina, request, pseudonym="Birch", origin="Grozny")
    refresh(lev)
    hotline.join(lev, second, into=request)
    clear(lev, request)
    marks.give(dina, "a striped umbrella", thread=request)
    write_down(lev, case_id, "Somebody")
    casework.add_need(dina, case_id, code="shelter")
    casework.assess_risk(dina, case_id, factors=[])
    casework.record_consent(dina, case_id, purpose="help", state="given", how="by e-mail")
    casework.write_note(dina, case_id, "A note.")
    work.add_task(dina, case_id, what="call")
    work.raise_flag(dina, case_id, message="look")
    work.ask_approval(dina, case_id, kind="plan", what="over the pass")
    scene = build(lev)
    scene.journey(case_id)
    evacuation.schedule_check_in(
        lev, case_id, due_at=utc_now() + timedelta(hours=3), place=scene.places["lantern"], if_unreachable="Look there."
    )
    return case_id


def erased(proposer: Actor, eraser: Actor, subject: UUID, extent: str = "case") -> UUID:
    actions.propose(proposer, subject, extent=extent, reason="retention")
    refresh(eraser)
    ((row, _review),) = access.proposals(eraser)
    return actions.erase(eraser, row.pk)


def sealed_models() -> set[type[Sealed]]:
    return {
        model for model in apps.get_models() if issubclass(model, Sealed) and model.__module__.startswith("waystation.")
    }


def test_every_kind_of_sealed_row_says_how_it_is_erased() -> None:
    """Who adds a kind of row adds it to `rows` of its room's erasure.py, or to KEPT with a reason."""
    some = [(UUID(int=1), Compartment.LIST), (UUID(int=2), Compartment.SELF)]
    erasable = {rows.model for room in erasure.rooms() for rows in room.rows(some)}
    kept = {model for room in erasure.rooms() for model in room.KEPT}
    assert sealed_models() <= erasable | kept
    assert not erasable & kept


def test_nothing_of_a_case_stays(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    before = {model: model._default_manager.count() for model in sealed_models()}
    case_id = whole_case(lev, dina)
    made = {model: model._default_manager.count() for model in sealed_models()}
    erased(dina, lev, case_id)
    left = {model: model._default_manager.count() for model in sealed_models()}
    kept = {model for room in erasure.rooms() for model in room.KEPT}
    grown = {model.__name__ for model in before if made[model] > before[model]}
    assert {"VettingRow", "MarkRow", "DraftRow"} <= grown
    assert {
        "Case",
        "PersonRow",
        "NoteRow",
        "Message",
        "Outgoing",
        "Leg",
        "Booking",
        "CheckIn",
        "EmergencyRow",
        "UnreachableRow",
    } <= grown
    assert {model for model in before if left[model] != before[model]} <= kept
    assert Sent.objects.count() == 0
    assert Seen.objects.count() == 0
    assert not Address.objects.filter(locator=case_id).exists()


def test_with_somebody_goes_what_they_vouched_and_what_was_told_to_them(
    organisation: Organisation, lev: Actor, dina: Actor
) -> None:
    case_id = whole_case(lev, dina)
    other = waiting_request()
    vouches.vouch(dina, other, "person", "Birch", "fair")
    assert VoucherRow.objects.count() == 1
    erased(dina, lev, case_id)
    assert not VoucherRow.objects.exists()
    assert not MarkRow.objects.exists()
    assert list(VettingRow.objects.values_list("pk", flat=True)) == [other]


def test_with_a_request_goes_what_is_known_of_it(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    request = waiting_request()
    clear(dina, request)
    marks.give(dina, "a striped umbrella", thread=request)
    erased(dina, lev, request, "request")
    assert not VettingRow.objects.exists()
    assert not MarkRow.objects.exists()


def in_pages(holder: Key) -> set[UUID]:
    """Whose keys stand in the pages of a holder, whatever a keyring would make of them."""
    pages = RingPage.objects.filter(locator=holder.locator)
    return {UUID(bytes=of) for page in pages for of, _entries in grants._groups_in(page, [holder]) or ()}


def test_the_keys_go_from_every_page(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id = whole_case(lev, dina)
    stays = casework.accept(dina, waiting_request(), pseudonym="Heron")
    erased(dina, lev, case_id)
    keys = organisation.founding.keys
    # Documentation is in no coordinator's hand: its pages are folded when somebody who holds it signs in.
    assert {team for team, key in keys.items() if case_id in in_pages(key)} == {DOCUMENTATION}
    organisation.actor("ira")
    assert not [team for team, key in keys.items() if case_id in in_pages(key)]
    assert lev.keys.holds(stays, Compartment.IDENTITY)


def test_an_open_session_loses_it_at_once(organisation: Organisation, lev: Actor) -> None:
    cookie = organisation.cookie("dina")
    dina = organisation.actor("dina")
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    session = staff.resume(cookie, now=utc_now())
    assert session is not None
    assert len(casework_access.cases(session)) == 1
    assert [name for name in session.memory if ":" in name]
    erased(dina, organisation.actor("lev"), case_id)
    again = staff.resume(cookie, now=utc_now())
    assert again is not None
    assert not again.keys.holds(case_id, Compartment.LIST)
    assert not [name for name in again.memory if ":" in name]
    with pytest.raises(Absent):
        casework_access.case(again, case_id)


def test_a_documenter_is_shut_out_before_the_pages_are_folded(organisation: Organisation, dina: Actor) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    keyring = Keyring([organisation.founding.keys[DOCUMENTATION]])
    grants.refresh(keyring)
    assert keyring.holds(case_id, Compartment.TESTIMONY)
    erased(dina, organisation.actor("lev"), case_id)
    keyring = Keyring([organisation.founding.keys[DOCUMENTATION]])
    grants.refresh(keyring)
    with pytest.raises(Locked):
        keyring.key(case_id, Compartment.TESTIMONY)


def test_a_person_goes_and_the_entry_stays(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id = whole_case(lev, dina)
    casework.advance(dina, case_id, "lost_contact", note="no answer")
    before = figures.counted(dina)
    assert now.context(dina, {})["silent"]
    erased(dina, lev, case_id, "person")
    dina = organisation.actor("dina")
    row, stub = casework_access.case(dina, case_id)
    assert (stub.pseudonym, stub.origin) == ("Birch", "Grozny")
    assert (stub.next_action, stub.owner, stub.request) == ("", None, None)
    assert figures.counted(dina) == before
    left = now.context(dina, {})
    assert (
        left["silent"] == [] == [part for part in left["parts"] if part.code in ("deadlines", "without-next", "work")]
    )
    assert not [model for model in (Message, Request, Outgoing, CheckIn) if model._default_manager.exists()]
    with pytest.raises(Absent):
        casework.write_note(dina, row.pk, "Too late.")
    lev = organisation.actor("lev")
    with pytest.raises(Absent):
        names_of(lev, case_id)
    erased(dina, lev, case_id)
    assert Case.objects.count() == 0
    assert figures.counted(organisation.actor("dina")) == before


def test_a_request_goes_and_is_counted(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=utc_now())
    (request,) = Request.objects.values_list("pk", flat=True)
    cookie = callers.enter(" ".join(words), now=utc_now())
    assert cookie
    hotline.answer(dina, request, "We read you.")
    hotline.decide(dina, request, "declined")
    before = figures.counted(dina)
    erased(dina, lev, request, "request")
    assert Request.objects.count() == Message.objects.count() == CallerMessage.objects.count() == 0
    assert callers.enter(" ".join(words), now=utc_now()) is None
    assert callers.resume(cookie, now=utc_now()) is None
    assert figures.counted(organisation.actor("dina")) == before
    assert figures.counted(organisation.actor("dina")).contacted.total == 1


def test_it_takes_two(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    refresh(lev)
    actions.propose(lev, case_id, extent="case", reason="asked")
    ((row, _),) = access.proposals(lev)
    with pytest.raises(Refused):
        actions.erase(lev, row.pk)
    with pytest.raises(Absent):
        actions.erase(dina, row.pk)  # an operator may propose, not erase
    assert Case.objects.filter(pk=case_id).exists()
    assert Tombstone.objects.count() == 0
    actions.withdraw(dina, row.pk)
    assert access.proposals(lev) == []


@pytest.mark.parametrize(("extent", "reason"), [("request", "asked"), ("case", "because"), ("all", "asked")])
def test_only_what_makes_sense_is_proposed(dina: Actor, extent: str, reason: str) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    with pytest.raises(Refused):
        actions.propose(dina, case_id, extent=extent, reason=reason)


def test_the_log_says_who_proposed_and_who_did_it(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    erased(dina, lev, case_id)
    done, proposed = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=2)]
    assert done is not None
    assert proposed is not None
    assert (done.verb, done.actor, done.case) == ("erasure.case", lev.account, case_id)
    assert (proposed.verb, proposed.actor) == ("erasure.proposed", dina.account)
    assert ReceiptRow.objects.count() == 1


def test_an_older_database_put_back_is_erased_again_without_a_key(
    organisation: Organisation, settings: Any, tmp_path: Any
) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    case_id = whole_case(lev, dina)
    kept = {model for room in erasure.rooms() for model in room.KEPT}
    tables: list[Any] = [*sealed_models() - kept, Sent, Seen, RingPage, Address]
    yesterday = {model: list(model._default_manager.all()) for model in tables}
    erased(dina, lev, case_id)
    for model, rows in yesterday.items():
        model._default_manager.all().delete()
        model._default_manager.bulk_create(rows)
    Tombstone.objects.all().delete()
    assert Case.objects.filter(pk=case_id).exists()
    assert actions.bury_again()
    for model in (Case, Message, Request, CheckIn, Outgoing):
        assert model._default_manager.count() == 0, model
    lev = organisation.actor("lev")
    assert not any(lev.keys.holds(case_id, part) for part in CASE_COMPARTMENTS)
    newest = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=3) if entry]
    assert "erasure.repeated" in newest
    assert not actions.bury_again()


def test_an_invented_note_erases_nothing(organisation: Organisation, settings: Any, tmp_path: Any) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    dina = organisation.actor("dina")
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    witness.keep_erased(erasure.packed([(case_id, Compartment.LIST)]))
    file = tmp_path / "witness"
    said = file.read_text()
    file.write_text(said.rstrip("\n")[:-8] + "AAAAAA==\n")
    assert not actions.bury_again()
    assert Case.objects.filter(pk=case_id).exists()
    file.write_text(said)
    assert actions.bury_again()
    assert not Case.objects.filter(pk=case_id).exists()


def test_damaged_rows_keep_nothing_from_being_erased(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id = whole_case(lev, dina)
    for model in (Request, Message, Outgoing):
        row = model._default_manager.filter(locator=case_id).first()
        assert row is not None
        model._default_manager.filter(pk=row.pk).update(
            sealed=bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
        )
    Message.objects.filter(locator=case_id).update(body=b"x")
    erased(dina, lev, case_id)
    for model in (Request, Message, Outgoing, Sent):
        assert not model._default_manager.exists(), model


def test_nothing_is_erased_that_could_come_back_unnoticed(
    organisation: Organisation, lev: Actor, dina: Actor, settings: Any, tmp_path: Any
) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "gone" / "witness")
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    with pytest.raises(Refused):
        erased(dina, lev, case_id)
    assert Case.objects.filter(pk=case_id).exists()
    assert Tombstone.objects.count() == 0
    settings.WAYSTATION_WITNESS = ""  # an installation that wants none has decided so
    ((row, _),) = access.proposals(lev)
    actions.erase(lev, row.pk)
    assert not Case.objects.filter(pk=case_id).exists()


def test_notes_of_what_was_erased_leave_heads_as_they_are(
    lev: Actor, dina: Actor, settings: Any, tmp_path: Any
) -> None:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    witness.due(utc_now())
    kept = witness.newest()
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    erased(dina, lev, case_id)
    assert witness.newest() == kept
    assert witness.notice() is None
    witness.set_aside(lev.account)
    assert len(witness.erased()) == 1
    assert witness.standing() is None


def test_a_late_hand_s_row_goes_within_a_day(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    """Somebody wrote for the case while it was being erased."""
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    late = dina.keys.key(case_id, Compartment.CONTACT)
    erased(dina, lev, case_id)
    create(NoteRow, Note(text="Too late."), late)
    due._buried.clear()
    due.run(utc_now())
    assert not NoteRow.objects.exists()


def test_whoever_writes_to_the_database_buries_nothing(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    """A tombstone without the half's mark takes no key from anybody, and stands in no way of a true one."""
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    forged = [Tombstone(locator=case_id, compartment=part, mark=bytes(16)) for part in CASE_COMPARTMENTS]
    Tombstone.objects.bulk_create(forged)
    dina = organisation.actor("dina")
    assert casework_access.case(dina, case_id)[1].pseudonym == "Birch"
    assert not actions.bury_again()
    assert case_id in in_pages(organisation.founding.keys[DUTY])
    erased(dina, lev, case_id)
    assert not organisation.actor("dina").keys.holds(case_id, Compartment.LIST)
    assert case_id not in in_pages(organisation.founding.keys[DUTY])


def test_under_a_new_half_what_was_erased_stays_so(
    organisation: Organisation, lev: Actor, dina: Actor, settings: Any, tmp_path: Any
) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    erased(dina, lev, case_id)
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "lost")
    assert grants.buried() == frozenset()
    half.create(tmp_path / "new.half")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "new.half")
    trustees = recovery.combine(organisation.founding.shares[:3])
    staff.recover(trustees, phrases={"dina": "another passphrase altogether"})
    assert (case_id, Compartment.LIST) in grants.buried()


def test_packed_places_come_back() -> None:
    places = {(UUID(int=number), number % 8) for number in range(20)}
    assert erasure.unpacked(erasure.packed(places)) == places


def test_one_person_goes_and_their_case_stays(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    case_id, other = whole_case(lev, dina), casework.accept(dina, waiting_request(), pseudonym="Heron")
    refresh(lev)
    stays = people.access.applicant(lev, case_id)
    gone = persons.add(lev, case_id, people.somebody("Somebody else", pseudonym="Elm"), roles=["companion"])
    persons.write_apart(lev, case_id, gone, Health(note="asthma"))
    persons.set_photo(lev, case_id, gone, files.keep([b"a face"]))
    links.bind(lev, case_id, Bond(first=stays, second=gone, travel="must"))
    links.tie(lev, case_id, Tie(first=stays, second=gone, homes=(case_id, case_id), kind="sibling"))
    links.link(lev, other, gone, case_id, roles=["witness"], called="")
    before = figures.counted(dina)
    actions.propose(lev, gone, extent="individual", reason="asked")
    (waiting,) = access.proposals(lev)
    with pytest.raises(Refused):
        actions.erase(lev, waiting[0].pk)
    receipt = actions.erase(replace(lev, account=uuid4()), waiting[0].pk)
    lev = organisation.actor("lev")
    assert [each.id for each in people.access.members(lev, case_id)] == [stays]
    assert gone not in [each.id for each in people.access.members(lev, other)]
    kept = PersonRow.objects.count(), PartRow.objects.count(), FileRow.objects.count()
    assert kept == (2, 2, 0)
    assert not [model for model in (ApartRow, BondRow, TieRow) if model._default_manager.exists()]
    assert names_of(lev, case_id) == ["Somebody"]
    assert figures.counted(organisation.actor("dina")) == before
    assert f"erased individual {gone.hex}" in access.receipt(lev, receipt).text
    assert not access.proposals(lev)


def test_what_an_older_copy_brings_back_of_one_person_goes_again(
    organisation: Organisation, lev: Actor, dina: Actor
) -> None:
    case_id = whole_case(lev, dina)
    gone = persons.add(lev, case_id, people.somebody("Somebody else", pseudonym="Elm"), roles=["companion"])
    older = PersonRow.objects.get(pk=gone)
    actions.propose(lev, gone, extent="individual", reason="asked")
    ((row, _review),) = access.proposals(lev)
    actions.erase(replace(lev, account=uuid4()), row.pk)
    older.save(force_insert=True)
    assert actions.bury_again()
    assert not PersonRow.objects.filter(pk=gone).exists()


def test_an_operator_proposes_nobody_whom_they_may_not_know(
    organisation: Organisation, lev: Actor, dina: Actor
) -> None:
    case_id = whole_case(lev, dina)
    with pytest.raises(Absent):
        actions.propose(dina, people.access.applicant(lev, case_id), extent="individual", reason="asked")
    with pytest.raises(Refused):
        actions.propose(lev, people.access.applicant(lev, case_id), extent="case", reason="asked")


def test_with_a_case_goes_what_other_cases_say_of_its_people(
    organisation: Organisation, lev: Actor, dina: Actor
) -> None:
    case_id, other = whole_case(lev, dina), casework.accept(dina, waiting_request(), pseudonym="Heron")
    refresh(lev)
    one, two = (people.access.applicant(lev, each) for each in (case_id, other))
    links.link(lev, other, one, case_id, roles=["witness"], called="")
    links.bind(lev, other, Bond(first=one, second=two, live="must_not"))
    links.tie(lev, other, Tie(first=two, second=one, homes=(other, case_id), kind="named"))
    actions.propose(lev, one, extent="individual", reason="asked")
    review = ReviewRow.objects.get().pk
    actions.propose(dina, case_id, extent="case", reason="retention")
    ((row, _review),) = [pair for pair in access.proposals(lev) if pair[1].subject == case_id]
    actions.erase(lev, row.pk)
    assert [each.id for each in people.access.members(organisation.actor("lev"), other)] == [two]
    assert not BondRow.objects.exists()
    assert not TieRow.objects.exists()
    assert not ReviewRow.objects.filter(pk=review).exists()
