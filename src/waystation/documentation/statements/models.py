"""Statements as the database sees them: sealed rows of the documentation team, and random ids."""

from django.db import models

from waystation.documentation.models import OfEvent
from waystation.documentation.statements import records
from waystation.vault.models import Sealed


class StatementRow(Sealed):
    """Who told us, when and how. Lists open these; the words stand apart."""

    record_type = records.Statement


class WordsRow(Sealed):
    """The words of a statement, under its id."""

    record_type = records.Words
    kept_open = False


class AssertionRow(OfEvent):
    """What is asserted by a statement about an event."""

    record_type = records.Asserted
    statement = models.UUIDField(db_index=True)


class StatusReviewRow(OfEvent):
    """What a reviewer says of a claim about an event."""

    record_type = records.Reviewed


class IndependenceRow(Sealed):
    """What a reviewer says of two sources."""

    record_type = records.Compared
