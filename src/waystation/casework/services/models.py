"""Services as the database sees them: sealed rows. Who is helped by whom stands in none of them."""

from waystation.casework.services import records
from waystation.vault.models import Sealed


class ProviderRow(Sealed):
    """Belongs to the duty team: whoever answers may have to find a doctor at night."""

    record_type = records.Provider


class SlotRow(Sealed):
    """Belongs to the duty team: one of a provider's places is taken. Whose it is, the case alone says."""

    record_type = records.Slot


class ServiceRow(Sealed):
    """Belongs to those who are in touch with the person of its case."""

    record_type = records.Service
