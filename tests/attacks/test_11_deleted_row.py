"""Attack 11: whoever writes to the database deletes a record, a message, a thread, a case, and nobody knows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.attacks import forge
from tests.attacks.copies import Copy, accepted
from tests.vault.rows.models import Diary, Entry
from waystation.audit.log import log
from waystation.casework import actions
from waystation.casework.models import NoteRow
from waystation.evacuation.actions import add_place
from waystation.evacuation.models import Place
from waystation.evacuation.records import PlaceRecord
from waystation.hotline import access, callers, letters, outbox
from waystation.hotline.models import CallerMessage, Message, Outgoing, Request
from waystation.site import installation
from waystation.staff import actions as staff
from waystation.staff import integrity
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION, DUTY, locator
from waystation.vault import records, whole
from waystation.vault.keyring import OURS
from waystation.vault.models import Manifest
from waystation.vault.sets import HEAD
from waystation.vault.whole import Difference

pytestmark = pytest.mark.usefixtures("in_english")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ClientOf = Callable[[str], Client]


@pytest.fixture
def case_id(lev: Actor) -> UUID:
    made = accepted(lev)
    for _ in range(2):
        actions.write_note(lev, made, "A note.", once=uuid4())
    return made


@pytest.fixture
def thread(organisation: object) -> UUID:
    callers.begin_web("They took my brother.", now=NOW)
    return Request.objects.get(caller__isnull=False).pk


@pytest.mark.parametrize(("gone", "says"), [(1, "1 record is missing here"), (2, "2 records are missing here")])
def test_a_deleted_record_is_missed_on_the_page(client_of: ClientOf, case_id: UUID, gone: int, says: str) -> None:
    page, browser = reverse("casework:case", args=[case_id]), client_of("lev")
    assert "missing here" not in browser.get(page).content.decode()
    NoteRow.objects.filter(pk__in=[row.pk for row in NoteRow.objects.all()[:gone]]).delete()
    assert says in browser.get(page).content.decode()


def test_a_deleted_message_of_a_caller_is_missed(client_of: ClientOf, thread: UUID) -> None:
    page, browser = reverse("hotline:request", args=[thread]), client_of("dina")
    assert "missing here" not in browser.get(page).content.decode()
    Message.objects.all().delete()
    assert "1 record is missing here" in browser.get(page).content.decode()


def test_a_caller_is_told_of_an_answer_that_is_gone(dina: Actor, thread: UUID) -> None:
    row = CallerMessage.objects.get()
    caller = callers.Caller(dina.keys, row.locator)
    CallerMessage.objects.all().delete()
    assert callers.lost(caller)


@pytest.mark.parametrize("kind", ["thread", "case"])
def test_what_is_deleted_whole_is_missed_in_the_head(lev: Actor, case_id: UUID, thread: UUID, kind: str) -> None:
    set_id = {"thread": thread, "case": case_id}[kind]
    assert integrity.standing().sound
    for query in Copy.of_set(set_id).queries:
        query.all().delete()
    integrity.forget()
    assert whole.compare(set_id) is None
    assert whole.compare_head() == Difference(missing=1)
    assert not integrity.standing().whole


def test_the_newest_thread_deleted_with_the_head_is_missed_in_the_log(lev: Actor) -> None:
    before = Copy(Manifest.objects.filter(pk=HEAD))
    callers.begin_web("They took my brother.", now=NOW)
    thread = Request.objects.get().pk
    for query in Copy.of_set(thread, CallerMessage.objects.get().locator, OURS).queries:
        query.all().delete()
    before.put_back()
    assert whole.compare_head() is None
    assert not integrity.standing().whole


@pytest.mark.parametrize("everything", [True, False])
def test_without_manifests_nothing_is_taken_for_whole(
    lev: Actor, case_id: UUID, everything: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "open_without_half", staff.ready)
    Manifest.objects.filter(**({} if everything else {"pk": case_id})).delete()
    assert whole.compare(case_id) is not None
    installation.open_existing()  # the next start does not simply count anew
    assert whole.compare(case_id) is not None
    assert not integrity.standing().sound


@pytest.mark.parametrize("everything", [True, False])
def test_nor_are_they_made_anew_by_whoever_writes_next(lev: Actor, case_id: UUID, everything: bool) -> None:
    Manifest.objects.filter(**({} if everything else {"pk": case_id})).delete()
    actions.set_next(lev, case_id, next_action="go on")
    assert whole.compare(case_id) is not None
    assert not integrity.standing().sound


def test_what_is_slipped_in_to_fill_the_gap_does_not_fill_it(lev: Actor, thread: UUID) -> None:
    """A message may be posted by anybody: so one is deleted, and another put there."""
    message = Message.objects.get()
    row = Message(thread=thread, locator=message.locator, compartment=0, epoch=0, body=b"")
    row.sealed = forge.posted(row, Entry(text="x"), lev.keys.key(locator(DUTY)).public)
    message.delete()
    row.save(force_insert=True)
    assert whole.compare(thread) == Difference()


def test_a_row_that_a_colleague_writes_past_the_program_is_noticed(lev: Actor, case_id: UUID) -> None:
    """With the case's own keys it opens and looks like any other. The half is what a colleague does not have."""
    note = NoteRow.objects.all()[0]
    record = records.read(note, lev.keys)
    row = NoteRow(locator=case_id, compartment=note.compartment, epoch=note.epoch)
    records._write(row, record, lev.keys.key(case_id, records.compartment_of(note)))
    row.save(force_insert=True)
    assert records.read(row, lev.keys) == record
    assert whole.compare(case_id) == Difference(added=1)


