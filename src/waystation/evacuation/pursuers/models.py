"""Pursuers and conflicts as the database sees them: sealed rows under the random id of a case."""

from datetime import datetime

from django.db import models

from waystation.evacuation.pursuers import records
from waystation.vault.models import Sealed, SealedRows


class Pursuer(Sealed):
    """In LOGISTICS of the case that they hunt."""

    record_type = records.PursuerRecord


class Sighting(Sealed):
    """In LOGISTICS of the case in which it was noted."""

    record_type = records.SightingRecord


class Reach(Sealed):
    """In LOGISTICS of the case in which it was noted."""

    record_type = records.ReachRecord


class StatedZone(Sealed):
    """In LOGISTICS of the case that is hunted."""

    record_type = records.StatedZoneRecord


class Conflict(Sealed):
    """In LOGISTICS of each of the two cases: a row here, its twin there."""

    record_type = records.ConflictRecord


class Override(Sealed):
    """In LOGISTICS of the case that is let go within reach."""

    record_type = records.OverrideRecord


class AlarmRows(SealedRows):
    def rung(self) -> "AlarmRows":
        """Those whose time has come, taken on or not."""
        return self.exclude(state=records.AlarmState.AHEAD)

    def ahead(self) -> "AlarmRows":
        """Those whose time has not come."""
        return self.filter(state=records.AlarmState.AHEAD)

    def raised(self) -> "AlarmRows":
        """Those that nobody has taken on."""
        return self.filter(state=records.AlarmState.RAISED)

    def unheard(self, now: datetime) -> "AlarmRows":
        """Those that nobody has taken on, of whom the duty team is to be told again."""
        return self.raised().filter(call_at__lte=now)


class Alarm(Sealed):
    """Belongs to the duty team. The worker reads the columns alone and needs no key."""

    record_type = records.AlarmRecord
    call_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(default=records.AlarmState.RAISED)

    objects = AlarmRows.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "call_at"], name="pursuer_alarms")]
