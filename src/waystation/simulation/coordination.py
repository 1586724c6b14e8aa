"""Each morning's work of the coordinators: who needs a way, a plan for all of them, and two who approve it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from waystation.casework import stages
from waystation.evacuation import access, zones
from waystation.evacuation import actions as evacuation
from waystation.evacuation.access import Way
from waystation.evacuation.errors import Refused
from waystation.evacuation.houses.without_bed import without_bed
from waystation.evacuation.plans import access as plans
from waystation.evacuation.plans import actions as planning
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.records import FEWEST, SAFEST, Option
from waystation.evacuation.plans.ways import Journey, Told, best
from waystation.evacuation.records import APPROVED, DRAFT, UNDER_WAY, BookingRecord
from waystation.simulation import approving, land, people
from waystation.simulation.agenda import ANSWER, World
from waystation.simulation.people import Traveller
from waystation.simulation.road import REFUSED, Road, code_of

HORIZON: Final = 21
ROUNDS: Final = 2
SECONDS: Final = 60
BUDGET: Final = Decimal(200_000)
SOON: Final = timedelta(days=5)
"""Nobody is told of a way that begins later: by then there is a better plan."""
EXTENDED_BEFORE, EXTENDED_BY = timedelta(days=3), timedelta(days=10)
OPEN: Final = (DRAFT, APPROVED, UNDER_WAY)
Departure = tuple[UUID, UUID, datetime]


class Coordination:
    """Lev plans, and both of them approve."""

    def __init__(self, world: World, road: Road) -> None:
        self.world, self.road = world, road
        self.does_not_run: set[Departure] = set()

    def morning(self) -> None:
        """What is looked at each day."""
        for traveller in self.world.travellers.values():
            if self.world.cast.dina.today - traveller.assessed >= people.ASSESSED_EVERY and self._is_open(traveller):
                people.assess(self.world.cast, traveller)
            if self._is_open(traveller) and not access.is_cleared(self.world.cast.lev, traveller.case):
                people.vet_again(self.world.cast, traveller)
            self._keep_bed(traveller)
        self.keep_beds()
        if self.world.waits or any(self._needs_way(each) for each in self.world.travellers.values()):
            self.plan()

    def _stage(self, traveller: Traveller) -> str:
        return access.case(self.world.cast.lev, traveller.case).stage

    def _is_open(self, traveller: Traveller) -> bool:
        return self._stage(traveller) not in stages.SAFE

    def _open_ways(self, traveller: Traveller) -> list[Way]:
        return [way for way in access.ways_of(self.world.cast.lev, traveller.case) if way.journey.status in OPEN]

    def _needs_way(self, traveller: Traveller) -> bool:
        """Somebody at home with papers, or in a house with a visa, for whom nothing is planned."""
        stage = self._stage(traveller)
        if stage in stages.SHELTERED:
            return traveller.ready and not self._open_ways(traveller)
        return traveller.has_passports and stage in ("accepted", "planning_exit") and not self._open_ways(traveller)

    # beds

    def _keep_bed(self, traveller: Traveller) -> None:
        """Whoever waits in a house keeps the bed, as long as nobody else is to have it."""
        actor, today = self.world.cast.lev, self.world.cast.lev.today
        stays = [stay for stay in access.stays_of(actor, traveller.case).values() if stay.until >= today]
        if not stays or self._stage(traveller) not in stages.SHELTERED or self._open_ways(traveller):
            return
        last = max(stays, key=lambda stay: stay.until)
        if last.until - today > EXTENDED_BEFORE:
            return
        try:
            self._extend(traveller, last)
        except Refused as refused:
            self.world.refused[f"bed: {refused.code}"] += 1
            self.world.waits.add(traveller.case)

    def _extend(self, traveller: Traveller, last: BookingRecord) -> None:
        actor, until = self.world.cast.lev, last.until + EXTENDED_BY
        evacuation.book_bed(actor, traveller.case, last.house, first=last.until, until=until, beds=last.beds)

    def keep_beds(self) -> None:
        """Nobody sleeps where no bed is booked: who could not set out keeps the bed that was given up."""
        actor = self.world.cast.lev
        for each in without_bed(actor):
            try:
                evacuation.book_bed(
                    actor, each.case, each.house, first=actor.today, until=actor.today + EXTENDED_BY, beds=each.beds
                )
            except Refused as refused:
                self.world.refused[f"bed: {refused.code}"] += 1
                self.world.waits.add(each.case)

    # plans

    def plan(self) -> None:
        """One plan for everybody, and drafts of the ways that begin soon."""
        actor = self.world.cast.lev
        try:
            run_id = planning.ask(
                actor, days=HORIZON, seconds=SECONDS, budget=BUDGET, why=self.world.because,
                chance=self.world.scenario.chance, rounds=ROUNDS,
            )  # fmt: skip
        except Refused as refused:
            self.world.refused[f"plan: {refused.code}"] += 1
            return
        planning.keep(actor, run_id)
        run = plans.run(actor, run_id)[1]
        option = best(run.options, FEWEST) if self.world.because else None
        option = option or best(run.options, SAFEST) or best(run.options, FEWEST)
        self.world.because = ""
        if option is None:
            self.world.refused["plan: none found"] += 1
            return
        told = Told(run.asked, zones.zone())
        for party, members in plans.members(actor, run_id).items():
            self._adopt(told, option, party, members)

    def _adopt(self, told: Told, option: Option, party: str, members: list[Member]) -> None:
        """Drafts a party's way if it is new and begins soon."""
        cases = {member.case for member in members}
        journeys = told.journeys(party, option.plan.get(party, ()))
        waits = bool(cases & self.world.waits)
        if waits and party in option.stuck:
            self._ask_friends(cases)
            return
        if not journeys:
            self.world.waits -= cases if not waits or self._stays_well(cases) else set()
            return
        if journeys[0].legs[0].departs - self.world.now > SOON and not waits:
            return
        if self._is_cancelled(journeys):
            self.world.waits |= cases
            return
        try:
            made = planning.adopt(self.world.cast.lev, members[0].id, option.choice)
            for journey_id in made:
                self.agree(journey_id)
        except REFUSED as refused:
            self.world.refused[f"adopt: {code_of(refused)}"] += 1
            self.world.waits |= cases
            return
        self.world.waits -= cases

    def _ask_friends(self, cases: set[UUID]) -> None:
        """Where no house is safe for somebody, friends elsewhere open one within hours, and there is another plan."""
        self.world.waits |= cases

        def answered() -> None:
            if land.open_further(self.world.cast.mira, self.world.land):
                self.world.tell(ANSWER, "friends opened a house in another region")
                self.world.because = "a house was opened"
                self.plan()

        self.world.agenda.at(self.world.now + self.world.scenario.minutes(90, 400), answered)

    def _stays_well(self, cases: set[UUID]) -> bool:
        """Whether those who are to stay where they are can: nothing of theirs is a draft."""
        return all(not self._open_ways(self.world.travellers[case]) for case in cases)

    def _is_cancelled(self, journeys: list[Journey]) -> bool:
        """Whether a departure is among them that is known not to run."""
        every = ((leg.ride.from_place, leg.ride.to_place, leg.departs) for each in journeys for leg in each.legs)
        return not self.does_not_run.isdisjoint(every)

    def agree(self, journey_id: UUID) -> None:
        """The person says yes to it, and two of us approve."""
        evacuation.note_consent(self.world.cast.lev, journey_id, "Said yes on the telephone.")
        approving.approve(self.world, journey_id)
        self.road.watch(journey_id)
