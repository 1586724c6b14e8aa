"""Connections as legs of the problem, each with the departures that it has. Pure."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.plans import places, pools
from waystation.evacuation.plans.records import Ride
from waystation.evacuation.plans.slots import Time, duration, on_demand, weekly
from waystation.evacuation.plans.unfinished import WITHOUT_END, Unfinished, departure
from waystation.planning import Leg, Pathway, Step

_SEEN: Final = {"low": 100, "medium": 300, "high": 700}
_CHECKED: Final = {"none": 0, "possible": 1, "certain": 2}
_MODES: Final = {"train": "train", "plane_domestic": "plane", "plane_international": "plane"}


def add(of: Unfinished) -> None:
    """Every connection that leads somewhere and that the planner can use; the others are counted in `left_out`."""
    for pk, way in of.known.connections.items():
        if way.from_place not in of.code or way.to_place not in of.code:
            continue
        if not places.is_open(of.known, way.to_place) or of.kind_of(way.to_place) == "origin":
            continue
        _add(of, pk, way)


def _add(of: Unfinished, pk: UUID, way: ConnectionRecord) -> None:
    document = of.classes.document(way.documents)
    cost = of.euro(way.cost, way.currency)
    pool = pools.between(of, way.from_place, way.to_place) if way.needs_driver else ""
    reasons = {
        "papers": document is None, "currency": cost is None, "driver": pool is None, "escort": way.needs_escort
    }  # fmt: skip
    if why := next((code for code, holds in reasons.items() if holds), ""):
        of.left_out[why] += 1
        return
    for time, only in _times(of, way):
        code = of.name()
        of.legs[code] = Leg(
            id=code,
            a=of.code[way.from_place],
            b=of.code[way.to_place],
            mode="car" if pool else _MODES.get(way.mode, "bus"),  # type: ignore[arg-type]
            dur=duration(time.into, way.minutes),
            cost=cost or 0,
            exposure=_SEEN[way.exposure],
            id_checks=_CHECKED[way.identity_check],
            checkpoints=len(way.checkpoints),
            doc=document or "none",
            departs=time.departs,
            capacity=way.capacity,
            pool=pool or "",
            pathway=_pathway(of, way),
        )
        of.rides[code] = Ride(
            from_place=way.from_place, to_place=way.to_place, mode=way.mode, minutes=way.minutes, into=time.into,
            cost=way.cost, currency=way.currency, needs_driver=way.needs_driver, connection=pk,
        )  # fmt: skip
        if only is not None:
            of.only(code, only)


def _times(of: Unfinished, way: ConnectionRecord) -> Iterator[tuple[Time, int | None]]:
    """When it departs; with the slot in which it does so once, where it leaves on one day alone."""
    if not way.departures and not way.dates:
        yield on_demand(way.minutes), None
    yield from ((time, None) for time in weekly(way.departures, of.calendar.first))
    for moment in way.dates:
        slot, into = of.calendar.slot(moment), of.calendar.into(moment)
        if of.now <= slot < of.slots:
            yield Time((departure(slot),), into), slot


def _pathway(of: Unfinished, way: ConnectionRecord) -> str:
    if not way.pathway or of.kind_of(way.to_place) != "dest":
        return ""
    key = (way.pathway, of.code[way.to_place])
    if key not in of.pathways:
        of.pathways[key] = Pathway(id=of.name(), dest=key[1], quota=WITHOUT_END, doc="none")
    return of.pathways[key].id


def cancel(of: Unfinished) -> None:
    """Closes the departures that do not leave."""
    for connection, moment in of.known.cancelled:
        slot, into = of.calendar.slot(moment), of.calendar.into(moment)
        for code, ride in of.rides.items():
            if ride.connection == connection and ride.into == into and 0 <= slot < of.slots:
                of.closed.append(Step(code, slot))
