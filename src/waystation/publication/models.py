"""Publication as the database sees it: sealed rows of the team of publication."""

from waystation.publication import records
from waystation.vault.models import Sealed


class PublicationRow(Sealed):
    """A statement or a transcript."""

    record_type = records.Publication
