"""What the database sees of evacuation: sealed rows, and for a check-in when to alarm and whether."""

from datetime import datetime

from django.db import models

from waystation.evacuation.records import (
    BookingRecord,
    CheckInRecord,
    CheckInState,
    HelperRecord,
    JourneyRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.vault.models import Sealed, SealedRows


class Place(Sealed):
    """Belongs to coordination. Its version counts bookings too: that is what keeps a bed from being given twice."""

    record_type = PlaceRecord


class Helper(Sealed):
    """Belongs to coordination. Its version counts the legs given to it."""

    record_type = HelperRecord


class Journey(Sealed):
    """Belongs to the logistics of its case. Its version counts every change of its legs."""

    record_type = JourneyRecord


class Leg(Sealed):
    """Belongs to the logistics of its case; which journey it is part of is sealed."""

    record_type = LegRecord


class Booking(Sealed):
    """Belongs to coordination; which house, whom for and when is sealed."""

    record_type = BookingRecord


class CheckInRows(SealedRows):
    def over(self, now: datetime) -> "CheckInRows":
        """Those whose alarm is due and that nobody claimed yet, the longest overdue first."""
        return self.filter(state=CheckInState.EXPECTED, alarm_at__lte=now).order_by("alarm_at")

    def unheard(self) -> "CheckInRows":
        """Alarms of which the duty team has not been told."""
        return self.filter(state=CheckInState.MISSED, told=False)

    def alarming(self) -> "CheckInRows":
        """Alarms that nobody has taken on."""
        return self.filter(state=CheckInState.MISSED)


class CheckIn(Sealed):
    """Belongs to the duty team. The worker reads the columns alone and needs no key."""

    record_type = CheckInRecord
    alarm_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(default=CheckInState.EXPECTED)
    told = models.BooleanField(default=False)

    objects = CheckInRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "alarm_at"], name="check_in_alarms")]
