"""Figures as the database sees them: sealed rows of the documentation team."""

from waystation.documentation.figures import records
from waystation.vault.models import Sealed


class FigureRow(Sealed):
    """A number as somebody stated it. Written once: never changed, never deleted."""

    record_type = records.Kept
