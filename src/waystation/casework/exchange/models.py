"""The exchange as the database sees it."""

from django.db import models

from waystation.casework.exchange import records
from waystation.vault.models import Sealed


class ImportRow(Sealed):
    """A table that is taken in, for the coordinators; `file` names its sealed cells in the store."""

    record_type = records.Import
    names_files = "file"
    file = models.UUIDField(db_index=True)


class OwnKeyRow(Sealed):
    """For the coordinators; the newest is given to partners, all of them open bundles."""

    record_type = records.OwnKey


class PartnerRow(Sealed):
    """For the coordinators."""

    record_type = records.Partner


class TransferRow(Sealed):
    """Stands under the case."""

    record_type = records.Transfer


class IncomingRow(Sealed):
    """A bundle that waits for a decision, for the coordinators; `file` names it in the store."""

    record_type = records.Incoming
    names_files = "file"
    file = models.UUIDField(db_index=True)


class ArrivedRow(Sealed):
    """A bundle that a partner's program brought, sealed to the coordinators; nobody has opened it yet.

    Its id follows from the token and from what came, so that the same one again is the same row. `token`, `state` and
    `answer` are what the partner's program is told when it asks.
    """

    record_type = records.Arrived
    anyone_may_post = True
    names_files = "file"
    file = models.UUIDField(db_index=True)
    token = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10, default="waiting")
    answer = models.CharField(max_length=9, default="")


class SendingRow(Sealed):
    """A bundle that leaves with nobody signed in, under the vault half; `state` and `answer` are what became of it."""

    record_type = records.Sending
    names_files = "file"
    file = models.UUIDField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, default="leaving")
    answer = models.CharField(max_length=9, default="")
