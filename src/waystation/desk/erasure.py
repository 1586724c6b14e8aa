"""What the desk decided about a case goes with it; receipts and the tally say nothing of anybody."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.casework.persons import erasure as persons
from waystation.desk.models import ReceiptRow, ReviewRow, TallyRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {
    ReceiptRow: "says what was erased by ids that lead nowhere any more",
    TallyRow: "numbers alone",
}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    """The decisions about a case with those in it, or about a request."""
    about = {case_id, *persons.of_case(actor, case_id)}
    return [row.pk for row, review in stubs(actor, ReviewRow.objects.all()) if review.subject in about]


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return [ReviewRow.objects.filter(pk__in=alone(places))]
