"""What must never be, looked for in what is stored and in the log. It shares no rule with what it judges. Pure.

Every rule is said here once more, from what the organisation promises and not from the code that keeps it:

- In no house and no night are there more people than beds. The night of a day lasts until six in the morning: who
  comes to a house before that comes in it, who leaves after midnight has slept there. Whoever is in a house has a bed.
- Nobody is given a bed in a compromised house, sets out for one, or sleeps there in the night after the next.
- Nobody is given a bed, or sets out for a place, where a pursuer of theirs may be; who waits where one is seen, or
  where a late train left them, is gone from the second night on.
- Nobody sets out on a journey that two different people have not approved.
- Two cases that are kept apart never sleep in one house.
- Nobody drives two cars at once.
- Each alarm is raised in the minute in which it is due, again until somebody takes it on, and at no other time; with
  each of them the duty team is called.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final
from uuid import UUID

from waystation.simulation.facts import CheckIn, Facts, Leg, Line, Sighting, Stay

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NIGHT_LIMIT, PASSING_LIMIT = 0.25, 0.6
LETTERS: Final = {"A": 1.0, "B": 0.9, "C": 0.75, "D": 0.5, "E": 0.3, "F": 1.0, "G": 0.0}
DIGITS: Final = {"1": 1.0, "2": 0.9, "3": 0.75, "4": 0.4, "5": 0.2, "6": 1.0}
KEEPS, HALVES, GONE_BELOW = timedelta(days=3), timedelta(days=14), 0.05
NEAR: Final = 0.5
STEPS: Final = (15, 30, 60, 90)
"""Minutes after silence counts at which somebody is called, whether or not the last call was taken on."""
AGAIN: Final = timedelta(minutes=10)
PURSUER_AGAIN: Final = timedelta(minutes=15)

MISSED: Final = ("evacuation.check_in_missed", "evacuation.check_in_missed_late")
CALLED_AGAIN, FORCED = "evacuation.check_in_called_again", "evacuation.check_in_forced"
TAKEN_ON: Final = "evacuation.alarm_acknowledged"
ENDED: Final = ("evacuation.check_in_received", "evacuation.check_in_cancelled", "evacuation.check_in_other_way")
UNCONFIRMED, BOOKED, DEPARTED = "handover.unconfirmed", "evacuation.bed_booked", "evacuation.leg_departed"
CANCELLED, LEG_MOVED = "handover.leg_cancelled", "handover.leg_moved"
COMPROMISED, SIGHTED = "evacuation.place_compromised", "pursuers.sighting_noted"
MOVED_OUT: Final = "evacuation.place_left"
WITHIN_REACH, CALLED = "pursuers.alarm_raised", "hotline.duty_told"
ASKED, APPROVED = "evacuation.plan_asked", "evacuation.journey_approved"
UPSETS: Final = (COMPROMISED, SIGHTED, CANCELLED, "handover.moved")
RELOCATION, CASEWORK = "relocation.alarm_raised", "casework.alarm_raised"
ALARMS: Final = (*MISSED, FORCED, UNCONFIRMED, WITHIN_REACH, RELOCATION, CASEWORK)


class Kind(StrEnum):
    """What can be wrong."""

    APPROVED_BY_FEWER = "approved_by_fewer"
    BED_TWICE = "bed_twice"
    NO_BED = "no_bed"
    COMPROMISED_HOUSE = "compromised_house"
    WITHIN_REACH = "within_reach"
    LEFT_WITHIN_REACH = "left_within_reach"
    KEPT_APART = "kept_apart"
    DRIVER_TWICE = "driver_twice"
    ALARM_MISSING = "alarm_missing"
    ALARM_AT_WRONG_TIME = "alarm_at_wrong_time"
    NOBODY_CALLED = "nobody_called"


@dataclass(frozen=True)
class Violation:
    """Something that must never be: what, when it began, and which row it concerns."""

    kind: Kind
    at: datetime
    subject: UUID

    def __str__(self) -> str:
        return f"{self.kind} on {self.at:%Y-%m-%d %H:%M} ({self.subject})"


def violations(facts: Facts) -> list[Violation]:
    """Everything that is wrong, in the order of time."""
    log = _Log(facts)
    found = [
        *_approvals(facts, log),
        *_beds(facts), *_without_bed(facts, log), *_compromised(facts, log), *_reach(facts, log), *_apart(facts),
        *_drivers(facts),
        *_check_ins(facts, log), *_hand_overs(facts, log), *_pursuers(facts, log), *_calls(facts),
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.at, each.kind, each.subject.bytes))


class _Log:
    """The lines of one subject, and of one kind."""

    def __init__(self, facts: Facts) -> None:
        self._of: dict[UUID, list[Line]] = defaultdict(list)
        self._by_verb: dict[str, list[Line]] = defaultdict(list)
        for line in facts.lines:
            self._by_verb[line.verb].append(line)
            if line.subject is not None:
                self._of[line.subject].append(line)

    def of(self, subject: UUID, *verbs: str) -> list[datetime]:
        """When these things were done to something."""
        return [line.at for line in self._of.get(subject, ()) if line.verb in verbs]

    def first(self, subject: UUID, at: datetime, *verbs: str) -> str:
        """Which of these things was done first to something at a moment."""
        return next((line.verb for line in self._of.get(subject, ()) if line.at == at and line.verb in verbs), "")

    def all(self, verb: str) -> list[Line]:
        return self._by_verb.get(verb, [])


def _nights(stay: Stay) -> Iterator[date]:
    for number in range((stay.until - stay.first).days):
        yield stay.first + number * DAY


def _evening(facts: Facts, day: date) -> datetime:
    return datetime.combine(day, time(22), facts.zone)


def _day(facts: Facts, moment: datetime) -> date:
    return moment.astimezone(facts.zone).date()


def _night(facts: Facts, moment: datetime) -> date:
    """The night in which somebody comes who arrives then."""
    wall = moment.astimezone(facts.zone)
    return wall.date() if wall.hour >= 6 else wall.date() - DAY


def _approvals(facts: Facts, log: _Log) -> Iterator[Violation]:
    approved = [line for line in log.all(APPROVED) if line.actor is not None]
    for pk, leg in facts.legs.items():
        for departed in log.of(pk, DEPARTED):
            by = {line.actor for line in approved if line.subject == leg.journey and line.at <= departed}
            if len(by) < 2:
                yield Violation(Kind.APPROVED_BY_FEWER, departed, pk)


# Beds


def _beds(facts: Facts) -> Iterator[Violation]:
    taken: Counter[tuple[UUID, date]] = Counter()
    for stay in facts.stays.values():
        taken.update({(stay.house, night): stay.beds for night in _nights(stay)})
    for (house, night), beds in taken.items():
        if house not in facts.places or beds > facts.places[house].beds:
            yield Violation(Kind.BED_TWICE, _evening(facts, night), house)


@dataclass(frozen=True)
class _Spell:
    """A case in a place, from one moment to another."""

    place: UUID
    since: datetime
    until: datetime


def _spells(facts: Facts, log: _Log, case: UUID) -> list[_Spell]:
    """Where a case has been after it set out, but for the ways between; who is moved out of a house is in another."""
    events: list[tuple[datetime, UUID | None, UUID | None]] = []  # when, from where, to where
    for leg in facts.legs.values():
        if leg.case == case and leg.departed:
            events.append((leg.departed, leg.origin, None))
            events += [(leg.arrived, None, leg.destination)] if leg.arrived else []
    for line in log.all(MOVED_OUT):
        if line.case == case:
            events.append((line.at, line.subject, _moved_to(facts, log, case, line.at)))
    found: list[_Spell] = []
    here: tuple[UUID, datetime] | None = None
    for at, left, came in sorted(events, key=lambda event: (event[0], event[1] is not None)):
        if left and came and (here is None or here[0] != left):
            continue  # moved before they came
        if here:
            found.append(_Spell(*here, at))
        here = (came, at) if came else None
    return [*found, _Spell(*here, facts.end)] if here else found


def _moved_to(facts: Facts, log: _Log, case: UUID, at: datetime) -> UUID | None:
    """The house in which a case was given a bed at a moment."""
    given = (stay.house for pk, stay in facts.stays.items() if stay.case == case and at in log.of(pk, BOOKED))
    return next(given, None)


def _slept(facts: Facts, spell: _Spell) -> list[date]:
    """The nights of a spell that are over or have begun."""
    first = _night(facts, spell.since)
    return [first + number * DAY for number in range((_day(facts, spell.until) - first).days)]


def _without_bed(facts: Facts, log: _Log) -> Iterator[Violation]:
    """Each of a case has a bed in every night that they are in a house."""
    for case, persons in facts.persons.items():
        stays = [stay for stay in facts.stays.values() if stay.case == case]
        for spell in _spells(facts, log, case):
            if facts.places[spell.place].kind != "safe_house":
                continue
            for night in _slept(facts, spell):
                beds = sum(s.beds for s in stays if s.house == spell.place and s.first <= night < s.until)
                if beds < persons:
                    yield Violation(Kind.NO_BED, _evening(facts, night), case)
                    break


def _apart(facts: Facts) -> Iterator[Violation]:
    for pair in facts.apart:
        one, other = ([stay for stay in facts.stays.values() if stay.case == case] for case in pair)
        for first in one:
            for second in other:
                night = max(first.first, second.first)
                if first.house == second.house and night < min(first.until, second.until):
                    yield Violation(Kind.KEPT_APART, _evening(facts, night), first.house)


def _drivers(facts: Facts) -> Iterator[Violation]:
    drives: dict[UUID, list[tuple[UUID, Leg]]] = defaultdict(list)
    for pk, leg in facts.legs.items():
        if leg.driver and leg.departed:
            drives[leg.driver].append((pk, leg))
    for legs in drives.values():
        for (_one, first), (pk, second) in combinations(legs, 2):
            same = (first.origin, first.destination, first.departs) == (
                second.origin,
                second.destination,
                second.departs,
            )
            if not same and first.departs < second.arrives and second.departs < first.arrives:
                yield Violation(Kind.DRIVER_TWICE, max(first.departs, second.departs), pk)


# Compromised houses


def _compromised(facts: Facts, log: _Log) -> Iterator[Violation]:
    for line in log.all(COMPROMISED):
        house, since = line.subject, line.at
        for pk, stay in facts.stays.items():
            booked_after = any(at > since for at in log.of(pk, BOOKED))
            late = max(stay.first, _day(facts, since) + DAY)
            if stay.house == house and (booked_after or late < stay.until) and _evening(facts, late) < facts.end:
                yield Violation(Kind.COMPROMISED_HOUSE, _evening(facts, late), pk)
        for pk, leg in facts.legs.items():
            if leg.destination == house and leg.departed and leg.departed > since:
                yield Violation(Kind.COMPROMISED_HOUSE, leg.departed, pk)


# Pursuers


def strength(sighting: Sighting, at: datetime) -> float:
    """How strong a sighting is at a moment."""
    worth = LETTERS.get(sighting.letter, 1.0) * DIGITS.get(sighting.digit, 1.0)
    age = at - sighting.until - KEEPS
    left = worth if age <= timedelta(0) else worth * 0.5 ** (age / HALVES)
    return left if left >= GONE_BELOW else 0.0


def share(facts: Facts, sighting: Sighting, place: UUID) -> float:
    """How much of a sighting counts at a place: all of it there and in what lies in it, half in the same region."""
    seen, here = facts.places[sighting.place], facts.places[place]
    above: UUID | None = place
    for _ in facts.places:
        if above is None or above == sighting.place:
            break
        above = facts.places[above].within if above in facts.places else None
    same_region = bool(seen.region) and (seen.country, seen.region) == (here.country, here.region)
    if above == sighting.place or (seen.kind == "region" and same_region):
        return 1.0
    if seen.kind == "country" and seen.country == here.country:
        return 1.0
    return NEAR if same_region and sighting.travels else 0.0


def _known(facts: Facts, log: _Log, case: UUID, by: datetime) -> Iterator[Sighting]:
    """The sightings of those who hunt a case that were noted before a moment."""
    for pk, sighting in facts.sightings.items():
        if sighting.case == case and any(at < by for at in log.of(pk, SIGHTED)):
            yield sighting


def _near(facts: Facts, seen: Iterable[Sighting], place: UUID, at: datetime) -> float:
    return max((share(facts, each, place) * strength(each, at) for each in seen), default=0.0)


def _reach(facts: Facts, log: _Log) -> Iterator[Violation]:
    for pk, stay in facts.stays.items():
        for booked in log.of(pk, BOOKED)[-1:]:
            begins = max(booked, datetime.combine(stay.first, time(0), facts.zone))
            seen = _known(facts, log, stay.case, booked)
            if stay.first < stay.until and _near(facts, seen, stay.house, begins) >= NIGHT_LIMIT:
                yield Violation(Kind.WITHIN_REACH, begins, pk)
    ways: dict[UUID, list[tuple[UUID, Leg]]] = defaultdict(list)
    for pk, leg in facts.legs.items():
        if leg.departed:
            ways[leg.journey].append((pk, leg))
    for way in ways.values():
        yield from _on_way(facts, log, sorted(way, key=lambda pair: pair[1].departs))
    yield from _left(facts, log)


def _on_way(facts: Facts, log: _Log, way: list[tuple[UUID, Leg]]) -> Iterator[Violation]:
    """Nobody leaves a region without passing through it; a night is not spent there."""
    start, leaving = facts.places[way[0][1].origin].region, True
    for pk, leg in way:
        leaving = leaving and facts.places[leg.destination].region == start
        there = leg.arrived or leg.arrives
        for departed in log.of(pk, DEPARTED):
            night = _is_for_the_night(facts, log, leg, departed)
            if leaving and not night:
                continue
            near = _near(facts, _known(facts, log, leg.case, departed), leg.destination, there)
            if near >= (NIGHT_LIMIT if night else PASSING_LIMIT):
                yield Violation(Kind.WITHIN_REACH, departed, pk)


def _is_for_the_night(facts: Facts, log: _Log, leg: Leg, departed: datetime) -> bool:
    """Whether somebody who set out on a leg was to sleep where it ends, by what was to follow then.

    Of a train that was cancelled or moved past midnight after they set out nobody knew: who is stranded by it has to be
    gone from the second night on.
    """
    there = leg.arrived or leg.arrives
    onward = [
        (other.departs, pk)
        for pk, other in facts.legs.items()
        if other.journey == leg.journey
        and other.origin == leg.destination
        and other.departs >= leg.arrives
        and not any(at <= departed for at in log.of(pk, CANCELLED))
    ]
    if not onward:
        return True
    departs, pk = min(onward)
    if any(at > departed for at in log.of(pk, CANCELLED, LEG_MOVED)):
        return False
    return _day(facts, there) < _day(facts, departs)


def _left(facts: Facts, log: _Log) -> Iterator[Violation]:
    """Who sleeps on where a pursuer was seen two nights ago, or where they came two nights ago."""
    for pk, sighting in facts.sightings.items():
        for noted in log.of(pk, SIGHTED):
            for spell in _spells(facts, log, sighting.case):
                bound = max(_day(facts, noted), _day(facts, spell.since)) + 2 * DAY
                night = next((night for night in _slept(facts, spell) if night >= bound), None)
                if night is None:
                    continue
                if share(facts, sighting, spell.place) * strength(sighting, _evening(facts, night)) >= NIGHT_LIMIT:
                    yield Violation(Kind.LEFT_WITHIN_REACH, _evening(facts, night), pk)


# Alarms


def to_the_minute(moment: datetime) -> datetime:
    """The full minute that follows, or this one."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def _check_ins(facts: Facts, log: _Log) -> Iterator[Violation]:
    for pk, check_in in facts.check_ins.items():
        yield from _check_in(facts, log, pk, check_in)


