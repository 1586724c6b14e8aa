"""How the rows of a track are written: one door for all verbs of the room."""

import uuid
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.casework.errors import Refused
from waystation.evacuation import access as evacuation
from waystation.evacuation.relocation import access, in_step, wording
from waystation.evacuation.relocation.rules import Whole
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.order import in_order
from waystation.vault.records import Record, create, delete

Row = TypeVar("Row", bound=Sealed)
replace = msgspec.structs.replace


def key(actor: Actor, case_id: UUID) -> Key:
    """Where the tracks of a case stand. From here on nobody else writes. Raises Absent."""
    require(actor, "evacuation.plan")
    evacuation.case(actor, case_id)
    in_order()
    return casework.key(actor, case_id, Compartment.LOGISTICS)


def open_track(actor: Actor, case_id: UUID, track_id: UUID) -> Whole:
    """A track to which something is written. Raises Absent, Refused where it is ended."""
    key(actor, case_id)
    found = access.whole(actor, case_id, track_id)
    if found.track.ended_on is not None:
        raise Refused([wording.IT_IS_OVER])
    return found


def open_part(actor: Actor, case_id: UUID, model: type[Row], part_id: UUID, seen: int | None) -> tuple[Row, Any, Whole]:
    """A part of a track to be written anew, as `seen` before. Raises Absent, Refused, Stale."""
    row, record = access.part(actor, case_id, model, part_id)
    found = open_track(actor, case_id, record.track)
    if seen is not None and row.version != seen:
        raise Stale
    return row, record, found


def signed(actor: Actor, record: Any) -> Any:
    """The record with who says so, and when."""
    return replace(record, at=actor.now(), by=actor.account)


def add(actor: Actor, case_id: UUID, model: type[Sealed], record: Any, verb: str, *, once: UUID | None = None) -> UUID:
    """A new part of a track; what is sent twice is made once."""
    made = once or uuid.uuid4()
    if not model._default_manager.filter(pk=made).exists():
        create(model, signed(actor, record), key(actor, case_id), id=made)
        finish(actor, case_id, record.track, verb, made)
    return made


def rewrite(actor: Actor, row: Sealed, record: Any, verb: str) -> None:
    """A part of a track said anew, with what it said before kept. Raises Stale."""
    history.rewrite(actor, row, signed(actor, record))
    finish(actor, row.locator, record.track, verb, row.pk)


def remove(actor: Actor, row: Sealed, record: Any, verb: str) -> None:
    """Takes a part of a track away. Raises Stale."""
    if not delete(row):
        raise Stale
    finish(actor, row.locator, record.track, verb, row.pk)


def finish(actor: Actor, case_id: UUID, track_id: UUID, verb: str, subject: UUID) -> None:
    """What every writing ends with: steps and calls that follow from it, then the line of the log."""
    in_step.follow(actor, case_id, track_id)
    log(actor.account, verb, subject=subject, case=case_id)


def record_of(record_type: type[Record], said: dict[str, Any], **more: Any) -> Any:
    """A record of what a form says; what it holds beside that is left out."""
    return record_type(**{name: said[name] for name in record_type.__struct_fields__ if name in said} | more)
