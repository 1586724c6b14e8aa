"""The audit log as the database sees it: sealed lines, and the nodes of the tree over them."""

import uuid

from django.db import models


class Writer(models.Model):
    """One process that writes: its line key, sealed to the auditors, who alone can read the lines later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()


class Line(models.Model):
    """One sealed line. `number` counts from 1 without gaps, so that line n makes a tree of n leaves.

    `sealed` begins with its writer's id. `nodes` are the hashes that this line completes: its leaf, then the root of
    each complete subtree that ends here; all lines together hold every node once.
    """

    number = models.IntegerField(primary_key=True)
    salt = models.BinaryField()
    sealed = models.BinaryField()
    nodes = models.BinaryField()
