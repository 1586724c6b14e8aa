"""Duty as the database sees it: sealed rows. Who is on duty, and where they are woken, stands in none of them."""

from django.db import models

from waystation.duty import records
from waystation.vault.models import Sealed


class ShiftRow(Sealed):
    """Under the vault half: an alarm must find who is on duty with nobody signed in."""

    record_type = records.Shift


class DeviceRow(Sealed):
    """Under the vault half, for the same reason."""

    record_type = records.DeviceRecord


class KnockRow(Sealed):
    """Under the vault half. While it is being sent, `next_try` is when it is tried again."""

    record_type = records.Knock
    state = models.CharField(max_length=8, default="waiting", db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()


class HandOverRow(Sealed):
    """Belongs to the duty team: nobody reads it without their keys."""

    record_type = records.HandOver
