"""Signs of life and alarms: who answers and who does not, and who takes an alarm on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from waystation.evacuation import access
from waystation.evacuation import actions as evacuation
from waystation.evacuation.handover import actions as handover
from waystation.evacuation.models import CheckIn
from waystation.evacuation.pursuers import alarms as pursuit
from waystation.evacuation.pursuers.models import Alarm
from waystation.evacuation.pursuers.records import AlarmState
from waystation.evacuation.records import CheckInState
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.hotline.briefings.records import Confirmed
from waystation.simulation.agenda import ANSWER, World
from waystation.simulation.scenario import FORCED, SILENT
from waystation.staff.actor import Actor

OK_WORD, FORCED_WORD = "pear", "plum"
ALARM = "alarm"
WAITING: Final = (CheckInState.EXPECTED, CheckInState.MISSED, CheckInState.ATTENDED)


class Signs:
    """What those on the way say in time, late or otherwise, and what the duty team does about it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._awaited: set[UUID] = set()
        self._silent: set[UUID] = set()
        self._ringing: set[UUID] = set()

    def look(self) -> None:
        """Notes who will say something and when, and who will take an alarm on that is new."""
        expected = CheckIn.objects.filter(state=CheckInState.EXPECTED).order_by("due_at", "pk")
        for pk in expected.values_list("pk", flat=True):
            if pk not in self._awaited:
                self._awaited.add(pk)
                self._decide(pk)
        alarms = (
            (CheckIn.objects.alarming().order_by("due_at", "pk"), self._attend),
            (ConfirmationRow.objects.filter(state=Confirmed.MISSED).order_by("alarm_at", "pk"), self._ask_after),
            (Alarm.objects.filter(state=AlarmState.RAISED).order_by("call_at", "pk"), self._warn),
        )
        for rows, answer in alarms:
            for pk in rows.values_list("pk", flat=True):
                self._ring(pk, answer)

    @property
    def _somebody(self) -> Actor:
        return self.world.scenario.chance.choice((self.world.cast.dina, self.world.cast.oleg))

    # signs of life

    def _decide(self, pk: UUID) -> None:
        """Whether this one comes in time."""
        if self.world.scenario.happens(SILENT):
            self._silent.add(pk)
            return
        record = access.check_in(self.world.cast.dina, pk)[1]
        self.world.agenda.at(record.due_at - self.world.scenario.minutes(1, 40), lambda: self._answer(pk))

    def _answer(self, pk: UUID) -> None:
        """In time, also where it was put off meanwhile."""
        row, record = access.check_in(self.world.cast.dina, pk)
        if row.state != CheckInState.EXPECTED:
            return
        if record.due_at - self.world.now > timedelta(hours=1):
            self.world.agenda.at(record.due_at - timedelta(minutes=10), lambda: self._answer(pk))
            return
        evacuation.check_in(self._somebody, pk, record.ok_word, way=record.way)

    # alarms

    def _ring(self, pk: UUID, answer: Callable[[UUID], object]) -> None:
        if pk in self._ringing:
            return
        self._ringing.add(pk)

        def answered() -> None:
            self._ringing.discard(pk)
            answer(pk)

        self.world.agenda.at(self.world.now + self.world.scenario.minutes(1, 18), answered)

    def _attend(self, pk: UUID) -> None:
        """Somebody takes on that no sign of life came. Hours later they are found, or it turns out worse."""
        row, record = access.check_in(self.world.cast.dina, pk)
        if row.state != CheckInState.MISSED:
            return
        evacuation.acknowledge(self._somebody, pk, "Calling on the second number.")
        if record.duress_at is not None:
            self.world.agenda.at(self.world.now + self.world.scenario.minutes(60, 200), lambda: self._end(pk))
        elif pk in self._silent:
            self._silent.discard(pk)
            self.world.tell(ALARM, "a sign of life did not come")
            self.world.agenda.at(self.world.now + self.world.scenario.minutes(20, 300), lambda: self._found(pk))

    def _found(self, pk: UUID) -> None:
        """Nearly always well: the telephone was flat. Now and then somebody stands beside them."""
        row, record = access.check_in(self.world.cast.dina, pk)
        if row.state not in WAITING:
            return
        forced = bool(record.duress_word) and self.world.scenario.happens(FORCED)
        evacuation.check_in(self._somebody, pk, record.duress_word if forced else record.ok_word, way=record.way)
        self.world.tell(
            *((ALARM, "the word for being forced was said") if forced else (ANSWER, "they were found well"))
        )

    def _end(self, pk: UUID) -> None:
        """Two of us hold that they are out of it: the lawyer is with them."""
        row, _record = access.check_in(self.world.cast.dina, pk)
        if row.state not in WAITING:
            return
        evacuation.ask_to_cancel(self.world.cast.lev, pk, "The lawyer was there; they are with friends.")
        evacuation.agree_to_cancel(self.world.cast.mira, pk)
        self.world.tell(ANSWER, "two ended an alarm after the lawyer was there")

    def _ask_after(self, pk: UUID) -> None:
        """No word of how a leg went: somebody asks, and it went well."""
        if ConfirmationRow.objects.filter(pk=pk, state=Confirmed.MISSED).exists():
            handover.acknowledge(self._somebody, pk, "Asked on the second number: it went well.")
            self.world.tell(ANSWER, "a helper was asked how a leg went")

    def _warn(self, pk: UUID) -> None:
        """Somebody within reach is told to keep inside, and a coordinator plans anew."""
        if Alarm.objects.filter(pk=pk, state=AlarmState.RAISED).exists():
            pursuit.acknowledge(self._somebody, pk, "They stay inside until they are moved.")
            self.world.tell(ANSWER, "those within reach of a pursuer were warned")
