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
from waystation.casework import access, history, history_words, rules, shown
from waystation.casework.history_words import Saying
from waystation.casework.persons import text
from waystation.casework.records import Change
from waystation.staff import innocent, reads
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.teams import AUDIT
from waystation.vocabulary.vocabularies import label_of

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
    "due": gettext_lazy("By when"),
    "who": gettext_lazy("For whom"),
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
# Follows from another field that is shown, or names a row that has a page of its own.
_HIDDEN = frozenset({"milestones", "request"})


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
    about: Words = field(default="", repr=False)


@dataclass(frozen=True)
class Reading:
    """Somebody opened the case. `whole`: with who the person is."""

    at: datetime
    by: str
    whole: bool


def changes(actor: Actor, case_id: UUID) -> list[Told]:
    """Every change that this person's keys open, the newest first."""
    names, found = personas(actor), history.changes(actor, case_id)
    called: dict[UUID, Words] = {}
    for kind in {change.kind for _of, change in found}:
        if named := _saying(kind).named:
            called |= named(actor, case_id)
    told = (tell(actor, change, names, called.get(of, "")) for of, change in found)
    return [each for each in told if each.lines]


def of_row(actor: Actor, row_id: UUID) -> list[Told]:
    """Every change of one record, the newest first."""
    names = personas(actor)
    return [tell(actor, change, names) for change in history.of_row(actor, row_id)]


def last(actor: Actor, row_id: UUID) -> Told | None:
    """The newest change of one record."""
    return next(iter(of_row(actor, row_id)), None)


def tell(actor: Actor, change: Change, names: Mapping[UUID, str], about: Words = "") -> Told:
    """One change in words."""
    saying = _saying(change.kind)
    known = FIELDS | dict(saying.fields)

    def say(name: str, value: Any) -> str:
        in_words = saying.values.get(name)
        return text.plain(str(in_words(actor, value)) if in_words and value else _words(name, value, names))

    lines = [
        Line(known.get(name, name.replace("_", " ")), say(name, before), say(name, after))
        for name, (before, after) in change.fields.items()
        if name not in _HIDDEN | saying.hidden
    ]
    by = names.get(change.by, "") if change.by else str(saying.by_nobody)
    return Told(saying.kind, change.at, by, lines, about)


def _needs(actor: Actor, case_id: UUID) -> dict[UUID, Words]:
    return {row.pk: label_of("needs", need.code) for row, need in access.needs(actor, case_id)}


def _saying(kind: str) -> Saying:
    known = history_words.of(kind)
    return known or Saying(KINDS.get(kind, _("A record")), named=_needs if kind == "casework.NeedRow" else None)


def _words(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    if value in (None, "", [], (), {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_words(name, each, names) for each in value)))
    if isinstance(value, dict):
        told = (each for key, each in value.items() if key != "id" and each is not False)
        return " ".join(filter(None, (_words(name, each, names) for each in told)))
    return _coded(name, str(value), names)


def _coded(name: str, code: str, names: Mapping[UUID, str]) -> str:
    if name == "stage":
        return shown.stage_label(code)
    if name == "urgency":
        return str(rules.URGENCIES.get(code, code))
    try:
        if name in ("owner", "who"):
            return names.get(UUID(code), "")
        return date_format(date.fromisoformat(code), "SHORT_DATE_FORMAT")
    except ValueError:
        return code


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
