"""Exhibits through the real vault: hashed first, never changed, every step in the log, hashes outlive the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from tests.casework.conftest import waiting_request
from tests.casework.test_secrecy import database
from tests.documentation.exhibits.conftest import on_disk
from tests.files import samples
from tests.newcomers import as_confirmed, as_new
from tests.stage import Organisation
from waystation.audit import witness
from waystation.casework import actions as casework
from waystation.casework.errors import Refused
from waystation.desk import access as desk_access
from waystation.desk import actions as desk
from waystation.documentation.exhibits import access, actions, custody, wording
from waystation.documentation.exhibits.models import CopyRow, CustodyRow, ExhibitRow, OriginalRow
from waystation.documentation.exhibits.records import (
    CHANGED,
    CHECKED,
    COPIED,
    DESTROYED,
    DESTRUCTION_ASKED,
    GIVEN_OUT,
    HANDED_OVER,
    KEPT,
    TAKEN_IN,
    Provenance,
)
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault import erasure, files, grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked
from waystation.vault.keyring import Keyring
from waystation.vault.records import read

pytestmark = pytest.mark.django_db
Taken = Callable[..., UUID]


def deeds(actor: Actor, exhibit_id: UUID) -> list[str]:
    return [entry.deed for entry in access.custody(actor, exhibit_id)]


def test_it_works(ira: Actor, taken: Taken) -> None:
    data = bytes(range(256)) * 1000
    one = taken(data)
    found = access.exhibit(ira, one)
    assert (found.sha256, found.sha512) == (hashlib.sha256(data).digest(), hashlib.sha512(data).digest())
    assert (found.number, found.size) == (1, len(data))
    (entry,) = access.custody(ira, one)
    assert (entry.deed, entry.who, entry.why, entry.sha256) == (TAKEN_IN, "Nora", "Sent to us", found.sha256.hex())
    assert actions.is_unchanged(ira, one)
    given = actions.give_out(ira, one, to="A court", why="It asked")
    assert b"".join(given.read()) == data
    actions.write_down(ira, one, deed=HANDED_OVER, why="By hand", to="A laboratory")
    assert deeds(ira, one) == [TAKEN_IN, CHECKED, GIVEN_OUT, HANDED_OVER]
    assert custody.first_fault(one, access.custody(ira, one)) is None


def test_numbers_follow_and_the_same_bytes_are_one_exhibit(ira: Actor, taken: Taken) -> None:
    assert [access.exhibit(ira, taken(data)).number for data in (b"one", b"two")] == [1, 2]
    with pytest.raises(Refused) as no:
        taken(b"one")
    assert "exhibit 1" in str(no.value.reasons[0])
    assert ExhibitRow.objects.count() == 2


def test_a_form_sent_twice_takes_in_once(taken: Taken) -> None:
    once = uuid4()
    assert taken(b"one", once=once) == taken(b"one", once=once) == once
    assert (ExhibitRow.objects.count(), CustodyRow.objects.count()) == (1, 1)


@pytest.mark.parametrize("said", [{"data": b""}, {"what": " "}, {"why": ""}])
def test_what_is_missing_is_said(taken: Taken, said: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        taken(**said)
    assert ExhibitRow.objects.count() == OriginalRow.objects.count() == CustodyRow.objects.count() == 0


def test_a_byte_changed_on_the_disk_is_found_and_said(ira: Actor, taken: Taken, store: Path) -> None:
    one = taken(b"x" * 5000)
    (file,) = on_disk(store)
    raw = bytearray(file.read_bytes())
    raw[1000] ^= 1
    file.write_bytes(raw)
    assert not actions.is_unchanged(ira, one)
    assert access.standing(ira, one) == "altered"
    with pytest.raises(Refused):
        actions.give_out(ira, one, to="A court", why="It asked")
    with pytest.raises(Refused):
        actions.make_copy(ira, one, page=1, why="To look at")
    assert set(deeds(ira, one)[1:]) == {CHANGED}
    raw[1000] ^= 1
    file.write_bytes(raw)  # the right bytes, out of a backup
    assert actions.is_unchanged(ira, one)
    assert access.standing(ira, one) == "whole"


def test_a_file_that_is_gone_is_seen_without_asking(ira: Actor, taken: Taken, store: Path) -> None:
    one = taken()
    (file,) = on_disk(store)
    file.unlink()
    assert access.standing(ira, one) == "altered"
    assert not actions.is_unchanged(ira, one)


def test_a_working_copy_is_a_step_and_leaves_the_original(ira: Actor, taken: Taken) -> None:
    data = samples.picture(exif=samples.exif())
    one = taken(data)
    copy_id = actions.make_copy(ira, one, page=1, why="To show a witness")
    drawn = b"".join(actions.look_at_copy(ira, one, copy_id).read())
    assert samples.CANARY.encode() in data
    assert samples.CANARY.encode() not in drawn
    entry = access.custody(ira, one)[-1]
    assert (entry.deed, entry.page, entry.sha256) == (COPIED, 1, hashlib.sha256(drawn).hexdigest())
    assert actions.is_unchanged(ira, one)
    with pytest.raises(Refused):
        actions.make_copy(ira, one, page=9, why="There is none")
    with pytest.raises(Absent):
        actions.look_at_copy(ira, taken(b"another"), copy_id)


def test_a_text_has_a_copy_and_a_program_has_none(ira: Actor, taken: Taken) -> None:
    text = actions.make_copy(ira, one := taken("Они пришли ночью.".encode()), page=1, why="To read")
    assert b"".join(actions.look_at_copy(ira, one, text).read()).decode() == "Они пришли ночью."
    with pytest.raises(Refused):
        actions.make_copy(ira, taken(b"\x7fELF\0\0\0"), page=1, why="To read")


def test_two_people_destroy_and_hashes_and_custody_stay(ira: Actor, yan: Actor, taken: Taken, store: Path) -> None:
    one = taken(samples.picture())
    actions.make_copy(ira, one, page=1, why="To look at")
    digest, row = access.exhibit(ira, one).sha256, OriginalRow.objects.get()
    with pytest.raises(Refused):
        actions.destroy(ira, one, why="Nobody asked")
    actions.ask_to_destroy(ira, one, why="They ask for it")
    with pytest.raises(Refused):
        actions.destroy(ira, one, why="I asked myself")
    refresh(yan)
    actions.keep(yan, one, why="A court may ask")
    with pytest.raises(Refused):
        actions.destroy(yan, one, why="It was declined")
    actions.ask_to_destroy(ira, one, why="They ask again")
    actions.destroy(yan, one, why="Agreed")
    assert OriginalRow.objects.count() == CopyRow.objects.count() == len(on_disk(store)) == 0
    refresh(ira)
    with pytest.raises(Locked):
        read(row, ira.keys)  # out of a backup: the key is gone
    assert access.exhibit(ira, one).sha256 == digest
    assert deeds(ira, one)[-3:] == [KEPT, DESTRUCTION_ASKED, DESTROYED]
    assert access.standing(ira, one) == "gone"
    assert custody.first_fault(one, access.custody(ira, one)) is None
    with pytest.raises(Refused):
        actions.is_unchanged(ira, one)


def test_nothing_is_destroyed_that_cannot_be_written_down_outside(
    ira: Actor, yan: Actor, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an older database would bring it back, and nothing would know better."""

    def full(_what: bytes) -> None:
        raise OSError

    one = taken()
    actions.ask_to_destroy(ira, one, why="They ask for it")
    refresh(yan)
    monkeypatch.setattr(witness, "keep_erased", full)
    with pytest.raises(Refused) as refused:
        actions.destroy(yan, one, why="Agreed")
    assert list(refused.value.reasons) == [wording.NO_WITNESS]
    refresh(ira)
    assert actions.is_unchanged(ira, one)
    assert DESTROYED not in deeds(ira, one)


