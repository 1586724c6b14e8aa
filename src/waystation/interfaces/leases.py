"""A row that is taken to be sent: by one process, for a while, and by another where that one ended meanwhile."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from waystation.vault.models import Sealed
from waystation.vault.records import set_columns


def take(row: Any, until: datetime) -> QuerySet[Any] | None:
    """Takes a row with `tries` and `next_try`, in a transaction of its own; None where another process was faster.

    What is answered holds the row for as long as nobody else has taken it, or put it back, since.
    """
    model: type[Sealed] = type(row)
    with transaction.atomic():
        mine = model._default_manager.filter(pk=row.pk, tries=row.tries, next_try=row.next_try)
        if not set_columns(mine, tries=row.tries + 1, next_try=until):
            return None
    return model._default_manager.filter(pk=row.pk, tries=row.tries + 1, next_try=until)


def pause(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries that failed, the first one being 0: twice as long each time."""
    return min(first * (1 << min(tries, 12)), longest)
