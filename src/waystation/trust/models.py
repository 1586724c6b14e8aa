"""Trust as the database sees it. A statement is public: its text is meant to be carried by newspapers."""

from django.db import models

from waystation.trust import records
from waystation.vault.models import Sealed


class Statement(models.Model):
    """One signed statement of our channels; the newest stands. `mark` proves that this installation put it here."""

    content = models.BinaryField()
    note = models.BinaryField()
    mark = models.BinaryField(max_length=16)


class SigningKeyRow(Sealed):
    """The key that signs statements, for coordinators alone: the server cannot sign one by itself."""

    record_type = records.SigningKey


class DraftRow(Sealed):
    """What somebody proposes to state; another person has to sign it."""

    record_type = records.Draft


class FakeRow(Sealed):
    """Somebody told us of a hotline that poses as ours."""

    record_type = records.Fake
    anyone_may_post = True
