"""The doors of the room: who was given words for a leg, what they said, whose word we wait for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from waystation.evacuation import access as evacuation
from waystation.evacuation.handover import rules
from waystation.evacuation.handover.models import GivenRow
from waystation.evacuation.handover.records import Given
from waystation.evacuation.models import Leg
from waystation.evacuation.records import (
    ABORTED,
    APPROVED,
    ARRIVED,
    LATE,
    MISSED,
    UNDER_WAY,
    JourneyRecord,
    LegRecord,
)
from waystation.evacuation.rules import WAITING
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ReportRow
from waystation.hotline.briefings.records import NOT_MET, TROUBLE, Confirmation, Confirmed, Report
from waystation.staff.access import index, open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing

STANDINGS = {
    Confirmed.RECEIVED: "said",
    Confirmed.OVERDUE: "said_late",
    Confirmed.MISSED: "missed",
    Confirmed.ATTENDED: "attended",
}


@dataclass(frozen=True)
class Said:
    """One briefing that was given, how it stands, and what its reader said, the latest last."""

    id: UUID
    given: Given = field(repr=False)
    standing: str
    reports: tuple[Report, ...] = field(repr=False, default=())

    @property
    def outcome(self) -> str:
        """The last word; empty where there is none."""
        return self.reports[-1].outcome if self.reports else ""

    @property
    def is_live(self) -> bool:
        """Whether its words open something, or will."""
        return self.standing in ("sealed", "open", "read") or (
            self.standing in ("missed", "attended") and self.given.withdrawn_at is None
        )


def leg(actor: Actor, case_id: UUID, leg_id: UUID) -> tuple[LegRecord, JourneyRecord]:
    """A leg of this case; of any other, it is Absent."""
    evacuation.case(actor, case_id)
    row, found = evacuation.leg(actor, leg_id)
    if row.locator != case_id:
        raise Absent
    return found, evacuation.journey(actor, found.journey)[1]


def given(actor: Actor, given_id: UUID) -> tuple[GivenRow, Given]:
    require(actor, "evacuation.read")
    return open_row(actor, GivenRow.objects.all(), given_id)


def given_of_leg(actor: Actor, case_id: UUID, leg_id: UUID) -> list[tuple[GivenRow, Given]]:
    """Every briefing of a leg that was given, in the order of giving, the withdrawn ones too."""
    require(actor, "evacuation.read")
    found = [pair for pair in stubs(actor, GivenRow.objects.filter(locator=case_id)) if pair[1].leg == leg_id]
    return sorted(found, key=lambda pair: pair[1].at)


def _by_leg(held: Held) -> Standing:
    record: Given = held.record
    return b"%020d" % int(record.at.timestamp()), [record.leg, record.confirmation]


def _by_helper(held: Held) -> Standing:
    record: Given = held.record
    return b"", [record.helper] if record.helper and record.withdrawn_at is None else []


def given_to(actor: Actor, helper: UUID) -> list[tuple[UUID, UUID]]:
    """Case and leg of the words that were given to a helper by name and not taken back."""
    require(actor, "evacuation.read")
    return [(held.locator, held.record.leg) for held in index(actor, GivenRow, _by_helper).group(helper)]


def _by_confirmation(held: Held) -> Standing:
    record: Report = held.record
    wrong = [_WRONG] if record.outcome in (NOT_MET, TROUBLE) else []
    return b"%020.6f" % record.at.timestamp(), [record.confirmation, *wrong]


def said(actor: Actor, legs: Mapping[UUID, LegRecord]) -> dict[UUID, list[Said]]:
    """By leg: who was given words, and how that stands now."""
    require(actor, "evacuation.read")
    by_leg = index(actor, GivenRow, _by_leg)
    found = {leg_id: list(by_leg.group(leg_id)) for leg_id in legs}
    every = [held.record for those in found.values() for held in those]
    states = _states(record.confirmation for record in every)
    read = _read(record.briefing for record in every)
    reports = index(actor, ReportRow, _by_confirmation)
    return {
        leg_id: [
            Said(
                held.id,
                held.record,
                _standing(held.record, legs[leg_id], states, read, actor.now()),
                tuple(report.record for report in reports.group(held.record.confirmation)),
            )
            for held in those
        ]
        for leg_id, those in found.items()
    }


def board(actor: Actor) -> tuple[list[Held], int]:
    """Every journey that is approved or under way, in the order of the board, and how many are under way.

    First those with an alarm, then those of which somebody says that it went wrong, then those that are late, each by
    their next move. Of very many it opens none: legs and reports stand in order already.
    """
    approved, under_way = evacuation.moving(actor, APPROVED), evacuation.moving(actor, UNDER_WAY)
    journeys = {held.key: held for held in (*approved, *under_way)}
    now = actor.now().timestamp()
    legs = index(actor, Leg, _by_due)
    due: dict[bytes, float] = {}
    for held in legs.group(_OPEN):
        leg: LegRecord = held.record
        due.setdefault(leg.journey.bytes, _due(leg))
    late = {held.record.journey.bytes for held in legs.group(_LATE)}
    alarms, wrong = _attention(actor)

    def rank(key: bytes) -> tuple[int, float]:
        at = due.get(key, float("inf"))
        return 0 if key in alarms else 1 if key in wrong else 2 if at < now or key in late else 3, at

    return [journeys[key] for key in sorted(journeys, key=rank)], len(under_way)


_OPEN, _LATE, _WRONG = "open", "late", "wrong"


def _due(leg: LegRecord) -> float:
    return (leg.departs if leg.status in WAITING else leg.arrives).timestamp()


def _by_due(held: Held) -> Standing:
    leg: LegRecord = held.record
    if leg.status in (ARRIVED, ABORTED):
        return b"", []
    return b"%020d" % int(_due(leg)), [_OPEN, _LATE] if leg.status in (LATE, MISSED) else [_OPEN]


def _attention(actor: Actor) -> tuple[set[bytes], set[bytes]]:
    """The journeys with an alarm, and those of which somebody's last word is that it went wrong."""
    given, reports = index(actor, GivenRow, _by_leg), index(actor, ReportRow, _by_confirmation)
    missed = set(ConfirmationRow.objects.alarming().values_list("pk", flat=True))
    wrong = {held.record.confirmation for held in reports.group(_WRONG)}
    last = {each: list(reports.group(each))[-1].record.outcome for each in wrong}
    found = [
        {held.record.leg for each in those for held in given.group(each)}
        for those in (missed, {each for each, outcome in last.items() if outcome in (NOT_MET, TROUBLE)})
    ]
    legs = dict(_journeys_of(actor, found[0] | found[1]))
    alarms, asked = ({legs[leg] for leg in those if leg in legs} for those in found)
    return alarms, asked