def _check_in(facts: Facts, log: _Log, pk: UUID, check_in: CheckIn) -> Iterator[Violation]:
    """Each step is called at its minute until an answer comes, and what nobody takes on is called again."""
    silent = to_the_minute(check_in.due + timedelta(minutes=check_in.grace_minutes))
    over = min([*log.of(pk, *ENDED), facts.end])
    forced = log.of(pk, FORCED)
    raised, again = log.of(pk, *MISSED), log.of(pk, CALLED_AGAIN)
    last = min([*forced, over])
    steps = [silent + step * MINUTE for step in STEPS]
    due = [at for at in steps if at < last]
    yield from (Violation(Kind.ALARM_MISSING, at, pk) for at in due if at not in raised)
    # Who was forced is an alarm at once, whatever the time; the last step is over with it.
    calls = sorted([*raised, *again])
    # An answer may come in the minute of a step, after the call.
    met = last in steps and log.first(pk, last, *MISSED, *ENDED, FORCED) in MISSED
    wrong = [at for at in raised if at not in due and at not in forced and not (met and at == last)]
    yield from (Violation(Kind.ALARM_AT_WRONG_TIME, at, pk) for at in wrong)
    for at in forced:
        if at < over and not any(at <= call <= at + MINUTE for call in calls):
            yield Violation(Kind.ALARM_MISSING, at, pk)
    for at in [*due, *forced]:
        yield from _again(pk, at, calls, [*log.of(pk, TAKEN_ON), over])


