"""Silence raises its own alarm: on time, once, with nobody signed in."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evacuation.conftest import MINUTE, NOON, Scene, at, expect, state
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.audit.models import Line
from waystation.evacuation import access, actions, due
from waystation.evacuation.check_ins import escalation, escalations
from waystation.evacuation.check_ins.records import ON_DUTY, Escalation, Step
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord, CheckInState
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, DUTY, locator
from waystation.vault.keyring import Keyring
from waystation.vault.records import create


@pytest.mark.django_db
def test_it_works_with_nobody_signed_in(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    assert due.run(NOON + 105 * MINUTE - timedelta(seconds=1)) == 0
    assert access.alarms(dina) == []
    lines = Line.objects.count()
    assert due.run(NOON + 105 * MINUTE) == 1
    assert (state(pk), len(told), Line.objects.count()) == (CheckInState.MISSED, 1, lines + 1)
    ((_, record),) = access.alarms(dina)
    assert (record.pseudonym, record.if_missed) == ("Birch", "call the lawyer")


STEPS = [("late_1", 105), ("late_2", 120), ("late_3", 150), ("overdue", 180)]


@pytest.mark.django_db
def test_each_step_is_taken_once_and_on_time(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    pk = expect(scene, case_id)
    for number, (_state, minutes) in enumerate(STEPS, 1):
        due.run(NOON + minutes * MINUTE - timedelta(seconds=1))
        assert CheckIn.objects.get(pk=pk).steps == number - 1
        due.run(NOON + minutes * MINUTE)
        row = CheckIn.objects.get(pk=pk)
        assert (row.steps, row.state, row.fired_at) == (number, CheckInState.MISSED, NOON + minutes * MINUTE)
        assert due.run(NOON + minutes * MINUTE) == 0
        assert escalation.state(escalation.usual(), row.steps) == _state
        actions.acknowledge(scene.actor, pk, "on it")  # which the next step does not wait for


@pytest.mark.django_db
def test_until_somebody_takes_it_on_the_next_in_line_is_called(
    scene: Scene, case_id: UUID, called: list[dict[str, Any]], dina: Actor
) -> None:
    pk = expect(scene, case_id)
    for minute in range(100, 240):
        due.run(NOON + minute * MINUTE)
    minutes = [(call["now"] - NOON) // MINUTE for call in called]
    assert minutes == [105, 115, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230]
    assert [call["everybody"] for call in called[:5]] == [False, True, False, True, True]
    assert all(call["everybody"] for call in called[5:])
    actions.acknowledge(dina, pk, "calling")
    assert due.run(NOON + timedelta(days=30)) == 0
    assert CheckIn.objects.get(pk=pk).alarm_at is None


@pytest.mark.django_db
def test_a_colleague_of_the_step_is_called_by_name(
    scene: Scene, case_id: UUID, called: list[dict[str, Any]], dina: Actor
) -> None:
    steps = (Step(after=5, state="late_1", owners=(str(dina.account), ON_DUTY)), Step(after=20, state="overdue"))
    own = escalations.keep(scene.actor, Escalation(name="Quick", steps=steps, again=5))
    expect(scene, case_id, escalation_id=own)
    for minute in range(90, 112):
        due.run(NOON + minute * MINUTE)
    found = [((call["now"] - NOON) // MINUTE, call["everybody"], call["also"]) for call in called]
    assert found == [(95, False, {dina.account}), (100, False, set()), (105, True, set()), (110, False, set())]


@pytest.mark.django_db
def test_after_a_day_offline_each_fires_once_in_order_and_says_that_it_was_late(
    scene: Scene, case_id: UUID, told: list[datetime]
) -> None:
    later, sooner = expect(scene, case_id, 120), expect(scene, case_id, 60)
    now = NOON + timedelta(days=1)
    number = Line.objects.count()
    assert due.run(now) == 2
    assert told == [now]
    rows = CheckIn.objects.order_by("due_at")
    assert [(row.pk, row.steps, row.fired_at) for row in rows] == [(sooner, 4, now), (later, 4, now)]
    found = [entry for at_, entry in entries(scene.actor.keys, locator(AUDIT), newest=9) if entry and at_ > number]
    assert [(entry.verb, entry.subject) for entry in reversed(found)] == [
        ("evacuation.check_in_missed_late", sooner),
        ("evacuation.check_in_missed_late", later),
    ]
    assert due.run(now) == 0


@pytest.mark.django_db
def test_nobody_is_called_twice_at_once_by_many_runs(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    expect(scene, case_id)
    moments = [NOON + minutes * MINUTE for minutes in (110, 110, 109, 60, 0)]
    assert [due.run(moment) for moment in moments] == [1, 0, 0, 0, 0]
    assert told == moments[:1]


@pytest.mark.django_db
def test_a_sign_of_life_with_its_word_ends_it(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    dina = at(dina, NOON)
    assert actions.check_in(dina, pk, "Green TEA!") == "ok"
    assert due.run(NOON + timedelta(days=2)) == 0
    assert (state(pk), told) == (CheckInState.RECEIVED, [])
    with pytest.raises(Refused):
        actions.check_in(dina, pk, "green tea")


@pytest.mark.django_db
def test_an_answer_without_the_word_ends_nothing(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    pk = expect(scene, case_id)
    assert actions.check_in(scene.actor, pk, "green coffee") == "ok_no_word"
    assert access.check_in(scene.actor, pk)[1].wrong_words == 1
    assert due.run(NOON + timedelta(days=1)) == 1
    assert actions.check_in(scene.actor, pk, "") == "ok_no_word"
    assert state(pk) == CheckInState.MISSED
    assert actions.check_in(scene.actor, pk, "green tea") == "ok"
    assert state(pk) == CheckInState.LATE


@pytest.mark.django_db
def test_somebody_takes_the_alarm_on(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    with pytest.raises(Refused):
        actions.acknowledge(dina, pk, "too early")
    due.run(NOON + timedelta(days=1))
    assert len(access.alarms(dina)) == 1
    actions.acknowledge(dina, pk, "calling the driver")
    assert access.alarms(dina) == []
    assert [record.acknowledgement for _, record in access.attended(scene.actor)] == ["calling the driver"]
    with pytest.raises(Refused):
        actions.acknowledge(scene.actor, pk, "me too")
    assert actions.check_in(at(dina, NOON + timedelta(days=1)), pk, "green tea") == "ok"
    assert access.attended(dina) == []


@pytest.mark.django_db
def test_two_people_cancel(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    cancelled, missed = expect(scene, case_id), expect(scene, case_id)
    actions.ask_to_cancel(scene.actor, cancelled, "their train was cancelled")
    with pytest.raises(Refused, match="cancel_needs_another"):
        actions.agree_to_cancel(scene.actor, cancelled)
    actions.keep_expecting(dina, cancelled)
    with pytest.raises(Refused, match="wrong_moment"):
        actions.agree_to_cancel(scene.actor, cancelled)
    with pytest.raises(Refused, match="reason_missing"):
        actions.ask_to_cancel(dina, cancelled, " ")
    actions.ask_to_cancel(dina, cancelled, "their train was cancelled")
    with pytest.raises(Absent):
        actions.agree_to_cancel(dina, cancelled)
    assert actions.agree_to_cancel(scene.actor, cancelled) == 1
    assert due.run(NOON + timedelta(days=1)) == 1
    actions.ask_to_cancel(dina, missed, "they sit beside me")
    assert due.run(NOON + timedelta(days=1, minutes=10)) == 1  # asked for is not agreed to
    assert actions.agree_to_cancel(scene.actor, missed) == 1
    assert due.run(NOON + timedelta(days=2)) == 0
    assert access.alarms(dina) == []


@pytest.mark.django_db
def test_agreed_silence_puts_it_off_and_ends(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    pk = expect(scene, case_id)
    with pytest.raises(Refused, match="silence_out_of_range"):
        actions.agree_silence(scene.actor, pk, until=NOON, because="flight")
    actions.agree_silence(scene.actor, pk, until=NOON + 300 * MINUTE, because="flight")
    assert due.run(NOON + 344 * MINUTE) == 0
    assert due.run(NOON + 345 * MINUTE) == 1
    with pytest.raises(Refused, match="wrong_moment"):
        actions.agree_silence(scene.actor, pk, until=NOON + 900 * MINUTE, because="no excuse later")


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["red scarf", "Red  SCARF", "redscraf", "ред скарф", "кув ысфка", "red skarf please"])
def test_the_word_for_being_forced_is_a_silent_alarm_at_the_last_step(
    scene: Scene, case_id: UUID, called: list[dict[str, Any]], dina: Actor, said: str
) -> None:
    pk = expect(scene, case_id, duress_word="red scarf")
    assert actions.check_in(dina, pk, said) == "duress"
    row, record = access.check_in(dina, pk)
    assert (row.state, row.steps, record.wrong_words) == (CheckInState.MISSED, 4, 0)
    assert record.duress_at is not None
    assert due.run(datetime.now(UTC) + MINUTE) == 1
    assert called[0]["everybody"]
    assert actions.check_in(at(dina, NOON), pk, "green tea") == "ok"  # it is answered as ever, and ends nothing
    assert state(pk) == CheckInState.MISSED
    assert len(access.alarms(dina)) == 1


@pytest.mark.django_db
def test_words_that_can_be_taken_for_each_other_are_refused(scene: Scene, case_id: UUID) -> None:
    for word in ("green tea", "green teas", "грин ти", "GREENTEE", "tea"):
        with pytest.raises(Refused, match="words_too_near|duress_word_short"):
            expect(scene, case_id, duress_word=word)
    assert CheckIn.objects.count() == 0


@pytest.mark.django_db
def test_the_right_word_another_way_is_asked_about(
    scene: Scene, case_id: UUID, told: list[datetime], dina: Actor
) -> None:
    pk, dina = expect(scene, case_id, way="messenger"), at(dina, NOON)
    assert actions.check_in(dina, pk, "green tea", way="call") == "other_way"
    assert state(pk) == CheckInState.EXPECTED
    assert due.run(NOON + 105 * MINUTE) == 1
    with pytest.raises(Refused, match="reason_missing"):
        actions.accept_other_way(dina, pk, "")
    actions.accept_other_way(dina, pk, "asked by messenger: the phone had been lent")
    assert state(pk) == CheckInState.LATE
    answer = access.check_in(dina, pk)[1].answers[0]
    assert (answer.what, answer.way, answer.accepted_by) == ("other_way", "call", dina.account)
    forced = expect(scene, case_id, way="messenger", duress_word="red scarf")
    assert actions.check_in(dina, forced, "green tea", way="call") == "other_way"
    assert actions.check_in(dina, forced, "red scarf", way="call") == "duress"
    with pytest.raises(Refused, match="wrong_moment"):  # what was said before it was no proof of being free
        actions.accept_other_way(dina, forced, "asked by messenger")
    assert state(forced) == CheckInState.MISSED
    other = expect(scene, case_id, way="messenger")
    assert actions.check_in(dina, other, "green tea", way="messenger") == "ok"
    with pytest.raises(Refused):
        actions.accept_other_way(dina, other, "nothing to accept")


@pytest.mark.django_db
def test_an_alarm_that_could_not_be_told_is_told_later(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect(scene, case_id)
    tried: list[datetime] = []

    def broken(reason: str, *, now: datetime, **_: object) -> None:
        tried.append(now)
        if len(tried) == 1:
            raise BrokenPipeError

    monkeypatch.setattr(due.alarms, "tell_duty", broken)
    with pytest.raises(BrokenPipeError):
        due.run(NOON + 2 * 60 * MINUTE)
    assert CheckIn.objects.alarming().count() == 1
    for minutes in (121, 122):
        due.run(NOON + minutes * MINUTE)
    assert len(tried) == 2


@pytest.mark.django_db
def test_the_real_mail_says_nothing(scene: Scene, case_id: UUID) -> None:
    expect(scene, case_id)
    assert due.run(NOON + timedelta(days=1)) == 1
    assert not CheckIn.objects.unheard().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["ira", "out"])
def test_who_holds_no_duty_sees_no_alarm(
    scene: Scene, case_id: UUID, person: str, request: pytest.FixtureRequest
) -> None:
    pk = expect(scene, case_id)
    actor: Actor = request.getfixturevalue(person)
    for call in (access.alarms, access.attended, lambda who: access.check_in(who, pk)):
        with pytest.raises(Absent):
            call(actor)  # type: ignore[operator]
    with pytest.raises(Absent):
        actions.check_in(actor, pk, "green tea")
    keyless = Actor(actor.account, "", frozenset({"operator"}), Keyring())
    with pytest.raises(Absent):
        actions.check_in(keyless, pk, "green tea")
    assert access.alarms(keyless) == []


@pytest.mark.django_db
def test_an_operator_notes_but_does_not_schedule(scene: Scene, case_id: UUID, dina: Actor) -> None:
    with pytest.raises(Absent):
        actions.schedule_check_in(dina, case_id, due_at=NOON)


@pytest.mark.django_db
def test_an_idle_second_only_reads(scene: Scene, case_id: UUID) -> None:
    expect(scene, case_id)
    with CaptureQueriesContext(connection) as captured:
        due.run(NOON)
    assert [query["sql"].split()[0] for query in captured] == ["SELECT", "SELECT"]


@pytest.mark.django_db
def test_many_in_one_minute_take_as_many_statements_each_as_a_few(
    scene: Scene, case_id: UUID, told: list[datetime]
) -> None:
    """More than one batch; all of them fire, and the team is told once."""
    key = scene.actor.keys.key(locator(DUTY))
    record = CheckInRecord(case=case_id, pseudonym="Birch", due_at=NOON)

    def statements(count: int) -> int:
        for number in range(count):
            due_at = NOON - 15 * MINUTE
            create(CheckIn, record, key, due_at=due_at, alarm_at=NOON + timedelta(milliseconds=50 * number))
        with CaptureQueriesContext(connection) as captured:
            assert due.run(NOON + MINUTE) == count
        return len(captured)

    few, many = statements(100), statements(1200)
    assert many < 1.5 * 12 * few
    assert len(told) == 2


# What may happen to a clock, and to people, between two runs of the worker.
EVENTS = st.one_of(
    st.tuples(st.just("run"), st.integers(-2000, 4000)),
    st.tuples(st.just("word"), st.integers(0, 7)),
    st.tuples(st.just("wrong"), st.integers(0, 7)),
    st.tuples(st.just("acknowledge"), st.integers(0, 7)),
    st.tuples(st.just("restart"), st.just(0)),
)
AFTER = (15, 30, 60, 90)
EARLY = 180


@dataclass
class Expected:
    """What should be so of one check-in, told as simply as possible; minutes after noon."""

    due: int
    next: float
    steps: int = 0
    state: CheckInState = CheckInState.EXPECTED

    def run(self, now: int) -> bool:
        if self.next > now:
            return False
        reached = sum(self.due + after <= now for after in AFTER)
        called = reached > self.steps or self.state == CheckInState.MISSED
        self.steps = max(self.steps, reached)
        self.next = self._step()
        if called:
            self.state, self.next = CheckInState.MISSED, min(self.next, now + 10)
        return called

    def _step(self) -> float:
        return self.due + AFTER[self.steps] if self.steps < 4 else math.inf

    def person(self, what: str) -> None:
        if what == "word" and self.due > EARLY and self.state == CheckInState.EXPECTED:
            return  # at noon nothing is said of the evening, unless it has raised an alarm by a clock that was ahead
        if what == "word" and self.next is not None and self.state in (0, 3, 4):
            self.state = CheckInState.LATE if self.state else CheckInState.RECEIVED
            self.next = math.inf
        if what == "acknowledge" and self.state == CheckInState.MISSED:
            self.state, self.next = CheckInState.ATTENDED, self._step()


def act(actor: Actor, what: str, pk: UUID) -> None:
    calls: dict[str, Callable[[], object]] = {
        "word": lambda: actions.check_in(actor, pk, "green tea"),
        "wrong": lambda: actions.check_in(actor, pk, "no"),
        "acknowledge": lambda: actions.acknowledge(actor, pk, "on it"),
    }
    with suppress(Refused):
        calls[what]()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(-1500, 3000), min_size=8, max_size=8),
    events=st.lists(EVENTS, max_size=25),
)
def test_none_twice_none_lost_whatever_the_clock_does(
    scene: Scene,
    case_id: UUID,
    organisation: Organisation,
    told: list[datetime],
    minutes: list[int],
    events: list[tuple[str, int]],
) -> None:
    """Clocks that go back, days offline, restarts with new sessions: each step of each is taken once."""
    CheckIn.objects.all().delete()
    actor, told[:] = scene.actor, []
    pks = [expect(scene, case_id, each, grace_minutes=0) for each in minutes]
    model = {pk: Expected(each, each + 15) for pk, each in zip(pks, minutes, strict=True)}
    for what, number in [*events, ("run", 5000)]:
        if what == "run":
            before = Line.objects.count()
            expected = sum([each.run(number) for each in model.values()])
            found = due.run(NOON + number * MINUTE)
            assert (found, Line.objects.count() - before) == (expected, expected)
        elif what == "restart":
            actor = at(organisation.actor("lev"), NOON)
        else:
            act(actor, what, pks[number])
            model[pks[number]].person(what)
        rows = {row.pk: (row.state, row.steps) for row in CheckIn.objects.all()}
        assert rows == {pk: (each.state, each.steps) for pk, each in model.items()}
    assert not CheckIn.objects.filter(state=CheckInState.EXPECTED).exists()
