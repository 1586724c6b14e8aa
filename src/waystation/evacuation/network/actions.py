"""The verbs of connections, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.errors import Refused, refuse
from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.network import access, rules, wording
from waystation.evacuation.network.models import Connection
from waystation.evacuation.network.records import IN_USE, RETIRED, Change, ConnectionRecord
from waystation.evacuation.records import LegPlan
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace
_MINUTE = timedelta(minutes=1)


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


def tell_departure(actor: Actor, leg: LegPlan, times: tuple[datetime, datetime] | None) -> list[UUID]:
    """Notes of the connections whose departure a leg is that it leaves and arrives at other times; None: not at all.

    In the caller's transaction. Returns the connections; none where the departure is of none of them.
    """
    zone, told = zones.zone(), []
    for pk, way in access.touching(actor, leg.from_place).items():
        if (way.from_place, way.to_place, way.mode) != (leg.from_place, leg.to_place, leg.mode):
            continue
        departure = rules.listed(way, leg.departs, zone)
        if departure is not None:
            row, way = access.connection(actor, pk)
            late = _late(way, departure, *times) if times else None
            since = actor.now() - timedelta(days=1)
            changed = rules.with_change(way, Change(departure, late), since)
            rewrite(row, replace(changed, at=actor.now(), by=actor.account), actor.keys)
            log(actor.account, "evacuation.connection_changed", subject=pk)
            told.append(pk)
    return told


def _late(way: ConnectionRecord, departure: datetime, departs: datetime, arrives: datetime) -> tuple[int, int]:
    arrival = departure + timedelta(minutes=way.minutes)
    return round((departs - departure) / _MINUTE), round((arrives - arrival) / _MINUTE)


def _open(actor: Actor, connection_id: UUID, seen: int | None) -> tuple[Connection, ConnectionRecord]:
    require(actor, "evacuation.plan")
    row, before = access.connection(actor, connection_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, before


def _check(actor: Actor, way: ConnectionRecord) -> None:
    refuse(sentence for _, sentence in rules.faults(way, evacuation.places(actor)))
    refuse(sentence for _, sentence in rules.change_faults(way, zones.zone()))


def _is_there(actor: Actor, way: ConnectionRecord, but: UUID | None = None) -> bool:
    others = access.touching(actor, way.from_place)
    return any(rules.same_way(way, other) for pk, other in others.items() if pk != but)


def _create(actor: Actor, way: ConnectionRecord, made: UUID) -> None:
    signed = replace(way, at=actor.now(), by=actor.account)
    create(Connection, signed, actor.keys.key(actor.team(COORDINATION)), id=made)
    log(actor.account, "evacuation.connection_added", subject=made)
