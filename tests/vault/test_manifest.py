import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as choices
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.threads import at_once
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.vault import grants, half, manifest, records, sets, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady
from waystation.vault.keyring import Key
from waystation.vault.models import Manifest
from waystation.vault.order import in_order
from waystation.vault.sets import Sum
from waystation.vault.whole import Difference

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> Key:
    (made,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    return made


def counted(times: int = 1) -> int:
    """What an audit line does."""
    with transaction.atomic():
        in_order()
        return max(manifest.count() for _ in range(times))


def test_it_works(key: Key) -> None:
    row = records.create(Diary, Entry(text="one"), key)
    records.post(Postcard, Entry(text="two"), (key.locator, key.compartment))
    counted()
    assert whole.compare(key.locator) is None
    Diary.objects.filter(pk=row.pk).delete()
    assert whole.compare(key.locator) == Difference(missing=1)


def test_a_transaction_turns_each_manifest_once(key: Key) -> None:
    for _ in range(3):
        records.create(Diary, Entry(), key)
    before = manifest.turn()
    assert counted(times=2) == before + 1
    assert Manifest.objects.get(pk=key.locator).turn == 1


def test_a_moved_row_leaves_one_set_for_the_other(key: Key) -> None:
    (other,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    row = records.create(Diary, Entry(), key)
    counted()
    records.move(row, Entry(), other)
    counted()
    assert [whole.compare(each.locator) for each in (key, other)] == [None, None]
    assert whole.compare_head() is None


def test_what_is_not_counted_yet_is_no_difference(key: Key) -> None:
    records.create(Diary, Entry(), key)
    assert whole.compare(key.locator) is None


def test_counting_anew_takes_what_is_there_for_right(key: Key) -> None:
    rows = [records.create(Diary, Entry(), key) for _ in range(2)]
    counted()
    Diary.objects.filter(pk=rows[0].pk).delete()
    with transaction.atomic():
        assert manifest.adopt() == 1
    assert whole.compare(key.locator) is None
    assert whole.compare_head() is None


def test_without_the_half_nothing_can_be_counted(key: Key, settings: Any, tmp_path: Path) -> None:
    records.create(Diary, Entry(), key)
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "none")
    with pytest.raises(NotReady):
        counted()


def test_under_another_half_no_manifest_is_right(key: Key, settings: Any, tmp_path: Path) -> None:
    records.create(Diary, Entry(), key)
    counted()
    half.create(tmp_path / "other")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "other")
    assert whole.compare(key.locator) is not None


def test_what_a_manifest_costs_does_not_grow(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(200):
        records.create(Diary, Entry(), key)
    counted()
    records.create(Diary, Entry(), key)
    sizes = {len(row.sealed) for row in Manifest.objects.all()}
    assert len(sizes) == 1
    touched: list[int] = []
    stored, store = sets.stored, sets.store
    monkeypatch.setattr(manifest, "stored", lambda ids: [touched.append(len(ids)), stored(ids)][1])
    monkeypatch.setattr(sets, "store", lambda *given: [touched.append(len(given[1])), store(*given)][1])
    with transaction.atomic():
        manifest.count()
    assert touched == [2, 2]  # the set and the head are read in one statement, and written in one


def test_any_number_of_manifests_is_kept_at_once() -> None:
    made = {uuid.uuid4(): (number, Sum(number, number, number)) for number in range(1, 251)}
    sets.keep(made)
    sets.keep(made | {next(iter(made)): (7, Sum(1, 2, 3))})
    kept = {set_id: (turn, sets.opened(set_id, (turn, sealed))[1]) for set_id, (turn, sealed) in sets.stored().items()}
    assert kept == made | {next(iter(made)): (7, Sum(1, 2, 3))}


def test_a_savepoint_that_is_undone_takes_its_changes_along(key: Key) -> None:
    records.create(Diary, Entry(), key)
    with transaction.atomic():
        records.create(Diary, Entry(), key)
        manifest.count()  # a line was written
        transaction.set_rollback(True)
    assert whole.compare(key.locator) is None
    counted()
    assert whole.compare(key.locator) is None
    assert whole.compare_head() is None


@pytest.mark.django_db(transaction=True)
def test_what_no_line_counted_is_counted_at_the_commit() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    with transaction.atomic():
        records.create(Diary, Entry(), key)
    records.create(Diary, Entry(), key)  # outside any transaction
    assert Manifest.objects.get(pk=key.locator).turn == 2
    assert whole.compare(key.locator) is None


@pytest.mark.django_db(transaction=True)
def test_who_is_killed_right_after_a_commit_has_counted() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    found: list[Difference | None] = []
    with transaction.atomic():
        transaction.on_commit(lambda: found.append(whole.compare(key.locator)))  # before all else after the commit
        records.create(Diary, Entry(), key)
    assert found == [None]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_counted_is_not_there(settings: Any, tmp_path: Path) -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "none")
    with pytest.raises(NotReady), transaction.atomic():
        records.create(Diary, Entry(), key)
    assert not Diary.objects.exists()
    assert not manifest.is_waiting()
    assert transaction.get_autocommit()


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_in_a_savepoint_that_is_undone_is_counted_at_the_commit() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    with transaction.atomic():
        records.create(Diary, Entry(), key)
        with transaction.atomic():
            counted()
            transaction.set_rollback(True)
    assert whole.compare(key.locator) is None


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_counts_nothing() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    with transaction.atomic():
        records.create(Diary, Entry(), key)
        in_order()
        manifest.count()
        transaction.set_rollback(True)
    assert not Manifest.objects.exists()
    assert not manifest.is_waiting()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_case_lose_nothing() -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])

    def write() -> None:
        for _ in range(10):
            with transaction.atomic():
                records.create(Diary, Entry(), key)
                in_order()
                manifest.count()

    at_once(*[write] * 4)
    assert Manifest.objects.get(pk=key.locator).turn == 40
    assert whole.compare(key.locator) is None
    assert whole.compare_head() is None