@pytest.mark.parametrize("deed", [CHECKED, GIVEN_OUT, DESTROYED, "invented"])
def test_nobody_writes_by_hand_what_only_the_program_sees_done(ira: Actor, taken: Taken, deed: str) -> None:
    one = taken()
    before = deeds(ira, one)
    with pytest.raises(Refused):
        actions.write_down(ira, one, deed=deed, why="So it was")
    assert deeds(ira, one) == before


def test_what_was_destroyed_does_not_come_back_with_an_older_database(ira: Actor, yan: Actor, taken: Taken) -> None:
    one = taken()
    row = OriginalRow.objects.get()
    actions.ask_to_destroy(ira, one, why="They ask for it")
    refresh(yan)
    actions.destroy(yan, one, why="Agreed")
    row.save(force_insert=True)
    erasure.delete_again()
    assert not OriginalRow.objects.exists()


def test_it_goes_with_its_case_and_the_hash_stays(
    organisation: Organisation, ira: Actor, lev: Actor, dina: Actor, taken: Taken
) -> None:
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    refresh(ira)
    refresh(lev)
    one = taken(b"of a case", case_id=case_id)
    assert OriginalRow.objects.get().locator == case_id
    desk.propose(dina, case_id, extent="case", reason="retention")
    ((review, _),) = desk_access.proposals(lev)
    desk.erase(lev, review.pk)
    refresh(ira)
    assert not OriginalRow.objects.exists()
    assert access.standing(ira, one) == "gone"
    assert access.exhibit(ira, one).sha256 == hashlib.sha256(b"of a case").digest()
    assert deeds(ira, one) == [TAKEN_IN]


