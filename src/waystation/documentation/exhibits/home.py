"""Exhibits that come home from a laptop in the field, to the installation of the same organisation (decision 43).

The original comes as it was taken in, under its own id, and its custody log goes on where it was: every entry stays,
so that the chain of hashes and the timestamps in it are whole. Only its number is the next one here.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework.errors import refuse
from waystation.documentation.exhibits import access, actions, custody, rules, wording
from waystation.documentation.exhibits.models import CustodyRow, OriginalRow
from waystation.documentation.exhibits.records import CAME_HOME, CARRIED, NOTED, Entry, Exhibit, Original, Provenance
from waystation.staff.access import all_or_nothing
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried
from waystation.vault.files import Stored
from waystation.vault.order import in_order
from waystation.vault.records import create


class Carried(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exhibit without its bytes, as it is carried. `case`: under whose testimony it stands, None under its own."""

    id: UUID
    sha512: bytes
    case: UUID | None
    provenance: Provenance
    name: str
    type: str
    log: tuple[Entry, ...]

    def __repr__(self) -> str:
        return "Carried()"


def leave(actor: Actor, exhibit_id: UUID) -> tuple[Carried, Original, Iterator[bytes]]:
    """What is carried of an exhibit, found to be unchanged: its record, and the original with its bytes.

    It enters the custody log the first time. Raises Absent, Refused.
    """
    require(actor, "exhibits.write")
    refuse([wording.DECIDE_FIRST] if rules.asked_to_destroy(access.custody(actor, exhibit_id)) else [])
    row, kept = actions.whole(actor, exhibit_id)
    with transaction.atomic():
        in_order()
        if access.custody(actor, exhibit_id)[-1].deed != CARRIED:
            actions.enter(actor, exhibit_id, CARRIED, sha256=kept.content.sha256.hex())
            log(actor.account, "exhibits.carried", subject=exhibit_id, case=access.case_of(row))
    carried = Carried(
        id=exhibit_id,
        sha512=access.exhibit(actor, exhibit_id).sha512,
        case=access.case_of(row),
        provenance=kept.provenance,
        name=kept.name,
        type=kept.type,
        log=tuple(access.custody(actor, exhibit_id)),
    )
    return carried, kept, files.read(kept.file, kept.content)


def come_home(actor: Actor, stored: Stored, carried: Carried) -> UUID:
    """Takes in an exhibit that a laptop of ours carried. Returns its id, or that of the exhibit that has these bytes.

    Brought once more it is the one that is here. Raises Refused where its log is not whole, its case is not here or
    not this person's, or it was destroyed here; nothing is written then.
    """
    require(actor, "exhibits.write")
    found = actions.digests(stored.id, stored.content)
    first = carried.log[0].sha256 if carried.log else ""
    whole = custody.first_fault(carried.id, carried.log) is None and first == found.sha256.hex()
    refuse([] if whole and found.sha512 == carried.sha512 else [wording.NOT_THE_LOG])
    with all_or_nothing(actor, carried.id):
        in_order()
        there = access.exhibits(actor)
        known = next((one for one, each in there if one == carried.id), None)
        if known or is_buried(carried.id, Compartment.SELF):
            gone = not OriginalRow.objects.filter(pk=carried.id).exists()
            refuse([wording.ERASED_HERE] if gone else [])
            return carried.id
        same = next((one for one, each in there if each.sha512 == found.sha512 and _is_there(one)), None)
        if same:
            _note_again(actor, same, carried)
            return same
        _made(actor, stored, carried, found, there)
        log(actor.account, "exhibits.came_home", subject=carried.id, case=carried.case)
    return carried.id


def _is_there(exhibit_id: UUID) -> bool:
    return OriginalRow.objects.filter(pk=exhibit_id).exists()


def _made(
    actor: Actor,
    stored: Stored,
    carried: Carried,
    found: actions.Digests,
    there: Collection[tuple[UUID, Exhibit]],
) -> None:
    original = Original(
        file=stored.id,
        content=stored.content,
        provenance=carried.provenance,
        name=carried.name,
        type=carried.type,
    )
    actions.write(actor, carried.id, original, found, there, carried.case)
    team = actor.keys.key(actor.team(DOCUMENTATION))
    for entry in carried.log:
        create(CustodyRow, entry, team, exhibit=carried.id)
    actions.enter(actor, carried.id, CAME_HOME, str(wording.FROM_FIELD), sha256=found.sha256.hex())


def _note_again(actor: Actor, exhibit_id: UUID, carried: Carried) -> None:
    """Another laptop, or this house, had these bytes before: its log is kept beside, in words."""
    lines = "\n".join(custody.line(carried.id, entry).decode() for entry in carried.log)
    told = f"{wording.SAME_FROM_FIELD}\n{lines}"
    if any(entry.deed == NOTED and lines in entry.why for entry in access.custody(actor, exhibit_id)):
        return
    actions.enter(actor, exhibit_id, NOTED, told)
    log(actor.account, "exhibits.came_home", subject=exhibit_id)
