"""Documentation as the database sees it: sealed rows of the documentation team.

`event` is the random id of the event to which something belongs: rows with the same one are counted together.
"""

from django.apps import apps
from django.db import models

from waystation.documentation import records
from waystation.vault.models import Sealed


class EventRow(Sealed):
    """What happened."""

    record_type = records.Event


class PersonRow(Sealed):
    """Somebody of whom events tell, or who tells of them."""

    record_type = records.Person


class OfEvent(Sealed):
    """Base of what belongs to one event."""

    set_column = "event"
    event = models.UUIDField(db_index=True)

    class Meta:
        abstract = True


class ActRow(OfEvent):
    """What was done to one victim."""

    record_type = records.Act


class InvolvementRow(OfEvent):
    """Who did it."""

    record_type = records.Involvement


class InformationRow(OfEvent):
    """Who told us."""

    record_type = records.Information


class InterventionRow(OfEvent):
    """What was done because of it."""

    record_type = records.Intervention


class BiographicRow(Sealed):
    """A part of the life of one person."""

    record_type = records.BiographicDetail
    set_column = "person"
    person = models.UUIDField(db_index=True)


OF_EVENT: tuple[type[OfEvent], ...] = (ActRow, InvolvementRow, InformationRow, InterventionRow)
"""Every kind of row of this room that belongs to one event."""


def of_event() -> list[type[OfEvent]]:
    """Every kind of row that belongs to one event and goes with it, whichever room keeps it."""
    return [model for model in apps.get_models() if issubclass(model, OfEvent)]
