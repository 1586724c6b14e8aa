"""What rows say in clear is counted by their manifests, as this database keeps it, in every kind of row."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection, models, transaction

from tests.attacks.kinds import KINDS, columns
from tests.vault.rows.models import Entry, Postcard
from waystation.audit.log import log
from waystation.evacuation.models import CheckIn
from waystation.hotline.models import Outgoing
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.vault import records, sets, whole
from waystation.vault.models import Sealed
from waystation.vault.whole import Difference

COLUMNS = [(model, name) for model in KINDS for name in model.clear_columns()]
MSK = timezone(timedelta(hours=3))


def another(value: Any, field: Any) -> Any:
    if value is None and isinstance(field, models.DateTimeField):
        return datetime.now(UTC)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return value + "x" if isinstance(value, str) else uuid.uuid4()


def made(actor: Actor, model: type[Sealed], **more: Any) -> Any:
    with transaction.atomic():
        row = records.create(model, Entry(), actor.keys.key(locator(DUTY)), **(columns(model) | more))
        log(None, "test.made")
    return row


def compare(row: Sealed) -> Difference | None:
    return whole.compare(sets.set_of(row))


@pytest.mark.parametrize(("model", "name"), COLUMNS, ids=lambda each: getattr(each, "__name__", each))
def test_each_is_noticed_when_it_changes(dina: Actor, model: type[Sealed], name: str) -> None:
    row = made(dina, model)
    assert compare(row) is None
    before = getattr(model._base_manager.get(pk=row.pk), name)
    model._base_manager.filter(pk=row.pk).update(**{name: another(before, model._meta.get_field(name))})
    assert compare(row) == Difference()
    model._base_manager.filter(pk=row.pk).update(**{name: before})
    assert compare(row) is None


def test_these_are_counted() -> None:
    found = {(model.__name__, name) for model, name in COLUMNS}
    assert {("CheckIn", "state"), ("CheckIn", "alarm_at"), ("CheckIn", "told")} <= found
    assert {("Outgoing", "state"), ("Outgoing", "next_try"), ("Outgoing", "thread"), ("Request", "caller")} <= found


TIMES = [datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 0, 0, 0, 120000, tzinfo=MSK)]


@pytest.mark.parametrize("at", TIMES)
def test_a_time_counts_as_the_moment_that_it_is(dina: Actor, at: datetime) -> None:
    row = made(dina, CheckIn, alarm_at=at)
    assert compare(row) is None
    assert sets.row_of(CheckIn.objects.get(pk=row.pk)) == sets.row_of(row)


def test_nothing_and_an_empty_text_are_told_apart(dina: Actor) -> None:
    rows = [made(dina, Outgoing, state=state, thread=None) for state in ("", "None")]
    assert len({sets.row_of(row)[-1] for row in rows}) == 2
    assert compare(rows[0]) is None


def test_set_by_the_program_they_are_as_they_should_be(dina: Actor) -> None:
    rows = [made(dina, Postcard) for _ in range(3)]
    assert records.set_columns(Postcard.objects.filter(pk__in=[row.pk for row in rows[1:]]), mark="x") == 2
    assert compare(rows[0]) is None
    assert sorted(Postcard.objects.values_list("mark", flat=True)) == ["", "x", "x"]
    assert records.set_columns(Postcard.objects.filter(mark="y"), mark="z") == 0


def test_whoever_is_killed_right_after_the_commit_leaves_no_false_alarm(dina: Actor) -> None:
    row = made(dina, Postcard)
    records.set_columns(Postcard.objects.all(), mark="x")
    connection.run_on_commit.clear()  # where what is left to do after a commit stands
    assert compare(row) is None


def test_a_row_in_hand_may_be_older_than_its_columns(dina: Actor) -> None:
    """A session has read it, then the worker changed the columns, which makes no new version."""
    rows = [made(dina, Postcard) for _ in range(2)]
    records.set_columns(Postcard.objects.all(), mark="x")
    with transaction.atomic():
        records.rewrite(rows[0], Entry(text="later"), dina.keys)
        records.delete(rows[1])
        log(None, "test.done")
    assert Postcard.objects.get().mark == "x"
    assert compare(rows[0]) is None


def test_a_query_that_would_pass_by_the_manifest_is_refused(dina: Actor) -> None:
    made(dina, Postcard)
    with pytest.raises(TypeError):
        Postcard.objects.update(mark="x")


def test_binary_columns_are_named_as_uncounted() -> None:
    """A database writes no bytes as text: a kind with such a column says who else answers for it."""
    for model, name in COLUMNS:
        assert not isinstance(model._meta.get_field(name), models.BinaryField)
