"""What the database sees of evacuation: sealed rows, and for a check-in when to alarm and whether."""

from datetime import datetime

from django.db import models

from waystation.evacuation.check_ins.records import Emergency, Escalation, Protocol, Unreachable
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


OPEN = (CheckInState.EXPECTED, CheckInState.MISSED, CheckInState.ATTENDED)


class CheckInRows(SealedRows):
    def over(self, now: datetime) -> "CheckInRows":
        """Those whose timer has gone off and that nobody claimed yet, the longest over first."""
        return self.filter(state__in=OPEN, alarm_at__lte=now).order_by("alarm_at", "pk")

    def unheard(self) -> "CheckInRows":
        """Alarms of which nobody has been told yet."""
        return self.filter(state=CheckInState.MISSED, told=False)

    def alarming(self) -> "CheckInRows":
        """Alarms that nobody has taken on."""
        return self.filter(state=CheckInState.MISSED)

    def open(self) -> "CheckInRows":
        """Those that are not over."""
        return self.filter(state__in=OPEN)


class CheckIn(Sealed):
    """Belongs to the duty team. The worker reads the columns alone and needs no key.

    `due_at`: from when silence counts. `alarm_at`: when the timer goes off next. `steps` of the escalation were taken,
    and in the last of them `calls` were made; `fired_at` is when it was taken. `told`: the last call was made.
    """

    record_type = CheckInRecord
    due_at = models.DateTimeField()
    alarm_at = models.DateTimeField(null=True)
    state = models.PositiveSmallIntegerField(default=CheckInState.EXPECTED)
    told = models.BooleanField(default=False)
    steps = models.PositiveSmallIntegerField(default=0)
    calls = models.PositiveSmallIntegerField(default=0)
    fired_at = models.DateTimeField(null=True)
    escalation = models.UUIDField(null=True)

    objects = CheckInRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "alarm_at"], name="check_in_alarms")]


class EscalationRow(Sealed):
    """Under the vault half: timers read it with nobody signed in."""

    record_type = Escalation


class ProtocolRow(Sealed):
    """Belongs to the duty team, which needs it in an alarm; which house it is of says only an id."""

    record_type = Protocol


class EmergencyRow(Sealed):
    """Belongs to the contact part of its case."""

    record_type = Emergency


class UnreachableRow(Sealed):
    """Under the vault half, and inside it under a key that stands in the case: neither alone opens it."""

    record_type = Unreachable
