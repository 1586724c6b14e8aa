"""What somebody can make who writes to the database and knows public keys, and nothing else."""

from __future__ import annotations

import msgspec

from waystation.vault import batches, records
from waystation.vault.models import Sealed
from waystation.vault.padding import pad
from waystation.vault.records import Record


def posted(row: Sealed, record: Record, public: bytes) -> bytes:
    """A record sealed to a public key, as the program posts one."""
    place = (row.locator, row.compartment, row.epoch)
    at = batches.next_key(row._meta.db_table, place, public)
    return records._posted(row, pad(msgspec.json.encode(record)), at)
