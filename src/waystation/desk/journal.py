"""The log page: who did and opened what, when, in words; whether the log is whole, and what the witnesses say.

No request opens more than SEARCHED lines, however long the log is: what is older is one link further, or one day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from waystation.audit import check, tree, witness
from waystation.audit.log import Entry, entries
from waystation.casework import access as casework
from waystation.desk.wording import VERBS
from waystation.staff import duress, innocent, integrity, reads
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.teams import AUDIT
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried

ON_A_PAGE = 50
SLICE, SEARCHED = 500, 4_000

Numbered = tuple[int, Entry | None]
Names = casework.Pseudonyms | dict[UUID, str]


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the lines of one case, of one person, before a number, up to a day."""

    case: UUID | None
    person: UUID | None
    before: int | None
    day: date | None

    def wants(self, entry: Entry | None) -> bool:
        """Whether a line belongs there. One that does not open belongs to anybody."""
        return entry is None or (
            (self.case is None or entry.case == self.case) and (self.person is None or entry.actor == self.person)
        )


def context(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of lines, newest first.

    Raises Absent without the auditors' key, and for a case or a person that is not there for this one.
    """
    auditors, wish = actor.team(AUDIT), _asked(asked)
    if not actor.keys.holds(auditors):
        raise Absent
    people, cases = personas(actor), _cases(actor)
    names = people | {view: people.get(account, "") for view, account in duress.views(actor).items()}
    if (wish.case and not _may_ask(actor, wish.case)) or (wish.person and wish.person not in names):
        raise Absent
    found, older = _page(actor, auditors, wish)
    reads.once(actor, "audit.read", subject=wish.case or wish.person or auditors, case=wish.case)
    return {
        "lines": [_line(number, entry, names, cases) for number, entry in found],
        "older": older,
        "later": wish.before is not None or wish.day is not None,
        **_standing(actor, cases),
        "only_case": wish.case,
        "only": _name(cases, wish.case) if wish.case else names.get(wish.person, "") if wish.person else "",
        "people": sorted(people.items(), key=lambda each: each[1]),
        "person": wish.person,
        "day": wish.day,
    }


def _standing(actor: Actor, cases: Names) -> dict[str, Any]:
    """Whether the log and the rows are whole, and what the witnesses say; an innocent view has a log of its own."""
    if actor.apart:
        size = len(innocent.lines(actor))
        whole = check.Looked(size, size, None, actor.now())
        return {"looked": whole, "witnessed": size - 1, "rows": integrity.Standing()}
    rows = integrity.standing()
    return {
        "looked": check.look(actor.now()),
        "witnessed": witness.newest(),
        "cosigned": witness.cosigned(),
        "disagreement": witness.standing(),
        "rows": rows,
        "differing": [(pk, name) for pk in rows.sets if (name := cases.get(pk))],
    }


def _asked(asked: Mapping[str, str]) -> Asked:
    """Raises Absent for an id, a number or a day that is none."""
    try:
        case, person = (UUID(asked[name]) if asked.get(name) else None for name in ("case", "person"))
        before = int(asked["before"]) if asked.get("before") else None
        return Asked(case, person, before, date.fromisoformat(asked["day"]) if asked.get("day") else None)
    except ValueError:
        raise Absent from None


def _cases(actor: Actor) -> Names:
    return casework.Pseudonyms(actor) if allows(actor, "casework.read") else {}


def _may_ask(actor: Actor, case: UUID) -> bool:
    """Whether this person may know of the case, or everybody may because it is erased. Raises Absent."""
    return is_buried(case, Compartment.LIST) or casework.case(actor, case) is not None


def _page(actor: Actor, auditors: UUID, wish: Asked) -> tuple[list[Numbered], int | None]:
    """The lines of one page, and the number before which the next begins; None where the log begins."""
    before = wish.before if wish.day is None else _after(actor, auditors, wish.day, wish.before)
    found: list[Numbered] = []
    last = before
    for looked, (number, entry) in enumerate(_lines(actor, auditors, before, bool(wish.case or wish.person)), 1):
        last = number
        if wish.wants(entry):
            found.append((number, entry))
        if len(found) == ON_A_PAGE or looked == SEARCHED:
            break
    return found, last if last is not None and last > 1 else None


def _lines(actor: Actor, auditors: UUID, before: int | None, many: bool) -> Iterator[Numbered]:
    while before is None or before > 1:
        slice_ = list(_entries(actor, auditors, SLICE if many else ON_A_PAGE, before))
        if not slice_:
            return
        yield from slice_
        before = slice_[-1][0]


def _entries(actor: Actor, auditors: UUID, newest: int, before: int | None) -> Iterable[Numbered]:
    if actor.apart:
        return [line for line in innocent.lines(actor) if before is None or line[0] < before][:newest]
    return entries(actor.keys, auditors, newest=newest, before=before)


def _after(actor: Actor, auditors: UUID, day: date, before: int | None) -> int:
    """The number of the first line after a day, or `before` where that is earlier. Looks at some twenty lines."""
    end = datetime.combine(day, time.max, UTC)
    low, high = 1, (len(innocent.lines(actor)) if actor.apart else tree.size()) + 1
    while low < high:
        middle = (low + high) // 2
        if _at(actor, auditors, middle) <= end:
            low = middle + 1
        else:
            high = middle
    return min(low, before or low)


def _at(actor: Actor, auditors: UUID, number: int) -> datetime:
    """When a line was written; of one that does not open, when the nearest before it that does."""
    for _number, entry in _entries(actor, auditors, SLICE, number + 1):
        if entry is not None:
            return entry.at
    return datetime.min.replace(tzinfo=UTC)


def _name(cases: Names, case: UUID) -> str:
    """The name we use, or for one that is erased the beginning of its random id."""
    return cases.get(case) or case.hex[:8]


def _line(number: int, entry: Entry | None, names: dict[UUID, str], cases: Names) -> dict[str, Any]:
    if entry is None:
        return {"number": number, "unreadable": True}
    return {
        "number": number,
        "at": entry.at,
        "verb": VERBS.get(entry.verb, entry.verb),
        "who": names.get(entry.actor, "") if entry.actor else "",
        "actor": entry.actor,
        "by_itself": entry.actor is None,
        "case": entry.case,
        "pseudonym": _name(cases, entry.case) if entry.case else "",
        "open": entry.case in cases,
        "subject": names.get(entry.subject) or entry.subject.hex[:8] if entry.subject else "",
    }
