"""What of the open cases has a day: needs that are to be met, consents and risk assessments that run out.

In the session's memory, in order, and in step with what changes: the page of today asks for the next few of very many.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import msgspec

from waystation.casework import consent_rules, rules
from waystation.casework.models import ConsentRow, NeedRow, RiskRow
from waystation.casework.records import LONG_AGO, Consent, Need, Risk
from waystation.casework.work.access import day_rank
from waystation.casework.work.open_cases import open_cases, opened_in
from waystation.mail.words import same
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower, Group, Ranked, Standing
from waystation.vault.models import Sealed

_ALL = "all"
Subject = tuple[bytes, Any]  # the case, and what of it


class Dated(Protocol):
    """What has a day: an opened row, or one of several things that a row says."""

    @property
    def key(self) -> bytes: ...
    @property
    def locator(self) -> UUID: ...
    @property
    def record(self) -> Any: ...


def _itself(held: Held) -> Iterable[Dated]:
    return (held,)


def _in_no_group(record: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Kind:
    """A kind of row with a day: what it is about, which of those about one subject count, and the day, if any.

    `of` gives what a row says that has days of its own; `groups` are those that it is in, beside that of all.
    """

    model: type[Sealed]
    about: Callable[[Any], Any]
    counting: Callable[[Iterable[Any]], Iterable[Any]]
    day: Callable[[Any], date | None]
    of: Callable[[Held], Iterable[Dated]] = _itself
    groups: Callable[[Any], Iterable[str]] = _in_no_group


def _newest_risk(rows: Iterable[Held]) -> list[Held]:
    return [max(rows, key=lambda held: held.record.at or LONG_AGO)]


def _answers(rows: Iterable[Held]) -> list[Held]:
    """Of each recipient the answer that counts; one that names nobody is one for all who answered before it."""
    newest: dict[str, Held] = {}
    ours = (held for held in rows if consent_rules.counts(held.record))
    for held in sorted(ours, key=lambda held: consent_rules.order(held.record)):
        recipient = same(held.record.recipient)
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


class _Counted(msgspec.Struct, frozen=True, gc=False):
    """What counts of a subject, and who is responsible for its case: it stands among theirs, too."""

    dated: Dated
    owner: UUID | None


def _is_same(one: _Counted | None, other: _Counted | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.dated is other.dated and one.owner == other.owner


class Deadlines(Follower):
    """The rows of one kind that count, of open cases, by their day."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._owners: dict[bytes, UUID | None] = {}
        self._moved = 0  # of the open cases, as far as they were looked at
        self._looking = threading.Lock()
        self._rows: defaultdict[Subject, dict[bytes, Dated]] = defaultdict(dict)
        self._subjects: defaultdict[bytes, set[Subject]] = defaultdict(set)
        self._counted: dict[Subject, dict[bytes, _Counted]] = {}
        self._by_id: dict[bytes, _Counted] = {}
        self._ranked: Ranked[_Counted] = Ranked(self._standing, lambda id_: self._by_id.get(id_))

    @property
    def is_whole(self) -> bool:
        return super().is_whole and not self._ranked.unplaced

    def look(self, actor: Actor) -> None:
        """Takes in what changed since the last look."""
        with self._looking:
            cases = open_cases(actor)
            self._owners, moved = cases.owner, cases.since(self._moved)
            self._moved += len(moved)
            self._settle({subject for case in moved for subject in self._subjects.get(case, ())})
            self.follow(opened_in(actor, cases, self._kind.model))

    def group(self, name: Hashable) -> Group[Any]:
        return self._ranked.group(name).shown(lambda counted: counted.dated)

    def changed(self, changes: Changes[Held]) -> None:
        touched: set[Subject] = set()
        for before, after in changes.values():
            for dated in self._kind.of(before) if before else ():
                subject = self._subject(dated)
                self._rows[subject].pop(dated.key, None)
                touched.add(subject)
            for dated in self._kind.of(after) if after else ():
                subject = self._subject(dated)
                self._rows[subject][dated.key] = dated
                self._subjects[subject[0]].add(subject)
                touched.add(subject)
        self._settle(touched)

    def _subject(self, dated: Dated) -> Subject:
        return dated.locator.bytes, self._kind.about(dated)

    def _settle(self, subjects: Iterable[Subject]) -> None:
        """Puts what counts of each subject now in the place of what counted before."""
        moved: dict[bytes, tuple[_Counted | None, _Counted | None]] = {}
        for subject in subjects:
            was, now = self._counted.pop(subject, {}), self._counting(subject)
            moved |= {
                id_: (was.get(id_), now.get(id_)) for id_ in was | now if not _is_same(was.get(id_), now.get(id_))
            }
            if now:
                self._counted[subject] = now
        self._ranked.take(moved)
        for id_, (_, after) in moved.items():
            if after is None:
                self._by_id.pop(id_, None)
            else:
                self._by_id[id_] = after

    def _counting(self, subject: Subject) -> dict[bytes, _Counted]:
        rows = self._rows.get(subject) if subject[0] in self._owners else None
        counted = self._kind.counting(rows.values()) if rows else ()
        return {dated.key: _Counted(dated, self._owners.get(subject[0])) for dated in counted}

    def _standing(self, counted: _Counted) -> Standing:
        record, owner = counted.dated.record, counted.owner
        day = self._kind.day(record)
        if day is None:
            return b"", []
        names = [_ALL, *self._kind.groups(record)]
        return day_rank(day), [*names, *((name, owner) for name in names if owner is not None)]


def of(actor: Actor, kind: Kind) -> Group[Any]:
    """What of a kind counts, of the open cases that this person may see, by its day."""
    (found,) = of_each(actor, kind, [None])
    return found


def of_each(
    actor: Actor, kind: Kind, owners: Iterable[UUID | None], groups: Iterable[str] = (_ALL,)
) -> list[Group[Any]]:
    """The same of the cases for which each of these is responsible, None for everybody's: for each one, each group."""
    require(actor, "casework.read")
    name = f"work:deadlines:{kind.model._meta.label}"
    found: Deadlines = actor.memory.get(name) or actor.memory.setdefault(name, Deadlines(kind))
    found.look(actor)
    names = tuple(groups)
    return [found.group((each, owner) if owner else each) for owner in owners for each in names]
