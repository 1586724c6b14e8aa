"""What keeps somebody from setting out: said on the page of the journey, before anybody presses a button for it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework.records import CaseStub
from waystation.casework.rules import Sentence, Wish
from waystation.evacuation import access, rules, zones
from waystation.evacuation.access import Way
from waystation.evacuation.records import APPROVED, DRAFT, JourneyRecord, LegRecord
from waystation.evacuation.wording import NO_TO_HELP
from waystation.staff.actor import Actor
from waystation.trust import vetted

EARLY = timedelta(hours=3)
"""A car sets out an hour before its time, or two; a train never."""


def hindrances(actor: Actor, case_id: UUID, stub: CaseStub, journey: JourneyRecord) -> list[Sentence]:
    """Why casework would refuse the first departure of an approved journey; of a later one it refuses nothing.

    Whether they leave the country without an embassy is asked beside the button.
    """
    stage = rules.STAGE_ON_DEPARTURE[journey.phase]
    if journey.status != APPROVED or stub.stage == stage:
        return []
    standing = casework.standing(actor, case_id, stub)
    return casework_rules.refusals(standing, Wish(stage, without_body=True))


def lapses_before(actor: Actor, way: Way) -> date | None:
    """The day on which the person's clearance ends, where they are to set out on it or later: nobody may then."""
    departs = first_departure(way)
    if departs is None or way.journey.status not in (DRAFT, APPROVED):
        return None
    standing = vetted.of_case(actor, way.case)
    day = departs.astimezone(zones.zone()).date()
    return standing.again_on if standing.is_cleared and standing.again_on and standing.again_on <= day else None


def first_departure(way: Way) -> datetime | None:
    """When a way begins that nobody has set out on; None where somebody has."""
    departs = [leg.departs for leg in way.records if leg.status in rules.WAITING]
    return min(departs) if departs and not any(leg.departed_at for leg in way.records) else None


def said_no(actor: Actor, case_id: UUID) -> Sentence:
    """That the person refused to be helped, or took it back; "" where they did neither."""
    return NO_TO_HELP.get(access.help_state(actor, case_id), "")


def is_early(leg: LegRecord, now: datetime) -> bool:
    """Whether it is so long before a leg is planned to begin that a departure now is likely another day's."""
    return leg.departs - now > EARLY