def _again(pk: UUID, since: datetime, calls: list[datetime], ends: list[datetime]) -> Iterator[Violation]:
    """From a call on somebody is called each ten minutes at the latest, until it is taken on or over."""
    until = min(at for at in ends if at >= since)
    heard = since
    for call in [*(at for at in calls if since < at < until), until]:
        if call - heard > AGAIN + MINUTE:
            yield Violation(Kind.ALARM_MISSING, heard + AGAIN, pk)
        heard = call


def _hand_overs(facts: Facts, log: _Log) -> Iterator[Violation]:
    for pk, expected in facts.hand_overs.items():
        leg = facts.legs.get(expected.leg)
        raised = log.of(pk, UNCONFIRMED)
        if leg is None:
            continue
        due = to_the_minute(leg.arrives + timedelta(minutes=expected.grace_minutes))
        ended = [at for at in (expected.withdrawn, expected.said) if at is not None]
        awaited = due < facts.end and all(at > due for at in ended)
        if awaited and due not in raised:
            yield Violation(Kind.ALARM_MISSING, due, pk)
        yield from (Violation(Kind.ALARM_AT_WRONG_TIME, at, pk) for at in raised if not awaited or at != due)


def _pursuers(facts: Facts, log: _Log) -> Iterator[Violation]:
    """Whoever is within reach at the moment in which it is noted is an alarm in that moment."""
    raised = {line.at for line in log.all(WITHIN_REACH)}
    for pk, sighting in facts.sightings.items():
        for noted in log.of(pk, SIGHTED):
            if noted not in raised and _is_there(facts, log, sighting, noted):
                yield Violation(Kind.ALARM_MISSING, noted, pk)


