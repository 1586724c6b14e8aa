"""Receipts of erasure: a text that a line of the log is a digest of, so that anybody can check it offline.

The line's salt, which is part of its leaf, is the beginning of the text's SHA-256. The text has a secret of its own:
without it, nobody can tell from the log what was erased, nor that anything was.
"""

import hashlib
import os
from collections.abc import Iterable
from datetime import date

from waystation.audit.export import proof_of_line
from waystation.audit.log import SALT_SIZE
from waystation.audit.verifier import RECEIPT
from waystation.desk.records import Receipt, Review
from waystation.vault.compartments import Compartment
from waystation.vault.grants import Buried
from waystation.vault.models import Address


def key_ids(places: Iterable[Buried]) -> list[str]:
    """The erased keys: compartment, epoch, SHA-256 of the public half. Who kept a key can be held to it."""
    wanted = {place for place in places if place[1] != Compartment.SELF}
    locators = {locator for locator, _ in wanted}
    found = Address.objects.filter(locator__in=locators).order_by("compartment", "epoch")
    return [
        f"{Compartment(row.compartment).name.lower()} {row.epoch} {hashlib.sha256(bytes(row.public)).hexdigest()}"
        for row in found
        if (row.locator, row.compartment) in wanted
    ]


def text(review: Review, keys: Iterable[str], rows: int, day: date) -> str:
    """What the receipt says: no name, and an id that leads nowhere any more."""
    lines = [
        RECEIPT,
        f"erased {review.extent} {review.subject.hex}",
        f"reason {review.reason}",
        f"day {day.isoformat()}",
        f"rows {rows}",
        *(f"key {each}" for each in keys),
        f"secret {os.urandom(32).hex()}",
    ]
    return "".join(f"{line}\n" for line in lines)


def salt(said: str) -> bytes:
    """What makes a line vouch for a text."""
    return hashlib.sha256(said.encode()).digest()[:SALT_SIZE]


def whole(receipt: Receipt) -> bytes:
    """The receipt with the proof of its line, as verifier.py reads it. Raises NotProvable."""
    return receipt.text.encode() + b"\n" + proof_of_line(receipt.line)
