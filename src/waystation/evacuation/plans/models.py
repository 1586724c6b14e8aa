"""Plans as the database sees them: sealed rows. Who is in one, and where anybody goes, stands in none of them."""

from waystation.evacuation.plans import records
from waystation.vault.models import Sealed


class RunRow(Sealed):
    """Belongs to coordination."""

    record_type = records.Run


class PartRow(Sealed):
    """Belongs to the logistics of its case; of which run it is a part is sealed."""

    record_type = records.Part