def test_a_deleted_place_is_missed_on_every_page(client_of: ClientOf, lev: Actor) -> None:
    add_place(lev, PlaceRecord(name="Flat", region="here"))
    Place.objects.all().delete()
    assert whole.compare(locator(COORDINATION)) == Difference(missing=1)
    integrity.forget()
    assert "In 1 case, thread or team" in client_of("ira").get(reverse("desk:today")).content.decode()


def test_what_nobody_opens_is_looked_at_in_turn(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "SLICE", 2)
    cases = [accepted(lev, str(number)) for number in range(4)]
    NoteRow.objects.all().delete()
    actions.write_note(lev, cases[2], "A note.", once=uuid4())
    NoteRow.objects.all().delete()
    for _ in range(12):
        integrity._known.teams_at = -integrity.TEAMS_EVERY
        integrity.standing()
    assert set(integrity.standing().sets) == {cases[2]}


def test_deleting_by_the_program_is_no_alarm(lev: Actor, case_id: UUID) -> None:
    with transaction.atomic():
        assert records.delete(*NoteRow.objects.all()) == 2
        log(lev.account, "casework.noted", case=case_id)
    assert whole.compare(case_id) is None
    assert whole.compare_head() is None


def test_letters_are_swept_away_without_alarm(dina: Actor) -> None:
    with transaction.atomic():
        row = outbox.queue(letters.nudge("duty@waystation.example", "en", NOW), dina.keys.key(locator(DUTY)), now=NOW)
        log(dina.account, "hotline.answered")
    records.set_columns(Outgoing.objects.all(), state=outbox.SENT, next_try=NOW)
    outbox.sweep(now=NOW + timedelta(days=90))
    assert not Outgoing.objects.filter(pk=row.pk).exists()
    assert whole.compare(locator(DUTY)) is None
    assert integrity.standing().sound


def test_what_was_rolled_back_is_not_counted(dina: Actor) -> None:
    key = dina.keys.key(locator(DUTY))
    with transaction.atomic():
        with transaction.atomic():
            records.create(Diary, Entry(text="never stored"), key)
            log(None, "casework.noted")
            transaction.set_rollback(True)
        records.create(Diary, Entry(text="stored"), key)
        log(None, "casework.noted")
    assert whole.compare(key.locator) is None
    assert whole.compare_head() is None
    assert integrity.standing().whole


def test_every_thread_reads_whole(dina: Actor, thread: UUID) -> None:
    assert len(access.records(dina, thread)) == 1
    assert list(whole.compare_all()) == []
