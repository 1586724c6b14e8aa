"""Publication as the database sees it: sealed rows of the team of publication, and in clear what is public."""

from django.db import models

from waystation.publication import records
from waystation.publication.noise.records import Ledger
from waystation.vault.models import Sealed


class PublicationRow(Sealed):
    """A statement or a transcript."""

    record_type = records.Publication


class LedgerRow(Sealed):
    """What tables with noise may cost and have cost. The team of publication has one."""

    record_type = Ledger


class PublicRow(models.Model):
    """What was released, for anybody: it has the id of its `PublicationRow`. `mark` proves that we put it here."""

    id = models.UUIDField(primary_key=True, editable=False)
    content = models.BinaryField()
    mark = models.BinaryField(max_length=16)


class SignatureRow(models.Model):
    """A signature of the public site; the newest counts.

    `sums` is the digest of the list that was signed, `made_of` that of what the site was made of then.
    """

    sums = models.BinaryField(max_length=32)
    made_of = models.BinaryField(max_length=32, default=b"")
    signature = models.BinaryField()
    key = models.BinaryField()
