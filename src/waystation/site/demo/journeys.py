"""Journeys of the fictional people: planned, approved, travelled, through the coordinator's own actions."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from waystation.evacuation import access, guests
from waystation.evacuation import actions as evacuation
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import ABROAD, INTERNAL, LegPlan
from waystation.site.demo import handing
from waystation.site.demo.world import World
from waystation.staff.actor import Actor

IF_MISSED = "Second channel, then the driver, then the lawyer nearest to the last place. Do not call the family."


@dataclass
class Route:
    """One person's ways: out of the region, and later out of the country."""

    land: World
    chance: random.Random
    case: UUID
    town: str
    nina: Actor
    until: date
    house: UUID | None = None
    journey: UUID | None = None
    legs: list[UUID] = field(default_factory=list)

    def leave(self, lev: Actor, *, today: datetime) -> None:
        """Plans the way to a safe house, books a bed there, and sets out."""
        at = lev.now()
        self.house = self._bed(lev, at.date())
        legs = [
            LegPlan(
                from_place=self.land.crossing,
                to_place=self.house,
                mode="train",
                departs=at + timedelta(hours=4),
                arrives=at + timedelta(hours=15),
                cost=str(self.chance.randint(18, 60)),
                currency="EUR",
            ),
        ]
        journey = self._journey(lev, INTERNAL, self.land.towns[self.town], self.house, legs)
        self._drive(lev, journey, at)
        self._approve(lev, journey)
        self.legs = _legs_of(lev, journey)
        if today - at < timedelta(hours=3):
            handing.before(lev, self.case, self.legs[0])
        evacuation.depart(lev, self.legs[0])
        self._expect(lev, today)
        if today - at > timedelta(hours=4):
            self._change_trains(replace(lev, now=lambda: at + timedelta(hours=4)))

    def _change_trains(self, lev: Actor) -> None:
        evacuation.arrive(lev, self.legs[0])
        evacuation.depart(lev, self.legs[1])

    def reach_shelter(self, lev: Actor) -> None:
        """The rest of the way to the safe house."""
        evacuation.arrive(lev, self.legs[1])

    def leave_country(self, lev: Actor, *, today: datetime) -> None:
        """Plans the flight and sets out; who is on the way today is as far as the hour says."""
        at = lev.now()
        start = self.house or self.land.towns[self.town]
        abroad = self.chance.choice(self.land.abroad)
        legs = [
            LegPlan(
                from_place=start,
                to_place=self.land.airport,
                mode="taxi",
                departs=at,
                arrives=at + timedelta(hours=3),
            ),
            LegPlan(
                from_place=self.land.airport,
                to_place=abroad,
                mode="plane_international",
                departs=at + timedelta(hours=6),
                arrives=at + timedelta(hours=10),
                cost=str(self.chance.randint(140, 420)),
                currency="EUR",
            ),
        ]
        journey = self._journey(lev, ABROAD, start, abroad, legs)
        self._approve(lev, journey)
        self.journey, self.legs = journey, _legs_of(lev, journey)
        evacuation.depart(lev, self.legs[0])
        if timedelta(hours=3) < today - at < timedelta(hours=12):
            evacuation.arrive(replace(lev, now=lambda: at + timedelta(hours=3)), self.legs[0])
        if timedelta(hours=6) < today - at < timedelta(hours=12):
            evacuation.depart(replace(lev, now=lambda: at + timedelta(hours=6)), self.legs[1])

    def stay_between(self, lev: Actor) -> None:
        """They left the country, though not by this flight: they wait in a third country for where they go."""
        evacuation.arrive(lev, self.legs[0])
        evacuation.abort(lev, self.journey, because="They left by road, and wait in a third country.")

    def arrive_abroad(self, lev: Actor) -> None:
        """The rest of the way out of the country."""
        evacuation.arrive(lev, self.legs[0])
        evacuation.depart(lev, self.legs[1])
        evacuation.arrive(lev, self.legs[1])

    def _journey(self, lev: Actor, phase: str, origin: UUID, destination: UUID, legs: list[LegPlan]) -> UUID:
        return evacuation.draft_journey(
            lev,
            self.case,
            phase=phase,
            origin=origin,
            destination=destination,
            legs=legs,
        )

    def _approve(self, lev: Actor, journey: UUID) -> None:
        """Two people do, each by themselves."""
        evacuation.note_consent(lev, journey, "Agreed, in the thread", language="ru")
        evacuation.approve(lev, journey)
        evacuation.approve(replace(self.nina, now=lev.now), journey)

    def _bed(self, lev: Actor, first: date) -> UUID:
        """A bed in the first house that has one."""
        houses = self.chance.sample(self.land.houses, len(self.land.houses))
        for house in houses:
            try:
                evacuation.book_bed(
                    lev, self.case, house, first=first, until=self.until, beds=guests.number(lev, self.case)
                )
            except Refused:
                continue
            return house
        raise RuntimeError("the fictional houses are full")

    def _drive(self, lev: Actor, journey: UUID, at: datetime) -> None:
        """The first leg, with the first driver who is free at that hour."""
        plan = LegPlan(
            from_place=self.land.towns[self.town],
            to_place=self.land.crossing,
            mode="car_volunteer",
            departs=at,
            arrives=at + timedelta(hours=3),
            meeting_sign=self.chance.choice(("a green thermos", "a folded newspaper", "a red key ring")),
        )
        for driver in (*self.chance.sample(self.land.drivers, len(self.land.drivers)), None):
            try:
                evacuation.add_leg(lev, journey, msgspec.structs.replace(plan, driver=driver))
            except Refused:
                continue
            return

    def _expect(self, lev: Actor, today: datetime) -> None:
        """A sign of life after the first hours. For two or three of those now on the way it did not come in time."""
        started = lev.now()
        on_the_way = started > today - timedelta(days=1)
        due = today + self._wait() if on_the_way else started + timedelta(hours=9)
        check_in = evacuation.schedule_check_in(
            lev, self.case, due_at=due, grace_minutes=30, channel="chat", if_missed=IF_MISSED, ok_word="pear"
        )
        if not on_the_way:
            evacuation.check_in(replace(lev, now=lambda: due - timedelta(minutes=20)), check_in, "pear")

    def _wait(self) -> timedelta:
        """Until the sign of life is due; for some it was due long enough ago for an alarm."""
        late = self.chance.random() < 0.35
        return timedelta(minutes=self.chance.randint(-200, -40) if late else self.chance.randint(30, 500))


def _legs_of(lev: Actor, journey: UUID) -> list[UUID]:
    way = access.way(lev, journey)
    return [leg_id for leg_id, _leg in way.legs]
