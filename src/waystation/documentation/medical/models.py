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
