"""The verbs of connections, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.errors import Refused, refuse
from waystation.evacuation import access as evacuation
from waystation.evacuation.network import access, rules, wording
from waystation.evacuation.network.models import Connection
from waystation.evacuation.network.records import IN_USE, RETIRED, ConnectionRecord
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@transaction.atomic
def add_connection(actor: Actor, way: ConnectionRecord, *, once: UUID | None = None) -> UUID:
    """Adds a connection. Returns its id. Raises Refused, also for one that is there already."""
    require(actor, "evacuation.plan")
    in_order()
    made = once or uuid.uuid4()
    if Connection.objects.filter(pk=made).exists():
        return made
    _check(actor, way)
    if _is_there(actor, way):
        raise Refused([wording.THERE_ALREADY])
    _create(actor, way, made)
    return made


@transaction.atomic
def add_connections(actor: Actor, ways: Iterable[ConnectionRecord]) -> int:
    """Adds all of these, or none; those that are there already are passed over. Returns how many were added."""
    require(actor, "evacuation.plan")
    in_order()
    added = 0
    for way in ways:
        _check(actor, way)
        if not _is_there(actor, way):
            _create(actor, way, uuid.uuid4())
            added += 1
    return added


@transaction.atomic
def change_connection(actor: Actor, connection_id: UUID, way: ConnectionRecord, *, seen: int | None = None) -> None:
    """Says anew what is known of a connection. Raises Absent, Refused, Stale."""
    row, before = _open(actor, connection_id, seen)
    told = replace(way, state=before.state)
    _check(actor, told)
    if _is_there(actor, told, but=connection_id):
        raise Refused([wording.THERE_ALREADY])
    rewrite(row, replace(told, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "evacuation.connection_changed", subject=connection_id)


@transaction.atomic
def retire_connection(actor: Actor, connection_id: UUID, *, seen: int | None = None) -> None:
    """Takes a connection out of what plans use. Raises Absent, Refused, Stale."""
    row, before = _open(actor, connection_id, seen)
    if before.state == RETIRED:
        raise Refused([wording.RETIRED_ALREADY])
    rewrite(row, replace(before, state=RETIRED, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "evacuation.connection_retired", subject=connection_id)


@transaction.atomic
def reopen_connection(actor: Actor, connection_id: UUID, *, seen: int | None = None) -> None:
    """Puts a retired connection into use again. Raises Absent, Refused, Stale."""
    row, before = _open(actor, connection_id, seen)
    if before.state == IN_USE:
        raise Refused([wording.IN_USE_ALREADY])
    again = replace(before, state=IN_USE, at=actor.now(), by=actor.account)
    _check(actor, again)
    if _is_there(actor, again):
        raise Refused([wording.THERE_ALREADY])
    rewrite(row, again, actor.keys)
    log(actor.account, "evacuation.connection_reopened", subject=connection_id)


def _open(actor: Actor, connection_id: UUID, seen: int | None) -> tuple[Connection, ConnectionRecord]:
    require(actor, "evacuation.plan")
    row, before = access.connection(actor, connection_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, before


def _check(actor: Actor, way: ConnectionRecord) -> None:
    refuse(sentence for _, sentence in rules.faults(way, evacuation.places(actor)))


def _is_there(actor: Actor, way: ConnectionRecord, but: UUID | None = None) -> bool:
    others = access.touching(actor, way.from_place)
    return any(rules.same_way(way, other) for pk, other in others.items() if pk != but)


def _create(actor: Actor, way: ConnectionRecord, made: UUID) -> None:
    signed = replace(way, at=actor.now(), by=actor.account)
    create(Connection, signed, actor.keys.key(actor.team(COORDINATION)), id=made)
    log(actor.account, "evacuation.connection_added", subject=made)
