"""How long what is kept: rules as data, and what is due by them. Pure functions over opened stubs.

Nothing is ever erased by itself: what is due waits for a person to say keep or erase, and for a second to agree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.utils.timezone import localtime

from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.hotline.records import RequestStub

ENDED_REQUESTS = ("declined", "suspect", "closed")
ENDED_CASES = (*stages.ENDED, "aftercare")


@dataclass(frozen=True)
class Rule:
    """What ended is reviewed `after` its last day."""

    code: str
    states: tuple[str, ...]
    after: timedelta


@dataclass(frozen=True)
class Due:
    """Something whose time for keeping is over, by which rule, and since when nothing happened to it."""

    subject: UUID
    kind: str
    name: str
    state: str
    since: date
    rule: Rule


@dataclass(frozen=True)
class Rules:
    """The rules in force."""

    request: Rule
    case: Rule

    @classmethod
    def of(cls, table: Mapping[str, int]) -> "Rules":
        """From the settings: days for each, where they are given."""
        days = {"request_days": 90, "case_days": 5 * 365} | dict(table)
        return cls(
            Rule("request", ENDED_REQUESTS, timedelta(days=int(days["request_days"]))),
            Rule("case", ENDED_CASES, timedelta(days=int(days["case_days"]))),
        )


def last_day(stub: RequestStub) -> date:
    """When somebody last wrote in a thread."""
    return localtime(max(filter(None, (stub.received_at, stub.last_in, stub.last_out)))).date()


class Ended(msgspec.Struct, frozen=True, gc=False):
    """What of a case says when it ended: of very many no more is read."""

    stage: str = "accepted"
    opened: date | None = None
    milestones: dict[str, date] = {}
    erased: bool = False


def ended_on(stub: CaseStub | Ended) -> date | None:
    """The last day on which a case reached a stage for the first time; None where no day is recorded."""
    return max(stub.milestones.values(), default=stub.opened)


def kept_since(stub: CaseStub | Ended) -> date | None:
    """The day on which a case that is not erased came to its end; None where it has not."""
    return ended_on(stub) if stub.stage in ENDED_CASES and not stub.erased else None


def due(
    rules: Rules,
    cases: Iterable[tuple[UUID, CaseStub]],
    requests: Iterable[tuple[UUID, RequestStub]],
    today: date,
) -> list[Due]:
    """What should be looked at, the oldest first."""
    return oldest_first([*_cases(rules.case, cases, today), *_requests(rules.request, requests, today)])


def oldest_first(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda each: (each.since, each.name))


def _cases(rule: Rule, cases: Iterable[tuple[UUID, CaseStub]], today: date) -> Iterator[Due]:
    for pk, stub in cases:
        since = kept_since(stub)
        if since is not None and since + rule.after <= today:
            yield Due(pk, "case", stub.pseudonym, stub.stage, since, rule)


def _requests(rule: Rule, requests: Iterable[tuple[UUID, RequestStub]], today: date) -> Iterator[Due]:
    for pk, stub in requests:
        if stub.case is None and stub.status in rule.states and last_day(stub) + rule.after <= today:
            yield Due(pk, "request", stub.name or stub.who, stub.status, last_day(stub), rule)