def test_a_salt_tells_its_turn_to_who_has_the_half() -> None:
    salt = manifest.salt(7, 3)
    assert len(salt) == manifest.SALT_SIZE
    key, seven, three = half.subkey(b"line salt"), (7).to_bytes(8), (3).to_bytes(8)
    halves = [suite.expand(key, b"number", seven, 8), suite.expand(key, b"turn", seven + three, 8)]
    assert salt == b"".join(halves)  # older lines must be told in the same way
    assert manifest.made_salt(7, salt)
    assert not manifest.made_salt(8, salt)
    assert not manifest.made_salt(7, bytes(16))
    assert manifest.is_told_by(7, salt, 3)
    assert manifest.is_told_by(7, salt, 4)  # a change that no line counted yet
    assert not manifest.is_told_by(7, salt, 2)


def test_django_still_drops_what_waits_for_a_commit_with_its_savepoint() -> None:
    """The counting rests on it, and on where it waits: a list that is not a public part of the framework."""
    with transaction.atomic():
        transaction.on_commit(print)
        assert [entry[1] for entry in connection.run_on_commit[-1:]] == [print]
        transaction.set_rollback(True)
    assert print not in [entry[1] for entry in connection.run_on_commit]


PARTS = st.builds(Sum, rows=st.integers(0, 9), versions=st.integers(0, 9), hash=st.integers(0, (1 << 256) - 1))


@given(PARTS, PARTS, PARTS)
def test_the_order_in_which_rows_come_does_not_matter(one: Sum, two: Sum, three: Sum) -> None:
    assert one.plus(two).plus(three) == three.plus(one).plus(two)
    assert one.plus(two).less(two) == one


class AnyWork(RuleBasedStateMachine):
    """Rows are made, rewritten, moved, deleted, rolled back, in any order: what is whole is always called whole."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = [grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])[0] for _ in range(2)]
        self.rows: list[Diary] = []

    def _row(self, data: st.DataObject) -> Diary:
        return data.draw(st.sampled_from(self.rows))

    @rule(which=st.booleans())
    def make(self, which: bool) -> None:
        self.rows.append(records.create(Diary, Entry(), self.keys[which]))

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), which=st.booleans())
    def move(self, data: st.DataObject, which: bool) -> None:
        records.move(self._row(data), Entry(), self.keys[which])

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        row = self._row(data)
        assert records.delete(row) == 1
        self.rows.remove(row)

    @rule()
    def count(self) -> None:
        counted()

    @rule(which=st.booleans(), line=st.booleans())
    def begin_and_fail(self, which: bool, line: bool) -> None:
        with transaction.atomic():
            records.create(Diary, Entry(), self.keys[which])
            if line:
                manifest.count()
            transaction.set_rollback(True)

    @invariant()
    def all_is_whole(self) -> None:
        assert all(whole.compare(key.locator) is None for key in self.keys)
        assert whole.compare_head() is None

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), how=st.sampled_from(["delete", "version", "locator"]))
    def attack(self, data: st.DataObject, how: str) -> None:
        """And what was changed past the program is never called whole."""
        row = self._row(data)
        with transaction.atomic():
            mine = Diary.objects.filter(pk=row.pk)
            changes = {"version": {"version": row.version + 1}, "locator": {"locator": uuid.uuid4()}}
            mine.delete() if how == "delete" else mine.update(**changes[how])
            assert whole.compare(row.locator) is not None
            transaction.set_rollback(True)


class TestAnyWork(TestCase):
    def test_any_work(self) -> None:
        run_state_machine_as_test(
            AnyWork,
            settings=choices(max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
        )


def test_a_line_tells_of_its_turn_and_of_a_few_before_it_is_behind() -> None:
    """Else a log that was cut back by any number of lines would agree with the rows."""
    told = manifest.salt(7, 500)
    assert manifest.is_told_by(7, told, 500)
    assert manifest.is_told_by(7, told, 500 + manifest.SLACK)
    assert not manifest.is_told_by(7, told, 500 + manifest.SLACK + 1)
    assert not manifest.is_told_by(7, told, 499)
    assert not manifest.is_told_by(8, told, 500)
