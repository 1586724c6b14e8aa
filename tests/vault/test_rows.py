"""Many rows at once are stored as one by one: every kind of column, nothing, and what is there already."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction

from waystation.vault.models import Address, Manifest, Sealed
from waystation.vault.rows import insert, store
from waystation.vault.sets import kinds

pytestmark = pytest.mark.django_db

MADE: dict[type[models.Field[Any, Any]], Callable[[int], Any]] = {
    models.UUIDField: lambda number: uuid.uuid4(),
    models.PositiveSmallIntegerField: lambda number: number % 7,
    models.PositiveIntegerField: lambda number: number * 100_000,
    models.BooleanField: lambda number: number % 2 == 0,
    models.BinaryField: lambda number: os.urandom(number),
    models.DateField: lambda number: date(2026, 1, 1 + number),
    models.DateTimeField: lambda number: datetime(2026, 1, 1 + number, 12, 30, 1, 5000, tzinfo=UTC),
    models.CharField: lambda number: f"Ӏ'\\{number}",
}
ONE_FEW_MANY = (1, 3, 20)


def value(field: models.Field[Any, Any], number: int) -> Any:
    return None if field.null and number % 3 == 0 else MADE[type(field)](number)


def seen(row: models.Model, names: list[str]) -> list[Any]:
    return [bytes(found) if isinstance(found := getattr(row, name), memoryview) else found for name in names]


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model._meta.label)
def test_of_every_kind_many_rows_are_stored_as_they_are(model: type[Sealed]) -> None:
    fields = model._meta.concrete_fields
    if any(field.is_relation for field in fields):
        pytest.skip("its rows need others")
    names = [field.name for field in fields]
    for count in ONE_FEW_MANY:
        rows = [model(**{field.name: value(field, number) for field in fields}) for number in range(count)]
        insert(*rows)
        stored = model._default_manager.in_bulk([row.pk for row in rows])
        assert [seen(stored[row.pk], names) for row in rows] == [seen(row, names) for row in rows]


def test_nothing_is_stored_of_nothing() -> None:
    insert()
    store(Manifest, [])
    assert not Manifest.objects.exists()


@pytest.mark.parametrize("count", ONE_FEW_MANY)
def test_what_is_there_already_is_refused_or_gives_way(count: int) -> None:
    ids = [uuid.uuid4() for _ in range(count)]
    store(Manifest, [(id_, 1, b"first") for id_ in ids])
    with pytest.raises(IntegrityError), transaction.atomic():
        store(Manifest, [(id_, 2, b"second") for id_ in (*(uuid.uuid4() for _ in ids), ids[0])])
    assert Manifest.objects.count() == count
    store(Manifest, [(id_, 2, b"second") for id_ in ids], "ON CONFLICT (id) DO UPDATE SET turn = excluded.turn")
    assert {(row.turn, bytes(row.sealed)) for row in Manifest.objects.all()} == {(2, b"first")}


@pytest.mark.parametrize("count", ONE_FEW_MANY)
def test_what_does_not_fit_is_an_error_of_the_framework_s(count: int) -> None:
    rows = [(uuid.uuid4(), 1, 0, b"", None) for _ in range(count)]
    with pytest.raises(DatabaseError), transaction.atomic():
        store(Address, rows)
    assert not Address.objects.exists()