def _is_there(facts: Facts, log: _Log, sighting: Sighting, at: datetime) -> bool:
    today = _day(facts, at)
    for pk, stay in facts.stays.items():
        booked = any(moment < at for moment in log.of(pk, BOOKED))
        if stay.case == sighting.case and booked and stay.first <= today < stay.until:
            left = any(
                leg.case == stay.case and leg.origin == stay.house and leg.departed and leg.departed <= at
                for leg in facts.legs.values()
            )
            away = left or _has_not_set_out(facts, stay, at)
            if not away and share(facts, sighting, stay.house) * strength(sighting, at) >= NIGHT_LIMIT:
                return True
    return False


def _has_not_set_out(facts: Facts, stay: Stay, at: datetime) -> bool:
    """Whether somebody is at home still, who is to arrive at their bed later on its first day."""
    legs = [leg for leg in facts.legs.values() if leg.case == stay.case]
    begun = {leg.journey for leg in legs if leg.departed and leg.departed <= at}
    there = [leg for leg in legs if leg.destination == stay.house]
    been = any(leg.arrived and leg.arrived <= at for leg in there)
    coming = (leg for leg in there if leg.arrives > at and _night(facts, leg.arrives) == stay.first)
    return not been and any(leg.journey not in begun for leg in coming)


