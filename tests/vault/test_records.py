import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import batches, changes, directory, grants, manifest, records, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotReady, Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.padding import unpad

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> Key:
    (made,) = grants.create_keys(uuid.uuid4(), [Compartment.TESTIMONY])
    return made


@pytest.fixture
def place(key: Key) -> tuple[uuid.UUID, Compartment]:
    return key.locator, key.compartment


def test_it_works_with_a_key(key: Key) -> None:
    row = records.create(Diary, Entry(text="Магомед"), key)
    assert records.read(Diary.objects.get(), Keyring([key])) == Entry(text="Магомед")
    assert row.version == 1


def test_it_works_by_post(key: Key, place: tuple[uuid.UUID, Compartment]) -> None:
    records.post(Postcard, Entry(text="Help"), place, mark="x")
    row = Postcard.objects.get()
    assert (records.read(row, Keyring([key])), row.mark) == (Entry(text="Help"), "x")


def test_a_rewritten_row_is_one_version_on(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    records.rewrite(row, Entry(text="two"), Keyring([key]))
    stored = Diary.objects.get()
    assert (stored.version, records.read(stored, Keyring([key])).text) == (2, "two")
    assert records.read(row, Keyring([key])).text == "two"


def test_a_posted_row_becomes_a_written_one(key: Key, place: tuple[uuid.UUID, Compartment]) -> None:
    row = records.post(Postcard, Entry(text="one"), place)
    records.rewrite(row, Entry(text="two"), Keyring([key]))
    assert bytes(Postcard.objects.get().sealed[:1]) == records.WRITTEN


def test_a_moved_row_opens_with_the_other_key_alone(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    other = Key.new(uuid.uuid4(), Compartment.CONTACT)
    records.move(row, Entry(text="one"), other)
    stored = Diary.objects.get()
    assert records.read(stored, Keyring([other])).text == "one"
    with pytest.raises(Locked):
        records.read(stored, Keyring([key]))


def test_writing_uses_the_newest_epoch(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    newer = Key.new(key.locator, key.compartment, epoch=1)
    records.rewrite(row, Entry(text="two"), Keyring([key, newer]))
    assert Diary.objects.get().epoch == 1


def test_whoever_was_slower_is_told_and_keeps_the_row_in_hand(key: Key) -> None:
    records.create(Diary, Entry(text="one"), key)
    quick, slow = Diary.objects.get(), Diary.objects.get()
    records.rewrite(quick, Entry(text="quick"), Keyring([key]))
    with pytest.raises(Stale):
        records.rewrite(slow, Entry(text="slow"), Keyring([key]))
    assert records.read(Diary.objects.get(), Keyring([key])).text == "quick"
    assert (slow.version, records.read(slow, Keyring([key])).text) == (1, "one")


def test_a_row_whose_transaction_failed_is_told_to_be_stale(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    with transaction.atomic():
        records.rewrite(row, Entry(text="two"), Keyring([key]))
        transaction.set_rollback(True)
    with pytest.raises(Stale):
        records.rewrite(row, Entry(text="three"), Keyring([key]))
    assert records.read(Diary.objects.get(), Keyring([key])).text == "one"


def test_without_the_key_it_is_locked(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    for keyring in (Keyring(), Keyring([Key.new(key.locator, key.compartment, epoch=1)])):
        with pytest.raises(Locked):
            records.read(row, keyring)


def test_another_secret_under_the_same_name_is_tampered(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    with pytest.raises(Tampered):
        records.read(row, Keyring([Key.new(key.locator, key.compartment)]))


def test_nothing_is_posted_where_no_address_is_published() -> None:
    with pytest.raises(NotReady):
        records.post(Postcard, Entry(), (uuid.uuid4(), Compartment.SELF))


def test_what_is_relied_on_is_never_posted(place: tuple[uuid.UUID, Compartment]) -> None:
    with pytest.raises(TypeError):
        records.post(Diary, Entry(), place)


@pytest.mark.parametrize(
    "change", [{"compartment": 99}, {"version": 1 << 40}, {"sealed": b""}, {"sealed": b"W"}, {"sealed": b"X" * 600}]
)
def test_damage_is_told_as_such(key: Key, change: dict[str, Any]) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(Tampered):
        records.read(row, Keyring([key]))


def test_unknown_content_is_told_as_damage(key: Key) -> None:
    class Other(records.Record, frozen=True):
        somebody: int = 0

    row = records.create(Diary, Other(somebody=3), key)
    with pytest.raises(Tampered) as caught:
        records.read(row, Keyring([key]))
    assert caught.value.__cause__ is None
    assert not caught.value.args


@given(st.text(max_size=480, alphabet=st.characters(codec="ascii", exclude_characters='"\\', categories=["L", "N"])))
def test_short_records_have_one_size(text: str) -> None:
    row = Diary()
    key = Key.new(uuid.uuid4())
    records._move_to(row, key)
    records._write(row, Entry(text=text), key)
    assert len(row.sealed) == 1 + 1 + 12 + 5 + 512 + 16


def test_keys_do_not_show_their_secrets(key: Key) -> None:
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
    assert repr(key.secret) not in repr(Keyring([key]))


def test_a_posted_record_is_bound_to_table_form_place_and_position(
    key: Key, place: tuple[uuid.UUID, Compartment]
) -> None:
    """Put together here as the format says it, part by part: what is stored now must open for ever."""
    row = records.post(Postcard, Entry(text="Help"), place)
    sealed = bytes(row.sealed)
    form, position, rest = sealed[:1], sealed[1:19], sealed[19:]
    assert form == b"P"
    stands = (
        row.id.bytes,
        row.locator.bytes,
        *(each.to_bytes(8) for each in (row.compartment, row.epoch, row.version)),
    )
    bound = suite.bind(b"\1") + suite.associated(
        suite.bind(row._meta.db_table.encode(), b"sealed", b"P") + suite.bind(*stands)
    )
    opening = batches.opening_key(position, (row.locator.bytes, row.compartment, row.epoch), Keyring([key]))
    opened = suite.decrypt(opening, suite.bind(bound, position), rest)
    assert unpad(opened) == b'{"text":"Help"}'


def test_rows_made_together_are_stored_in_as_many_statements_as_one(key: Key) -> None:
    asked = []
    for count in (1, 50):
        with CaptureQueriesContext(connection) as queries, transaction.atomic(), records.together():
            made = [records.create(Diary, Entry(text=str(number)), key) for number in range(count)]
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    stored = {
        row.pk: records.read(row, Keyring([key])).text for row in Diary.objects.filter(pk__in=[r.pk for r in made])
    }
    assert stored == {row.pk: str(number) for number, row in enumerate(made)}


def test_rows_made_together_stand_in_their_manifest_and_leave_stamps(key: Key) -> None:
    with transaction.atomic():
        with records.together():
            rows = [records.create(Diary, Entry(text="one"), key) for _ in range(3)]
        in_order()
        manifest.count()
    assert (whole.compare(key.locator), whole.compare_head()) == (None, None)
    assert {row.id.bytes[0] for row in rows} <= set(changes.stamps(Diary))
    Diary.objects.filter(pk=rows[0].pk).delete()
    assert whole.compare(key.locator) is not None


def test_of_rows_made_together_none_is_stored_where_one_fails(key: Key) -> None:
    def half_done() -> None:
        with transaction.atomic(), records.together():
            records.create(Diary, Entry(text="one"), key)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert not Diary.objects.exists()
    records.create(Diary, Entry(text="alone"), key)
    assert Diary.objects.count() == 1


def test_nothing_is_made_together_under_a_key_that_was_replaced(key: Key) -> None:
    directory.publish(Key.new(key.locator, key.compartment, epoch=1))
    (other,) = grants.create_keys(uuid.uuid4(), [Compartment.TESTIMONY])

    def write() -> None:
        with transaction.atomic(), records.together():
            records.create(Diary, Entry(text="ours"), other)
            records.create(Diary, Entry(text="theirs to read"), key)

    with pytest.raises(Stale):
        write()
    assert not Diary.objects.exists()
