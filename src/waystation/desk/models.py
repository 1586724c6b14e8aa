"""The desk as the database sees it: decisions, receipts and one tally, all sealed."""

from waystation.desk import records
from waystation.vault.models import Sealed


class ReviewRow(Sealed):
    """Belongs to the duty team."""

    record_type = records.Review


class ReceiptRow(Sealed):
    """Belongs to the auditors."""

    record_type = records.Receipt


class TallyRow(Sealed):
    """The only one of its kind; belongs to the duty team."""

    record_type = records.Tally
