"""What goes wrong, whoever it strikes, and what the organisation does about it within hours."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from waystation.casework import stages
from waystation.evacuation import access, guests
from waystation.evacuation import actions as evacuation
from waystation.evacuation.handover import moving
from waystation.evacuation.houses import actions as houses
from waystation.evacuation.houses import leaving
from waystation.evacuation.records import ACTIVE, APPROVED, COMPROMISED, UNDER_WAY, LegRecord
from waystation.evacuation.rules import WAITING
from waystation.simulation import people, scenario
from waystation.simulation.agenda import ANSWER, World, journeys
from waystation.simulation.coordination import OPEN, Coordination
from waystation.simulation.people import Traveller
from waystation.simulation.road import REFUSED, code_of
from waystation.simulation.scenario import Incident

LATER = timedelta(hours=11)
"""Where an incident strikes nobody yet, it comes later."""


class Trouble:
    """Each kind of incident and its answer."""

    def __init__(self, world: World, coordination: Coordination) -> None:
        self.world, self.coordination = world, coordination

    def strike(self, incident: Incident) -> None:
        """It happens now, or a while later if there is nobody yet whom it could strike."""
        strikes = {
            scenario.CANCELLED: self._cancel,
            scenario.COMPROMISED: self._compromise,
            scenario.SIGHTING: self._sight,
        }
        if not strikes[incident.kind]():
            self.world.agenda.at(self.world.now + LATER, lambda: self.strike(incident))

    def _plan_later(self, cases: set[UUID], because: str) -> None:
        """Within hours there is another plan."""
        self.world.waits |= cases
        self.world.because = because
        self.world.agenda.at(self.world.now + self.world.scenario.minutes(30, 120), self._plan)

    def _plan(self) -> None:
        if self.world.waits:
            self.coordination.plan()

    # a train

    def _cancel(self) -> bool:
        """The next train that somebody of ours is to take does not run."""
        found = self._next_train()
        if found is None:
            return False
        case, leg_id, leg = found
        actor = self.world.cast.lev
        affected = {way.case for way, _leg_id, _leg in moving.cancelled(actor, case, leg_id)}
        moving.cancel(actor, case, leg_id)
        self.coordination.does_not_run.add((leg.from_place, leg.to_place, leg.departs))
        self.world.tell(scenario.CANCELLED, f"a train does not run; {journeys(len(affected))} had it")
        self._plan_later(affected, "a train does not run")
        return True

    def _next_train(self) -> tuple[UUID, UUID, LegRecord] | None:
        trains = [
            (way.case, leg_id, leg)
            for way in access.open_ways(self.world.cast.lev)
            for leg_id, leg in way.legs
            if way.journey.status in (APPROVED, UNDER_WAY)
            and leg.mode == "train"
            and leg.status in WAITING
            and leg.departs > self.world.now
        ]
        return min(trains, key=lambda each: each[2].departs, default=None)

    # a house

    def _compromise(self) -> bool:
        """Strangers ask at the door of the house in which most people are."""
        actor, today = self.world.cast.mira, self.world.cast.mira.today
        sleeping = Counter(
            {
                pk: 0
                for pk, place in access.places(actor).items()
                if pk in self.world.land.houses and place.state == ACTIVE
            }
        )
        for stay in access.bookings(actor).values():
            if stay.first <= today < stay.until and stay.house in sleeping:
                sleeping[stay.house] += stay.beds
        house, number = max(sleeping.items(), key=lambda pair: pair[1])
        if not number:
            return False
        evacuation.set_place_state(actor, house, COMPROMISED)
        self.world.tell(scenario.COMPROMISED, f"a house is compromised with {number} people in it")
        self.world.agenda.at(self.world.now + self.world.scenario.minutes(20, 90), lambda: self._empty(house))
        return True

    def _empty(self, house: UUID) -> None:
        """Everybody there is moved in one step each; who finds no bed gets another plan."""
        actor, moved, left = self.world.cast.lev, set[UUID](), set[UUID]()
        for proposal in leaving.proposals(actor, house):
            cases = {each.case for each in proposal.leavers}
            ids = [each.id for each in proposal.leavers]
            try:
                if proposal.house is None:
                    left |= cases
                    continue
                houses.move_out(actor, house, ids, proposal.house)
                moved |= cases
            except REFUSED as refused:
                self.world.refused[f"move out: {code_of(refused)}"] += 1
                left |= cases
            for case in cases:
                self._approve_again(case)
        there, planned = (sum(guests.number(actor, case) for case in cases) for cases in (moved, left))
        said = f"of who was there or was to come, {there} sleep elsewhere; in need of another plan: {planned}"
        self.world.tell(ANSWER, said)
        if left:
            self._plan_later(left, "a house is compromised")

    def _approve_again(self, case: UUID) -> None:
        """A way that ends in another house now is looked at again by two."""
        for way in access.ways_of(self.world.cast.lev, case):
            if way.journey.status in OPEN and way.journey.consent:
                try:
                    self.coordination.agree(way.id)
                except REFUSED as refused:
                    self.world.refused[f"approve again: {code_of(refused)}"] += 1
                    self.world.waits.add(case)
                    self.world.because = "a house is compromised"

    # a pursuer

    def _sight(self) -> bool:
        """Somebody's pursuer is seen in the region of the house in which they wait."""
        found = [pair for pair in map(self._region, self.world.travellers.values()) if pair]
        if not found:
            return False
        traveller, region = self.world.scenario.chance.choice(found)
        people.seen(self.world.cast, traveller, self.world.land.regions[region])
        self.world.tell(scenario.SIGHTING, "a pursuer is seen in the region of a house")
        self._plan_later({traveller.case}, "a pursuer was seen")
        return True

    def _region(self, traveller: Traveller) -> tuple[Traveller, str] | None:
        actor = self.world.cast.lev
        if traveller.pursuer is None or access.case(actor, traveller.case).stage not in stages.SHELTERED:
            return None
        stays = access.stays_of(actor, traveller.case).values()
        tonight = [stay for stay in stays if stay.first <= actor.today < stay.until]
        return (traveller, access.place(actor, tonight[-1].house)[1].region) if tonight else None
