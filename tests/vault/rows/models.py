from django.db import models

from waystation.vault.models import Sealed
from waystation.vault.records import Record


class Entry(Record, frozen=True):
    text: str = ""


class Diary(Sealed):
    """Written by holders of the key alone."""

    record_type = Entry


class Postcard(Sealed):
    """Anybody may post one."""

    record_type = Entry
    anyone_may_post = True
    mark = models.CharField(max_length=8, default="")
