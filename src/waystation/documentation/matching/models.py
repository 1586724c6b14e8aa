"""Decisions on pairs as the database sees them: sealed rows of the documentation team."""

from waystation.documentation.matching import records
from waystation.vault.models import Sealed


class MatchRow(Sealed):
    """What was decided of two persons."""

    record_type = records.Match
