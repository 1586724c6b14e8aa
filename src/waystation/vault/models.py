"""What the database sees of the vault: random ids, epochs, versions, coarse days, sealed bytes."""

import uuid
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.db import models


def today() -> date:
    """The day, in UTC: the finest time that a row shows."""
    return datetime.now(UTC).date()


class Sealed(models.Model):
    """A row whose content only a keyring opens. Subclasses name their `record_type` and add opaque columns alone.

    Public keys stand in the database, so whoever can write to it can also post. A record that somebody relies on
    must have been written by a holder of its key; only what anybody may say, like a caller's message, sets
    `anyone_may_post`.
    """

    record_type: ClassVar[Any]
    anyone_may_post: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    locator = models.UUIDField(db_index=True)
    compartment = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    day = models.DateField(default=today)
    sealed = models.BinaryField()

    class Meta:
        abstract = True


class Address(models.Model):
    """The public half of a key: whoever finds it here can seal to its holders."""

    locator = models.UUIDField()
    compartment = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()

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
    """Some keys of one holder: posted by a granter, or folded by the holder. Its number is a session's cursor."""

    number = models.BigAutoField(primary_key=True)
    locator = models.UUIDField(db_index=True)
    sealed = models.BinaryField()


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
