"""The doors of the room: a row opens for this person, or it is Absent."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import consent_texts
from waystation.casework import rules as casework_rules
from waystation.casework.persons import rules as person_rules
from waystation.casework.persons.models import PartRow
from waystation.casework.records import CaseStub
from waystation.evacuation import approval_rules, rules
from waystation.evacuation.models import Booking, CheckIn, EmergencyRow, Helper, Journey, Leg, Place, ProtocolRow
from waystation.evacuation.records import (
    ABORTED,
    APPROVED,
    ARRIVED,
    DRAFT,
    MISSED,
    UNDER_WAY,
    BookingRecord,
    CheckInRecord,
    CheckInState,
    HelperRecord,
    JourneyRecord,
    LegRecord,
    PlaceRecord,
)
from waystation.staff.access import able, index, open_row, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Standing
from waystation.trust import vetted
from waystation.vault.compartments import Compartment

_ALL, _APPROVED_ONCE = "all", "approved once"
_OPEN = (DRAFT, APPROVED, UNDER_WAY)


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
    found = {held.id: held.record for held in opened(actor, Place)}
    return dict(sorted(found.items(), key=lambda pair: pair[1].name.casefold()))


def helper(actor: Actor, helper_id: UUID) -> tuple[Helper, HelperRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Helper.objects.all(), helper_id)


def helpers(actor: Actor) -> dict[UUID, HelperRecord]:
    """Every helper, by pseudonym."""
    require(actor, "evacuation.read")
    found = {held.id: held.record for held in opened(actor, Helper)}
    return dict(sorted(found.items(), key=lambda pair: pair[1].pseudonym.casefold()))


def _of_stay(held: Held) -> Standing:
    stay: BookingRecord = held.record
    groups = [] if stay.cancelled else [_ALL, ("house", stay.house), ("case", stay.case)]
    return b"%08d%08d" % (stay.first.toordinal(), stay.until.toordinal()), groups


def _stays(actor: Actor, group: Hashable) -> dict[UUID, BookingRecord]:
    return {held.id: held.record for held in index(actor, Booking, _of_stay).group(group)}


def bookings(actor: Actor, house: UUID | None = None) -> dict[UUID, BookingRecord]:
    """Every stay that was not cancelled, by its first night; of one house, or of all."""
    require(actor, "evacuation.read")
    return _stays(actor, ("house", house) if house else _ALL)


def is_slept_in(actor: Actor, place_id: UUID) -> bool:
    """Whether a stay, also one that is over or was cancelled, is in a place."""
    require(actor, "evacuation.read")
    return any(held.record.house == place_id for held in opened(actor, Booking))


def is_travelled(actor: Actor, place_id: UUID) -> bool:
    """Whether a journey or a leg that this person's keys open begins or ends at a place."""
    require(actor, "evacuation.read")
    return any(place_id in (held.record.origin, held.record.destination) for held in opened(actor, Journey)) or any(
        place_id in (held.record.from_place, held.record.to_place) for held in opened(actor, Leg)
    )


def is_waited_for(actor: Actor, place_id: UUID) -> bool:
    """Whether check-ins of a case that opens to this person say that somebody is at a place."""
    require(actor, "evacuation.read")
    return any(held.record.place == place_id for held in opened(actor, EmergencyRow))


def has_protocol(actor: Actor, place_id: UUID) -> bool:
    """Whether a protocol says what to do at the door of a place."""
    require(actor, "evacuation.read")
    return any(held.record.place == place_id for held in opened(actor, ProtocolRow))


def _by_end(held: Held) -> Standing:
    stay: BookingRecord = held.record
    return b"%08d" % stay.until.toordinal(), [] if stay.cancelled else [_ALL]


def ending(actor: Actor, first: date, last: date) -> list[BookingRecord]:
    """Stays that end from `first` to `last`, after which the case has no bed; the first to end first."""
    require(actor, "evacuation.read")
    ranked = index(actor, Booking, _by_end).group(_ALL)
    low, high = (b"%08d" % day.toordinal() for day in (first, last + timedelta(days=1)))
    found = [held.record for held in ranked.between(low, high)]
    stays = index(actor, Booking, _of_stay)
    return [stay for stay in found if not _goes_on(stay, stays.group(("case", stay.case)))]


