"""Posted records share an encapsulation, and nobody but the address's holders can read one."""

import uuid

import pytest
from django.db import transaction

from tests.stage import Organisation
from tests.vault.rows.models import Entry, Postcard
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import DUTY, locator
from waystation.vault import batches, grants
from waystation.vault.batches import POSITION_SIZE
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Batch
from waystation.vault.records import post, read

pytestmark = pytest.mark.django_db


def posted(number: int = 1) -> list[Request]:
    place = (locator(DUTY), Compartment.SELF)
    return [post(Request, RequestStub(received_at=utc_now(), name=f"caller {n}"), place) for n in range(number)]


def position(row: Request) -> bytes:
    return bytes(row.sealed[1 : 1 + POSITION_SIZE])


def test_it_works_for_more_than_one_batch(dina: Actor, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        posted()
    rows = posted(batches.SIZE + 5)
    assert [read(row, dina.keys).name for row in rows] == [f"caller {n}" for n in range(len(rows))]
    assert [read(row, Keyring([dina.keys.key(locator(DUTY))])).name for row in reversed(rows)][-1] == "caller 0"
    assert len({position(row) for row in rows}) == len(rows)


def test_a_batch_is_shared_once_it_is_sure_to_stay(
    organisation: Organisation, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        (first,) = posted()
    second, third = posted(2)
    assert position(first)[:16] == position(second)[:16] == position(third)[:16]
    assert Batch.objects.count() == 1


def test_a_rolled_back_batch_is_never_written_with(dina: Actor) -> None:
    def interrupted() -> None:
        with transaction.atomic():
            posted()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    (row,) = posted()
    assert read(row, dina.keys).name == "caller 0"


def test_it_ends_with_its_size_and_its_time(
    organisation: Organisation, django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        (first,) = posted()
    monkeypatch.setattr(batches.time, "monotonic", lambda: 10.0**9)
    (late,) = posted()
    assert position(late)[:16] != position(first)[:16]


def test_who_posted_cannot_read_back(organisation: Organisation, django_capture_on_commit_callbacks: object) -> None:
    """What the process still has in memory gives no key of what it posted."""
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        posted()
    rows = posted(3)
    (pen,) = batches._pens.values()
    state, later = pen._state, set()
    for _ in range(batches.SIZE):
        key, following = batches._next(state)
        later |= {state, key}
        state = following
    holder = Keyring([organisation.founding.keys[DUTY]])
    used = {batches.opening_key(position(row), (locator(DUTY).bytes, 0, 0), holder) for row in rows}
    assert not used & later


def test_nobody_else_opens_it(organisation: Organisation) -> None:
    (row,) = posted()
    with pytest.raises(Locked):
        read(row, Keyring())
    with pytest.raises(Tampered):
        read(row, Keyring([Key.new(locator(DUTY))]))


@pytest.mark.parametrize("at", [0, 15, 16, 17])
def test_a_changed_position_is_noticed(dina: Actor, at: int) -> None:
    (row,) = posted()
    sealed = bytearray(bytes(row.sealed))
    sealed[1 + at] ^= 1
    row.sealed = bytes(sealed)
    with pytest.raises(Tampered):
        read(row, dina.keys)


def test_no_position_makes_more_keys_than_a_batch_has(dina: Actor) -> None:
    (row,) = posted()
    number = POSITION_SIZE - 16
    row.sealed = bytes(row.sealed[:17]) + batches.SIZE.to_bytes(number) + bytes(row.sealed[17 + number :])
    with pytest.raises(Tampered):
        read(row, dina.keys)
    assert not any(len(chain.keys) > 1 for chain in dina.keys.chains.values())


def test_a_batch_of_another_address_does_not_open(dina: Actor) -> None:
    case = uuid.uuid4()
    (key,) = grants.create_keys(case, [Compartment.CONTACT])
    (row,) = posted()
    Batch.objects.update(locator=case)
    assert read(row, dina.keys).name == "caller 0"  # the row's own column is for the eye; the seal says whose it is
    with pytest.raises(Tampered):
        batches.opening_key(position(row), (case.bytes, int(key.compartment), 0), Keyring([key]))


def test_an_opened_batch_serves_no_other_key(dina: Actor) -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.CONTACT])
    (row,) = posted()
    read(row, dina.keys)
    dina.keys.add(key)
    with pytest.raises(Tampered):
        batches.opening_key(position(row), (key.locator.bytes, int(key.compartment), 0), dina.keys)


def test_tables_have_batches_of_their_own(dina: Actor, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        posted()
        post(Postcard, Entry(text="x"), (locator(DUTY), Compartment.SELF))
    assert sorted(table for table, _ in batches._pens) == ["hotline_request", "rows_postcard"]


def test_a_missing_batch_is_noticed(dina: Actor) -> None:
    (row,) = posted()
    Batch.objects.all().delete()
    with pytest.raises(Tampered):
        read(row, dina.keys)
