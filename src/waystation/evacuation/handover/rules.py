"""Who is told what of a leg, when, and what follows from what they say. Pure: records in, records out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from waystation.evacuation.records import DRIVER, ESCORT, HOST, LegPlan
from waystation.hotline.briefings.records import DONE, LATE, NOT_MET, TRAVELLER, TROUBLE, Briefing, Meeting

# How long before a role's hour its briefing opens.
OPENS = {
    TRAVELLER: timedelta(hours=12),
    DRIVER: timedelta(hours=6),
    HOST: timedelta(hours=24),
    ESCORT: timedelta(hours=12),
}
# The only facts that may stand in the briefing of a role, beside its hour and how the two recognise each other.
SHOWN: dict[str, tuple[str, ...]] = {
    TRAVELLER: ("pick_up", "sign", "check_in", "at_checks"),
    DRIVER: ("pick_up", "drop_off", "people", "needs", "sign"),
    HOST: ("people", "needs", "nights", "sign"),
    ESCORT: ("pick_up", "drop_off", "people", "needs", "sign"),
}
GRACE = timedelta(minutes=60)
STAYS = timedelta(hours=6)  # after the alarm, so that a late word can still be said
BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=60)  # the window in which a host expects somebody


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is known of a leg and that somebody could be told."""

    pick_up: str = ""
    drop_off: str = ""
    people: int = 0
    needs: str = ""
    nights: int = 0
    sign: str = ""
    check_in: datetime | None = None
    at_checks: str = ""


@dataclass(frozen=True)
class Times:
    """When a briefing opens and closes, when its reader is expected, and when silence is an alarm."""

    at: datetime
    until: datetime | None
    opens_at: datetime
    alarm_at: datetime
    closes_at: datetime


def has_part(leg: LegPlan, role: str) -> UUID | None:
    """Who drives or goes along on a leg. In older rows who goes along stands as the driver."""
    return leg.escort if role == ESCORT and leg.escort else leg.driver


def times(role: str, leg: LegPlan, grace: timedelta = GRACE) -> Times:
    """The times of one role's briefing of a leg. A host is told when somebody arrives, never when they left."""
    alarm_at = leg.arrives + grace
    at, until = (leg.arrives - BEFORE, leg.arrives + AFTER) if role == HOST else (leg.departs, None)
    hour = leg.arrives if role == HOST else leg.departs
    return Times(at, until, hour - OPENS[role], alarm_at, alarm_at + STAYS)


def compose(
    role: str, leg: LegPlan, facts: Facts, meetings: Iterable[Meeting], *, confirmation: UUID, team: UUID,
    grace: timedelta = GRACE,
) -> Briefing:  # fmt: skip
    """What one role is told of a leg, and nothing else of it."""
    moments = times(role, leg, grace)
    shown = {name: getattr(facts, name) for name in SHOWN[role]}
    return Briefing(
        role=role,
        opens_at=moments.opens_at,
        closes_at=moments.closes_at,
        confirmation=confirmation,
        team=team,
        at=moments.at,
        until=moments.until,
        meetings=tuple(meetings),
        **shown,
    )


def verdict(said: Mapping[str, str], *, early: bool = False) -> str:
    """What the words of all who were given a briefing of one leg come to; an empty word is none yet.

    `early`: one of them says that it is done, and nobody noted that the leg began.
    """
    words = set(said.values())
    wrong = words & {NOT_MET, TROUBLE}
    if wrong and DONE in words:
        return "contradiction"
    if wrong:
        return "trouble"
    if early:
        return "early"
    if words == {DONE}:
        return "all" if TRAVELLER in said and len(said) > 1 else "alone"
    if DONE in words:
        return "some"
    return "late" if LATE in words else "nobody"
