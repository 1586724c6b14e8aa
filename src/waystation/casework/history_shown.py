"""The history of a case made ready for its page: each change of each record in words, and who opened the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.audit.log import Entry, entries
from waystation.casework import history, rules, shown
from waystation.casework.records import Change
from waystation.staff import innocent, reads
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.teams import AUDIT

Words = str | Promise
MOST_READINGS, LINES = 30, 1500  # shown, and lines of the log that are looked at for them

KINDS: dict[str, Words] = {
    "casework.Case": gettext_lazy("The case"),
    "casework.NeedRow": gettext_lazy("A need"),
    "casework.MoveRow": gettext_lazy("A move"),
    "casework.ConsentRow": gettext_lazy("An answer on consent"),
    "persons.PersonRow": gettext_lazy("Who it is"),
    "persons.ApartRow": gettext_lazy("Health, and what is kept as closely"),
    "persons.PartRow": gettext_lazy("Somebody's part in the case"),
    "persons.BondRow": gettext_lazy("Who must be together"),
    "persons.TieRow": gettext_lazy("Who knows whom"),
}
FIELDS: dict[str, Words] = {
    "pseudonym": gettext_lazy("What we call the person"),
    "stage": gettext_lazy("Stage"),
    "urgency": gettext_lazy("Urgency"),
    "origin": gettext_lazy("Comes from"),
    "place": gettext_lazy("Where the person is now"),
    "country": gettext_lazy("Country"),
    "owner": gettext_lazy("Responsible"),
    "next_action": gettext_lazy("What we do next"),
    "next_due": gettext_lazy("By when"),
    "met_on": gettext_lazy("Met on"),
    "taken_back": gettext_lazy("Taken back"),
    "names": gettext_lazy("Name"),
    "birth": gettext_lazy("Birth"),
    "languages": gettext_lazy("Languages"),
    "phone": gettext_lazy("Phone"),
    "papers": gettext_lazy("Papers"),
    "photo": gettext_lazy("Photo"),
    "note": gettext_lazy("Note"),
    "roles": gettext_lazy("Roles"),
    "called": gettext_lazy("What we call the person"),
}
# Follows from another field that is shown.
_HIDDEN = frozenset({"milestones"})


@dataclass(frozen=True)
class Line:
    """One field of one change."""

    label: Words
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class Told:
    """One saving of one record."""

    kind: Words
    at: datetime | None
    by: str
    lines: list[Line]


@dataclass(frozen=True)
class Reading:
    """Somebody opened the case. `whole`: with who the person is."""

    at: datetime
    by: str
    whole: bool


def changes(actor: Actor, case_id: UUID) -> list[Told]:
    """Every change that this person's keys open, the newest first."""
    names = personas(actor)
    found = (tell(change, names) for _row, change in history.changes(actor, case_id))
    return [told for told in found if told.lines]


def last(actor: Actor, row_id: UUID) -> Told | None:
    """The newest change of one record."""
    change = history.newest(actor, row_id)
    return tell(change, personas(actor)) if change else None


def tell(change: Change, names: Mapping[UUID, str]) -> Told:
    """One change in words."""
    lines = [
        Line(FIELDS.get(name, name.replace("_", " ")), _words(name, before, names), _words(name, after, names))
        for name, (before, after) in change.fields.items()
        if name not in _HIDDEN
    ]
    by = names.get(change.by, "") if change.by else ""
    return Told(KINDS.get(change.kind, _("A record")), change.at, by, lines)


def _words(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(name, each, names) for each in value)))
    if isinstance(value, dict):
        return " ".join(filter(None, (_words(name, each, names) for each in value.values())))
    return _coded(name, str(value), names)


def _coded(name: str, text: str, names: Mapping[UUID, str]) -> str:
    if name == "stage":
        return shown.stage_label(text)
    if name == "urgency":
        return str(rules.URGENCIES.get(text, text))
    try:
        if name == "owner":
            return names.get(UUID(text), "")
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    except ValueError:
        return text


_OPENED = {"casework.opened": False, "casework.identity_opened": True}


def readings(actor: Actor, case_id: UUID) -> list[Reading] | None:
    """Who opened the case of late, the newest first; None for whoever may not know. The log says that this was read."""
    if not allows(actor, "audit.read"):
        return None
    reads.once(actor, "audit.read", subject=case_id, case=case_id)
    names, found = personas(actor), _of_case(_lines(actor), case_id)
    return [
        Reading(entry.at, names.get(entry.actor, "") if entry.actor else "", _OPENED[entry.verb])
        for entry in islice(found, MOST_READINGS)
    ]


def _lines(actor: Actor) -> Iterable[tuple[int, Entry | None]]:
    return innocent.lines(actor)[:LINES] if actor.apart else entries(actor.keys, actor.team(AUDIT), newest=LINES)


def _of_case(lines: Iterable[tuple[int, Entry | None]], case_id: UUID) -> Iterable[Entry]:
    return (entry for _number, entry in lines if entry and entry.case == case_id and entry.verb in _OPENED)
