"""Connections are between places and belong to nobody whom we help: nothing of them is erased with a case."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.evacuation.network.models import Connection
from waystation.staff.actor import Actor
from waystation.vault.grants import Buried
from waystation.vault.models import Sealed

KEPT: dict[type[Sealed], str] = {Connection: "a way between places, which everybody uses"}


def ids(actor: Actor, case_id: UUID) -> Iterable[UUID]:
    return ()


def rows(places: Collection[Buried]) -> list[QuerySet[Any]]:
    return []
