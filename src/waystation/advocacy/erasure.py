"""How what was asked is erased: by submission, with its letter and what came back. None of it names a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.advocacy.models import AuthorityRow, PressureRow, ReplyRow, SubmissionRow
from waystation.hotline.models import Outgoing
from waystation.staff.actor import Actor
from waystation.vault.erasure import alone
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {AuthorityRow: "a body of the State or of the United Nations, whom every case may ask"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    single = alone(places)
    return [kind.objects.filter(pk__in=single) for kind in (SubmissionRow, ReplyRow, PressureRow, Outgoing)]
