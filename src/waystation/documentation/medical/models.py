"""Evaluations as the database sees them: sealed rows of the medical part of a case, and random ids."""

from django.db import models

from waystation.documentation.medical import records
from waystation.vault.models import Sealed


class EvaluationRow(Sealed):
    """One evaluation of one person."""

    record_type = records.Evaluation


class FindingRow(Sealed):
    """One finding of an evaluation."""

    record_type = records.Finding
    set_column = "evaluation"
    evaluation = models.UUIDField(db_index=True)


class PictureRow(Sealed):
    """One photograph of an evaluation, as it may be looked at; `exhibit` is of which exhibit, null: it came here."""

    record_type = records.Picture
    set_column = "evaluation"
    names_files = "file"
    file = models.UUIDField(db_index=True)
    evaluation = models.UUIDField(db_index=True)
    exhibit = models.UUIDField(null=True, db_index=True)


class AsItCameRow(Sealed):
    """The bytes of a photograph that was taken in here, under its id."""

    record_type = records.AsItCame
    set_column = "evaluation"
    names_files = "file"
    file = models.UUIDField(db_index=True)
    evaluation = models.UUIDField(db_index=True)