def _goes_on(stay: BookingRecord, others: Iterable[Held]) -> bool:
    return any(other.record.first <= stay.until < other.record.until for other in others)


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
    return help_state(actor, case_id) in casework_rules.YES


def help_state(actor: Actor, case_id: UUID) -> str:
    """What the person says today of being helped, as a code of CONSENT_STATES."""
    said, texts = casework.consents(actor, case_id), consent_texts.counts_from(actor)
    return casework_rules.consent_state(said, "help", actor.today, texts=texts)


def is_cleared(actor: Actor, case_id: UUID) -> bool:
    """Whether two of us hold that this person may be told of places, ways and helpers."""
    return vetted.of_case(actor, case_id).is_cleared


def travellers(actor: Actor, case_id: UUID) -> tuple[UUID, ...]:
    """Who of a case goes along on its journeys: of whom no role is said, too."""
    require(actor, "evacuation.read")
    return _travellers(actor, [case_id]).get(case_id, ())


def _travellers(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    found: dict[UUID, set[UUID]] = {}
    for some in _batches(cases):
        for row, part in stubs(actor, PartRow.objects.filter(locator__in=some)):
            if person_rules.goes_along(part.roles):
                found.setdefault(row.locator, set()).add(part.person)
    return {case: tuple(sorted(people)) for case, people in found.items()}


def approvers(actor: Actor) -> frozenset[UUID]:
    """The accounts of those who may approve a journey today. Who left is none of them."""
    require(actor, "evacuation.read")
    return frozenset(able(actor, "evacuation.approve"))


def is_approved(actor: Actor, case_id: UUID, journey: JourneyRecord) -> bool:
    """Whether two who may approve today approved a journey of this case as it is now, with who goes along now."""
    return approval_rules.is_approved(journey, travellers(actor, case_id), approvers(actor))


def to_approve(actor: Actor) -> list[Held]:
    """The journeys that somebody approved, now or before they were changed, and that wait for more approvals."""
    require(actor, "evacuation.read")
    once = _journeys(actor, _APPROVED_ONCE)
    along, may = _travellers(actor, {held.locator for held in once}), approvers(actor)
    return [held for held in once if approval_rules.waits(held.record, along.get(held.locator, ()), may)]


def journey(actor: Actor, journey_id: UUID) -> tuple[Journey, JourneyRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Journey.objects.all(), journey_id)


def leg(actor: Actor, leg_id: UUID) -> tuple[Leg, LegRecord]:
    require(actor, "evacuation.read")
    return open_row(actor, Leg.objects.all(), leg_id)


def open_legs(actor: Actor) -> list[LegRecord]:
    """Every leg of the journeys that are not over, of every case that this person's keys open."""
    return [leg for way in open_ways(actor) for leg in way.records]


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
    return sorted(_ways(actor, _journeys(actor, case_id)), key=_starts, reverse=True)


def ways_of_cases(actor: Actor, cases: Iterable[UUID]) -> list[Way]:
    """All journeys of some cases, in no order."""
    require(actor, "evacuation.read")
    return _ways(actor, _journeys(actor, *set(cases)))


def open_ways(actor: Actor) -> list[Way]:
    """The journeys that are not over, of every case that this person's keys open."""
    require(actor, "evacuation.read")
    return _ways(actor, _journeys(actor, *_OPEN))


def open_ways_of(actor: Actor, cases: Iterable[UUID]) -> list[Way]:
    """Those of some cases that are not over, in no order."""
    require(actor, "evacuation.read")
    return _ways(actor, [held for held in _journeys(actor, *set(cases)) if held.record.status in _OPEN])


def ways_with(actor: Actor, helper: UUID) -> list[Way]:
    """The journeys on which somebody drives or goes along."""
    require(actor, "evacuation.read")
    cases = {held.locator for held in index(actor, Leg, _of_leg).group(helper)}
    return _ways(actor, _journeys(actor, *cases))


def legs_with(actor: Actor, helper: UUID) -> list[tuple[UUID, UUID, LegRecord]]:
    """Case, id and leg on which somebody drives or goes along, of the journeys that are not over."""
    require(actor, "evacuation.read")
    journeys = {held.id for held in _journeys(actor, *_OPEN)}
    legs = index(actor, Leg, _of_leg).group(helper)
    return [(held.locator, held.id, held.record) for held in legs if held.record.journey in journeys]


def heading_for(actor: Actor, place_id: UUID) -> list[Way]:
    """The journeys that are approved or under way and that still come to a place."""
    require(actor, "evacuation.read")
    cases = {held.locator for held in index(actor, Leg, _of_leg).group(("to", place_id))}
    found = _ways(actor, [held for held in _journeys(actor, *cases) if held.record.status in (APPROVED, UNDER_WAY)])
    return sorted((way for way in found if heads_for(way, place_id)), key=_next_move)


def cases_heading_for(actor: Actor, place_id: UUID) -> list[UUID]:
    """The cases of those journeys: of very many, without opening their other legs."""
    require(actor, "evacuation.read")
    return list(dict.fromkeys(case for case, _leg in _legs_in(actor, ("to", place_id), APPROVED, UNDER_WAY)))


def missed_legs(actor: Actor) -> list[tuple[UUID, UUID]]:
    """Case and id of every leg that somebody missed, of the journeys that are not over."""
    require(actor, "evacuation.read")
    return list(_legs_in(actor, MISSED, *_OPEN))


def gaps(actor: Actor) -> list[tuple[UUID, UUID]]:
    """Case and id of every leg that was cancelled, of the journeys on which nobody comes further without another."""
    require(actor, "evacuation.read")
    cases = {case for case, _leg in _legs_in(actor, ABORTED, *_OPEN)}
    return [
        (way.case, pk)
        for way in open_ways_of(actor, cases)
        if rules.has_gap(way.journey, way.records)
        for pk, leg in way.legs
        if leg.status == ABORTED
    ]


def _legs_in(actor: Actor, group: Hashable, *states: str) -> Iterator[tuple[UUID, UUID]]:
    """Case and id of the legs of a group whose journeys are in these states."""
    journeys = {held.id for held in _journeys(actor, *states)}
    legs = index(actor, Leg, _of_leg).group(group)
    return ((held.locator, held.id) for held in legs if held.record.journey in journeys)


def heads_for(way: Way, place_id: UUID) -> bool:
    """Whether a leg that has not arrived yet ends at a place."""
    return any(leg.to_place == place_id and leg.status not in (ARRIVED, ABORTED) for leg in way.records)


def _of_leg(held: Held) -> Standing:
    leg: LegRecord = held.record
    groups: list[Hashable] = [*leg.helpers]
    groups += [leg.status] if leg.status in (MISSED, ABORTED) else []
    return b"", groups if leg.status in (ARRIVED, ABORTED) else [*groups, ("to", leg.to_place)]


def _of_journey(held: Held) -> Standing:
    record: JourneyRecord = held.record
    groups: list[Hashable] = [record.status, held.locator]
    return b"", [*groups, _APPROVED_ONCE] if record.approvals and record.status in _OPEN else groups


def _journeys(actor: Actor, *groups: Hashable) -> list[Held]:
    """Journeys by status, or by case."""
    ranked = index(actor, Journey, _of_journey)
    return [held for group in groups for held in ranked.group(group)]


def moving(actor: Actor, *states: str) -> list[Held]:
    """The journeys in these states, as they are held open: of very many, only those of a page become ways."""
    require(actor, "evacuation.read")
    return _journeys(actor, *states)


def ways(actor: Actor, journeys: list[Held]) -> list[Way]:
    """These journeys with their legs, in the same order."""
    require(actor, "evacuation.read")
    return _ways(actor, journeys)


def _batches(cases: Iterable[UUID]) -> Iterator[list[UUID]]:
    """So many that a database takes them in one question."""
    every = list(cases)
    yield from (every[start : start + 500] for start in range(0, len(every), 500))


def _ways(actor: Actor, journeys: list[Held]) -> list[Way]:
    by_journey: dict[UUID, list[tuple[UUID, LegRecord]]] = {}
    for some in _batches({held.locator for held in journeys}):
        for row, record in stubs(actor, Leg.objects.filter(locator__in=some)):
            by_journey.setdefault(record.journey, []).append((row.pk, record))
    return [Way(held.id, held.locator, held.record, tuple(_sorted(by_journey.get(held.id, [])))) for held in journeys]


def _starts(way: Way) -> tuple[bool, float]:
    # A journey without legs is a fresh plan: it stands first.
    return not way.legs, way.legs[0][1].departs.timestamp() if way.legs else 0.0


def board(actor: Actor) -> list[Way]:
    """Journeys that are approved or under way, the next to move first."""
    require(actor, "evacuation.read")
    return sorted(_ways(actor, _journeys(actor, APPROVED, UNDER_WAY)), key=_next_move)


def _next_move(way: Way) -> float:
    pending = [leg for leg in rules.in_order(way.records) if leg.status != "arrived"]
    return min((leg.arrives.timestamp() for leg in pending), default=0.0)


def stays_of(actor: Actor, case_id: UUID) -> dict[UUID, BookingRecord]:
    """The beds held for a case."""
    require(actor, "evacuation.read")
    return _stays(actor, ("case", case_id))


def stays_of_cases(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, list[BookingRecord]]:
    """The beds held for each of these cases, by its first night."""
    require(actor, "evacuation.read")
    stays = index(actor, Booking, _of_stay)
    return {case: [held.record for held in stays.group(("case", case))] for case in cases}


def check_in(actor: Actor, check_in_id: UUID) -> tuple[CheckIn, CheckInRecord]:
    require(actor, "evacuation.check_in")
    return open_row(actor, CheckIn.objects.all(), check_in_id)


def check_ins_of(actor: Actor, case_id: UUID) -> list[tuple[CheckIn, CheckInRecord]]:
    """All check-ins of a case, by the time they are due."""
    require(actor, "evacuation.check_in")
    mine = [held.id for held in index(actor, CheckIn, _of_check_in).group(case_id)]
    return _fresh(sorted(stubs(actor, CheckIn.objects.filter(pk__in=mine)), key=lambda pair: pair[1].due_at))


def _of_check_in(held: Held) -> Standing:
    return b"", [held.record.case]


def expected(
    actor: Actor, now: datetime, *, within: timedelta = timedelta(days=2)
) -> list[tuple[CheckIn, CheckInRecord]]:
    """Check-ins that are to come by then, or late and not yet an alarm, the nearest first."""
    require(actor, "evacuation.check_in")
    rows = CheckIn.objects.filter(state=CheckInState.EXPECTED, due_at__lte=now + within)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[1].due_at))


