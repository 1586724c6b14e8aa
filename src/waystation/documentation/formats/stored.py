"""The whole model as it stands here: read out of its sealed rows, and written into new ones."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from waystation.documentation import access
from waystation.documentation.formats.drafting import replace
from waystation.documentation.formats.kinds import KINDS, references
from waystation.documentation.formats.whole import Records
from waystation.documentation.models import (
    ActRow,
    BiographicRow,
    EventRow,
    InformationRow,
    InterventionRow,
    InvolvementRow,
    OfEvent,
    PersonRow,
)
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import grants
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed
from waystation.vault.records import create, together

MODELS: dict[str, type[Sealed]] = {
    "persons": PersonRow,
    "events": EventRow,
    "acts": ActRow,
    "involvements": InvolvementRow,
    "information": InformationRow,
    "interventions": InterventionRow,
    "biographic_details": BiographicRow,
}
_AT_ONCE = 500  # ids that one statement asks for


def everything(actor: Actor) -> Records:
    """Every record that is documented here."""
    require(actor, "documentation.read")
    access.key(actor)
    return {kind.name: {held.id: held.record for held in opened(actor, MODELS[kind.name])} for kind in KINDS}


def of_events(records: Mapping[str, Mapping[UUID, Any]], wanted: Collection[UUID]) -> Records:
    """Some events with all that belongs to them, and the people whom they name; links to other events are left out."""
    found: Records = {kind.name: {} for kind in KINDS}
    people: set[UUID] = set()
    for kind in KINDS:
        if kind.name in ("persons", "events") or "event" not in kind.refers:
            continue
        found[kind.name] = {one: record for one, record in records[kind.name].items() if record.event in wanted}
        for record in found[kind.name].values():
            people |= {ref for _field, target, ref in references(kind, record) if target == "persons"}
    found["events"] = {one: _with_links(record, wanted) for one, record in records["events"].items() if one in wanted}
    lives = records["biographic_details"].items()
    found["biographic_details"] = {
        one: each for one, each in lives if each.person in people and (each.related is None or each.related in people)
    }
    found["persons"] = {one: record for one, record in records["persons"].items() if one in people}
    return found


def _with_links(event: Any, wanted: Collection[UUID]) -> Any:
    chain = tuple(link for link in event.chain if link.event in wanted)
    return event if chain == event.chain else replace(event, chain=chain)


def write(actor: Actor, new: Mapping[str, Mapping[UUID, Any]]) -> None:
    """Writes records into new rows, in the fewest statements. In the caller's transaction, who has checked them."""
    key = access.key(actor)
    signed = {"at": actor.now(), "by": actor.account}
    with together():
        for kind in KINDS:
            model = MODELS[kind.name]
            for one, record in new.get(kind.name, {}).items():
                create(model, replace(record, **signed), key, id=one, **_columns(model, record))


def _columns(model: type[Sealed], record: Any) -> dict[str, UUID]:
    if issubclass(model, OfEvent):
        return {"event": record.event}
    return {"person": record.person} if model is BiographicRow else {}


def erased(ids: Iterable[UUID]) -> set[UUID]:
    """Those of which there was a record here that is erased."""
    wanted = list(ids)
    parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
    return {one for some in parts for one, _part in grants.buried(locator__in=some, compartment=Compartment.SELF)}
