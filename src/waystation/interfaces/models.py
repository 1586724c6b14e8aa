"""The interfaces as the database sees them: sealed rows under the vault half, which no session opens."""

from django.db import models

from waystation.interfaces import records
from waystation.vault.models import Sealed


class TokenRow(Sealed):
    """Its id is a digest of the token under the vault half: from the database alone nobody finds one that fits."""

    record_type = records.Token


class CallRow(Sealed):
    """One call that waits to be made; its id follows from the token and what it is about, so that there is one."""

    record_type = records.Call
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_index=True)