def _calls(facts: Facts) -> Iterator[Violation]:
    """With each alarm the duty team is called, in the same moment."""
    called = {line.at for line in facts.lines if line.verb == CALLED}
    for line in facts.lines:
        if line.verb in (*MISSED, CALLED_AGAIN, UNCONFIRMED, WITHIN_REACH) and line.at not in called:
            yield Violation(Kind.NOBODY_CALLED, line.at, line.subject or UUID(int=0))


# Counts


def out_of_region(facts: Facts) -> set[UUID]:
    """The cases that came somewhere out of the region in which they were hunted."""
    return {
        leg.case for leg in facts.legs.values() if leg.arrived and facts.places[leg.destination].region != facts.home
    }


def abroad(facts: Facts) -> set[UUID]:
    """The cases that came into another country."""
    return {
        leg.case
        for leg in facts.legs.values()
        if leg.arrived and facts.places[leg.destination].country != facts.own_country
    }


def people(facts: Facts, cases: Iterable[UUID]) -> int:
    return sum(facts.persons[case] for case in cases)


def alarms(facts: Facts) -> Counter[str]:
    """Alarms that were raised, by the word of the log for each; one that goes on to its next step is the same."""
    found = {(line.verb.replace("missed_late", "missed"), line.subject) for line in facts.lines if line.verb in ALARMS}
    return Counter(verb for verb, _subject in found)


def replans(facts: Facts) -> int:
    """Plans that were asked for after something had upset the last one: a sighting, only of somebody on the way."""
    number, upset, moving = 0, False, set[UUID | None]()
    for line in facts.lines:
        if line.verb == DEPARTED:
            moving.add(line.case)
        elif line.verb in UPSETS:
            upset = upset or line.verb != SIGHTED or line.case in moving
        elif line.verb == ASKED:
            number, upset = number + upset, False
    return number
