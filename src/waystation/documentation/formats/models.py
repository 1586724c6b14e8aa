"""Files that are taken in, as the database sees them."""

from django.db import models

from waystation.documentation.formats import records
from waystation.vault.models import Sealed


class UploadRow(Sealed):
    """A file that waits or was taken in, for documentation; `file` names what was read of it in the store."""

    record_type = records.Upload
    names_files = "file"
    file = models.UUIDField(db_index=True)


class ExportRow(Sealed):
    """What was given out; for documentation. Written once; of what went home, that it arrived is added."""

    record_type = records.Export
