"""What the database sees: sealed rows, when one of them goes, and when to alarm."""

from datetime import datetime

from django.db import models

from waystation.hotline.briefings import records
from waystation.hotline.briefings.records import Confirmed
from waystation.vault.models import Sealed, SealedRows


class BriefingRow(Sealed):
    """Under the key of its phrase alone. `gone_after` is a full hour: when it opens and closes is sealed.

    `read` says that the words were used.
    """

    record_type = records.Briefing
    newest_key_only = False  # a phrase has one key, which is published nowhere
    kept_open = False
    gone_after = models.DateTimeField(db_index=True)
    read = models.BooleanField(default=False)


class ConfirmationRows(SealedRows):
    def over(self, now: datetime) -> "ConfirmationRows":
        """Those whose alarm is due and that nobody claimed yet, the longest due first."""
        return self.filter(state=Confirmed.EXPECTED, alarm_at__lte=now).order_by("alarm_at")

    def alarming(self) -> "ConfirmationRows":
        """Alarms that nobody has taken on."""
        return self.filter(state=Confirmed.MISSED)


class ConfirmationRow(Sealed):
    """Belongs to the duty team. The worker and the page of the phrase read and change the columns alone."""

    record_type = records.Confirmation
    alarm_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(default=Confirmed.EXPECTED)
    told = models.BooleanField(default=False)

    objects = ConfirmationRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "alarm_at"], name="confirmation_alarms")]


class ReportRow(Sealed):
    """Posted to the coordinators by whoever used the words; of whom it speaks is sealed."""

    record_type = records.Report
    anyone_may_post = True
