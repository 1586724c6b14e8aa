"""Who may see exhibits: one door per noun."""

import hashlib
from uuid import UUID

from waystation.documentation.exhibits import rules
from waystation.documentation.exhibits.models import CopyRow, CustodyRow, ExhibitRow, OriginalRow
from waystation.documentation.exhibits.records import Copy, Entry, Exhibit, Original
from waystation.staff.access import open_row, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import files, grants
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried


def exhibits(actor: Actor) -> list[tuple[UUID, Exhibit]]:
    """Every exhibit, the newest first."""
    require(actor, "exhibits.read")
    team = actor.team(DOCUMENTATION)
    found = [(held.id, held.record) for held in opened(actor, ExhibitRow) if held.locator == team]
    return sorted(found, key=lambda pair: -pair[1].number)


def exhibit(actor: Actor, exhibit_id: UUID) -> Exhibit:
    """One exhibit. Raises Absent."""
    require(actor, "exhibits.read")
    rows = ExhibitRow.objects.filter(locator=actor.team(DOCUMENTATION))
    found: Exhibit = open_row(actor, rows, exhibit_id)[1]
    return found


def original(actor: Actor, exhibit_id: UUID) -> tuple[OriginalRow, Original]:
    """The bytes of an exhibit as they came. Raises Absent where they are gone or not for this person."""
    exhibit(actor, exhibit_id)
    return open_row(actor, OriginalRow.objects.all(), exhibit_id)


def copies(actor: Actor, exhibit_id: UUID) -> list[tuple[CopyRow, Copy]]:
    """The working copies, by page."""
    exhibit(actor, exhibit_id)
    found = stubs(actor, CopyRow.objects.filter(exhibit=exhibit_id))
    return sorted(found, key=lambda pair: (pair[1].page, pair[1].at))


def copy(actor: Actor, exhibit_id: UUID, copy_id: UUID) -> Copy:
    """One working copy. Raises Absent."""
    exhibit(actor, exhibit_id)
    found: Copy = open_row(actor, CopyRow.objects.filter(exhibit=exhibit_id), copy_id)[1]
    return found


def custody(actor: Actor, exhibit_id: UUID) -> list[Entry]:
    """The custody log, oldest first."""
    exhibit(actor, exhibit_id)
    rows = CustodyRow.objects.filter(exhibit=exhibit_id, locator=actor.team(DOCUMENTATION))
    return sorted((entry for _row, entry in stubs(actor, rows)), key=lambda entry: entry.number)


def if_open(actor: Actor, exhibit_id: UUID) -> tuple[OriginalRow, Original] | None:
    """An original as `original` opens it; None where they are gone or not for this person."""
    try:
        return original(actor, exhibit_id)
    except Absent:
        return None


def standing(actor: Actor, exhibit_id: UUID) -> str:
    """How its original stands: one of the words of `rules`."""
    opened = if_open(actor, exhibit_id)
    return standing_of(
        exhibit_id, exhibit(actor, exhibit_id), custody(actor, exhibit_id), opened[1] if opened else None
    )


def standing_of(exhibit_id: UUID, found: Exhibit, entries: list[Entry], kept: Original | None) -> str:
    """The same of an exhibit whose parts are open already."""
    there = kept is not None or OriginalRow.objects.filter(pk=exhibit_id).exists()
    erased = not there and _is_erased(exhibit_id, found)
    full = kept is not None and files.is_whole(kept.file, kept.content)
    return rules.standing(entries, there=there, erased=erased, opens=kept is not None, full=full)


def _is_erased(exhibit_id: UUID, found: Exhibit) -> bool:
    """Whether it went alone, or with the place where it was sealed."""
    if is_buried(exhibit_id, Compartment.SELF):
        return True
    places = grants.buried(compartment=Compartment.TESTIMONY)
    return any(home(exhibit_id, locator) == found.home for locator, _compartment in places)


def home(exhibit_id: UUID, locator: UUID) -> bytes:
    """What an exhibit keeps of the place where its bytes are sealed."""
    return hashlib.sha256(exhibit_id.bytes + locator.bytes).digest()


def case_of(row: OriginalRow) -> UUID | None:
    """The case that the bytes belong to; None where they are sealed for themselves."""
    return None if row.locator == row.pk else row.locator
