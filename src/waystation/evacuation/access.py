"""The doors of the room: a row opens for this person, or it is Absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework.records import CaseStub
from waystation.evacuation import rules
from waystation.evacuation.models import Booking, CheckIn, Helper, Journey, Leg, Place
from waystation.evacuation.records import (
    APPROVED,
    UNDER_WAY,
    BookingRecord,
    CheckInRecord,
    CheckInState,
    HelperRecord,
    JourneyRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment


@dataclass(frozen=True)
class Way:
    """A journey with its legs in order."""

    id: UUID
    case: UUID
    journey: JourneyRecord
    legs: tuple[tuple[UUID, LegRecord], ...]

    @property
    def records(self) -> list[LegRecord]:
        return [leg for _, leg in self.legs]


def place(actor: Actor, place_id: UUID) -> tuple[Place, PlaceRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Place.objects.all(), place_id)


def places(actor: Actor) -> dict[UUID, PlaceRecord]:
    """Every place, by name."""
    require(actor, "evacuation.read")
    found = {row.pk: record for row, record in stubs(actor, Place.objects.all())}
    return dict(sorted(found.items(), key=lambda pair: pair[1].name.casefold()))


def helper(actor: Actor, helper_id: UUID) -> tuple[Helper, HelperRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Helper.objects.all(), helper_id)


def helpers(actor: Actor) -> dict[UUID, HelperRecord]:
    """Every helper, by pseudonym."""
    require(actor, "evacuation.read")
    found = {row.pk: record for row, record in stubs(actor, Helper.objects.all())}
    return dict(sorted(found.items(), key=lambda pair: pair[1].pseudonym.casefold()))


def bookings(actor: Actor) -> dict[UUID, BookingRecord]:
    """Every stay that was not cancelled, by its first night."""
    require(actor, "evacuation.read")
    found = {row.pk: record for row, record in stubs(actor, Booking.objects.all()) if not record.cancelled}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].first, pair[1].until)))


def booking(actor: Actor, booking_id: UUID) -> tuple[Booking, BookingRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Booking.objects.all(), booking_id)


def case(actor: Actor, case_id: UUID) -> CaseStub:
    """The case whose logistics this person may open."""
    require(actor, "evacuation.read")
    if not is_current(actor.keys, case_id, Compartment.LOGISTICS):
        raise Absent
    stub: CaseStub = casework.case(actor, case_id)[1]
    return stub


def agreed_to_help(actor: Actor, case_id: UUID) -> bool:
    """Whether the person said that what they told may be used to help them."""
    consents = casework.consents(actor, case_id)
    return casework_rules.consent_state(consents, "help", actor.now().date()) in casework_rules.YES


def journey(actor: Actor, journey_id: UUID) -> tuple[Journey, JourneyRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Journey.objects.all(), journey_id)


def leg(actor: Actor, leg_id: UUID) -> tuple[Leg, LegRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Leg.objects.all(), leg_id)


def legs(actor: Actor) -> list[LegRecord]:
    """Every leg of every case that this person's keys open."""
    return [record for _, record in stubs(actor, Leg.objects.all())]


def legs_of(actor: Actor, row: Journey) -> list[tuple[UUID, LegRecord]]:
    """The legs of one journey in the order of time, aborted ones too."""
    found = stubs(actor, Leg.objects.filter(locator=row.locator))
    return _sorted((leg.pk, record) for leg, record in found if record.journey == row.pk)


def _sorted(found: Iterable[tuple[UUID, LegRecord]]) -> list[tuple[UUID, LegRecord]]:
    return sorted(found, key=lambda pair: (pair[1].departs, pair[1].arrives))


def way(actor: Actor, journey_id: UUID) -> Way:
    """One journey with its legs."""
    row, record = journey(actor, journey_id)
    return Way(row.pk, row.locator, record, tuple(legs_of(actor, row)))


def ways_of(actor: Actor, case_id: UUID) -> list[Way]:
    """All journeys of a case, the newest first."""
    case(actor, case_id)
    return _ways(actor, case_id)


