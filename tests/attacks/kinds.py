"""Every kind of sealed row that there is, so that a new one is attacked without anybody thinking of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import models

from waystation.vault import sets
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

KINDS = sorted(sets.kinds(), key=lambda model: model._meta.label)
_FILLED = {models.UUIDField: uuid.uuid4, models.BinaryField: bytes, models.DateTimeField: lambda: datetime.now(UTC)}


def columns(model: type[Sealed]) -> dict[str, Any]:
    """Something for each column that the kind adds and that must not be empty."""
    own = set(model._meta.concrete_fields) - {model._meta.get_field(field.name) for field in Sealed._meta.fields}
    return {
        field.name: _FILLED[type(field)]()
        for field in own
        if not field.null and not field.has_default() and type(field) in _FILLED
    }


def bare(model: type[Sealed], key: Key, **more: Any) -> Any:
    """A row that stands where the key belongs and has no content yet."""
    place = {"locator": key.locator, "compartment": key.compartment, "epoch": key.epoch}
    return model(**(columns(model) | place | more))
