"""Terms of the organisation's own, as the database sees them."""

from waystation.documentation.terms import records
from waystation.vault.models import Sealed


class TermRow(Sealed):
    """What the organisation made of one term; for documentation."""

    record_type = records.TermChange
