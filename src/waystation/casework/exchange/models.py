"""The exchange as the database sees it."""

from django.db import models

from waystation.casework.exchange import records
from waystation.vault.models import Sealed


class ImportRow(Sealed):
    """A table that is taken in, for the coordinators; `file` names its sealed cells in the store."""

    record_type = records.Import
    names_files = "file"
    file = models.UUIDField(db_index=True)
