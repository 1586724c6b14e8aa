"""The audit log as the database sees it: sealed lines, each chained to the one before."""

import uuid

from django.db import models


class Writer(models.Model):
    """One process that writes: its line key, sealed to the auditors, who alone can read the lines later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()


class Line(models.Model):
    """One sealed line. `chain` covers this line and, through the last line's chain, all before it."""

    number = models.BigAutoField(primary_key=True)
    writer = models.UUIDField()
    salt = models.BinaryField()
    sealed = models.BinaryField()
    chain = models.BinaryField()
