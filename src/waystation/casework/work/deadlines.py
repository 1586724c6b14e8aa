"""What of the open cases has a day: needs that are to be met, consents and risk assessments that run out.

In the session's memory, in order, and in step with what changes: the page of today asks for the next few of very many.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.casework import consent_rules, rules, stages
from waystation.casework.models import Case, ConsentRow, NeedRow, RiskRow
from waystation.casework.records import LONG_AGO, CaseStub, Consent, Need, Risk
from waystation.casework.work.access import day_rank
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Ranked
from waystation.vault.models import Sealed

_ALL = "all"
Subject = tuple[bytes, Any]  # the case, and what of it


@dataclass(frozen=True)
class Kind:
    """A kind of row with a day: what it is about, which of those about one subject count, and the day, if any."""

    model: type[Sealed]
    about: Callable[[Held], Any]
    counting: Callable[[Iterable[Held]], Iterable[Held]]
    day: Callable[[Any], date | None]


def _newest_risk(rows: Iterable[Held]) -> list[Held]:
    return [max(rows, key=lambda held: held.record.at or LONG_AGO)]


def _answers(rows: Iterable[Held]) -> list[Held]:
    """Of each recipient the answer that counts; one that names nobody is one for all who answered before it."""
    newest: dict[str, Held] = {}
    for held in sorted(rows, key=lambda held: consent_rules.order(held.record)):
        recipient = consent_rules.same(held.record.recipient)
        newest = {} if not recipient else newest
        newest[recipient] = held
    return list(newest.values())


def _need_day(need: Need) -> date | None:
    return need.due if need.met_on is None else None


def _consent_day(consent: Consent) -> date | None:
    return consent.valid_until if consent.state in rules.YES else None


def _risk_day(risk: Risk) -> date | None:
    return risk.valid_until


NEEDS = Kind(NeedRow, lambda held: held.key, lambda rows: rows, _need_day)
CONSENTS = Kind(ConsentRow, lambda held: (held.record.person, held.record.purpose), _answers, _consent_day)
RISKS = Kind(RiskRow, lambda held: "risk", _newest_risk, _risk_day)


class _Cases(Follower):
    """Which cases are open; tells of each that is so no longer, or again."""

    def __init__(self, tell: Callable[[Iterable[bytes]], None]) -> None:
        super().__init__()
        self.open: set[bytes] = set()
        self._tell = tell

    def changed(self, changes: Changes[Held]) -> None:
        now = {id_ for id_, (_, after) in changes.items() if after is not None and _is_open(after.record)}
        moved = (self.open & changes.keys()) ^ now
        self.open = (self.open - changes.keys()) | now
        self._tell(moved)


def _is_open(stub: CaseStub) -> bool:
    return stages.is_open(stub.stage) and not stub.erased


class Deadlines(Follower):
    """The rows of one kind that count, of open cases, by their day."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._cases = _Cases(self._of_cases)
        self._rows: defaultdict[Subject, dict[bytes, Held]] = defaultdict(dict)
        self._subjects: defaultdict[bytes, set[Subject]] = defaultdict(set)
        self._counted: dict[Subject, dict[bytes, Held]] = {}
        self._by_id: dict[bytes, Held] = {}
        self._ranked: Ranked[Held] = Ranked(self._standing, lambda id_: self._by_id.get(id_))

    def look(self, actor: Actor) -> Group[Held]:
        """As it stands now."""
        self._cases.follow(opened(actor, Case))
        self.follow(opened(actor, self._kind.model))
        return self._ranked.group(_ALL)

    def changed(self, changes: Changes[Held]) -> None:
        touched: set[Subject] = set()
        for id_, (before, after) in changes.items():
            for held in filter(None, (before, after)):
                touched.add(self._subject(held))
            if before is not None:
                self._rows[self._subject(before)].pop(id_, None)
            if after is not None:
                subject = self._subject(after)
                self._rows[subject][id_] = after
                self._subjects[subject[0]].add(subject)
        self._settle(touched)

    def _of_cases(self, cases: Iterable[bytes]) -> None:
        self._settle({subject for case in cases for subject in self._subjects.get(case, ())})

    def _subject(self, held: Held) -> Subject:
        return held.locator.bytes, self._kind.about(held)

    def _settle(self, subjects: Iterable[Subject]) -> None:
        """Puts what counts of each subject now in the place of what counted before."""
        moved: dict[bytes, tuple[Held | None, Held | None]] = {}
        for subject in subjects:
            was, now = self._counted.pop(subject, {}), self._counting(subject)
            moved |= {id_: (was.get(id_), now.get(id_)) for id_ in was | now}
            if now:
                self._counted[subject] = now
        self._ranked.take({id_: pair for id_, pair in moved.items() if pair[0] is not pair[1]})
        for id_, (_, after) in moved.items():
            if after is None:
                self._by_id.pop(id_, None)
            else:
                self._by_id[id_] = after

    def _counting(self, subject: Subject) -> dict[bytes, Held]:
        rows = self._rows.get(subject) if subject[0] in self._cases.open else None
        return {held.key: held for held in self._kind.counting(rows.values())} if rows else {}

    def _standing(self, held: Held) -> tuple[bytes, list[str]]:
        day = self._kind.day(held.record)
        return day_rank(day), [_ALL] if day else []


def of(actor: Actor, kind: Kind) -> Group[Held]:
    """The rows of a kind that count, of the open cases that this person may see, by their day."""
    require(actor, "casework.read")
    name = f"work:deadlines:{kind.model._meta.label}"
    found: Deadlines = actor.memory.get(name) or actor.memory.setdefault(name, Deadlines(kind))
    return found.look(actor)
