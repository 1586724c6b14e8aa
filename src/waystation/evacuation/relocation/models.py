"""What the database sees of relocation: sealed rows, and when to call the duty team, never why."""

from datetime import datetime

from django.db import models

from waystation.evacuation.relocation import records
from waystation.vault.models import Sealed, SealedRows


class TrackRow(Sealed):
    """Belongs to the logistics of its case, as all parts of a track do; which track they are of is sealed."""

    record_type = records.Track


class StepRow(Sealed):
    record_type = records.Step


class NeededRow(Sealed):
    record_type = records.Needed


class AppointmentRow(Sealed):
    record_type = records.Appointment


class ApplicationRow(Sealed):
    record_type = records.Application


class ArrivalRow(Sealed):
    record_type = records.Arrival


class CheckUpRow(Sealed):
    record_type = records.CheckUp


class TermsRow(Sealed):
    """Belongs to coordination."""

    record_type = records.Terms


class TemplateRow(Sealed):
    """Belongs to coordination."""

    record_type = records.Template


class TimerRows(SealedRows):
    def over(self, now: datetime) -> "TimerRows":
        """Those for which the duty team is to be called by now and was not, the longest due first."""
        return self.filter(told=False, alarm_at__lte=now).order_by("alarm_at")


class TimerRow(Sealed):
    """The worker reads the columns alone and needs no key."""

    record_type = records.Timer
    alarm_at = models.DateTimeField(null=True)
    told = models.BooleanField(default=False)

    objects = TimerRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["told", "alarm_at"], name="relocation_alarms")]
