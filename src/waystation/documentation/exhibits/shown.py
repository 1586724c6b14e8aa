"""Exhibits made ready for the pages. Nothing is decided here."""

from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework.wording import Words
from waystation.documentation.exhibits import access, authority, custody, rules, wording
from waystation.documentation.exhibits.records import Entry, Exhibit, Original
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.vault import timestamps


@dataclass(frozen=True)
class Line:
    """One exhibit in the list; `what` is empty where its bytes are gone or closed."""

    id: UUID
    exhibit: Exhibit = field(repr=False)
    state: str
    what: str = field(repr=False)

    @property
    def standing(self) -> Words:
        return wording.STANDINGS[self.state]

    @property
    def tone(self) -> str:
        return wording.TONES[self.state]


@dataclass(frozen=True)
class Step:
    """One entry of the custody log with the hash of its line."""

    entry: Entry = field(repr=False)
    digest: str

    @property
    def stamp(self) -> str:
        """What a timestamp says, and whether it is believed; "" for every other entry."""
        if not self.entry.token:
            return ""
        try:
            when = timestamps.said(self.entry.token, bytes.fromhex(self.entry.previous), authority.roots())
        except timestamps.NotStamped:
            return str(wording.STAMP_BROKEN)
        return str(wording.STAMPED_AT % {"when": f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"})

    @property
    def deed(self) -> Words:
        return wording.DEED_WORDS[self.entry.deed]


def line(actor: Actor, exhibit_id: UUID, found: Exhibit) -> Line:
    """One exhibit as the list shows it."""
    opened = access.if_open(actor, exhibit_id)
    return _line(exhibit_id, found, access.custody(actor, exhibit_id), opened[1] if opened else None)


def _line(exhibit_id: UUID, found: Exhibit, entries: list[Entry], original: Original | None) -> Line:
    state = access.standing_of(exhibit_id, found, entries, original)
    return Line(exhibit_id, found, state, original.provenance.what if original else "")


def whole(actor: Actor, exhibit_id: UUID) -> dict[str, Any]:
    """What the page of one exhibit shows."""
    found = access.exhibit(actor, exhibit_id)
    entries = access.custody(actor, exhibit_id)
    row, original = access.if_open(actor, exhibit_id) or (None, None)
    case = access.case_of(row) if row else None
    fault = custody.first_fault(exhibit_id, entries)
    asked = rules.asked_to_destroy(entries)
    return {
        "line": _line(exhibit_id, found, entries, original),
        "exhibit": found,
        "original": original,
        "sha256": found.sha256.hex(),
        "sha512": found.sha512.hex(),
        "case": case,
        "called": casework.called(actor, case) if case and allows(actor, "casework.read") else "",
        "steps": [Step(entry, custody.digest(exhibit_id, entry)) for entry in entries],
        "fault": wording.BROKEN_CHAIN % {"number": fault} if fault else "",
        "copies": access.copies(actor, exhibit_id),
        "asked": asked,
        "may_stamp": authority.is_on(),
        "mine": asked is not None and asked.by == actor.account,
    }
