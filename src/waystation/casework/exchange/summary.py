"""A case as a summary on paper: PDF, with the parts that go and nothing else.

How the paper is made stands in `paper`, which is loaded with the first summary: no other process needs its library.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access, consent_shown
from waystation.casework.consent_rules import Wanted
from waystation.casework.exchange import columns
from waystation.casework.exchange.people import Going
from waystation.casework.records import CaseStub
from waystation.casework.shown import stage_label
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

Section = tuple[str, list[tuple[str, str]]]
_CONTACT = frozenset({"contact"})


def sections(actor: Actor, case_id: UUID, stub: CaseStub, wanted: Wanted, going: Going) -> list[Section]:
    """What the summary says, under headings: pairs of a label and a text. Empty values are left out."""
    parts = wanted.parts
    values = dict(zip(columns.of(wanted), columns.row(actor, case_id, stub, wanted, going), strict=True))
    titles = {"list": _("The case"), "where": _("Where the person is now"), "who": _("Who it is")}
    found: list[Section] = [
        (title, [(_label(code, title), values[code]) for code in columns.OF_PARTS[part] if values.get(code)])
        for part, title in titles.items()
        if part in parts
    ]
    if "contact" in parts:
        found += [(_("Needs"), list(_needs(actor, case_id, parts, going))), (_("Risk"), _risk(values))]
        found += [(_("What happened"), list(_moves(actor, case_id, "where" in parts, going)))]
        notes = access.notes(actor, case_id)
        found += [(_("Notes"), [(_day(note.at), going.text(note.text, _CONTACT)) for _row, note in notes])]
    return [section for section in found if section[1]]


def _label(code: str, title: str) -> str:
    """What a value is; nothing where the heading above says it already."""
    label = str(columns.LABELS[code])
    return "" if label == title else label


def _needs(actor: Actor, case_id: UUID, parts: Collection[str], going: Going) -> Iterator[tuple[str, str]]:
    for need in columns.needs_that_go(actor, case_id, parts):
        state = _("met on %(day)s") % {"day": _day(need.met_on)} if need.met_on else _("open")
        yield label_of("needs", need.code), "\n".join(filter(None, (state, going.text(need.note, _CONTACT))))


def _risk(values: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(columns.LABELS["risk"]), values["risk"])] if values.get("risk") else []


def _moves(actor: Actor, case_id: UUID, where: bool, going: Going) -> Iterator[tuple[str, str]]:
    for _row, move in access.moves(actor, case_id):
        if not move.taken_back:
            place = ", ".join(filter(None, (move.place, move.country))) if where else ""
            said = (going.text(text, _CONTACT) for text in (place, move.note))
            yield _day(move.at), "\n".join(filter(None, (stage_label(move.stage), *said)))


def _day(value: Any) -> str:
    day = localtime(value) if isinstance(value, datetime) else value
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def written(actor: Actor, case_id: UUID, stub: CaseStub, wanted: Wanted, limits: str, going: Going) -> bytes:
    """The summary as PDF. `limits` are those that were set: whoever reads it must know them."""
    from waystation.casework.exchange.paper import Sheet

    sheet = Sheet(stub.pseudonym if "list" in wanted.parts else _("Summary"))
    told = {"purpose": consent_shown.label(wanted.purpose), "day": _day(actor.now())}
    sheet.put("label", _("For: %(purpose)s. Written on %(day)s.") % told)
    if wanted.recipient:
        sheet.put("label", _("To: %(recipient)s. For nobody else.") % {"recipient": wanted.recipient})
    if limits.strip():
        sheet.section(_("The limits that the person set"), [("", limits)])
    for title, pairs in sections(actor, case_id, stub, wanted, going):
        sheet.section(title, pairs)
    return sheet.bytes()
