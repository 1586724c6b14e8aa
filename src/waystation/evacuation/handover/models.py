"""What the database sees of hand-overs: sealed rows."""

from waystation.evacuation.handover import records
from waystation.vault.models import Sealed


class GivenRow(Sealed):
    """Belongs to the logistics of its case; which leg, and to whom, is sealed."""

    record_type = records.Given
