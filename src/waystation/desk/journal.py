"""The log page: who did and opened what, when, in words; whether the log is whole, and what the witness says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator

from waystation.audit import check, witness
from waystation.audit.log import Entry, entries
from waystation.casework import access as casework
from waystation.desk.wording import VERBS
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.teams import AUDIT, locator

NEWEST, ON_A_PAGE = 400, 50
# How far back the lines of one case or one person are looked for; opened once in a session.
SEARCHED = 10_000

Numbered = tuple[int, Entry | None]
Names = casework.Pseudonyms | dict[UUID, str]


def context(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the newest lines, of all or of one case or person.

    Raises Absent without the auditors' key, and for a case or a person that is not there for this one.
    """
    auditors = locator(AUDIT)
    if not actor.keys.holds(auditors):
        raise Absent
    names = personas(actor)
    case, person = _asked(asked, "case"), _asked(asked, "person")
    if (case and casework.case(actor, case) is None) or (person and person not in names):
        raise Absent
    cases = casework.Pseudonyms(actor) if allows(actor, "casework.read") else {}
    found = _of(actor, auditors, case, person) if case or person else entries(actor.keys, auditors, newest=NEWEST)
    lines = [_line(number, entry, names, cases) for number, entry in found]
    return {
        "page": Paginator(lines, ON_A_PAGE).get_page(asked.get("page", "1")),
        "looked": check.look(actor.now()),
        "witnessed": witness.newest(),
        "disagreement": witness.standing(),
        "newest": SEARCHED if case or person else NEWEST,
        "only_case": case,
        "only": cases.get(case, "") if case else names.get(person, "") if person else "",
        "people": sorted(names.items(), key=lambda each: each[1]),
        "person": person,
    }


def _asked(asked: Mapping[str, str], name: str) -> UUID | None:
    """The id that the address names. Raises Absent for what is none."""
    try:
        return UUID(asked[name]) if asked.get(name) else None
    except ValueError:
        raise Absent from None


def _of(actor: Actor, auditors: UUID, case: UUID | None, person: UUID | None) -> list[Numbered]:
    """The lines of one case, of one person, or of both; those that do not open belong to anybody."""
    return [
        (number, entry)
        for number, entry in _searched(actor, auditors)
        if entry is None or ((case is None or entry.case == case) and (person is None or entry.actor == person))
    ]


def _searched(actor: Actor, auditors: UUID) -> list[Numbered]:
    """The newest lines, newest first; those that this session has opened are not opened again."""
    known: list[Numbered] = actor.memory.setdefault("log", [])
    last = known[0][0] if known else 0
    fresh: list[Numbered] = []
    before = None
    while len(fresh) < SEARCHED:
        slice_ = list(entries(actor.keys, auditors, newest=NEWEST, before=before))
        fresh += [each for each in slice_ if each[0] > last]
        if not slice_ or slice_[-1][0] <= max(last, 1):
            break
        before = slice_[-1][0]
    actor.memory["log"] = (fresh + known)[:SEARCHED]
    found: list[Numbered] = actor.memory["log"]
    return found


def _line(number: int, entry: Entry | None, names: dict[UUID, str], cases: Names) -> dict[str, Any]:
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
