"""Money as the database sees it: sealed rows. How much, for what and for whom stands in none of them.

The ledger belongs to coordination and names nobody; what names a case stands in MONEY of that case.
"""

from django.db import models

from waystation.evacuation.money import records
from waystation.vault.models import Sealed


class FundRow(Sealed):
    """Belongs to coordination."""

    record_type = records.Fund


class HoldingRow(Sealed):
    """Belongs to coordination."""

    record_type = records.Holding


class EntryRow(Sealed):
    """Belongs to coordination. Written once: never changed, never deleted."""

    record_type = records.Entry


class ReconciliationRow(Sealed):
    """Belongs to coordination. Written once."""

    record_type = records.Reconciliation


class BudgetRow(Sealed):
    """Belongs to MONEY of its case; of several the last of a currency stands."""

    record_type = records.Budget


class ReservationRow(Sealed):
    """Belongs to MONEY of its case. How much is left of it, the ledger says."""

    record_type = records.Reservation


class PaymentRow(Sealed):
    """Belongs to MONEY of its case; what is for none, to coordination. Its version lets one of two answers stand."""

    record_type = records.Payment


class ReceiptRow(Sealed):
    """Stands where its payment stands; `file` is its name in the store, so that a file that no row names can go."""

    record_type = records.Receipt
    names_files = "file"
    file = models.UUIDField(db_index=True)
