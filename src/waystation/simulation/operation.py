"""The whole operation: it asks for the next moment at which anything happens, sets the clock, and lets it happen."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from waystation.casework import due as casework_due
from waystation.casework.models import AlertRow
from waystation.duty import due as duty_due
from waystation.evacuation import due as evacuation_due
from waystation.evacuation.handover import due as handover_due
from waystation.evacuation.models import CheckIn
from waystation.evacuation.pursuers import due as pursuers_due
from waystation.evacuation.pursuers.models import Alarm
from waystation.evacuation.pursuers.records import AlarmState
from waystation.evacuation.relocation import due as relocation_due
from waystation.evacuation.relocation.models import TimerRow
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed
from waystation.simulation import land, people
from waystation.simulation.agenda import Agenda, World
from waystation.simulation.cast import Cast
from waystation.simulation.clock import Clock
from waystation.simulation.coordination import Coordination
from waystation.simulation.embassy import Embassy
from waystation.simulation.road import Road
from waystation.simulation.scenario import Party, Scenario
from waystation.simulation.signs import Signs
from waystation.simulation.trouble import Trouble

WORKER: tuple[Callable[[datetime], object], ...] = (
    casework_due.run,
    evacuation_due.run,
    pursuers_due.run,
    handover_due.run,
    relocation_due.run,
    duty_due.run,
)
"""What the worker does each second in an installation; mail is left where it is."""
_AT_MOST = 50  # times at one moment: a timer that does not go on would hold the time


class Operation:
    """One run of a scenario in the installation at hand, from its first morning to its last."""

    def __init__(self, cast: Cast, clock: Clock, scenario: Scenario) -> None:
        there = land.make(cast.lev, scenario.persons)
        self.world = World(cast, clock, scenario, there, Agenda(clock))
        self.road = Road(self.world)
        self.coordination = Coordination(self.world, self.road)
        self.embassy = Embassy(self.world)
        self.trouble = Trouble(self.world, self.coordination)
        self.signs = Signs(self.world)
        self.road.arrived = self.embassy.arrived
        self._note()

    def _note(self) -> None:
        scenario, agenda = self.world.scenario, self.world.agenda
        for party in scenario.parties:
            agenda.at(party.asks, lambda party=party: self._ask(party))  # type: ignore[misc]
        for incident in scenario.incidents:
            agenda.at(incident.at, lambda incident=incident: self.trouble.strike(incident))  # type: ignore[misc]
        for day in range(scenario.days):
            agenda.at(scenario.moment(day, 7), self._morning)
            agenda.at(scenario.moment(day, 20), self.coordination.keep_beds)

    def _ask(self, party: Party) -> None:
        traveller = people.arrive(self.world.cast, self.world.scenario, self.world.land, party)
        self.world.travellers[traveller.case] = traveller
        if not traveller.has_passports:
            later = self.world.now + timedelta(days=party.papers)
            self.world.agenda.at(later, lambda: people.hand_over_passports(self.world.cast, traveller))

    def _morning(self) -> None:
        self.embassy.morning()
        self.coordination.morning()

    def run(self) -> Iterator[int]:
        """Lets everything happen; tells the number of each day as it begins."""
        day, again = -1, 0
        while (moment := self._next()) < self.world.scenario.end:
            again = again + 1 if moment <= self.world.now else 0
            if again > _AT_MOST:
                raise RuntimeError(f"time does not go on at {self.world.now}")
            self.world.clock.set(max(moment, self.world.now))
            for run in WORKER:
                run(self.world.now)
            for happening in self.world.agenda.due():
                happening()
            self.signs.look()
            if (passed := (self.world.now - self.world.scenario.start).days) > day:
                day = passed
                yield day
        self.world.clock.set(self.world.scenario.end)

    def _next(self) -> datetime:
        timers = (
            CheckIn.objects.open()
            .filter(alarm_at__isnull=False)
            .order_by("alarm_at")
            .values_list("alarm_at", flat=True),
            ConfirmationRow.objects.filter(state=Confirmed.EXPECTED)
            .order_by("alarm_at")
            .values_list("alarm_at", flat=True),
            Alarm.objects.filter(state=AlarmState.RAISED).order_by("call_at").values_list("call_at", flat=True),
            TimerRow.objects.filter(told=False, alarm_at__isnull=False)
            .order_by("alarm_at")
            .values_list("alarm_at", flat=True),
            AlertRow.objects.filter(told=False, alarm_at__isnull=False)
            .order_by("alarm_at")
            .values_list("alarm_at", flat=True),
        )
        found = [moment for rows in timers if (moment := rows.first()) is not None]
        if self.world.agenda.next is not None:
            found.append(self.world.agenda.next)
        return min(found, default=self.world.scenario.end)