_CASES = "evacuation:cases of check-ins"


def awaited(actor: Actor, due_by: datetime) -> list[tuple[CheckIn, CheckInRecord]]:
    """Check-ins that are not over and due by then, alarms too; and the next one of everybody, whenever it is due.

    That one knows their words: whoever is asked once a week may be forced on any day.
    """
    require(actor, "evacuation.check_in")
    rows, wanted, seen = opened(actor, CheckIn), [], set()
    of: dict[UUID, UUID] = actor.memory.setdefault(_CASES, {})  # whose each is stays so
    for pk, due_at in CheckIn.objects.open().order_by("due_at", "pk").values_list("pk", "due_at"):
        if pk not in of and (held := rows.get(pk)):
            of[pk] = held.record.case
        if pk in of and (due_at <= due_by or of[pk] not in seen):
            wanted.append(pk)
            seen.add(of[pk])
    return _fresh(list(stubs(actor, CheckIn.objects.filter(pk__in=wanted))))


def alarms(actor: Actor) -> list[tuple[CheckIn, CheckInRecord]]:
    """Missed check-ins that nobody has acknowledged, the longest missed first."""
    require(actor, "alarm.acknowledge")
    return _fresh(sorted(stubs(actor, CheckIn.objects.alarming()), key=lambda pair: pair[0].due_at))


def attended(actor: Actor) -> list[tuple[CheckIn, CheckInRecord]]:
    """Alarms that somebody has taken on and that are not over."""
    require(actor, "evacuation.check_in")
    rows = CheckIn.objects.filter(state=CheckInState.ATTENDED)
    return _fresh(sorted(stubs(actor, rows), key=lambda pair: pair[0].due_at))


def _fresh(found: list[tuple[CheckIn, CheckInRecord]]) -> list[tuple[CheckIn, CheckInRecord]]:
    """The worker changes columns without a new version, so what a session remembers of them may be old."""
    names = CheckIn.clear_columns()
    columns = {
        row["pk"]: row for row in CheckIn.objects.filter(pk__in=[row.pk for row, _ in found]).values("pk", *names)
    }
    for row, _ in found:
        for name in names:
            setattr(row, name, columns[row.pk][name])
    return [pair for pair in found if pair[0].pk in columns]
