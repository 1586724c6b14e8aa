import uuid
from collections.abc import Iterable
from contextlib import suppress

import pytest
from django.db import connection, transaction

from tests.vault.rows.models import Diary, Entry, Postcard
from tests.vault.test_grants import at_once
from waystation.vault import batches, grants, records, rotation
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, Batch, RingPage

pytestmark = pytest.mark.django_db

CONTACT, TESTIMONY = Compartment.CONTACT, Compartment.TESTIMONY


def person() -> Key:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    return key


@pytest.fixture
def anna() -> Key:
    return person()


@pytest.fixture
def bert() -> Key:
    return person()


@pytest.fixture
def key(anna: Key, bert: Key) -> Key:
    """The contact key of a case, in Anna's and Bert's hands."""
    (made,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    for holder in (anna, bert):
        grants.grant([made], to=holder.locator)
    return made


def ring(person: Key) -> Keyring:
    """What somebody holds after signing in now."""
    keyring = Keyring([person])
    grants.refresh(keyring)
    return keyring


def rotate(key: Key, *holders: Key, marked: Iterable[Compartment] = ()) -> Key:
    to = {key.compartment: [holder.locator for holder in holders]}
    return rotation.rotate(Keyring([key]), key.locator, to, marked=marked)[key.compartment]


def test_it_works(key: Key, anna: Key, bert: Key) -> None:
    written = records.create(Diary, Entry(text="written"), key)
    posted = records.post(Postcard, Entry(text="posted"), (key.locator, CONTACT))
    new = rotate(key, anna)
    assert new.epoch == 1
    for row, text in ((Diary.objects.get(), "written"), (Postcard.objects.get(), "posted")):
        assert (row.epoch, row.version) == (1, 2)
        assert records.read(row, ring(anna)).text == text
        with pytest.raises(Locked):
            records.read(row, ring(bert))
    assert records.read(written, ring(bert))  # a copy from before opens to whoever kept the key: that cannot be undone
    with pytest.raises(Tampered):  # what was posted needs its batch too, which is gone
        records.read(posted, ring(bert))


def test_what_comes_later_is_closed_to_whoever_was_taken_off(key: Key, anna: Key, bert: Key) -> None:
    new = rotate(key, anna)
    records.create(Diary, Entry(text="later"), new)
    records.post(Postcard, Entry(text="later"), (key.locator, CONTACT))
    for model in (Diary, Postcard):
        assert records.read(model._default_manager.get(), ring(anna)).text == "later"
        with pytest.raises(Locked):
            records.read(model._default_manager.get(), ring(bert))


def test_what_a_stranger_posted_stays_vouched_for_by_nobody(key: Key, anna: Key) -> None:
    for text in ("one", "two"):
        records.post(Postcard, Entry(text=text), (key.locator, CONTACT))
    records.create(Postcard, Entry(text="ours"), key)
    rotate(key, anna)
    forms = {records.read(row, ring(anna)).text: bytes(row.sealed[:1]) for row in Postcard.objects.all()}
    assert forms == {"one": records.POSTED, "two": records.POSTED, "ours": records.WRITTEN}


def test_many_posted_rows_share_batches_and_old_batches_are_gone(key: Key, anna: Key) -> None:
    for number in range(batches.SIZE + 6):
        records.post(Postcard, Entry(text=str(number)), (key.locator, CONTACT))
    rotate(key, anna)
    assert {row.epoch for row in Batch.objects.all()} == {1}
    assert Batch.objects.count() == 2
    keyring = ring(anna)
    assert len({records.read(row, keyring).text for row in Postcard.objects.all()}) == batches.SIZE + 6


def test_more_rows_than_are_held_in_memory(key: Key, anna: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "_AT_ONCE", 7)
    for number in range(20):
        records.create(Diary, Entry(text=str(number)), key)
    rotate(key, anna)
    keyring = ring(anna)
    assert len({records.read(row, keyring).text for row in Diary.objects.all()}) == 20


def test_other_holders_and_compartments_stay_as_they_are(key: Key, anna: Key) -> None:
    (other,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    (same_case,) = grants.create_keys(key.locator, [TESTIMONY])
    rows = [records.create(Diary, Entry(text="x"), each) for each in (other, same_case)]
    rotate(key, anna)
    for row in rows:
        assert (Diary.objects.get(pk=row.pk).epoch, Diary.objects.get(pk=row.pk).version) == (0, 1)


def test_writing_with_a_key_that_was_replaced_is_refused(key: Key, anna: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    rotate(key, anna)
    with pytest.raises(Stale):
        records.create(Diary, Entry(text="two"), key)
    with pytest.raises(Stale):
        records.rewrite(Diary.objects.get(), Entry(text="two"), Keyring([key]))
    with pytest.raises(Stale):
        records.move(row, Entry(text="two"), key)
    assert records.read(Diary.objects.get(), ring(anna)).text == "one"


def test_what_was_written_with_an_old_key_past_the_program_is_damage(key: Key, anna: Key) -> None:
    rotate(key, anna)
    forged = Diary()
    records._move_to(forged, key)
    records._write(forged, Entry(text="from a leaver"), key)
    forged.save(force_insert=True)
    with pytest.raises(Tampered):
        records.read(Diary.objects.get(), ring(anna))


def test_a_forged_row_does_not_become_genuine_by_the_next_rotation(key: Key, anna: Key) -> None:
    new = rotate(key, anna)
    forged = Diary()
    records._move_to(forged, key)
    records._write(forged, Entry(text="from a leaver"), key)
    forged.save(force_insert=True)
    rotation.rotate(Keyring([key, new]), key.locator, {CONTACT: [anna.locator]})
    assert Diary.objects.get().epoch == 0
    with pytest.raises(Tampered):
        records.read(Diary.objects.get(), ring(anna))


def test_a_row_that_raced_in_at_the_old_address_stays_readable_and_is_sealed_anew_next_time(
    key: Key, anna: Key
) -> None:
    late = records.post(Postcard, Entry(text="late"), (key.locator, CONTACT))
    batch = Batch.objects.get()
    Postcard.objects.all().delete()
    new = rotate(key, anna)
    Batch.objects.bulk_create([batch])
    late.save(force_insert=True)
    raced = Postcard.objects.get()
    assert records.read(raced, ring(anna)).text == "late"
    rotation.rotate(Keyring([key, new]), key.locator, {CONTACT: [anna.locator]})
    assert (Postcard.objects.get().epoch, records.read(Postcard.objects.get(), ring(anna)).text) == (2, "late")


def test_damage_keeps_nobody_from_new_keys(key: Key, anna: Key) -> None:
    records.create(Diary, Entry(text="whole"), key)
    damaged = records.post(Postcard, Entry(text="damaged"), (key.locator, CONTACT))
    good = bytes(damaged.sealed)
    Postcard.objects.update(sealed=good[:-1] + bytes([good[-1] ^ 1]))
    rotate(key, anna)
    assert records.read(Diary.objects.get(), ring(anna)).text == "whole"
    assert Postcard.objects.get().epoch == 0
    Postcard.objects.update(sealed=good)  # undone: its batch is still there
    assert records.read(Postcard.objects.get(), ring(anna)).text == "damaged"


def test_a_holder_without_an_address_keeps_nobody_else_from_new_keys(key: Key, anna: Key, bert: Key) -> None:
    Address.objects.filter(locator=bert.locator).delete()
    new = rotate(key, anna, bert)
    assert ring(anna).key(key.locator, CONTACT) == new


def test_whoever_was_slower_is_told(key: Key, anna: Key) -> None:
    rotate(key, anna)
    with pytest.raises(Stale):
        rotate(key, anna)


def test_without_the_key_nothing_is_replaced(key: Key) -> None:
    with pytest.raises(Locked):
        rotation.rotate(Keyring(), key.locator, {CONTACT: []})
    assert Address.objects.filter(locator=key.locator).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_changes_nothing(key: Key, anna: Key) -> None:
    records.create(Diary, Entry(text="one"), key)
    pages = RingPage.objects.count()
    with pytest.raises(RuntimeError):
        rotate(key, anna)
    with transaction.atomic():
        rotate(key, anna)
        transaction.set_rollback(True)
    assert (Diary.objects.get().epoch, RingPage.objects.count()) == (0, pages)
    assert records.read(Diary.objects.get(), ring(anna)).text == "one"


def test_a_mark_is_told_by_the_key_alone(key: Key, anna: Key) -> None:
    new = key
    for marked in (True, False, True, True, False):
        new = rotate(new, anna, marked=[CONTACT] if marked else [])
        assert rotation.is_marked(ring(anna).key(key.locator, CONTACT)) is marked
    assert not any(rotation.is_marked(Key.new(uuid.uuid4())) for _ in range(20))


def test_a_team_s_pages_open_across_its_epochs(anna: Key, bert: Key) -> None:
    team, other = person(), person()
    (before,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    for holder in (anna, bert):
        grants.grant([team], to=holder.locator)
    grants.grant([before], to=team.locator)
    new = rotate(team, anna)
    (after,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    grants.grant([after], to=team.locator)
    grants.grant([new, team], to=other.locator)
    for holder in (anna, other):
        assert all(ring(holder).holds(key.locator, CONTACT) for key in (before, after))
    assert not ring(bert).holds(after.locator, CONTACT)
    grants.fold(new, team)
    assert RingPage.objects.filter(locator=team.locator).count() == 1
    assert all(ring(anna).holds(key.locator, CONTACT) for key in (before, after))
    assert not ring(bert).holds(after.locator, CONTACT)


def test_whoever_holds_only_an_old_team_key_folds_nothing_away(anna: Key) -> None:
    team = person()
    grants.grant([team], to=anna.locator)
    new = rotate(team, anna)
    grants.grant([key := Key.new(uuid.uuid4())], to=team.locator)
    pages = set(RingPage.objects.values_list("number", flat=True))
    grants.fold(team)
    assert set(RingPage.objects.values_list("number", flat=True)) == pages
    assert ring(anna).holds(key.locator)
    assert ring(anna).key(team.locator) == new


def test_a_running_session_learns_a_team_s_new_key_in_whatever_order_pages_come(anna: Key) -> None:
    team = person()
    grants.grant([team], to=anna.locator)
    keyring = Keyring([anna])
    cursor = grants.refresh(keyring)
    new = rotate(team, anna)
    (after,) = grants.create_keys(uuid.uuid4(), [CONTACT])
    grants.grant([after], to=team.locator)
    grants.fold(anna)  # another session of hers: the page with the team's key now comes last
    grants.refresh(keyring, cursor)
    assert keyring.key(team.locator) == new
    assert keyring.holds(after.locator, CONTACT)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_those_who_write_while_keys_are_replaced_leave_nothing_in_an_old_epoch(key: Key, anna: Key) -> None:
    written = [records.create(Diary, Entry(text="written"), key).pk]

    def write() -> None:
        for _ in range(30):
            records.post(Postcard, Entry(text="posted"), (key.locator, CONTACT))
            with suppress(Stale):  # as often as not: replacing takes longer than the pause before the next
                written.append(records.create(Diary, Entry(text="written"), ring(anna).key(key.locator, CONTACT)).pk)

    def replace() -> None:
        for _ in range(10):
            with transaction.atomic():
                keys = Keyring(ring(anna).epochs(key.locator, CONTACT))
                rotation.rotate(keys, key.locator, {CONTACT: [anna.locator]})

    at_once(replace, write, write)
    last = ring(anna).key(key.locator, CONTACT)
    found = {row.epoch for model in (Diary, Postcard) for row in model._default_manager.all()}
    assert found == {last.epoch}
    assert set(Diary.objects.values_list("pk", flat=True)) == set(written)
    assert Postcard.objects.count() == 60


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_who_writes_two_rows_and_who_replaces_keys_do_not_wait_for_each_other(key: Key, anna: Key) -> None:
    """As an arriving answer does, and a case with its team: something is written, then something elsewhere."""
    other = grants.create_keys(uuid.uuid4(), [CONTACT])[0]

    def write() -> None:
        for _ in range(30):
            with transaction.atomic():
                records.post(Postcard, Entry(), (other.locator, CONTACT))
                records.post(Postcard, Entry(), (key.locator, CONTACT))

    def replace() -> None:
        for _ in range(20):
            with transaction.atomic():
                keys = Keyring(ring(anna).epochs(key.locator, CONTACT))
                rotation.rotate(keys, key.locator, {CONTACT: [anna.locator]})

    at_once(replace, write, write)
    assert Postcard.objects.count() == 120
