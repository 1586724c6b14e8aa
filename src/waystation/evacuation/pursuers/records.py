"""What is known of those who hunt somebody, and of who must be kept apart. All times are in UTC.

A pursuer is a person in a role towards one case; who hunts several has a record in each. Everything here is sealed in
LOGISTICS of the case that is hunted, but for the alarm, which belongs to the duty team.
"""

from datetime import datetime
from enum import IntEnum
from uuid import UUID

from waystation.vault.records import Record

LOW, MEDIUM, HIGH = LEVELS = ("low", "medium", "high")
STAYS, IN_REGION, IN_COUNTRY, ABROAD = TRAVELS = ("stays", "region", "country", "abroad")
PLACE, INSTITUTION, NETWORK, POWER = REACH_KINDS = ("place", "institution", "network", "power")


class AlarmState(IntEnum):
    """The number in the row. AHEAD: it rings by itself when its time has come."""

    RAISED = 0
    ATTENDED = 1
    AHEAD = 2


class PursuerRecord(Record, frozen=True, kw_only=True):
    """Somebody who hunts the person of a case. `person` is who it is, where casework has a record of them.

    `relation`, `intent` and `means` are codes of `pursuer_relations`, `pursuer_intents`, `pursuer_means`. `travels` is
    how far they come by themselves. `over` is why they hunt no more; empty while they do.
    """

    called: str
    person: UUID | None = None
    relation: str = "unknown"
    intent: str = "unknown"
    means: tuple[str, ...] = ()
    travels: str = IN_REGION
    note: str = ""
    over: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Evidence(Record, frozen=True, kw_only=True):
    """What somebody told of a pursuer: who says so, and how far it can be believed (codes, letter and digit apart).

    `withdrawn` is why it counts no more.
    """

    pursuer: UUID
    source: str = ""
    reliability: str = "F"
    credibility: str = "6"
    note: str = ""
    withdrawn: str = ""
    at: datetime | None = None
    by: UUID | None = None


class SightingRecord(Evidence, frozen=True, kw_only=True):
    """That a pursuer was, or will be, at a place from `since` to `until`."""

    place: UUID
    since: datetime
    until: datetime


class ReachRecord(Evidence, frozen=True, kw_only=True):
    """Where a pursuer finds somebody without being there: through people, an institution, or the powers of the state.

    `place` is where it holds, None everywhere; a `power` (code of `police_powers`) needs none. `name` is of the
    institution or network.
    """

    kind: str = PLACE
    place: UUID | None = None
    power: str = ""
    name: str = ""
    level: str = MEDIUM
    since: datetime | None = None
    until: datetime | None = None


class StatedZoneRecord(Evidence, frozen=True, kw_only=True):
    """That a place is dangerous for a case because of a pursuer, stated by one of us and not derived."""

    place: UUID
    level: str = HIGH
    since: datetime
    until: datetime | None = None


class ConflictRecord(Record, frozen=True, kw_only=True):
    """That a case must not be housed, carried or introduced together with the `other`; one row stands in each of both.

    `share` is one half of the reason: it is read by whoever opens both cases, and by nobody else (`reasons.py`).
    """

    other: UUID
    twin: UUID
    share: bytes
    withdrawn: bool = False
    at: datetime | None = None
    by: UUID | None = None


class OverrideRecord(Record, frozen=True, kw_only=True):
    """That two people of ours let a case be at a place, or be seen by a power of the state, although it is in reach.

    It holds for what was known when it was asked, `evidence`, and for nothing that comes later; and not any more once
    somebody `ended` it, with a reason.
    """

    place: UUID | None = None
    power: str = ""
    evidence: tuple[UUID, ...]
    reason: str
    asked_by: UUID
    asked_at: datetime
    agreed_by: UUID | None = None
    agreed_at: datetime | None = None
    ended: str = ""
    ended_by: UUID | None = None
    ended_at: datetime | None = None


class AlarmRecord(Record, frozen=True, kw_only=True):
    """Somebody is within reach of who hunts them from `raised_at` on. The duty team sees whom; where and by whom, the
    case says.
    """

    case: UUID
    pseudonym: str
    raised_at: datetime
    evidence: tuple[UUID, ...] = ()
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    acknowledgement: str = ""