def ways(actor: Actor) -> list[Way]:
    """All journeys that this person's keys open."""
    require(actor, "evacuation.read")
    return _ways(actor)


def _ways(actor: Actor, *cases: UUID) -> list[Way]:
    journeys, all_legs = Journey.objects.all(), Leg.objects.all()
    if cases:
        journeys, all_legs = journeys.filter(locator__in=cases), all_legs.filter(locator__in=cases)
    by_journey: dict[UUID, list[tuple[UUID, LegRecord]]] = {}
    for row, record in stubs(actor, all_legs):
        by_journey.setdefault(record.journey, []).append((row.pk, record))
    found = [
        Way(row.pk, row.locator, record, tuple(_sorted(by_journey.get(row.pk, []))))
        for row, record in stubs(actor, journeys)
    ]
    return sorted(found, key=_starts, reverse=True)


def _starts(way: Way) -> tuple[bool, float]:
    # A journey without legs is a fresh plan: it stands first.
    return not way.legs, way.legs[0][1].departs.timestamp() if way.legs else 0.0


def board(actor: Actor) -> list[Way]:
    """Journeys that are approved or under way, the next to move first."""
    active = [way for way in ways(actor) if way.journey.status in (APPROVED, UNDER_WAY)]
    return sorted(active, key=_next_move)


def _next_move(way: Way) -> float:
    pending = [leg for leg in rules.in_order(way.records) if leg.status != "arrived"]
    return min((leg.arrives.timestamp() for leg in pending), default=0.0)


def stays_of(actor: Actor, case_id: UUID) -> dict[UUID, BookingRecord]:
    """The beds held for a case."""
    return {pk: stay for pk, stay in bookings(actor).items() if stay.case == case_id}


def check_in(actor: Actor, check_in_id: UUID) -> tuple[CheckIn, CheckInRecord]:
    require(actor, "evacuation.check_in")
    return open_row(actor, CheckIn.objects.all(), check_in_id)


def check_ins_of(actor: Actor, case_id: UUID) -> list[tuple[CheckIn, CheckInRecord]]:
    """All check-ins of a case, by the time they are due."""
    require(actor, "evacuation.check_in")
    found = stubs(actor, CheckIn.objects.all())
    mine = [(row, record) for row, record in found if record.case == case_id]
    return _fresh(sorted(mine, key=lambda pair: pair[1].due_at))


def expected(
    actor: Actor, now: datetime, *, within: timedelta = timedelta(days=2)
) -> list[tuple[CheckIn, CheckInRecord]]:
    """Check-ins that are to come by then, or late and not yet an alarm, the nearest first."""
    require(actor, "evacuation.check_in")
    rows = CheckIn.objects.filter(state=CheckInState.EXPECTED, alarm_at__lte=now + within)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[1].due_at))


def alarms(actor: Actor) -> list[tuple[CheckIn, CheckInRecord]]:
    """Missed check-ins that nobody has acknowledged, the longest missed first."""
    require(actor, "alarm.acknowledge")
    return _fresh(sorted(stubs(actor, CheckIn.objects.alarming()), key=lambda pair: pair[0].alarm_at))


def attended(actor: Actor) -> list[tuple[CheckIn, CheckInRecord]]:
    """Alarms that somebody has taken on and that are not over."""
    require(actor, "evacuation.check_in")
    rows = CheckIn.objects.filter(state=CheckInState.ATTENDED)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[0].alarm_at))


def _fresh(found: list[tuple[CheckIn, CheckInRecord]]) -> list[tuple[CheckIn, CheckInRecord]]:
    """The worker changes columns without a new version, so what a session remembers of them may be old."""
    columns = {
        pk: (state, alarm_at)
        for pk, state, alarm_at in CheckIn.objects.filter(pk__in=[row.pk for row, _ in found]).values_list(
            "pk", "state", "alarm_at"
        )
    }
    for row, _ in found:
        row.state, row.alarm_at = columns[row.pk]
    return found