def _journeys_of(actor: Actor, legs: set[UUID]) -> Iterator[tuple[UUID, bytes]]:
    for row, leg in stubs(actor, Leg.objects.filter(pk__in=legs)):
        yield row.pk, leg.journey.bytes


def _states(ids: Iterable[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """Columns change without a new version: they are read anew each time."""
    rows = ConfirmationRow.objects.filter(pk__in=list(ids)).values_list("pk", "state", "alarm_at")
    return {pk: (state, alarm_at) for pk, state, alarm_at in rows}


def _read(ids: Iterable[UUID]) -> dict[UUID, bool]:
    return dict(BriefingRow.objects.filter(pk__in=list(ids)).values_list("pk", "read"))


def _standing(
    record: Given,
    leg: LegRecord,
    states: dict[UUID, tuple[int, datetime]],
    read: dict[UUID, bool],
    now: datetime,
) -> str:
    state, _ = states.get(record.confirmation, (Confirmed.WITHDRAWN, now))
    if state in STANDINGS:
        return STANDINGS[Confirmed(state)]
    if record.withdrawn_at or state == Confirmed.WITHDRAWN:
        return "withdrawn"
    if record.briefing not in read:
        return "over"
    if read[record.briefing]:
        return "read"
    opens_at = rules.times(record.role, leg, timedelta(minutes=record.grace_minutes)).opens_at
    return "open" if opens_at <= now else "sealed"


def alarming(actor: Actor) -> list[tuple[ConfirmationRow, Confirmation]]:
    """Hand-overs of which no word came and that nobody has taken on, the longest overdue first."""
    require(actor, "evacuation.check_in")
    rows = ConfirmationRow.objects.filter(state=Confirmed.MISSED)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[0].alarm_at))


def attended(actor: Actor) -> list[tuple[ConfirmationRow, Confirmation]]:
    """Those that somebody has taken on and of which no word came since."""
    require(actor, "evacuation.check_in")
    rows = ConfirmationRow.objects.filter(state=Confirmed.ATTENDED)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[0].alarm_at))


def confirmation(actor: Actor, confirmation_id: UUID) -> tuple[ConfirmationRow, Confirmation]:
    require(actor, "evacuation.check_in")
    return open_row(actor, ConfirmationRow.objects.all(), confirmation_id)


def _fresh(found: list[tuple[ConfirmationRow, Confirmation]]) -> list[tuple[ConfirmationRow, Confirmation]]:
    states = _states(row.pk for row, _ in found)
    for row, _ in found:
        row.state, row.alarm_at = states[row.pk]
    return found
