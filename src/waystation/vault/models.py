"""What the database sees of the vault: random ids, epochs, versions, coarse days, sealed bytes."""

import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar

from django.db import models

from waystation.vault.changes import writing

# What a session that has opened a row goes by.
_WATCHED = frozenset(["locator", "compartment", "epoch", "version", "sealed"])


def today() -> date:
    """The day, in UTC: the finest time that a row shows."""
    return datetime.now(UTC).date()


class SealedRows(models.QuerySet[Any]):
    """Rows whose changes are noticed by the sessions that have opened them (see `changes`)."""

    def update(self, **values: Any) -> int:
        if not values.keys().isdisjoint(self.model.clear_columns()):
            raise TypeError("a manifest counts this column: use records.set_columns")
        stamped_by = self.model.stamped_by
        if not {stamped_by, *_WATCHED} & set(values):
            return super().update(**values)
        new = [values[stamped_by]] if stamped_by in values else []
        with writing(self.model, lambda: self._stamped() + new):
            return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        with writing(self.model, self._stamped):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        with writing(self.model, lambda: [getattr(row, self.model.stamped_by) for row in rows]):
            return super().bulk_create(rows, *args, **kwargs)

    def _stamped(self) -> list[uuid.UUID]:
        return list(self.order_by().values_list(self.model.stamped_by, flat=True))


class Sealed(models.Model):
    """A row whose content only a keyring opens. Subclasses name their `record_type` and add opaque columns alone.

    Public keys stand in the database, so whoever can write to it can also post. A record that somebody relies on
    must have been written by a holder of its key; only what anybody may say, like a caller's message, sets
    `anyone_may_post`. Of the keys of a compartment the newest counts, and what was written with an older one is
    refused, except where the epochs are several keys at once: then `newest_key_only` is False. `stamped_by` names the
    random id by which sessions look for what changed; of a kind that is not `kept_open` they keep none. `set_column`
    is the column that rows which belong together have in common: a manifest counts them, and what further columns say
    in clear, unless these are `uncounted`.
    """

    record_type: ClassVar[Any]
    anyone_may_post: ClassVar[bool] = False
    newest_key_only: ClassVar[bool] = True
    stamped_by: ClassVar[str] = "id"
    kept_open: ClassVar[bool] = True
    set_column: ClassVar[str] = "locator"
    uncounted: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    locator = models.UUIDField(db_index=True)
    compartment = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    day = models.DateField(default=today)
    sealed = models.BinaryField()

    objects = SealedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the row as it is. Verbs seal one with `records` instead."""
        with self.writing():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with self.writing():
            return super().delete(*args, **kwargs)

    @classmethod
    @cache
    def clear_columns(cls) -> tuple[str, ...]:
        """What a manifest counts besides the place and the version of a row: see `records.set_columns`."""
        passed_over = {*(field.name for field in Sealed._meta.fields), cls.set_column, *cls.uncounted}
        return tuple(field.name for field in cls._meta.concrete_fields if field.name not in passed_over)

    def writing(self) -> AbstractContextManager[None]:
        """Around the writing or deleting of this row: sessions will look at it again."""
        return writing(type(self), lambda: [getattr(self, self.stamped_by)])


class Stamp(models.Model):
    """A random number that another takes the place of when a row in this part of a table changes: see `changes`."""

    table = models.CharField(max_length=63)
    part = models.PositiveSmallIntegerField()
    stamp = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "part"], name="one_stamp_per_part")]


class Manifest(models.Model):
    """How many rows of a set there are, and a keyed hash over which: see manifest.py. Its id is what they share."""

    id = models.UUIDField(primary_key=True)
    turn = models.PositiveBigIntegerField()
    sealed = models.BinaryField()


class Address(models.Model):
    """The public half of a key: whoever finds it here can seal to its holders, if the mark proves it to be ours."""

    locator = models.UUIDField()
    compartment = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()
    mark = models.BinaryField(max_length=16, default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["locator", "compartment", "epoch"], name="one_address_per_epoch")
        ]


class Batch(models.Model):
    """What opens the records that were posted to one address within a few minutes, sealed to that address."""

    id = models.UUIDField(primary_key=True)
    locator = models.UUIDField()
    compartment = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()


class RingPage(models.Model):
    """Some keys of one holder: posted by a granter, or folded by the holder. Its number is a session's cursor.

    `mark` proves that this installation posted it: anybody can seal to a public key.
    """

    number = models.BigAutoField(primary_key=True)
    locator = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    mark = models.BinaryField(max_length=16, default=b"")


class Tombstone(models.Model):
    """What stood under this id and compartment was erased: whoever still holds its key drops it, nothing comes back.

    `mark` is a keyed digest of the rest under the vault half: who merely writes to the database cannot bury anything.
    """

    locator = models.UUIDField()
    compartment = models.PositiveSmallIntegerField()
    mark = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["locator", "compartment"], name="one_tombstone_each")]


class Session(models.Model):
    """Found by the hash of a cookie; opened by the cookie itself. `ends_at` is a full hour: a time to delete it."""

    id = models.BinaryField(primary_key=True, max_length=32)
    sealed = models.BinaryField()
    ends_at = models.DateTimeField()


class RecoveryKey(models.Model):
    """The public half of the one recovery key, and what tells its shares. The private half is with the trustees alone.

    `commitments` has 32 bytes for each share, in order. `mark` is a keyed digest of the rest under the vault half: who
    can merely write to the database cannot put a key of their own here.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    threshold = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    commitments = models.BinaryField()
    mark = models.BinaryField(max_length=16)


class RecoveryCopy(models.Model):
    """What a holder needs to be restored, sealed to the recovery key. Its id is the holder's locator."""

    id = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()


class ModeRow(models.Model):
    """The security mode with its number, sealed under the vault half."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sealed = models.BinaryField()
