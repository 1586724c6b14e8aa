"""The columns of a table of cases: what is exported of each part, under the names that an import knows again."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework import access, rules, shown
from waystation.casework.records import CaseStub, Person
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term

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
    "birth_year": _("Year of birth"),
    "languages": _("Languages"),
    "papers": _("Papers"),
    "phone": _("Phone"),
    "companions": _("Who comes along"),
    "needs": _("Needs"),
    "risk": _("Risk score"),
    "note": _("Note"),
}
OF_PARTS: dict[str, tuple[str, ...]] = {
    "list": ("pseudonym", "stage", "urgency", "opened", "origin", "next_action", "next_due"),
    "where": ("place", "country"),
    "who": ("names", "other_names", "birth_year", "languages", "papers", "phone", "companions"),
    "contact": ("needs", "risk"),
}


def of(parts: Collection[str]) -> list[str]:
    """The columns that these parts give, in order."""
    return [code for part, codes in OF_PARTS.items() if part in parts for code in codes]


def row(actor: Actor, case_id: UUID, stub: CaseStub, parts: Collection[str]) -> list[str]:
    """One case as a row of these columns. What the actor may not open is left empty."""
    person = Person()
    if "who" in parts and access.may_identify(actor, case_id):
        person = access.person(actor, case_id)[1]
    needs, risk = _needs(actor, case_id, parts)
    told: Mapping[str, Any] = {
        "stage": shown.stage_label(stub.stage),
        "urgency": rules.URGENCIES.get(stub.urgency, ""),
        "needs": needs,
        "risk": risk,
    }
    return [_said(told.get(code, getattr(stub, code, getattr(person, code, "")))) for code in of(parts)]


def _needs(actor: Actor, case_id: UUID, parts: Collection[str]) -> tuple[str, str]:
    if "contact" not in parts:
        return "", ""
    needs = "; ".join(
        term("needs", need.code).label for _row, need in access.needs(actor, case_id) if need.met_on is None
    )
    risk = access.risk(actor, case_id)
    return needs, str(rules.add_up(risk).total) if risk else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
