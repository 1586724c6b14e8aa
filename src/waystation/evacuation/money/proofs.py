"""Receipts looked at and taken out. Each is a line in the log; that of looking is written with the page."""

from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.evacuation.money import access
from waystation.evacuation.money.records import Receipt
from waystation.files import source
from waystation.files.source import Source
from waystation.staff.actor import Actor


def view(actor: Actor, receipt_id: UUID) -> tuple[Receipt, Source]:
    """A receipt to be shown. Raises Absent."""
    found = access.receipt(actor, receipt_id)[1]
    return found, bytes_of(found)


def take(actor: Actor, receipt_id: UUID) -> tuple[Receipt, Source]:
    """A receipt as it came. Raises Absent."""
    row, found = access.receipt(actor, receipt_id)
    with transaction.atomic():
        log(actor.account, "money.receipt_taken", subject=receipt_id, case=access.case_of(actor, row))
    return found, bytes_of(found)


def bytes_of(found: Receipt) -> Source:
    """The bytes of a receipt whose record is open."""
    return source.stored(found.file, found.content, found.name, found.type)
