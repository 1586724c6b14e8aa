"""Attack 12, every kind of row: whoever writes to the database, with public keys alone, forges one.

Anything that a member of staff relies on must have been written with a key; what anybody may post is told from it.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.attacks import forge
from tests.attacks.kinds import KINDS, bare
from tests.vault.rows.models import Entry
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.vault import batches, records, sets, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.grants import address
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.padding import pad

RELIED_ON = [model for model in KINDS if not model.anyone_may_post]
PACKED = pad(b'{"text":"forged"}')


def posted(row: Sealed) -> bytes:
    """As the product itself posts."""
    return forge.posted(row, Entry(text="forged"), address(row.locator, Compartment(row.compartment))[1])


def posted_and_called_written(row: Sealed) -> bytes:
    return records.WRITTEN + posted(row)[1:]


def _bound(row: Sealed) -> bytes:
    return records._bound_to(row._meta.db_table, records._place_of(row), records.WRITTEN)


def under_a_key_that_a_batch_gives(row: Sealed) -> bytes:
    """Whoever posts knows the key of a record; used for the other form."""
    place = (row.locator, row.compartment, row.epoch)
    _, key = batches.next_key(row._meta.db_table, place, address(row.locator, Compartment(row.compartment))[1])
    return records.WRITTEN + suite.encrypt_beside(key, _bound(row), PACKED)


def under_the_public_key(row: Sealed) -> bytes:
    public = address(row.locator, Compartment(row.compartment))[1]
    key = suite.derive(public[:32], b"record", row.id.bytes)
    return records.WRITTEN + suite.encrypt_beside(key, _bound(row), PACKED)


def sealed_by_hpke(row: Sealed) -> bytes:
    public = address(row.locator, Compartment(row.compartment))[1]
    return records.WRITTEN + suite.seal_to(public, _bound(row), PACKED)


FORGERIES = [posted, posted_and_called_written, under_a_key_that_a_batch_gives, under_the_public_key, sealed_by_hpke]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda each: each.__name__)
def test_no_kind_of_row_is_forged(dina: Actor, forgery: Any) -> None:
    for model in KINDS:
        row = bare(model, dina.keys.key(locator(DUTY)))
        row.sealed = forgery(row)
        if forgery is posted and model.anyone_may_post:
            assert bytes(row.sealed[:1]) == records.POSTED  # by which the rooms tell it from what staff wrote
            continue
        with pytest.raises((Tampered, Locked)):
            records.read(row, dina.keys)


@pytest.mark.parametrize("model", RELIED_ON, ids=lambda each: each._meta.label)
def test_without_that_rule_each_would_be(dina: Actor, model: type[Sealed], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "anyone_may_post", True)
    monkeypatch.setattr(model, "record_type", Entry)
    row = bare(model, dina.keys.key(locator(DUTY)))
    row.sealed = posted(row)
    assert records.read(row, dina.keys) == Entry(text="forged")


@pytest.mark.parametrize("model", KINDS, ids=lambda each: each._meta.label)
def test_no_kind_of_row_is_slipped_in(dina: Actor, model: type[Sealed]) -> None:
    """Not even one that a stranger might have sent, or that a colleague wrote with a true key."""
    row = bare(model, dina.keys.key(locator(DUTY)))
    row.sealed = posted(row)
    row.save(force_insert=True)
    assert whole.compare(sets.set_of(row)) is not None


@pytest.mark.parametrize("model", KINDS, ids=lambda each: each._meta.label)
@pytest.mark.parametrize("what", ["deleted", "older", "elsewhere", "another epoch"])
def test_no_kind_of_row_is_changed_past_the_manifest(dina: Actor, model: type[Sealed], what: str) -> None:
    """Attacks 9 and 11, for every kind."""
    key = dina.keys.key(locator(DUTY))
    row = bare(model, key)
    row = records.create(model, Entry(), key, **{field.attname: getattr(row, field.attname) for field in _own(model)})
    records.move(row, Entry(), key)
    set_id = sets.set_of(row)
    assert whole.compare(set_id) is None
    mine = model._default_manager.filter(pk=row.pk)
    changes = {"older": {"version": 1}, "elsewhere": {"locator": uuid.uuid4()}, "another epoch": {"epoch": 1}}
    mine.delete() if what == "deleted" else mine.update(**changes[what])
    assert whole.compare(set_id) is not None


def _own(model: type[Sealed]) -> list[Any]:
    base = {field.name for field in Sealed._meta.fields}
    return [field for field in model._meta.concrete_fields if field.name not in base]


def test_a_key_that_is_not_ours_opens_nothing_of_ours(dina: Actor) -> None:
    key = dina.keys.key(locator(DUTY))
    mine = Key.new(key.locator, key.compartment)
    for model in KINDS:
        row = bare(model, mine)
        records._write(row, Entry(text="forged"), mine)
        with pytest.raises(Tampered):
            records.read(row, dina.keys)
