"""Connections as the database sees them: sealed rows. Between which places one goes stands in none of them."""

from waystation.evacuation.network.records import ConnectionRecord
from waystation.vault.models import Sealed


class Connection(Sealed):
    """Belongs to coordination."""

    record_type = ConnectionRecord
