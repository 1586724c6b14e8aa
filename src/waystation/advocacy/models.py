"""Advocacy as the database sees it: sealed rows of the advocacy team.

`submission` is the random id of the submission to which a reply belongs: rows with the same one are counted together.
"""

from django.db import models

from waystation.advocacy import records
from waystation.vault.models import Sealed


class AuthorityRow(Sealed):
    """Whom one may ask."""

    record_type = records.Authority


class SubmissionRow(Sealed):
    """What one of them was asked."""

    record_type = records.Submission


class PressureRow(Sealed):
    """What was said or done in public about it."""

    record_type = records.Pressure


class ReplyRow(Sealed):
    """What came back."""

    record_type = records.Reply
    set_column = "submission"
    submission = models.UUIDField(db_index=True)
