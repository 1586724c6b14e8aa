"""The columns of a table of cases: what is exported of each part, under the names that an import knows again."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework import access, consent_reach, rules, shown
from waystation.casework.consent_reach import reach
from waystation.casework.consent_rules import Wanted
from waystation.casework.exchange import kinds, person_cells
from waystation.casework.exchange.people import Going
from waystation.casework.persons import access as persons
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.records import Person
from waystation.casework.records import CaseStub, Need
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

LABELS: dict[str, Any] = {
    "reference": _("Number or mark of ours"),
    "pseudonym": _("What we call the person"),
    "stage": _("Stage"),
    "urgency": _("Urgency"),
    "opened": _("Accepted on"),
    "origin": _("Region they come from"),
    "next_action": _("What we do next"),
    "next_due": _("By when"),
    "place": _("Where the person is now"),
    "country": _("Country"),
    "names": pgettext_lazy("of a person", "Names"),
    "other_names": _("Other names and spellings"),
    "birth": _("Date of birth"),
    "languages": _("Languages"),
    "papers": _("Papers"),
    "phone": _("Phone"),
    "companions": _("Who comes along"),
    "about": _("Note about the person"),
    "needs": _("Needs"),
    "risk": _("Risk score"),
    "note": _("Note"),
}
OF_PARTS: dict[str, tuple[str, ...]] = {
    "list": ("pseudonym", "stage", "urgency", "opened", "origin", "next_action", "next_due"),
    "where": ("place", "country"),
    "who": ("names", "other_names", "birth", "languages", "papers", "phone", "companions", "about"),
    "contact": ("needs", "risk"),
}

# Columns of free texts, with the part in which each stands: what names somebody who does not go is held back.
FREE = {"next_action": "list", "origin": "list", "place": "where", "country": "where", "about": "who"}


# What alone goes for a purpose that allows no details.
CODES = frozenset({"stage", "origin", "country", "needs"})


def of(wanted: Wanted) -> list[str]:
    """The columns that the parts of a use give, in order."""
    found = [code for part, codes in OF_PARTS.items() if part in wanted.parts for code in codes]
    return [code for code in found if code in CODES] if reach(wanted.purpose) == consent_reach.CODES else found


def row(actor: Actor, case_id: UUID, stub: CaseStub, wanted: Wanted, going: Going) -> list[str]:
    """One case as a row of these columns. What the actor may not open is left empty, and whoever does not go."""
    parts = wanted.parts
    needs, risk = _needs(actor, case_id, parts)
    told: Mapping[str, Any] = {
        "stage": shown.stage_label(stub.stage),
        "urgency": rules.URGENCIES.get(stub.urgency, ""),
        "needs": needs,
        "risk": risk,
    } | (_who(actor, case_id, going) if "who" in parts else {})
    values = {code: _said(told.get(code, getattr(stub, code, ""))) for code in of(wanted)}
    return [going.text(text, {FREE[code]}) if code in FREE else text for code, text in values.items()]


def _who(actor: Actor, case_id: UUID, going: Going) -> dict[str, str]:
    """The one for whom the case was opened, and who else of it comes along, as far as they said yes."""
    first, *others = [each for each in persons.members(actor, case_id) if each.home == case_id] or [None]
    person = (first.record if first else None) or Person()
    along = [each for each in others if each and person_rules.comes_along(each.part.roles)]
    return person_cells.written(person, [each.called for each in along if "who" in going.of(each.id)])


def needs_that_go(actor: Actor, case_id: UUID, parts: Collection[str]) -> list[Need]:
    """The needs of a case that tell of no part which does not go."""
    found = (need for _row, need in access.needs(actor, case_id))
    return [need for need in found if kinds.tells_of("needs", [need.code]) <= set(parts)]


def _needs(actor: Actor, case_id: UUID, parts: Collection[str]) -> tuple[str, str]:
    if "contact" not in parts:
        return "", ""
    going = needs_that_go(actor, case_id, parts)
    needs = "; ".join(label_of("needs", need.code) for need in going if need.met_on is None)
    risk = access.risk(actor, case_id)
    return needs, str(rules.add_up(risk).total) if risk else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