def test_a_row_deleted_past_the_program_is_no_destruction(ira: Actor, taken: Taken) -> None:
    one = taken()
    OriginalRow.objects.all().delete()
    assert access.standing(ira, one) == "missing"


def test_only_documentation_may(ira: Actor, lev: Actor, dina: Actor, taken: Taken) -> None:
    one = taken()
    for actor in (lev, dina):
        for attempt in (
            lambda actor=actor: access.exhibits(actor),
            lambda actor=actor: access.exhibit(actor, one),
            lambda actor=actor: access.custody(actor, one),
            lambda actor=actor: actions.give_out(actor, one, to="me", why="I want it"),
            lambda actor=actor: actions.write_down(actor, one, deed=HANDED_OVER, why="x", to="y"),
        ):
            with pytest.raises(Absent):
                attempt()
        with pytest.raises(Locked):
            read(OriginalRow.objects.get(), actor.keys)


def test_a_case_that_is_not_theirs_is_refused(ira: Actor) -> None:
    with pytest.raises(Refused):
        actions.take_in(ira, files.keep([b"x"]), Provenance(what="x"), why="x", case_id=uuid4())
    assert not OriginalRow.objects.exists()


def test_a_colleague_who_comes_later_opens_what_was_there(ira: Actor, taken: Taken, request: Any) -> None:
    one = taken()
    assert access.original(request.getfixturevalue("yan"), one)[1].provenance.what == "Film of a door"


MARK = "канарейка-canary"


def test_no_word_of_it_stands_in_any_table_or_file(ira: Actor, taken: Taken, store: Path) -> None:
    told = Provenance(what=MARK, source=MARK, collector=MARK, tool=MARK, collected=MARK, zone=MARK)
    one = actions.take_in(ira, files.keep([MARK.encode() * 9]), told, why=MARK, name=MARK, kind=MARK)
    actions.make_copy(ira, one, page=1, why=MARK)
    actions.write_down(ira, one, deed=HANDED_OVER, why=MARK, to=MARK)
    actions.ask_to_destroy(ira, one, why=MARK)
    everything = database() + b"".join(file.read_bytes() for file in on_disk(store))
    for word in MARK.split("-"):
        assert word.encode() not in everything
    for deed in (TAKEN_IN, HANDED_OVER, DESTRUCTION_ASKED):
        assert deed.encode() not in everything
    assert access.exhibit(ira, one).sha256 not in everything


def test_rows_tell_nothing_but_that_they_are_there() -> None:
    more = {OriginalRow: {"file"}, CopyRow: {"file", "exhibit"}, CustodyRow: {"exhibit"}}
    for model in apps.get_app_config("exhibits").get_models():
        names = {field.name for field in model._meta.get_fields()}
        random = more.get(model, set())
        assert names == {"id", "locator", "compartment", "epoch", "version", "day", "sealed"} | random


def test_burying_needs_no_key(taken: Taken) -> None:
    one = taken()
    grants.bury([(one, Compartment.SELF)], Keyring())
    assert erasure.delete_again() == 1


def test_nobody_destroys_alone_under_a_second_name(ira: Actor, yan: Actor, taken: Taken) -> None:
    one = taken()
    actions.ask_to_destroy(ira, one, why="They ask for it")
    refresh(yan)
    as_new(yan, ira.account)
    with pytest.raises(Refused) as refused:
        actions.destroy(yan, one, why="Agreed")
    assert refused.value.reasons == (NOT_CONFIRMED,)
    as_confirmed(yan, ira.account)
    actions.destroy(yan, one, why="Agreed")
