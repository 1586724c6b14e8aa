"""Exhibits as the database sees them: sealed rows and random ids. What they are stands in none of them."""

from django.db import models

from waystation.documentation.exhibits import records
from waystation.vault.models import Sealed


class ExhibitRow(Sealed):
    """Belongs to documentation: the number and the hashes, which outlive the bytes."""

    record_type = records.Exhibit


class OriginalRow(Sealed):
    """The key of the bytes as they came, under its exhibit's id: in TESTIMONY of a case, or of a holder of its own."""

    record_type = records.Original
    names_files = "file"
    file = models.UUIDField(db_index=True)


class CopyRow(Sealed):
    """A working copy; stands where the original stands and goes with it."""

    record_type = records.Copy
    names_files = "file"
    file = models.UUIDField(db_index=True)
    exhibit = models.UUIDField(db_index=True)


class CustodyRow(Sealed):
    """Belongs to documentation. Written once: never changed, never deleted."""

    record_type = records.Entry
    exhibit = models.UUIDField(db_index=True)
