"""Visas: asked for from the safe house, late, refused, appealed; and the arrival that follows."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from waystation.casework import actions as casework
from waystation.casework import stages
from waystation.casework.services import actions as services
from waystation.casework.services.records import CHECKED, Provider
from waystation.evacuation import access
from waystation.evacuation import actions as evacuation
from waystation.evacuation.records import ABROAD, ARRIVED, INTERNAL
from waystation.evacuation.relocation import actions as relocation
from waystation.evacuation.relocation import arriving, filing
from waystation.evacuation.relocation.records import ALLOWED, GRANTED, REFUSED, Application, Arrival, Track
from waystation.simulation import people
from waystation.simulation.agenda import ANSWER, World
from waystation.simulation.people import Traveller
from waystation.simulation.scenario import COUNTRIES

LATE: Final = "visa late"
PATHWAY: Final = "humanitarian_visa"
VALID: Final = timedelta(days=200)


class Embassy:
    """Everybody's way into another country."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.offices = {
            country: services.add_provider(world.cast.lev, Provider(name=_called(country), vetting=CHECKED))
            for country in COUNTRIES
        }

    def morning(self) -> None:
        """Whoever came to a house is asked for a visa for; whoever came abroad is received."""
        for traveller in self.world.travellers.values():
            stage = access.case(self.world.cast.lev, traveller.case).stage
            if stage in stages.SHELTERED and traveller.track is None:
                self._ask(traveller)

    def _ask(self, traveller: Traveller) -> None:
        actor, party = self.world.cast.mira, traveller.party
        track = Track(country=party.country, pathway=PATHWAY, people=tuple(traveller.people[1:]))
        traveller.track = relocation.begin(actor, traveller.case, track)
        casework.advance(actor, traveller.case, "documents")
        wanted = Application(
            track=traveller.track, what="A humanitarian visa", whom=(None, *traveller.people[1:]),
            provider=self.offices[party.country],
        )  # fmt: skip
        made = filing.draft(actor, traveller.case, wanted)
        recipient = _called(party.country)
        casework.record_consent(
            actor,
            traveller.case,
            purpose="share_immigration",
            recipient=recipient,
            state="given",
            how="on the telephone",
        )
        # Of whoever comes along nothing is passed on by us: they hand it in themselves.
        filing.hand_in(actor, traveller.case, made, filed_on=actor.today, by_us=party.size == 1)
        casework.advance(actor, traveller.case, "visa_pending")
        self.world.agenda.at(self._in_days(party.visa), lambda: self._expected(traveller, made))

    def _in_days(self, days: int) -> datetime:
        return self.world.now + timedelta(days=days) + self.world.scenario.minutes(60, 480)

    def _expected(self, traveller: Traveller, made: UUID) -> None:
        """The day that the embassy had named."""
        if traveller.party.late:
            self.world.tell(LATE, f"a visa comes {traveller.party.late} days later than it was promised")
            self.world.agenda.at(self._in_days(traveller.party.late), lambda: self._decide(traveller, made))
        else:
            self._decide(traveller, made)

    def _decide(self, traveller: Traveller, made: UUID) -> None:
        if not traveller.party.refused:
            self._grant(traveller, made)
            return
        actor = self.world.cast.mira
        filing.decide(actor, traveller.case, made, decision=REFUSED, decided_on=actor.today, told_on=actor.today)
        self.world.tell(LATE, "a visa is refused")
        self.world.agenda.at(self._in_days(1), lambda: self._appeal(traveller, made))

    def _appeal(self, traveller: Traveller, made: UUID) -> None:
        actor = self.world.cast.mira
        filed = actor.today
        filing.appeal(actor, traveller.case, made, appealed_on=filed)
        self.world.tell(ANSWER, "an appeal is handed in")
        self.world.agenda.at(self._in_days(14), lambda: self._allow(traveller, made, filed))

    def _allow(self, traveller: Traveller, made: UUID, appealed_on: date) -> None:
        actor = self.world.cast.mira
        filing.appeal(
            actor, traveller.case, made, appealed_on=appealed_on, outcome=ALLOWED, decided_on=actor.today
        )  # fmt: skip
        self._grant(traveller, made)

    def _grant(self, traveller: Traveller, made: UUID) -> None:
        actor = self.world.cast.mira
        day = actor.today
        filing.decide(actor, traveller.case, made, decision=GRANTED, decided_on=day, valid_until=day + VALID)
        people.hand_over_visas(self.world.cast, traveller, day + VALID)

    # arrivals

    def arrived(self, journey_id: UUID) -> None:
        """What is noted after the last leg: other beds are given back, and abroad the year of aftercare begins."""
        actor = self.world.cast.mira
        row, journey = access.journey(actor, journey_id)
        if journey.status != ARRIVED:
            return
        for stay_id, stay in access.stays_of(actor, row.locator).items():
            if journey.phase == INTERNAL and stay.house != journey.destination and stay.until > actor.today:
                evacuation.cancel_booking(actor, stay_id)
        traveller = self.world.travellers[row.locator]
        if journey.phase == ABROAD and traveller.track is not None:
            arrival = Arrival(track=traveller.track, arrived_on=actor.today, received_by="Our partner there")
            arriving.arrive(actor, row.locator, arrival)


def _called(country: str) -> str:
    return f"The consulate of {country}"
