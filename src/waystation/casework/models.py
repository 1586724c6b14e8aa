"""A case as the database sees it: sealed rows under one random id, and nothing that says what of."""

from datetime import datetime

from django.db import models

from waystation.casework import records
from waystation.vault.models import Sealed, SealedRows


class Case(Sealed):
    """The stub of a case, in LIST. Its id is the locator of all that belongs to it."""

    record_type = records.CaseStub


class NeedRow(Sealed):
    record_type = records.Need


class RiskRow(Sealed):
    record_type = records.Risk


class ConsentRow(Sealed):
    record_type = records.Consent


class ConsentTextRow(Sealed):
    """One version of a text; stands under the duty team."""

    record_type = records.ConsentText


class UseRow(Sealed):
    record_type = records.Use


class ReleaseRow(Sealed):
    record_type = records.Release


class NoteRow(Sealed):
    record_type = records.Note


class FileRow(Sealed):
    """One file, in any compartment; `file` is its name in the store, so that a file that no row names can go."""

    record_type = records.File
    names_files = "file"
    file = models.UUIDField(db_index=True)


class MoveRow(Sealed):
    record_type = records.Move


class ViewRow(Sealed):
    """A saved view, under a person's own key or a team's."""

    record_type = records.View


class ChangeRow(Sealed):
    """One change of one row: sealed where that row is, and erased with it. `of` is the row's random id."""

    record_type = records.Change
    kept_open = False
    of = models.UUIDField(db_index=True)


class PairRow(Sealed):
    """Two persons who are likely the same, in IDENTITY of the case in which that was noticed."""

    record_type = records.Pair


class FundsRow(Sealed):
    record_type = records.Funds


class AwayRow(Sealed):
    """Belongs to the duty team: who is away, and who stands in, is nobody else's to know."""

    record_type = records.Away


class AlertRows(SealedRows):
    def due(self, now: datetime) -> "AlertRows":
        """Those for which the duty team is to be called by now and was not, the longest due first."""
        return self.filter(told=False, alarm_at__lte=now).order_by("alarm_at")


class AlertRow(Sealed):
    """The worker reads the columns alone: when to call the duty team, to the minute, and whether it was called."""

    record_type = records.Alert
    alarm_at = models.DateTimeField(null=True)
    told = models.BooleanField(default=False)

    objects = AlertRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["told", "alarm_at"], name="casework_alarms")]
