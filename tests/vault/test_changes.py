"""Whatever writes a sealed row leaves another stamp where it stands; nothing else does."""

import secrets
import uuid
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.hotline.models import Message
from waystation.staff.opened import Opened
from waystation.vault import changes, grants, records
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> Key:
    (made,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    return made


def part(row: Diary) -> int:
    return row.id.bytes[0]


WRITERS: dict[str, Callable[[Diary, Key], object]] = {
    "rewrite": lambda row, key: records.rewrite(row, Entry(text="two"), Keyring([key])),
    "move": lambda row, key: records.move(row, Entry(text="two"), Key.new(uuid.uuid4())),
    "save": lambda row, key: row.save(),
    "delete": lambda row, key: row.delete(),
    "delete many": lambda row, key: Diary.objects.all().delete(),
    "update": lambda row, key: Diary.objects.filter(pk=row.pk).update(sealed=b"W"),
    "update epoch": lambda row, key: Diary.objects.update(epoch=3),
    "bulk update": lambda row, key: Diary.objects.bulk_update([row], ["version"]),
    "bulk create": lambda row, key: Diary.objects.bulk_create([_beside(row)]),
}


def _beside(row: Diary) -> Diary:
    id_ = uuid.UUID(bytes=row.id.bytes[:1] + uuid.uuid4().bytes[1:])
    return Diary(id=id_, locator=row.locator, compartment=1, epoch=0, sealed=b"W")


@pytest.mark.parametrize("writer", WRITERS)
def test_whatever_writes_leaves_another_stamp(key: Key, writer: str) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    before, where = changes.stamps(Diary), part(row)
    WRITERS[writer](row, key)
    after = changes.stamps(Diary)
    assert before[where] != after[where]
    assert {name: stamp for name, stamp in after.items() if name != where} == {
        name: stamp for name, stamp in before.items() if name != where
    }


def test_what_is_made_or_posted_leaves_one_too(key: Key) -> None:
    first = records.create(Diary, Entry(), key)
    second = records.post(Postcard, Entry(), (key.locator, key.compartment))
    assert list(changes.stamps(Diary)) == [part(first)]
    assert list(changes.stamps(Postcard)) == [second.id.bytes[0]]


def test_columns_that_say_nothing_of_the_content_leave_none(key: Key) -> None:
    row = records.post(Postcard, Entry(), (key.locator, key.compartment))
    before = changes.stamps(Postcard)
    records.set_columns(Postcard.objects.filter(pk=row.pk), mark="x")
    assert changes.stamps(Postcard) == before


def test_a_stamp_that_was_rolled_back_never_comes_again(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    seen = {changes.stamps(Diary)[part(row)]}
    for _ in range(5):
        with transaction.atomic():
            records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="two"), Keyring([key]))
            seen.add(changes.stamps(Diary)[part(row)])
            transaction.set_rollback(True)
    assert len(seen) == 6
    assert changes.stamps(Diary)[part(row)] in seen


def test_who_is_too_late_breaks_no_transaction_around_it(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    stale = Diary.objects.get(pk=row.pk)
    records.rewrite(row, Entry(text="two"), Keyring([key]))
    with transaction.atomic():
        with pytest.raises(Stale):
            records.rewrite(stale, Entry(text="three"), Keyring([key]))
        records.rewrite(row, Entry(text="four"), Keyring([key]))
    assert records.read(Diary.objects.get(pk=row.pk), Keyring([key])).text == "four"


def test_a_message_is_stamped_by_its_thread(key: Key) -> None:
    thread, other = uuid.UUID(int=5 << 120), uuid.UUID(int=9 << 120)
    row = Message.objects.create(locator=key.locator, compartment=1, epoch=0, sealed=b"W", thread=thread, body=b"")
    assert list(changes.stamps(Message)) == [5]
    Message.objects.filter(pk=row.pk).update(thread=other)
    assert sorted(changes.stamps(Message)) == [5, 9]


def test_stamps_tell_nothing_but_which_part(key: Key) -> None:
    """Neither how often nor in which order rows changed: each is a fresh random number."""
    row = records.create(Diary, Entry(), key)
    seen = []
    for _ in range(200):
        records.rewrite(row, Entry(), Keyring([key]))
        seen.append(Stamp.objects.get(table="rows_diary").stamp)
    assert len(set(seen)) == 200
    rising = sum(after > before for before, after in zip(seen, seen[1:], strict=False))
    assert 60 < rising < 140
    assert Stamp.objects.count() == 1


def test_bounds_are_those_of_the_part() -> None:
    for number in (0, 7, 255):
        first, last = changes.bounds(number)
        assert first.bytes[0] == last.bytes[0] == number
        assert last.int - first.int == 2**120 - 1


def test_a_kind_that_no_session_keeps_open_leaves_no_stamp(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Diary, "kept_open", False)
    row = records.create(Diary, Entry(text="one"), key)
    records.rewrite(row, Entry(text="two"), Keyring([key]))
    assert not changes.stamps(Diary)
    with pytest.raises(TypeError):
        Opened(Diary, Keyring([key]), set())


def _by_somebody_else(table: str = "rows_diary") -> None:
    """As a colleague's process writes: this one is told nothing."""
    Stamp.objects.filter(table=table).update(stamp=secrets.randbits(60))


@pytest.mark.django_db(transaction=True)
def test_a_page_looks_once_and_the_next_one_again(key: Key) -> None:
    records.create(Diary, Entry(text="one"), key)
    with CaptureQueriesContext(connection) as asked:
        stamps = changes.stamps(Diary)
        with changes.one_look():
            for _ in range(3):
                assert changes.stamps(Diary) == stamps
                assert changes.stamps(Postcard) == {}
            _by_somebody_else()
            assert changes.stamps(Diary) == stamps
        assert changes.stamps(Diary) != stamps
    assert sum("SELECT part" in each["sql"] for each in asked) == 1 + 2 + 1


@pytest.mark.django_db
def test_only_in_a_transaction_that_begins_within_each_look_is_a_new_one() -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic(), changes.one_look():
        for _ in range(3):
            changes.stamps(Diary)
        with transaction.atomic(savepoint=False):
            for _ in range(3):
                changes.stamps(Diary)
    assert sum("SELECT part" in each["sql"] for each in asked) == 1 + 3


@pytest.mark.django_db(transaction=True)
def test_what_a_page_writes_it_sees_and_what_is_rolled_back_it_does_not_keep(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    held = Opened(Diary, Keyring([key]), set())

    def text() -> str:
        held.follow()
        return "".join(each.record.text for each in held)

    with changes.one_look():
        assert text() == "one"
        records.rewrite(row, Entry(text="two"), Keyring([key]))
        assert text() == "two"
        with suppress(ZeroDivisionError), transaction.atomic():
            records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="three"), Keyring([key]))
            assert text() == "three"
            raise ZeroDivisionError
        assert text() == "two"
        with transaction.atomic():
            before = changes.stamps(Diary)
            _by_somebody_else()
            assert changes.stamps(Diary) != before
    assert text() == "two"
