"""The log page: who did what and when, in words, and whether the chain is whole."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator

from waystation.audit.log import Entry, entries, first_break
from waystation.casework import access as casework
from waystation.desk.wording import VERBS
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.teams import AUDIT, locator

NEWEST, ON_A_PAGE = 400, 50


def context(actor: Actor, page_number: str) -> dict[str, Any]:
    """One page of the newest lines. Raises Absent without the auditors' key."""
    auditors = locator(AUDIT)
    if not actor.keys.holds(auditors):
        raise Absent
    names = personas(actor)
    cases = {row.pk: stub.pseudonym for row, stub in casework.cases(actor)} if allows(actor, "casework.read") else {}
    lines = [_line(number, entry, names, cases) for number, entry in entries(actor.keys, auditors, newest=NEWEST)]
    page = Paginator(lines, ON_A_PAGE).get_page(page_number)
    return {"page": page, "broken_at": first_break(), "newest": NEWEST}


def _line(number: int, entry: Entry | None, names: dict[UUID, str], cases: dict[UUID, str]) -> dict[str, Any]:
    if entry is None:
        return {"number": number, "unreadable": True}
    return {
        "number": number,
        "at": entry.at,
        "verb": VERBS.get(entry.verb, entry.verb),
        "who": names.get(entry.actor, "") if entry.actor else "",
        "by_itself": entry.actor is None,
        "case": entry.case,
        "pseudonym": cases.get(entry.case, "") if entry.case else "",
        "subject": entry.subject.hex[:8] if entry.subject else "",
    }
